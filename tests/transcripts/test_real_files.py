"""Every real file of a platform or an engine gives the turns, roles and times that the list of the samples states."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts


@dataclass(frozen=True)
class Fact:
    """What a file holds: turns by role, the first and the last turn's start (seconds), and its speakers."""

    file: str
    form: str
    roles: dict[Role, int]
    first: float | None
    last: float | None
    speakers: tuple[str, ...]
    channel: str = "call"


A, C, U, B = Role.AGENT, Role.CUSTOMER, Role.UNKNOWN, Role.BOT

FACTS = (
    Fact("transcripts/amazon_bda/bda_standard_2026-02-11.json", "amazon-bda", {U: 53}, 1.61, 271.78,
         ("spk_1", "spk_0")),
    Fact("transcripts/amazon_call_analytics/tca_2022_anchor_credit_union.json", "amazon-call-analytics",
         {A: 19, C: 18}, 0.04, 181.94, ("Agent", "Customer")),
    Fact("transcripts/amazon_contact_lens/contact_lens_doc_example_raw.json", "amazon-contact-lens",
         {A: 5, C: 5}, 0.0, 30.58, ("Agent", "Customer")),
    Fact("transcripts/amazon_pca/pca_interim_results.json", "amazon-pca", {A: 6, C: 6}, 0.04, 27.04,
         ("Agent", "Customer")),
    Fact("transcripts/amazon_transcribe/standard_no_speakers.json", "amazon-transcribe", {U: 14}, 13.03, 86.64, ("",)),
    Fact("transcripts/assemblyai/assemblyai_utterances.json", "assemblyai", {U: 1}, 0.17, 0.17, ("Speaker A",)),
    Fact("transcripts/azure/batch_v3_doc_example.json", "azure-speech", {U: 1}, 0.07, 0.07, ("Speaker 1",)),
    Fact("transcripts/azure/language_conversation_input.json", "azure-conversation", {A: 3, C: 3}, None, None,
         ("Agent", "Customer")),
    Fact("transcripts/deepgram/dg_plain.json", "deepgram", {U: 2}, 0.08, 0.32, ("",)),
    Fact("transcripts/deepgram/dg_speakers_utterances.json", "deepgram", {U: 22}, 3.04, 162.605,
         ("Speaker 0", "Speaker 1", "Speaker 2")),
    Fact("transcripts/genesys_cloud/genesys_transcript_derived.json", "genesys-cloud", {A: 7, C: 10}, 3.72, 48.82,
         ("agent-0001", "Customer")),
    Fact("transcripts/google_ccai/ccai_doc_example.json", "google-ccai", {C: 1, A: 1}, 1.0, 5.0,
         ("Customer", "Agent")),
    Fact("transcripts/google_stt/stt_punctuation.json", "google-stt", {U: 10}, 12.9, 78.8, ("",)),
    Fact("transcripts/harper_valley/0002f70f7386445b.json", "harper-valley", {A: 7, C: 11}, 3.72, 50.19,
         ("Agent", "Caller")),
    Fact("transcripts/ibm_watson/watson_stt.json", "ibm-watson", {U: 13}, 13.04, 86.66, ("Speaker 1",)),
    Fact("transcripts/rev_ai/rev_ai_roundtrip_fixture_DEVIATES.json", "rev-ai", {U: 1}, 0.0, 0.0, ("Speaker 0",)),
    Fact("transcripts/speechmatics/speechmatics_v2_speakers.json", "speechmatics", {U: 2}, 0.12, 3.2, ("S1",)),
    Fact("transcripts/whisper/openai_whisper_shape.json", "whisper", {U: 2}, 0.0, 3.2, ("",)),
    Fact("transcripts/whisper/whisper_timestamped.json", "whisper", {U: 4}, 0.12, 19.82, ("",)),
    Fact("transcripts/wtf/wtf_sample.json", "wtf", {U: 2}, 0.0, 3.2, ("Speaker 1",)),
    Fact("malformed/assemblyai_fixture_SECONDS_not_ms.json", "assemblyai", {U: 2}, 0.0, 3.5, ("Speaker A",)),
    Fact("malformed/json/bom.json", "amazon-call-analytics", {A: 19, C: 18}, 0.04, 181.94, ("Agent", "Customer")),
    Fact("malformed/json/utf16.json", "amazon-call-analytics", {A: 3, C: 2}, 0.04, 18.74, ("Agent", "Customer")),
    Fact("malformed/json/jsonl_renamed.json", "amazon-call-analytics", {A: 10, C: 10}, 0.04, 90.36,
         ("Agent", "Customer")),
    Fact("chat/amazon_connect/connect_chat_derived.json", "amazon-connect-chat", {C: 13, A: 13}, 0.0, 557.0,
         ("Customer", "Alex"), "chat"),
)  # fmt: skip


@pytest.fixture(scope="module")
def interactions(shared_data: Path) -> Path:
    return shared_data / "interactions"


def read(interactions: Path, name: str) -> tuple[Transcript, ...]:
    path = interactions / name
    return read_transcripts(path.read_bytes(), path.name)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.file.rpartition("/")[2])
def test_a_file_is_what_the_list_says(interactions: Path, fact: Fact) -> None:
    (transcript,) = read(interactions, fact.file)
    turns = transcript.turns
    assert (transcript.format, transcript.channel) == (fact.form, fact.channel)
    assert Counter(turn.role for turn in turns) == fact.roles
    assert (turns[0].start, turns[-1].start) == (fact.first, fact.last)
    assert tuple(dict.fromkeys(turn.speaker for turn in turns)) == fact.speakers
    assert transcript.skipped == ()
    assert all(turn.end is None or (turn.start is not None and turn.end >= turn.start) for turn in turns)
    assert all(word.start is not None for turn in turns for word in turn.words)


def test_a_call_of_call_analytics_tells_all_that_it_knows(interactions: Path) -> None:
    (call,) = read(interactions, "transcripts/amazon_call_analytics/tca_2022_anchor_credit_union.json")
    assert call.duration == 182.89
    assert sum(turn.redacted for turn in call.turns) == 10
    assert [turn.start for turn in call.turns if turn.interrupts] == [18.74, 166.44]
    assert {turn.sentiment for turn in call.turns} <= {"POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"}
    hello = call.turns[0].words[0]
    assert (hello.text, hello.start, hello.end, hello.confidence) == ("Thank", 0.04, 0.33, 1.0)


def test_genesys_joins_sentiment_by_phrase_and_counts_from_the_start_of_the_call(interactions: Path) -> None:
    (call,) = read(interactions, "transcripts/genesys_cloud/genesys_transcript_derived.json")
    assert call.started_at == "2020-06-02T00:13:03.285000Z"
    assert {place: turn.sentiment for place, turn in enumerate(call.turns) if turn.sentiment} == {
        3: "NEGATIVE", 5: "POSITIVE", 9: "NEGATIVE", 11: "POSITIVE",
    }  # fmt: skip


def test_metadata_of_a_call_have_no_turns_but_tell_who_and_when(interactions: Path) -> None:
    (call,) = read(interactions, "transcripts/harper_valley/0002f70f7386445b.metadata.json")
    assert (call.turns, call.conversation, call.duration) == ((), "0002f70f7386445b", 51.203)
    assert [(party.name, party.role) for party in call.parties] == [("Elizabeth", A), ("Patricia Brown", C)]

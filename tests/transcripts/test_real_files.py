"""Every real file of a platform or an engine gives the turns, roles and times that the list of the samples states."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Hold, Role, Transcript
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
    Fact("chat/abcd/abcd_sample_convo_3592.json", "abcd", {A: 12, C: 13}, None, None, ("Agent", "Customer"), "chat"),
    Fact("chat/taskmaster/tm1_sample.json", "taskmaster", {A: 10, C: 10}, None, None, ("User", "Assistant"), "chat"),
    Fact("chat/star/star_100.json", "star", {A: 13, C: 13}, 0.0, 557.0, ("User", "Wizard"), "chat"),
    Fact("chat/star/star_1002.json", "star", {A: 7, C: 7}, 0.0, 594.0, ("User", "Wizard"), "chat"),
    Fact("chat/star/star_1306.json", "star", {C: 1}, 0.0, 0.0, ("User",), "chat"),
    Fact("chat/star/star_222.json", "star", {A: 7, C: 7}, 0.0, 341.0, ("User", "Wizard"), "chat"),
    Fact("chat/star/star_50.json", "star", {A: 4, C: 4}, 0.0, 95.0, ("User", "Wizard"), "chat"),
    Fact("chat/star/star_715.json", "star", {A: 7, C: 7}, 0.0, 471.0, ("User", "Wizard"), "chat"),
    Fact("chat/ms_ckm/convo_0b7ecd6e-f37c-4bcb-8ea5-4b48906d37c0_2025-12-05020000.json", "microsoft-call",
         {A: 18, C: 17}, None, None, ("Agent", "Customer")),
    Fact("chat/ms_ckm/convo_0c9f84ce-11b3-4ce6-8c00-d1bd49843f94_2025-12-07020000.json", "microsoft-call",
         {A: 17, C: 16}, None, None, ("Agent", "Customer")),
    Fact("chat/ms_ckm/convo_0df3c5bc-e6d6-499e-8811-24d80efeaefe_2025-12-06070000.json", "microsoft-call",
         {A: 13, C: 12}, None, None, ("Agent", "Customer")),
    Fact("chat/ms_ckm/convo_38fdec6e-1d61-4d80-ab11-b598286b5a34_2024-12-07 17%3A00%3A00.json", "microsoft-call",
         {U: 1}, None, None, ("",)),
    Fact("chat/ms_ckm/convo_45e88c03-d7e5-4dc3-89ce-69cfdb3d1e06_2024-12-08 15%3A00%3A00.json", "microsoft-call",
         {U: 1}, None, None, ("",)),
    Fact("transcripts/teams/teams-vpn-support.json", "teams-call", {A: 8, U: 7}, None, None,
         ("Agent Lisa Park", "David Chen")),
    Fact("chat/intercom/conversation_parts_docs_example.json", "intercom", {C: 1}, 0.0, 0.0, ("User",), "chat"),
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


def test_a_call_without_speakers_keeps_its_length_which_is_told_in_minutes(interactions: Path) -> None:
    (call,) = read(interactions, "chat/ms_ckm/convo_38fdec6e-1d61-4d80-ab11-b598286b5a34_2024-12-07 17%3A00%3A00.json")
    assert (call.started_at, call.duration) == ("2024-12-07T17:00:00", 589.0)


def test_zendesk_events_are_parted_by_chat_and_only_messages_are_speech(interactions: Path) -> None:
    chats = read(interactions, "chat/zendesk/ticket_chat_event_data.csv")
    told = {chat.conversation: [(turn.role, turn.text[:20]) for turn in chat.turns] for chat in chats}
    assert told["4323.953441.TyDt23helloZt4E"] == [(Role.SYSTEM, "TALK TO A HUMAN")]
    assert told["4323.953441.TzBlankActor"] == [(U, "Blank id example")]
    assert told["4323.953441.TzBlankActorTwo"] == [(A, "Blank id example two")]
    assert told["4323.953441.TyDs6revFIOI0Y"] == [(A, "Thanks. Let me conne")]
    assert len(chats) == 8
    assert chats[1].started_at == "2023-12-12T11:16:29.190000Z"
    events = {note.where for chat in chats for note in chat.skipped}
    assert events >= {"line 2", "line 3", "line 4"}


def test_an_intercom_note_is_internal_and_what_closes_a_conversation_is_no_speech(interactions: Path) -> None:
    (noted,) = read(interactions, "chat/intercom/conversation_part_history_data.csv")
    (note,) = noted.turns
    assert (noted.conversation, note.internal, note.role) == ("12", True, A)
    assert {skipped.where for skipped in noted.skipped} == {"5", "11", "13", "27"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("chat/star/star_1978.json", "in which nothing is said"),
        ("chat/zendesk/ticket_chat_data.csv", "without their messages"),
        ("vcon/invalid/empty_vcon.json", "without any dialog"),
        ("malformed/json/truncated.json", "ends in the middle"),
        ("malformed/json/comments_trailing_commas.json", "comments and commas"),
        ("malformed/json/python_repr.json", "double quotation marks"),
        ("malformed/json/deep_nesting_100k.json", "nested deeper"),
        ("malformed/json/deep_objects_50k.json", "nested deeper"),
    ],
)
def test_what_cannot_be_read_says_why(interactions: Path, name: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(interactions, name)


@pytest.mark.parametrize(
    ("name", "turns", "speakers"),
    [
        ("empty_recording/7f0a861c-7afc-41e1-a0b7-d760f275c733.vcon.json", {A: 6, C: 5},
         ("John Baker", "Martha Thomas")),
        ("siprec_teams/01-siprec-billing-dispute.json", {A: 6, C: 5}, ("Agent Mike Rivera", "Sarah Johnson")),
        ("siprec_teams/04-teams-escalation-review.json", {U: 12}, ("Rachel Kim", "Tom Bradley", "Sarah Johnson")),
        ("siprec_teams/06-siprec-cancellation-save.json", {A: 6, C: 5}, ("Agent Mike Rivera", "Maria Gonzalez")),
        ("text_only/02105744-f8f8-4eb3-882b-d78eced80c78.vcon.json", {A: 6, C: 5}, ("Kyle James", "Catherine Long")),
        ("text_only/37bd7a2a-3d38-40bd-b732-190478f0e88a.vcon.json", {A: 7, C: 6}, ("Arthur Evans", "Julia Martin")),
        ("text_only/726b3002-ca8d-4e3d-980d-0569ba205d9c.vcon.json", {A: 6, C: 6}, ("Carl Barnes", "Teresa Ramirez")),
        ("with_audio/02971763-6410-4ee0-b16c-04d11a18b222.vcon.json", {A: 6, C: 5},
         ("Brian Mitchell", "Janet Davis")),
        ("with_audio/07b416a2-002e-4a82-a329-94c47a4cd12b.vcon.json", {A: 6, C: 5},
         ("Timothy Wilson", "Dorothy Flores")),
        ("with_audio/25df19c4-0506-4d29-815b-f9024e2a6464.vcon.json", {A: 8, C: 7},
         ("Thomas Simmons", "Patricia Parker")),
        ("with_audio/bd361e59-f3d0-4e9b-aa3c-97655095861e.vcon.json", {A: 6, C: 5},
         ("Roy Cox", "Carol Jackson")),
        ("with_audio/f4a56204-84bb-4547-96f2-146906c19cb2.vcon.json", {A: 6, C: 5},
         ("Juan Bryant", "Kathleen Nelson")),
    ],
)  # fmt: skip
def test_vcons(interactions: Path, name: str, turns: dict[Role, int], speakers: tuple[str, ...]) -> None:
    (call,) = read(interactions, f"vcon/{name}")
    assert Counter(turn.role for turn in call.turns) == turns
    assert tuple(dict.fromkeys(turn.speaker for turn in call.turns)) == speakers
    assert {turn.start for turn in call.turns} == {None}
    assert call.started_at


def test_a_vcon_of_0_3_0_counts_its_hold_and_its_turns_from_the_start_of_the_dialog(interactions: Path) -> None:
    (call,) = read(interactions, "vcon/spec_0_3_0/stereo_inline_with_hold.vcon.json")
    assert Counter(turn.role for turn in call.turns) == {A: 6, C: 5}
    assert (call.turns[0].start, call.turns[-1].end, call.duration) == (0.06, 50.31, 50.6)
    assert call.holds == (Hold(18.0, 24.0),)
    assert call.started_at == "2024-05-07T10:11:12Z"
    assert [(party.role, party.contact) for party in call.parties] == [(C, "+15550100"), (A, "agent7@example.com")]


def test_a_vcon_of_messages_is_a_chat(interactions: Path) -> None:
    (chat,) = read(interactions, "vcon/sample_messages.vcon")
    assert [(turn.start, turn.role) for turn in chat.turns] == [(0.0, C), (60.0, A)]
    assert chat.channel == "chat"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("vcon/invalid/bad_dialog_types.json", "parties that are not there: 1, 0"),
        ("vcon/invalid/bad_duration.json", "duration “-30” cannot be read"),
        ("vcon/invalid/bad_party_ref.json", "parties that are not there: 99"),
        ("vcon/invalid/null_parties.json", "names no parties"),
        ("malformed/vcon/dialog_file_url.vcon.json", "is not fetched: file:///etc/passwd"),
        ("malformed/vcon/dialog_http_url.vcon.json", "is not fetched: http://192.0.2.1/call.wav"),
        ("malformed/vcon/dialog_unc_path.vcon.json", "is not fetched: "),
        ("malformed/vcon/jws_signed_shape.vcon.json", "signature was not checked"),
    ],
)
def test_what_is_wrong_with_a_vcon_is_told(interactions: Path, name: str, reason: str) -> None:
    (call,) = read(interactions, name)
    assert any(reason in note.reason for note in call.skipped)


def test_siprec_metadata_tell_parties_and_times(interactions: Path) -> None:
    (call,) = read(interactions, "transcripts/siprec/billing-complaint.xml")
    assert (call.turns, call.started_at, call.duration) == ((), "2026-03-07T10:30:00Z", 342.0)
    assert [(party.name, party.role) for party in call.parties] == [("Sarah Johnson", C), ("Agent Mike Rivera", A)]
    assert call.conversation == "SIPREC-2026-0307-001"

"""Clips of interactions: redactions always count, digits left are told, evidence becomes files."""

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.answers import NO, YES, Answer, AudioSpan, Chosen
from qa_desktop.domain.clips import Clip, ClipFormat, Hidden, Kept, Piece, Span, Style, Tags
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.interactions import Interaction, Recording
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import clips, redactions, reviewing
from qa_desktop.services.clips import ClipSource, Wish
from qa_desktop.services.ports import Database
from qa_desktop.services.recording_places import file_hash
from tests.services.furniture import ANN, BEN, CALL, COMPLETE, NOW, drafted, furnish, submit

CARD = Turn("my card is one two three four", Role.CUSTOMER, start=2.0, end=4.0)
TALK = Transcript("webvtt", (Turn("hello", Role.AGENT, start=0.0, end=1.0), CARD))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Ten seconds of two channels."""
    target = tmp_path / "calls" / "a b.wav"
    target.parent.mkdir()
    with wave.open(str(target), "wb") as stream:
        stream.setparams((2, 2, 8000, 0, "NONE", ""))
        stream.writeframes(np.full((80_000, 2), 1_000, "<i2").tobytes())
    return target


@pytest.fixture
def call(database: Database, file: Path) -> Interaction:
    """An interaction with that recording, in the database."""
    recording = Recording("calls", file.name, file_hash(file), 10.0, 8000, 2, agent_channel=1)
    found = replace(CALL, recording=recording, started_at=NOW)
    furnish(database)
    with database.writing() as work:
        work.roots.put("calls", str(file.parent))
        work.interactions.put(found)
        work.interactions.put_transcript(found.key, TALK)
    return found


def redact(database: Database, call: Interaction, start_ms: int, end_ms: int, channel: int | None = None) -> None:
    redactions.add(database, call.key, start_ms, end_ms, channel, "", ANN, NOW)


def test_the_source_of_an_interaction_holds_all_that_a_clip_needs(
    database: Database, call: Interaction, file: Path
) -> None:
    redact(database, call, 1_000, 2_000, 0)
    source = clips.source_in(database, call.key)
    assert (source.file, source.name, source.channels, source.agent_channel) == (file, "C-1", 2, 1)
    assert (source.transcript, source.date) == (TALK, "2026-03-02")
    assert clips.stored_hidden(source) == (Hidden(Span(1_000, 2_000), 0),)


def test_a_redaction_that_was_removed_counts_no_more(database: Database, call: Interaction) -> None:
    redact(database, call, 1_000, 2_000)
    (redaction,) = clips.source_in(database, call.key).redactions
    redactions.remove(database, redaction.key, ANN, NOW)
    assert clips.source_in(database, call.key).redactions == ()


def test_without_a_recording_nothing_is_cut(database: Database, call: Interaction, file: Path) -> None:
    with pytest.raises(InputError, match="has no recording"):
        clips.source_of(replace(call, recording=None), None, (), None)
    file.unlink()
    with pytest.raises(InputError, match="is not where it was"):
        clips.source_in(database, call.key)


def test_a_headerless_recording_is_read_as_its_source_says(call: Interaction, file: Path) -> None:
    assert call.recording is not None
    raw = replace(call, recording=replace(call.recording, raw="alaw/8000/1"))
    assert clips.source_of(raw, file, (), None).raw == RawFormat("alaw")


def test_a_file_that_the_database_knows_keeps_its_redactions(
    database: Database, call: Interaction, file: Path, tmp_path: Path
) -> None:
    redact(database, call, 1_000, 2_000)
    copy = tmp_path / "under another name.wav"
    copy.write_bytes(file.read_bytes())
    source = clips.source_of_file(copy, None, database)
    assert source.file == copy
    assert source.name == "C-1"
    assert clips.stored_hidden(source) == (Hidden(Span(1_000, 2_000)),)
    assert source.transcript == TALK


def test_any_other_file_is_taken_as_it_is(database: Database, file: Path) -> None:
    for known in (database, None):
        source = clips.source_of_file(file, None, known)
        assert source == ClipSource(file, "a b", 2)
    named = file.rename(file.with_name("x_agentR_customerL.wav"))
    assert clips.source_of_file(named, None, None).agent_channel == 1


def test_the_whole_is_as_long_as_it_decodes_to(file: Path) -> None:
    assert clips.whole(ClipSource(file, "x", 2)) == Span(0, 10_000)


def test_a_plan_is_all_that_is_written(database: Database, call: Interaction, file: Path) -> None:
    redact(database, call, 1_000, 2_000)
    source = clips.source_in(database, call.key)
    more = Hidden(Span(5_000, 6_000), 0)
    wish = Wish((Span(0, 3_000), Span(62_000, 64_500)), "customer", Style(fade_ms=10), (more,), "", "why")
    stored = Hidden(Span(1_000, 2_000))
    assert clips.plan(source, wish, ClipFormat.OPUS) == Clip(
        (
            Piece(file, Span(0, 3_000), (stored, more), Kept.LEFT),
            Piece(file, Span(62_000, 64_500), (stored, more), Kept.LEFT),
        ),
        ClipFormat.OPUS,
        Style(fade_ms=10),
        Tags("C-1 0:00–0:03, 1:02–1:04.5", "C-1 0:00–0:03, 1:02–1:04.5", "2026-03-02", "why"),
    )
    titled = clips.plan(source, replace(wish, title=" Greeting "), ClipFormat.OPUS)
    assert titled.tags.title == "Greeting"


def test_no_name_of_a_person_stands_in_the_tags(database: Database, call: Interaction) -> None:
    tags = clips.plan(clips.source_in(database, call.key), Wish((Span(0, 1_000),)), ClipFormat.MP3).tags
    assert "Zoë" not in str(tags)


def test_a_side_is_named_where_it_is_known(file: Path) -> None:
    known = ClipSource(file, "x", 2, agent_channel=0)
    assert [clips.side_of(known, Hidden(Span(0, 1), channel)) for channel in (0, 1, None)] == [
        "agent",
        "customer",
        "both",
    ]
    unknown = ClipSource(file, "x", 2)
    assert clips.side_of(unknown, Hidden(Span(0, 1), 1)) == "right"
    assert clips.side_of(clips.with_agent(unknown, 1), Hidden(Span(0, 1), 1)) == "agent"
    assert clips.side_of(ClipSource(file, "x", 1, 0), Hidden(Span(0, 1), 1)) == "both"


# digits


def told(source: ClipSource, *hidden: Hidden) -> int:
    return len(clips.digits_open(source, clips.digits_in(source), (Span(0, 5_000),), hidden))


def test_digits_are_open_until_their_middle_is_redacted_on_the_speakers_side(file: Path) -> None:
    source = ClipSource(file, "x", 2, 0, None, (), TALK)
    (digits,) = clips.digits_in(source)
    span = clips.span_of(digits)
    assert span is not None
    assert told(source) == 1
    assert told(source, *clips.hidden_digits([digits])) == 0
    assert told(source, Hidden(span, 1)) == 0
    assert told(source, Hidden(span, 0)) == 1  # the agent's side, and the customer said it
    assert told(source, Hidden(Span(span.start_ms, (span.start_ms + span.end_ms) // 2))) == 1
    middle = (span.start_ms + span.end_ms) // 2
    assert told(source, Hidden(Span(0, middle), 1), Hidden(Span(middle, 9_000))) == 0
    assert told(replace(source, agent_channel=None), Hidden(span, 1)) == 1
    assert told(replace(source, channels=1), Hidden(span, 0)) == 0


def test_digits_outside_of_the_clip_are_no_matter(file: Path) -> None:
    source = ClipSource(file, "x", 2, 0, None, (), TALK)
    assert clips.digits_open(source, clips.digits_in(source), (Span(8_000, 9_000),)) == ()


def test_digits_without_times_are_told_and_cannot_be_redacted(file: Path) -> None:
    source = ClipSource(file, "x", 2, 0, None, (), Transcript("text", (Turn("1234", Role.CUSTOMER),)))
    assert told(source, Hidden(Span(0, 5_000))) == 1
    assert clips.hidden_digits(clips.digits_in(source)) == ()


def test_stored_redactions_cover_digits(database: Database, call: Interaction) -> None:
    assert told(clips.source_in(database, call.key)) == 1
    redact(database, call, 1_500, 4_500)
    assert told(clips.source_in(database, call.key)) == 0


def test_a_chat_has_no_digits_to_hear(file: Path) -> None:
    assert clips.digits_in(ClipSource(file, "x", 2)) == ()


# evidence


def evidence(*spans: tuple[int, int]) -> Content:
    marks = tuple(AudioSpan(*span) for span in spans)
    return replace(COMPLETE, answers={**COMPLETE.answers, "greets": Answer(YES, evidence=marks)})


def test_the_newest_evaluation_is_that_which_was_submitted(database: Database, call: Interaction) -> None:
    reviewing.save_draft(database, drafted(database, content=evidence((0, 500))), NOW)
    assert [each.span for each in clips.newest_evidence(database, call, ANN)] == [Span(0, 500)]
    submit(database, content=evidence((1_000, 2_000)))
    assert [each.span for each in clips.newest_evidence(database, call, ANN)] == [Span(1_000, 2_000)]
    with pytest.raises(InputError, match="Ben Lead has no evaluation of “C-1”"):
        clips.newest_evidence(database, call, BEN)


def test_an_evaluation_without_evidence_is_told(database: Database, call: Interaction) -> None:
    submit(database)
    with pytest.raises(InputError, match="has no evidence with a time"):
        clips.newest_evidence(database, call, ANN)


def test_each_evidence_is_a_file_of_its_own(database: Database, call: Interaction, tmp_path: Path) -> None:
    content = evidence((1_000, 2_000), (1_200, 3_000), (61_000, 62_000))
    listens = Answer(Chosen("4"), evidence=(AudioSpan(5_000, 6_000),))
    submit(database, content=replace(content, answers={**content.answers, "listens": listens, "held": Answer(NO)}))
    redact(database, call, 1_500, 1_600)
    source = clips.source_in(database, call.key)
    found = clips.newest_evidence(database, call, ANN)
    jobs = clips.evidence_jobs(source, found, Wish(()), ClipFormat.MP3, tmp_path)
    first, second = (standard_text for standard_text in dict.fromkeys(each.text for each in found))
    assert [target.name for _, target in jobs] == [
        f"C-1 01 {first} 0m01s.mp3",
        f"C-1 01 {first} 0m01s again.mp3",
        f"C-1 01 {first} 1m01s.mp3",
        f"C-1 02 {second} 0m05s.mp3",
    ]
    assert [clip.tags.title for clip, _ in jobs][-1] == f"2 {second}"
    assert jobs[0][0].pieces[0].hidden == (Hidden(Span(1_500, 1_600)),)

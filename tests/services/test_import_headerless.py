"""Importing recordings without a header: asked once for each ending in each folder."""

import wave
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services.importing import (
    ANY_ENDING,
    FormatQuestion,
    ImportReport,
    Result,
    import_answered,
    import_paths,
)
from qa_desktop.services.recording_places import recording_file, root_key
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, NOW
from tests.services.test_importing import VTT, tone

MULAW = RawFormat("mulaw")
ALAW = RawFormat("alaw")


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    (folder / "old").mkdir(parents=True)
    return folder


def raw(path: Path, seconds: int = 1) -> Path:
    """A headerless file; another name makes another content."""
    path.write_bytes(bytes((at * len(path.stem) * 31) % 251 for at in range(8000 * seconds)))
    return path


def run(database: SqlDatabase, *paths: Path, **more: object) -> ImportReport:
    return import_paths(database, paths, None, ANN, NOW, **more)  # type: ignore[arg-type]


def found(database: SqlDatabase) -> dict[str, Interaction]:
    with database.reading() as work:
        lines = work.interactions.worklist(ANN.key, WorklistFilter())
    return {line.interaction.external_id: line.interaction for line in lines}


def results(report: ImportReport) -> dict[str, Result]:
    return {outcome.name: outcome.result for outcome in report.outcomes}


def test_what_is_not_known_is_asked_once_for_each_ending_and_folder(database: SqlDatabase, calls: Path) -> None:
    names = [raw(calls / "a.ulaw"), raw(calls / "old" / "bbb.ULAW"), raw(calls / "cc.vox"), raw(calls / "dddd.pcm")]
    tone(calls / "fine.wav")
    elsewhere = calls.parent / "elsewhere"
    elsewhere.mkdir()
    raw(elsewhere / "e.ulaw")
    report = run(database, calls, elsewhere)
    assert report.summary == "1 interaction: 1 added; 5 held back."
    assert set(found(database)) == {"fine"}
    assert {each.suffix: each for each in report.questions if each.folder == calls} == {
        ".pcm": FormatQuestion(calls, ".pcm", (names[3].as_posix(),), RawFormat("s16le")),
        ".ulaw": FormatQuestion(calls, ".ulaw", (names[0].as_posix(), names[1].as_posix()), MULAW),
        ".vox": FormatQuestion(calls, ".vox", (names[2].as_posix(),), RawFormat("vox")),
    }
    assert [each.suffix for each in report.questions if each.folder == elsewhere] == [".ulaw"]


def test_an_answer_imports_the_files_held_back_alone_and_holds_for_the_folder(
    database: SqlDatabase, calls: Path
) -> None:
    raw(calls / "a.ulaw", 2)
    raw(calls / "bb.vox")
    tone(calls / "fine.wav")
    asked = {each.suffix: each for each in run(database, calls).questions}
    (calls / "fine.wav").unlink()  # would be refused, were it looked at
    report = run(database, calls, formats={".ulaw": MULAW}, only=asked[".ulaw"].files)
    assert results(report) == {"a.ulaw": Result.ADDED}
    recording = found(database)["a"].recording
    assert recording is not None
    assert (recording.raw, recording.duration, recording.root) == ("mulaw/8000/1", 2.0, "calls")
    raw(calls / "old" / "ccc.ulaw")
    again = run(database, calls)
    assert results(again) == {"a.ulaw": Result.UNCHANGED, "bb.vox": Result.HELD, "old/ccc.ulaw": Result.ADDED}
    assert [(each.suffix, each.known) for each in again.questions] == [(".vox", None), (".ulaw", MULAW)]
    with database.reading() as work:
        told = [entry.detail for entry in work.audit.of(root_key("calls"))]
    assert told[-1] == "calls: .ulaw is mulaw/8000/1"
    assert len(told) == 2  # the root, and the format once


def test_the_transcript_of_a_recording_held_back_waits_for_it(database: SqlDatabase, calls: Path) -> None:
    raw(calls / "a.ulaw")
    (calls / "a.vtt").write_text(VTT)
    report = run(database, calls)
    assert results(report) == {"a.ulaw": Result.HELD, "a.vtt": Result.ADDED}
    before = found(database)["a"]
    run(database, calls, formats={".ulaw": MULAW}, only=report.questions[0].files)
    (after,) = found(database).values()
    assert (after.key, after.turns) == (before.key, 2)
    assert after.recording is not None


def test_one_answer_for_all_endings(database: SqlDatabase, calls: Path) -> None:
    raw(calls / "a.ulaw")
    raw(calls / "bb.raw")
    report = run(database, calls, formats={ANY_ENDING: ALAW, ".raw": MULAW})
    assert {name: each.recording.raw for name, each in found(database).items() if each.recording} == {
        "a": "alaw/8000/1",
        "bb": "mulaw/8000/1",
    }
    assert {each.known for each in report.questions} == {ALAW, MULAW}


def test_a_later_answer_replaces_the_earlier_one_and_the_figures_taken_with_it(
    database: SqlDatabase, calls: Path
) -> None:
    raw(calls / "a.ulaw")
    run(database, calls, formats={".ulaw": MULAW})
    (key,) = (each.key for each in found(database).values())
    with database.writing() as work:
        work.speech.put_problem(key, "noise", 1, NOW)
    report = run(database, calls, formats={".ulaw": RawFormat("s16le")})
    assert results(report) == {"a.ulaw": Result.UPDATED}
    after = found(database)["a"]
    assert after.recording is not None
    assert (after.recording.raw, after.recording.duration, after.duration) == ("s16le/8000/1", 0.5, 0.5)
    with database.reading() as work:
        assert work.speech.method(key) is None
        assert list(work.sources.formats("calls").values()) == [RawFormat("s16le")]


def test_what_a_file_with_a_header_says_of_itself_goes_before_any_answer(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav").rename(calls / "a.ulaw")
    report = run(database, calls, formats={".ulaw": ALAW})
    assert report.questions == ()
    recording = found(database)["a"].recording
    assert recording is not None
    assert (recording.raw, recording.channels) == ("", 2)


def test_a_channel_told_by_the_source_is_no_news_of_an_import(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav")
    run(database, calls)
    with database.writing() as work:
        work.sources.set_agent_channel("calls", 1)
    assert results(run(database, calls)) == {"a.wav": Result.UNCHANGED}
    with database.writing() as work:
        work.sources.set_agent_channel("calls", 0)
    recording = found(database)["a"].recording
    assert recording is not None
    assert recording.agent_channel == 0


def test_legs_without_a_header_become_one_call_once_their_codec_is_said(database: SqlDatabase, calls: Path) -> None:
    raw(calls / "c-in.ulaw", 2)
    raw(calls / "c-out.ulaw")
    report = run(database, calls)
    (asked,) = report.questions
    assert [Path(file).name for file in asked.files] == ["c-in.ulaw", "c-out.ulaw"]
    assert (report.summary, report.notes) == ("2 held back.", ())
    said = import_answered(database, [calls], {asked: MULAW}, ANN, NOW)
    assert (said.summary, said.notes) == ("1 interaction: 1 added.", ())
    (call,) = found(database).values()
    assert call.recording is not None
    assert (call.external_id, call.recording.channels, call.recording.codec) == ("c", 2, "pcm_s16le")
    assert call.duration == 2.0
    assert run(database, calls).summary == "1 interaction: 1 unchanged."
    with database.reading() as work:
        file = recording_file(work, call)
    assert file is not None
    with wave.open(str(file), "rb") as joined:
        frames = np.frombuffer(joined.readframes(16_000), dtype="<i2").reshape(-1, 2)
    assert frames[:8000, 1].any()
    assert not frames[8000:, 1].any()
    assert [each.name for each in file.parent.iterdir()] == [file.name]

"""Moving a transcript to where it is heard."""

import math
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services import offsets
from qa_desktop.services.importing import Result, import_paths
from qa_desktop.storage.database import SqlDatabase

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Person("Ann Reviewer")
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Agent>Hello\n\n00:03.000 --> 00:04.000\n<v Customer>Hi\n"


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for side, level in (("in", 20), ("out", 30)):
        with wave.open(str(tmp_path / f"a-{side}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes([level, 0]) * 8000)
    (tmp_path / "a.vtt").write_text(VTT)
    return tmp_path


def run(database: SqlDatabase, calls: Path) -> dict[Result, int]:
    return import_paths(database, [calls], None, ANN, NOW).counts


def only(database: SqlDatabase) -> tuple[Interaction, Transcript]:
    with database.reading() as work:
        (line,) = work.interactions.worklist(ANN.key, WorklistFilter())
        told = work.interactions.transcript(line.interaction.key)
    assert told is not None
    return line.interaction, told


def starts(told: Transcript) -> list[float | None]:
    return [turn.start for turn in told.turns]


def test_a_transcript_is_moved_by_hand_and_back_and_importing_again_leaves_it_there(
    database: SqlDatabase, calls: Path
) -> None:
    run(database, calls)
    call, before = only(database)
    assert offsets.set_offset(database, call.key, 2.5, ANN, NOW)[0] == 0
    assert starts(only(database)[1]) == [3.5, 5.5]
    assert run(database, calls)[Result.UNCHANGED] == 1
    assert starts(only(database)[1]) == [3.5, 5.5]
    earlier, now, _ = offsets.align(database, call.key, 1, 2.25, ANN, NOW)
    assert (earlier, now) == (2.5, -0.75)
    assert starts(only(database)[1]) == [0.25, 2.25]
    offsets.set_offset(database, call.key, 0.0, ANN, NOW)
    assert only(database)[1] == before
    with database.reading() as work:
        told = [line.detail for line in work.audit.of(call.key) if line.action == "transcript moved"]
    assert told == ["+2.500 s", "-0.750 s", "+0.000 s"]
    assert database.health().problems == ()


@pytest.mark.parametrize(
    ("seconds", "says"), [(-1.5, "0.5 s before the recording"), (math.nan, "six hours"), (1e9, "six hours")]
)
def test_what_cannot_be_is_told_and_changes_nothing(
    database: SqlDatabase, calls: Path, seconds: float, says: str
) -> None:
    run(database, calls)
    call, before = only(database)
    with pytest.raises(InputError, match=says):
        offsets.set_offset(database, call.key, seconds, ANN, NOW)
    with pytest.raises(InputError, match="no time"):
        offsets.align(database, call.key, 7, 1.0, ANN, NOW)
    assert only(database)[1] == before


def test_a_sheet_tells_how_late_the_transcript_and_a_leg_begin(database: SqlDatabase, calls: Path) -> None:
    sheet = 'external_id,recording,transcript_offset,leg_offset\nL-1,a-in.wav,"1,5",0.25\nL-2,b.wav,soon,1\n'
    (calls / "sheet.csv").write_text(sheet)
    report = import_paths(database, [calls], None, ANN, NOW)
    assert any("“soon” is no number of seconds" in note for note in report.notes)
    with database.reading() as work:
        (call,) = work.interactions.by_external_id("L-1")
        told = work.interactions.transcript(call.key)
    assert told is not None
    assert (starts(told), told.offset) == ([2.5, 4.5], 1.5)
    assert call.duration == 1.25
    assert run(database, calls)[Result.UNCHANGED] == 2

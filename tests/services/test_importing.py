"""Importing into the real storage, with real files."""

import base64
import hashlib
import json
import shutil
import wave
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from qa_desktop.domain.changes import Changed
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent, Channel, Interaction, SurveyResponse, interaction_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import WorklistFilter, WorklistItem
from qa_desktop.services.importing import FileOutcome, ImportReport, Progress, Result, add_by_hand, import_paths, locate
from qa_desktop.services.recording_places import recording_file
from qa_desktop.storage.database import SqlDatabase, open_database

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 12, tzinfo=UTC)
ANN = Person("Ann Reviewer")
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Agent>Hello\n\n00:03.000 --> 00:04.000\n<v Customer>Hi\n"
CHATS = (
    "conversationId,sendTime,senderType,sender,text\n"
    "1,2026-01-14T09:00:00Z,visitor,Kim,Hi\n1,2026-01-14T09:02:00Z,agent,Maya Brandt,Hello\n"
    "2,2026-01-15T09:00:00Z,visitor,Lee,Anyone?\n"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    opened = open_database(tmp_path / "room.db", UUID("01890a5d-ac96-774b-bcce-b302099a8057"), busy_ms=2_000)
    yield opened
    opened.close()


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    return folder


def tone(path: Path, seconds: float = 0.5, channels: int = 2, level: int = 40) -> Path:
    """A short WAV file; another level makes another content."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes([level, 0]) * channels * int(8000 * seconds))
    return path


def run(database: SqlDatabase, *paths: Path, sheet: Path | None = None) -> ImportReport:
    return import_paths(database, paths, sheet, ANN, NOW)


def worklist(database: SqlDatabase) -> Sequence[WorklistItem]:
    with database.reading() as work:
        return work.interactions.worklist(ANN.key, WorklistFilter())


def only(database: SqlDatabase) -> Interaction:
    (item,) = worklist(database)
    return item.interaction


def results(report: ImportReport) -> dict[str, Result]:
    return {outcome.name: outcome.result for outcome in report.outcomes}


def place(database: SqlDatabase, interaction: Interaction) -> Path | None:
    with database.reading() as work:
        return recording_file(work, interaction)


def test_a_recording_with_its_transcript_is_one_interaction(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a_agentR.wav")
    (calls / "a.vtt").write_text(VTT)
    report = run(database, calls)
    assert results(report) == {"a_agentR.wav": Result.ADDED, "a.vtt": Result.ADDED}
    found = only(database)
    assert (found.channel, found.turns, found.duration) == (Channel.CALL, 2, 0.5)
    assert found.recording is not None
    assert (found.recording.root, found.recording.path) == ("calls", "a_agentR.wav")
    assert (found.recording.channels, found.recording.sample_rate, found.recording.agent_channel) == (2, 8000, 1)
    assert place(database, found) == calls / "a_agentR.wav"
    assert report.changes.keys(Changed.INTERACTION) == {found.key}
    assert report.changes.touches(Changed.RECORDING_ROOT)
    assert report.summary == "1 interaction: 1 added."


def test_importing_twice_changes_nothing(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav")
    tone(calls / "b-in.wav", channels=1, level=20)
    tone(calls / "b-out.wav", channels=1, level=30)
    (calls / "a.vtt").write_text(VTT)
    (calls / "chats.csv").write_text(CHATS)
    (calls / "sheet.csv").write_text("external_id,recording,agent\nL-1,a.wav,Maya Brandt\n")
    first = run(database, calls)
    assert first.summary == "4 interactions: 4 added."
    before = worklist(database)
    second = run(database, calls)
    assert set(results(second).values()) == {Result.UNCHANGED}
    assert second.summary == "4 interactions: 4 unchanged."
    assert worklist(database) == before
    assert not second.changes.items
    with database.reading() as work:
        assert all(len(work.audit.of(key)) == 1 for key in first.keys)


def test_the_same_file_under_another_name_or_folder_is_known(
    database: SqlDatabase, calls: Path, tmp_path: Path
) -> None:
    run(database, tone(calls / "a.wav"))
    before = worklist(database)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(calls / "a.wav", elsewhere / "b.wav")
    report = run(database, elsewhere)
    assert results(report) == {"b.wav": Result.UNCHANGED}
    assert worklist(database) == before
    with database.reading() as work:
        assert set(work.roots.all()) == {"calls"}


def test_a_sheet_says_everything_about_a_call(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    tone(calls / "a.wav")
    (calls / "t.vtt").write_text(VTT)
    sheet = tmp_path / "meta.csv"
    sheet.write_text(
        "external_id,recording,transcript,agent,team,queue,started_at,customer_reference,agent_channel,csat,tags\n"
        "L-1,a.wav,t.vtt,Maya Brandt,Billing,Payments,2026-01-07T09:42:10+01:00,C-1,right,4,late;vip\n"
    )
    run(database, calls, sheet=sheet)
    found = only(database)
    assert (found.external_id, found.agent, found.queue) == ("L-1", Agent("Maya Brandt", "Billing"), "Payments")
    assert found.started_at == datetime(2026, 1, 7, 8, 42, 10, tzinfo=UTC)
    assert (found.customer_reference, found.tags, found.survey) == ("C-1", ("late", "vip"), SurveyResponse(4))
    assert found.recording is not None
    assert (found.recording.agent_channel, found.turns) == (1, 2)


def test_one_changed_cell_updates_one_interaction(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav")
    tone(calls / "b.wav", level=50)
    sheet = calls / "sheet.csv"
    sheet.write_text("external_id,recording,queue\nL-1,a.wav,Payments\nL-2,b.wav,Payments\n")
    run(database, calls)
    sheet.write_text("external_id,recording,queue\nL-1,a.wav,Faults\nL-2,b.wav,Payments\n")
    report = run(database, calls)
    assert results(report) == {"a.wav": Result.UPDATED, "b.wav": Result.UNCHANGED}
    (changed,) = report.changes.keys(Changed.INTERACTION)
    with database.reading() as work:
        found = work.interactions.get(changed)
        assert found is not None
        assert (found.external_id, found.queue) == ("L-1", "Faults")
        assert [entry.detail for entry in work.audit.of(changed)][-1] == "queue"


def test_a_sheet_that_comes_later_describes_the_recording_that_is_there(database: SqlDatabase, calls: Path) -> None:
    run(database, tone(calls / "a.wav"))
    key = only(database).key
    sheet = calls / "sheet.csv"
    sheet.write_text("external_id,recording,agent\nL-1,a.wav,Maya Brandt\n")
    assert run(database, sheet).summary == "1 interaction: 1 updated."
    assert (only(database).key, only(database).external_id) == (key, "L-1")
    assert run(database, sheet).summary == "1 interaction: 1 unchanged."
    assert run(database, calls / "a.wav").summary == "1 interaction: 1 unchanged."


def test_a_known_sound_under_another_name_is_told(database: SqlDatabase, calls: Path) -> None:
    first = tone(calls / "a.wav")
    assert run(database, first).outcomes == (FileOutcome("a.wav", Result.ADDED),)
    assert run(database, first).outcomes == (FileOutcome("a.wav", Result.UNCHANGED),)
    (calls / "b.wav").write_bytes(first.read_bytes())
    told = FileOutcome("b.wav", Result.UNCHANGED, "Same sound as “a.wav”.")
    assert run(database, calls / "b.wav").outcomes == (told,)


def test_bad_rows_are_told_and_the_others_imported(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav")
    (calls / "sheet.csv").write_text(
        "external_id,recording,csat,mood\nL-1,a.wav,9,good\n,,5,bad\nL-3,gone.wav,3,\n,gone.wav,1,\n"
    )
    report = run(database, calls)
    assert {item.interaction.external_id for item in worklist(database)} == {"L-1", "L-3"}
    refused = [outcome for outcome in report.outcomes if outcome.result is Result.REFUSED]
    assert [outcome.name for outcome in refused] == ["sheet.csv, line 3", "sheet.csv, line 5"]
    told = "\n".join(report.notes)
    assert "sheet.csv, line 2: CSAT “9”" in told
    assert "“mood”" in told
    assert "sheet.csv, line 4: the recording “gone.wav” is not among the files" in told
    assert report.summary == "2 interactions: 2 added; 2 refused."


def test_every_conversation_of_a_chat_export_is_an_interaction(database: SqlDatabase, calls: Path) -> None:
    (calls / "chats.csv").write_text(CHATS)
    report = run(database, calls)
    assert report.summary == "2 interactions: 2 added."
    newest, oldest = (item.interaction for item in worklist(database))
    assert (oldest.channel, oldest.turns, oldest.duration) == (Channel.CHAT, 2, 120.0)
    assert (oldest.agent, oldest.started_at) == (Agent("Maya Brandt"), datetime(2026, 1, 14, 9, tzinfo=UTC))
    assert newest.agent is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Agent Maya Brandt", "Maya Brandt"),
        ("Advisor: Maya Brandt", "Maya Brandt"),
        ("Maya Brandt", "Maya Brandt"),
        ("Agent", None),
        ("Agent Maya", None),
    ],
)
def test_the_agent_of_a_transcript_bears_the_name_without_the_role(
    label: str, name: str | None, database: SqlDatabase, calls: Path
) -> None:
    (calls / "chats.csv").write_text(CHATS.replace("Maya Brandt", label))
    run(database, calls)
    _, oldest = (item.interaction for item in worklist(database))
    assert oldest.agent == (Agent(name) if name else None)


def test_the_rows_of_a_sheet_find_their_conversations(database: SqlDatabase, calls: Path) -> None:
    (calls / "chats.csv").write_text(CHATS)
    (calls / "sheet.csv").write_text("external_id,channel,agent,nps\n2,email,Tom Keller,10\n7,chat,Tom Keller,1\n")
    assert run(database, calls).summary == "3 interactions: 3 added."
    found = {item.interaction.external_id: item.interaction for item in worklist(database)}
    assert (found["2"].channel, found["2"].turns, found["2"].survey.nps) == (Channel.EMAIL, 1, 10)
    assert (found["7"].channel, found["7"].turns) == (Channel.CHAT, 0)


def test_two_legs_become_one_call_with_two_channels(database: SqlDatabase, shared_data: Path) -> None:
    folder = shared_data / "interactions/audio/two_channel"
    assert run(database, folder).summary == "3 interactions: 3 added."
    before = worklist(database)
    recordings = {
        each.recording.root: each.recording for item in before if (each := item.interaction).recording is not None
    }
    assert set(recordings) == {"two_channel", "joined"}
    assert (recordings["joined"].channels, recordings["joined"].agent_channel) == (2, None)
    assert recordings["two_channel"].agent_channel == 0
    (joined,) = [each for item in before if (each := item.interaction).recording and each.recording.root == "joined"]
    assert joined.turns == 15
    file = place(database, joined)
    assert file is not None
    assert file.is_file()
    assert run(database, folder).summary == "3 interactions: 3 unchanged."
    assert worklist(database) == before


def test_legs_that_do_not_fit_are_imported_singly(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "x-in.wav", channels=1)
    tone(calls / "x-out.wav", channels=2, level=50)
    report = run(database, calls)
    assert report.summary == "2 interactions: 2 added."
    assert "Each leg is an interaction of its own" in report.notes[0]


def test_one_unreadable_file_never_stops_the_rest(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "good.wav")
    (calls / "bad.wav").write_bytes(b"RIFF\x04\0\0\0WAVE")
    (calls / "empty.mp3").touch()
    (calls / "data.json").write_text('{"a": 1}')
    (calls / "book.xlsx").write_bytes(b"PK\x03\x04 and so on")
    (calls / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    report = run(database, calls, calls / "gone.wav")
    refused = {each.name: each.sentence for each in report.outcomes if each.result is Result.REFUSED}
    assert set(refused) == {"bad.wav", "empty.mp3", "data.json", "book.xlsx", "gone.wav"}
    assert all(name in sentence and sentence.endswith(".") for name, sentence in refused.items())
    assert results(report)["good.wav"] is Result.ADDED


def test_a_call_keeps_its_recording_when_the_transcript_cannot_be_read(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav")
    (calls / "a.vtt").write_text("WEBVTT\n\n")
    (calls / "a.csv").write_text("start,speaker,text\n1,Agent,Hello\n")
    (calls / "a.txt").write_text("start,speaker,text\n1,Agent,Another\n")
    report = run(database, calls)
    assert only(database).turns == 1
    assert results(report) == {
        "a.wav": Result.ADDED,
        "a.csv": Result.ADDED,
        "a.vtt": Result.REFUSED,
        "a.txt": Result.REFUSED,
    }


def test_what_was_skipped_in_a_transcript_is_told(database: SqlDatabase, calls: Path) -> None:
    (calls / "a.csv").write_text("start,speaker,text\n1,Agent,Hello\n2,Agent,\n")
    report = run(database, calls)
    assert report.outcomes == (FileOutcome("a.csv", Result.ADDED, "line 3: no text."),)


def test_a_transcript_that_came_first_gets_its_recording_later(database: SqlDatabase, calls: Path) -> None:
    (calls / "a.vtt").write_text(VTT)
    run(database, calls)
    key = only(database).key
    tone(calls / "a.wav")
    assert run(database, calls).summary == "1 interaction: 1 updated."
    assert only(database).key == key
    assert only(database).recording is not None


def test_folders_of_equal_name_get_roots_of_their_own(database: SqlDatabase, tmp_path: Path) -> None:
    for number, parent in enumerate(("one", "two")):
        (tmp_path / parent / "calls").mkdir(parents=True)
        tone(tmp_path / parent / "calls" / "a.wav", level=40 + number)
        run(database, tmp_path / parent / "calls")
    with database.reading() as work:
        assert work.roots.all() == {
            "calls": str(tmp_path / "one" / "calls"),
            "calls (2)": str(tmp_path / "two" / "calls"),
        }


def chats(number: int) -> str:
    """A table with as many conversations of one turn."""
    rows = (f"{each},2026-01-14T09:00:00Z,visitor,Kim,Number {each}\n" for each in range(number))
    return f"conversationId,sendTime,senderType,sender,text\n{''.join(rows)}"


def test_progress_is_told_and_can_stop_it(database: SqlDatabase, calls: Path) -> None:
    for number in range(5):
        tone(calls / f"{number}.wav", level=40 + number)
    seen: list[Progress] = []

    def stop_at_the_second(progress: Progress) -> bool:
        seen.append(progress)
        return progress.name != "1.wav"

    report = import_paths(database, [calls], None, ANN, NOW, stop_at_the_second)
    assert list(dict.fromkeys(each.name for each in seen)) == ["0.wav", "1.wav"]
    assert {each.total for each in seen} == {5}
    assert (report.stopped, report.left) == (True, 3)
    assert report.summary == "2 interactions: 2 added. Stopped before the end: 3 left."
    assert len(worklist(database)) == 2


def test_what_is_told_as_done_is_stored(database: SqlDatabase, calls: Path) -> None:
    for number in range(150):
        (calls / f"{number:03}.csv").write_text(f"start,speaker,text\n1,Agent,Hello {number}\n")
    told: list[tuple[int, int]] = []

    def compare(progress: Progress) -> bool:
        told.append((progress.done, len(worklist(database))))
        return True

    import_paths(database, [calls], None, ANN, NOW, compare)
    assert all(done <= stored for done, stored in told)
    assert told[-1] == (150, 150)
    assert any(0 < done < 150 for done, _ in told)


def test_it_can_be_stopped_inside_a_file_of_many_conversations(database: SqlDatabase, calls: Path) -> None:
    (calls / "chats.csv").write_text(chats(300))
    report = import_paths(database, [calls], None, ANN, NOW, lambda progress: False)
    stored = worklist(database)
    assert report.left == 1
    assert 0 < len(stored) == report.counts[Result.ADDED] < 300
    assert all(item.interaction.turns == 1 for item in stored)


def test_one_that_cannot_be_kept_takes_no_other_along(database: SqlDatabase, calls: Path) -> None:
    for number in range(5):
        party = "\\ud800" if number == 2 else "Kim"
        told = {"vcon": "0.3.0", "parties": [{"name": "PARTY"}], "dialog": [], "subject": f"{number}"}
        told["dialog"] = [{"type": "text", "start": "2026-01-14T09:00:00Z", "parties": [0], "body": f"Hello {number}"}]
        (calls / f"{number}.json").write_text(json.dumps(told).replace("PARTY", party))
    report = run(database, calls)
    assert report.summary == "4 interactions: 4 added; 1 refused."
    refused = [outcome for outcome in report.outcomes if outcome.result is Result.REFUSED]
    assert [outcome.name for outcome in refused] == ["2.json"]
    assert "cannot be kept" in refused[0].sentence
    assert len(worklist(database)) == 4


def test_more_than_one_batch(database: SqlDatabase, calls: Path) -> None:
    for number in range(40):
        (calls / f"{number}.csv").write_text(f"start,speaker,text\n1,Agent,Hello {number}\n")
    assert run(database, calls).counts[Result.ADDED] == 40
    assert len(worklist(database)) == 40


def test_a_sheet_that_was_named_must_be_one(database: SqlDatabase, calls: Path) -> None:
    sheet = calls / "x.csv"
    sheet.write_text("start,speaker,text\n1,Agent,Hello\n")
    with pytest.raises(InputError, match="no metadata sheet"):
        run(database, calls, sheet=sheet)
    sheet.write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match=r"“x\.csv” is a ZIP archive"):
        run(database, calls, sheet=sheet)
    with pytest.raises(InputError, match=r"“gone\.csv” cannot be read"):
        run(database, calls, sheet=calls / "gone.csv")


def test_a_sheet_cannot_reach_files_outside_its_folder(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    tone(tmp_path / "private.wav")
    sheet = calls / "sheet.csv"
    sheet.write_text(f"external_id,recording\n1,../private.wav\n2,{tmp_path}/private.wav\n")
    run(database, sheet)
    assert all(item.interaction.recording is None for item in worklist(database))


# --- by hand, and moved recordings ------------------------------------------------------------------------------------


def test_an_interaction_made_by_hand(database: SqlDatabase) -> None:
    fields = {"channel": Channel.EMAIL, "agent": "Maya Brandt", "team": "Billing", "queue": "", "started_at": NOW}
    changes = add_by_hand(database, fields, ANN, NOW)
    found = only(database)
    assert changes.keys(Changed.INTERACTION) == {found.key}
    assert (found.channel, found.agent, found.started_at) == (Channel.EMAIL, Agent("Maya Brandt", "Billing"), NOW)
    assert found.source == "hand"
    with database.reading() as work:
        assert [entry.action for entry in work.audit.of(found.key)] == ["interaction made by hand"]


def test_a_sheet_recognises_what_was_made_by_hand(database: SqlDatabase, calls: Path) -> None:
    add_by_hand(database, {"external_id": "L-1"}, ANN, NOW)
    with pytest.raises(InputError, match="“L-1” already"):
        add_by_hand(database, {"external_id": "L-1"}, ANN, NOW)
    (calls / "sheet.csv").write_text("external_id,agent,csat\nL-1,Maya Brandt,5\n")
    assert run(database, calls).summary == "1 interaction: 1 updated."
    assert only(database).survey.csat == 5


def test_a_field_that_cannot_be_used_is_refused(database: SqlDatabase) -> None:
    with pytest.raises(InputError, match="CSAT “9”"):
        add_by_hand(database, {"csat": "9"}, ANN, NOW)
    assert not worklist(database)


def test_a_moved_recording_is_located_by_its_content(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    run(database, tone(calls / "a.wav"))
    recording = only(database).recording
    assert recording is not None
    archive = tmp_path / "archive"
    archive.mkdir()
    other = tone(archive / "other.wav", level=99)
    moved = (calls / "a.wav").rename(archive / "b.wav")
    with pytest.raises(InputError, match="another recording"):
        locate(database, recording.sha256, other, ANN, LATER)
    changes = locate(database, recording.sha256, moved, ANN, LATER)
    found = only(database)
    assert changes.touches(Changed.INTERACTION)
    assert place(database, found) == moved
    with database.reading() as work:
        assert work.audit.of(found.key)[-1].action == "recording located"


def test_a_moved_folder_is_located_when_the_recordings_are_there(
    database: SqlDatabase, calls: Path, tmp_path: Path
) -> None:
    (calls / "sub").mkdir()
    tone(calls / "sub" / "a.wav")
    tone(calls / "b.wav", level=50)
    run(database, calls)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="holds 0 of the 2"):
        locate(database, "calls", empty, ANN, LATER)
    wrong = tmp_path / "wrong"
    moved = calls.rename(tmp_path / "moved")
    shutil.copytree(moved, wrong)
    tone(wrong / "b.wav", level=77)
    with pytest.raises(InputError, match="another recording of the same name"):
        locate(database, "calls", wrong, ANN, LATER)
    changes = locate(database, "calls", moved, ANN, LATER)
    assert len(changes.keys(Changed.INTERACTION)) == 2
    assert changes.touches(Changed.RECORDING_ROOT)
    places = [place(database, item.interaction) for item in worklist(database)]
    assert all(file and file.is_file() and file.is_relative_to(moved) for file in places)
    with pytest.raises(InputError, match="No recording belongs to “nothing”"):
        locate(database, "nothing", moved, ANN, LATER)


def test_importing_a_moved_recording_again_finds_it(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    run(database, tone(calls / "a.wav"))
    moved = calls.rename(tmp_path / "moved")
    assert run(database, moved).summary == "1 interaction: 1 updated."
    assert place(database, only(database)) == moved / "a.wav"


def test_a_call_without_a_sheet_has_the_name_of_its_file(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "Monday 7.wav")
    run(database, calls)
    assert only(database).external_id == "Monday 7"
    (calls / "Monday 7.wav").rename(calls / "Tuesday.wav")
    run(database, calls)
    assert only(database).external_id == "Monday 7"


def test_files_of_other_kinds_in_a_folder_are_left_alone_but_refused_when_named(
    database: SqlDatabase, calls: Path
) -> None:
    tone(calls / "a.wav")
    (calls / "notes.md").write_text("# Not a transcript\n", encoding="utf-8")
    report = run(database, calls)
    assert results(report) == {"a.wav": Result.ADDED}
    assert report.notes == ("1 file of another kind was left alone",)
    assert results(run(database, calls / "notes.md")) == {"notes.md": Result.REFUSED}


def test_another_sheet_beside_the_one_that_was_named_is_left_alone(database: SqlDatabase, calls: Path) -> None:
    (calls / "this.csv").write_text("external_id,recording,agent\nL-1,a.wav,Maya Brandt\n", encoding="utf-8")
    (calls / "that.csv").write_text("external_id,recording,agent\nL-1,a.wav,Tom Keller\n", encoding="utf-8")
    tone(calls / "a.wav")
    report = run(database, calls, sheet=calls / "this.csv")
    assert results(report) == {"a.wav": Result.ADDED}
    assert report.notes == ("“that.csv” is another sheet and was left alone; “this.csv” is used",)
    agent = only(database).agent
    assert agent is not None
    assert agent.name == "Maya Brandt"


def test_a_recording_without_a_sample_is_refused(database: SqlDatabase, calls: Path) -> None:
    with wave.open(str(calls / "nothing.wav"), "wb") as stream:
        stream.setparams((2, 2, 8000, 0, "NONE", ""))
    (outcome,) = run(database, calls).outcomes
    assert outcome.result is Result.REFUSED
    assert outcome.sentence == "“nothing.wav” holds no sound that can be decoded."


def vcon(recording: bytes | None, **dialog: object) -> bytes:
    """A vCon of a call between Ann, the customer, and Zoë Brandt, the agent, whose channel comes first."""
    body = {} if recording is None else {"body": base64.urlsafe_b64encode(recording).decode().rstrip("=")}
    told = {"type": "recording", "start": "2026-01-14T09:31:00Z", "duration": 0.5, "parties": [1, 0],
            "mediatype": "audio/x-wav", "encoding": "base64url", **body, **dialog}  # fmt: skip
    parties = [{"name": "Ann", "role": "customer"}, {"name": "Zoë Brandt", "role": "agent"}]
    return json.dumps(
        {"vcon": "0.3.0", "uuid": "call-7", "parties": parties, "dialog": [told], "analysis": []}
    ).encode()


def test_a_recording_inside_a_vcon_is_taken_out_with_the_channel_of_its_agent(
    database: SqlDatabase, calls: Path, tmp_path: Path
) -> None:
    sound = tone(tmp_path / "inside.wav").read_bytes()
    (calls / "call.vcon.json").write_bytes(vcon(sound))
    assert results(run(database, calls)) == {"call.vcon.json": Result.ADDED}
    found = only(database)
    assert found.recording is not None
    assert (found.recording.own.agent_channel, found.recording.duration) == (0, 0.5)
    assert found.agent is not None
    assert found.agent.name == "Zoë Brandt"
    taken_out = place(database, found)
    assert taken_out is not None
    assert taken_out.read_bytes() == sound
    assert results(run(database, calls)) == {"call.vcon.json": Result.UNCHANGED}


def test_a_recording_inside_a_vcon_that_is_no_sound_leaves_the_rest(database: SqlDatabase, calls: Path) -> None:
    (calls / "call.vcon.json").write_bytes(vcon(b"no sound at all"))
    report = run(database, calls)
    assert any("the recording inside cannot be used" in note for note in report.notes)
    assert only(database).recording is None


def several_recordings(*dialogs: tuple[Path, str, float, list[int]]) -> bytes:
    """A vCon with recordings: file, start within the minute, length, parties; each has a transcript of one turn."""
    parties = [{"name": "Ann", "role": "customer"}, {"name": "Zoë Brandt", "role": "agent"}]
    told = [
        {"type": "recording", "start": f"2026-01-14T09:31:{start}Z", "duration": length, "parties": who,
         "mediatype": "audio/x-wav", "encoding": "base64url",
         "body": base64.urlsafe_b64encode(file.read_bytes()).decode()}
        for file, start, length, who in dialogs
    ]  # fmt: skip
    analysis = [
        {"type": "transcript", "dialog": place, "encoding": "json",
         "body": [{"speaker": "Zoë Brandt", "start": 0.1, "end": 0.3, "text": f"Words {place}"}]}
        for place in range(len(dialogs))
    ]  # fmt: skip
    return json.dumps(
        {"vcon": "0.3.0", "uuid": "call-7", "parties": parties, "dialog": told, "analysis": analysis}
    ).encode()


def test_every_recording_inside_a_vcon_is_kept_with_its_own_words(
    database: SqlDatabase, calls: Path, tmp_path: Path
) -> None:
    files = [tone(tmp_path / f"{level}.wav", level=level) for level in (20, 30, 40)]
    spans = zip(files, ("00", "20", "40"), strict=True)
    (calls / "call.vcon.json").write_bytes(several_recordings(*((file, start, 0.5, [1, 0]) for file, start in spans)))
    assert run(database, calls).summary == "3 interactions: 3 added."
    found = sorted((item.interaction for item in worklist(database)), key=lambda each: each.external_id)
    assert [(each.external_id, each.turns) for each in found] == [("call-7", 1), ("call-7/2", 1), ("call-7/3", 1)]
    for each, file in zip(found, files, strict=True):
        taken_out = place(database, each)
        assert taken_out is not None
        assert taken_out.read_bytes() == file.read_bytes()
    with database.reading() as work:
        told = [work.interactions.transcript(each.key) for each in found]
    assert [(each.turns[0].text, each.turns[0].start) for each in told if each] == [
        ("Words 0", 0.1),
        ("Words 1", 0.1),
        ("Words 2", 0.1),
    ]
    assert run(database, calls).summary == "3 interactions: 3 unchanged."


def test_two_sides_of_one_call_inside_a_vcon_are_one_recording_and_the_later_one_begins_later(
    database: SqlDatabase, calls: Path, tmp_path: Path
) -> None:
    agent = tone(tmp_path / "agent.wav", 2.0, channels=1, level=20)
    customer = tone(tmp_path / "customer.wav", 2.0, channels=1, level=30)
    (calls / "call.vcon.json").write_bytes(several_recordings((agent, "00.5", 2.0, [1]), (customer, "00", 2.0, [0])))
    run(database, calls)
    found = only(database)
    assert found.recording is not None
    assert (found.recording.channels, found.recording.agent_channel, found.duration) == (2, 1, 2.5)
    file = place(database, found)
    assert file is not None
    with wave.open(str(file)) as opened:
        frames = opened.readframes(20_000)
    assert frames[:4] == bytes([30, 0, 0, 0])  # customer left, the agent not yet
    assert frames[4 * 4000 : 4 * 4001] == bytes([30, 0, 20, 0])
    assert frames[4 * 16_000 : 4 * 16_001] == bytes([0, 0, 20, 0])
    with database.reading() as work:
        told = work.interactions.transcript(found.key)
    assert told is not None
    assert [(turn.text, turn.start) for turn in told.turns] == [("Words 1", 0.1), ("Words 0", 0.6)]


def test_sides_that_cannot_be_joined_are_kept_each(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    both = [(tone(tmp_path / f"{level}.wav", 2.0, 2, level), "00", 2.0, [1, 0]) for level in (20, 30)]
    (calls / "call.vcon.json").write_bytes(several_recordings(*both))
    report = run(database, calls)
    assert any("not mono" in note for note in report.notes)
    found = sorted((item.interaction for item in worklist(database)), key=lambda each: each.external_id)
    assert [(each.external_id, each.turns) for each in found] == [("call-7", 2), ("call-7, recording 2", 0)]
    assert run(database, calls).summary == "2 interactions: 2 unchanged."


def test_metadata_of_a_call_describe_the_recording_and_never_replace_what_was_said(
    database: SqlDatabase, calls: Path
) -> None:
    tone(calls / "call.wav")
    (calls / "call.vcon.json").write_bytes(vcon(None))
    (calls / "call.csv").write_text("start,speaker,text\n0,Agent,Hello\n", encoding="utf-8")
    run(database, calls)
    found = only(database)
    assert (found.turns, found.started_at) == (1, datetime(2026, 1, 14, 9, 31, tzinfo=UTC))
    with database.reading() as work:
        told = work.interactions.transcript(found.key)
    assert told is not None
    assert [party.name for party in told.parties] == ["Ann", "Zoë Brandt"]
    (calls / "call.csv").unlink()
    run(database, calls)
    assert only(database).turns == 1


def slack(path: Path, days: dict[str, Sequence[str]]) -> Path:
    """A Slack export with a channel `help` and a channel `sales`; each message is a minute after the one before."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", "[]")
        for number, (day, texts) in enumerate(days.items()):
            begun = 1767254400 + 86_400 * number
            said = [{"type": "message", "user": "U1", "ts": str(begun + 60 * place), "text": text}
                    for place, text in enumerate(texts)]  # fmt: skip
            archive.writestr(f"help/{day}.json", json.dumps(said))
        first = [{"type": "message", "user": "U2", "ts": "1767254400", "text": "Hello"}]
        archive.writestr("sales/2026-01-01.json", json.dumps(first))
    return path


def test_a_chat_export_that_has_grown_brings_only_what_is_new(database: SqlDatabase, calls: Path) -> None:
    old = slack(calls / "old.zip", {"2026-01-01": ["a", "b", "c"]})
    new = slack(calls / "new.zip", {"2026-01-01": ["a", "b (edited)", "c"], "2026-01-02": ["d"]})
    assert run(database, old).summary == "2 interactions: 2 added."
    assert run(database, new).summary == "2 interactions: 1 updated, 1 unchanged."
    assert run(database, old).summary == "2 interactions: 2 unchanged."
    turns = {item.interaction.external_id: item.interaction.turns for item in worklist(database)}
    assert turns == {"help": 4, "sales": 1}


def test_chats_that_only_begin_alike_are_two(database: SqlDatabase, calls: Path) -> None:
    text = "25.03.26, 10:00 - Bot: Welcome\n25.03.26, 10:01 - Kim: {0}\n25.03.26, 10:02 - Bot: {0}?\n"
    (calls / "one.txt").write_text(text.format("refund"))
    (calls / "two.txt").write_text(text.format("invoice"))
    assert run(database, calls).summary == "2 interactions: 2 added."
    assert run(database, calls).summary == "2 interactions: 2 unchanged."
    (calls / "one.txt").write_text(text.format("refund") + "25.03.26, 10:03 - Kim: yes\n")
    assert run(database, calls).summary == "2 interactions: 1 updated, 1 unchanged."


def test_what_was_imported_by_its_content_before_is_known_again(database: SqlDatabase, calls: Path) -> None:
    file = calls / "chat.txt"
    file.write_text("25.03.26, 10:00 - Kim: Hi\n25.03.26, 10:01 - Lee: Hello\n")
    key = interaction_key("file", hashlib.sha256(file.read_bytes()).hexdigest())
    with database.writing() as work:
        work.interactions.put(Interaction(key, "chat", Channel.CHAT, source="file"))
    assert run(database, file).keys == (key,)


def test_a_file_whose_dates_may_be_read_in_two_ways_waits_for_the_answer(database: SqlDatabase, calls: Path) -> None:
    (calls / "chat.txt").write_text("05/03/2026, 10:00 - Kim: Hi\n05/03/2026, 10:01 - Lee: Hello\n")
    (calls / "a.vtt").write_text(VTT)
    report = run(database, calls)
    assert results(report) == {"chat.txt": Result.HELD, "a.vtt": Result.ADDED}
    assert report.unsure_days == ((calls / "chat.txt").as_posix(),)
    report = import_paths(database, [calls], None, ANN, NOW, day_first=True)
    assert results(report) == {"chat.txt": Result.ADDED, "a.vtt": Result.UNCHANGED}
    (chat,) = [item.interaction for item in worklist(database) if item.interaction.channel is Channel.CHAT]
    assert chat.started_at is not None
    assert (chat.started_at.month, chat.started_at.day) == (3, 5)


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_a_sheet_or_a_table_of_turns_by_what_is_in_it(database: SqlDatabase, calls: Path) -> None:
    tone(calls / "a.wav")
    at = datetime(2026, 1, 14, 9, 31)  # noqa: DTZ001 -- Excel knows no zones
    workbook(
        calls / "sheet.xlsx",
        ("external_id", "recording", "started_at", "csat", "queue"),
        (4711, "a.wav", at, 4.0, "Pay"),
    )
    workbook(calls / "turns.xlsx", ("start", "speaker", "text"), (1.5, "Agent", "Hello"), (3, "Kim", "Hi"))
    report = run(database, calls)
    assert results(report) == {"a.wav": Result.ADDED, "turns.xlsx": Result.ADDED}
    found = {item.interaction.external_id: item.interaction for item in worklist(database)}
    assert (found["4711"].survey.csat, found["4711"].queue) == (4, "Pay")
    assert found["4711"].started_at == at.astimezone()
    assert found["turns"].turns == 2

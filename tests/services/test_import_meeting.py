"""Files that come one after the other and belong to one interaction by its number, on both engines."""

import json
import shutil
import wave
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from qa_desktop.domain.interactions import Agent, Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services import joining
from qa_desktop.services.importing import ImportReport, Result, import_paths
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.conftest import DEVICE
from tests.storage.samples import SCORE, furnish, revision

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Person("Ann Reviewer")
ID = "c1f20a77-5b1e-4c7e-9a35-000000000001"
OTHER = "c1f20a77-5b1e-4c7e-9a35-000000000002"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    on_server = request.param == "postgresql"
    address = request.getfixturevalue("server_address") if on_server else str(tmp_path / "room.db")
    with closing(open_database(address, DEVICE, busy_ms=2_000)) as opened:
        yield opened


def recording(folder: Path, name: str, level: int = 40) -> Path:
    folder.mkdir(exist_ok=True)
    with wave.open(str(folder / name), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes([level, 0]) * 8000)
    return folder / name


def transcript(
    folder: Path, name: str, number: str, words: Sequence[str] = ("Hello", "Hi"), kind: str = "call"
) -> Path:
    """As Genesys Cloud writes one, with the number inside."""
    folder.mkdir(exist_ok=True)
    phrases = [
        {"text": each, "participantPurpose": ("internal", "external")[place % 2], "startTimeMs": 1e12 + 1000 * place}
        for place, each in enumerate(words)
    ]
    told = {"conversationId": number, "mediaType": kind, "transcripts": [{"phrases": phrases}]}
    (folder / name).write_text(json.dumps(told))
    return folder / name


def sheet(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "sheet.csv").write_text(text)
    return folder / "sheet.csv"


def run(database: SqlDatabase, *paths: Path) -> ImportReport:
    return import_paths(database, paths, None, ANN, NOW)


def stored(database: SqlDatabase) -> list[Interaction]:
    with database.reading() as work:
        return [item.interaction for item in work.interactions.worklist(ANN.key, WorklistFilter())]


def files(tmp_path: Path) -> dict[str, Path]:
    """A recording, its transcript and its row, each in a folder of its own."""
    tmp_path.mkdir(exist_ok=True)
    return {
        "recording": recording(tmp_path / "a", f"maya_20260114T0931_{ID}.wav"),
        "transcript": transcript(tmp_path / "b", "analysis-17.json", ID.upper()),
        "row": sheet(tmp_path / "c", f"external_id,agent,queue\n{ID},Maya Brandt,Payments\n"),
    }


@pytest.mark.parametrize("order", list(permutations(["recording", "transcript", "row"])), ids="-".join)
def test_what_has_one_number_is_one_interaction_in_whatever_order_it_comes(
    database: SqlDatabase, tmp_path: Path, order: Sequence[str]
) -> None:
    of = files(tmp_path)
    for each in order:
        report = run(database, of[each])
    assert set(report.counts.values()) == {0, 1}
    assert report.counts[Result.UPDATED] == 1
    (found,) = stored(database)
    assert (found.external_id.lower(), found.queue, found.turns) == (ID, "Payments", 2)
    assert found.recording is not None
    assert found.recording.path == of["recording"].name
    for each in order:
        assert run(database, of[each]).counts[Result.UNCHANGED] == 1
    assert stored(database) == [found]


def test_one_import_joins_them_too_and_says_by_what(database: SqlDatabase, tmp_path: Path) -> None:
    of = files(tmp_path)
    report = run(database, of["recording"], of["transcript"])
    said = {outcome.name: outcome.sentence for outcome in report.outcomes}
    assert said["analysis-17.json"] == f"Joined with “maya_20260114T0931_{ID}” by the number {ID.upper()}."
    assert report.summary == "1 interaction: 1 added."


def test_an_evaluation_stays_with_its_interaction(database: SqlDatabase, tmp_path: Path) -> None:
    of = files(tmp_path)
    run(database, of["recording"])
    (found,) = stored(database)
    with database.writing() as work:
        furnish(work)
        marked = revision(interaction=found)
        work.evaluations.submit(marked, SCORE)
    run(database, of["transcript"], of["row"])
    with database.reading() as work:
        assert work.evaluations.interaction_of(marked.subject.evaluation) == found.key
        known = work.interactions.get(found.key)
        assert known is not None
        assert known.turns == 2
        assert known.queue == "Payments"
        assert [line.action for line in work.audit.of(found.key)][1:] == ["interaction updated by import"] * 2


def test_nothing_is_joined_that_has_the_same_already_or_is_something_else(
    database: SqlDatabase, tmp_path: Path
) -> None:
    run(database, recording(tmp_path / "a", f"{ID}.wav"), transcript(tmp_path / "b", "one.json", ID))
    assert len(stored(database)) == 1
    # Other words under the same number go with a second recording; a number that is only part of another is another.
    run(database, transcript(tmp_path / "b", "two.json", ID, ("Something", "else")))
    run(database, recording(tmp_path / "c", f"{ID}_b.wav", level=50))
    run(database, recording(tmp_path / "d", f"x{OTHER}.wav", level=60), transcript(tmp_path / "b", "3.json", OTHER))
    assert sorted((each.recording is not None, each.turns) for each in stored(database)) == [
        (False, 2),
        (True, 0),
        (True, 2),
        (True, 2),
    ]


def test_a_chat_does_not_join_a_recording(database: SqlDatabase, tmp_path: Path) -> None:
    run(database, recording(tmp_path / "a", f"{ID}.wav"), transcript(tmp_path / "b", "one.json", ID, kind="chat"))
    assert sorted(each.channel for each in stored(database)) == ["call", "chat"]


def test_a_number_that_two_have_joins_neither(database: SqlDatabase, tmp_path: Path) -> None:
    run(database, recording(tmp_path / "a", f"x_{ID}.wav"), recording(tmp_path / "a", f"y_{ID}.wav", level=50))
    report = run(database, transcript(tmp_path / "b", "one.json", ID))
    assert report.counts[Result.ADDED] == 1
    assert len(stored(database)) == 3


def test_a_short_number_joins_only_the_row_of_a_sheet(database: SqlDatabase, tmp_path: Path) -> None:
    run(database, recording(tmp_path / "a", "17.wav"), sheet(tmp_path / "c", "external_id,agent\n18,Maya Brandt\n"))
    run(database, transcript(tmp_path / "b", "a.json", "17"), transcript(tmp_path / "b", "b.json", "18"))
    found = {each.external_id: each.turns for each in stored(database) if each.recording is None}
    assert found == {"17": 2, "18": 2}
    assert len(stored(database)) == 3


def test_a_row_that_comes_later_knows_its_recording_by_name(database: SqlDatabase, tmp_path: Path) -> None:
    run(database, recording(tmp_path / "a", "one.wav"), recording(tmp_path / "a", "one more.wav", level=50))
    report = run(database, sheet(tmp_path / "c", "external_id,recording,agent\nL-1,calls/One.wav,Maya Brandt\n"))
    assert report.counts[Result.UPDATED] == 1
    assert sorted(each.external_id for each in stored(database)) == ["L-1", "one more"]


def test_an_older_export_takes_nothing_from_a_chat_that_grew(database: SqlDatabase, tmp_path: Path) -> None:
    run(database, sheet(tmp_path / "c", f"external_id,channel\n{ID},chat\n"))
    long, short = ("Hello", "Hi", "Well?", "Yes"), ("Hello", "Hi", "Well?")
    run(database, transcript(tmp_path / "b", "new.json", ID, long, "chat"))
    report = run(database, transcript(tmp_path / "b", "old.json", ID, short, "chat"))
    assert report.counts[Result.UNCHANGED] == 1
    (found,) = stored(database)
    assert found.turns == 4


def test_metadata_of_a_platform_bind_a_recording_to_its_transcript(database: SqlDatabase, tmp_path: Path) -> None:
    """Genesys Cloud names recordings by their own id: only the metadata tell of which conversation they are."""
    folder = tmp_path / "export"
    recording(folder, "r-71.wav")
    transcript(folder, "words.json", ID)
    told = {"id": "r-71", "conversationId": ID, "media": "audio", "agents": [{"id": "a7", "name": "Maya Brandt"}]}
    (folder / "recordings.json").write_text(json.dumps([told]))
    report = run(database, folder)
    assert report.summary == "1 interaction: 1 added."
    (found,) = stored(database)
    assert (found.external_id, found.turns, found.recording is not None) == (ID, 2, True)
    assert found.agent == Agent("Maya Brandt", "", "a7")
    assert run(database, folder).summary == "1 interaction: 1 unchanged."


def test_a_contact_record_and_its_analysis_are_one_call(database: SqlDatabase, tmp_path: Path) -> None:
    said = {"BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Content": "Hello", "ParticipantId": "AGENT", "Id": "1"}
    analysis = {
        "Channel": "VOICE",
        "CustomerMetadata": {"ContactId": ID},
        "Participants": [{"ParticipantId": "AGENT", "ParticipantRole": "AGENT"}],
        "Transcript": [said],
    }
    contact = {
        "ContactId": ID,
        "Channel": "VOICE",
        "InitiationTimestamp": "2026-01-14T09:31:00Z",
        "Queue": {"Name": "Cards"},
        "Recording": {"Location": f"b/2026/{ID}_20260114T09:31_UTC.wav"},
    }
    folder = tmp_path / "connect"
    recording(folder, f"{ID}_20260114T09%3A31_UTC.wav")
    (folder / "analysis.json").write_text(json.dumps(analysis))
    (folder / "contact.json").write_text(json.dumps(contact))
    run(database, folder)
    (found,) = stored(database)
    assert (found.external_id, found.turns, found.queue, found.recording is not None) == (ID, 1, "Cards", True)


def test_tickets_and_their_comments_are_one_interaction_each(database: SqlDatabase, tmp_path: Path) -> None:
    tickets = [{"id": each, "subject": "Help", "requester_id": 3, "assignee_id": 5, "tags": []} for each in (7, 8)]
    (tmp_path / "tickets.json").write_text(json.dumps({"tickets": tickets}))
    (tmp_path / "comments.csv").write_text(
        "id,ticket_id,body,created,public,user_id\n1,7,Hi,2026-01-14 09:31:00,true,3\n"
        "2,7,Hello,2026-01-14 09:32:00,true,5\n3,8,Hey,2026-01-14 09:33:00,true,3\n"
    )
    run(database, tmp_path / "tickets.json", tmp_path / "comments.csv")
    assert sorted((each.external_id, each.customer_reference, each.turns) for each in stored(database)) == [
        ("7", "3", 2),
        ("8", "3", 1),
    ]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_chat_that_an_export_has_cut_into_pieces_is_one(database: SqlDatabase, tmp_path: Path, zipped: bool) -> None:
    def piece(number: int, *at: int) -> None:
        told = [
            {"sender_name": "Kim", "timestamp_ms": 1_768_383_060_000 + 1000 * each, "content": f"{each}"} for each in at
        ]
        (tmp_path / "kim" / f"message_{number}.json").write_text(json.dumps({"messages": told}))

    (tmp_path / "kim").mkdir()
    piece(1, 30, 20)
    piece(2, 10, 0)
    source = tmp_path / "kim"
    if zipped:
        source = Path(shutil.make_archive(str(tmp_path / "export"), "zip", tmp_path, "kim"))
    assert run(database, source).summary == "1 interaction: 1 added."
    (found,) = stored(database)
    with database.reading() as work:
        told = work.interactions.transcript(found.key)
    assert told is not None
    assert [(turn.text, turn.start) for turn in told.turns] == [("0", 0.0), ("10", 10.0), ("20", 20.0), ("30", 30.0)]
    assert run(database, source).summary == "1 interaction: 1 unchanged."


def test_what_could_not_be_joined_is_told(database: SqlDatabase, tmp_path: Path) -> None:
    recording(tmp_path / "a", "one.wav")
    transcript(tmp_path / "a", "words.json", ID)
    transcript(tmp_path / "a", "chat.json", OTHER, kind="chat")
    sheet(tmp_path / "a", "external_id,agent\nL-1,Maya Brandt\n")
    report = run(database, tmp_path / "a")
    assert [(each.name, each.lacks) for each in report.unjoined] == [
        ("one", "a recording without a transcript"),
        (ID, "a transcript without a recording"),
        ("L-1", "a row without a file"),
    ]
    assert run(database, tmp_path / "a").unjoined == ()
    # Where all lack the same, there is nothing to join; nor where everything found its place.
    assert (
        run(database, recording(tmp_path / "b", "two.wav", 50), recording(tmp_path / "b", "three.wav", 60)).unjoined
        == ()
    )
    assert run(database, *[files(tmp_path / "c")[each] for each in ("recording", "transcript")]).unjoined == ()


def test_what_could_belong_to_two_says_so(database: SqlDatabase, tmp_path: Path) -> None:
    run(database, recording(tmp_path / "a", f"x_{ID}.wav"), recording(tmp_path / "a", f"y_{ID}.wav", level=50))
    report = run(database, transcript(tmp_path / "b", "one.json", ID))
    assert (
        report.outcomes[0].sentence == f"It could belong to 2 interactions by the number {ID}, and was joined to none."
    )


def test_a_file_that_was_joined_by_hand_stays_with_its_interaction(database: SqlDatabase, tmp_path: Path) -> None:
    sound, words = recording(tmp_path / "a", "one.wav"), transcript(tmp_path / "a", "words.json", ID)
    run(database, sound, words)
    one, other = (each.key for each in stored(database))
    joining.join(database, one, other, ANN, NOW)
    assert run(database, sound, words).counts[Result.UNCHANGED] == 1
    (found,) = stored(database)
    assert (found.turns, found.recording is not None) == (2, True)

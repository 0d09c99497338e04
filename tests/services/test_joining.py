"""Joining by hand, on both engines and between two devices."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, SurveyResponse, interaction_key
from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.privacy import About
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services import finding, joining, privacy
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.merging import absorb, all_entries
from tests.services.conftest import DEVICE
from tests.storage.samples import ANN, SCORE, furnish, revision

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHA = "ab" * 32
CALL = Interaction(
    interaction_key("file", SHA), "maya_call", Channel.CALL, queue="Cards", duration=9.5, source="file",
    recording=Recording("calls", "maya_call.wav", SHA, 9.5, 8000, 2, "pcm_s16le"),
)  # fmt: skip
ROW = Interaction(
    interaction_key("crm", "L-1"), "L-1", Channel.CALL, Agent("Maya Brandt"), queue="Other", source="crm",
    customer_reference="C-9", survey=SurveyResponse(4), tags=("vip",),
)  # fmt: skip
WORDS = Transcript("made", (Turn("about wombats", Role.AGENT, "Maya", 0.5, 1.0),))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    on_server = request.param == "postgresql"
    address = request.getfixturevalue("server_address") if on_server else str(tmp_path / "room.db")
    with closing(open_database(address, DEVICE, busy_ms=2_000)) as opened:
        fill(opened)
        yield opened


def fill(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.people.put(ANN)
        for each in (CALL, ROW):
            work.interactions.put(each)
        work.interactions.put_transcript(ROW.key, WORDS)


def shown(database: SqlDatabase) -> list[Interaction]:
    with database.reading() as work:
        lines = [line.interaction for line in work.interactions.worklist(ANN.key, WorklistFilter())]
        assert sum(work.interactions.count_states(ANN.key, WorklistFilter()).values()) == len(lines)
    return sorted(lines, key=lambda each: each.external_id)


def join(database: SqlDatabase, one: UUID = CALL.key, other: UUID = ROW.key) -> joining.Joined:
    return joining.join(database, one, other, ANN, NOW)


@pytest.mark.parametrize("order", [(CALL.key, ROW.key), (ROW.key, CALL.key)])
def test_two_become_one_that_tells_of_both(database: SqlDatabase, order: tuple[UUID, UUID]) -> None:
    join(database, *order)
    (found,) = shown(database)
    assert found == replace(
        CALL, external_id="L-1", agent=Agent("Maya Brandt"), customer_reference="C-9", survey=SurveyResponse(4),
        tags=("vip",), turns=1,
    )  # fmt: skip
    hits = finding.find(database, ANN, "wombats", 10).hits
    assert [hit.interaction.key for hit in hits] == [CALL.key]
    with database.reading() as work:
        assert [line.action for line in work.audit.of(ROW.key)] == ["interaction joined by hand"]
        assert [each.key for each in work.interactions.by_external_id("L-1")] == [CALL.key]
    assert database.health().problems == ()


def test_parting_restores_both_and_keeps_what_came_since(database: SqlDatabase) -> None:
    before = shown(database)
    join(database)
    with database.writing() as work:
        work.interactions.put(replace(CALL, external_id="", queue="", direction="inbound"))
    joining.part(database, ROW.key, ANN, NOW)
    row, call = shown(database)
    assert [row, replace(call, direction="")] == before
    assert call.direction == "inbound"
    with database.reading() as work:
        told = work.interactions.transcript(CALL.key)
    assert told is None or not told.turns
    assert [hit.interaction.key for hit in finding.find(database, ANN, "wombats", 10).hits] == [ROW.key]
    assert database.health().problems == ()
    join(database)
    assert len(shown(database)) == 1


def test_what_does_not_go_together_stays_two(database: SqlDatabase) -> None:
    other = replace(CALL, key=interaction_key("file", "x"), external_id="x")
    with database.writing() as work:
        furnish(work)
        work.interactions.put(other)
    with pytest.raises(InputError, match="both have a recording"):
        join(database, CALL.key, other.key)
    with pytest.raises(InputError, match="one interaction already"):
        join(database, CALL.key, CALL.key)
    with pytest.raises(InputError, match="was not joined"):
        joining.part(database, CALL.key, ANN, NOW)
    with database.writing() as work:
        for each in (CALL, ROW):
            work.evaluations.submit(revision(interaction=each), SCORE)
    with pytest.raises(InputError, match="both been worked on"):
        join(database)


def test_the_one_that_was_evaluated_stays_and_what_was_evaluated_since_is_not_parted(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(revision(interaction=ROW), SCORE)
    done = join(database)
    assert (done.kept.key, done.kept.recording) == (ROW.key, CALL.recording)
    joining.part(database, CALL.key, ANN, NOW)  # that evaluation was there before
    join(database)
    with database.writing() as work:
        work.evaluations.submit(revision(interaction=ROW, at=datetime.now(UTC)), SCORE)
    with pytest.raises(InputError, match="worked on since"):
        joining.part(database, ROW.key, ANN, NOW)


def test_joining_travels_and_what_another_device_evaluated_stays_in_sight(
    database: SqlDatabase, tmp_path: Path
) -> None:
    elsewhere = UUID("01890a5d-ac96-774b-bcce-b302099a8058")
    with closing(open_database(tmp_path / "other.db", elsewhere)) as other:
        merge(database, other)
        join(database)
        with other.writing() as work:
            furnish(work)
            work.evaluations.submit(revision(interaction=ROW), SCORE)
        before = shown(other)
        merge(database, other)
        merge(other, database)
        assert [each.key for each in shown(database)] == [each.key for each in shown(other)]
        lines = shown(other)
        assert {each.key: each.joined_into for each in lines} == {
            CALL.key: None,
            ROW.key: CALL.key,
            **{each.key: None for each in before if each.key not in (CALL.key, ROW.key)},
        }
        joining.part(other, ROW.key, ANN, NOW)
        merge(other, database)
        assert {each.joined_into for each in shown(database)} == {None}
        assert database.health().problems == other.health().problems == ()


def merge(source: SqlDatabase, target: SqlDatabase) -> None:
    with source._reader.connect() as connection:
        entries = list(all_entries(connection))
    with target._writer.connect() as connection, connection.begin():
        absorb(connection, entries, True)


def test_erasing_one_erases_the_other(database: SqlDatabase) -> None:
    join(database)
    lead = replace(ANN, role=PersonRole.LEAD)
    privacy.erase(database, About(customer="C-9"), lead, NOW)
    with database.reading() as work:
        assert work.interactions.transcript(ROW.key) is None
        assert work.interactions.transcript(CALL.key) is None
        known = work.interactions.get(ROW.key)
    assert known is not None
    assert known.external_id.startswith("erased")

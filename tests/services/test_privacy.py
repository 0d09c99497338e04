"""What is held about one person is told, exported and erased, and stays erased."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent, SurveyResponse
from qa_desktop.domain.privacy import About
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import privacy
from qa_desktop.storage import backups, merging
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, NOW, furnish, interaction, submit

MARKS = (b"xylophone", b"marimba", b"glockenspiel", b"Zuckerhut")
CUSTOMER = About(customer="C-Zuckerhut")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def told(database: SqlDatabase) -> SqlDatabase:
    """A call of a customer with personal words everywhere, and one of another."""
    furnish(database, interaction("C-2", customer_reference="another", started_at=NOW))
    mine = replace(
        CALL,
        customer_reference="C-Zuckerhut",
        tags=("marimba",),
        survey=SurveyResponse(1, comment="glockenspiel"),
        started_at=NOW - timedelta(days=800),
    )
    with database.writing() as work:
        work.interactions.put(mine)
        said = Transcript("webvtt", (Turn("the xylophone is broken", Role.CUSTOMER, "Cora", 0.5, 1.5),))
        work.interactions.put_transcript(CALL.key, said)
    submit(database, content=replace(COMPLETE, comment="said xylophone twice"))
    return database


def test_what_is_held_is_told_and_nothing_is_changed(told: SqlDatabase) -> None:
    found = privacy.held(told, About(customer="c-zuckerhut"))
    assert found.interactions == (CALL.key,)
    assert found.counts["transcripts"] == found.counts["evaluations"] == found.counts["recordings"] == 1
    assert found.recordings == (("calls", "märz/a b.wav"),)
    assert privacy.held(told, CUSTOMER) == found


def test_what_is_erased_is_gone_and_every_hash_stays_true(told: SqlDatabase) -> None:
    found, changes = privacy.erase(told, CUSTOMER, BEN, LATER)
    assert found.interactions == (CALL.key,)
    assert changes.items
    health = told.health()
    assert health.problems == ()
    with told.reading() as work:
        left = work.interactions.get(CALL.key)
        assert work.interactions.transcript(CALL.key) is None
    assert left is not None
    assert (left.customer_reference, left.tags, left.survey.empty, left.recording) == ("", (), True, None)
    assert left.agent == CALL.agent
    assert privacy.held(told, CUSTOMER).interactions == ()
    assert privacy.held(told, About(customer="another")).counts["interactions"] == 1


def test_an_agent_is_erased_even_after_the_customer(told: SqlDatabase) -> None:
    privacy.erase(told, CUSTOMER, BEN, LATER)
    found, _ = privacy.erase(told, About(agent="zoë straße"), BEN, LATER)
    assert len(found.interactions) == 2
    assert told.health().problems == ()
    assert privacy.held(told, About(agent="Zoë Straße")).interactions == ()
    assert "Zoë Straße".encode() not in dump(told)


def dump(database: SqlDatabase) -> bytes:
    """All rows of all tables as text."""
    with closing(database.opening(Path(database.address))) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return "".join(str(row) for name in tables for row in connection.execute(f'SELECT * FROM "{name}"')).encode()


def test_no_personal_word_is_left_in_any_table(told: SqlDatabase) -> None:
    assert all(mark in dump(told) for mark in MARKS)
    privacy.erase(told, CUSTOMER, BEN, LATER)
    left = dump(told)
    assert [mark for mark in MARKS if mark in left] == []


def test_an_erasure_wins_over_a_later_merge_from_a_database_that_has_it_all(told: SqlDatabase, tmp_path: Path) -> None:
    copy = tmp_path / "other.db"
    with closing(told.opening(Path(told.address))) as source:
        backups.copy(source, copy)
    privacy.erase(told, CUSTOMER, BEN, LATER)
    with closing(open_database(copy, uuid4())) as other:
        submit(other, CAT, content=replace(COMPLETE, comment="marimba, written elsewhere"))
        with other._reader.connect() as there:
            entries = list(merging.all_entries(there))
    with told._writer.begin() as here:
        merging.absorb(here, entries, forward=False)
    assert [mark for mark in MARKS if mark in dump(told)] == []
    assert told.health().problems == ()


def test_an_erasure_wins_over_a_backup_brought_back(told: SqlDatabase) -> None:
    keeper = told.keeper
    assert keeper is not None
    backup = keeper.make()
    privacy.erase(told, CUSTOMER, BEN, LATER)
    keeper.restore(backup)
    assert privacy.held(told, CUSTOMER).interactions == ()
    assert [mark for mark in MARKS if mark in dump(told)] == []
    assert told.health().problems == ()


def test_what_is_too_old_is_found_by_age(told: SqlDatabase) -> None:
    limit = privacy.age_limit("24m", NOW)
    assert limit == datetime(2024, 3, 2, tzinfo=UTC)
    assert privacy.held(told, About(before=limit)).interactions == (CALL.key,)
    assert privacy.held(told, About(before=privacy.age_limit("900d", NOW))).interactions == ()
    assert privacy.age_limit("3y", NOW) == datetime(2023, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "24", "m", "0d", "-3m", "3w", "9999y", "1.5y"])
def test_ages_that_are_none(written: str) -> None:
    with pytest.raises(InputError, match=r"is no age|before all calendars"):
        privacy.age_limit(written, NOW)


def test_the_export_holds_everything(told: SqlDatabase) -> None:
    text = str(privacy.export(told, CUSTOMER)).encode()
    assert all(mark in text for mark in MARKS)
    assert b"another" not in text
    assert privacy.export(told, About(agent="nobody")) == {
        "counts": dict.fromkeys(privacy.held(told, CUSTOMER).counts, 0),
        "interactions": [],
    }


def test_agents_without_work_are_no_longer_listed(told: SqlDatabase) -> None:
    with told.writing() as work:
        work.interactions.put(interaction("C-3", agent=Agent("Marlene Marked")))
    privacy.erase(told, About(agent="Marlene Marked"), ANN, LATER)
    assert b"Marlene" not in dump(told)

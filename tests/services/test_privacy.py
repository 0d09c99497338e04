"""What is held about one person is told, exported and erased, and stays erased."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desktop import app, settings
from qa_desktop.domain.answers import YES
from qa_desktop.domain.calibration import Terms
from qa_desktop.domain.consensus import ActionState, Consensus, ExternalScore
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent, SurveyResponse
from qa_desktop.domain.privacy import About
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import agreeing, calibrating, deleting, erasures, leftovers, privacy, recovery, reviewing
from qa_desktop.storage import backups, keeping, merging
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, NOW, drafted, furnish, interaction, submit

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


def copied(database: SqlDatabase, place: Path) -> Path:
    """A copy as it is now, made by SQLite."""
    with closing(database.opening(Path(database.address))) as source:
        backups.copy(source, place)
    return place


def opened(file: Path) -> SqlDatabase:
    """The database as the program opens it."""
    database = app.open_database(str(file), settings.load())
    assert isinstance(database, SqlDatabase)
    return database


def marks_in(database: SqlDatabase) -> list[bytes]:
    """The personal words that are there."""
    left = dump(database)
    return [mark for mark in MARKS if mark in left]


def test_an_erasure_wins_over_a_backup_in_the_place_of_a_damaged_file(told: SqlDatabase, tmp_path: Path) -> None:
    file, backup = Path(told.address), copied(told, tmp_path / "backup.db")
    privacy.erase(told, CUSTOMER, BEN, LATER)
    told.close()
    file.write_bytes(b"")
    keeping.put_back(backup, file)
    with closing(opened(file)) as again:
        assert marks_in(again) == []
        assert again.health().problems == ()
        assert privacy.held(again, CUSTOMER).interactions == ()


def test_an_erasure_wins_over_a_copy_put_there_by_hand(told: SqlDatabase, tmp_path: Path) -> None:
    file, old = Path(told.address), copied(told, tmp_path / "old.db")
    privacy.erase(told, About(agent="Zoë Straße"), BEN, LATER)
    told.close()
    old.replace(file)
    with closing(opened(file)) as again:
        assert marks_in(again) == []
        assert "Zoë Straße".encode() not in dump(again)


def test_the_list_of_what_was_erased_holds_keys_alone(told: SqlDatabase) -> None:
    privacy.erase(told, CUSTOMER, BEN, LATER)
    assert told.erased_list is not None
    assert told.erased_list.read() == {CALL.key: False}
    privacy.erase(told, About(agent="Zoë Straße"), BEN, LATER)
    assert set(told.erased_list.read().values()) == {True}
    written = told.erased_list.file.read_bytes()
    assert not any(mark in written for mark in (*MARKS, b"Zo"))
    erasures.settle(told)
    assert told.erased_list.file.read_bytes() == written


def test_a_draft_in_the_journal_goes_with_the_erasure_and_never_comes_back(told: SqlDatabase, tmp_path: Path) -> None:
    journal = settings.recovery_folder()
    draft = drafted(told, CAT, content=replace(COMPLETE, comment="xylophone"))
    recovery.keep(journal, draft, LATER)
    privacy.erase(told, CUSTOMER, BEN, LATER)
    assert list(journal.iterdir()) == []
    recovery.keep(journal, draft, LATER)
    assert recovery.bring_back(told, journal).drafts == 0
    assert list(journal.iterdir()) == []
    assert marks_in(told) == []


def test_nothing_more_is_written_about_what_was_erased(told: SqlDatabase) -> None:
    draft = drafted(told, CAT, content=replace(COMPLETE, comment="xylophone"))
    privacy.erase(told, CUSTOMER, BEN, LATER)
    assert reviewing.save_draft(told, draft, LATER).items == frozenset()
    with pytest.raises(InputError, match="was erased"):
        reviewing.submit(told, draft, CAT, LATER)
    assert marks_in(told) == []


def test_why_an_evaluation_was_deleted_goes_too_and_it_stays_deleted(told: SqlDatabase, tmp_path: Path) -> None:
    other = copied(told, tmp_path / "other.db")
    with told.reading() as work:
        (evaluation,) = work.privacy.evaluations(CALL.key)
    deleting.delete(told, evaluation, BEN, "Zuckerhut asked for it", LATER)
    privacy.erase(told, CUSTOMER, BEN, LATER)
    assert marks_in(told) == []
    assert told.health().problems == ()
    with closing(open_database(other, uuid4())) as there:
        with told._reader.connect() as here, there._writer.begin() as into:
            merging.absorb(into, merging.all_entries(here), forward=False)
        with there.reading() as work:
            assert work.evaluations.is_deleted(evaluation)
        assert marks_in(there) == []
        assert there.health().problems == ()


def test_why_something_is_deleted_after_the_erasure_is_not_kept(told: SqlDatabase) -> None:
    with told.reading() as work:
        (evaluation,) = work.privacy.evaluations(CALL.key)
    privacy.erase(told, CUSTOMER, BEN, LATER)
    deleting.delete(told, evaluation, BEN, "Zuckerhut asked for it", LATER)
    assert marks_in(told) == []
    with told.reading() as work:
        assert work.evaluations.is_deleted(evaluation)


def test_where_two_devices_erase_apart_the_one_that_erases_more_wins(told: SqlDatabase, tmp_path: Path) -> None:
    with closing(open_database(copied(told, tmp_path / "other.db"), uuid4())) as other:
        privacy.erase(told, CUSTOMER, BEN, LATER)
        privacy.erase(other, About(agent="Zoë Straße"), BEN, LATER)
        for source, target in ((told, other), (other, told)):
            with source._reader.connect() as here, target._writer.begin() as into:
                merging.absorb(into, list(merging.all_entries(here)), forward=False)
        for each in (told, other):
            assert "Zoë Straße".encode() not in dump(each)
            assert each.health().problems == ()
        digests = []
        for each in (told, other):
            with each._reader.connect() as connection:
                digests.append(merging.digest(connection))
        assert digests[0] == digests[1]


def test_reviewers_erase_nothing(told: SqlDatabase) -> None:
    with pytest.raises(InputError, match="leads and administrators"):
        privacy.erase(told, CUSTOMER, ANN, LATER)
    assert len(marks_in(told)) == len(MARKS)


def test_why_it_was_erased_stays_on_record(told: SqlDatabase) -> None:
    seen: list[tuple[int, int]] = []
    privacy.erase(told, CUSTOMER, BEN, LATER, "request  12/2026", progress=lambda *done: seen.append(done))
    with told.reading() as work:
        told_of = [entry.detail for entry in work.audit.of(CALL.key) if entry.action == "erased"]
    assert told_of == ["request 12/2026"]
    assert seen == [(1, 1)]
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


def test_what_was_agreed_is_exported_and_loses_its_words(told: SqlDatabase) -> None:
    with told.reading() as work:
        form = work.forms.newest()[0]
    session, _ = calibrating.create(told, "March", form, BEN, [ANN], [CALL.key], BEN, NOW, Terms(sealed=False))
    agreed = Consensus(session.key, CALL.key, "greets", YES, reason="xylophone", ruling="marimba")
    given = ExternalScore(session.key, CALL.key, 70.0, "glockenspiel")
    agreeing.agree(told, session, [agreed, given], BEN, NOW)
    (document,) = privacy.export(told, CUSTOMER)["interactions"]
    assert document["agreed"][0]["ruling"] == "marimba"
    assert document["agreed"][1]["source"] == "glockenspiel"
    privacy.erase(told, CUSTOMER, BEN, LATER)
    assert marks_in(told) == []
    assert agreeing.precedents(told, "support", "greets") == ()
    with pytest.raises(InputError, match="was erased: enter marks and points, without words"):
        agreeing.agree(told, session, [replace(agreed, reason="xylophone, again")], BEN, LATER)
    done = Consensus(session.key, CALL.key, "greets", YES, state=ActionState.DONE)
    agreeing.agree(told, session, [done], BEN, LATER)
    with told.reading() as work:
        assert list(work.consensus.about(CALL.key)) == [done, ExternalScore(session.key, CALL.key, 70.0)]
    assert told.health().problems == ()


def test_agents_without_work_are_no_longer_listed(told: SqlDatabase) -> None:
    with told.writing() as work:
        work.interactions.put(interaction("C-3", agent=Agent("Marlene Marked")))
    privacy.erase(told, About(agent="Marlene Marked"), BEN, LATER)
    assert b"Marlene" not in dump(told)


def test_backups_that_hold_what_was_erased_are_told_from_those_that_do_not(told: SqlDatabase) -> None:
    keeper = told.keeper
    assert keeper is not None
    before = keeper.make()
    damaged = Path(told.address).with_name("room.2026-01-01T000000Z.restore.sqlite3.damaged")
    damaged.write_bytes(b"SQLite format 3" + bytes(5000))
    privacy.erase(told, CUSTOMER, BEN, LATER)
    after = keeper.make()
    assert leftovers.look(told, "") == leftovers.Leftovers((before,), (damaged,))
    privacy.erase(told, About(agent="Zoë Straße"), BEN, LATER)
    assert set(leftovers.look(told, "").backups) == {before, after}

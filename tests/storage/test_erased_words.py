"""Words that calibration sessions wrote about an interaction go with it and stay away; what they marked stays."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from qa_desktop.domain.answers import NO, YES, Note
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import Consensus, ExternalScore, Flag
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.privacy import left_of
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage import erasing, merging, privacy
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.merging import absorb, entries_after
from qa_desktop.storage.tables import EntryRow, PendingRow, RecordRow
from tests.storage.samples import ANN, BEN, CALL, VERSION, call, furnish

OTHER = UUID("01890a5d-ac96-774b-bcce-b302099a8058")
MARCH = CalibrationSession(new_key(), "March", VERSION.key, BEN.key, (ANN.key,), (CALL.key, call(1).key))
GREETS = Consensus(
    MARCH.key, CALL.key, "greets", YES, "said xylophone", Flag.UNCLEAR_STANDARD, "xylophone", "Xylophone", None
)
MARKED = replace(GREETS, reason="", action="", owner="")
SCORE = ExternalScore(MARCH.key, CALL.key, 71.5, "xylophone survey")
ABOUT_ANOTHER = replace(GREETS, interaction=call(1).key, reason="marimba", action="", owner="")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqlDatabase]:
    """A second database, on another device."""
    opened = open_database(tmp_path / "other.db", OTHER)
    yield opened
    opened.close()


@pytest.fixture
def agreed(database: SqlDatabase) -> SqlDatabase:
    """A session with words about a call, which were changed once, and about another."""
    with database.writing() as work:
        furnish(work)
        work.interactions.put(call(1))
        work.sessions.put(MARCH)
        work.consensus.put(replace(GREETS, reason="xylophone, at first"), BEN.key)
        work.consensus.put(GREETS, BEN.key)
        work.consensus.put_external(SCORE, BEN.key)
        work.consensus.put(ABOUT_ANOTHER, BEN.key)
    return database


def told(of: SqlDatabase) -> list[Entry]:
    with of._reader.connect() as connection:
        return list(entries_after(connection, 0))


def give(entries: Sequence[Entry], to: SqlDatabase) -> None:
    with to._writer.begin() as connection:
        absorb(connection, entries, False)


def erase(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.privacy.erase([left_of(CALL, without_agent=False)], BEN.key)


def digest(of: SqlDatabase) -> str:
    with of._reader.connect() as connection:
        return merging.digest(connection)


def words(of: SqlDatabase) -> str:
    """All that is written in tables that could hold what was agreed."""
    with of._reader.connect() as connection:
        columns = (RecordRow.content, EntryRow.definition, PendingRow.content)
        return str([connection.scalars(select(column)).all() for column in columns]).casefold()


def put(database: SqlDatabase, *entries: Consensus) -> None:
    with database.writing() as work:
        for each in entries:
            work.consensus.put(each, BEN.key)


def test_marks_stay_words_go_and_those_about_others_are_left_alone(agreed: SqlDatabase) -> None:
    with agreed.reading() as work:
        assert list(work.consensus.about(CALL.key)) == [GREETS, SCORE]
    erase(agreed)
    assert "xylophone" not in words(agreed)
    assert agreed.health().problems == ()
    with agreed.reading() as work:
        assert list(work.consensus.about(CALL.key)) == [MARKED, replace(SCORE, source="")]
        assert list(work.consensus.about(call(1).key)) == [ABOUT_ANOTHER]


def test_an_answer_that_is_text_goes_too(agreed: SqlDatabase) -> None:
    put(agreed, replace(GREETS, value=Note("xylophone")))
    erase(agreed)
    assert "xylophone" not in words(agreed)
    assert agreed.health().problems == ()


def test_what_another_device_agreed_before_it_heard_of_the_erasure_keeps_its_mark(
    agreed: SqlDatabase, other: SqlDatabase
) -> None:
    before = told(agreed)
    give(before, other)
    erase(agreed)
    again = replace(GREETS, value=NO, reason="xylophone, once more")
    first = replace(GREETS, standard="listens", reason="the xylophone again")
    put(other, again, first)
    give(told(other), agreed)
    give(told(agreed), other)
    give(told(other), agreed)
    third = open_database(Path(other.address).with_name("third.db"), new_key())
    give(told(agreed), third)
    give(told(other), third)
    give(before, third)
    for each in (agreed, other, third):
        assert "xylophone" not in words(each)
        assert each.health().problems == ()
        assert digest(each) == digest(agreed)
        with each.reading() as work:
            assert work.consensus.get(GREETS.key) == replace(MARKED, value=NO)
            assert work.consensus.get(first.key) == replace(MARKED, standard="listens")
    third.close()


def test_two_devices_that_erase_apart_say_the_same(agreed: SqlDatabase, other: SqlDatabase) -> None:
    give(told(agreed), other)
    erase(agreed)
    erase(other)
    with agreed._reader.connect() as here, other._reader.connect() as there:
        wanted = select(RecordRow.key, RecordRow.hash).where(RecordRow.kind == "consensus").order_by(RecordRow.key)
        assert here.execute(wanted).all() == there.execute(wanted).all()


def test_a_restored_backup_does_not_bring_words_back(agreed: SqlDatabase, other: SqlDatabase) -> None:
    give(told(agreed), other)  # as a backup holds it
    erase(agreed)
    with agreed._reader.connect() as connection:
        carried = privacy.erasures(connection)
    with other._writer.begin() as connection:
        privacy.carry(connection, carried)
    assert "xylophone" not in words(other)
    assert other.health().problems == ()


def test_what_waits_for_its_session_loses_its_words_and_keeps_its_mark(agreed: SqlDatabase, other: SqlDatabase) -> None:
    def is_session(entry: Entry) -> bool:
        return entry.kind == EntryKind.RECORD and entry.content["kind"] == "session"

    entries = told(agreed)
    give([entry for entry in entries if not is_session(entry)], other)
    assert "xylophone" in words(other)
    with other._writer.begin() as connection:
        erasing.erase(connection, OTHER, [left_of(CALL, without_agent=False)], None)
    assert "xylophone" not in words(other)
    assert "yes" in words(other)
    give([entry for entry in entries if is_session(entry)], other)
    assert "xylophone" not in words(other)
    assert other.health().problems == ()
    with other.reading() as work:
        assert work.consensus.get(GREETS.key) == MARKED


def test_words_that_follow_in_the_dark_do_not_stay_shown(agreed: SqlDatabase, other: SqlDatabase) -> None:
    """The newest record arrives blank, from a package that was cleaned, before the one that follows it."""
    before = told(agreed)
    put(agreed, replace(GREETS, reason="another xylophone"))
    erase(agreed)
    after = [each for each in told(agreed) if each.kind == EntryKind.RECORD]
    give(before, other)
    give([each for each in after if '"greets"' not in str(each.content["content"])], other)
    assert "xylophone" not in words(other)
    assert other.health().problems == ()
    give(after, other)
    assert digest(other) == digest(agreed)


def test_words_that_were_taken_away_without_an_erasure_are_reported(agreed: SqlDatabase) -> None:
    erase(agreed)
    with agreed._writer.begin() as connection:
        of_another = RecordRow.subject == ABOUT_ANOTHER.key
        connection.execute(update(RecordRow.__table__).where(of_another).values(content=None, salt=""))  # type: ignore[arg-type]
    (problem,) = [each for each in agreed.health().problems if "taken away" in each]
    assert str(ABOUT_ANOTHER.key) in problem


def test_what_is_shown_is_what_the_newest_record_says(agreed: SqlDatabase) -> None:
    erase(agreed)
    with agreed._reader.connect() as connection:
        shown = connection.scalars(select(EntryRow.definition).where(EntryRow.key == GREETS.key)).one()
        records = select(RecordRow.content).where(RecordRow.subject == GREETS.key, RecordRow.content.is_not(None))
        assert [json.loads(each or "") for each in connection.scalars(records)] == [json.loads(shown)]

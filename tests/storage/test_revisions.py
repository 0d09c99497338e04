"""Whatever was submitted or typed comes back as the same value, and the hash over it stays true."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from qa_desktop.domain import canonical
from qa_desktop.domain.evaluations import Content, Draft, Revision, content_to_plain, revision_to_plain
from qa_desktop.domain.scoring import Score
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.domain.strategies import STABLE, contents
from tests.storage.samples import BEN, CALL, DEVICE, NOON, draft, furnish, revision

moments = st.datetimes(timezones=st.timezones()).filter(lambda at: 1 < at.year < 9999)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlDatabase]:
    """One database for all examples; each has an evaluation of its own."""
    folder: Path = tmp_path_factory.mktemp("revisions")
    opened = open_database(folder / "room.db", DEVICE)
    with opened.writing() as work:
        furnish(work)
    yield opened
    opened.close()


@STABLE
@given(contents, moments)
def test_any_content_is_rebuilt_exactly(room: SqlDatabase, content: Content, at: datetime) -> None:
    sealed = revision(content=content, at=at)
    with room.writing() as work:
        work.evaluations.submit(sealed, Score())
    with room.reading() as work:
        found = work.evaluations.head(sealed.subject.evaluation)
        (told,) = work.sharing.outbox(work.sharing.last(), work.sharing.last())
    assert found is not None
    assert canonical.spell(told.content) == canonical.spell(revision_to_plain(sealed))
    assert spelled(found) == spelled(sealed)
    assert found.computed_hash() == found.hash == sealed.hash


@STABLE
@given(contents)
def test_any_draft_is_rebuilt_exactly(room: SqlDatabase, content: Content) -> None:
    typed = draft(content=content)
    with room.writing() as work:
        work.evaluations.save_draft(typed, NOON)
        found = work.evaluations.draft(CALL.key, typed.subject.reviewer)
        assert found is not None
        assert (found.subject, spelled(found)) == (typed.subject, spelled(typed))
        work.evaluations.drop_draft(typed.subject.evaluation)


def spelled(written: Draft | Revision) -> dict[str, object]:
    """The content in a form that can be compared: a number that is not a number equals nothing, not even itself."""
    return content_to_plain(written.content)


def test_reading_many_revisions_takes_as_many_statements_as_reading_one(room: SqlDatabase) -> None:
    asked: list[str] = []
    event.listen(room._reader, "before_cursor_execute", lambda *call: asked.append(call[2]))
    with room.writing() as work:
        for _ in range(20):
            work.evaluations.submit(revision(reviewer=BEN), Score())
    with room.reading() as work:
        assert len(work.evaluations.submitted([CALL.key], [BEN.key])) == 20
    assert len(asked) == 6, asked  # BEGIN, revisions, parents, evidence, reasons, answers

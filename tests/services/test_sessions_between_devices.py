"""Sessions, their marks, reveal and consensus go from one database to another, in whatever order, and stay sealed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.domain.answers import NO, YES, Answer
from qa_desktop.domain.consensus import Consensus
from qa_desktop.services import agreeing, calibrating, offline, reviewing
from qa_desktop.services.merging import merge
from qa_desktop.storage import merging
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, NOW, furnish, interaction

SECOND = interaction("C-2")
REVEALED = NOW + timedelta(hours=1)


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[SqlDatabase]:
    with closing(open_database(tmp_path / "laptop.db", UUID(int=77), busy_ms=2_000)) as opened:
        yield opened


def digests(*databases: SqlDatabase) -> set[str]:
    found = set()
    for database in databases:
        with database._reader.connect() as connection:
            found.add(merging.digest(connection))
    return found


def test_what_comes_after_the_reveal_is_kept_and_does_not_count(database: SqlDatabase, laptop: SqlDatabase) -> None:
    form = furnish(database)
    session, _ = calibrating.create(database, "March", form, BEN, [ANN, CAT], [CALL.key], BEN, NOW)
    merge(laptop, database)
    begun = {
        person: replace(reviewing.open_review(laptop, CALL.key, person, occasion=session.key).draft, content=COMPLETE)
        for person in (ANN, CAT)
    }
    in_time = reviewing.submit(laptop, begun[ANN], ANN, NOW)[0]
    late = COMPLETE.with_answer("greets", Answer(NO))
    draft = reviewing.open_review(database, CALL.key, BEN, occasion=session.key).draft
    reviewing.submit(database, replace(draft, content=COMPLETE), BEN, NOW)
    agreeing.reveal(database, session, BEN, REVEALED)
    agreed = Consensus(session.key, CALL.key, "greets", YES, ruling="A greeting names the company.")
    agreeing.agree(database, session, [agreed], BEN, REVEALED)
    # The laptop has not heard of it: Cat submits, and Ann corrects what she had submitted in time.
    reviewing.submit(laptop, begun[CAT], CAT, REVEALED + timedelta(hours=1))
    again = reviewing.correcting(reviewing.open_review(laptop, CALL.key, ANN, occasion=session.key)).draft
    reviewing.submit(laptop, replace(again, content=late), ANN, REVEALED + timedelta(hours=2), "too late")
    assert calibrating.progress(laptop, session).session.hidden
    merge(database, laptop)
    merge(laptop, database)
    assert len(digests(database, laptop)) == 1
    for each in (database, laptop):
        found = calibrating.material(each, session, BEN)
        assert found.session.revealed_at == REVEALED
        assert found.submitted == {(CALL.key, BEN.key): COMPLETE, (CALL.key, ANN.key): in_time.content}
        assert found.late == {(CALL.key, CAT.key)}
        assert [person for _, person in found.unfinished] == [CAT]
        assert found.consensus == {(CALL.key, "greets"): agreed}
        assert [each.consensus.ruling for each in agreeing.precedents(each, "support", "greets")] == [agreed.ruling]
        assert each.health().problems == ()


def test_of_two_reveals_the_earlier_one_holds_everywhere(database: SqlDatabase, laptop: SqlDatabase) -> None:
    form = furnish(database)
    session, _ = calibrating.create(database, "March", form, BEN, [ANN], [CALL.key], BEN, NOW)
    draft = reviewing.open_review(database, CALL.key, ANN, occasion=session.key).draft
    reviewing.submit(database, replace(draft, content=COMPLETE), ANN, NOW)
    merge(laptop, database)
    agreeing.reveal(database, session, BEN, REVEALED + timedelta(minutes=5))
    agreeing.reveal(laptop, session, BEN, REVEALED)
    merge(database, laptop)
    merge(laptop, database)
    assert len(digests(database, laptop)) == 1
    for each in (database, laptop):
        assert calibrating.sessions(each)[0].revealed_at == REVEALED
        assert each.health().problems == ()


def test_another_device_keeps_the_seal(database: SqlDatabase, laptop: SqlDatabase) -> None:
    form = furnish(database)
    session, _ = calibrating.create(database, "March", form, BEN, [ANN], [CALL.key], BEN, NOW)
    draft = reviewing.open_review(database, CALL.key, ANN, occasion=session.key).draft
    mine = reviewing.submit(database, replace(draft, content=COMPLETE), ANN, NOW)[0]
    merge(laptop, database)
    for viewer, seen in ((BEN.key, []), (None, []), (ANN.key, [mine])):
        with laptop.reading(viewer) as work:
            assert work.evaluations.revisions(mine.subject.evaluation) == seen


def test_a_session_goes_along_on_a_laptop_and_the_marks_of_others_stay_at_home(
    database: SqlDatabase, laptop: SqlDatabase, tmp_path: Path
) -> None:
    form = furnish(database, SECOND)
    session, _ = calibrating.create(database, "March", form, BEN, [ANN, CAT], [SECOND.key, CALL.key], BEN, NOW)
    for person in (BEN, ANN):
        draft = reviewing.open_review(database, CALL.key, person, occasion=session.key).draft
        reviewing.submit(database, replace(draft, content=COMPLETE), person, NOW)
    share = offline.choose(database, offline.Share(interactions=1, reviewer=ANN.name))
    assert share == {SECOND.key, CALL.key}  # what the session still asks of her, with all of the session
    offline.take(database, laptop, share, ANN.name)
    assert [task.interaction.key for task in calibrating.tasks(laptop, ANN)] == [SECOND.key]
    with laptop.reading(BEN.key) as work:  # even with the eyes of the gauge: nothing of his is there
        assert work.evaluations.submitted([CALL.key], [BEN.key], occasion=session.key) == []
    with laptop.reading(ANN.key) as work:
        assert len(work.evaluations.submitted([CALL.key], [ANN.key], occasion=session.key)) == 1
    assert offline.choose(database, offline.Share(reviewer=CAT.name)) == share  # the session asks both
    draft = reviewing.open_review(laptop, SECOND.key, ANN, occasion=session.key).draft
    reviewing.submit(laptop, replace(draft, content=COMPLETE), ANN, NOW)
    offline.bring_back(database, laptop)
    assert calibrating.progress(database, session).done(ANN.key) == 2
    agreeing.reveal(database, session, BEN, REVEALED)
    agreeing.agree(database, session, [Consensus(session.key, CALL.key, "greets", YES)], BEN, REVEALED)
    with closing(open_database(tmp_path / "second.db", UUID(int=78), busy_ms=2_000)) as other:
        offline.take(database, other, share)
        found = calibrating.comparison(other, session, CAT)
        assert {key for key, _ in found.submitted} == {CALL.key, SECOND.key}
        assert {person for _, person in found.submitted} == {ANN.key, BEN.key}
        assert list(found.consensus) == [(CALL.key, "greets")]

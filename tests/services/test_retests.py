"""An old interaction returns to who scored it, and how far that person agrees with oneself is for that person alone."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.domain.answers import NO, Answer, Chosen
from qa_desktop.domain.calibration import USUAL
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import PLAN, RetestPlan, occasion_for
from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services import averages, calibrating, finding, history, retest_planning, retests, reviewing, worklist
from qa_desktop.statistics.consistency import self_consistency
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.conftest import DEVICE
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, FORM, NOW, furnish, interaction, publish, submit

SECOND = interaction("C-2", started_at=NOW - timedelta(days=1))
THIRD = interaction("C-3", started_at=NOW - timedelta(days=2))
LATER = NOW + timedelta(days=30)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    on_server = request.param == "postgresql"
    address = request.getfixturevalue("server_address") if on_server else str(tmp_path / "room.db")
    with closing(open_database(address, DEVICE, busy_ms=2_000)) as opened:
        yield opened


@pytest.fixture
def planned(database: SqlDatabase) -> SqlDatabase:
    """Ann scored a call, and all of what she scores returns after 30 days."""
    furnish(database, SECOND)
    retests.set_plan(database, 1, 30, BEN, NOW, spread_days=0)
    submit(database, ANN)
    return database


def states(database: SqlDatabase, person: Person, days: int, *wanted: State) -> dict[str, State]:
    found = worklist.load(database, person, WorklistFilter(states=frozenset(wanted)), now=NOW + timedelta(days=days))
    return {item.interaction.external_id: item.state for item in found.items}


def test_an_interaction_returns_as_if_it_were_new(planned: SqlDatabase) -> None:
    assert states(planned, ANN, 29) == {"C-1": State.SUBMITTED, "C-2": State.NEW}
    assert states(planned, ANN, 30) == {"C-1": State.NEW, "C-2": State.NEW}
    assert states(planned, ANN, 30, State.NEW) == {"C-1": State.NEW, "C-2": State.NEW}
    assert states(planned, ANN, 30, State.SUBMITTED) == {}
    found = worklist.load(planned, ANN, WorklistFilter(), now=LATER)
    assert (found.counts[State.NEW], found.counts[State.SUBMITTED]) == (2, 0)
    assert {item.total for item in found.items} == {None}
    assert {item.session for item in found.items} == {""}
    assert states(planned, BEN, 30) == {"C-1": State.NEW, "C-2": State.NEW}


def test_what_returns_stands_where_its_day_puts_it_among_what_is_new(database: SqlDatabase) -> None:
    furnish(database, SECOND, THIRD)
    retests.set_plan(database, 1, 30, BEN, NOW, spread_days=0)
    submit(database, ANN, SECOND)
    assert list(states(database, ANN, 29, State.NEW)) == ["C-3", "C-1"]  # C-1 has no day: it stands last
    assert list(states(database, ANN, 29)) == ["C-2", "C-3", "C-1"]
    for wanted in ((), (State.NEW,), (State.NEW, State.DRAFT)):
        assert list(states(database, ANN, 30, *wanted)) == ["C-2", "C-3", "C-1"]


def test_the_second_time_shows_nothing_of_the_first_and_leaves_it_alone(planned: SqlDatabase) -> None:
    first = reviewing.open_review(planned, CALL.key, ANN)
    opened = reviewing.open_asked(planned, CALL.key, ANN, LATER)
    assert first.submitted is not None
    assert opened.submitted is None
    assert opened.draft.content == reviewing.prefilled(first.form)
    assert opened.draft.subject.occasion == occasion_for(first.submitted.subject.evaluation)
    assert opened.forms == (first.form,)
    reviewing.save_draft(planned, opened.draft, LATER)
    assert states(planned, ANN, 31) == {"C-1": State.DRAFT, "C-2": State.NEW}
    again = COMPLETE.with_answer("greets", Answer(NO)).with_answer("listens", Answer(Chosen("3")))
    reviewing.submit(planned, replace(opened.draft, content=again), ANN, LATER)
    assert states(planned, ANN, 31) == {"C-1": State.SUBMITTED, "C-2": State.NEW}
    assert reviewing.open_asked(planned, CALL.key, ANN, LATER).submitted == first.submitted
    greets = {each.standard: each for each in averages.of_month(planned, "2026-03")}["greets"]
    assert (greets.marks, greets.average) == (1, 1.0)
    (test,) = retests.of_person(planned, ANN)
    assert (test.first, test.second, test.first_at, test.second_at) == (COMPLETE, again, NOW, LATER)
    assert retests.of_person(planned, BEN) == ()
    figures = self_consistency([test], ANN, USUAL)
    # greets differs, listens is a level off, held and thanks are the same
    assert (figures.exact.value, figures.within.value, figures.exact.n) == (0.5, 0.75, 4)


def test_nobody_else_sees_the_second_time(planned: SqlDatabase) -> None:
    opened = reviewing.open_asked(planned, CALL.key, ANN, LATER)
    second = reviewing.submit(planned, replace(opened.draft, content=COMPLETE), ANN, LATER)[0]
    for viewer in (BEN.key, None):
        with planned.reading(viewer) as work:
            assert work.evaluations.revisions(second.subject.evaluation) == []
            assert second.subject.evaluation not in work.evaluations.keys_of(CALL.key)


def test_while_it_returns_its_history_is_not_read(database: SqlDatabase) -> None:
    furnish(database)
    long_ago = NOW - timedelta(days=400)
    draft = replace(reviewing.open_review(database, CALL.key, ANN).draft, content=COMPLETE)
    reviewing.submit(database, draft, ANN, long_ago)
    assert len(history.of_interaction(database, CALL.key, ANN.key, ANN.key)) == 1
    with database.writing() as work:
        work.sessions.put_retest_plan(RetestPlan(1, 1, long_ago, 0, 0), BEN.key)
    assert history.of_interaction(database, CALL.key, ANN.key, ANN.key) == ()
    assert len(history.of_interaction(database, CALL.key, ANN.key, BEN.key)) == 1


def test_a_plan_draws_its_share_and_spreads_it() -> None:
    plan = RetestPlan(0.25, 30, NOW, 7, 10)
    waits = [at - NOW for _ in range(4000) if (at := plan.due(new_key(), NOW)) is not None]
    assert 850 < len(waits) < 1150
    assert timedelta(days=30) <= min(waits) < timedelta(days=31)
    assert timedelta(days=39) < max(waits) <= timedelta(days=40)
    assert plan.due(UUID(int=5), NOW) == plan.due(UUID(int=5), NOW)
    before = [plan.due(UUID(int=number), NOW - timedelta(days=60)) for number in range(100)]
    assert before == [None] * 100  # due before the plan was made


@pytest.mark.parametrize(
    ("rate", "age", "by", "sentence"),
    [
        (1.5, 30, BEN, "from 0 to 100 %"),
        (0.1, 0, BEN, "after one day at the earliest"),
        (0.1, 30, ANN, "Only a lead or an administrator plans re-tests"),
    ],
)
def test_what_cannot_be_planned_is_told(
    database: SqlDatabase, rate: float, age: int, by: Person, sentence: str
) -> None:
    furnish(database)
    with pytest.raises(InputError, match=sentence):
        retests.set_plan(database, rate, age, by, NOW)
    assert retests.plan(database) is None


def test_a_share_of_nothing_ends_it(planned: SqlDatabase) -> None:
    assert retests.plan(planned) is not None
    retests.set_plan(planned, 0, 30, BEN, LATER)
    assert retests.plan(planned) is None
    assert states(planned, ANN, 31) == {"C-1": State.SUBMITTED, "C-2": State.NEW}


def test_only_those_named_score_again_and_the_seed_draws_the_same(database: SqlDatabase) -> None:
    furnish(database, SECOND)
    for person in (ANN, CAT):
        submit(database, person)
    made, _ = retests.set_plan(database, 1, 30, BEN, NOW, spread_days=0, seed=77, reviewers=(CAT.key,))
    assert retests.plan(database) == made
    assert (made.seed, made.reviewers) == (77, (CAT.key,))
    assert states(database, CAT, 30)["C-1"] is State.NEW
    assert states(database, ANN, 30)["C-1"] is State.SUBMITTED
    with database.reading() as work:
        (entry,) = work.audit.of(PLAN)
    assert entry.detail == "100 % after 30 days, seed 77, 1 reviewers"


def test_what_would_not_look_new_does_not_return(planned: SqlDatabase) -> None:
    """Not what a session shows the marks of, nor what was scored on a form that is not offered any more."""
    submit(planned, ANN, SECOND)
    assert states(planned, ANN, 30, State.NEW) == {"C-1": State.NEW, "C-2": State.NEW}
    with planned.reading() as work:
        (version,) = work.forms.newest()
    calibrating.create(planned, "March", version, BEN, (CAT,), (SECOND.key,), BEN, NOW)
    assert states(planned, ANN, 30, State.NEW) == {"C-1": State.NEW}
    publish(planned, replace(FORM, title="Support call, better"))
    assert states(planned, ANN, 30, State.NEW) == {}


def test_any_form_may_be_chosen_and_another_one_is_not_compared(planned: SqlDatabase) -> None:
    (other,) = publish(planned, replace(FORM, id="other", title="Another form"))
    opened = reviewing.open_asked(planned, CALL.key, ANN, LATER)
    assert other in opened.forms
    assert opened.forms == reviewing.open_review(planned, SECOND.key, ANN).forms
    moved = reviewing.on_form(replace(opened.draft, content=COMPLETE), other)
    reviewing.submit(planned, moved, ANN, LATER)
    assert states(planned, ANN, 31)["C-1"] is State.SUBMITTED
    assert retests.of_person(planned, ANN) == ()


def test_it_is_not_found_by_what_was_said_the_first_time(database: SqlDatabase) -> None:
    furnish(database, SECOND)
    long_ago = NOW - timedelta(days=400)
    draft = replace(reviewing.open_review(database, CALL.key, ANN).draft, content=COMPLETE)
    reviewing.submit(database, draft, ANN, long_ago)
    said, known = WorklistFilter(words="done"), WorklistFilter(words="billing")

    def found(wanted: WorklistFilter) -> tuple[int, int, int]:
        listed = worklist.load(database, ANN, wanted)
        return len(listed.items), sum(listed.counts.values()), finding.find(database, ANN, wanted.words).total

    assert (found(said), found(known)) == ((1, 1, 1), (1, 1, 1))
    with database.writing() as work:
        work.sessions.put_retest_plan(RetestPlan(1, 1, long_ago, 0, 0), BEN.key)
    assert (found(said), found(known)) == ((0, 0, 0), (1, 1, 1))
    assert finding.find(database, ANN, "done").hits == ()


def test_a_plan_tells_beforehand_what_it_would_bring(database: SqlDatabase) -> None:
    furnish(database, SECOND, THIRD)
    wanted = RetestPlan(1, 30, NOW, 7, 0)
    assert retest_planning.outlook(database, BEN, wanted).shares == ()
    for person, on in ((ANN, CALL), (ANN, SECOND), (BEN, THIRD)):
        submit(database, person, on)
    told = retest_planning.outlook(database, BEN, wanted)
    assert {each.person.name: (each.there, each.drawn) for each in told.shares} == {
        ANN.name: (2, 2),
        BEN.name: (1, None),  # nobody is told what returns to oneself
    }
    assert (told.there, told.drawn, told.first) == (3, 2, LATER)
    only = retest_planning.outlook(database, BEN, replace(wanted, reviewers=(CAT.key,)))
    assert [(each.person.name, each.there) for each in only.shares] == [(CAT.name, 0)]
    later = retest_planning.outlook(database, BEN, replace(wanted, made_at=NOW + timedelta(days=31)))
    assert later.there == 0  # too old by then


def test_a_lead_sees_how_many_are_open_and_done(planned: SqlDatabase) -> None:
    submit(planned, ANN, SECOND)

    def of_ann() -> tuple[int | None, int | None]:
        shares = retest_planning.standing(planned, BEN, LATER).shares
        return next((each.open, each.done) for each in shares if each.person.key == ANN.key)

    assert of_ann() == (2, 0)
    opened = reviewing.open_asked(planned, CALL.key, ANN, LATER)
    reviewing.submit(planned, replace(opened.draft, content=COMPLETE), ANN, LATER)
    assert of_ann() == (1, 1)
    own = next(each for each in retest_planning.standing(planned, BEN, LATER).shares if each.person.key == BEN.key)
    assert (own.open, own.done) == (None, None)
    for ask in (retest_planning.standing, retest_planning.outlook):
        with pytest.raises(InputError, match="Only a lead or an administrator plans re-tests"):
            ask(planned, ANN, LATER if ask is retest_planning.standing else RetestPlan(1, 30, NOW, 7))  # type: ignore[operator]

"""The roll-up by day is kept true whatever is written, in whatever order; averages and months are read from it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text

from qa_desktop.domain.answers import NA, Answer, Chosen
from qa_desktop.domain.averages import MonthAverage, StandardAverage
from qa_desktop.domain.evaluations import Content, Revision
from qa_desktop.domain.interactions import Agent
from qa_desktop.domain.scoring import Score, Term
from qa_desktop.storage import averages
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from tests.storage.samples import ANN, BEN, CALL, NOON, call, furnish, revision

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
ZOE = Agent("Zoë Straße", "North", "A7")


def scored(**credit: Fraction | None) -> tuple[Content, Score]:
    """Marks with their credits; None is N/A, which the form's policy may score all the same."""
    answers = {each: Answer(NA if given is None else Chosen("yes")) for each, given in credit.items()}
    terms = tuple(Term(each, Fraction(1, 2), Fraction(1) if given is None else given) for each, given in credit.items())
    given = [each for each in credit.values() if each is not None]
    return Content(answers), Score(total=sum(given) / len(given) if given else None, terms=terms)


def submit(work: SqlUnitOfWork, score: tuple[Content, Score], **told: object) -> Revision:
    """Submit marks."""
    sealed = revision(content=score[0], **told)  # type: ignore[arg-type]
    work.evaluations.submit(sealed, score[1])
    return sealed


def march(work: SqlUnitOfWork, queue: str = "") -> dict[str, tuple[int, float]]:
    """Marks and average of each standard in March."""
    found = work.averages.standards(MARCH, APRIL, queue)
    return {each.standard: (each.marks, pytest.approx(each.average)) for each in found}  # type: ignore[misc]


def is_true(database: SqlDatabase) -> bool:
    """Whether the roll-up is what it is made of."""
    with database._reader.connect() as connection:
        return averages.is_true(connection)


@pytest.fixture
def first(database: SqlDatabase) -> Revision:
    """An evaluation of March, in the queue “Billing”."""
    with database.writing() as work:
        furnish(work)
        return submit(work, scored(greets=Fraction(1), tone=Fraction(1, 3), wait=None))


def test_marks_add_up_and_na_does_not_count(database: SqlDatabase, first: Revision) -> None:
    with database.writing() as work:
        submit(work, scored(greets=Fraction(0), tone=Fraction(2, 3)), reviewer=BEN)
    with database.reading() as work:
        assert work.averages.standards(MARCH, APRIL) == [
            StandardAverage("support", "Support call", "greets", "Greets", 2, 0.5),
            StandardAverage("support", "Support call", "tone", "Tone", 2, 0.5),
        ]
        assert work.averages.standards(APRIL, date(2026, 5, 1)) == []
    assert is_true(database)


def test_a_correction_takes_the_place_of_what_it_corrects_also_in_another_month(
    database: SqlDatabase, first: Revision
) -> None:
    with database.writing() as work:
        second = submit(work, scored(greets=Fraction(0)), parent=first)
        assert march(work) == {"greets": (1, 0.0)}
    with database.writing() as work:
        submit(work, scored(greets=Fraction(1)), parent=second, at=NOON + timedelta(days=31))
        assert march(work) == {}
        assert [each.average for each in work.averages.standards(APRIL, date(2026, 5, 1))] == [1.0]
    assert is_true(database)


def test_what_is_deleted_does_not_count_until_it_is_restored(database: SqlDatabase, first: Revision) -> None:
    evaluation = first.subject.evaluation
    with database.writing() as work:
        work.evaluations.set_deleted(evaluation, True, BEN.key, "by mistake")
        assert march(work) == {}
    assert is_true(database)
    with database.writing() as work:
        work.evaluations.set_deleted(evaluation, False, BEN.key, "after all")
        assert march(work) == {"greets": (1, 1.0), "tone": (1, 1 / 3)}
    assert is_true(database)


def test_marks_follow_their_interaction_into_another_queue(database: SqlDatabase, first: Revision) -> None:
    with database.writing() as work:
        assert set(march(work, "Billing")) == {"greets", "tone"}
        assert march(work, "Sales") == {}
        work.interactions.put(replace(CALL, queue="Sales"))
        assert march(work, "Billing") == {}
        assert set(march(work, "Sales")) == {"greets", "tone"}
    assert is_true(database)


def test_what_is_rolled_back_never_counted(database: SqlDatabase, first: Revision) -> None:
    def fail() -> None:
        with database.writing() as work:
            submit(work, scored(greets=Fraction(0)), reviewer=BEN)
            assert march(work)["greets"] == (2, 0.5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as work:
        assert march(work)["greets"] == (1, 1.0)
    assert is_true(database)


def test_the_day_is_that_of_utc(database: SqlDatabase, first: Revision) -> None:
    with database.writing() as work:
        last_second = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
        submit(work, scored(greets=Fraction(0)), reviewer=BEN, at=last_second)
        assert march(work)["greets"] == (1, 1.0)


def test_a_roll_up_that_is_not_true_is_told(database: SqlDatabase, first: Revision) -> None:
    def told() -> list[str]:
        """Of the averages alone: the marks of these tests do not make the scores that they are given."""
        return [problem for problem in database.health().problems if "averages by day" in problem]

    assert told() == []
    with database._writer.begin() as connection:
        connection.execute(text("UPDATE standard_day SET marks = marks + 1 WHERE standard = 'tone'"))
    assert len(told()) == 1


def test_an_agents_months(database: SqlDatabase, first: Revision) -> None:
    with database.writing() as work:
        for number, days in enumerate((1, 40, 41, 400)):
            other = call(number, agent=ZOE)
            work.interactions.put(other)
            submit(work, scored(greets=Fraction(number % 2)), interaction=other, at=NOON + timedelta(days=days))
        work.interactions.put(call(9, agent=Agent("Somebody Else")))
        submit(work, scored(greets=Fraction(0)), interaction=call(9))
        submit(work, scored(greets=None), interaction=call(1), reviewer=ANN, at=NOON + timedelta(days=100))
        [key] = [key for key, agent in work.averages.agents() if agent.external_id == "A7"]
        assert work.averages.months(key, date(2026, 1, 1), date(2027, 1, 1)) == [
            MonthAverage("2026-03", 2, pytest.approx(1 / 3)),
            MonthAverage("2026-04", 2, 0.5),
            MonthAverage("2026-06", 1, None),
        ]

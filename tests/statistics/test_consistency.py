"""How far one reviewer agrees with oneself."""

from datetime import timedelta

import pytest

from qa_desktop.domain.answers import NA, NO, YES, Answer, Chosen
from qa_desktop.domain.calibration import USUAL
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import Form, publish
from qa_desktop.domain.interactions import Agent, Channel, Interaction, interaction_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import Retest
from qa_desktop.statistics.consistency import Consistency, self_consistency
from tests.domain.builders import levels, section, yes_no
from tests.services.furniture import NOW

ANN = Person("Ann")
FORM = publish(Form("f", "Form", (section("s", yes_no("greets"), levels("listens"), yes_no("held")),)), 1)


def content(greets: object, listens: str, held: object = NA) -> Content:
    return Content({"greets": Answer(greets), "listens": Answer(Chosen(listens)), "held": Answer(held)})  # type: ignore[arg-type]


def pair_of(first: Content, second: Content, number: int = 0) -> Retest:
    name = f"C-{number}"
    call = Interaction(interaction_key("crm", name), name, Channel.CALL, Agent("Zoë", ""), source="crm")
    return Retest(call, FORM, first, second, NOW, NOW + timedelta(days=30))


def figures(*pairs: tuple[Content, Content]) -> Consistency:
    return self_consistency([pair_of(*pair, number) for number, pair in enumerate(pairs)], ANN, USUAL)


def test_the_shares_rest_on_marks_given_both_times() -> None:
    found = figures(
        (content(YES, "4"), content(YES, "3")),
        (content(NO, "1", None), content(YES, "1", YES)),
    )
    # of five marks two differ, one of them by a level; what was left out the first time is held against nothing
    assert (found.exact.value, found.within.value, found.exact.n) == (pytest.approx(3 / 5), pytest.approx(4 / 5), 5)
    assert [(each.standard.id, each.differing, len(each.marks)) for each in found.standards] == [
        ("greets", 1, 2),
        ("listens", 1, 2),
        ("held", 0, 1),
    ]
    greets = found.standards[0]
    assert [(each.first.answer.value, each.second.answer.value) for each in greets.marks] == [(YES, YES), (NO, YES)]
    assert greets.exact.value == 0.5


def test_the_totals_have_an_intraclass_correlation_and_a_shift() -> None:
    """Totals of 100, 50 and 0 and then of 75, 50 and 50 points."""
    found = figures(
        (content(YES, "5"), content(YES, "3")),
        (content(NO, "5"), content(YES, "1")),
        (content(NO, "1"), content(NO, "5")),
    )
    table = [[100, 75], [50, 50], [0, 50]]
    overall = sum(map(sum, table)) / 6
    rows = 2 * sum((sum(row) / 2 - overall) ** 2 for row in table) / 2
    columns = 3 * sum((sum(row[place] for row in table) / 3 - overall) ** 2 for place in (0, 1))
    whole = sum((each - overall) ** 2 for row in table for each in row)
    error = (whole - 2 * rows - columns) / 2
    by_hand = (rows - error) / (rows + error + 2 * (columns - error) / 3)  # Shrout and Fleiss 1979, Table 4
    assert found.totals.value == pytest.approx(by_hand)
    assert found.totals.n == 3
    assert found.shift.value == pytest.approx((-25 + 0 + 50) / 3)


def test_without_a_re_test_there_is_nothing_to_compare() -> None:
    found = figures()
    assert (found.exact.value, found.totals.value, found.shift.value, found.standards) == (None, None, None, ())


def test_one_interaction_has_no_interval_and_says_so() -> None:
    found = figures((content(YES, "4"), content(YES, "4")))
    assert found.exact.value == 1
    assert "too few to judge" in found.exact.reason
    assert found.totals.value is None
    assert found.totals.reason

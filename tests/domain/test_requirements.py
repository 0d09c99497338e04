"""What an evaluation needs before it can be submitted."""

from decimal import Decimal

import pytest

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen, TurnSpan
from qa_desktop.domain.forms import Form, Need, Rule, Sequence
from qa_desktop.domain.requirements import Missing, missing, needed, out_of_order, submitted_answers
from qa_desktop.domain.scoring import score
from tests.domain.builders import all_of, answers, form, info, levels, note, number, section, span, yes_no

NO = Chosen("no")


def test_every_blank_that_is_scored_or_required_is_missing_in_the_order_of_the_form() -> None:
    blank = form(
        section("s", yes_no("c"), section("t", info("b", required=True))), section("u", levels("a"), info("d"))
    )
    assert missing(blank, {}) == (Missing("c"), Missing("b"), Missing("a"))
    assert missing(blank, answers(c="na", b=note("x"), a=1)) == ()


def test_a_bonus_must_be_answered_too() -> None:
    assert missing(form(yes_no("a"), yes_no("more", bonus=True)), answers(a="yes")) == (Missing("more"),)


def test_hidden_standards_are_not_missing_until_they_are_asked() -> None:
    driven = form(yes_no("a"), info("why", required=True, show_when=all_of(("a", "no"))))
    assert missing(driven, answers(a="yes")) == ()
    assert missing(driven, answers(a="no")) == (Missing("why"),)


def test_an_answer_that_cannot_be_given_is_missing() -> None:
    wait = number("wait", ranges=(span("fast", "0", "5", 1),))
    of = form(wait, yes_no("a", na_allowed=False), info("why", required=True))
    given = answers(wait=Decimal(9), a="na", why=note(" "))
    assert [lack.standard for lack in missing(of, given)] == ["wait", "a", "why"] == list(score(of, given).missing)


def _ruled(*rules: Rule) -> Form:
    return form(yes_no("a", rules=rules, reasons=("late", "rude")))


@pytest.mark.parametrize(
    ("need", "without", "with_it"),
    [
        (Need.COMMENT, Answer(NO, comment=" \n"), Answer(NO, comment="Said no name.")),
        (Need.EVIDENCE, Answer(NO), Answer(NO, evidence=(AudioSpan(0, 10),))),
        (Need.EVIDENCE, Answer(NO, comment="x"), Answer(NO, evidence=(TurnSpan(0, 0),))),
        (Need.REASON, Answer(NO, reasons=("not in the list",)), Answer(NO, reasons=("late",))),
        (Need.REASON, Answer(NO), Answer(NO, reasons=("gone", "rude"))),
    ],
)
def test_a_rule_asks_for_its_need_until_it_is_given(need: Need, without: Answer, with_it: Answer) -> None:
    ruled = _ruled(Rule((need,), ("no",)))
    assert missing(ruled, {"a": without}) == (Missing("a", need),)
    assert missing(ruled, {"a": with_it}) == ()


def test_a_rule_holds_for_its_answers_only() -> None:
    ruled = _ruled(Rule((Need.COMMENT,), ("no", "na")))
    assert [len(missing(ruled, answers(a=given))) for given in ("yes", "no", "na")] == [0, 1, 1]


def test_a_rule_without_answers_holds_for_all_but_na_and_asks_nothing_of_a_blank() -> None:
    ruled = _ruled(Rule((Need.COMMENT,)))
    assert [len(missing(ruled, answers(a=given))) for given in ("yes", "no", "na")] == [1, 1, 0]
    assert missing(ruled, answers(a=None)) == (Missing("a"),)
    assert needed(ruled.standards[0], Answer()) == ()


def test_rules_hold_for_number_ranges_and_texts() -> None:
    wait = number(
        "wait",
        ranges=(span("fast", "0", "5", 1), span("slow", "5", None, 0)),
        rules=(Rule((Need.COMMENT,), ("slow",)),),
    )
    assert needed(wait, answers(a=Decimal(6))["a"]) == (Need.COMMENT,)
    assert needed(wait, answers(a=Decimal(5))["a"]) == ()
    assert needed(info("why", rules=(Rule((Need.EVIDENCE,)),)), Answer(note("x"))) == (Need.EVIDENCE,)


def test_needs_of_several_rules_are_asked_once_each() -> None:
    ruled = _ruled(Rule((Need.EVIDENCE, Need.COMMENT), ("no",)), Rule((Need.COMMENT, Need.REASON)))
    assert needed(ruled.standards[0], Answer(NO)) == (Need.EVIDENCE, Need.COMMENT, Need.REASON)
    assert missing(ruled, {"a": Answer(NO, comment="x")}) == (Missing("a", Need.EVIDENCE), Missing("a", Need.REASON))


def test_what_a_rule_needs_does_not_keep_the_outcome_back() -> None:
    ruled = _ruled(Rule((Need.COMMENT,)))
    assert score(ruled, answers(a="yes")).outcome is not None


def _sequence(**starts: int | None) -> tuple[tuple[str, str], ...]:
    ordered = form(*(yes_no(name) for name in "abc"), sequences=(Sequence(("a", "b", "c")),))
    given = {
        name: Answer(
            Chosen("yes"), evidence=() if start is None else (AudioSpan(start + 5, start + 9), AudioSpan(start, 9))
        )
        for name, start in starts.items()
    }
    return out_of_order(ordered, given)


def test_a_sequence_is_out_of_order_where_evidence_begins_earlier_than_that_before_it() -> None:
    assert _sequence(a=1000, b=2000, c=3000) == ()
    assert _sequence(a=1000, b=1000, c=1000) == ()
    assert _sequence(a=2000, b=1000, c=3000) == (("a", "b"),)
    assert _sequence(a=3000, b=2000, c=1000) == (("a", "b"), ("b", "c"))


def test_a_standard_without_evidence_does_not_hide_that_its_neighbours_are_out_of_order() -> None:
    assert _sequence(a=2000, b=None, c=1000) == (("a", "c"),)
    assert _sequence(a=2000, c=3000) == ()
    assert _sequence() == ()


def test_submission_keeps_comments_and_drops_hidden_and_empty_answers() -> None:
    driven = form(yes_no("a"), yes_no("b", show_when=all_of(("a", "no"))), info("c"), info("d"))
    given = {**answers(a="yes", b="no"), "c": Answer(comment="noted"), "d": Answer(), "gone": Answer(NO)}
    assert submitted_answers(driven, given) == {"a": given["a"], "c": given["c"]}

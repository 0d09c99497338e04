"""Answers: what they stand for, how they are kept, and how people write them."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from qa_desktop.domain.answers import (
    NA,
    NO,
    YES,
    Amount,
    Answer,
    AudioSpan,
    Chosen,
    Day,
    Note,
    Several,
    Value,
    accepted,
    answer_ids,
    answered,
    chosen_option,
    credit_of,
    decode,
    encode,
    parse,
)
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import AnswerType, Option, Standard
from tests.domain.builders import choice, info, levels, number, span, yes_no
from tests.domain.strategies import STABLE, any_value

WAIT = number("wait", ranges=(span("fast", None, "5", 1), span("fair", "5", "10", "1/2"), span("slow", "20", "30", 0)))
TOPICS = info("topics", AnswerType.SEVERAL, (Option("bill", "Bill"), Option("move", "Move")))
DAY = info("day", AnswerType.DATE)
COUNT = info("count", AnswerType.NUMBER)


@pytest.mark.parametrize(
    ("amount", "option"),
    [
        ("-3", "fast"),
        ("5", "fast"),
        ("5.1", "fair"),
        ("10", "fair"),
        ("15", None),
        ("20", "slow"),
        ("30", "slow"),
        ("NaN", None),
    ],
)
def test_a_number_stands_for_the_first_range_that_holds_it(amount: str, option: str | None) -> None:
    found = chosen_option(WAIT, Amount(Decimal(amount)))
    assert (found.id if found else None) == option


def test_a_credit_is_earned_by_what_was_chosen_only() -> None:
    assert credit_of(yes_no("a"), YES) == 1
    assert credit_of(WAIT, Amount(Decimal(7))) == Fraction(1, 2)
    for value in (None, NA, Chosen("gone"), Note("yes"), Amount(Decimal(1))):
        assert credit_of(yes_no("a"), value) is None


@pytest.mark.parametrize(
    ("standard", "value", "ids"),
    [
        (yes_no("a"), NO, {"no"}),
        (yes_no("a"), NA, {"na"}),
        (yes_no("a", na_allowed=False), NA, set()),
        (WAIT, Amount(Decimal(21)), {"slow"}),
        (TOPICS, Several(("move", "bill", "gone")), {"move", "bill"}),
        (yes_no("a"), Several(("yes",)), set()),
        (DAY, Day(date(2026, 1, 1)), set()),
        (yes_no("a"), None, set()),
    ],
)  # fmt: skip
def test_conditions_and_rules_know_answers_by_ids(standard: Standard, value: Value | None, ids: set[str]) -> None:
    assert answer_ids(standard, value) == ids


@pytest.mark.parametrize(
    ("standard", "value", "is_answer"),
    [
        (yes_no("a"), YES, True),
        (yes_no("a"), NA, True),
        (yes_no("a", na_allowed=False), NA, False),
        (yes_no("a"), Chosen("maybe"), False),
        (yes_no("a"), Amount(Decimal(1)), False),
        (yes_no("a"), Note("yes"), False),
        (yes_no("a"), None, False),
        (WAIT, Amount(Decimal(15)), False),
        (WAIT, Amount(Decimal(25)), True),
        (COUNT, Amount(Decimal(15)), True),
        (COUNT, Amount(Decimal("NaN")), False),
        (COUNT, Note("15"), False),
        (info("why"), Note("because"), True),
        (info("why"), Note(" \n"), False),
        (DAY, Day(date(2026, 1, 1)), True),
        (DAY, Note("2026-01-01"), False),
        (info("why"), Day(date(2026, 1, 1)), False),
        (TOPICS, Several(("bill",)), True),
        (TOPICS, Several(()), False),
        (TOPICS, Several(("gone",)), False),
    ],
)
def test_what_answers_a_standard(standard: Standard, value: Value | None, is_answer: bool) -> None:
    assert answered(standard, value) is is_answer


def test_an_answer_is_empty_when_nothing_is_in_it() -> None:
    assert Answer().empty
    for full in (Answer(NA), Answer(comment="x"), Answer(evidence=(AudioSpan(0, 1),)), Answer(reasons=("late",))):
        assert not full.empty


@STABLE
@given(any_value)
def test_decode_reads_what_encode_wrote(value: Value) -> None:
    kind, content = encode(value)
    again = decode(kind, content)
    assert type(again) is type(value)
    assert repr(again) == repr(value)  # NaN does not equal itself


def test_the_kept_spelling_of_each_kind() -> None:
    assert encode(Chosen("yes")) == ("option", "yes")
    assert encode(Amount(Decimal("5.20"))) == ("number", "5.20")
    assert encode(Note("Grüße")) == ("text", "Grüße")
    assert encode(Day(date(2026, 1, 31))) == ("date", "2026-01-31")
    assert encode(Several(("ä", "b"))) == ("several", '["ä", "b"]')
    assert encode(NA) == ("na", "")


def test_a_kind_from_a_newer_version_is_refused() -> None:
    with pytest.raises(InputError, match="unknown kind “colour” was written by a newer version"):
        decode("colour", "red")


@pytest.mark.parametrize(
    ("standard", "raw", "value"),
    [
        (yes_no("a"), "yes", YES),
        (yes_no("a"), " Yes ", YES),
        (yes_no("a"), True, YES),
        (yes_no("a"), False, NO),
        (yes_no("a"), "NA", NA),
        (yes_no("a"), "n/a", NA),
        (levels("a"), 4, Chosen("4")),
        (levels("a"), "4", Chosen("4")),
        (choice("a", credits={"full": 1}), "FULL", Chosen("full")),
        (WAIT, 7, Amount(Decimal(7))),
        (WAIT, "7.50", Amount(Decimal("7.50"))),
        (WAIT, 0.1, Amount(Decimal("0.1"))),
        (COUNT, "1000000", Amount(Decimal(1000000))),
        (info("why"), "late again", Note("late again")),
        (DAY, "2026-01-31", Day(date(2026, 1, 31))),
        (DAY, datetime(2026, 1, 31, 8, 0), Day(date(2026, 1, 31))),  # noqa: DTZ001 - as YAML reads it
        (TOPICS, ["move", "bill"], Several(("move", "bill"))),
        (TOPICS, "move", Several(("move",))),
    ],
    ids=lambda part: part.answer_type.value if isinstance(part, Standard) else repr(part)[:30],
)
def test_parse_reads_answers_as_people_write_them(standard: Standard, raw: object, value: Value) -> None:
    assert parse(standard, raw) == value


@pytest.mark.parametrize(
    ("standard", "raw", "takes"),
    [
        (yes_no("a"), "maybe", "yes, no or na"),
        (yes_no("a"), None, "yes, no or na"),
        (yes_no("a", na_allowed=False), 1, "yes, no."),
        (levels("a", count=3), 4, "1, 2, 3 or na"),
        (levels("a", count=3), True, "1, 2, 3 or na"),
        (WAIT, 15, "a number (any to 5, 5 to 10, 20 to 30) or na"),
        (WAIT, "fast", "a number"),
        (WAIT, True, "a number"),
        (COUNT, "NaN", "a number or na"),
        (COUNT, "Infinity", "a number or na"),
        (info("why"), "  ", "a text or na"),
        (DAY, "31.01.2026", "a date such as 2026-01-31"),
        (TOPICS, ["gone"], "a list of bill, move or na"),
        (TOPICS, [], "a list of bill, move or na"),
    ],
    ids=lambda part: part.answer_type.value if isinstance(part, Standard) else repr(part)[:30],
)
def test_parse_refuses_what_the_standard_does_not_take_and_says_what_it_takes(
    standard: Standard, raw: object, takes: str
) -> None:
    with pytest.raises(InputError) as refused:
        parse(standard, raw)
    assert f"“{standard.id}” cannot be answered with “{raw}”; it takes {takes}" in str(refused.value)


def test_parse_refuses_na_where_it_may_not_be_chosen() -> None:
    with pytest.raises(InputError, match="“a” does not allow N/A; answer it yes, no"):
        parse(yes_no("a", na_allowed=False), "na")


@STABLE
@given(any_value)
def test_parse_takes_every_number_that_answers_the_standard(value: Value) -> None:
    if isinstance(value, Amount) and answered(WAIT, value) and value.number.is_finite():
        assert parse(WAIT, str(value.number)) == value
    assert accepted(WAIT).startswith("a number")

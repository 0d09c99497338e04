"""Exact numbers as they are shown."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.numbers import percent, rounded, signed_points
from tests.domain.strategies import STABLE


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(0), "0.0"),
        (Fraction(1), "100.0"),
        (Fraction(1, 16), "6.3"),  # 6.25: half goes up, not to the even digit
        (Fraction(1, 400), "0.3"),  # 0.25 %, which binary floating point would round down
        (Fraction(15, 16), "93.8"),
        (Fraction(2, 3), "66.7"),
        (Fraction(7995, 10000), "80.0"),
        (Fraction(79949, 100000), "79.9"),
        (Fraction(2005, 1000), "200.5"),
        (Fraction(1, 2000), "0.1"),
        (Fraction(1, 2001), "0.0"),
    ],
)
def test_percentages_are_rounded_half_up_to_one_decimal(share: Fraction, shown: str) -> None:
    assert percent(share) == shown


def test_the_number_of_decimals_can_be_chosen() -> None:
    assert [percent(Fraction(1, 3), places) for places in (0, 1, 2, 3)] == ["33", "33.3", "33.33", "33.333"]


@pytest.mark.parametrize(
    ("difference", "shown"),
    [
        (Fraction(1, 20), "+5.0"),
        (Fraction(-1, 40), "−2.5"),
        (Fraction(1, 400), "+0.3"),
        (Fraction(-1, 400), "−0.3"),
        (Fraction(1, 10000), "0.0"),
        (Fraction(-1, 10000), "0.0"),
        (Fraction(0), "0.0"),
    ],
)
def test_differences_carry_their_sign(difference: Fraction, shown: str) -> None:
    assert signed_points(difference) == shown


@STABLE
@given(st.decimals(-1000, 1000, places=5), st.integers(0, 3))
def test_rounding_is_that_of_decimal_arithmetic(number: Decimal, places: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-places), context=Context(prec=50, rounding=ROUND_HALF_UP))
    assert rounded(Fraction(number), places) == expected


@STABLE
@given(st.fractions(-1000, 1000))
def test_rounding_is_never_off_by_more_than_half_a_place(number: Fraction) -> None:
    assert abs(Fraction(rounded(number)) - number) <= Fraction(1, 20)

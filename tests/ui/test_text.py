"""How times and scores are written."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from qa_desktop.ui import text


@pytest.mark.parametrize(
    ("seconds", "tenths", "shown"),
    [
        (0, False, "0:00"),
        (74.26, False, "1:14"),
        (74.26, True, "1:14.2"),
        (59.96, True, "0:59.9"),
        (0.3, True, "0:00.3"),
        (3723, False, "1:02:03"),
        (-1, False, "0:00"),
    ],
)
def test_clock(seconds: float, tenths: bool, shown: str) -> None:
    assert text.clock(seconds, tenths) == shown


def test_spans_days_and_scores() -> None:
    assert text.span(86_000, 98_999) == "1:26–1:38"
    assert text.day_and_time(None) == ""
    assert text.day_and_time(datetime(2020, 1, 14, 12, tzinfo=UTC)).startswith("14 Jan 2020")
    assert text.score(None) == "–"
    assert text.score(Fraction(7, 8)) == "87.5"


def test_the_year_is_left_out_where_it_is_this_one() -> None:
    now = datetime.now().astimezone().replace(month=1, day=14, hour=9, minute=31)
    assert text.day_and_time(now, short=True) == "14 Jan 09:31"
    assert text.day_and_time(now.replace(year=2020), short=True) == "14 Jan 2020 09:31"


def test_long_words_can_be_broken_and_others_stay_as_they_are() -> None:
    assert text.breakable("Greets with own name") == "Greets with own name"
    assert max(map(len, text.breakable("x" * 200).split("\u200b"))) <= 18
    assert text.breakable("x" * 200).replace("\u200b", "") == "x" * 200

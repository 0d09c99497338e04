"""Runs of numbers, against sets of numbers."""

from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.ranges import Ranges

RUNS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 45)), max_size=12)


def numbers(runs) -> set[int]:
    return {number for first, last in runs for number in range(first, last + 1)}


@given(RUNS)
def test_runs_hold_what_was_put_into_them_and_never_touch(runs) -> None:
    found = Ranges.of(runs)
    assert numbers(found.runs) == numbers(runs)
    assert all(high + 1 < low for (_, high), (low, _) in zip(found.runs, found.runs[1:], strict=False))
    assert found.last == max(numbers(runs), default=0)


@given(RUNS, st.integers(1, 45), st.integers(1, 45))
def test_a_run_is_covered_where_all_its_numbers_are_there(runs, first: int, last: int) -> None:
    wanted = set(range(first, last + 1))
    if wanted:
        assert Ranges.of(runs).covers(first, last) == (wanted <= numbers(runs))
    assert Ranges.of(runs).adding(first, last) == Ranges.of([*runs, (first, last)])


@given(RUNS, st.integers(0, 50))
def test_what_is_missing_is_the_rest(runs, last: int) -> None:
    missing = Ranges.of(runs).missing(last)
    assert numbers(missing.runs) == set(range(1, last + 1)) - numbers(runs)

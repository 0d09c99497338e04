"""Joining stretches."""

import pytest

from qa_desktop.domain.stretches import joined


@pytest.mark.parametrize(
    ("pairs", "apart", "found"),
    [
        ([], 0, ()),
        ([(5, 6), (0, 2)], 0, ((0, 2), (5, 6))),
        ([(0, 2), (2, 3)], 0, ((0, 3),)),
        ([(0, 9), (1, 2)], 0, ((0, 9),)),
        ([(0, 2), (4, 5)], 2, ((0, 5),)),
        ([(0, 2), (4, 5)], 1, ((0, 2), (4, 5))),
    ],
)
def test_what_touches_becomes_one(pairs: list[tuple[int, int]], apart: int, found: tuple[tuple[int, int], ...]) -> None:
    assert joined(pairs, apart) == found

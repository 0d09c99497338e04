"""How high the rows of a long list are: estimated until somebody looks at them, then measured."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

_BLOCK: Final = 256
"""Rows are summed in blocks, so that one more measured among 20,000 costs no sum of them all."""


class Heights:
    """Rows one below the other, in pixels; laying out 20,000 texts would take seconds, looking at 30 takes none."""

    def __init__(self, estimates: Sequence[int] = ()) -> None:
        self._heights = list(estimates)
        self._measured = bytearray(len(self._heights))
        self._blocks = [sum(self._heights[first : first + _BLOCK]) for first in range(0, len(self._heights), _BLOCK)]
        self._tops = list(accumulate(self._blocks, initial=0))

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """The height of all rows."""
        return self._tops[-1]

    @property
    def measured(self) -> int:
        """How many rows are measured."""
        return sum(self._measured)

    def top(self, row: int) -> int:
        """Where a row begins."""
        block = row // _BLOCK
        return self._tops[block] + sum(self._heights[block * _BLOCK : row])

    def height(self, row: int) -> int:
        """How high a row is, as far as that is known."""
        return self._heights[row]

    def row_at(self, y: int) -> int:
        """The row at a height; the first or the last beyond them, -1 where there is none."""
        block = min(max(bisect_right(self._tops, y) - 1, 0), max(len(self._blocks) - 1, 0))
        within = self._heights[block * _BLOCK : (block + 1) * _BLOCK]
        below = bisect_right(list(accumulate(within, initial=self._tops[block])), y) - 1
        return min(block * _BLOCK + max(below, 0), len(self._heights) - 1)

    def is_measured(self, row: int) -> bool:
        """Whether the height of a row is more than an estimate."""
        return bool(self._measured[row])

    def measure(self, row: int, height: int) -> bool:
        """Take the true height of a row; True where rows below it have moved."""
        self._measured[row] = 1
        grown = height - self._heights[row]
        if grown:
            self._heights[row] = height
            self._blocks[row // _BLOCK] += grown
            self._tops = list(accumulate(self._blocks, initial=0))
        return bool(grown)

"""Which numbers of a count from 1 upwards are there, as runs without a gap."""

from collections.abc import Iterable
from dataclasses import dataclass

Run = tuple[int, int]


@dataclass(frozen=True)
class Ranges:
    """Runs of numbers, first and last of each, ascending; neither do they touch nor overlap."""

    runs: tuple[Run, ...] = ()

    @staticmethod
    def of(runs: Iterable[Run]) -> "Ranges":
        """Runs in any order, overlapping or not; one that ends before it begins counts for nothing."""
        joined: list[Run] = []
        for first, last in sorted(run for run in runs if run[0] <= run[1]):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return Ranges(tuple(joined))

    def adding(self, first: int, last: int) -> "Ranges":
        """These and the numbers of one more run."""
        return Ranges.of((*self.runs, (first, last)))

    def covers(self, first: int, last: int) -> bool:
        """Whether every number from the first to the last is there."""
        return any(low <= first and last <= high for low, high in self.runs)

    def missing(self, last: int) -> "Ranges":
        """The numbers from 1 to the last that are not there."""
        lacking, due = [], 1
        for low, high in self.runs:
            lacking.append((due, min(low - 1, last)))
            due = high + 1
        return Ranges.of((*lacking, (due, last)))

    @property
    def last(self) -> int:
        """The highest number; 0 where there is none."""
        return self.runs[-1][1] if self.runs else 0

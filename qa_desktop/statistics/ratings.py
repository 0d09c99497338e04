"""The marks that several reviewers gave to the same items, as arrays.

Kept as one line for each mark that was given (item, reviewer, category), so that what is missing takes no room: 50
reviewers on 100,000 items of which they did a fifth are a million lines.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Table = Sequence[Sequence[Any]] | NDArray[Any]
"""Items by reviewers (`table[item][reviewer]`), None or NaN where there is no mark; all rows are of equal length."""

NO_PAIRS = "no item has two answers"
ONE_REVIEWER = "fewer than two reviewers"
NO_VARIATION = "no variation: everybody gave the same answer, so chance agreement is already complete"
NOT_NUMBERS = "the answers are not numbers"


@dataclass(frozen=True, eq=False)
class Cells:
    """How often each category was given to an item, where it was given at all: three arrays of equal length."""

    item: Integers
    code: Integers
    count: Floats


@dataclass(frozen=True, eq=False)
class Ratings:
    """Marks, one to a place in three arrays of equal length, sorted by item, then reviewer.

    `code` is the place of the mark in `categories`, the scale in its order (used or not). `numbers` holds the number
    that each category stands for, or None where they are no numbers.
    """

    items: int
    reviewers: int
    item: Integers
    reviewer: Integers
    code: Integers
    categories: tuple[Hashable, ...]
    numbers: Floats | None

    @classmethod
    def of(cls, table: Table, scale: Sequence[Hashable] | None = None) -> "Ratings":
        """The marks of a table.

        `scale` is the category set, in order; without one it is what was observed, sorted. Raises ValueError where a
        mark is not on the scale.
        """
        if isinstance(table, np.ndarray) and table.dtype.kind in "iuf" and scale is None:
            return cls._of_numbers(table)
        rows = [list(row) for row in table]
        width = max(map(len, rows), default=0)
        given = [
            (item, reviewer, mark) for item, row in enumerate(rows) for reviewer, mark in enumerate(row) if _there(mark)
        ]
        categories = _ordered({mark for *_, mark in given}) if scale is None else tuple(dict.fromkeys(scale))
        codes = {category: code for code, category in enumerate(categories)}
        strange = next((mark for *_, mark in given if mark not in codes), None)
        if strange is not None:
            raise ValueError(f"{strange!r} is not on the scale")
        lines = np.array([(item, reviewer, codes[mark]) for item, reviewer, mark in given], np.int64).reshape(-1, 3)
        return cls(len(rows), width, lines[:, 0], lines[:, 1], lines[:, 2], categories, _numbers(categories))

    @classmethod
    def _of_numbers(cls, table: NDArray[Any]) -> "Ratings":
        item, reviewer = np.nonzero(~np.isnan(table))
        numbers, code = np.unique(table[item, reviewer].astype(np.float64), return_inverse=True)
        return cls(table.shape[0], table.shape[1], item, reviewer, code, tuple(numbers.tolist()), numbers)

    @cached_property
    def sizes(self) -> Integers:
        """How many marks each item has."""
        return np.bincount(self.item, minlength=self.items)

    @cached_property
    def scored(self) -> int:
        """How many items have a mark."""
        return int(np.count_nonzero(self.sizes))

    @cached_property
    def compared(self) -> int:
        """How many items have two marks or more."""
        return int(np.count_nonzero(self.sizes > 1))

    @cached_property
    def active(self) -> Integers:
        """The reviewers who gave a mark at all."""
        return np.unique(self.reviewer)

    @property
    def why_not(self) -> str:
        """Why nothing can be compared; empty where something can."""
        if self.compared:
            return ""
        return NO_PAIRS if len(self.active) > 1 else ONE_REVIEWER

    @cached_property
    def cells(self) -> Cells:
        """How often each category was given to each item."""
        size = max(len(self.categories), 1)
        keys = self.item * size + self.code
        if self.items * size <= 8 * len(keys):  # a scale: counting is quicker than sorting
            counted = np.bincount(keys)
            keys, counts = np.flatnonzero(counted), counted[counted > 0]
        else:
            keys, counts = np.unique(keys, return_counts=True)
        return Cells(keys // size, keys % size, counts.astype(np.float64))

    @cached_property
    def totals(self) -> Floats:
        """How often each category was given."""
        return np.bincount(self.code, minlength=len(self.categories)).astype(np.float64)

    def where(self, kept: NDArray[np.bool_]) -> "Ratings":
        """The marks for which `kept` (as long as the marks) is true; items, reviewers and scale stay."""
        return replace(self, item=self.item[kept], reviewer=self.reviewer[kept], code=self.code[kept])

    @cached_property
    def pairable(self) -> "Ratings":
        """The marks of items that have two or more."""
        return self.where(self.sizes[self.item] > 1)

    def complete(self) -> Floats:
        """The numbers of the items that every active reviewer marked: items by active reviewers.

        Raises ValueError where the categories are no numbers.
        """
        if self.numbers is None:
            raise ValueError(NOT_NUMBERS)
        width = len(self.active)
        kept = self.sizes[self.item] == width
        return self.numbers[self.code[kept]].reshape(-1, width) if width else np.empty((0, 0))

    def dense(self) -> NDArray[np.int32]:
        """The categories as reviewers by items, -1 where there is no mark."""
        found = np.full((self.reviewers, self.items), -1, np.int32)
        found[self.reviewer, self.item] = self.code
        return found

    def per_item(self, values: Floats) -> Floats:
        """The sum over the marks of each item of `values` (as long as the marks)."""
        return np.bincount(self.item, values, self.items).astype(np.float64)

    def within_items(self, reduced: Callable[[Floats, Integers], Floats]) -> Floats:
        """`reduced` (`numpy.maximum.reduceat`, say) of the numbers of every item that has two marks or more.

        Raises ValueError where the categories are no numbers.
        """
        if self.numbers is None:
            raise ValueError(NOT_NUMBERS)
        pairable = self.pairable
        if not len(pairable.code):
            return np.empty(0)
        starts = np.flatnonzero(np.diff(pairable.item, prepend=-1))
        return reduced(self.numbers[pairable.code], starts)


def _there(mark: Any) -> bool:
    return mark is not None and mark == mark  # NaN is not itself


def _ordered(seen: set[Any]) -> tuple[Hashable, ...]:
    try:
        return tuple(sorted(seen))
    except TypeError:  # numbers among words
        return tuple(sorted(seen, key=str))


def _numbers(categories: Sequence[Any]) -> Floats | None:
    try:
        return np.array([_number(category) for category in categories], np.float64)
    except (TypeError, ValueError):
        return None


def _number(category: Any) -> float:
    if isinstance(category, (str, bool)):
        raise TypeError(f"{category!r} is not a number")
    return float(category)

"""Runs of yes and no along a recording, one value for each hundredth of a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.intp]


def runs(flags: Flags) -> tuple[Places, Places]:
    """Where each run of yes begins, and where it has ended."""
    import numpy as np

    change = np.diff(np.concatenate(([0], flags.view(np.int8), [0])))
    return np.flatnonzero(change == 1), np.flatnonzero(change == -1)


def without_short(flags: Flags, shorter_than: int) -> Flags:
    """Runs of yes that are shorter become no."""
    starts, ends = runs(flags)
    return flags & ~_covered(len(flags), starts, ends, ends - starts < shorter_than)


def bridged(flags: Flags, shorter_than: int) -> Flags:
    """Runs of no between two of yes that are shorter become yes."""
    starts, ends = runs(~flags)
    short = (ends - starts < shorter_than) & (starts > 0) & (ends < len(flags))
    return flags | _covered(len(flags), starts, ends, short)


def with_enough(flags: Flags, marks: Flags, at_least: int) -> Flags:
    """The runs of yes in which so many values are marked: a clear middle keeps the fainter ends on to it."""
    import numpy as np

    starts, ends = runs(flags)
    marked = np.concatenate(([0], np.cumsum(flags & marks, dtype=np.int32)))
    return _covered(len(flags), starts, ends, marked[ends] - marked[starts] >= at_least)


def _covered(count: int, starts: Places, ends: Places, chosen: Flags) -> Flags:
    import numpy as np

    change = np.zeros(count + 1, np.int8)
    change[starts[chosen]] += 1
    change[ends[chosen]] -= 1
    return np.cumsum(change[:-1], dtype=np.int8).view(np.bool_)


def widened(flags: Flags, by: int) -> Flags:
    """Every stretch longer by so many places at both ends, as far as there are places."""
    import numpy as np

    wide = np.array(flags)
    for shift in range(1, by + 1):
        wide[shift:] |= flags[:-shift]
        wide[:-shift] |= flags[shift:]
    return wide

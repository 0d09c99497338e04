"""Krippendorff's alpha of 50 reviewers on 100,000 interactions, 80 % missing, against the library `krippendorff`.

The library is under the GPL and no dependency: without it (`pip install krippendorff` beside the program, to measure
only) the ratio is to sorting as many different numbers in the same run. Memory is what is allocated beyond the table.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from qa_desktop.statistics.alpha import Level, krippendorff_alpha
from qa_desktop.statistics.ratings import Ratings

REVIEWERS, ITEMS, MISSING = 50, 100_000, 0.8
ROUNDS: Final = 3
GOAL: Final = 1.0
"""Times as long as the library."""
SORTING_GOAL: Final = 4.0
"""Times as long as sorting as many different numbers."""
ROOM: Final = 100e6
"""Bytes beyond the table."""


def made(*, continuous: bool) -> Any:
    """Marks around a true value, as items by reviewers, NaN where missing."""
    chosen = np.random.default_rng(1)
    truth = chosen.integers(1, 6, (ITEMS, 1))
    table = np.clip(truth + chosen.integers(-1, 2, (ITEMS, REVIEWERS)), 1, 5).astype(float)
    if continuous:
        table = np.round(20 * table + chosen.normal(0, 3, table.shape), 3)
    table[chosen.random(table.shape) < MISSING] = np.nan
    return table


def quickest(call: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def room(call: Callable[[], Any]) -> float:
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def main() -> int:
    library = import_module("krippendorff") if find_spec("krippendorff") else None
    late = 0
    for name, table in (("levels 1 to 5", made(continuous=False)), ("scores", made(continuous=True))):
        for level in (Level.NOMINAL, Level.ORDINAL, Level.INTERVAL):

            def own(table: Any = table, level: Level = level) -> Any:
                return krippendorff_alpha(Ratings.of(table), level)

            taken, peak = quickest(own), room(own)
            if library and name != "scores":  # with so many different values it asks for terabytes

                def other(table: Any = table, level: Level = level) -> Any:
                    return library.alpha(table.T, level_of_measurement=str(level))

                assert abs(other() - own().value) < 1e-9
                bare, goal, against = quickest(other), GOAL, "the library"
            else:
                numbers = np.random.default_rng(2).random(np.count_nonzero(~np.isnan(table)))
                bare = quickest(lambda numbers=numbers: np.argsort(numbers))
                goal, against = SORTING_GOAL, "sorting"
            ratio = taken / bare
            kept = ratio <= goal and peak <= ROOM
            late += not kept
            print(
                f"{name}, {level}: {taken:.2f} s, {ratio:.2f} x {against} (goal {goal:g}), "
                f"{peak / 1e6:.0f} MB (goal {ROOM / 1e6:.0f}) {'ok' if kept else 'MISSED'}"
            )
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())

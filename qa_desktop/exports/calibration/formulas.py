"""Formulas that several sheets use, with the program's own value of each beside them."""

import math
from collections.abc import Callable

from qa_desktop.exports.calibration.context import NONE
from qa_desktop.exports.plan import CellValue
from qa_desktop.statistics.measure import Measure, too_few


def number(value: float | None) -> CellValue:
    """A figure, or the dash where there is none."""
    return NONE if value is None else value


def or_none(formula: str) -> str:
    """The formula, or the dash where it cannot be computed."""
    return f'IFERROR({formula},"{NONE}")'


def percent_range(low: str, high: str) -> str:
    """An interval of a share as text: `82 to 97 %`; whole numbers, so that no decimal sign depends on the country."""
    return f'IF(ISNUMBER({low}),ROUND(100*{low},0)&" to "&ROUND(100*{high},0)&" %","{NONE}")'


def percent_range_value(measure: Measure) -> str:
    """What `percent_range` shows."""
    if measure.low is None or measure.high is None:
        return NONE
    return f"{whole(100 * measure.low)} to {whole(100 * measure.high)} %"


def is_too_few(n: str, low: str, high: str) -> str:
    """The condition under which a share is too few to judge."""
    return f"IF(ISNUMBER({low}),OR({n}<Min_N,{high}-{low}>=Max_Width),TRUE)"


def against_target(share: str, n: str, low: str, high: str, target: str, lack: str = "") -> str:
    """`met` or `below target`, or that there is too little to say so; `lack` where nothing was compared."""
    words = f'IF({is_too_few(n, low, high)},"too few to judge",IF({share}>={target},"✓ met","▼ below target"))'
    return f'IF({n}=0,"{lack}",{words})' if lack else words


def against_target_value(measure: Measure, target: float, lack: str = "") -> str:
    """What `against_target` shows."""
    if lack and not measure.n:
        return lack
    if too_few(measure):
        return "too few to judge"
    return "✓ met" if (measure.value or 0) >= target else "▼ below target"


def lean(low: str, high: str, otherwise: str) -> str:
    """`lenient` or `harsh` where the interval leaves out 0; without an interval what `otherwise` says."""
    return f'IF(ISNUMBER({low}),IF({low}>0,"lenient",IF({high}<0,"harsh","no lean shown")),{otherwise})'


def t_reach(variance: str, n: str) -> str:
    """Half the width of the 95 % t interval of a mean, from the sum of squares and n."""
    return f"TINV(0.05,{n}-1)*SQRT({variance}/({n}-1)/{n})"


def averages(criteria: str) -> Callable[[str], str]:
    """The mean of a Data column over the rows that match these criteria, or the dash."""
    return lambda column: or_none(f"AVERAGEIFS({column},{criteria})")


def whole(value: float) -> int:
    """The nearest whole number, halves up, as `ROUND` of a figure above 0 gives it."""
    return math.floor(value + 0.5)

"""How the calibration room says marks, figures and hints."""

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.people import Person
from qa_desktop.statistics.disagreement import Disagreement
from qa_desktop.statistics.marks import Mark, State
from qa_desktop.statistics.measure import Measure, too_few
from qa_desktop.ui.calibration.board import Hint, Tone, difference_in_levels

_SIGNS = {Tone.EXACT: "= ", Tone.WITHIN: "≈ ", Tone.BEYOND: "≠ ", Tone.AUTO_FAIL: "! ", Tone.ALONE: ""}


def mark(of: Mark, tone: Tone) -> str:
    """A mark with the sign of how it stands to the reference, or why there is none."""
    absent = {
        State.NOT_ASKED: _say("not asked"),
        State.BLANK: _say("blank"),
        State.NOT_SUBMITTED: _say("not finished"),
    }
    return absent[of.state] if of.state in absent else f"{_SIGNS[tone]}{answer_label(of.standard, of.answer.value)}"


def tone(of: Tone) -> str:
    """How a mark stands to the reference, in words."""
    return {
        Tone.EXACT: _say("the same as the reference"),
        Tone.WITHIN: _say("within tolerance"),
        Tone.BEYOND: _say("beyond tolerance"),
        Tone.AUTO_FAIL: _say("auto-fail differs"),
        Tone.ALONE: "",
    }[of]


def disagreement(of: Disagreement) -> str:
    """How far the marks on a standard are apart: levels of its scale, or points of a hundred."""
    if of.difference is None:
        return "–"
    levels = difference_in_levels(of)
    if levels is not None and len(of.standard.options) > 2:
        return _say("{0} levels").format(f"{float(levels):.1f}")
    return _say("{0} % differ").format(f"{100 * float(of.difference):.0f}")


def hint(of: tuple[Hint, Person | None]) -> str:
    """What the pattern of the marks suggests."""
    pattern, person = of
    return {
        Hint.ONE_REVIEWER: _say("likely one reviewer: {0}").format(person.name if person else ""),
        Hint.UNCLEAR: _say("likely unclear standard: most differ"),
        Hint.AGREED: _say("agreed"),
        Hint.NONE: "",
    }[pattern]


def share(measure: Measure) -> str:
    """A share as a percentage, or a dash."""
    return "–" if measure.value is None else f"{100 * measure.value:.0f} %"


def basis(measure: Measure) -> str:
    """What a share rests on: how many, and its interval, or why there is none."""
    if measure.value is None or measure.low is None or measure.high is None:
        return measure.reason or _say("n {0}").format(measure.n)
    return f"n {measure.n} · {_between(measure.low, measure.high)}"


def few(measure: Measure) -> str:
    """Whether a share rests on too few to be judged."""
    known = measure.value is not None and measure.low is not None
    return _say("too few to judge") if known and too_few(measure) else ""


def interval(measure: Measure) -> str:
    """The interval of a share, and whether it rests on too few; why there is none."""
    if measure.value is None or measure.low is None or measure.high is None:
        return measure.reason
    return " · ".join(filter(None, (_between(measure.low, measure.high), few(measure))))


def _between(low: float, high: float) -> str:
    return f"{100 * low:.0f}–{100 * high:.0f} %"


def points(measure: Measure) -> str:
    """Signed points with their interval."""
    if measure.value is None:
        return "–"
    if measure.low is None or measure.high is None:
        return _signed(measure.value)
    return f"{_signed(measure.value)} ({_signed(measure.low)} … {_signed(measure.high)})"


def _signed(points: float) -> str:
    rounded = round(points, 1)
    return "0.0" if rounded == 0 else f"{rounded:+.1f}".replace("-", "−")


def _say(words: str) -> str:
    return QCoreApplication.translate("Calibration", words)

"""What is said of re-tests: of the plan that holds, of what another would bring, and of how one agrees with oneself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.calibration import USUAL
from qa_desktop.domain.retests import RetestPlan
from qa_desktop.services.retest_planning import Outlook, Standing
from qa_desktop.statistics.labels import ICC, TOO_FEW, label
from qa_desktop.statistics.measure import MIN_N, Measure
from qa_desktop.ui import text
from qa_desktop.ui.calibration import say
from qa_desktop.ui.calibration.tiles import Figure

if TYPE_CHECKING:  # it loads NumPy
    from qa_desktop.statistics.consistency import Consistency

LEAST = 2
"""Interactions that must return before anything can be said of somebody: one has no interval."""
_MOST_NAMES = 4


def what_returns(plan: RetestPlan, names: Sequence[str]) -> str:
    """Which share of whose evaluations returns after how long; nobody is named where it is everybody's."""
    whose = _say("of the evaluations of {0}").format(_listed(names)) if names else _say("of all evaluations")
    return _say("{0} % {1} return after {2} days, by seed {3}").format(
        f"{100 * plan.rate:g}", whose, days_of(plan), plan.seed
    )


def days_of(plan: RetestPlan) -> str:
    """After how many days something returns."""
    return f"{plan.min_age_days}–{plan.longest_days}" if plan.spread_days else str(plan.min_age_days)


def holds(standing: Standing) -> str:
    """What holds at present."""
    plan = standing.plan
    if plan is None:
        return _say("Nothing returns at present.")
    told = what_returns(plan, [person.name for person in standing.people if person.key in plan.reviewers])
    return _say("{0}, since {1}. Another plan takes the place of this one: what is open then returns no more.").format(
        told, text.day_and_time(plan.made_at)
    )


def would_bring(outlook: Outlook) -> tuple[str, str]:
    """How many there are to draw from and what comes of it; and for whom that is too few."""
    plan = outlook.plan
    onwards = _say("Of what is scored from now on, {0} % returns.").format(f"{100 * plan.rate:g}")
    if not outlook.there:
        nothing = _say(
            "Nothing to draw from yet: nothing was submitted in the last {0} days that could be scored again as if it "
            "were new."
        )
        return f"{nothing.format(plan.longest_days)} {onwards}", ""
    if outlook.first is None:
        none = _say("Evaluations to draw from: {0}, of which this seed draws none. {1}")
        return none.format(outlook.there, onwards), _too_few(outlook)
    some = _say("Evaluations to draw from: {0}, returning: {1}, the first on {2}. {3}")
    return some.format(outlook.there, outlook.drawn, text.day(outlook.first.date()), onwards), _too_few(outlook)


def _too_few(outlook: Outlook) -> str:
    names = [each.person.name for each in outlook.shares if each.drawn is not None and each.drawn < LEAST]
    if not names:
        return ""
    return _say(
        "Too few to judge so far: fewer than {0} of these return to {1}. A larger share or a longer spread brings more."
    ).format(LEAST, _listed(names))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (_say(" and {0} more").format(more) if more > 0 else "")


def figures(found: Consistency) -> Sequence[Figure]:
    """How far somebody agrees with oneself, each figure with what it rests on."""
    level = _say("within {0} level of the first time").format(USUAL.rating)
    return (
        _share(found.exact, _say("marks the same as the first time")),
        _share(found.within, level),
        _totals(found.totals),
        _shift(found.shift),
    )


def _share(measure: Measure, about: str) -> Figure:
    return Figure(say.share(measure), say.few(measure), "warn", f"{about} · {say.basis(measure)}")


def _totals(measure: Measure) -> Figure:
    about = _say("totals: intraclass correlation, 1 where they are alike")
    word = label(measure, ICC)
    tone = "warn" if word == TOO_FEW else ""
    return Figure(coefficient(measure), word, tone, f"{about} · {basis(measure)}")


def _shift(measure: Measure) -> Figure:
    about = _say("points that totals moved, on average")
    if measure.value is None or measure.low is None or measure.high is None:
        return Figure(say.points(measure), _say(TOO_FEW), "warn", f"{about} · {measure.reason}")
    word = _say("more lenient") if measure.low > 0 else _say("harsher") if measure.high < 0 else ""
    value, _, limits = say.points(measure).partition(" ")
    return Figure(value, word, "warn", f"{about} · n {measure.n} · {limits.strip('()')}")


def coefficient(measure: Measure) -> str:
    """A coefficient such as an intraclass correlation, or a dash."""
    return "–" if measure.value is None else f"{measure.value:.2f}".replace("-", "−")


def chance(measure: Measure) -> str:
    """A coefficient of agreement beyond chance with its interval, and whether it rests on too few."""
    if measure.value is None:
        return f"– · {measure.reason}"
    if measure.low is None or measure.high is None:
        return f"{coefficient(measure)}\n{_say(TOO_FEW)}"
    few = _say(TOO_FEW) if measure.n < MIN_N else ""
    return "\n".join(filter(None, (f"{coefficient(measure)} ({between(measure)})", few)))


def interval(measure: Measure) -> str:
    """The interval of a share, and beneath it in few words where it rests on too little."""
    return say.interval(measure).replace(" · ", "\n") if measure.low is not None else _say(TOO_FEW)


def basis(measure: Measure) -> str:
    """What a coefficient rests on: how many, and its interval, or why there is none."""
    if measure.value is None or measure.low is None or measure.high is None:
        return measure.reason or _say("n {0}").format(measure.n)
    return f"n {measure.n} · {between(measure)}"


def between(measure: Measure) -> str:
    """The interval of a coefficient or of points."""
    return f"{measure.low:.2f} … {measure.high:.2f}".replace("-", "−")


def _say(words: str) -> str:
    return QCoreApplication.translate("Calibration", words)

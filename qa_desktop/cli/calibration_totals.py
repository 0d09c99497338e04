"""How totals of reviewers lie to the reference's, for `calibration status`; nothing before the reveal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from qa_desktop.cli.output import counted
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.services import calibrating
from qa_desktop.services.ports import Database

if TYPE_CHECKING:
    from qa_desktop.statistics.measure import Measure


@dataclass(frozen=True)
class Totals:
    """Figures of totals before auto-fail, in points: of each reviewer, and of all (None).

    `reason` says why there are none.
    """

    tolerance: float
    gaps: dict[UUID, "Measure"]
    distances: dict[UUID | None, "Measure"]
    within: dict[UUID | None, "Measure"]
    reason: str = ""

    def told(self, key: UUID | None) -> str:
        """The figures of one reviewer in words, or of all; empty for who is no reviewer."""
        if self.reason or key not in self.within:
            return self.reason if key is None else ""
        within = self.within[key]
        if within.value is None:
            return "no total to compare"
        gap, distance = self.gaps.get(key) if key else None, self.distances[key]
        mean = f"mean gap {gap.value:+.1f}{_between(gap)}" if gap and gap.value is not None else ""
        apart = f"mean distance {distance.value:.1f}" if not mean else ""
        inside = f"{within.value:.0%} within {self.tolerance:g}{_between(within, share=True)}"
        few = "too few to judge" if self._few(within) else ""
        return ", ".join(filter(None, (counted(within.n, "total"), mean, apart, inside, few))).replace("-", "−")

    @staticmethod
    def _few(within: "Measure") -> bool:
        from qa_desktop.statistics.measure import too_few

        return too_few(within)

    def document(self, names: dict[UUID, str]) -> dict[str, Any] | None:
        """The figures for other programs; null where nothing may be shown."""
        if self.reason:
            return None
        undefined: dict[str, str] = {}

        def of(key: UUID | None, name: str) -> dict[str, Any]:
            found = {"mean_distance": self.distances[key], "within": self.within[key]}
            if key is not None:
                found["mean_gap"] = self.gaps[key]
            undefined.update({f"{name}.{part}": each.reason for part, each in found.items() if each.value is None})
            figures = {label: value for part, each in found.items() for label, value in _parts(part, each)}
            return {"n": self.within[key].n, **figures, "too_few": self._few(self.within[key])}

        reviewers = {names[key]: of(key, names[key]) for key in self.gaps}
        return {"tolerance": self.tolerance, "reviewers": reviewers, "all": of(None, "all"), "undefined": undefined}


def totals_of(database: Database, session: CalibrationSession, viewer: Person | None) -> Totals:
    """The figures of a session, for who may see its marks."""
    from qa_desktop.statistics.calibration import Calibration
    from qa_desktop.statistics.intervals import mean_interval

    tolerance = session.settings.points
    try:
        found = Calibration(calibrating.comparison(database, session, viewer), session.settings)
    except InputError as refused:
        return Totals(tolerance, {}, {}, {}, str(refused))
    gaps = {person.key: [gap for gap in found.gaps if gap.person == person.key] for person in found.reviewers}
    return Totals(
        tolerance,
        {key: mean_interval([float(gap.points) for gap in own]) for key, own in gaps.items()},
        {None: found.mean_gap, **{person.key: found.distance(person) for person in found.reviewers}},
        {None: found.totals_within, **{key: found.within_of(own) for key, own in gaps.items()}},
    )


def _parts(name: str, measure: "Measure") -> Iterator[tuple[str, float | None]]:
    yield name, measure.value
    yield f"{name}_low", measure.low
    yield f"{name}_high", measure.high


def _between(measure: "Measure", *, share: bool = False) -> str:
    if measure.low is None or measure.high is None:
        return ""
    if share:
        return f" ({measure.low:.0%} to {measure.high:.0%})"
    return f" ({measure.low:+.1f} to {measure.high:+.1f})"

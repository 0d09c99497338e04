"""What sessions are compared by, one after the other: the few figures of each."""

from dataclasses import dataclass
from datetime import date

from qa_desktop.domain.forms import Kind
from qa_desktop.statistics.calibration import Agreement, Calibration
from qa_desktop.statistics.measure import Measure


@dataclass(frozen=True)
class Past:
    """One session: its name, day and form version, and how far its reviewers agreed with the reference."""

    name: str
    on: date | None
    version: int
    overall: Agreement
    foundation: Agreement
    finesse: Agreement
    totals_within: Measure
    mean_gap: Measure


def past_of(figures: Calibration) -> Past:
    """The figures of a session."""
    session = figures.material.session
    on = session.revealed_at or session.created_at
    return Past(
        session.name,
        on.date() if on else None,
        figures.material.form.number,
        figures.overall,
        figures.of_kind(Kind.FOUNDATION),
        figures.of_kind(Kind.FINESSE),
        figures.totals_within,
        figures.mean_gap,
    )

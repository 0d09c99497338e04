"""What sessions are compared by, one after the other: the few figures of each, and the share within tolerance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import Kind
from qa_desktop.statistics.calibration import Agreement, Calibration
from qa_desktop.statistics.clusters import clustered_share
from qa_desktop.statistics.disagreement import reference_of
from qa_desktop.statistics.marks import Comparison, Mark, State, compare, marks_of
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


def within_reference(material: CalibrationMaterial, of: Callable[[Comparison], bool] = lambda _: True) -> Measure:
    """The share of marks within the session's tolerance of the reference, with its interval.

    `of` says which comparisons count: those of one reviewer, one standard, one kind. The reference is the consensus
    where one is entered, else the gauge's mark, else none, and then nothing counts. The gauge's own marks never do.
    Without comparisons the measure is undefined and says why.
    """
    marks = [mark for mark in marks_of(material) if mark.person != material.gauge]
    found = [held for mark in marks if (held := _held(material, mark)) is not None and of(held)]
    return clustered_share((each.mark.interaction.key, each.within) for each in found)


def _held(material: CalibrationMaterial, mark: Mark) -> Comparison | None:
    reference = reference_of(material, mark.interaction.key, mark.standard)
    if reference.value is None:
        return None
    against = Mark(mark.interaction, mark.standard, mark.person, State.ANSWERED, Answer(reference.value))
    return compare(mark, against, material.session.settings)

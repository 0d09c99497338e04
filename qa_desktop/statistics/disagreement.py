"""How far people are apart on the standards of a calibration, and in which order that is worth talking about.

A mark against N/A counts 1, as far as two marks can be apart; two N/A count 0. Blanks count nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final
from uuid import UUID

from qa_desktop.domain.answers import Answer, Value
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import Standard
from qa_desktop.statistics.marks import Mark, can_fail, marks_of

APART: Final = Fraction(1)
_NA: Final = "N/A"


@dataclass(frozen=True)
class Disagreement:
    """How far the marks on one standard (of one interaction, or of all) are apart.

    `strikes` counts the interactions in which some of the marks are an auto-fail and some are not; `difference` is the
    mean difference of credits over all pairs of people within an interaction, from 0 to 1 (None without a pair), and
    `pairs` how many they are.
    """

    standard: Standard
    interaction: UUID | None
    strikes: int
    difference: Fraction | None
    pairs: int

    @property
    def rank(self) -> tuple[int, Fraction]:
        """What the order goes by: auto-fail disagreements first, then the mean difference; the greatest is worst."""
        return (self.strikes, self.difference or Fraction(0))


def of_rows(material: CalibrationMaterial) -> tuple[Disagreement, ...]:
    """Each scored standard of each interaction, the worst first, else in the order of session and form."""
    rows = [row for row in _rows(material) if row[0].standard.scored]
    return _worst_first(together([row], row[0].interaction.key) for row in rows)


def of_standards(material: CalibrationMaterial) -> tuple[Disagreement, ...]:
    """Each scored standard over all interactions, the worst first, else in the order of the form."""
    rows = _rows(material)
    standards = [standard for standard in material.form.form.standards if standard.scored]
    return _worst_first(
        together([row for row in rows if row[0].standard.id == standard.id], None, standard) for standard in standards
    )


def _place(mark: Mark) -> Fraction | str | None:
    """Where a mark stands: its credit from 0 to 1, or N/A; None where it is missing or earns no credit."""
    if not mark.given:
        return None
    return _NA if mark.not_applicable else mark.credit


def _between(one: Fraction | str, other: Fraction | str) -> Fraction:
    """How far two places are apart, from 0 to 1."""
    return APART if isinstance(one, str) or isinstance(other, str) else abs(one - other)


def _rows(material: CalibrationMaterial) -> list[Sequence[Mark]]:
    marks, width = marks_of(material), max(len(material.people), 1)
    return [marks[start : start + width] for start in range(0, len(marks), width)]


def together(
    rows: Sequence[Sequence[Mark]], interaction: UUID | None, standard: Standard | None = None
) -> Disagreement:
    """How far the marks of some rows on one standard are apart; a row holds those of all people on an interaction."""
    total, pairs = Fraction(0), 0
    for row in rows:
        alike = Counter(place for mark in row if (place := _place(mark)) is not None)
        count = alike.total()
        pairs += count * (count - 1) // 2
        for (one, ones), (other, others) in combinations(alike.items(), 2):
            total += ones * others * _between(one, other)
    mean = total / pairs if pairs else None
    return Disagreement(standard or rows[0][0].standard, interaction, sum(map(_strikes_differ, rows)), mean, pairs)


def _strikes_differ(row: Sequence[Mark]) -> bool:
    return can_fail(row[0].standard) and len({mark.strikes for mark in row if mark.given}) > 1


def _worst_first(found: Iterable[Disagreement]) -> tuple[Disagreement, ...]:
    return tuple(sorted(found, key=lambda each: each.rank, reverse=True))


@dataclass(frozen=True)
class Reference:
    """What a mark is held against, and where that comes from: `consensus`, `gauge` or nothing."""

    value: Value | None
    source: str


def reference_of(material: CalibrationMaterial, interaction: UUID, standard: Standard) -> Reference:
    """The consensus where one is entered, else the gauge's mark, else none."""
    agreed = material.consensus.get((interaction, standard.id))
    if agreed is not None and agreed.value is not None:
        return Reference(agreed.value, "consensus")
    content = material.submitted.get((interaction, material.gauge.key)) if material.gauge else None
    answer = content.answers.get(standard.id, Answer()) if content else Answer()
    return Reference(answer.value, "gauge") if answer.value is not None else Reference(None, "")

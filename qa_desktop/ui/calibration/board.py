"""What the calibration room shows, worked out from its material: pure, and made anew with every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from qa_desktop.domain.answers import Answer, AudioSpan
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.consensus import Consensus
from qa_desktop.domain.forms import Standard
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.statistics.disagreement import Disagreement, Reference, of_standards, reference_of
from qa_desktop.statistics.marks import Comparison, Mark, State, compare
from qa_desktop.statistics.measure import Measure

if TYPE_CHECKING:
    from qa_desktop.statistics.calibration import Calibration

_ALONE = 2
"""From so many differing marks on, all of them one reviewer's, it is likely that reviewer."""


class Tone(StrEnum):
    """How a mark stands to the reference."""

    EXACT = "exact"
    WITHIN = "within"
    BEYOND = "beyond"
    AUTO_FAIL = "auto-fail"
    ALONE = ""
    """There is no reference, or no mark."""


class Hint(StrEnum):
    """What the pattern of the marks suggests."""

    ONE_REVIEWER = "one reviewer"
    UNCLEAR = "unclear"
    AGREED = "agreed"
    NONE = ""


@dataclass(frozen=True)
class Board:
    """A revealed session, standard by standard."""

    material: CalibrationMaterial

    @cached_property
    def figures(self) -> Calibration:
        """The statistics of the session."""
        from qa_desktop.statistics.calibration import Calibration  # loads NumPy, which no first paint waits for

        return Calibration(self.material, self.material.session.settings)

    @cached_property
    def standards(self) -> tuple[Disagreement, ...]:
        """The scored standards, the one with most disagreement first."""
        return of_standards(self.material)

    @cached_property
    def _rows(self) -> dict[tuple[UUID, str], tuple[Mark, ...]]:
        return {(row[0].interaction.key, row[0].standard.id): row for row in self.figures.rows}

    def row(self, interaction: Interaction, standard: Standard) -> tuple[Mark, ...]:
        """The marks of everybody side by side, the gauge's first."""
        return self._rows[interaction.key, standard.id]

    def consensus(self, interaction: Interaction, standard: Standard) -> Consensus:
        """What is agreed so far; empty where nothing is."""
        known = self.material.consensus.get((interaction.key, standard.id))
        return known or Consensus(self.material.session.key, interaction.key, standard.id)

    def reference(self, row: Sequence[Mark]) -> Reference:
        """What a row is held against: the consensus, or else the gauge's mark."""
        return reference_of(self.material, row[0].interaction.key, row[0].standard)

    def tone(self, mark: Mark) -> Tone:
        """How a mark stands to the consensus, or else to the gauge's."""
        compared = self._of_gauge(mark) if mark.person == self.material.gauge else self._of_reviewer(mark)
        if compared is None:
            return Tone.ALONE
        if compared.strike_differs:
            return Tone.AUTO_FAIL
        if compared.exact:
            return Tone.EXACT
        return Tone.WITHIN if compared.within else Tone.BEYOND

    def _of_reviewer(self, mark: Mark) -> Comparison | None:
        row = self.figures.row_comparisons(self.row(mark.interaction, mark.standard))
        return next((each for each in row if each.mark.person == mark.person), None)

    def _of_gauge(self, mark: Mark) -> Comparison | None:
        """The gauge's mark is the reference itself, unless a consensus is entered."""
        settled = self.consensus(mark.interaction, mark.standard).value
        if settled is None:
            return None
        reference = replace(mark, state=State.ANSWERED, answer=Answer(settled))
        return compare(mark, reference, self.material.session.settings)

    @property
    def compared(self) -> tuple[Comparison, ...]:
        """Every reviewer's mark against the reference; the gauge's own do not count, as in the workbook."""
        return self.figures.comparisons

    @property
    def exact(self) -> Measure:
        """The share of marks that are the reference's."""
        return self.figures.overall.exact

    def agreed_on(self, standard: Standard) -> int:
        """In how many interactions a consensus on the standard is entered."""
        return sum(self.consensus(each, standard).value is not None for each in self.material.interactions)

    def hint(self, standard: Standard) -> tuple[Hint, Person | None]:
        """What the pattern suggests: one reviewer apart from the others, or a standard that all read differently."""
        return self._hints[standard.id]

    @cached_property
    def _hints(self) -> dict[str, tuple[Hint, Person | None]]:
        return {found.standard.id: self._hint(found.standard) for found in self.standards}

    def _hint(self, standard: Standard) -> tuple[Hint, Person | None]:
        differing: Counter[UUID] = Counter()
        people = {person.key: person for person in self.material.people}
        apart = 0
        for interaction in self.material.interactions:
            row = [mark for mark in self.row(interaction, standard) if mark.given]
            usual = _usual(row)
            others = [mark for mark in row if usual is None or mark.answer.value != usual]
            apart += bool(others)
            for mark in others:
                differing[mark.person.key] += 1
        if not apart:
            return Hint.AGREED, None
        if len(differing) == 1 and sum(differing.values()) >= _ALONE:
            return Hint.ONE_REVIEWER, people[next(iter(differing))]
        return (Hint.UNCLEAR, None) if len(differing) > len(people) / 2 else (Hint.NONE, None)

    def next_row(self, standard: Standard, after: int) -> int | None:
        """The next interaction without a consensus on the standard, round the end; None where none is left."""
        count = len(self.material.interactions)
        order = [(after + step) % count for step in range(1, count + 1)]
        return next(
            (row for row in order if self.consensus(self.material.interactions[row], standard).value is None), None
        )


def _usual(row: Sequence[Mark]) -> object:
    """The answer that most gave; None where several are given equally often."""
    counts = Counter(mark.answer.value for mark in row)
    most = max(counts.values(), default=0)
    usual = [value for value, count in counts.items() if count == most]
    return usual[0] if len(usual) == 1 else None


@dataclass(frozen=True)
class Clip:
    """A piece of evidence that can be played: whose it is, by place among the people, and from when until when."""

    place: int
    start: float
    end: float


def clips(row: Sequence[Mark]) -> tuple[Clip, ...]:
    """The evidence of everybody on one interaction and standard, in the order in which it is played."""
    return tuple(
        Clip(place, item.start_ms / 1000, item.end_ms / 1000)
        for place, mark in enumerate(row)
        for item in mark.answer.evidence
        if isinstance(item, AudioSpan)
    )


def difference_in_levels(found: Disagreement) -> Fraction | None:
    """The mean difference of a pair in levels of the scale, where the standard has one."""
    steps = len(found.standard.options) - 1
    return None if found.difference is None or steps < 1 else found.difference * steps

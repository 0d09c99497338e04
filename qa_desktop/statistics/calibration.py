"""The figures of a calibration: overall, by section and kind, by standard, by reviewer, and of the totals.

The reference is the consensus where one was entered, else the gauge. Only marks that both gave are compared; N/A is an
answer like any other. Totals are held against the one that the reference's marks come to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from qa_desktop.domain.answers import Amount, Answer, Answers
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import AnswerType, Kind, Section, Standard
from qa_desktop.domain.people import Person
from qa_desktop.domain.scoring import Score, score
from qa_desktop.statistics.agreement import pairwise_agreement
from qa_desktop.statistics.alpha import Level, krippendorff_alpha
from qa_desktop.statistics.chance import gwet_ac1
from qa_desktop.statistics.clusters import clustered_share, share_of
from qa_desktop.statistics.disagreement import Disagreement, together
from qa_desktop.statistics.intervals import mean_interval
from qa_desktop.statistics.marks import Comparison, Mark, Settings, State, category, compare, marks_of
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import Ratings
from qa_desktop.statistics.reference import mean_absolute_deviation
from qa_desktop.statistics.reference_total import ReferenceTotal, reference_total


@dataclass
class Tally:
    """The marks of one interaction that are compared: how many, and how many of them are what."""

    n: int = 0
    exact: int = 0
    within: int = 0
    strike_n: int = 0
    strike: int = 0

    def add(self, found: Comparison) -> None:
        """Count one more."""
        self.n += 1
        self.exact += found.exact
        self.within += found.within
        self.strike_n += found.strike_differs is not None
        self.strike += bool(found.strike_differs)

    def of(self, what: str) -> tuple[int, int]:
        """Hits and observations of `exact`, `within` or `strike`."""
        return {
            "exact": (self.exact, self.n),
            "within": (self.within, self.n),
            "strike": (self.strike, self.strike_n),
        }[what]


@dataclass(frozen=True)
class Agreement:
    """How a set of marks agrees with the reference; deviations are in points of a standard's 0 to 100 scale."""

    n: int
    exact: Measure
    within: Measure
    deviation: Measure
    absolute: Measure
    strikes: Measure
    """The share of marks on auto-fail standards that disagree about the auto-fail; n counts those marks."""
    tallies: Mapping[UUID, Tally]
    """What the shares rest on, by interaction."""

    @property
    def strike_count(self) -> int:
        """How many marks disagree about an auto-fail."""
        return round((self.strikes.value or 0) * self.strikes.n)


@dataclass(frozen=True)
class StandardFigures:
    """One scored standard: against the reference, and among all people."""

    standard: Standard
    agreement: Agreement
    pairwise: Measure
    alpha: Measure
    level: Level
    ac1: Measure
    distribution: tuple[tuple[str, int], ...]
    """How often each option (by id), `N/A` and nothing else was answered, in the order of the scale."""
    apart: Disagreement
    """How far all people are apart, which needs no reference."""


@dataclass(frozen=True)
class ReviewerFigures:
    """One reviewer against the reference; gaps of totals are in points, before auto-fail."""

    person: Person
    overall: Agreement
    foundation: Agreement
    finesse: Agreement
    largest: float | None
    na_rate: Measure
    gap: Measure
    totals_within: Measure


@dataclass(frozen=True)
class Gap:
    """How far a reviewer's total lies from the reference's, before auto-fail, in points."""

    interaction: UUID
    person: UUID
    points: Fraction


@dataclass(frozen=True)
class Calibration:
    """Everything that is computed from the material of a calibration."""

    material: CalibrationMaterial
    settings: Settings = field(default_factory=Settings)

    @property
    def reviewers(self) -> tuple[Person, ...]:
        """Everybody but the gauge."""
        return tuple(person for person in self.material.people if person != self.material.gauge)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark, in the order of `marks_of`."""
        return marks_of(self.material)

    @cached_property
    def rows(self) -> tuple[tuple[Mark, ...], ...]:
        """The marks of each interaction and standard side by side, the gauge's first."""
        width = len(self.material.people)
        return tuple(self.marks[start : start + width] for start in range(0, len(self.marks), width))

    def reference(self, row: Sequence[Mark]) -> Mark | None:
        """What the marks of a row are held against: the consensus where one was entered, else the gauge's mark."""
        first = row[0]
        agreed = self.material.consensus.get((first.interaction.key, first.standard.id))
        if agreed is not None and agreed.value is not None:
            return replace(first, state=State.ANSWERED, answer=Answer(agreed.value))
        return first if self.material.gauge is not None else None

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every reviewer's mark against the reference, where both exist."""
        return tuple(found for row in self._compared.values() for found in row)

    def row_comparisons(self, row: Sequence[Mark]) -> list[Comparison]:
        """The comparisons within one of the rows."""
        return self._compared[row[0].interaction.key, row[0].standard.id]

    def row_agreement(self, row: Sequence[Mark]) -> Agreement:
        """The figures over the comparisons within one of the rows."""
        return self._row_agreements[row[0].interaction.key, row[0].standard.id]

    @cached_property
    def _compared(self) -> dict[tuple[UUID, str], list[Comparison]]:
        return {(row[0].interaction.key, row[0].standard.id): self._compare(row) for row in self.rows if row}

    @cached_property
    def _row_agreements(self) -> dict[tuple[UUID, str], Agreement]:
        return {row: agreement_of(found) for row, found in self._compared.items()}

    @cached_property
    def _compared_of(self) -> dict[UUID, list[Comparison]]:
        """The comparisons of each reviewer."""
        keys = {person: person.key for person in self.material.people}  # a key is worked out anew for each mark
        found: dict[UUID, list[Comparison]] = {key: [] for key in keys.values()}
        for comparison in self.comparisons:
            found[keys[comparison.mark.person]].append(comparison)
        return found

    def _compare(self, row: Sequence[Mark]) -> list[Comparison]:
        reference = self.reference(row)
        if reference is None:
            return []
        reviewers = row if self.material.gauge is None else row[1:]
        found = (compare(mark, reference, self.settings) for mark in reviewers)
        return [comparison for comparison in found if comparison]

    @cached_property
    def scores(self) -> dict[tuple[UUID, UUID], Score]:
        """The score of every submitted evaluation, by interaction and person."""
        form = self.material.form.form
        people = {person.key for person in self.material.people}
        return {
            key: score(form, content.answers) for key, content in self.material.submitted.items() if key[1] in people
        }

    @cached_property
    def reference_answers(self) -> dict[UUID, Answers]:
        """The marks that each interaction is held against, by standard; those that are missing are left out."""
        found: dict[UUID, dict[str, Answer]] = {each.key: {} for each in self.material.interactions}
        for row in self.rows:
            reference = self.reference(row) if row else None
            if reference is not None and reference.given:
                found[reference.interaction.key][reference.standard.id] = reference.answer
        return dict(found)

    @cached_property
    def reference_totals(self) -> dict[UUID, ReferenceTotal]:
        """What the reference of each interaction comes to, before auto-fail."""
        form = self.material.form.form
        return {key: reference_total(form, answers) for key, answers in self.reference_answers.items()}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The gap of every total to the reference's, where there are both, by interaction, then reviewer."""
        found = []
        for interaction, reference in self.reference_totals.items():
            for person in self.reviewers:
                own = self._before(interaction, person.key)
                if own is not None and reference.share is not None:
                    found.append(Gap(interaction, person.key, 100 * (own - reference.share)))
        return tuple(found)

    def _before(self, interaction: UUID, person: UUID) -> Fraction | None:
        found = self.scores.get((interaction, person))
        return found.before_auto_fail if found else None

    @cached_property
    def overall(self) -> Agreement:
        """All marks against the reference."""
        return agreement_of(self.comparisons)

    @cached_property
    def totals_within(self) -> Measure:
        """The share of totals at most the tolerance away from the reference's."""
        return self.within_of(self.gaps)

    @cached_property
    def mean_gap(self) -> Measure:
        """The mean distance of a total from the reference's, in points."""
        return self.distance()

    def distance(self, person: Person | None = None) -> Measure:
        """The mean distance of one reviewer's totals from the reference's, or of everybody's, in points."""
        key = person.key if person else None
        return mean_absolute_deviation([(float(gap.points), 0.0) for gap in self.gaps if key in (None, gap.person)])

    def within_of(self, gaps: Sequence[Gap]) -> Measure:
        """The share of these gaps that lie inside the tolerance."""
        return clustered_share((gap.interaction, self.inside(gap)) for gap in gaps)

    def inside(self, gap: Gap) -> bool:
        """Whether a total lies at most the tolerance away; exact, so that a gap of precisely as much is inside."""
        return abs(gap.points) <= Fraction(str(self.settings.points))

    def of_kind(self, kind: Kind) -> Agreement:
        """Marks on standards of one kind."""
        return agreement_of(found for found in self.comparisons if found.mark.standard.kind is kind)

    def of_section(self, section: Section) -> Agreement:
        """Marks on the standards of one section."""
        inside = {standard.id for standard in section.all_standards()}
        return agreement_of(found for found in self.comparisons if found.mark.standard.id in inside)

    @cached_property
    def standards(self) -> tuple[StandardFigures, ...]:
        """Every scored standard, in the order of the form."""
        return tuple(self._standard(standard) for standard in self.material.form.form.standards if standard.scored)

    def _standard(self, standard: Standard) -> StandardFigures:
        place, width = self.material.form.form.place_of[standard.id], len(self.material.form.form.standards)
        rows = self.rows[place::width]
        found = [comparison for row in rows for comparison in self.row_comparisons(row)]
        level, items = _measurable(standard, rows)
        return StandardFigures(
            standard,
            agreement_of(found),
            pairwise_agreement(Ratings.of(_answers(rows))),
            krippendorff_alpha(Ratings.of(items), level),
            level,
            ac1_of(standard, rows),
            _distribution(standard, rows),
            together(rows, None, standard),
        )

    @cached_property
    def by_reviewer(self) -> tuple[ReviewerFigures, ...]:
        """Every reviewer but the gauge."""
        return tuple(self._reviewer(person) for person in self.reviewers)

    def _reviewer(self, person: Person) -> ReviewerFigures:
        key = person.key
        found = self._compared_of[key]
        gaps = [gap for gap in self.gaps if gap.person == key]
        place = self.material.people.index(person)
        own = [row[place] for row in self.rows if row[place].given and row[place].standard.scored]
        return ReviewerFigures(
            person,
            agreement_of(found),
            agreement_of(each for each in found if each.mark.standard.kind is Kind.FOUNDATION),
            agreement_of(each for each in found if each.mark.standard.kind is Kind.FINESSE),
            max((abs(each.deviation) for each in found if each.deviation is not None), default=None),
            clustered_share((mark.interaction.key, mark.not_applicable) for mark in own),
            mean_interval([float(gap.points) for gap in gaps]),
            self.within_of(gaps),
        )


def agreement_of(comparisons: Iterable[Comparison]) -> Agreement:
    """The figures over these comparisons."""
    found = list(comparisons)
    deviations = [each.deviation for each in found if each.deviation is not None]
    tallies: dict[UUID, Tally] = {}
    for each in found:
        tallies.setdefault(each.mark.interaction.key, Tally()).add(each)
    return Agreement(
        len(found),
        share_of([tally.of("exact") for tally in tallies.values()]),
        share_of([tally.of("within") for tally in tallies.values()]),
        mean_interval(deviations),
        mean_absolute_deviation([(deviation, 0.0) for deviation in deviations]),
        share_of([tally.of("strike") for tally in tallies.values()]),
        tallies,
    )


def _answers(rows: Sequence[Sequence[Mark]]) -> list[list[object]]:
    """What was answered, to be compared by `==` alone."""
    return [[mark.answer.value if mark.given else None for mark in row] for row in rows]


def _measurable(standard: Standard, rows: Sequence[Sequence[Mark]]) -> tuple[Level, list[list[object]]]:
    """The level of measurement of a standard, and its answers at that level.

    On a scale or a number N/A has no place in the order and counts as missing; elsewhere it is a category.
    """
    if standard.answer_type is AnswerType.LEVELS:
        return Level.ORDINAL, [[mark.position for mark in row] for row in rows]
    if standard.answer_type is AnswerType.NUMBER:
        return Level.INTERVAL, [[_number(mark) for mark in row] for row in rows]
    return Level.NOMINAL, [[category(mark) for mark in row] for row in rows]


def _number(mark: Mark) -> Fraction | None:
    value = mark.answer.value
    return Fraction(value.number) if isinstance(value, Amount) else None


def ac1_of(standard: Standard, rows: Sequence[Sequence[Mark]]) -> Measure:
    """Gwet's AC1 of the marks on a standard, one row for each interaction; N/A is a category where it may be chosen."""
    if standard.answer_type is AnswerType.NUMBER:
        return undefined("numbers are not categories")
    items = [[category(mark) for mark in row] for row in rows]
    seen = {answer for row in items for answer in row if answer}
    scale = {option.id for option in standard.options} | ({"N/A"} if standard.na_allowed else set())
    return gwet_ac1(Ratings.of(items, sorted(seen | scale)))


def _distribution(standard: Standard, rows: Sequence[Sequence[Mark]]) -> tuple[tuple[str, int], ...]:
    counted = Counter(answer for row in rows for answer in map(category, row) if answer)
    order = [*(option.id for option in standard.options), "N/A"]
    return tuple((answer, counted[answer]) for answer in order if counted[answer])

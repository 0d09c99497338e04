"""How far one reviewer agrees with oneself: what was given the second time held against the first.

The marks hang together by interaction, so the intervals of shares resample interactions. The measure of the totals is
the intraclass correlation for absolute agreement of single scores, ICC(2,1), as Koo and Li (2016), J. Chiropr. Med.
15:155-163, name it for one reviewer who scores twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import Standard
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import Retest
from qa_desktop.domain.scoring import score
from qa_desktop.statistics.calibration import ac1_of
from qa_desktop.statistics.clusters import clustered_share
from qa_desktop.statistics.icc import Model, icc
from qa_desktop.statistics.intervals import mean_interval
from qa_desktop.statistics.marks import Comparison, Mark, Settings, State, compare
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import Ratings


@dataclass(frozen=True)
class Twice:
    """One standard of one interaction as it was marked both times; `found` holds the second against the first."""

    test: Retest
    first: Mark
    second: Mark
    found: Comparison


@dataclass(frozen=True)
class OwnStandard:
    """One standard of a form over all interactions that were scored twice."""

    form: str
    standard: Standard
    exact: Measure
    within: Measure
    ac1: Measure
    marks: tuple[Twice, ...]

    @property
    def differing(self) -> int:
        """How many marks are not the same as the first time."""
        return sum(not each.found.exact for each in self.marks)


@dataclass(frozen=True)
class Consistency:
    """How far somebody agrees with oneself.

    The shares of marks that are the same, and close enough; the totals before auto-fail as an intraclass correlation,
    and by how many points they moved; then every standard that was marked twice, the one that differs most often first.
    """

    exact: Measure
    within: Measure
    totals: Measure
    shift: Measure
    standards: tuple[OwnStandard, ...]


def self_consistency(tests: Sequence[Retest], person: Person, settings: Settings) -> Consistency:
    """One reviewer's second marks held against the first, over all scored standards that were marked both times."""
    found = [twice for test in tests for twice in _marked(test, person, settings)]
    totals = [pair for test in tests if (pair := _totals(test)) is not None]
    numbers = [[float(100 * total) for total in pair] for pair in totals]
    return Consistency(
        clustered_share((each.test.interaction.key, each.found.exact) for each in found),
        clustered_share((each.test.interaction.key, each.found.within) for each in found),
        icc(Ratings.of(numbers), Model.RANDOM) if numbers else undefined("nothing to compare"),
        mean_interval([float(100 * (second - first)) for first, second in totals]),
        _standards(found),
    )


def _standards(found: Sequence[Twice]) -> tuple[OwnStandard, ...]:
    by_standard: dict[tuple[str, str], list[Twice]] = {}
    for each in found:
        by_standard.setdefault((each.test.form.form.id, each.first.standard.id), []).append(each)
    made = (_standard(marks) for marks in by_standard.values())
    return tuple(sorted(made, key=lambda each: (each.differing, each.differing / len(each.marks)), reverse=True))


def _standard(marks: Sequence[Twice]) -> OwnStandard:
    newest = marks[-1]
    return OwnStandard(
        newest.test.form.form.title,
        newest.first.standard,
        clustered_share((each.test.interaction.key, each.found.exact) for each in marks),
        clustered_share((each.test.interaction.key, each.found.within) for each in marks),
        ac1_of(newest.first.standard, [(each.first, each.second) for each in marks]),
        tuple(marks),
    )


def _marked(test: Retest, person: Person, settings: Settings) -> list[Twice]:
    marks = []
    for standard in test.form.form.standards:
        first, second = (_mark(test, standard, person, content) for content in (test.first, test.second))
        found = compare(second, first, settings)
        if found is not None:
            marks.append(Twice(test, first, second, found))
    return marks


def _mark(test: Retest, standard: Standard, person: Person, content: Content) -> Mark:
    answer = content.answers.get(standard.id, Answer())
    state = State.BLANK if answer.value is None else State.ANSWERED
    return Mark(test.interaction, standard, person, state, answer)


def _totals(test: Retest) -> tuple[Fraction, Fraction] | None:
    """Both totals before auto-fail, from 0 to 1; None where there is no score."""
    first, second = (score(test.form.form, content.answers).before_auto_fail for content in (test.first, test.second))
    return None if first is None or second is None else (first, second)

"""The hidden sheet that scores the reference of each interaction by the form's rules, live: a row for each.

For each standard: where its row stands on Matrix, the reference's credit there (or N/A, or a dash), whether the form
asks for it, the weight that counts, and what that earns. For each section: the weights that count in it, and its score.
The rules are those of `qa_desktop.domain.scoring`, before auto-fail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final

from qa_desktop.domain.answers import NA, Answer, Answers, answer_ids, credit_of
from qa_desktop.domain.forms import NA_ID, Condition, Form, NaPolicy, Section, Standard, Test
from qa_desktop.domain.visibility import visible_standards
from qa_desktop.exports.calibration.context import NA as NA_WORD
from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.formulas import number
from qa_desktop.exports.canvas import Canvas
from qa_desktop.exports.plan import CellValue, Sheet, area, at

TITLE: Final = "_reference"
KEYS, TOTALS = "r_key", "r_total"
"""The names of the keys of the interactions, and of their totals of 100."""
_ORDINARY: Final = 2
"""The row that says which standards are scored and no bonus."""
_FIRST: Final = 3
_KEY, _MISSING, _GIVEN, _TOTAL = range(1, 5)
_HEADS: Final = ("key", "missing", "given", "total")


@dataclass(frozen=True)
class _Part:
    """What a section adds to the part around it: the weight that counts and what it earns, in cells and in numbers."""

    weight: str
    earning: str
    counted: Fraction
    earned: Fraction


@dataclass
class ReferenceSheet:
    """Draws the hidden sheet; Scores finds the totals on it by key."""

    context: Context
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    def sheet(self) -> Sheet:
        """The hidden sheet."""
        canvas = self.canvas
        canvas.line(1, _HEADS, "key")
        for block, word in enumerate(("row", "credit", "asked", "weight", "earned")):
            canvas.line(1, [f"{key} {word}" for key in self.context.standard_keys.values()], "key", self._start(block))
        canvas.line(
            1, [f"{each} {word}" for each in self._sections for word in ("possible", "score")], "key", self._start(5)
        )
        for standard in self.form.standards:
            ordinary = int(standard.scored and not standard.bonus)
            canvas.put(_ORDINARY, self.column(1, standard), ordinary, "key")
        for place, interaction in enumerate(self.context.interactions):
            _Row(self, _FIRST + place, place, self.context.figures.reference_answers[interaction.key]).draw()
        last = _FIRST + max(len(self.context.interactions), 1) - 1
        canvas.name(KEYS, _KEY, _FIRST, last)
        canvas.name(TOTALS, _TOTAL, _FIRST, last)
        return canvas.sheet(hidden=True)

    @property
    def form(self) -> Form:
        """The form by whose rules is scored."""
        return self.context.figures.material.form.form

    @cached_property
    def _sections(self) -> dict[str, int]:
        """Every section with its place, the inner ones before those that hold them."""
        return {section.id: place for place, section in enumerate(_inner_first(self.form.sections))}

    def _start(self, block: int) -> int:
        return _TOTAL + 1 + block * len(self.context.standards)

    def column(self, block: int, standard: Standard) -> int:
        """The column of a standard in one of the blocks: row, credit, asked, weight, earned."""
        return self._start(block) + self.form.place_of[standard.id]

    def possible(self, section: Section) -> int:
        """The column of the weights that count in a section; its score stands beside it."""
        return self._start(5) + 2 * self._sections[section.id]


@dataclass
class _Row:
    """Draws the row of one interaction."""

    on: ReferenceSheet
    row: int
    place: int
    answers: Answers

    @cached_property
    def _full(self) -> bool:
        return self.on.form.na_policy is NaPolicy.FULL_CREDIT

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(standard.id for standard in visible_standards(self.on.form, self.answers))

    def draw(self) -> None:
        """Draw it."""
        form, context = self.on.form, self.on.context
        self.on.canvas.put(self.row, _KEY, context.call_keys[context.interactions[self.place].key], "key")
        for standard in form.standards:
            self._standard(standard)
        self._whole([self._section(section) for section in form.sections])

    def _standard(self, standard: Standard) -> None:
        asked = int(standard.id in self._asked)
        self._put(2, standard, asked, self._conditions(standard))
        if not standard.scored:
            return
        row, credit = self._cell(0, standard), self._cell(1, standard)
        key = self.on.context.row_keys[self.place * len(self.on.form.standards) + self.on.form.place_of[standard.id]]
        self._put(0, standard, int(key[1:]), f'MATCH("{key}",m_key,0)')
        found = f"INDEX(m_ref_credit,{row})"
        other = f'IF(INDEX(m_ref,{row})="{NA_WORD}","{NA_WORD}","{NONE}")' if standard.na_allowed else f'"{NONE}"'
        self._put(1, standard, self._credit(standard), f"IF(ISNUMBER({found}),{found},{other})")
        weight, counts = self._cell(3, standard), f"ISNUMBER({credit})"
        if self._full:
            counts = f'OR({counts},{credit}="{NA_WORD}")'
        own = float(standard.weight)
        self._put(
            3, standard, float(self._weight(standard)), f"IF(AND({self._cell(2, standard)}=1,{counts}),{own!r},0)"
        )
        not_applicable = 0 if standard.bonus else weight
        earned = f"IF({weight}=0,0,IF(ISNUMBER({credit}),{weight}*{credit},{not_applicable}))"
        self._put(4, standard, float(self._earned(standard)), earned)

    def _answer(self, standard: Standard) -> Answer:
        return self.answers.get(standard.id, Answer())

    def _credit(self, standard: Standard) -> CellValue:
        return self._credits[standard.id]

    def _weight(self, standard: Standard) -> Fraction:
        return self._counted[standard.id][0]

    def _earned(self, standard: Standard) -> Fraction:
        return self._counted[standard.id][1]

    @cached_property
    def _exact(self) -> dict[str, Fraction | None]:
        form = self.on.form
        return {each.id: credit_of(each, self._answer(each).value) for each in form.standards if each.scored}

    @cached_property
    def _credits(self) -> dict[str, CellValue]:
        """The credit of each scored standard, or that it is N/A, or missing."""
        by_id = self.on.form.standard_by_id
        found: dict[str, CellValue] = {}
        for key, credit in self._exact.items():
            not_applicable = self._answer(by_id[key]).value == NA and by_id[key].na_allowed
            found[key] = float(credit) if credit is not None else NA_WORD if not_applicable else NONE
        return found

    @cached_property
    def _counted(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The weight with which each scored standard counts, and what it earns."""
        found = {}
        for key, credit in self._exact.items():
            standard, shown = self.on.form.standard_by_id[key], self._credits[key]
            counts = key in self._asked and shown != NONE and (shown != NA_WORD or self._full)
            weight = standard.weight if counts else Fraction(0)
            found[key] = weight, weight * (Fraction(not standard.bonus) if credit is None else credit)
        return found

    def _section(self, section: Section) -> _Part:
        """Draw the section, and those in it before."""
        inner = [self._section(each) for each in section.sections]
        own = [each for each in section.standards if each.scored]
        possible = sum((self._weight(each) for each in own if not each.bonus), Fraction(0))
        possible += sum((each.counted for each in inner), Fraction(0))
        earned = sum((self._earned(each) for each in own), Fraction(0))
        earned += sum((each.earned for each in inner), Fraction(0))
        score = earned / possible if possible else Fraction(0)
        weights, earning = [], []
        if own:
            ordinary = self._cells(1, section.standards, _ORDINARY)
            weights = [f"SUMIFS({self._cells(3, section.standards)},{ordinary},1)"]
            earning = [f"SUM({self._cells(4, section.standards)})"]
        column = self.on.possible(section)
        cell, result = at(self.row, column), at(self.row, column + 1)
        put = self.on.canvas.put
        put(self.row, column, float(possible), "key", _plus([*weights, *(each.weight for each in inner)]))
        sums = _plus([*earning, *(each.earning for each in inner)])
        put(self.row, column + 1, float(score), "key", f"IF({cell}=0,0,({sums})/{cell})")
        if section.weight is None:
            return _Part(cell, f"{cell}*{result}", possible, earned)
        counted = section.weight if possible else Fraction(0)
        weight = f"IF({cell}=0,0,{float(section.weight)!r})"
        return _Part(weight, f"{weight}*{result}", counted, counted * score)

    def _whole(self, parts: Sequence[_Part]) -> None:
        form, put = self.on.form, self.on.canvas.put
        scored = [standard for standard in form.standards if standard.scored and standard.id in self._asked]
        credits, asked = (self._cells(block, form.standards) for block in (1, 2))
        lacking = sum(self._credit(each) == NONE for each in scored)
        put(self.row, _MISSING, lacking, "key", f'COUNTIFS({credits},"{NONE}",{asked},1)')
        given = sum(isinstance(self._credit(each), float) for each in scored if not each.bonus)
        ordinary = self._cells(1, form.standards, _ORDINARY)
        put(self.row, _GIVEN, given, "key", f'COUNTIFS({credits},">=0",{asked},1,{ordinary},1)')
        share = self.on.context.figures.reference_totals[self.on.context.interactions[self.place].key].share
        mean = f"({_plus([each.earning for each in parts])})/({_plus([each.weight for each in parts])})"
        missing, judging = at(self.row, _MISSING), at(self.row, _GIVEN)
        total = f"100*MIN({mean},{float(form.cap)!r})"
        value = number(None if share is None else float(100 * share))
        put(self.row, _TOTAL, value, "key", f'IF(OR({missing}>0,{judging}=0),"{NONE}",{total})')

    def _conditions(self, standard: Standard) -> str:
        """The formula of whether a standard is asked; none where it always is."""
        path = self.on.form.path_of[standard.id]
        wanted = [each for each in (*(section.show_when for section in path), standard.show_when) if each is not None]
        return f"IF(AND({','.join(map(self._condition, wanted))}),1,0)" if wanted else ""

    def _condition(self, condition: Condition) -> str:
        joined = ",".join(map(self._test, condition.tests))
        return f"{'OR' if condition.any_of else 'AND'}({joined})"

    def _test(self, test: Test) -> str:
        driver = self.on.form.standard_by_id.get(test.standard)
        if driver is None:
            return "FALSE"
        asked = f"{self._cell(2, driver)}=1"
        if not driver.scored:  # its answer does not change in the workbook
            given = answer_ids(driver, self._answer(driver).value)
            return "FALSE" if given.isdisjoint(test.answers) else asked
        place = f"INDEX(m_ref_place,{self._cell(0, driver)})"
        places = [number for number, option in enumerate(driver.options, 1) if option.id in test.answers]
        true = [f"{place}={number}" for number in places]
        if NA_ID in test.answers:
            true.append(f'{self._cell(1, driver)}="{NA_WORD}"')
        return f"AND({asked},OR({','.join(true)}))" if true else "FALSE"

    def _cell(self, block: int, standard: Standard) -> str:
        return at(self.row, self.on.column(block, standard))

    def _cells(self, block: int, standards: Sequence[Standard], row: int = 0) -> str:
        """The cells of standards that follow each other in the form."""
        first, last = (self.on.column(block, standard) for standard in (standards[0], standards[-1]))
        return area(row or self.row, first, row or self.row, last)

    def _put(self, block: int, standard: Standard, value: CellValue, formula: str) -> None:
        self.on.canvas.put(self.row, self.on.column(block, standard), value, "key", formula)


def _plus(cells: Sequence[str]) -> str:
    return "+".join(cells) if cells else "0"


def _inner_first(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield from _inner_first(section.sections)
        yield section

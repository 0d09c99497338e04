"""The Data sheet: one row for each answer, tidy, ready for a pivot table; what a reader looks for stands first.

Answers are values. What depends on the reference or on a tolerance is a formula that finds its Matrix row by key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from qa_desktop.domain.forms import AnswerType
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.exports.calibration.context import KIND_WORDS, NONE, Context, evidence_text
from qa_desktop.exports.canvas import Canvas, Column, Columns, fitting_width
from qa_desktop.exports.plan import Cell, CellValue, Sheet, area, at, letter
from qa_desktop.exports.text import clean, one_line
from qa_desktop.statistics.marks import Comparison, Mark, can_fail, compare

TITLE = "Data"
FIRST = 2
COLUMNS = Columns(
    (
        Column("interaction", "Interaction", 18, "plain_wrap"),
        Column("standard", "Standard", 32, "plain_wrap"),
        Column("person", "Person", 18, "plain_wrap"),
        Column("answer", "Answer", 22, "plain_wrap"),
        Column("reference", "Reference", 14, "plain_wrap"),
        Column("dev", "Deviation", 10, "plain_signed"),
        Column("evidence", "Evidence", 24, "plain_wrap"),
        Column("comment", "Comment", 40, "plain_wrap"),
        Column("reasons", "Reasons", 26, "plain_wrap"),
        Column("role", "Role", 10, "plain"),
        Column("state", "State", 13, "plain"),
        Column("credit", "Credit", 8, "plain_share"),
        Column("exact", "Exact", 8, "plain_centre"),
        Column("within", "Within", 8, "plain_centre"),
        Column("strike", "Auto-fail differs", 10, "plain_centre"),
        Column("section", "Section", 36, "plain"),
        Column("id", "Standard ID", 20, "plain"),
        Column("kind", "Kind", 11, "plain"),
        Column("weight", "Weight", 8, "plain_weight"),
        Column("agent", "Agent", 22, "plain"),
        Column("team", "Team", 18, "plain"),
        Column("channel", "Channel", 9, "plain"),
        Column("queue", "Queue", 18, "plain"),
        Column("call", "Interaction key", 9, "key", hidden=True),
        Column("row", "Row key", 9, "key", hidden=True),
        Column("sec", "Section key", 9, "key", hidden=True),
        Column("std", "Standard key", 9, "key", hidden=True),
        Column("who", "Person key", 9, "key", hidden=True),
        Column("graded", "Graded", 9, "key", hidden=True),
        Column("place", "Place", 9, "key", hidden=True),
        Column("own_strike", "Own auto-fail", 9, "key", hidden=True),
        Column("matrix", "Matrix row", 9, "key", hidden=True),
        Column("abs", "Distance", 9, "key", hidden=True),
        Column("dev0", "Deviation or 0", 9, "key", hidden=True),
        Column("has", "Has deviation", 9, "key", hidden=True),
    )
)
_PRINTED = "comment"
"""The last column that is printed: all of them on one page could not be read."""

_KEYS = tuple((place, column.key) for place, column in enumerate(COLUMNS.all, 1))
_LETTERS = {key: letter(place) for place, key in _KEYS}
_LOOKS = {column.key: column.look for column in COLUMNS.all}
_READ = ["matrix", "exact", "dev", "answer", "reference", "place", "graded", "credit", "row", "own_strike"]
"""The columns that the formulas of a line read."""
_NAMED = "call row sec std who kind role state answer exact within dev strike abs dev0 has"
_INTERACTION = ("interaction", "channel", "queue", "agent", "team")
Cells = Mapping[str, Cell]
"""Cells of a line by column; lines share those that say the same."""


@dataclass
class DataSheet:
    """Draws the Data sheet."""

    context: Context
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    def sheet(self) -> Sheet:
        """The finished sheet."""
        self.canvas.header(1, COLUMNS)
        self.canvas.widths[1] = fitting_width(self.context.labels.values(), COLUMNS.all[0].width, 34)
        row = FIRST
        for number, marks in enumerate(self.context.figures.rows, 1):
            reference = self.context.reference(marks)
            compared = {found.mark.person: found for found in self.context.figures.row_comparisons(marks)}
            for mark in marks:
                # The gauge's own mark is held against the reference too, though it does not count.
                found = compared.get(mark.person) or compare(mark, reference, self.context.figures.settings)
                self._line(row, number, mark, reference, found)
                self.canvas.fit(row, COLUMNS)
                row += 1
        last = max(row - 1, FIRST)
        for key in _NAMED.split():
            self.canvas.name(f"d_{key}", COLUMNS[key], FIRST, last)
        return self.canvas.sheet(
            COLUMNS,
            freeze=at(FIRST, 2),
            table=("Answers", area(1, 1, last, COLUMNS.last)),
            page=self.canvas.page((), last, COLUMNS[_PRINTED], (1,)),
        )

    def _line(self, row: int, number: int, mark: Mark, reference: Mark, found: Comparison | None) -> None:
        cells = {
            **self._interactions[mark.interaction.key],
            **self._standards[mark.standard.id],
            **self._people[mark.person],
            **self._answer(mark),
            "row": self._row_cells[number - 1],
        }
        if mark.standard.scored:
            cells |= self._formulas(row, number, mark, reference, found)
        for place, key in _KEYS:  # in the order of the columns, so that nothing is left to be sorted
            if key in cells:
                self.canvas.cells[row, place] = cells[key]

    @cached_property
    def _row_cells(self) -> tuple[Cell, ...]:
        return tuple(_cell("row", key) for key in self.context.row_keys)

    @cached_property
    def _interactions(self) -> dict[UUID, Cells]:
        return {
            each.key: _cells({**_about_interaction(each, self.context), "call": self.context.call_keys[each.key]})
            for each in self.context.interactions
        }

    @cached_property
    def _people(self) -> dict[Person, Cells]:
        return {
            person: _cells(
                {
                    "person": self.context.name(person),
                    "role": "Gauge" if person == self.context.gauge else "Reviewer",
                    "who": key,
                }
            )
            for person, key in self.context.person_keys.items()
        }

    @cached_property
    def _standards(self) -> dict[str, Cells]:
        return {
            standard.id: _cells(
                {
                    "section": self.context.section_path(standard),
                    "id": one_line(standard.id, 80),
                    "standard": clean(standard.text),
                    "kind": KIND_WORDS[standard.kind],
                    "weight": float(standard.weight) if standard.scored else None,
                    "sec": self.context.section_key(standard),
                    "std": self.context.standard_keys[standard.id],
                    "graded": int(standard.answer_type is AnswerType.LEVELS),
                }
            )
            for standard in self.context.standards
        }

    def _answer(self, mark: Mark) -> Cells:
        answer = mark.answer if mark.given else None
        return _cells(
            {
                "state": mark.state.value,
                "answer": self.context.shown(mark),
                "credit": float(mark.credit) if mark.credit is not None else None,
                "comment": clean(answer.comment) or None if answer else None,
                "reasons": clean("; ".join(answer.reasons)) or None if answer else None,
                "evidence": "; ".join(map(evidence_text, answer.evidence)) or None if answer else None,
                "place": mark.position if mark.standard.scored else None,
                "own_strike": int(mark.strikes),
            }
        )

    def _formulas(self, row: int, number: int, mark: Mark, reference: Mark, found: Comparison | None) -> Cells:
        own = {key: f"{_LETTERS[key]}{row}" for key in _READ}
        matrix, exact, dev = own["matrix"], own["exact"], own["dev"]
        deviation = found.deviation if found else None
        shown: CellValue = "" if deviation is None else deviation
        place = f"INDEX(m_ref_place,{matrix})"
        credit = f"INDEX(m_ref_credit,{matrix})"
        missing = f'OR({own["answer"]}="{NONE}",{own["reference"]}="{NONE}")'
        near = f"IF(ABS({own['place']}-{place})<={own['graded']}*Tol_Rating,1,0)"
        both = f"IF(AND(ISNUMBER({own['place']}),ISNUMBER({place})),{near},{exact})"
        credits = f"AND(ISNUMBER({own['credit']}),ISNUMBER({credit}))"
        cells = {
            "matrix": _cell("matrix", number, f"MATCH({own['row']},m_key,0)"),
            "reference": _cell("reference", self.context.shown(reference), f"INDEX(m_ref,{matrix})"),
            "exact": _cell(
                "exact",
                int(found.exact) if found else "",
                f'IF({missing},"",IF({own["answer"]}={own["reference"]},1,0))',
            ),
            "within": _cell("within", int(found.within) if found else "", f'IF({exact}="","",{both})'),
            "dev": _cell("dev", shown, f'IF({credits},100*({own["credit"]}-{credit}),"")'),
            "abs": _cell("abs", "" if deviation is None else abs(deviation), f'IF({dev}="","",ABS({dev}))'),
            "has": _cell("has", int(deviation is not None), f'IF({dev}="",0,1)'),
            "dev0": _cell("dev0", deviation or 0, f'IF({dev}="",0,{dev})'),
        }
        if can_fail(mark.standard):
            differs = f"IF({own['own_strike']}=INDEX(m_ref_strike,{matrix}),0,1)"
            value = int(found.strike_differs) if found and found.strike_differs is not None else ""
            cells["strike"] = _cell("strike", value, f'IF({exact}="","",{differs})')
        return cells


def _cell(key: str, value: CellValue, formula: str = "") -> Cell:
    return Cell(value, _LOOKS[key], formula)


def _cells(values: Mapping[str, CellValue]) -> Cells:
    """The cells of a line that say something, by column."""
    return {key: _cell(key, value) for key, value in values.items() if value is not None}


def _about_interaction(interaction: Interaction, context: Context) -> dict[str, CellValue]:
    agent = interaction.agent
    values = (
        context.labels[interaction.key],
        interaction.channel.value,
        one_line(interaction.queue) or None,
        one_line(agent.name) or None if agent else None,
        one_line(agent.team) or None if agent else None,
    )
    return dict(zip(_INTERACTION, values, strict=True))

"""The Data sheet: one row for each answer, tidy, ready for a pivot table; what a reader looks for stands first.

Answers are values. What depends on the reference or on a tolerance is a formula that finds its Matrix row by key.
"""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from qa_desktop.domain.forms import AnswerType
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.exports.calibration.context import KIND_WORDS, NONE, Context, evidence_text
from qa_desktop.exports.canvas import Canvas, Column, Columns, fitting_width
from qa_desktop.exports.plan import CellValue, Sheet, area, at, letter
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

_LETTERS = {column.key: letter(place) for place, column in enumerate(COLUMNS.all, 1)}
_NAMED = "call row sec std who kind role state answer exact within dev strike abs dev0 has"
_INTERACTION = ("interaction", "channel", "queue", "agent", "team")


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
        interaction, standard = mark.interaction, mark.standard
        values = {
            **self._interactions[interaction.key],
            **self._standards[standard.id],
            **self._answer(mark),
            "person": self._people[mark.person][0],
            "role": "Gauge" if mark.person == self.context.gauge else "Reviewer",
            "row": self.context.row_keys[number - 1],
            "who": self._people[mark.person][1],
        }
        for key, value in values.items():
            self._put(row, key, value)
        if standard.scored:
            self._formulas(row, number, mark, reference, found)

    @cached_property
    def _interactions(self) -> dict[UUID, dict[str, CellValue]]:
        return {
            each.key: {**_about_interaction(each, self.context), "call": self.context.call_keys[each.key]}
            for each in self.context.interactions
        }

    @cached_property
    def _people(self) -> dict[Person, tuple[str, str]]:
        return {person: (self.context.name(person), key) for person, key in self.context.person_keys.items()}

    @cached_property
    def _standards(self) -> dict[str, dict[str, CellValue]]:
        return {
            standard.id: {
                "section": self.context.section_path(standard),
                "id": one_line(standard.id, 80),
                "standard": clean(standard.text),
                "kind": KIND_WORDS[standard.kind],
                "weight": float(standard.weight) if standard.scored else None,
                "sec": self.context.section_key(standard),
                "std": self.context.standard_keys[standard.id],
                "graded": int(standard.answer_type is AnswerType.LEVELS),
            }
            for standard in self.context.standards
        }

    def _answer(self, mark: Mark) -> dict[str, CellValue]:
        answer = mark.answer if mark.given else None
        return {
            "state": mark.state.value,
            "answer": self.context.shown(mark),
            "credit": float(mark.credit) if mark.credit is not None else None,
            "comment": clean(answer.comment) or None if answer else None,
            "reasons": clean("; ".join(answer.reasons)) or None if answer else None,
            "evidence": "; ".join(map(evidence_text, answer.evidence)) or None if answer else None,
            "place": mark.position if mark.standard.scored else None,
            "own_strike": int(mark.strikes),
        }

    def _formulas(self, row: int, number: int, mark: Mark, reference: Mark, found: Comparison | None) -> None:
        cell = {key: f"{letters}{row}" for key, letters in _LETTERS.items()}
        matrix, exact, dev = cell["matrix"], cell["exact"], cell["dev"]
        deviation = found.deviation if found and found.deviation is not None else None
        shown: CellValue = "" if deviation is None else deviation
        place = f"INDEX(m_ref_place,{matrix})"
        credit = f"INDEX(m_ref_credit,{matrix})"
        self._put(row, "matrix", number, f"MATCH({cell['row']},m_key,0)")
        self._put(row, "reference", self.context.shown(reference), f"INDEX(m_ref,{matrix})")
        missing = f'OR({cell["answer"]}="{NONE}",{cell["reference"]}="{NONE}")'
        self._put(
            row,
            "exact",
            int(found.exact) if found else "",
            f'IF({missing},"",IF({cell["answer"]}={cell["reference"]},1,0))',
        )
        near = f"IF(ABS({cell['place']}-{place})<={cell['graded']}*Tol_Rating,1,0)"
        both = f"IF(AND(ISNUMBER({cell['place']}),ISNUMBER({place})),{near},{exact})"
        self._put(row, "within", int(found.within) if found else "", f'IF({exact}="","",{both})')
        credits = f"AND(ISNUMBER({cell['credit']}),ISNUMBER({credit}))"
        self._put(row, "dev", shown, f'IF({credits},100*({cell["credit"]}-{credit}),"")')
        self._put(row, "abs", "" if deviation is None else abs(deviation), f'IF({dev}="","",ABS({dev}))')
        self._put(row, "has", int(deviation is not None), f'IF({dev}="",0,1)')
        self._put(row, "dev0", deviation or 0, f'IF({dev}="",0,{dev})')
        if can_fail(mark.standard):
            differs = f"IF({cell['own_strike']}=INDEX(m_ref_strike,{matrix}),0,1)"
            value = int(found.strike_differs) if found and found.strike_differs is not None else ""
            self._put(row, "strike", value, f'IF({exact}="","",{differs})')

    def _put(self, row: int, key: str, value: CellValue, formula: str = "") -> None:
        if value is None and not formula:
            return
        place = COLUMNS[key]
        self.canvas.put(row, place, value, COLUMNS.all[place - 1].look, formula)


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

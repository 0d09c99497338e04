"""The Discussion sheet: what the people differ about, worst first, with what is to be done about it.

The order is that of the export; the figures follow the Matrix by key, so that rows may be sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_desktop.domain.consensus import ActionState, Flag
from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.formulas import number
from qa_desktop.exports.calibration.inputs import Input
from qa_desktop.exports.calibration.matrix import to_discuss
from qa_desktop.exports.canvas import Canvas, Column, Columns, fitting_width
from qa_desktop.exports.plan import CellValue, Choices, Colour, Sheet, area, at, letter
from qa_desktop.exports.text import clean
from qa_desktop.statistics.calibration import Agreement
from qa_desktop.statistics.disagreement import of_rows
from qa_desktop.statistics.marks import Mark

TITLE = "Discussion"
FIRST = 5
COLUMNS = Columns(
    (
        Column("place", "No.", 5, "centre_muted"),
        Column("interaction", "Interaction", 22, "strong_wrap"),
        Column("standard", "Standard", 30, "wrap"),
        Column("answers", "Who said what", 34, "wrap"),
        Column("discuss", "Discuss?", 12, "centre"),
        Column("within", "Within tolerance", 10, "share"),
        Column("dev", "Net deviation", 10, "signed"),
        Column("reference", "Reference", 13, "answer_strong"),
        Column("flag", "Why they differ", 15, "input_text"),
        Column("ruling", "Ruling, kept as a precedent", 34, "input_text"),
        Column("action", "Action", 26, "input_text"),
        Column("owner", "Owner", 14, "input_text"),
        Column("due", "Due", 11, "input_date"),
        Column("state", "State", 10, "input"),
        Column("row", "Row key", 9, "key", hidden=True),
    )
)
FIELDS = ("flag", "ruling", "action", "owner", "due", "state")


@dataclass
class DiscussionSheet:
    """Draws the Discussion sheet."""

    context: Context
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))
    inputs: list[Input] = field(default_factory=list)
    """The cells that a lead fills in."""

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas = self.canvas
        canvas.heading(
            "Discussion",
            "What the answers differ about: auto-fail disagreements first, then where two people lie furthest apart.",
        )
        canvas.put(3, 1, "Fill in the yellow cells; the consensus itself and its reason stand on Matrix.", "subtitle")
        canvas.header(FIRST - 1, COLUMNS)
        width = fitting_width(self.context.titles.values(), 22, 34)
        canvas.widths[COLUMNS["interaction"]] = width
        found = self._items()
        for place, (key, marks, agreement) in enumerate(found):
            self._line(FIRST + place, place + 1, key, marks, agreement)
        last = max(FIRST + len(found) - 1, FIRST)
        if not found:
            canvas.across(FIRST, 1, COLUMNS.last_shown, "Nothing to discuss: everybody gave the same answers.", "text")
        canvas.name("x_row", COLUMNS["row"], FIRST, last)
        return canvas.sheet(
            COLUMNS,
            colours=self._colours(last),
            choices=(
                Choices(self._column("flag", last), _list(Flag)),
                Choices(self._column("state", last), _list(ActionState)),
            ),
            freeze=at(FIRST, COLUMNS["standard"]),
            filter=area(FIRST - 1, 1, last, COLUMNS.last) if found else "",
            page=canvas.page([*range(FIRST, last + 1)], last, COLUMNS.last_shown, (FIRST - 1,)),
        )

    def _items(self) -> list[tuple[str, Sequence[Mark], Agreement]]:
        """What is to be discussed, and what was entered already: row key, marks, figures; worst first."""
        figures = self.context.figures
        found = []
        for key, marks in zip(self.context.row_keys, figures.rows, strict=True):
            agreement = figures.row_agreement(marks)
            apart = to_discuss(agreement, marks, figures.settings)
            if marks[0].standard.scored and (apart or not self.context.agreed(marks[0]).empty):
                found.append((key, marks, agreement))
        ranked = ((each.interaction, each.standard.id) for each in of_rows(figures.material))
        order = {row: place for place, row in enumerate(ranked)}
        return sorted(found, key=lambda item: order[item[1][0].interaction.key, item[1][0].standard.id])

    def _line(self, row: int, place: int, key: str, marks: Sequence[Mark], agreement: Agreement) -> None:
        agreed = self.context.agreed(marks[0])
        mine = f"MATCH({at(row, COLUMNS['row'])},m_key,0)"
        live: dict[str, CellValue] = {
            "discuss": to_discuss(agreement, marks, self.context.figures.settings),
            "within": number(agreement.within.value),
            "dev": number(agreement.deviation.value),
            "reference": self.context.shown(self.context.reference(marks)),
        }
        filled: dict[str, CellValue] = {
            "flag": agreed.flag.value if agreed.flag else None,
            "ruling": clean(agreed.ruling) or None,
            "action": clean(agreed.action) or None,
            "owner": clean(agreed.owner) or None,
            "due": agreed.due,
            "state": agreed.state.value if agreed.action or agreed.state is not ActionState.OPEN else None,
        }
        plain: dict[str, CellValue] = {
            "place": place,
            "interaction": self.context.titles[marks[0].interaction.key],
            "standard": clean(marks[0].standard.text),
            "answers": self._answers(marks),
            "row": key,
        }
        for name, value in {**plain, **filled}.items():
            self._put(row, name, value)
        for name, value in live.items():
            self._put(row, name, value, f"INDEX(m_{'ref' if name == 'reference' else name},{mine})")
        self.inputs += [Input(TITLE, key, name, filled[name]) for name in FIELDS]
        self.canvas.fit(row, COLUMNS)

    def _answers(self, marks: Sequence[Mark]) -> str:
        """Each answer with who gave it, in the order of the people."""
        said: dict[str, list[str]] = {}
        for mark in marks:
            shown = self.context.shown(mark)
            said.setdefault(f"{shown:g}" if isinstance(shown, float) else str(shown), []).append(
                self.context.starred(mark.person)
            )
        return clean("\n".join(f"{answer}: {', '.join(names)}" for answer, names in said.items()))

    def _colours(self, last: int) -> tuple[Colour, ...]:
        word = f"${letter(COLUMNS['discuss'])}{FIRST}"
        return tuple(
            Colour(self._column("discuss", last), f'LEFT({word},1)="{sign}"', look)
            for sign, look in (("‼", "word_strike"), ("≠", "word_beyond"), ("≈", "word_differs"))
        )

    def _column(self, key: str, last: int) -> str:
        return area(FIRST, COLUMNS[key], last, COLUMNS[key])

    def _put(self, row: int, key: str, value: CellValue, formula: str = "") -> None:
        place = COLUMNS[key]
        self.canvas.put(row, place, value, COLUMNS.all[place - 1].look, formula)


def _list(words: type[Flag] | type[ActionState]) -> str:
    return f'"{",".join(word.value for word in words)}"'

"""The hidden sheet of scales: each answer that a standard takes, with its credit, its place and its auto-fail.

It turns a reference typed by a lead into numbers. It is searched with `=` inside SUMPRODUCT, which knows no wildcards.
"""

from dataclasses import dataclass
from functools import cached_property

from qa_desktop.domain.forms import AnswerType, Standard
from qa_desktop.exports.calibration.context import NA, NONE, Context
from qa_desktop.exports.canvas import Canvas, Column, Columns
from qa_desktop.exports.plan import CellValue, Sheet, fixed_area
from qa_desktop.statistics.marks import can_fail

TITLE = "_scale"
_FIRST = 2
_COLUMNS = Columns(
    (
        Column("key", "Key", 20),
        Column("row", "Row", 8),
        Column("standard", "Standard", 10),
        Column("answer", "Answer", 30),
        Column("credit", "Credit", 10),
        Column("place", "Place", 10),
        Column("strike", "Auto-fail", 10),
    )
)


@dataclass(frozen=True)
class Step:
    """One answer on the scale of a standard."""

    standard: str
    answer: CellValue
    credit: CellValue
    place: CellValue
    strike: int


@dataclass(frozen=True)
class Scale:
    """All answers of all standards that take one of a list, in the order of the form."""

    context: Context

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The answers, N/A last for each standard."""
        return tuple(
            step for standard in self.context.standards if takes_consensus(standard) for step in self._of(standard)
        )

    def _of(self, standard: Standard) -> list[Step]:
        key = self.context.standard_keys[standard.id]
        steps = [
            Step(
                key,
                self.context.option_label(standard, option.id),
                float(standard.credit(option)),
                place,
                int(can_fail(standard) and option.auto_fail is not None),
            )
            for place, option in enumerate(standard.options, 1)
        ]
        return [*steps, Step(key, NA, NONE, NONE, 0)]

    def find(self, standard: Standard, answer: CellValue) -> int:
        """The row number of an answer, from 1; 0 where it is not on the scale."""
        key = self.context.standard_keys[standard.id]
        for number, step in enumerate(self.steps, 1):
            if step.standard == key and step.answer == answer:
                return number
        return 0

    def choices(self, standard: Standard) -> str:
        """The cells that hold what may be chosen for a standard."""
        key = self.context.standard_keys[standard.id]
        rows = [number for number, step in enumerate(self.steps, _FIRST) if step.standard == key]
        last = rows[-1] if standard.na_allowed else rows[-1] - 1
        return f"{TITLE}!{fixed_area(rows[0], _COLUMNS['answer'], last, _COLUMNS['answer'])}"

    def sheet(self) -> Sheet:
        """The hidden sheet."""
        canvas = Canvas(TITLE)
        canvas.header(1, _COLUMNS, 16)
        for number, step in enumerate(self.steps, 1):
            values = (f"{step.standard}|{step.answer}", number, step.standard, step.answer, step.credit, step.place)
            canvas.line(number + _FIRST - 1, (*values, step.strike), "key")
        last = _FIRST + len(self.steps) - 1
        for key in ("key", "row", "credit", "place", "strike"):
            canvas.name(f"sc_{key}", _COLUMNS[key], _FIRST, last)
        return canvas.sheet(hidden=True)


def takes_consensus(standard: Standard) -> bool:
    """Whether a reference may be typed in the workbook: where answers come from a list, so not for numbers."""
    return standard.scored and bool(standard.options) and standard.answer_type is not AnswerType.NUMBER

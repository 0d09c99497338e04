"""The hidden sheet that says what the file is and which key stands for what, so that a program can read it."""

from collections.abc import Sequence

from qa_desktop.domain.workbook_inputs import IDENTITY, INPUTS, SCHEMA, canonical
from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.inputs import Input
from qa_desktop.exports.canvas import Canvas
from qa_desktop.exports.plan import CellValue, Sheet
from qa_desktop.exports.text import clean


def inputs_sheet(inputs: Sequence[Input]) -> Sheet:
    """The hidden sheet of what is to be filled in: sheet, key of the row, field, and the value as exported."""
    canvas = Canvas(INPUTS)
    canvas.line(1, ("sheet", "key", "field", "exported"), "key")
    for row, each in enumerate(inputs, 2):
        canvas.line(row, (each.sheet, each.key, each.field, canonical(each.exported) or None), "key")
    canvas.widths |= {1: 14, 2: 10, 3: 14, 4: 60}
    return canvas.sheet(hidden=True)


def identity_sheet(context: Context) -> Sheet:
    """The hidden sheet."""
    canvas, material = Canvas(IDENTITY), context.figures.material
    lines: list[tuple[CellValue, CellValue, CellValue]] = [
        ("schema", SCHEMA, None),
        ("session", str(material.session.key), None),
        ("form version", str(material.form.key), material.form.number),
        *(("person", context.person_keys[person], str(person.key)) for person in context.people),
        *(("interaction", f"I{place:02}", str(each.key)) for place, each in enumerate(context.interactions, 1)),
        *(("standard", context.standard_keys[each.id], clean(each.id)) for each in context.standards),
    ]
    rows = zip(context.row_keys, context.figures.rows, strict=True)
    lines += [("row", key, f"{marks[0].interaction.key}|{clean(marks[0].standard.id)}") for key, marks in rows]
    for row, line in enumerate(lines, 1):
        canvas.line(row, line, "key")
    canvas.widths |= {1: 16, 2: 40, 3: 60}
    return canvas.sheet(hidden=True)

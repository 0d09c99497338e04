"""The hidden sheet that says what the file is and which key stands for what, so that a program can read it."""

from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.canvas import Canvas
from qa_desktop.exports.plan import CellValue, Sheet
from qa_desktop.exports.text import clean

TITLE = "_ids"
SCHEMA = 1


def identity_sheet(context: Context) -> Sheet:
    """The hidden sheet."""
    canvas, material = Canvas(TITLE), context.figures.material
    lines: list[tuple[CellValue, CellValue, CellValue]] = [
        ("schema", SCHEMA, None),
        ("session", str(material.session.key), None),
        ("form version", str(material.form.key), material.form.number),
        *(("person", context.person_keys[person], str(person.key)) for person in context.people),
        *(("standard", context.standard_keys[each.id], clean(each.id)) for each in context.standards),
    ]
    rows = zip(context.row_keys, context.figures.rows, strict=True)
    lines += [("row", key, f"{marks[0].interaction.key}|{clean(marks[0].standard.id)}") for key, marks in rows]
    for row, line in enumerate(lines, 1):
        canvas.line(row, line, "key")
    canvas.widths |= {1: 16, 2: 40, 3: 60}
    return canvas.sheet(hidden=True)

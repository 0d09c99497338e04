"""The cells that a lead fills in: found again by the key of their row and by their field, in whatever order."""

from dataclasses import dataclass

from qa_desktop.exports.plan import CellValue


@dataclass(frozen=True)
class Input:
    """A cell to be filled in: its sheet, the key of its row, what it says, and what it said when it was written."""

    sheet: str
    key: str
    field: str
    exported: CellValue

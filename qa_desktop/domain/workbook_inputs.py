"""What a lead fills in in a calibration workbook: where it stands, and its values in one way of writing."""

from datetime import date, datetime
from typing import Final

Typed = str | int | float | date | None

IDENTITY: Final = "_ids"
INPUTS: Final = "_inputs"
KEY: Final = "Row key"
SCHEMA: Final = 2
TITLES: Final = {
    ("Matrix", "consensus"): "Consensus",
    ("Matrix", "reason"): "Reason for the consensus",
    ("Scores", "external"): "External score",
    ("Discussion", "flag"): "Why they differ",
    ("Discussion", "ruling"): "Ruling, kept as a precedent",
    ("Discussion", "action"): "Action",
    ("Discussion", "owner"): "Owner",
    ("Discussion", "due"): "Due",
    ("Discussion", "state"): "State",
}
"""The heading of each column that is filled in, by sheet and field."""


def canonical(value: Typed) -> str:
    """The value of a cell as one text: `4` for 4, 4.0 and "4", a date as ISO has it, nothing for a blank."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return "\n".join(line.rstrip() for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()

"""XLSX workbooks as tables of text: what a sheet of metadata or of turns looks like once it is saved as one."""

# mypy: disable-error-code="import-untyped"

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qa_desktop.domain.errors import InputError

MOST_CELLS = 2_000_000
LARGEST_SHEETS = 120 << 20
"""What all parts of a workbook may take when they are unpacked, in bytes."""

_MARK = "xl/workbook.xml"
_END, _ENDS_WITHIN = b"PK\x05\x06", 22 + (1 << 16)
"""The record with which every archive ends, and how many bytes of it and its comment there are at most."""
_BROKEN = "is an Excel workbook that is damaged; open it in Excel and save it again"


@dataclass(frozen=True)
class Rows:
    """One sheet of a workbook: its name, and its rows that are not blank, each with its number."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an XLSX workbook."""
    if data.rfind(_END, -_ENDS_WITHIN) < 0:  # every file is asked, and to open what is no archive takes a while
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MARK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_workbook(data: bytes) -> tuple[Rows, ...]:
    """The sheets that hold anything; formulas by the value that they were saved with.

    Raises InputError (the rest of a sentence) where it is damaged, locked, or larger than any sheet of contacts.
    """
    from openpyxl import load_workbook

    _want_bounded(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [Rows(str(sheet.title), _rows(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
        book.close()
    except InputError:
        raise
    except Exception as error:  # openpyxl lets through whatever its parts raise
        raise InputError(_BROKEN) from error
    return tuple(sheet for sheet in sheets if sheet.rows)


def _want_bounded(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels")))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(_BROKEN) from error
    if size > LARGEST_SHEETS:
        raise InputError(f"is an Excel workbook of more than {LARGEST_SHEETS >> 20} MB unpacked; save the sheet as CSV")


def _rows(rows: Iterator[Sequence[object]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found: list[tuple[int, tuple[str, ...]]] = []
    cells = 0
    for number, row in enumerate(rows, start=1):
        cells += len(row)
        if cells > MOST_CELLS:
            raise InputError(f"is an Excel workbook of more than {MOST_CELLS:,} cells; save the sheet as CSV")
        written = tuple(_written(cell) for cell in row)
        while written and not written[-1]:
            written = written[:-1]
        if written:
            found.append((number, written))
    return tuple(found)


def _written(cell: object) -> str:
    """A cell as the readers of CSV expect it: dates in ISO form, whole numbers without a fraction."""
    if cell is None or (isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "?", "/A"))):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, timedelta):
        return _clock(cell.total_seconds())
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).replace("_x000D_", "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:06.3f}".removesuffix(".000") if seconds >= 0 else str(seconds)

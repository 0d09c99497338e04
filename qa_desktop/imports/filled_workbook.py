"""A calibration workbook that a lead has filled in: the yellow cells, found by the key of their row and their heading.

The file is only read, and only the sheets that are filled in are looked at. Rows may have been sorted, columns moved;
what else was changed does not matter.
"""
# mypy: disable-error-code="import-untyped"

import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.workbook_inputs import IDENTITY, INPUTS, KEY, SCHEMA, TITLES, canonical

_MOST_PARTS: Final = 2_000
_LARGEST: Final = 400_000_000
_RATIO: Final = 300
_HEAD_ROWS: Final = 40
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file begins that holds others in the old way of Office: an .xls, or a workbook under a password."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Filled:
    """A cell to be filled in: what it said when it was exported and what it says now, both canonical."""

    sheet: str
    key: str
    field: str
    where: str
    exported: str
    found: str


@dataclass(frozen=True)
class Problem:
    """What cannot be taken over, and in which cell; key and field of the cell, where it is one of ours."""

    where: str
    sentence: str
    key: str = ""
    field: str = ""


class StoppedError(InputError):
    """Somebody stopped the reading."""


@dataclass(frozen=True)
class FilledWorkbook:
    """What was read. `rows` and `interactions` say which key stands for what."""

    session: UUID
    form_version: UUID
    rows: dict[str, tuple[UUID, str]]
    interactions: dict[str, UUID]
    cells: tuple[Filled, ...]
    problems: tuple[Problem, ...]


def read_filled(path: Path, going_on: Callable[[], bool] = lambda: True) -> FilledWorkbook:
    """Read the workbook; `going_on` is asked again and again whether to.

    Raises InputError, in a sentence, where it is none of ours, and StoppedError.
    """
    _guard(path)
    book = _opened(path)
    try:
        return _Reader(path, book, going_on).read()
    except (KeyError, OSError, SyntaxError, zipfile.BadZipFile, zlib.error) as error:  # a sheet is read when wanted
        raise _damaged(path) from error
    finally:
        book.close()


def open_elsewhere(path: Path) -> bool:
    """Whether Excel or LibreOffice says, by the file it puts beside it, that it has the workbook open."""
    return any(path.with_name(name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#"))


def _guard(path: Path) -> None:
    """Refuse what is no workbook, or would unpack to more than a calibration ever holds."""
    try:
        with path.open("rb") as file:
            if file.read(len(_COMPOUND)) == _COMPOUND:
                raise InputError(
                    f"“{path.name}” is locked by a password, or is an old .xls: save it as .xlsx without a password."
                )
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except OSError as error:
        raise InputError(
            f"“{path}” cannot be read ({error.strerror}): check its name, and close it in Excel."
        ) from error
    except (zipfile.BadZipFile, ValueError) as error:
        raise InputError(f"“{path.name}” is no Excel workbook (.xlsx): name the one that was exported.") from error
    size, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > _MOST_PARTS or size > _LARGEST or size > _RATIO * max(packed, 100_000):
        raise InputError(f"“{path.name}” unpacks to more than a calibration workbook can hold; it was not opened.")


def _opened(path: Path) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not know and we do not need
        try:
            return openpyxl.load_workbook(path, read_only=True, keep_links=False)
        except Exception as error:  # openpyxl raises whatever a damaged part provokes
            raise _damaged(path) from error


def _damaged(path: Path) -> InputError:
    return InputError(f"“{path.name}” is damaged, or no Excel workbook: save it again as .xlsx.")


class _Reader:
    def __init__(self, path: Path, book: Any, going_on: Callable[[], bool]) -> None:
        self.path, self.book, self.going_on = path, book, going_on
        self.problems: list[Problem] = []

    def read(self) -> FilledWorkbook:
        lines = self._identity()
        named = {kind: (key, rest) for kind, key, rest in lines if kind in ("schema", "session", "form version")}
        if "session" not in named or "schema" not in named:
            raise self._foreign()
        if named["schema"][0] != str(SCHEMA):
            raise InputError(
                f"“{self.path.name}” was exported by another version of the program: export the workbook again."
            )
        try:
            session, version = UUID(named["session"][0]), UUID(named["form version"][0])
            rows = {key: (UUID(rest[:36]), rest[37:]) for kind, key, rest in lines if kind == "row"}
            interactions = {key: UUID(rest) for kind, key, rest in lines if kind == "interaction"}
        except (KeyError, ValueError) as error:
            raise self._foreign() from error
        exported = self._exported()
        cells = tuple(
            cell for sheet in dict.fromkeys(sheet for sheet, _ in TITLES) for cell in self._cells(sheet, exported)
        )
        return FilledWorkbook(session, version, rows, interactions, cells, tuple(self.problems))

    def _foreign(self) -> InputError:
        return InputError(
            f"“{self.path.name}” is no calibration workbook of QA Desktop: name the one that was exported."
        )

    def _identity(self) -> list[tuple[str, str, str]]:
        if IDENTITY not in self.book.sheetnames or INPUTS not in self.book.sheetnames:
            raise self._foreign()
        lines = self._rows(IDENTITY, max_col=3, values_only=True)
        return [(str(kind), canonical(key), canonical(rest)) for kind, key, rest in lines if kind]

    def _exported(self) -> dict[tuple[str, str, str], str]:
        lines = self._rows(INPUTS, min_row=2, max_col=4, values_only=True)
        return {
            (str(sheet), str(key), str(field)): canonical(_unescaped(value))
            for sheet, key, field, value in lines
            if sheet
        }

    def _cells(self, sheet: str, exported: dict[tuple[str, str, str], str]) -> Iterator[Filled]:
        fields = {title: field for (of, field), title in TITLES.items() if of == sheet}
        if sheet not in self.book.sheetnames:
            self.problems.append(Problem(sheet, "The sheet is not there any more."))
            return
        head = self._head(sheet)
        if head is None:
            self.problems.append(Problem(sheet, f"The hidden column “{KEY}” is not there any more."))
            return
        row, places = head
        columns = {}
        for title, field in fields.items():
            if title in places:
                columns[field] = places[title]
            else:
                self.problems.append(Problem(f"{sheet}!{row}", f"The column “{title}” is not there any more."))
        from openpyxl.utils import get_column_letter

        seen: Counter[str] = Counter()
        for number, cells in enumerate(self._rows(sheet, min_row=row + 1), row + 1):
            key = canonical(cells[places[KEY]].value) if len(cells) > places[KEY] else ""
            if not key and sheet == "Scores":
                return  # other tables follow
            if not key:
                continue
            seen[key] += 1
            if seen[key] > 1:
                self.problems.append(Problem(f"{sheet}!{number}", "The row stands twice: remove the copy.", key))
                continue
            for field, place in columns.items():
                if (sheet, key, field) in exported:
                    where = f"{sheet}!{get_column_letter(place + 1)}{number}"
                    cell = cells[place] if place < len(cells) else None  # a row ends with its last cell
                    written = self._written(where, key, field, cell)
                    if written is not None:
                        yield Filled(sheet, key, field, where, exported[sheet, key, field], written)

    def _head(self, sheet: str) -> tuple[int, dict[str, int]] | None:
        """The row of the headings, and in which column (from 0) each stands."""
        for row, cells in enumerate(self._rows(sheet, max_row=_HEAD_ROWS, values_only=True), 1):
            places = {canonical(value): place for place, value in enumerate(cells) if isinstance(value, str)}
            if KEY in places:
                return row, places
        return None

    def _written(self, where: str, key: str, field: str, cell: Any) -> str | None:
        """What the cell says; nothing, and a problem, where that is no value."""
        if cell is None:
            return ""
        if cell.data_type == "f":
            self.problems.append(Problem(where, "A formula cannot be taken over: type the value.", key, field))
            return None
        if cell.data_type == "e":
            sentence = f"The cell shows the error {cell.value}: type the value."
            self.problems.append(Problem(where, sentence, key, field))
            return None
        return canonical(_unescaped(cell.value))

    def _rows(self, sheet: str, **part: Any) -> Iterator[Any]:
        """The rows of a sheet, as far as they go and as long as somebody waits for them."""
        self.book[sheet].reset_dimensions()  # whoever saved the workbook may have written a wrong size
        for row in self.book[sheet].iter_rows(**part):
            if not self.going_on():
                raise StoppedError("Stopped: nothing was read.")
            yield row


def _unescaped(value: Any) -> Any:
    """The text as Excel shows it: `_x000D_` stands for a sign."""
    return _ESCAPE.sub(lambda sign: chr(int(sign[1], 16)), value) if isinstance(value, str) else value

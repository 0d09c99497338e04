"""A calibration workbook that a lead has filled in: the yellow cells, found by the key of their row and their heading.

The file is only read. Rows may have been sorted, columns moved; what else was changed does not matter.
"""
# mypy: disable-error-code="import-untyped"

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
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
    """What cannot be taken over, and in which cell."""

    where: str
    sentence: str


@dataclass(frozen=True)
class FilledWorkbook:
    """What was read. `rows` and `interactions` say which key stands for what."""

    session: UUID
    form_version: UUID
    rows: dict[str, tuple[UUID, str]]
    interactions: dict[str, UUID]
    cells: tuple[Filled, ...]
    problems: tuple[Problem, ...]


def read_filled(path: Path) -> FilledWorkbook:
    """Read the workbook. Raises InputError, in a sentence, where it is none of ours."""
    _guard(path)
    book = _opened(path)
    try:
        return _Reader(path, book).read()
    finally:
        book.close()


def _guard(path: Path) -> None:
    """Refuse what is no workbook, or would unpack to more than a calibration ever holds."""
    try:
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
            return openpyxl.load_workbook(path)
        except Exception as error:  # openpyxl raises whatever a damaged part provokes
            raise InputError(f"“{path.name}” is damaged, or no Excel workbook: save it again as .xlsx.") from error


class _Reader:
    def __init__(self, path: Path, book: Any) -> None:
        self.path, self.book = path, book
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
        cells = tuple(cell for sheet in {sheet for sheet, _ in TITLES} for cell in self._cells(sheet, exported))
        return FilledWorkbook(session, version, rows, interactions, cells, tuple(self.problems))

    def _foreign(self) -> InputError:
        return InputError(
            f"“{self.path.name}” is no calibration workbook of QA Desktop: name the one that was exported."
        )

    def _identity(self) -> list[tuple[str, str, str]]:
        if IDENTITY not in self.book.sheetnames or INPUTS not in self.book.sheetnames:
            raise self._foreign()
        lines = self.book[IDENTITY].iter_rows(max_col=3, values_only=True)
        return [(str(kind), canonical(key), canonical(rest)) for kind, key, rest in lines if kind]

    def _exported(self) -> dict[tuple[str, str, str], str]:
        lines = self.book[INPUTS].iter_rows(min_row=2, max_col=4, values_only=True)
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
        seen: Counter[str] = Counter()
        for cells in self.book[sheet].iter_rows(min_row=row + 1):
            key = canonical(cells[places[KEY]].value) if len(cells) > places[KEY] else ""
            if not key and sheet == "Scores":
                return  # other tables follow
            if not key:
                continue
            seen[key] += 1
            if seen[key] > 1:
                self.problems.append(Problem(f"{sheet}!{cells[0].row}", "The row stands twice: remove the copy."))
                continue
            for field, place in columns.items():
                if (sheet, key, field) in exported:
                    found = self._filled(sheet, key, field, cells[place], exported[sheet, key, field])
                    if found:
                        yield found

    def _head(self, sheet: str) -> tuple[int, dict[str, int]] | None:
        """The row of the headings, and in which column (from 0) each stands."""
        for row, cells in enumerate(self.book[sheet].iter_rows(max_row=_HEAD_ROWS, values_only=True), 1):
            places = {canonical(value): place for place, value in enumerate(cells) if isinstance(value, str)}
            if KEY in places:
                return row, places
        return None

    def _filled(self, sheet: str, key: str, field: str, cell: Any, exported: str) -> Filled | None:
        where = f"{sheet}!{cell.coordinate}"
        if cell.data_type == "f":
            self.problems.append(Problem(where, "A formula cannot be taken over: type the value."))
            return None
        if cell.data_type == "e":
            self.problems.append(Problem(where, f"The cell shows the error {cell.value}: type the value."))
            return None
        return Filled(sheet, key, field, where, exported, canonical(_unescaped(cell.value)))


def _unescaped(value: Any) -> Any:
    """The text as Excel shows it: `_x000D_` stands for a sign."""
    return _ESCAPE.sub(lambda sign: chr(int(sign[1], 16)), value) if isinstance(value, str) else value

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import openpyxl
import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.imports import workbook
from qa_desktop.imports.workbook import is_workbook, read_workbook


def saved(*rows: Sequence[object], more: str = "") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if more:
        book.create_sheet("More").append([more])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_are_written_as_in_a_csv() -> None:
    at = datetime(2026, 1, 14, 9, 31)  # noqa: DTZ001 -- Excel knows no zones
    data = saved(
        ("id", "at", None), (4711.0, at, None), (), (1.5, time(9, 31), True), ("#N/A", timedelta(seconds=62.5))
    )
    (sheet,) = read_workbook(data)
    assert sheet.rows == (
        (1, ("id", "at")), (2, ("4711", "2026-01-14T09:31:00")), (4, ("1.5", "09:31:00", "yes")),
        (5, ("", "0:01:02.500"))
    )  # fmt: skip


def test_sheets_that_hold_nothing_are_left_out() -> None:
    assert [sheet.name for sheet in read_workbook(saved(more="x"))] == ["More"]
    assert read_workbook(saved()) == ()


def test_what_is_a_workbook_is_told_by_its_content() -> None:
    assert is_workbook(saved())
    assert not is_workbook(b"PK\x03\x04 no")
    assert not is_workbook(b"id,at\n")


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved((1, 2), (3, 4))
    monkeypatch.setattr(workbook, "MOST_CELLS", 3)
    with pytest.raises(InputError, match="more than 3 cells"):
        read_workbook(data)
    monkeypatch.setattr(workbook, "LARGEST_SHEETS", 100)
    with pytest.raises(InputError, match="unpacked; save the sheet as CSV"):
        read_workbook(data)


@pytest.mark.parametrize("cut", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_damaged_workbook_is_refused(cut: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved((1, 2)))) as sound, zipfile.ZipFile(buffer, "w") as damaged:
        for name in sound.namelist():
            entity = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
            damaged.writestr(name, entity if name == cut else sound.read(name))
    with pytest.raises(InputError, match="damaged"):
        read_workbook(buffer.getvalue())
    with pytest.raises(InputError, match="damaged"):
        read_workbook(b"PK\x03\x04")

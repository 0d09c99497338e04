"""Recomputes a workbook with LibreOffice and with formualizer, and compares with what the program wrote."""

import atexit
import math
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

TOLERANCE = 1e-9

# 0 is "always recalculate"; without it LibreOffice trusts the cached values and a comparison proves nothing.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def libreoffice() -> str:
    """The program, or a skip."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.skip("LibreOffice is not installed, so nothing can recompute the workbook")
    return found


@cache
def profile() -> Path:
    """The settings of LibreOffice, made once: its first start with new ones takes as long as two others."""
    folder = Path(tempfile.mkdtemp(prefix="libreoffice"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    return folder


def recomputed(source: Path, folder: Path) -> Path:
    """The workbook, opened, recalculated and saved by LibreOffice."""
    return all_recomputed([source], folder)[0]


def all_recomputed(sources: Sequence[Path], folder: Path) -> list[Path]:
    """Several workbooks by one start of LibreOffice, which takes longer than to recalculate; names must differ."""
    out = folder / "recomputed"
    command = [libreoffice(), f"-env:UserInstallation={profile().as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [out / source.name for source in sources]


def formula_cells(path: Path) -> list[tuple[str, str]]:
    """The sheet and cell of every formula."""
    return _formula_cells(path, path.stat().st_mtime_ns)


@lru_cache(8)  # of a file that is asked for again and has not changed
def _formula_cells(path: Path, changed: int) -> list[tuple[str, str]]:
    book = openpyxl.load_workbook(path)
    return [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def values(path: Path) -> dict[tuple[str, str], Any]:
    """Every value as it is cached in the file."""
    return _values(path, path.stat().st_mtime_ns)


@lru_cache(8)
def _values(path: Path, changed: int) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def same(ours: Any, theirs: Any) -> bool:
    """Whether two values are equal; numbers to 1e-9, an empty text is nothing."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return (ours or "") == (theirs or "")


def differences(path: Path, folder: Path) -> list[tuple[str, str, Any, Any]]:
    """Every formula cell in which LibreOffice finds something else: sheet, cell, ours, theirs."""
    return differing(path, values(recomputed(path, folder)))


def differing(path: Path, theirs: dict[tuple[str, str], Any]) -> list[tuple[str, str, Any, Any]]:
    """Every formula cell whose value in the file is not this one."""
    ours = values(path)
    return [
        (*place, ours.get(place), theirs.get(place))
        for place in formula_cells(path)
        if not same(ours.get(place), theirs.get(place))
    ]

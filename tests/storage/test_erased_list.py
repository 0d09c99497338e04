"""The list of what was erased, beside the database file."""

import sys
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.storage.erased_list import ErasedList

FIRST, SECOND = UUID(int=1), UUID(int=2)


@pytest.fixture
def beside(tmp_path: Path) -> ErasedList:
    return ErasedList(tmp_path / "room.db")


def test_nothing_was_erased_where_there_is_no_list(beside: ErasedList) -> None:
    assert beside.read() == {}
    beside.add({})
    assert not beside.file.exists()


def test_it_grows_and_never_says_less(beside: ErasedList) -> None:
    beside.add({FIRST: False})
    before = beside.file.read_bytes()
    beside.add({FIRST: False, SECOND: True})
    beside.add({FIRST: True, SECOND: False})
    assert beside.read() == {FIRST: True, SECOND: True}
    assert beside.file.read_bytes().startswith(before)
    whole = beside.file.read_bytes()
    beside.add({FIRST: False, SECOND: True})
    assert beside.file.read_bytes() == whole


def test_a_line_that_was_cut_off_harms_no_other(beside: ErasedList) -> None:
    beside.add({FIRST: False})
    with beside.file.open("ab") as opened:
        opened.write(f"\n{SECOND}"[:20].encode() + b"\xff")
    beside.add({SECOND: True})
    assert beside.read() == {FIRST: False, SECOND: True}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_whoever_may_use_the_database_may_use_the_list_and_nobody_else(beside: ErasedList, tmp_path: Path) -> None:
    (tmp_path / "room.db").touch(mode=0o600)
    beside.add({FIRST: False})
    assert beside.file.stat().st_mode & 0o777 == 0o600

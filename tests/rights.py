"""Rights of files that hold for whoever runs the tests: root, whom they would not stop, gives up its privilege."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

_VERSION_3: Final = 0x20080522
_OVERRIDES: Final = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: to read and write whatever the rights of a file say."""


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = tuple(
        (f"{name}{half}", ctypes.c_uint32) for half in (0, 1) for name in ("effective", "permitted", "held")
    )


@contextmanager
def ordinary_rights() -> Iterator[None]:
    """In this thread, and in those that it starts, what a file forbids is forbidden."""
    if sys.platform != "linux":
        pytest.skip("rights of files are taken away by Linux' means")
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, before, lowered = _Header(_VERSION_3, 0), _Sets(), _Sets()
    for sets in (before, lowered):
        assert libc.capget(ctypes.byref(header), ctypes.byref(sets)) == 0
    lowered.effective0 &= ~_OVERRIDES
    assert libc.capset(ctypes.byref(header), ctypes.byref(lowered)) == 0
    try:
        yield
    finally:
        assert libc.capset(ctypes.byref(header), ctypes.byref(before)) == 0


@contextmanager
def read_only(*places: Path) -> Iterator[None]:
    """Files and folders that nobody may change meanwhile."""
    before = {place: place.stat().st_mode for place in places}
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        with ordinary_rights():
            yield
    finally:
        for place, mode in before.items():
            place.chmod(mode)

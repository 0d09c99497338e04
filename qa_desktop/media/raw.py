"""Recordings without a header, opened as what the reviewer has said they are."""

from __future__ import annotations

import struct
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import CODECS, RawFormat

if TYPE_CHECKING:
    from av.container import InputContainer

# FFmpeg's demuxers by our codec, and the one rate that a codec has.
_DEMUXERS = {
    "mulaw": "mulaw",
    "alaw": "alaw",
    "s16le": "s16le",
    "gsm": "gsm",
    "g722": "g722",
    "g726": "g726",
    "g726le": "g726le",
    "g729": "g729",
}
_ONLY_RATES = {"gsm": 8_000, "g722": 16_000, "g729": 8_000}
_ONE_CHANNEL = ("gsm", "g722", "g726", "g726le", "g729", "vox")
_OKI_TAG = 0x10
_GSM_FRAME = 33


def open_raw(path: Path, raw: RawFormat) -> InputContainer:
    """Opens a headerless file; raises InputError where it cannot be what it is said to be, av.FFmpegError too."""
    import av

    _check(path, raw)
    if raw.codec == "vox":
        return av.open(NamelessFile(path, _oki_header(path, raw)), mode="r", format="wav")
    options = {"protocol_whitelist": "file"}
    if raw.codec in ("mulaw", "alaw", "s16le"):
        options |= {"sample_rate": str(raw.rate), "ch_layout": "mono" if raw.channels == 1 else "stereo"}
    elif raw.codec in ("g726", "g726le"):
        options |= {"sample_rate": str(raw.rate), "code_size": "4"}
    return av.open(str(path.absolute()), mode="r", format=_DEMUXERS[raw.codec], options=options)


def _check(path: Path, raw: RawFormat) -> None:
    only = _ONLY_RATES.get(raw.codec)
    name = CODECS[raw.codec]
    if only and raw.rate != only:
        raise InputError(f"{name} always has {only} samples a second; write {raw.codec}/{only}.")
    if raw.channels > 1 and raw.codec in _ONE_CHANNEL:
        raise InputError(f"{name} has one channel; write {raw.codec}/{raw.rate}/1.")
    if raw.codec == "gsm" and not _looks_like_gsm(path):
        raise InputError(f"“{path.name}” is not {name}; say which codec its source records in.")


def _looks_like_gsm(path: Path) -> bool:
    """Every frame of 33 bytes begins with the same four bits."""
    with path.open("rb") as file:
        head = file.read(10 * _GSM_FRAME)
    return all(byte >> 4 == 0xD for byte in head[::_GSM_FRAME])


def _oki_header(path: Path, raw: RawFormat) -> bytes:
    """A WAV header for Dialogic ADPCM: FFmpeg has the decoder, but no way to read it without one."""
    size = min(path.stat().st_size, 0xFFFFFF00)
    fmt = struct.pack("<HHIIHH", _OKI_TAG, raw.channels, raw.rate, raw.rate // 2, 1, 4)
    return struct.pack("<4sI4s4sI16s4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, fmt, b"data", size)


class NamelessFile(RawIOBase):
    """A file that FFmpeg reads without knowing its ending, and as though a header stood before it."""

    def __init__(self, path: Path, header: bytes = b"") -> None:
        self._header = header
        self._file = path.open("rb", buffering=0)
        self._size = len(header) + path.stat().st_size
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where reading goes on."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Goes elsewhere."""
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        """The next bytes, of the header or of the file."""
        view = memoryview(buffer).cast("B")
        part = self._header[self._at : self._at + len(view)]
        if not part:
            self._file.seek(self._at - len(self._header))
            part = self._file.read(len(view))
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()
        super().close()

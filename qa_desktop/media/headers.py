"""What a file's first bytes say, where FFmpeg does not tell: promised lengths and what else it may be."""

from pathlib import Path
from typing import BinaryIO

_UNSIZED = (0, 0xFFFFFFFF)
_HEAD = 4096

_OTHER_CONTENT = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"WEBVTT", "a WebVTT transcript"),
)


def other_content(path: Path) -> str | None:
    """Names what a file is that turned out not to be a recording, or None when nobody can tell."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, name in _OTHER_CONTENT:
        if head.startswith(magic):
            return name
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML), as failed downloads leave behind"
    if start.startswith(b"<"):
        return "an XML file"
    return _text_kind(head, start)


def _text_kind(head: bytes, start: bytes) -> str | None:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text):
        return None
    return "a JSON file" if start.startswith((b"{", b"[")) else "a text file"


def riff_sizes(path: Path) -> tuple[int, int] | None:
    """Bytes of sound that a WAV header promises and that are there; promised is 0 where it was left open.

    None for anything that is not a RIFF or RF64 file with a data chunk.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
            return None
        return _find_data_chunk(file, size)


def _find_data_chunk(file: BinaryIO, file_size: int) -> tuple[int, int] | None:
    long_size = 0
    for _ in range(1000):
        head = file.read(8)
        if len(head) < 8:
            return None
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"ds64":
            body = file.read(min(size, 64))
            long_size = int.from_bytes(body[8:16], "little")
            continue
        if name == b"data":
            promised = long_size if size in _UNSIZED else size
            return promised, file_size - file.tell()
        if size > file_size:
            return None
        file.seek(size + size % 2, 1)
    return None


def mp3_tells_length(path: Path) -> bool:
    """Whether an MP3 file has a Xing, Info or VBRI header; without one its length is a guess from the bit rate."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3" and len(head) == 10:
            file.seek(10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)))
        else:
            file.seek(0)
        frame = file.read(512)
    return any(mark in frame for mark in (b"Xing", b"Info", b"VBRI"))

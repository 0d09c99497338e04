"""Which format a file has, judged by its content alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts import generic_csv, webvtt
from qa_desktop.transcripts.text import Decoded, decode

_DOCUMENTS = (
    (b"PK\x03\x04", "is an Excel workbook, a Word document or a ZIP archive; save it as CSV first"),
    (b"PK\x05\x06", "is an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "is an Excel or Word document in the old format; save it as CSV first"),
    (b"%PDF", "is a PDF document, which holds no turns that can be read"),
    (b"\x1f\x8b", "is a compressed file; unpack it first"),
    (b"SQLite format 3", "is a database, not a transcript"),
    (b"\x89PNG", "is a picture, not a transcript"),
    (b"\xff\xd8\xff", "is a picture, not a transcript"),
)
_SOUNDS = (b"RIFF", b"RF64", b"OggS", b"fLaC", b"ID3", b"\xff\xfb", b"\xff\xf3", b"#!AMR", b"FORM")
_LOOKED_AT = 8192
_LATER = "which cannot be read as a transcript yet; use CSV or WebVTT"
_HEADER = r"(?:From |[A-Za-z-]{2,40}:)[^\n]*\n(?:[^\n]+\n){0,60}?(?:MIME-Version|Message-ID|Content-Type|Subject):"
_NOT_YET = (
    (re.compile(r"(\{\s*[\"}]|\[\s*[\[{\"\]])"), f"is JSON, {_LATER}"),
    (re.compile(r"<[!?A-Za-z]"), f"is XML or HTML, {_LATER}"),
    (re.compile(r"(\d+\s*\n)?\d+:\d\d:\d\d,\d{1,3}\s*-->"), f"holds SRT captions, {_LATER}"),
    (re.compile(r"\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}\s*\n"), f"holds SBV captions, {_LATER}"),
    (re.compile(_HEADER, re.IGNORECASE), f"is an e-mail, {_LATER}"),
    (re.compile(r'File type = "ooTextFile"'), f"is a Praat TextGrid, {_LATER}"),
)


@dataclass(frozen=True)
class _Reader:
    """A family of text formats: how it is recognised, and how it is read."""

    recognises: Callable[[str], bool]
    read: Callable[[Decoded], tuple[Transcript, ...]]


# In this order; a new format is one line here. What nobody recognises is tried as a table.
_READERS = (_Reader(webvtt.looks_like, webvtt.read), _Reader(lambda text: True, generic_csv.read))


def read_transcripts(data: bytes, name: str = "") -> tuple[Transcript, ...]:
    """The conversations in a file of any supported format; raises InputError saying what the file is instead."""
    called = f"“{name}”" if name else "The file"
    try:
        return _read(data)
    except InputError as error:
        raise InputError(f"{called} {error}.") from error


def read_text(data: bytes) -> Decoded:
    """The characters of a text file; raises InputError (without the file's name) where it is something else."""
    if not data.strip(b"\x00 \r\n\t"):
        raise InputError("is empty (0 bytes)" if not data else "holds nothing but blanks")
    document = other_document(data)
    if document:
        raise InputError(document)
    if data.startswith(_SOUNDS):
        raise InputError("is a recording, not a transcript")
    decoded = decode(data)
    if not decoded.text.strip():
        raise InputError("holds nothing but blanks")
    return decoded


def other_document(data: bytes) -> str | None:
    """What a file is that is neither text nor a recording, from its first bytes; None where nothing tells."""
    return next((sentence for magic, sentence in _DOCUMENTS if data.startswith(magic)), None)


def _read(data: bytes) -> tuple[Transcript, ...]:
    decoded = read_text(data)
    head = decoded.text.lstrip()[:_LOOKED_AT]
    for pattern, sentence in _NOT_YET:
        if pattern.match(head):
            raise InputError(sentence)
    reader = next(reader for reader in _READERS if reader.recognises(decoded.text))
    return reader.read(decoded)

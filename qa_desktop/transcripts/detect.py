"""Which format a file has, judged by its content alone."""

import re
from dataclasses import replace

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.cleaning import cleaned
from qa_desktop.transcripts.formats import FORMATS
from qa_desktop.transcripts.kinds import other_document
from qa_desktop.transcripts.source import Source

_EXPORT = "export it as CSV, or in another form that the README lists"
_LOOKED_AT = 8192
_LATER = "which cannot be read as a transcript yet; use CSV or WebVTT"
_HEADER = r"(?:From |[A-Za-z-]{2,40}:)[^\n]*\n(?:[^\n]+\n){0,60}?(?:MIME-Version|Message-ID|Content-Type|Subject):"
_NOT_YET = ((re.compile(_HEADER, re.IGNORECASE), f"is an e-mail, {_LATER}"),)


def read_transcripts(data: bytes, name: str = "") -> tuple[Transcript, ...]:
    """The conversations in a file of any supported format; raises InputError saying what the file is instead."""
    called = f"“{name}”" if name else "The file"
    try:
        return tuple(map(cleaned, _read(Source(data, name))))
    except InputError as error:
        raise InputError(f"{called} {error}.") from error


def _read(source: Source) -> tuple[Transcript, ...]:
    *exact, table = FORMATS
    for each in exact:
        if each.recognises(source):
            return _with_notes(each.read(source), source)
    other = _something_else(source)
    if other is not None:
        raise InputError(other)
    return table.read(source)


def _with_notes(found: tuple[Transcript, ...], source: Source) -> tuple[Transcript, ...]:
    """What was guessed while the JSON was read belongs to the file: it is told once, with the first conversation."""
    if not found or not source.is_json:
        return found
    return (replace(found[0], skipped=(*source.json_notes, *found[0].skipped)), *found[1:])


def _something_else(source: Source) -> str | None:
    """What a file is that no format recognises and that is no table; raises InputError where it cannot be opened."""
    if source.archive is not None:
        return other_document(source.data)
    start = source.text.text.lstrip()[:_LOOKED_AT]
    for pattern, sentence in _NOT_YET:
        if pattern.match(start):
            return sentence
    if source.is_json and source.json is not None:
        return f"is JSON of a form that is not known here; {_EXPORT}"
    return f"is XML or HTML of a form that is not known here; {_EXPORT}" if source.is_xml else None

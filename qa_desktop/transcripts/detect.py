"""Which format a file has, judged by its content alone."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, NotRecognised, Skipped, Transcript
from qa_desktop.transcripts import generic_csv
from qa_desktop.transcripts.cleaning import cleaned
from qa_desktop.transcripts.formats import FORMATS, Format
from qa_desktop.transcripts.kinds import other_document
from qa_desktop.transcripts.mapped import read_table_with, read_with
from qa_desktop.transcripts.mapping import Mapping
from qa_desktop.transcripts.source import Line, Source
from qa_desktop.transcripts.tables import Table
from qa_desktop.transcripts.zipped import read_zipped

_MOST_NOTES = 20
_EXPORT = "export it as CSV, or in another form that the README lists"
_MAP = "say how to read it by a mapping, or export it as CSV"


def read_transcripts(data: bytes, name: str = "", day_first: bool | None = None) -> tuple[Transcript, ...]:
    """The conversations in a file of any supported format; raises InputError saying what the file is instead.

    `day_first` says how dates such as 3/5 are meant; raises NeedsDayOrder where that is needed and not said.
    """
    return read_source(Source(data, name, day_first))


def read_source(source: Source) -> tuple[Transcript, ...]:
    """The same of a source; raises as `read_transcripts` does."""
    return _told(source.name, lambda: _read(source))


def format_of(source: Source) -> Format | None:
    """The format that reads a source; None where it is none of them."""
    return next((each for each in FORMATS if each.recognises(source)), None)


def read_table_of(table: Table, name: str, day_first: bool | None = None) -> tuple[Transcript, ...]:
    """The conversations of a table that stands in the file of that name; raises as `read_transcripts` does."""
    return _told(name, lambda: generic_csv.read_rows(table, (), day_first))


def read_mapped(mapping: Mapping, data: bytes, name: str) -> tuple[Transcript, ...]:
    """The conversations in a file by a mapping; raises InputError saying what does not fit."""
    return _told(name, lambda: read_with(mapping, Source(data, name)))


def read_table_mapped(mapping: Mapping, table: Table, name: str) -> tuple[Transcript, ...]:
    """The same of a table that stands in the file of that name."""
    return _told(name, lambda: read_table_with(mapping, table))


def _told(name: str, read: Callable[[], tuple[Transcript, ...]]) -> tuple[Transcript, ...]:
    called = f"“{name}”" if name else "The file"
    try:
        return tuple(map(cleaned, read()))
    except InputError as error:
        told = copy(error)
        told.args = (f"{called} {error}.",)
        raise told from error


def _read(source: Source) -> tuple[Transcript, ...]:
    *exact, table = FORMATS
    for each in exact:
        if each.recognises(source):
            return _with_others(_with_notes(each.read(source), source), each, source)
    if source.archive is not None and "xl/workbook.xml" not in source.archive.names:
        return read_zipped(source, _read)
    other = _something_else(source)
    if other is not None:
        raise other
    return table.read(source)


def _with_notes(found: tuple[Transcript, ...], source: Source) -> tuple[Transcript, ...]:
    """What was guessed while the JSON was read belongs to the file: it is told once, with the first conversation."""
    if not found or not source.is_json or not source.json_notes:
        return found
    return (replace(found[0], skipped=(*source.json_notes, *found[0].skipped)), *found[1:])


def _with_others(found: tuple[Transcript, ...], known: Format, source: Source) -> tuple[Transcript, ...]:
    """What of a list or of lines is of another form than a format reads is read as what it is, or told."""
    word, others = _others(known, source)
    if not found or not others:
        return found
    try:
        return (*found, *_read(Source.of_lines(others, (), source.name, source.day_first)))
    except NeedsDayOrder:
        raise
    except InputError as error:
        why = "is of another form than the rest" if isinstance(error, NotRecognised) else str(error)
        notes = [Skipped(f"{word} {each.number}", f"it {why}; it was left out") for each in others[:_MOST_NOTES]]
        if len(others) > _MOST_NOTES:
            notes.append(
                Skipped("file", f"{len(others) - _MOST_NOTES:,} more {word}s were left out for the same reason")
            )
        return (replace(found[0], skipped=(*found[0].skipped, *notes)), *found[1:])


def _others(known: Format, source: Source) -> tuple[str, list[Line]]:
    """What each value of a list or of lines is called, and those that a format reads only the others of."""
    if not source.is_json:
        return "", []
    word, lines = "line", list(source.json_lines)
    if len(lines) == 1 and isinstance(lines[0].value, list):
        word, lines = "item", [Line(number, each) for number, each in enumerate(lines[0].value, start=1)]
    if len(lines) < 2:
        return word, []
    others = [each for each in lines if not known.recognises(Source.of_lines([each], (), source.name))]
    return word, others if len(others) < len(lines) else []


def _something_else(source: Source) -> InputError | None:
    """What a file is that no format recognises and that is no table; raises InputError where it cannot be opened."""
    if source.archive is not None:
        document = other_document(source.data)
        return InputError(document) if document else None
    if source.is_json and source.json is not None:
        return NotRecognised(f"is JSON of a form that is not known here; {_MAP}")
    if source.head.lstrip().startswith("<?xml"):
        _ = source.xml  # which tells what is wrong with it
    return InputError(f"is XML or HTML of a form that is not known here; {_EXPORT}") if source.is_xml else None

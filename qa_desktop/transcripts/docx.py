"""Word documents: a table of turns, or paragraphs with speakers as Teams and Zoom write them.

Only the text of the document is read: no macro runs, and nothing that it refers to is opened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, NotRecognised, Skipped, Transcript
from qa_desktop.transcripts import generic_csv, named_lines
from qa_desktop.transcripts.captions import timed_cues, turns_of
from qa_desktop.transcripts.columns import columns_of_header
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.tables import Row, Table

FORMAT = "docx"

_DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_BREAKS = frozenset(["br", "cr"])
_REMOVED = frozenset(["del", "moveFrom", "instrText", "delText"])
_TOLD = 60


def recognises(source: Source) -> bool:
    """Whether it is a ZIP with a Word document in it."""
    try:
        return source.archive is not None and _DOCUMENT in source.archive.names
    except InputError:
        return False


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversation in the document; raises InputError where it has neither a table nor lines of turns."""
    archive = source.archive
    if archive is None or _DOCUMENT not in archive.names:
        raise InputError("is no Word document")
    data = archive.read(_DOCUMENT)
    body = _body(Source(data, _DOCUMENT).xml)
    tables = [table for table in map(_table, _all(body, "tbl")) if table is not None]
    if tables:
        best = max(tables, key=lambda table: len(table.rows))
        try:
            found = generic_csv.read_rows(best, (), source.day_first)
        except NotRecognised as error:  # no mapping reads a document
            raise InputError("is a Word document whose table names no columns such as time, speaker, text") from error
        other = [
            Skipped("document", f"what stands outside of the table of turns was left out: “{_outside(body)[:_TOLD]}”")
        ]
        notes = other if _outside(body) else []
        return tuple(replace(each, format=FORMAT, skipped=(*each.skipped, *notes)) for each in found)
    return (_spoken(_lines(body), source.day_first),)


def _spoken(lines: Sequence[str], day_first: bool | None) -> Transcript:
    text = "\n".join(lines)
    if "-->" in text:
        skipped: list[Skipped] = []
        # Teams' older documents: times, then the name, then the text, in lines that follow each other.
        cues = list(timed_cues(_parted(lines), skipped, lambda line, head: True))
        turns = turns_of(cues, skipped)
        if turns:
            return Transcript(FORMAT, turns, skipped=tuple(skipped))
    try:
        return named_lines.conversation(text, FORMAT, day_first)
    except NeedsDayOrder:
        raise
    except InputError as error:
        raise InputError("is a Word document without a table of turns or lines of the form “Name: text”") from error


def _parted(lines: Sequence[str]) -> str:
    """Cues with the line of the name as a prefix, so that they read as captions."""
    blocks: list[list[str]] = []
    for line in lines:
        if "-->" in line:
            blocks.append([line])
        elif blocks and line.strip():
            blocks[-1].append(line.strip())
    return "\n\n".join(f"{time}\n{_named(rest)}" for time, *rest in blocks)


def _named(lines: Sequence[str]) -> str:
    first, *rest = lines or [""]
    return f"{first}: {' '.join(rest)}" if rest and len(first) <= 60 and not first.endswith(":") else "\n".join(lines)


def _body(root: Element) -> Element:
    body = next((each for each in root if _tag(each) == "body"), None)
    if body is None:
        raise InputError("is a Word document without text")
    return body


def _tag(element: Element) -> str:
    return element.tag.removeprefix(_W).removeprefix(_STRICT)


def _all(parent: Element, name: str) -> list[Element]:
    return [each for each in parent.iter() if _tag(each) == name]


def _table(element: Element) -> Table | None:
    """A table of which some row names a column of text and one of speakers or times; else None."""
    rows = [Row(number, tuple(" ".join("\n".join(_lines(cell)).split()) for cell in row if _tag(cell) == "tc"))
            for number, row in enumerate((each for each in element if _tag(each) == "tr"), start=1)]  # fmt: skip
    for place, row in enumerate(rows[:20]):
        columns = columns_of_header(row.cells)
        if "text" in columns and ("speaker" in columns or "role" in columns) and len(rows) > place + 1:
            wanted = [each for each in rows[place:] if not each.blank]
            return Table(tuple(wanted), "\t")
    return None


def _lines(parent: Element) -> list[str]:
    """The lines of all paragraphs, tables included; a break within a paragraph is the end of a line too."""
    return [line for paragraph in _all(parent, "p") for line in "".join(_pieces(paragraph)).split("\n")]


def _outside(body: Element) -> str:
    return " ".join(" ".join("".join(_pieces(each)).split()) for each in body if _tag(each) == "p").strip()


def _pieces(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph in order, without what was struck out by its editors."""
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        tag = _tag(element)
        if tag in _REMOVED or (tag == "p" and element is not paragraph):
            continue
        if tag == "t":
            yield element.text or ""
        elif tag == "tab":
            yield "\t"
        elif tag in _BREAKS:
            yield "\n"
        waiting += list(element)[::-1]

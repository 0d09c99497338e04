"""A file as the formats see it: its bytes, and once each its text, its JSON, its XML and its archive."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped
from qa_desktop.transcripts.archive import Archive, open_archive
from qa_desktop.transcripts.kinds import SOUNDS, other_document
from qa_desktop.transcripts.text import Decoded, decode
from qa_desktop.transcripts.wrappers import places

_HEAD = 32_768
_MOST_VALUES = 1_000_000
_LARGE = 16 << 20
LARGEST_TEXT = 16 << 20
LARGEST_JSON = 32 << 20
_RECORDING = 1 << 20
MOST_LINES = 500_000
TOO_LARGE = f"holds more than {LARGEST_TEXT >> 20} MB of text, more than any transcript; split it"
_TOO_LARGE_JSON = f"holds more than {LARGEST_JSON >> 20} MB beside recordings, more than any transcript; split it"
_TOO_LONG = f"holds more than {MOST_LINES:,} lines, more than any transcript; split it"
_DEEPEST = 500
_MOST_NOTES = 20
_ENDS_WITHIN = re.compile(r"[\d.eE+-]{0,8}|t|tr|tru|f|fa|fal|fals|n|nu|nul|\\u?[\da-fA-F]{0,4}")
# A single quotation mark is no JSON, but means to be: the sentence about it says so.
_JSON_BEGINS = re.compile(r'\s*(\{\s*["}\x27]|\[\s*([\[{"\]]|-?\d+(\.\d+)?([eE][+-]?\d+)?\s*[,\]]))')
_APART = re.compile(rb'"\s+:')
_DECLARED = re.compile(r"\A\s*<\?xml[^<>]{0,200}\?>")
_XML_BEGINS = re.compile(r"\s*<[?!A-Za-z]")
_CUT_OFF = "ends in the middle; it was cut off while it was written or copied, so export it again"
_TOO_DEEP = "is nested deeper than any transcript"


@dataclass(frozen=True)
class Line:
    """A value of a JSON Lines file, and the number of its line."""

    number: int
    value: Any


@dataclass(frozen=True)
class Source:
    """The bytes of a file and its name (empty where it has none); what it cannot give raises InputError.

    `day_first` is what somebody has said of dates such as 3/5. The sentences of the errors begin after the name of the
    file: `is empty (0 bytes)`.
    """

    data: bytes = field(repr=False)
    name: str = ""
    day_first: bool | None = None

    @classmethod
    def of_lines(
        cls, lines: Sequence[Line], notes: Sequence[Skipped], name: str, day_first: bool | None = None
    ) -> "Source":
        """Some values of a JSON file that is read in pieces, and what had to be guessed or left out beside them."""
        source = cls(json.dumps([lines[0].value]).encode()[:_HEAD], name, day_first)
        vars(source)["_json_or_error"] = _Json(tuple(lines), tuple(notes))
        return source

    @cached_property
    def head(self) -> str:
        """The first characters, cheap to have; empty where the file is no text."""
        try:
            return _text_of(self.data[:_HEAD]).text
        except InputError:
            return ""

    @cached_property
    def text(self) -> Decoded:
        """All characters, with `\\n` line ends; raises InputError where the file is no text."""
        _want_bounded(self.data)
        return _text_of(self.data)

    @cached_property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return bool(_JSON_BEGINS.match(self.head))

    @cached_property
    def is_xml(self) -> bool:
        """Whether it begins as XML or HTML does."""
        return bool(_XML_BEGINS.match(self.head))

    @cached_property
    def json(self) -> Any:
        """The JSON document; of JSON Lines a list of their values. NaN and 1e400 come as floats that are not finite.

        Raises InputError where it is not JSON, is cut off, holds too many values or is nested too deep.
        """
        lines = self._json.lines
        return lines[0].value if len(lines) == 1 else [line.value for line in lines]

    @cached_property
    def json_lines(self) -> tuple[Line, ...]:
        """The values of a JSON Lines file with their lines; a plain document stands alone. Raises as `json` does."""
        return self._json.lines

    @cached_property
    def places(self) -> tuple[dict[str, Any] | list[dict[str, Any]], ...]:
        """Where the objects of a format may stand in the JSON; nowhere in a file that cannot be read as such."""
        try:
            return tuple(places(self.json)) if self.is_json else ()
        except InputError:
            return ()

    @property
    def json_notes(self) -> tuple[Skipped, ...]:
        """What had to be guessed or left out to read the JSON."""
        return self._json.notes

    @property
    def _json(self) -> "_Json":
        if isinstance(self._json_or_error, InputError):
            raise self._json_or_error
        return self._json_or_error

    @cached_property
    def _json_or_error(self) -> "_Json | InputError":
        try:
            return _read_json(self)
        except InputError as error:  # kept, so that not every format that asks reads it all again
            return error

    @cached_property
    def xml(self) -> Element:
        """The root of an XML document; raises InputError where it is none, or where it would fetch or expand things."""
        _want_bounded(self.data)
        return _read_xml(self.data)

    @cached_property
    def archive(self) -> Archive | None:
        """The entries of a ZIP file, guarded; None where it is no ZIP. Raises InputError where it is a broken one."""
        return open_archive(self.data)


@dataclass(frozen=True)
class _Json:
    lines: tuple[Line, ...]
    notes: tuple[Skipped, ...]


def _want_bounded(data: bytes) -> None:
    """Refuse at once what would fill the memory: a turn takes many times the bytes of its line."""
    if len(data) > LARGEST_TEXT:
        raise InputError(other_document(data) or TOO_LARGE)
    if data.count(b"\n") + data.count(b"\r") > 2 * MOST_LINES or data.count(b"\n") > MOST_LINES:
        raise InputError(_TOO_LONG)


def _text_of(data: bytes) -> Decoded:
    if not data.strip(b"\x00 \r\n\t"):
        raise InputError("is empty (0 bytes)" if not data else "holds nothing but blanks")
    document = other_document(data)
    if document:
        raise InputError(document)
    if data.startswith(SOUNDS):
        raise InputError("is a recording, not a transcript")
    decoded = decode(data)
    if not decoded.text.strip():
        raise InputError("holds nothing but blanks")
    return decoded


def _read_json(source: Source) -> _Json:
    data = source.data
    if data.count(b",") + data.count(b"[") + data.count(b"{") > _MOST_VALUES:
        raise InputError(f"holds more than {_MOST_VALUES:,} values, more than any transcript; split it")
    if len(data) > LARGEST_JSON and _beside_recordings(data) > LARGEST_JSON:
        raise InputError(_TOO_LARGE_JSON)
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # what it refuses is looked at below
        value = msgspec.json.decode(data)
        if len(data) > _LARGE or _names_once(data, value):
            return _Json((Line(1, value),), ())
    parser = _Parser()
    try:
        # Two bytes for each sign are UTF-8 too, with a zero behind each letter.
        return parser.whole(data.decode("utf-8") if b"\0" not in data[:4] else source.text.text, ())
    except UnicodeDecodeError:
        decoded = source.text
        return parser.whole(decoded.text, decoded.skipped)


def _names_once(data: bytes, value: Any) -> bool:
    """Whether surely no name stands twice in one object: where all names that stand in the bytes are in the value.

    A name ends in a quotation mark before a colon; escaped ones inside of texts only make them more.
    """
    return _APART.search(data) is None and data.count(b'":') == _names_in(value)


def _names_in(value: Any) -> int:
    """How many names the objects in a value have."""
    names = 0
    left: list[Any] = [[value]]
    while left:
        parts = left.pop()
        if type(parts) is dict:
            names += len(parts)
            parts = parts.values()
        left += [each for each in parts if type(each) is dict or type(each) is list]
    return names


def lines_of(text: str, first: int = 1) -> tuple[list[Line], tuple[Skipped, ...]]:
    """The values in a part of a JSON Lines file that begins with that line, and what of it is none."""
    return _Parser().lines(text, first)


def _beside_recordings(data: bytes) -> int:
    """How many bytes a JSON file holds beside strings of megabytes, such as the recording in a vCon."""
    left, place = len(data), _RECORDING
    while place < len(data):
        begin, end = data.rfind(b'"', 0, place), data.find(b'"', place)
        end = len(data) if end < 0 else end
        left -= end - begin if end - begin > _RECORDING else 0
        place = end + _RECORDING
    return left


class _Parser:
    """Reads JSON, and tells of keys that are there twice."""

    def __init__(self) -> None:
        self._twice: list[str] = []

    def whole(self, text: str, notes: Sequence[Skipped]) -> _Json:
        """The document in a text, else its lines."""
        text = text.removeprefix("\ufeff")
        try:
            return _Json((Line(1, self._value(text)),), self._with_twice(notes))
        except json.JSONDecodeError as error:
            lines, bad = self._lines(text, 1) if error.msg == "Extra data" else ([], [])
            # Where the first line is whole and the rest is not, the file was cut off in its second line.
            begun = bool(lines) and lines[0].number == 1 and isinstance(lines[0].value, dict)
            if len(lines) < 2 and not begun:
                raise InputError(_why(text, error)) from error
            return _Json(tuple(lines), self._with_twice((*notes, *bad)))

    def lines(self, text: str, first: int) -> tuple[list[Line], tuple[Skipped, ...]]:
        """The values of lines of which each is one, and what else stands among them."""
        lines, bad = self._lines(text.removeprefix("\ufeff"), first)
        return lines, self._with_twice(bad)

    def _lines(self, text: str, first: int) -> tuple[list[Line], list[Skipped]]:
        lines, bad = [], []
        for number, line in enumerate(text.split("\n"), start=first):
            try:
                if line.strip():
                    lines.append(Line(number, self._value(line)))
            except json.JSONDecodeError:
                bad.append(Skipped(f"line {number}", "it is not JSON and was left out"))
        return lines, bad

    def _value(self, text: str) -> Any:
        try:
            return json.loads(text, object_pairs_hook=self._object)
        except RecursionError as error:
            raise InputError(_TOO_DEEP) from error
        except json.JSONDecodeError:
            raise
        except ValueError as error:  # a whole number of more than 4,300 digits
            raise InputError("holds a number that is too long to be read") from error

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            self._twice += sorted({name for name in names if names.count(name) > 1})
        return found

    def _with_twice(self, notes: Sequence[Skipped]) -> tuple[Skipped, ...]:
        names = list(dict.fromkeys(self._twice))
        shown = ", ".join(f"“{name[:40]}”" for name in names[:_MOST_NOTES])
        told = (Skipped("file", f"names that stand twice in one object count by the last: {shown}"),) if names else ()
        return (*notes, *told)


def _why(text: str, error: json.JSONDecodeError) -> str:
    rest = text[error.pos :].rstrip()
    # A number, a word or an escape that ends in its middle is told of where it begins.
    if _ENDS_WITHIN.fullmatch(rest) or error.msg.startswith("Unterminated string"):
        return _CUT_OFF
    where = f"line {error.lineno}, column {error.colno}"
    rest = text[error.pos : error.pos + 2]
    if rest in ("//", "/*") or rest[:1] in ("#", "]", "}"):
        return f"is no valid JSON at {where}: take comments and commas before a closing bracket out"
    if rest[:1] == "'":
        return f"is no valid JSON at {where}: texts must stand in double quotation marks"
    return f"is no valid JSON at {where} ({error.msg})"


class _Shallow(TreeBuilder):
    """Builds a tree, but not one that goes deeper than any document."""

    _depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Take the beginning of an element."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InputError(_TOO_DEEP)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """Take the end of an element."""
        self._depth -= 1
        return super().end(tag)


def _read_xml(data: bytes) -> Element:
    parser = DefusedXMLParser(target=_Shallow())
    data = data.lstrip(b" \t\r\n")  # a declaration behind blanks is refused
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        # Saved anew by an editor, it still says in which encoding it was before.
        data = _DECLARED.sub("", decode(data).text).encode()
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException as error:
        raise InputError("holds XML entities, which are not expanded here; export it without them") from error
    except ParseError as error:
        if "no element found" in str(error) or "unclosed token" in str(error):
            raise InputError(_CUT_OFF) from error
        raise InputError(f"is no valid XML ({error})") from error
    except (LookupError, ValueError) as error:
        raise InputError(f"is XML in an encoding that cannot be read ({error})") from error

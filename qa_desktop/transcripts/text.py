"""From the bytes of a text file to its characters, whatever wrote it."""

import codecs
import re
from dataclasses import dataclass

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))
_LOOKED_AT = 4096
# Controls; what turns the direction of text around, and could let a line read as another; halves of characters.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff]")
_HALVES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


@dataclass(frozen=True)
class Decoded:
    """The characters of a file with `\\n` line ends, and what had to be guessed or left out."""

    text: str
    skipped: tuple[Skipped, ...] = ()


def harmless(text: str) -> str:
    """A text without what is not seen and could disguise it: control characters and those that turn its direction.

    Marks that only say how a right-to-left text runs stay, as do joiners inside emoji. Half a character is shown as �.
    """
    if text.isascii() and text.isprintable():  # most of what is said, and there is nothing to look for
        return text
    return _HALVES.sub("\ufffd", _HIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def decode(data: bytes) -> Decoded:
    """Decode by byte order mark, as UTF-8, as UTF-16, and line by line as Windows-1252 where it is not UTF-8.

    Raises InputError (without the file's name) where the bytes are no text.
    """
    if data.isascii() and len(data.translate(None, _CONTROL_BYTES)) == len(data):  # most, and there is nothing to do
        plain = data.decode("ascii")
        return Decoded(plain.replace("\r\n", "\n").replace("\r", "\n") if "\r" in plain else plain)
    text, notes = _characters(data)
    head = text[:_LOOKED_AT]
    if len(_CONTROLS.findall(head)) > len(head) * 0.08 or head.count("\ufffd") > len(head) * 0.3:
        raise InputError("is not a text file")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(_CONTROLS.sub("", text), (*notes, *_controls_found(text)))


def _characters(data: bytes) -> tuple[str, tuple[Skipped, ...]]:
    encoding, start = _encoding(data)
    body = data[start:]
    if encoding != "utf-8":
        return body.decode(encoding, errors="replace"), ()
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _line_by_line(body)


def _encoding(data: bytes) -> tuple[str, int]:
    """The encoding, and how many bytes its mark takes."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, len(mark)
    head = data[:_LOOKED_AT]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # Without a mark, Latin text in UTF-16 is recognised by the zero in every other byte.
    if odd > len(head) * 0.15 and even * 4 < odd:
        return "utf-16-le", 0
    if even > len(head) * 0.15 and odd * 4 < even:
        return "utf-16-be", 0
    return "utf-8", 0


def _line_by_line(data: bytes) -> tuple[str, tuple[Skipped, ...]]:
    lines: list[str] = []
    guessed: list[int] = []
    understood = False
    for number, line in enumerate(re.split(rb"\r\n|\n|\r", data), start=1):
        try:
            lines.append(line.decode("utf-8"))
            understood = understood or not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            guessed.append(number)
    if not understood:
        return "\n".join(lines), (Skipped("file", "it is not UTF-8 and was read as Windows-1252"),)
    reason = "the line is not UTF-8 like the others and was read as Windows-1252"
    return "\n".join(lines), tuple(Skipped(f"line {number}", reason) for number in guessed)


def _controls_found(text: str) -> tuple[Skipped, ...]:
    if not _CONTROLS.search(text):
        return ()
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if _CONTROLS.search(line)]
    more = f" and in {len(lines) - 1} more lines" if len(lines) > 1 else ""
    return (Skipped(f"line {lines[0]}", f"control characters were left out here{more}"),)

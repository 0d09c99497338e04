"""Texts from outside, made safe for a cell, a note and a footer."""

import re
from typing import Final

CELL_LIMIT: Final = 32_767
"""The most UTF-16 units that a cell may hold."""

NOTE_LIMIT: Final = 4_000
"""Where a note on a cell is cut, in UTF-16 units; the whole text stands on the Data sheet."""

FOOTER_LIMIT: Final = 60
"""Where a text in a footer is cut; Excel allows 255 signs for all three parts together."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: str, limit: int = CELL_LIMIT) -> str:
    """The text without what XML or Excel cannot hold: control characters, lone surrogates, more than the limit."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text  # as nearly all are
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    plain = _UNWRITABLE.sub("", joined.replace("\r\n", "\n").replace("\r", "\n"))
    if _units(plain) <= limit:
        return plain
    cut = plain.encode("utf-16-le")[: 2 * (limit - 1)]
    return cut.decode("utf-16-le", "ignore") + "…"


def one_line(text: str, limit: int = CELL_LIMIT) -> str:
    """The cleaned text with every run of white space as one space."""
    return clean(" ".join(clean(text).split()), limit)


def harmless(text: str) -> str:
    """The text of a CSV field, with an apostrophe before what a spreadsheet would take for a formula.

    An apostrophe that stands first gets another, so that the text can be had again.
    """
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def escaped(text: str) -> str:
    """The text with `_x0041_` spelled so that Excel shows it instead of reading a sign into it."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2

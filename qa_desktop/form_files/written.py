"""Numbers, shares and answers as people write them, read exactly from their text."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})")
_RATIO: Final = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})")
_SWITCH: Final = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_ANSWERS: Final = {"n/a": "na", "true": "yes", "false": "no"}


def decimal(text: str) -> Decimal | None:
    """A plain decimal number."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def fraction(text: str) -> Fraction | None:
    """A number, or a ratio such as 1/3."""
    ratio = _RATIO.fullmatch(text)
    if ratio:
        return Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else None
    number = decimal(text)
    return Fraction(number) if number is not None else None


def share(text: str) -> Fraction | None:
    """A share of the whole: a number, a ratio, or a percentage such as 50 %."""
    if not text.endswith("%"):
        return fraction(text)
    number = decimal(text[:-1].rstrip())
    return Fraction(number) / 100 if number is not None else None


def switch(text: str) -> bool | None:
    """True or false, yes or no, on or off."""
    return _SWITCH.get(text.lower())


def answer_id(text: str, plain: bool = True) -> str:
    """The id of an answer: yes, no and na in any case, unquoted true and false, and 4.0 for 4."""
    lowered = text.lower()
    if lowered in ("yes", "no", "na", "n/a"):
        return _ANSWERS.get(lowered, lowered)
    if plain and lowered in _ANSWERS:
        return _ANSWERS[lowered]
    number = re.fullmatch(r"(\d{1,15})\.0+", text)
    return number[1] if number else text

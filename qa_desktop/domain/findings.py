"""Findings: what is wrong with a form, or could be better, and where."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding stands in the way of using the form."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """One thing to put right; `place` is the id of a standard or section ("" for the form), `line` counts from 1."""

    severity: Severity
    place: str
    field: str
    message: str
    line: int | None = None


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that a misspelt one most likely means; "" when none is near."""
    by_folded = {name.lower(): name for name in sorted(set(known))}
    near = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the known word nearest to a misspelt one, or what there is when nothing is near."""
    names = sorted(set(known))
    near = nearest(word, names)
    if near:
        return f'did you mean "{near}"?'
    if not names:
        return "there is none to name"
    listed = ", ".join(names[:12])
    return f"choose from {listed}{' and others' if len(names) > 12 else ''}"

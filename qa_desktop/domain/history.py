"""What differs between two states of an evaluation, and what is told of its past."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.evaluations import Content


@dataclass(frozen=True)
class Difference:
    """A standard that was answered otherwise; no standard means the overall comment."""

    standard: str
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Deletion:
    """That an evaluation was deleted, or brought back."""

    at: datetime
    device: UUID
    author: UUID | None
    deleted: bool
    reason: str


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Every standard that was answered otherwise, and the overall comment first where it differs."""
    overall = () if before.comment == after.comment else (_overall(before, after),)
    standards = dict.fromkeys((*before.answers, *after.answers))
    none = Answer()
    pairs = ((key, before.answers.get(key, none), after.answers.get(key, none)) for key in standards)
    return (*overall, *(Difference(*pair) for pair in pairs if pair[1] != pair[2]))


def _overall(before: Content, after: Content) -> Difference:
    return Difference("", Answer(comment=before.comment), Answer(comment=after.comment))

"""What an import did: file by file, and in one line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from qa_desktop.domain.changes import Changes
from qa_desktop.services.import_headerless import FormatQuestion


class Result(StrEnum):
    """What became of a file, a row or an interaction."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True)
class FileOutcome:
    """What became of a file or of a row of a sheet, and what there is to say about it."""

    name: str
    result: Result
    sentence: str = ""


@dataclass(frozen=True)
class Unrecognised:
    """A table or JSON (posix path) that a mapping may read, and the names of the templates that it has the form of.

    `guessed` says that it was read by what its columns are called.
    """

    file: str
    templates: tuple[str, ...] = ()
    guessed: bool = False


@dataclass(frozen=True)
class Unjoined:
    """A new interaction that lacks what others that came with it have: a person may join two of them."""

    key: UUID
    name: str
    lacks: str


@dataclass(frozen=True)
class Progress:
    """How many of the things found have been dealt with, and which was the last."""

    done: int
    total: int
    name: str = ""


@dataclass(frozen=True)
class ImportReport:
    """The outcome of every file and row, what became of each interaction, and remarks about the whole.

    `questions` are about headerless files; those whose format is not known are held back until somebody says.
    `unsure_days` are files held back because nothing tells the day from the month in their dates, `unrecognised` those
    that a mapping may read, among them such files, and tables that were read, where a template is of their form. Where
    it was stopped, `left` files and rows were not looked at, or not to their end. `unjoined` are recordings,
    transcripts and rows that may belong together and could not be joined.
    """

    outcomes: tuple[FileOutcome, ...]
    interactions: Mapping[UUID, Result]
    notes: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)
    stopped: bool = False
    questions: tuple[FormatQuestion, ...] = ()
    unsure_days: tuple[str, ...] = ()
    left: int = 0
    unrecognised: tuple[Unrecognised, ...] = ()
    unjoined: tuple[Unjoined, ...] = ()

    def __or__(self, other: "ImportReport") -> "ImportReport":
        """Both together; of an interaction in both, what the first changed counts."""
        kept = {key: result for key, result in self.interactions.items() if result is not Result.UNCHANGED}
        return ImportReport(
            (*self.outcomes, *other.outcomes),
            {**self.interactions, **other.interactions, **kept},
            (*self.notes, *other.notes),
            self.changes | other.changes,
            self.stopped or other.stopped,
            (*self.questions, *other.questions),
            (*self.unsure_days, *other.unsure_days),
            self.left + other.left,
            (*self.unrecognised, *other.unrecognised),
            (*self.unjoined, *other.unjoined),
        )

    @property
    def keys(self) -> tuple[UUID, ...]:
        """The interactions that the files belong to."""
        return tuple(self.interactions)

    @property
    def counts(self) -> dict[Result, int]:
        """Interactions added, updated and unchanged; files held back; files and rows refused."""
        counted = {result: sum(each is result for each in self.interactions.values()) for result in Result}
        for result in (Result.HELD, Result.REFUSED):
            counted[result] = sum(outcome.result is result for outcome in self.outcomes)
        return counted

    @property
    def summary(self) -> str:
        """The counts as a sentence."""
        counts = self.counts
        told = [f"{counts[each]} {each}" for each in (Result.ADDED, Result.UPDATED, Result.UNCHANGED) if counts[each]]
        number = len(self.interactions)
        parts = [f"{number} interaction{'' if number == 1 else 's'}: {', '.join(told)}"] if told else []
        if counts[Result.HELD]:
            parts.append(f"{counts[Result.HELD]} held back")
        if counts[Result.REFUSED]:
            parts.append(f"{counts[Result.REFUSED]} refused")
        stopped = f" Stopped before the end: {self.left:,} left." if self.stopped else ""
        return f"{'; '.join(parts) or 'Nothing to import'}.{stopped}"

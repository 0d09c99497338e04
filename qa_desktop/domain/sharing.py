"""What travels between databases: entries of plain JSON, each with the hash that its device gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class EntryKind(StrEnum):
    """What an entry holds, in the order in which one refers to another."""

    FORM = "form"
    RECORD = "record"
    REVISION = "revision"
    REDACTION = "redaction"
    SPEECH = "speech"
    AUDIT = "audit"


@dataclass(frozen=True)
class Entry:
    """One thing that another database may lack; `sequence` is its place among what its own database has written."""

    kind: str
    key: str
    content: Mapping[str, Any]
    sequence: int = 0


@dataclass(frozen=True)
class Refusal:
    """Something from another database that was not taken: `why` is a sentence, `at` when it was first said."""

    kind: str
    key: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Reservation:
    """An interaction that somebody has taken along on a laptop, and since when."""

    interaction: UUID
    reviewer: UUID
    at: datetime


@dataclass(frozen=True)
class Arrival:
    """An entry that was read and checked on arriving.

    `value` is what it spells, `problem` why it is not taken ("" where it may be), `known` says that the same is here
    already, `weight` about how many rows taking it over writes.
    """

    entry: Entry
    value: Any = None
    problem: str = ""
    known: bool = False
    weight: int = 1


@dataclass(frozen=True)
class MergeReport:
    """What came of absorbing entries.

    `refused` says why, one sentence each; `conflicts` are the evaluations that a person must decide about now;
    `waiting` counts what is kept aside until the things it refers to arrive.
    """

    added: int = 0
    known: int = 0
    refused: tuple[str, ...] = ()
    conflicts: tuple[UUID, ...] = ()
    waiting: int = 0

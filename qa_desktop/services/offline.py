"""Taking a share of the work along on a laptop, in a database of its own, and bringing it back."""

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, person_key
from qa_desktop.domain.sharing import Entry, EntryKind, MergeReport
from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services.absorbing import AT_ONCE, Pace, absorb
from qa_desktop.services.ports import Database, UnitOfWork

_ALL: Final = 1_000_000
_WHOLE: Final = frozenset({"person", "source", "erasure"})
"""Records of which a share has all; of the others it has those of its interactions."""


@dataclass(frozen=True)
class Share:
    """Which interactions to take: at most so many, of one queue, and what one person has not submitted yet."""

    interactions: int | None = None
    queue: str = ""
    reviewer: str = ""


def choose(database: Database, wanted: Share) -> frozenset[UUID]:
    """The interactions of a share, the newest first. Raises InputError where there is none."""
    if wanted.interactions is not None and wanted.interactions < 1:
        raise InputError("Take at least one interaction along.")
    with database.reading() as work:
        reviewer = work.people.get(person_key(wanted.reviewer)) if wanted.reviewer else Person("")
        if reviewer is None:
            raise InputError(f"There is nobody called “{wanted.reviewer}”: check the name.")
        states = frozenset({State.NEW, State.DRAFT}) if wanted.reviewer else frozenset()
        lines = WorklistFilter(states=states, queue=wanted.queue)
        found = work.interactions.worklist(reviewer.key, lines, wanted.interactions or _ALL)
    if not found:
        raise InputError("There is nothing to take along: no interaction is left that fits.")
    return frozenset(item.interaction.key for item in found)


def take(database: Database, laptop: Database, share: Set[UUID]) -> int:
    """Fill a new database with a share of the work; how many interactions are in it."""
    with database.reading() as work:
        absorb(laptop, _of_share(work, share), forward=False, pace=Pace(AT_ONCE))
    return len(share)


def bring_back(database: Database, laptop: Database) -> MergeReport:
    """Take in what was written in a database that was taken along."""
    with laptop.reading() as theirs:
        return absorb(database, theirs.sharing.outbox(1, theirs.sharing.last()), forward=True, pace=Pace(AT_ONCE))


def _of_share(work: UnitOfWork, share: Set[UUID]) -> Iterator[Entry]:
    """What a share needs: forms and people whole, and everything about its interactions.

    The trail stays where it is: it is a chain, of which nobody can take a part.
    """
    wanted = {str(key) for key in share}
    for entry in work.sharing.everything():
        content = entry.content
        match entry.kind:
            case EntryKind.FORM:
                yield entry
            case EntryKind.RECORD if content["kind"] in _WHOLE or content["subject"] in wanted:
                yield entry
            case EntryKind.RECORD if content["kind"] == "tombstone" and _interaction_of(work, content) in wanted:
                yield entry
            case EntryKind.REVISION if content["subject"]["interaction"] in wanted:
                yield entry
            case EntryKind.REDACTION if content["interaction"] in wanted:
                yield entry
            case EntryKind.SPEECH if content["interaction"] in wanted:
                yield entry


def _interaction_of(work: UnitOfWork, content: object) -> str:
    """The interaction of an evaluation that was deleted."""
    assert isinstance(content, dict)
    told = json.loads(content["content"] or "{}")
    of = work.evaluations.interaction_of(UUID(told["key"])) if told.get("kind") == "evaluation" else None
    return str(of) if of else ""

"""Taking a share of the work along on a laptop, in a database of its own, and bringing it back."""

import json
import re
import shutil
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, person_key
from qa_desktop.domain.sharing import Entry, EntryKind, MergeReport
from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services import calibrating
from qa_desktop.services.absorbing import absorb
from qa_desktop.services.ports import Database, UnitOfWork
from qa_desktop.services.recording_places import recording_file

_ALL: Final = 1_000_000
_NOBODY: Final = UUID(int=0)
_WHOLE: Final = frozenset({RecordKind.PERSON, RecordKind.SOURCE, RecordKind.ERASURE, RecordKind.RETEST_PLAN})
"""Records of which a share has all; of the others it has those of its interactions."""
_OF_SESSIONS: Final = frozenset({RecordKind.SESSION, RecordKind.REVEAL, RecordKind.CLOSE})
"""Records of the sessions that ask about an interaction of the share."""
_AGREED: Final = frozenset({RecordKind.CONSENSUS, RecordKind.EXTERNAL_SCORE})


@dataclass(frozen=True)
class Share:
    """Which interactions to take: at most so many, of one queue, and what one person has not submitted yet.

    What calibration sessions still ask of that person comes first, and such a session goes along whole.
    """

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
        found = work.interactions.worklist(reviewer.key, WorklistFilter(states=states, queue=wanted.queue), _ALL)
        away = {each.interaction for each in work.sharing.reservations() if each.reviewer != reviewer.key}
    tasks = calibrating.tasks(database, reviewer) if wanted.reviewer else ()
    asked = [each.interaction.key for each in tasks if wanted.queue in ("", each.interaction.queue)]
    free = [item.interaction.key for item in found if item.interaction.key not in away]
    chosen = tuple(dict.fromkeys((*asked, *free)))[: wanted.interactions]
    if not chosen:
        raise InputError("There is nothing to take along: no interaction is left that fits.")
    with_tasks = (set(each.session.interactions) for each in tasks if each.interaction.key in chosen)
    return frozenset(chosen).union(*with_tasks)


def take(database: Database, laptop: Database, share: Set[UUID], reviewer: str = "") -> int:
    """Fill a new database with a share of the work; how many interactions are in it.

    They are reserved for the reviewer, if one is named, until they are brought back; not those that somebody else has
    taken along, which only a calibration session asks of both. Sessions of which all interactions are in the share go
    along; of the marks in one that is sealed only those of the reviewer do.
    """
    with database.reading() as work:
        absorb(laptop, _of_share(work, share, person_key(reviewer) if reviewer else None), forward=False)
    if reviewer:
        with database.writing() as work:
            away = {each.interaction for each in work.sharing.reservations()}
            work.sharing.reserve(share - away, person_key(reviewer))
    return len(share)


def bring_back(database: Database, laptop: Database) -> MergeReport:
    """Take in what was written in a database that was taken along; what was reserved for it is free again."""
    with laptop.reading() as theirs:
        report = absorb(database, theirs.sharing.outbox(1, theirs.sharing.last()), forward=True)
        there = {each.interaction.key for each in theirs.interactions.worklist(_NOBODY, WorklistFilter(), _ALL)}
    with database.writing() as work:
        work.sharing.reserve(there & {each.interaction for each in work.sharing.reservations()}, None)
    return report


@dataclass(frozen=True)
class Away:
    """How many interactions somebody has taken along, and since when at the latest."""

    reviewer: str
    interactions: int
    since: datetime


def away(database: Database) -> tuple[Away, ...]:
    """Who has taken something along, by name."""
    with database.reading() as work:
        names = {person.key: person.name for person in work.people.all()}
        found = work.sharing.reservations()
    by = {key: [each.at for each in found if each.reviewer == key] for key in {each.reviewer for each in found}}
    told = (Away(names.get(key, str(key)), len(moments), max(moments)) for key, moments in by.items())
    return tuple(sorted(told, key=lambda each: each.reviewer))


def copy_recordings(database: Database, share: Set[UUID], folder: Path) -> tuple[int, int]:
    """Copy the recordings of a share into a folder, which gets one for each root; how many, and how many are not here.

    What is there already in full is not copied again. Raises InputError where the folder takes no more.
    """
    copied = missing = 0
    for key in sorted(share):
        with database.reading() as work:
            found = work.interactions.get(key)
            file = recording_file(work, found) if found is not None else None
        if found is None or found.recording is None:
            continue
        place = folder / _as_folder(found.recording.root) / found.recording.path
        if file is None or not file.is_file() or not place.resolve().is_relative_to(folder.resolve()):
            missing += 1
            continue
        _copy(file, place)
        copied += 1
    return copied, missing


def _copy(file: Path, place: Path) -> None:
    if place.is_file() and place.stat().st_size == file.stat().st_size:
        return
    part = place.with_name(f".{place.name}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, part)
        part.replace(place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(
            f"The recordings cannot be copied to “{place.parent}” ({error.strerror}): make room there, or take the "
            "share along without them."
        ) from error


def _as_folder(root: str) -> str:
    """A root's name as that of a folder."""
    return re.sub(r'[\\/:*?"<>|]|^\.+', "_", root)


def _of_share(work: UnitOfWork, share: Set[UUID], reviewer: UUID | None) -> Iterator[Entry]:
    """What a share needs: forms and people whole, and everything about its interactions.

    The trail stays where it is: it is a chain, of which nobody can take a part.
    """
    wanted = {str(key) for key in share}
    about = [session for session in work.sessions.all() if share >= set(session.interactions)]
    sessions = {str(session.key) for session in about}
    revealed = {str(session.key) for session in about if not session.hidden}
    for entry in work.sharing.everything():
        content = entry.content
        match entry.kind:
            case EntryKind.FORM:
                yield entry
            case EntryKind.RECORD if content["kind"] in _WHOLE or content["subject"] in wanted:
                yield entry
            case EntryKind.RECORD if content["kind"] in _OF_SESSIONS and content["subject"] in sessions:
                yield entry
            case EntryKind.RECORD if content["kind"] in _AGREED and _told(content).get("interaction") in wanted:
                yield entry
            case EntryKind.RECORD if content["kind"] == "tombstone" and _interaction_of(work, content) in wanted:
                yield entry
            case EntryKind.REVISION if content["subject"]["interaction"] in wanted:
                if _goes_along(content["subject"], reviewer, revealed):
                    yield entry
            case EntryKind.REDACTION if content["interaction"] in wanted:
                yield entry
            case EntryKind.SPEECH if content["interaction"] in wanted:
                yield entry


def _goes_along(subject: dict[str, Any], reviewer: UUID | None, revealed: Set[str]) -> bool:
    """Whether somebody may hold an evaluation in a file of one's own: `domain.seals`, for what is written down."""
    occasion = subject.get("occasion")
    return occasion is None or occasion in revealed or subject["reviewer"] == str(reviewer)


def _told(content: object) -> dict[str, Any]:
    """What a record says; nothing where it was erased."""
    assert isinstance(content, dict)
    found: dict[str, Any] = json.loads(content["content"] or "{}")
    return found


def _interaction_of(work: UnitOfWork, content: object) -> str:
    """The interaction of an evaluation that was deleted."""
    told = _told(content)
    of = work.evaluations.interaction_of(UUID(told["key"])) if told.get("kind") == "evaluation" else None
    return str(of) if of else ""

"""What is held about one customer or agent, or for too long: told, exported, erased."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from qa_desktop import settings
from qa_desktop.domain import canonical
from qa_desktop.domain.blanking import WHY_ERASED
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.consensus import Consensus, ExternalScore, consensus_to_plain
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import revision_to_plain
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.privacy import About, Holding, left_of
from qa_desktop.services import erasures, recovery
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.recording_places import recording_file

_AT_ONCE = 10
"""Interactions erased in one transaction, so that others can write in between."""
_LISTED = 200
"""Interactions that a preview lists."""


def held(database: Database, about: About) -> Holding:
    """What is held, and would be erased."""
    with database.reading() as work:
        keys = tuple(work.privacy.about(about))
        return Holding(keys, work.privacy.counts(keys), tuple(_recordings(work, keys)))


def recording_files(database: Database, interactions: Sequence[UUID]) -> list[Path]:
    """The files of recordings that are on this device."""
    with database.reading() as work:
        found = (work.interactions.get(key) for key in interactions)
        files = (recording_file(work, each) for each in found if each is not None and each.recording is not None)
        return [file for file in files if file is not None]


@dataclass(frozen=True)
class Preview:
    """What would go: how much of what, the interactions that are listed, and the files of recordings on this device."""

    about: About
    holding: Holding
    interactions: tuple[Interaction, ...]
    files: tuple[Path, ...]


def preview(database: Database, about: About) -> Preview:
    """What is held, for a person to read before it is erased."""
    found = held(database, about)
    with database.reading() as work:
        listed = (work.interactions.get(key) for key in found.interactions[:_LISTED])
        lines = tuple(each for each in listed if each is not None)
    return Preview(about, found, lines, tuple(recording_files(database, found.interactions)))


def delete_files(files: Iterable[Path]) -> tuple[str, ...]:
    """Delete files of recordings; those that could not be, and why."""
    failed = []
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            failed.append(f"{file} ({error.strerror})")
    return tuple(failed)


def write_down(database: Database, about: About, file: Path, viewer: UUID | None = None) -> Mapping[str, int]:
    """Write all that is held into a file, for the owner only; how much that is. Raises InputError."""
    document = export(database, about, viewer)
    try:
        settings.write_whole(file, json.dumps(document, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise InputError(
            f"“{file}” cannot be written ({error.strerror}): see that its folder exists and has room."
        ) from error
    counts: Mapping[str, int] = document["counts"]
    return counts


def export(database: Database, about: About, viewer: UUID | None = None) -> dict[str, Any]:
    """All that is held, as plain values, in a form that a person can read.

    What is sealed from the viewer is counted and not told: it is exported once the calibration is revealed.
    """
    with database.reading(viewer) as work:
        keys = work.privacy.about(about)
        return {"counts": work.privacy.counts(keys), "interactions": [_document(work, key) for key in keys]}


def erase(
    database: Database,
    about: About,
    author: Person,
    now: datetime,
    reason: str = "",
    progress: Callable[[int, int], None] = lambda *_: None,
) -> tuple[Holding, Changes]:
    """Erase it for good: every hash stays true, and no merge and no backup brings it back.

    `progress` hears how many of how many interactions are done. Raises InputError unless a lead or an administrator
    does it, and where the list of what was erased cannot be written.
    """
    refuse_reviewers(author)
    found = held(database, about)
    total, why = len(found.interactions), " ".join(reason.split())
    for start in range(0, total, _AT_ONCE):
        part = found.interactions[start : start + _AT_ONCE]
        with database.writing() as work:
            known = [each for key in part if (each := work.interactions.get(key)) is not None]
            left = [left_of(each, without_agent=bool(about.agent)) for each in known]
            work.privacy.erase(left, author.key, purge=start + _AT_ONCE >= total)
            for key in part:
                work.audit.add(AuditEntry(now, database.device, author.key, WHY_ERASED, "interaction", key, why))
        progress(start + len(part), total)
    recovery.scrub(database, settings.recovery_folder())
    try:
        erasures.settle(database)
    except OSError as error:
        raise InputError(
            f"It is erased; but the list beside the database that keeps a backup from bringing it back cannot be "
            f"written ({error.strerror}): make room there, and open the database again."
        ) from error
    return found, Changes.of(Changed.INTERACTION, *found.interactions)


def refuse_reviewers(person: Person) -> None:
    """Raise InputError unless somebody may look after personal data."""
    if person.role is PersonRole.REVIEWER:
        raise InputError(
            f"Personal data are for leads and administrators to look after, and {person.name} is a reviewer: ask one."
        )


def age_limit(written: str, now: datetime) -> datetime:
    """The moment that lies as long ago as `24m`, `90d` or `2y` says. Raises InputError."""
    number, unit = written[:-1], written[-1:].casefold()
    if not number.isascii() or not number.isdigit() or unit not in ("d", "m", "y") or not 0 < int(number) < 10_000:
        raise InputError(f"“{written}” is no age: write days as 90d, months as 24m or years as 2y.")
    if unit == "d":
        return datetime.fromordinal(max(now.toordinal() - int(number), 1)).replace(tzinfo=now.tzinfo)
    months = now.year * 12 + now.month - 1 - int(number) * (12 if unit == "y" else 1)
    if months < 12:
        raise InputError(f"“{written}” is before all calendars: name a shorter age.")
    return datetime(months // 12, months % 12 + 1, min(now.day, 28), tzinfo=now.tzinfo)


def _recordings(work: UnitOfWork, keys: Sequence[UUID]) -> list[tuple[str, str]]:
    found = (work.interactions.get(key) for key in keys)
    return [(each.recording.root, each.recording.path) for each in found if each is not None and each.recording]


def _document(work: UnitOfWork, key: UUID) -> dict[str, Any]:
    interaction, transcript = work.interactions.get(key), work.interactions.transcript(key)
    chains = [work.evaluations.revisions(evaluation) for evaluation in work.privacy.evaluations(key)]
    return {
        "interaction": canonical.plain(interaction),
        "transcript": None if transcript is None else canonical.plain(transcript),
        "evaluations": [[revision_to_plain(revision) for revision in chain] for chain in chains if chain],
        "sealed_evaluations": sum(not chain for chain in chains),
        "agreed": [_agreed(each) for each in work.consensus.about(key)],
        "redactions": [canonical.plain(each) for each in work.redactions.of(key)],
        "audit": [canonical.plain(each) for each in work.audit.of(key)],
    }


def _agreed(entry: Consensus | ExternalScore) -> Any:
    return consensus_to_plain(entry) if isinstance(entry, Consensus) else canonical.plain(entry)

"""The folders under which recordings lie on this device, and finding those that were moved."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import JOINED, Interaction, Recording
from qa_desktop.domain.keys import key_from_outside
from qa_desktop.domain.people import Person
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork

_CHECKED_AT_MOST = 20


def root_key(name: str) -> UUID:
    """The key under which the audit trail and the changes speak of a root."""
    return key_from_outside("recording root", name)


def file_hash(file: Path) -> str:
    """SHA-256 of a file's content; raises InputError when it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"“{file.name}” cannot be read: {error.strerror or error}.") from error


def root_for(work: UnitOfWork, folder: Path, entry: AuditEntry, own_name: str = "") -> tuple[str, Changes]:
    """The name of the root that stands for a folder on this device, mapped now where it was not."""
    known = work.roots.all()
    for name, where in known.items():
        if Path(where) == folder:
            return name, Changes()
    wanted = own_name or folder.name or "recordings"
    name, number = wanted, 1
    while name in known or (name == JOINED and not own_name):
        number += 1
        name = f"{wanted} ({number})"
    return name, _map(work, name, folder, entry)


def is_here(roots: Mapping[str, str], recording: Recording) -> bool:
    """Whether the file of a recording is where this device expects it."""
    return recording.root in roots and Path(roots[recording.root], recording.path).is_file()


def recording_file(work: UnitOfWork, interaction: Interaction) -> Path | None:
    """The file, whether or not it is there; None where there is no recording or its root is not known here."""
    recording = interaction.recording
    folder = work.roots.all().get(recording.root) if recording else None
    return Path(folder, recording.path) if recording and folder is not None else None


def locate(database: Database, what: str, place: Path, author: Person, now: datetime) -> Changes:
    """Point a recording (by its SHA-256) to a file, or a root (by its name) to a folder, once the content was checked.

    Raises InputError when the file is another recording, or the folder does not hold the recordings of the root.
    """
    place = place.absolute()
    entry = AuditEntry(now, database.device, author.key, "recording located", "interaction", author.key)
    if place.is_dir():
        return _locate_folder(database, what, place, entry)
    if file_hash(place) != what:
        raise InputError(f"“{place.name}” is another recording: its content is not that of the missing one.")
    return _locate_file(database, what, place, entry)


def _locate_file(database: Database, sha256: str, file: Path, entry: AuditEntry) -> Changes:
    with database.writing() as work:
        found = work.interactions.with_recording(sha256)
        if found is None or found.recording is None:
            raise InputError("No interaction has this recording any more; refresh the worklist with F5.")
        root, path, changes = _place_of(work, file, entry)
        if not work.interactions.relocate(sha256, replace(found.recording, root=root, path=path)):
            return changes
        work.audit.add(replace(entry, key=found.key, detail=f"{root}: {path}"))
        return changes | Changes.of(Changed.INTERACTION, found.key)


def _place_of(work: UnitOfWork, file: Path, entry: AuditEntry) -> tuple[str, str, Changes]:
    """Root and path of a file: under a known root where one holds it, else under a new one for its folder."""
    holding = [(name, Path(where)) for name, where in work.roots.all().items() if file.is_relative_to(where)]
    if holding:
        name, folder = max(holding, key=lambda pair: len(pair[1].parts))
        return name, file.relative_to(folder).as_posix(), Changes()
    name, changes = root_for(work, file.parent, entry)
    return name, file.name, changes


def _locate_folder(database: Database, what: str, folder: Path, entry: AuditEntry) -> Changes:
    with database.reading() as work:
        mapped = work.roots.all()
        named = work.interactions.with_recording(what)
        root = named.recording.root if named and named.recording else what
        interactions = work.interactions.under_root(root)
    recordings = [each.recording for each in interactions if each.recording]
    if not recordings:
        raise InputError(f"No recording belongs to “{what}”.")
    _check_folder(root, recordings, folder, mapped)
    with database.writing() as work:
        changes = _map(work, root, folder, entry)
    return changes | Changes.of(Changed.INTERACTION, *(each.key for each in interactions))


def _check_folder(root: str, recordings: Sequence[Recording], folder: Path, mapped: Mapping[str, str]) -> None:
    """The new folder must hold more of the recordings than the old, and what it holds must be them."""
    there = [each for each in recordings if (folder / each.path).is_file()]
    before = sum(is_here(mapped, each) for each in recordings)
    if len(there) <= before:
        raise InputError(f"“{folder.name}” holds {len(there)} of the {len(recordings)} recordings of “{root}”.")
    # Hashing thousands of recordings would take minutes; a spread of them tells a wrong folder from the right one.
    step = max(1, len(there) // _CHECKED_AT_MOST)
    for recording in there[::step][:_CHECKED_AT_MOST]:
        if file_hash(folder / recording.path) != recording.sha256:
            raise InputError(f"“{recording.path}” in “{folder.name}” is another recording of the same name.")


def _map(work: UnitOfWork, name: str, folder: Path, entry: AuditEntry) -> Changes:
    work.roots.put(name, str(folder))
    told = replace(entry, action="root mapped", kind="recording root", key=root_key(name), detail=f"{name}: {folder}")
    work.audit.add(told)
    return Changes.of(Changed.RECORDING_ROOT, root_key(name))

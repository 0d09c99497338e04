"""What is asked once for each source of recordings: on which channel its agents are, how headerless files are coded."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import JOINED
from qa_desktop.domain.people import Person
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.recording_places import root_for, root_key

_SIDES = ("left", "right")
_KIND = "recording root"


def set_agent_channel(
    database: Database, interaction: UUID, channel: int, whole_source: bool, author: Person, now: datetime
) -> Changes:
    """Say which channel is the agent (0 left, 1 right): in this recording alone, or in all of its source.

    For the whole source it holds wherever nothing else is known of a recording itself, by its sheet, its file name or
    an answer of its own; the recording at hand takes it from there too. What was joined from two legs comes from many
    places: there it holds for the recording alone. Nothing changes where there is no recording.
    """
    if channel not in (0, 1):
        raise InputError("The agent is on the left channel (0) or on the right one (1).")
    with database.writing() as work:
        found = work.interactions.get(interaction)
        if found is None or found.recording is None:
            return Changes()
        told = "agent's side set"
        entry = AuditEntry(now, database.device, author.key, told, "interaction", interaction, _SIDES[channel])
        if whole_source and found.recording.root != JOINED:
            return _for_source(work, found.recording.root, interaction, channel, entry)
        if not work.interactions.set_agent_channel(interaction, channel):
            return Changes()
        work.audit.add(entry)
    return Changes.of(Changed.INTERACTION, interaction)


def _for_source(work: UnitOfWork, root: str, interaction: UUID, channel: int, entry: AuditEntry) -> Changes:
    before = work.sources.agent_channel(root)
    work.sources.set_agent_channel(root, channel)
    left_to_source = work.interactions.set_agent_channel(interaction, None)
    if before == channel and not left_to_source:
        return Changes()
    told = replace(entry, action="agent's side set for the source", kind=_KIND, key=root_key(root))
    work.audit.add(replace(told, detail=f"{root}: {_SIDES[channel]}"))
    touched = {interaction} if before == channel else {interaction, *work.sources.inheriting(root)}
    return Changes.of(Changed.INTERACTION, *touched)


def remember_format(
    database: Database, folder: Path, suffix: str, raw: RawFormat, author: Person, now: datetime
) -> Changes:
    """Remember in which format the headerless files with an ending are in a folder and below; again changes nothing.

    The folder becomes a root where it is none yet.
    """
    with database.writing() as work:
        entry = AuditEntry(now, database.device, author.key, "", _KIND, root_key(folder.name))
        root, changes = root_for(work, folder, entry)
        return changes | _remember(work, root, suffix, raw, entry)


def known_format(work: UnitOfWork, folder: Path, suffix: str) -> RawFormat | None:
    """The format of headerless files with that ending in a folder: what was said of it, else of a folder around it."""
    around = [(Path(where), name) for name, where in work.roots.all().items() if folder.is_relative_to(where)]
    for _, name in sorted(around, key=lambda each: -len(each[0].parts)):
        found = work.sources.formats(name).get(suffix.lower())
        if found is not None:
            return found
    return None


def _remember(work: UnitOfWork, root: str, suffix: str, raw: RawFormat, entry: AuditEntry) -> Changes:
    ending = suffix.lower()
    if work.sources.formats(root).get(ending) == raw:
        return Changes()
    work.sources.set_format(root, ending, raw)
    told = f"{root}: {ending} is {raw}"
    work.audit.add(replace(entry, action="headerless format set", key=root_key(root), detail=told))
    return Changes.of(Changed.RECORDING_ROOT, root_key(root))

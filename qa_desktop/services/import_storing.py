"""Storing what was prepared: in small transactions, what is new many at once; an interaction is whole or not there."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError, UnfitError
from qa_desktop.domain.interactions import Interaction, Recording, interaction_key
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.services.import_asking import Questions, answers
from qa_desktop.services.import_items import Item, interaction_from
from qa_desktop.services.import_meeting import is_older, meet, told_apart
from qa_desktop.services.import_report import FileOutcome, Result, Unjoined
from qa_desktop.services.offsets import with_offset
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.recording_places import is_here, root_for

_ITEMS_AT_ONCE = 64
_TURNS_AT_ONCE = 2000
_SECONDS_AT_MOST = 0.5
"""After which what waits is stored, so that whoever watches sees what is done."""


class Storing:
    """Stores items in small units of work, so that others can write in between."""

    def __init__(self, database: Database, entry: AuditEntry) -> None:
        self.outcomes: list[FileOutcome] = []
        self.results: dict[UUID, Result] = {}
        self.changes = Changes()
        self._database = database
        self._entry = entry
        self._waiting: list[Item] = []
        self._turns = 0
        self._since = 0.0
        self._alone: dict[UUID, Unjoined | None] = {}

    @property
    def unjoined(self) -> tuple[Unjoined, ...]:
        """New interactions that lack what others of these have, if there are any such others."""
        alone = [each for each in self._alone.values() if each is not None]
        return tuple(alone) if len({each.lacks for each in alone}) > 1 else ()

    @property
    def idle(self) -> bool:
        """Whether all that was taken is stored for good."""
        return not self._waiting

    def add(self, item: Item) -> bool:
        """Take an item, and store what waits when it is enough: whether that was done."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(item)
        self._turns += len(item.transcript.turns) if item.transcript else 0
        enough = len(self._waiting) >= _ITEMS_AT_ONCE or self._turns >= _TURNS_AT_ONCE
        if enough or time.monotonic() - self._since > _SECONDS_AT_MOST:
            self.flush()
        return self.idle

    def flush(self) -> None:
        """Store what waits in one transaction; where that fails for one of them, each in a transaction of its own."""
        waiting, self._waiting, self._turns = self._waiting, [], 0
        if len(waiting) > 1 and self._refusal(waiting) is None:
            return
        for item in waiting:
            refusal = self._refusal([item])
            if refusal is not None:
                self.outcomes += [FileOutcome(name, Result.REFUSED, refusal) for name in item.names]

    def _refusal(self, items: Sequence[Item]) -> str | None:
        """Store items, or none of them where one is at fault: then why.

        Raises InputError when the database itself fails.
        """
        try:
            with self._database.writing() as work:
                stored = _Batch(work, self._entry).store(items)
        except UnfitError as error:
            return str(error)
        except InputError:
            raise
        except Exception as error:  # a fault of ours with one item must not take the others along, nor be hidden
            return f"It cannot be stored, by a fault of the program ({type(error).__name__}: {error})."
        for item, each in zip(items, stored, strict=True):
            self.outcomes += [FileOutcome(name, each.result, each.said_of(item)) for name in item.names]
            if each.result is Result.ADDED:
                self._alone[each.key] = _alone(each.key, item)
            elif each.result is Result.UPDATED:  # something has joined it
                self._alone.pop(each.key, None)
            before = self.results.get(each.key)
            if before in (None, Result.UNCHANGED):
                self.results[each.key] = each.result
            self.changes |= each.changes
        return None


def _alone(key: UUID, item: Item) -> Unjoined | None:
    """What is missing where an item is a part of a call alone; None where it is whole, or no call."""
    name = (item.row.external_id if item.row else "") or item.label or item.number
    words = item.transcript if item.transcript and item.transcript.turns else None
    if item.recording is not None:
        return None if words else Unjoined(key, name, "a recording without a transcript")
    if words:
        return Unjoined(key, name, "a transcript without a recording") if words.channel == "call" else None
    return Unjoined(key, name, "a row without a file") if item.row else None


@dataclass(frozen=True)
class _Stored:
    key: UUID
    result: Result
    changes: Changes
    same_as: str = ""
    """The name under which the sound of an unchanged recording is known already."""
    joined: str = ""
    """How it came to belong to an interaction that was there."""

    def said_of(self, item: Item) -> str:
        """What there is to say about an item once it is stored."""
        known = f"Same sound as “{self.same_as}”." if self.same_as else ""
        return " ".join(filter(None, (self.joined, known, item.sentence)))


class _Batch:
    """Items that are stored in one transaction."""

    def __init__(self, work: UnitOfWork, entry: AuditEntry) -> None:
        self._work = work
        self._entry = entry
        self._new: list[tuple[Interaction, Transcript | None]] = []
        self._told: list[AuditEntry] = []

    def store(self, items: Sequence[Item]) -> list[_Stored]:
        """Store items in their order; runs of new ones together."""
        asked = [Questions.of(item) for item in items]
        here = answers(self._work.interactions, asked)
        stored: list[_Stored] = []
        for item, questions in zip(items, asked, strict=True):
            if here.answer(questions):
                self._write_new()
                stored.append(self._store(item))
                known = self._work.interactions.get(stored[-1].key)
                if known is not None:
                    here.add(known)
            else:
                stored.append(self._add(item))
                here.add(self._new[-1][0])
        self._write_new()
        return stored

    def _add(self, item: Item) -> _Stored:
        """Take an item that is about no interaction that is stored, to write it together with others."""
        key = interaction_key(item.source, item.number)
        item, changes = self._placed(item, None)
        self._new.append((interaction_from(item, key, None), item.transcript))
        self._told.append(self._entry_of("interaction imported", key, ", ".join(item.names)))
        return _Stored(key, Result.ADDED, changes | Changes.of(Changed.INTERACTION, key))

    def _write_new(self) -> None:
        self._work.interactions.put_new(self._new)
        self._work.audit.add_all(self._told)
        self._new, self._told = [], []

    def _store(self, item: Item) -> _Stored:
        """Store an item that may be about an interaction that is there."""
        work = self._work
        item = told_apart(work.interactions, item)
        meeting, given = meet(work.interactions, item), item.recording
        before = meeting.known
        key = before.key if before else interaction_key(item.source, item.number)
        item, changes = self._placed(item, before)
        if before is not None and is_older(work.interactions, item, before):
            item = replace(item, transcript=None)
        changed = work.interactions.put(interaction_from(item, key, before))
        told = item.transcript
        if told is not None and told.turns and before is not None and before.turns and not told.offset:
            told = with_offset(told, work.interactions.transcript_offset(key))
        # Metadata without turns never take the place of what was said.
        if told is not None and (told.turns or not (before and before.turns)):
            changed = work.interactions.put_transcript(key, told) or changed
        if not changed:
            return _Stored(key, Result.UNCHANGED, changes, _other_name(given, before))
        result = Result.UPDATED if before else Result.ADDED
        detail = _difference(before, work.interactions.get(key)) if before else ", ".join(item.names)
        action = "interaction imported" if before is None else "interaction updated by import"
        work.audit.add(self._entry_of(action, key, detail))
        return _Stored(key, result, changes | Changes.of(Changed.INTERACTION, key), joined=meeting.sentence)

    def _entry_of(self, action: str, key: UUID, detail: str) -> AuditEntry:
        told = self._entry
        return AuditEntry(told.at, told.device, told.author, action, told.kind, key, detail)

    def _placed(self, item: Item, before: Interaction | None) -> tuple[Item, Changes]:
        """The item with the root of its recording; one that is known and still where it was stays there."""
        new, old = item.recording, before.recording if before else None
        if new is None:
            return item, Changes()
        if old is not None and old.sha256 == new.sha256:
            side = item.row.agent_channel if item.row else None
            if old.own.agent_channel is not None and side is None:
                new = replace(new, agent_channel=old.agent_channel)
            if is_here(self._work.roots.all(), old):
                seconds = old.duration if old.raw == new.raw else new.duration
                return replace(item, recording=replace(new, root=old.root, path=old.path, duration=seconds)), Changes()
        folder = item.folder or Path(new.path).parent
        root, changes = root_for(self._work, folder, self._entry, item.own_root)
        return replace(item, recording=replace(new, root=root)), changes


def _other_name(given: Recording | None, before: Interaction | None) -> str:
    """The name of the known file with the same sound, where it is not the name of the one at hand."""
    old = before.recording if before else None
    if old is None or given is None or old.sha256 != given.sha256:
        return ""
    known = Path(old.path).name
    return "" if known == Path(given.path).name else known


def _difference(before: Interaction, after: Interaction | None) -> str:
    """The fields that an update changed."""
    names = [name for name in vars(before) if getattr(before, name) != getattr(after, name, None)]
    return ", ".join(name.replace("_", " ") for name in names) or "transcript"

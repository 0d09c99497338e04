"""Bringing recordings, transcripts, chats and sheets into the database; twice changes nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Interaction, Recording, interaction_key
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.imports.joining import Joining, join
from qa_desktop.imports.names import NamePattern
from qa_desktop.imports.sheet import SheetRow, read_sheet
from qa_desktop.services.import_headerless import ANY_ENDING as ANY_ENDING
from qa_desktop.services.import_headerless import FormatQuestion as FormatQuestion
from qa_desktop.services.import_headerless import Headerless
from qa_desktop.services.import_items import HAND_SOURCE, Item, interaction_from
from qa_desktop.services.import_meeting import is_older, meet, told_apart
from qa_desktop.services.import_preparing import Preparing
from qa_desktop.services.import_report import FileOutcome as FileOutcome
from qa_desktop.services.import_report import ImportReport as ImportReport
from qa_desktop.services.import_report import Progress as Progress
from qa_desktop.services.import_report import Result as Result
from qa_desktop.services.import_sources import gather
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.recording_places import is_here, root_for
from qa_desktop.services.recording_places import locate as locate
from qa_desktop.transcripts.mapping import Mapping as Template

_ITEMS_AT_ONCE = 16
_TURNS_AT_ONCE = 1000


def import_paths(
    database: Database,
    paths: Sequence[Path],
    sheet: Path | None,
    author: Person,
    now: datetime,
    on_progress: Callable[[Progress], bool] | None = None,
    formats: Mapping[str, RawFormat] | None = None,
    only: Collection[str] = (),
    day_first: bool | None = None,
    mapping: Template | None = None,
    among: Collection[Path] | None = None,
    names: NamePattern | None = None,
) -> ImportReport:
    """Import files and folders; what cannot be read is reported and stops nothing else.

    The callback may stop it with False: what was imported by then stays. `formats` says what files without a header
    hold, by their ending (`ANY_ENDING` for all), and is remembered; of files whose format nobody has said, the report
    asks. `only` names the recordings (posix paths) to import of all that there are, with what belongs to them.
    `day_first` says how dates such as 3/5 are meant where nothing else tells; without it such files are held back.
    `mapping` tells how to read the files that it is meant for. Of what lies in folders only files `among` those named
    are looked at, where that is said. `names` is a pattern by which the names of files tell what belongs together.
    Raises InputError when the sheet that was named cannot be read, the pattern takes too long, or the database fails.
    """
    sources = gather(paths, sheet, mapping, among)
    joining = join(sources.recordings, sources.texts, sources.rows, names)
    if only:
        sources.outcomes.clear()
        joining = Joining(tuple(call for call in joining.calls if not set(only).isdisjoint(call.sound.paths)), (), ())
    total = len(joining.calls) + len(joining.texts) + len(joining.rows)
    headerless = Headerless(database, formats or {})
    preparing = Preparing(sources, headerless, day_first, mapping)
    storing = _Storing(database, AuditEntry(now, database.device, author.key, "", "interaction", author.key))
    stopped = False
    for done, (name, items) in enumerate(preparing.items(joining), start=1):
        for item in items:
            storing.add(item)
        if on_progress is not None and not on_progress(Progress(done, total, name)):
            stopped = done < total
            break
    storing.flush()
    outcomes = (*storing.outcomes, *preparing.outcomes)
    notes = (*preparing.notes, *joining.notes)
    changes = storing.changes | headerless.remember(author, now)
    unsure = tuple(preparing.unsure_days)
    return ImportReport(outcomes, storing.results, notes, changes, stopped, headerless.questions, unsure)


def import_answered(
    database: Database,
    paths: Sequence[Path],
    answers: Mapping[FormatQuestion, RawFormat],
    author: Person,
    now: datetime,
    on_progress: Callable[[Progress], bool] | None = None,
) -> ImportReport:
    """Import from the same paths the headerless files that were asked about, as what somebody has said they are."""
    whole = ImportReport((), {})
    for asked, raw in answers.items():
        told = {asked.suffix: raw}
        whole |= import_paths(database, paths, None, author, now, on_progress, told, asked.files)
        if whole.stopped:
            break
    return whole


def add_by_hand(database: Database, fields: Mapping[str, object], author: Person, now: datetime) -> Changes:
    """Make an interaction that has no file; the fields have the names of the sheet's columns.

    Raises InputError when a field cannot be used, or the number is taken.
    """
    number = str(fields.get("external_id") or "").strip()
    key = interaction_key(HAND_SOURCE, number) if number else new_key()
    row = _row_by_hand({**fields, "external_id": number or f"H-{key.hex[-6:].upper()}", "source": HAND_SOURCE})
    with database.writing() as work:
        if number and work.interactions.by_external_id(number):
            raise InputError(f"There is an interaction with the number “{number}” already.")
        work.interactions.put(interaction_from(Item((), row), key, None))
        work.audit.add(AuditEntry(now, database.device, author.key, "interaction made by hand", "interaction", key))
    return Changes.of(Changed.INTERACTION, key)


def _row_by_hand(fields: Mapping[str, object]) -> SheetRow:
    cells = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in fields.items()}
    written = {name: "" if value is None else str(value) for name, value in cells.items()}
    sheet = read_sheet([(1, tuple(written)), (2, tuple(written.values()))])
    if sheet.problems or not sheet.rows:
        raise InputError(f"The interaction was not added: {sheet.problems[0].sentence}.")
    return sheet.rows[0]


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


class _Storing:
    """Stores items in small units of work, so that others can write in between."""

    def __init__(self, database: Database, entry: AuditEntry) -> None:
        self.outcomes: list[FileOutcome] = []
        self.results: dict[UUID, Result] = {}
        self.changes = Changes()
        self._database = database
        self._entry = entry
        self._waiting: list[Item] = []
        self._turns = 0

    def add(self, item: Item) -> None:
        """Take an item, and store what waits when it is enough."""
        self._waiting.append(item)
        self._turns += len(item.transcript.turns) if item.transcript else 0
        if len(self._waiting) >= _ITEMS_AT_ONCE or self._turns >= _TURNS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Store what waits in one transaction."""
        waiting, self._waiting, self._turns = self._waiting, [], 0
        if not waiting:
            return
        with self._database.writing() as work:
            stored = [self._store(work, item) for item in waiting]
        for item, each in zip(waiting, stored, strict=True):
            self.outcomes += [FileOutcome(name, each.result, each.said_of(item)) for name in item.names]
            before = self.results.get(each.key)
            if before in (None, Result.UNCHANGED):
                self.results[each.key] = each.result
            self.changes |= each.changes

    def _store(self, work: UnitOfWork, item: Item) -> _Stored:
        item = told_apart(work, item)
        meeting, given = meet(work, item), item.recording
        before = meeting.known
        key = before.key if before else interaction_key(item.source, item.number)
        changes = Changes()
        if item.recording is not None:
            recording, changes = self._placed(work, item, item.recording, before)
            item = replace(item, recording=recording)
        if before is not None and is_older(work, item, before):
            item = replace(item, transcript=None)
        changed = work.interactions.put(interaction_from(item, key, before))
        told = item.transcript
        # Metadata without turns never take the place of what was said.
        if told is not None and (told.turns or not (before and before.turns)):
            changed = work.interactions.put_transcript(key, told) or changed
        if not changed:
            return _Stored(key, Result.UNCHANGED, changes, _other_name(given, before))
        result = Result.UPDATED if before else Result.ADDED
        detail = _difference(before, work.interactions.get(key)) if before else ", ".join(item.names)
        action = "interaction imported" if before is None else "interaction updated by import"
        work.audit.add(replace(self._entry, action=action, key=key, detail=detail))
        return _Stored(key, result, changes | Changes.of(Changed.INTERACTION, key), joined=meeting.sentence)

    def _placed(
        self, work: UnitOfWork, item: Item, new: Recording, before: Interaction | None
    ) -> tuple[Recording, Changes]:
        """The recording with its root; one that is known and still where it was stays there."""
        old = before.recording if before else None
        if old is not None and old.sha256 == new.sha256:
            side = item.row.agent_channel if item.row else None
            if old.own.agent_channel is not None and side is None:
                new = replace(new, agent_channel=old.agent_channel)
            if is_here(work.roots.all(), old):
                seconds = old.duration if old.raw == new.raw else new.duration
                return replace(new, root=old.root, path=old.path, duration=seconds), Changes()
        folder = item.folder or Path(new.path).parent
        root, changes = root_for(work, folder, self._entry, item.own_root)
        return replace(new, root=root), changes


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

"""Bringing recordings, transcripts, chats and sheets into the database; twice changes nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import interaction_key
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
from qa_desktop.services.import_preparing import Preparing
from qa_desktop.services.import_report import FileOutcome as FileOutcome
from qa_desktop.services.import_report import ImportReport as ImportReport
from qa_desktop.services.import_report import Progress as Progress
from qa_desktop.services.import_report import Result as Result
from qa_desktop.services.import_report import Unrecognised
from qa_desktop.services.import_sources import gather
from qa_desktop.services.import_storing import Storing
from qa_desktop.services.ports import AuditEntry, Database
from qa_desktop.services.recording_places import locate as locate
from qa_desktop.transcripts.mapping import Mapping as Template


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
    sources = gather(paths, sheet, mapping, among, day_first)
    joining = join(sources.recordings, sources.texts, sources.rows, names)
    if only:
        sources.outcomes.clear()
        joining = Joining(tuple(call for call in joining.calls if not set(only).isdisjoint(call.sound.paths)), (), ())
    total = len(joining.calls) + len(joining.texts) + len(joining.rows)
    headerless = Headerless(database, formats or {})
    preparing = Preparing(sources, headerless, day_first, mapping)
    storing = Storing(database, AuditEntry(now, database.device, author.key, "", "interaction", author.key))
    left = _store_all(storing, preparing.items(joining), total, on_progress)
    outcomes = (*storing.outcomes, *preparing.outcomes)
    notes = (*preparing.notes, *joining.notes)
    changes = storing.changes | headerless.remember(author, now)
    questions, unsure, unknown = headerless.questions, tuple(preparing.unsure_days), _unrecognised(preparing)
    told = (questions, unsure, left, unknown, storing.unjoined)
    return ImportReport(outcomes, storing.results, notes, changes, left > 0, *told)


def _store_all(
    storing: Storing,
    prepared: Iterable[tuple[str, Iterable[Item]]],
    total: int,
    on_progress: Callable[[Progress], bool] | None,
) -> int:
    """Store what was found, one thing after the other, until it is stopped: how many things are left.

    What is told as done is stored for good.
    """
    tell = on_progress or (lambda _: True)
    done = 0
    for passed, (name, items) in enumerate(prepared):
        for item in items:
            is_stored = storing.add(item)
            done = passed if is_stored else done
            if is_stored and not tell(Progress(done, total, name)):
                storing.flush()
                return total - passed
        done = passed + 1 if storing.idle else done
        if not tell(Progress(done, total, name)):
            storing.flush()
            return total - passed - 1
    storing.flush()
    tell(Progress(total, total))
    return 0


def _unrecognised(preparing: Preparing) -> tuple[Unrecognised, ...]:
    """What a mapping may read: what nothing knows; what is of unsure dates, or was guessed, where a template fits."""
    files = [*preparing.unrecognised, *preparing.unsure_days, *preparing.guessed]
    if not files:
        return ()
    from qa_desktop.services.mapping_templates import offered

    fitting = offered(files)
    guessed = set(preparing.guessed)
    told = [Unrecognised(file, fitting.get(file, ()), file in guessed) for file in files]
    return tuple(each for each in told if each.templates or each.file in preparing.unrecognised)


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

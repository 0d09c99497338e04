"""Showing in the typed tables what the newest records say, after records have arrived from another database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, func, select

from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.storage import consensus, evaluations, interactions, people, records, sessions, sources, transcripts
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.refresh import refreshed
from qa_desktop.storage.tables import FormVersionRow, InteractionRow, PersonRow, SessionRow, TurnRow
from qa_desktop.storage.writes import chunks, table_of

T = TypeVar("T")
_NOBODY = UUID(int=0)


def show(connection: Connection, kind: RecordKind, subject: UUID) -> None:
    """Bring the typed tables up to what the records of a subject say."""
    kept = records.newest_kept(connection, kind, subject)
    told = [json.loads(record.content or "null") for record in kept]
    match kind:
        case RecordKind.INTERACTION if told:
            _show_interaction(connection, [read(each, Interaction) for each in told])
        case RecordKind.TRANSCRIPT if not told:
            transcripts.drop(connection, subject)
        case RecordKind.SOURCE if told:
            sources.show(connection, reduce(_together, told))
        case RecordKind.PERSON if told:
            people.show(connection, read(told[-1], Person))
        case RecordKind.TRANSCRIPT:
            transcripts.show(connection, subject, read(told[-1], Transcript))
        case RecordKind.SESSION | RecordKind.REVEAL | RecordKind.CLOSE if told:
            sessions.show(connection, subject)
        case RecordKind.CONSENSUS | RecordKind.EXTERNAL_SCORE if told:
            consensus.show(connection, kind, subject)
        case RecordKind.TOMBSTONE if told:
            evaluations.show_deleted(connection, subject, told[-1]["deleted"])


def show_all(connection: Connection, kind: RecordKind, written: Iterable[Record]) -> None:
    """Show what records say that have just been written; interactions nobody knew of are written many at once."""
    by_subject: defaultdict[UUID, list[Record]] = defaultdict(list)
    for record in written:
        by_subject[record.subject].append(record)
    new: list[Interaction] = []
    if kind is RecordKind.INTERACTION:
        table = table_of(InteractionRow)
        for part in chunks(by_subject):
            here = set(connection.scalars(select(table.c.key).where(table.c.key.in_(part))))
            first = [by_subject[key] for key in part if key not in here and _is_first(by_subject[key])]
            new += [read(json.loads(record.content or "null"), Interaction) for (record,) in first]
        interactions.show_new(connection, new)
    for subject in by_subject.keys() - {each.key for each in new}:
        show(connection, kind, subject)


def _is_first(written: list[Record]) -> bool:
    """Whether nothing else is known of a subject: one record, which follows none and was not erased."""
    return len(written) == 1 and not written[0].parents and written[0].content is not None


def _show_interaction(connection: Connection, told: list[Interaction]) -> None:
    together = put_together(told)
    own = TurnRow.interaction == together.key
    turns = connection.scalar(select(func.count()).select_from(TurnRow).where(own)) or 0
    known = InteractionRepository(connection, _NOBODY).get(together.key)
    interactions.show(connection, replace(together, turns=turns), known)


def put_together(told: Iterable[Interaction]) -> Interaction:
    """What several devices know of an interaction; where they differ, the last one is right."""
    return reduce(refreshed, told)


def _together(first: Mapping[str, Any], second: Mapping[str, Any]) -> Mapping[str, Any]:
    """What two devices were told of a source."""
    told = second["agent_channel"] if second["agent_channel"] is not None else first["agent_channel"]
    return {**second, "agent_channel": told, "formats": {**first["formats"], **second["formats"]}}


def read(told: Any, kind: type[T]) -> T:
    """The value that the plain content of a record spells."""
    import msgspec

    return msgspec.convert(told, kind)


def lacks(connection: Connection, record: Record) -> bool:
    """Whether a record tells of something that is not here yet."""
    if record.content is None:
        return False
    told = json.loads(record.content)
    if record.kind == RecordKind.TRANSCRIPT:
        return not _all_there(connection, InteractionRow, [record.subject])
    if record.kind in (RecordKind.REVEAL, RecordKind.CLOSE):
        return not _all_there(connection, SessionRow, [record.subject])
    if record.kind in consensus.ENTRIES:
        return not (
            _all_there(connection, SessionRow, [UUID(told["session"])])
            and _all_there(connection, InteractionRow, [UUID(told["interaction"])])
        )
    if record.kind == RecordKind.SESSION:
        persons = {told["gauge"], *told["reviewers"]} - {None}
        return not (
            _all_there(connection, PersonRow, map(UUID, persons))
            and _all_there(connection, InteractionRow, map(UUID, told["interactions"]))
            and _all_there(connection, FormVersionRow, [UUID(told["form_version"])])
        )
    return False


def _all_there(connection: Connection, row: Any, keys: Iterable[UUID]) -> bool:
    column = table_of(row).c.key
    wanted = set(keys)
    found = {key for part in chunks(wanted) for key in connection.scalars(select(column).where(column.in_(part)))}
    return wanted <= found

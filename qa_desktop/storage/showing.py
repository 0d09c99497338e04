"""Showing in the typed tables what the newest records say, after records have arrived from another database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, func, select

from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.storage import consensus, evaluations, interaction_rows, people, records, sessions, sources, transcripts
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.merge_pass import present
from qa_desktop.storage.refresh import refreshed
from qa_desktop.storage.tables import FormVersionRow, InteractionRow, PersonRow, Row, SessionRow, TurnRow
from qa_desktop.storage.writes import chunks

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
    if kind is RecordKind.INTERACTION:
        for part in chunks(by_subject):
            _show_interactions(connection, {subject: by_subject[subject] for subject in part})
    else:
        for subject in by_subject:
            show(connection, kind, subject)


def _show_interactions(connection: Connection, told: Mapping[UUID, list[Record]]) -> None:
    """New ones are written many at once; of the others few say anything that was not known."""
    known = {each.key: each for each in InteractionRepository(connection, _NOBODY).some(told)}
    new = [key for key, written in told.items() if key not in known and _is_first(written)]
    interaction_rows.show_new(
        connection, [read(json.loads(told[key][0].content or "null"), Interaction) for key in new]
    )
    others = told.keys() - set(new)
    kept = records.all_leaves(connection, RecordKind.INTERACTION, others)
    for subject in others:
        leaves = [read(json.loads(leaf.content), Interaction) for leaf in kept[subject] if leaf.content is not None]
        stored = known.get(subject)
        is_shown = (
            stored and leaves and replace(put_together(leaves), turns=stored.turns) == interaction_rows.own(stored)
        )
        if not is_shown:
            show(connection, RecordKind.INTERACTION, subject)


def _is_first(written: list[Record]) -> bool:
    """Whether nothing else is known of a subject: one record, which follows none and was not erased."""
    return len(written) == 1 and not written[0].parents and written[0].content is not None


def _show_interaction(connection: Connection, told: list[Interaction]) -> None:
    together = put_together(told)
    own = TurnRow.interaction == together.key
    turns = connection.scalar(select(func.count()).select_from(TurnRow).where(own)) or 0
    known = InteractionRepository(connection, _NOBODY).get(together.key)
    interaction_rows.show(connection, replace(together, turns=turns), known)


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


def lacking(connection: Connection, kind: RecordKind, arrived: Sequence[Record]) -> set[UUID]:
    """Which of some records of a kind tell of something that is not here yet."""
    told = [record for record in arrived if record.content is not None]
    about = {RecordKind.TRANSCRIPT: InteractionRow, RecordKind.REVEAL: SessionRow, RecordKind.CLOSE: SessionRow}
    if kind in about:
        here = present(connection, about[kind], (record.subject for record in told))
        return {record.key for record in told if record.subject not in here}
    lacks = _lacks_member if kind is RecordKind.SESSION else _lacks_place if kind in consensus.ENTRIES else None
    if lacks is None:
        return set()
    return {record.key for record in told if lacks(connection, json.loads(record.content or "null"))}


def _lacks_place(connection: Connection, told: Mapping[str, Any]) -> bool:
    return not (
        _all_there(connection, SessionRow, [UUID(told["session"])])
        and _all_there(connection, InteractionRow, [UUID(told["interaction"])])
    )


def _lacks_member(connection: Connection, told: Mapping[str, Any]) -> bool:
    return not (
        _all_there(connection, PersonRow, map(UUID, {told["gauge"], *told["reviewers"]} - {None}))
        and _all_there(connection, InteractionRow, map(UUID, told["interactions"]))
        and _all_there(connection, FormVersionRow, [UUID(told["form_version"])])
    )


def _all_there(connection: Connection, row: type[Row], keys: Iterable[UUID]) -> bool:
    wanted = set(keys)
    return wanted <= present(connection, row, wanted)

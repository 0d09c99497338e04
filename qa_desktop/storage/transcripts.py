"""Transcripts, one row a turn."""

from dataclasses import fields
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.transcripts import Hold, Party, Role, Skipped, Transcript, Turn, Word
from qa_desktop.storage import records, search_index, speech
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import InteractionRow, SkippedRow, TranscriptRow, TurnRow
from qa_desktop.storage.writes import add, fields_of, put, remove, table_of

TURN = (
    TurnRow.text,
    TurnRow.role,
    TurnRow.speaker,
    TurnRow.start,
    TurnRow.end,
    TurnRow.internal,
    TurnRow.sentiment,
    TurnRow.details,
)
_COLUMNS: Final = {column.key for column in TURN[:-1]}


class _TurnDetails(msgspec.Struct):
    """The fields of a turn that have no column of their own."""

    words: tuple[Word, ...] = ()
    confidence: float | None = None
    redacted: bool = False
    interrupts: bool = False


class _Details(msgspec.Struct):
    """The fields of a transcript that have no column or table of their own."""

    duration: float | None = None
    holds: tuple[Hold, ...] = ()
    parties: tuple[Party, ...] = ()


_READ_TURN: Final = msgspec.json.Decoder(_TurnDetails)
_READ: Final = msgspec.json.Decoder(_Details)


def load(connection: Connection, interaction: UUID) -> Transcript | None:
    """The transcript of an interaction."""
    wanted = select(
        TranscriptRow.format,
        TranscriptRow.channel,
        TranscriptRow.started_at,
        TranscriptRow.conversation,
        TranscriptRow.details,
    ).where(TranscriptRow.interaction == interaction)
    row = connection.execute(wanted).first()
    if row is None:
        return None
    turns = select(*TURN).where(TurnRow.interaction == interaction).order_by(TurnRow.place)
    skipped = select(SkippedRow.where, SkippedRow.reason).where(SkippedRow.interaction == interaction)
    return Transcript(
        format=row.format,
        turns=tuple(turn_of(row) for row in connection.execute(turns)),
        channel=row.channel,
        started_at=row.started_at,
        conversation=row.conversation,
        skipped=tuple(Skipped(*place) for place in connection.execute(skipped.order_by(SkippedRow.place))),
        **(msgspec.structs.asdict(_READ.decode(row.details)) if row.details else {}),
    )


def turn_of(row: Any) -> Turn:
    """The turn in a row that begins with `TURN`."""
    *told, details = row[2 : len(TURN)]
    more = msgspec.structs.asdict(_READ_TURN.decode(details)) if details else {}
    return Turn(row.text, Role(row.role), *told, **more)


def store(connection: Connection, device: UUID, interaction: UUID, transcript: Transcript) -> bool:
    """Store or replace the transcript; False when the same was there."""
    same = _stored(connection, interaction) == canonical.digest(transcript)
    if same or records.is_erased(connection, interaction):
        return False
    Ledger(connection, device).write(RecordKind.TRANSCRIPT, interaction, transcript)
    show(connection, interaction, transcript)
    return True


def _stored(connection: Connection, interaction: UUID) -> str | None:
    """The digest of the transcript that is stored."""
    return connection.scalar(select(TranscriptRow.hash).where(TranscriptRow.interaction == interaction))


def show(connection: Connection, interaction: UUID, transcript: Transcript) -> None:
    """Write what holds of a transcript into the tables, and count its turns."""
    digest = canonical.digest(transcript)
    known = _stored(connection, interaction)
    if known == digest:
        return
    values = {
        "format": transcript.format,
        "channel": transcript.channel,
        "started_at": transcript.started_at,
        "conversation": transcript.conversation,
        "hash": digest,
        "details": _details(transcript, _Details),
    }
    put(connection, TranscriptRow, {"interaction": interaction}, values)
    remove(connection, TurnRow, interaction=interaction)
    remove(connection, SkippedRow, interaction=interaction)
    add(connection, TurnRow, [_turn(interaction, place, turn) for place, turn in enumerate(transcript.turns)])
    add(
        connection,
        SkippedRow,
        [
            {"interaction": interaction, "place": place, "where": skipped.where, "reason": skipped.reason}
            for place, skipped in enumerate(transcript.skipped)
        ],
    )
    table = table_of(InteractionRow)
    connection.execute(update(table).where(table.c.key == interaction).values(turns=len(transcript.turns)))
    search_index.note_words(connection, interaction, (turn.text for turn in transcript.turns), fresh=known is None)
    speech.forget_words(connection, interaction)


def drop(connection: Connection, interaction: UUID) -> None:
    """Take a transcript that was erased out of the tables."""
    for row in (TurnRow, SkippedRow, TranscriptRow):
        remove(connection, row, interaction=interaction)
    table = table_of(InteractionRow)
    connection.execute(update(table).where(table.c.key == interaction).values(turns=0))
    search_index.note_words(connection, interaction, ())
    speech.forget_words(connection, interaction)


def _turn(interaction: UUID, place: int, turn: Turn) -> dict[str, object]:
    own = {name: value for name, value in fields_of(turn).items() if name in _COLUMNS}
    details = _details(turn, _TurnDetails)
    return {**own, "interaction": interaction, "place": place, "role": turn.role.value, "details": details}


def _details(value: Turn | Transcript, of: type[msgspec.Struct]) -> str | None:
    """The fields without a column as canonical JSON; None where the source told none of them."""
    told = {name: getattr(value, name) for name in of.__struct_fields__}
    kept = {
        field.name: told[field.name] for field in fields(value) if told.get(field.name, field.default) != field.default
    }
    return canonical.text(kept) if kept else None

"""Transcripts, one row a turn."""

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.transcripts import Hold, Party, Role, Skipped, Transcript, Turn, Word
from qa_desktop.storage import records, search_index, speech
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.spelling import insert_values
from qa_desktop.storage.tables import InteractionRow, SkippedRow, TranscriptRow, TurnRow
from qa_desktop.storage.writes import add, chunks, put, remove, table_of

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
    offset: float = 0.0


class _More:
    """The fields of a value that have no column of their own."""

    def __init__(self, value: type[Turn | Transcript], of: type[msgspec.Struct]) -> None:
        told = {field.name: field.default for field in fields(value) if field.name in of.__struct_fields__}
        self._names, self._defaults = tuple(told), tuple(told.values())
        self._values = attrgetter(*told)

    def spelled(self, value: Turn | Transcript) -> str | None:
        """Those that the source told as canonical JSON; None where it told none of them."""
        values = self._values(value)
        if values == self._defaults:  # of most turns
            return None
        told = zip(self._names, values, self._defaults, strict=True)
        return canonical.text({name: each for name, each, default in told if each != default})


_OF_TURN: Final = _More(Turn, _TurnDetails)
_OF_TRANSCRIPT: Final = _More(Transcript, _Details)
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


def offset(connection: Connection, interaction: UUID) -> float:
    """By how many seconds a transcript was moved; 0 where there is none."""
    details = connection.scalar(select(TranscriptRow.details).where(TranscriptRow.interaction == interaction))
    return _READ.decode(details).offset if details else 0.0


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
    put(connection, TranscriptRow, {"interaction": interaction}, _values(transcript, digest))
    remove(connection, TurnRow, interaction=interaction)
    remove(connection, SkippedRow, interaction=interaction)
    _add_turns(connection, [(interaction, transcript)])
    table = table_of(InteractionRow)
    connection.execute(update(table).where(table.c.key == interaction).values(turns=len(transcript.turns)))
    search_index.note_words(connection, interaction, (turn.text for turn in transcript.turns), fresh=known is None)
    speech.forget_words(connection, interaction)


def show_new(connection: Connection, told: Sequence[tuple[UUID, Transcript, str]]) -> None:
    """Write transcripts of interactions that have none yet, many at once; each with its digest.

    The interactions count their turns already.
    """
    rows = [{"interaction": key, **_values(transcript, digest)} for key, transcript, digest in told]
    add(connection, TranscriptRow, rows)
    _add_turns(connection, [(key, transcript) for key, transcript, _ in told])
    search_index.note_new_words(
        connection, [(key, [turn.text for turn in transcript.turns]) for key, transcript, _ in told]
    )


def drop(connection: Connection, interaction: UUID) -> None:
    """Take a transcript that was erased out of the tables."""
    for row in (TurnRow, SkippedRow, TranscriptRow):
        remove(connection, row, interaction=interaction)
    table = table_of(InteractionRow)
    connection.execute(update(table).where(table.c.key == interaction).values(turns=0))
    search_index.note_words(connection, interaction, ())
    speech.forget_words(connection, interaction)


def _values(transcript: Transcript, digest: str) -> dict[str, Any]:
    return {
        "format": transcript.format,
        "channel": transcript.channel,
        "started_at": transcript.started_at,
        "conversation": transcript.conversation,
        "hash": digest,
        "details": _OF_TRANSCRIPT.spelled(transcript),
    }


def _add_turns(connection: Connection, told: Sequence[tuple[UUID, Transcript]]) -> None:
    """Add the turns of transcripts, and what could not be read of them."""
    for part in chunks(_turn(key, place, turn) for key, each in told for place, turn in enumerate(each.turns)):
        insert_values(connection, table_of(TurnRow), _TURN_COLUMNS, part)
    skipped = [
        {"interaction": key, "place": place, "where": skipped.where, "reason": skipped.reason}
        for key, each in told
        for place, skipped in enumerate(each.skipped)
    ]
    add(connection, SkippedRow, skipped)


_TURN_COLUMNS: Final = ("interaction", "place", *(column.key for column in TURN))


def _turn(interaction: UUID, place: int, turn: Turn) -> tuple[Any, ...]:
    """The values of a turn in the order of its columns."""
    told = (turn.text, turn.role.value, turn.speaker, turn.start, turn.end, turn.internal, turn.sentiment)
    return interaction, place, *told, _OF_TURN.spelled(turn)

"""The figures of who spoke how much, and which interactions still lack them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, or_, select

from qa_desktop.domain import canonical
from qa_desktop.domain.interactions import Channel
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.storage import outbox
from qa_desktop.storage.tables import InteractionRow, RecordingRow, SpeechRow, TranscriptRow
from qa_desktop.storage.writes import put, remove, table_of

FIGURES = (
    SpeechRow.source.label("speech_source"),
    SpeechRow.talk_first,
    SpeechRow.talk_second,
    SpeechRow.interruptions_first,
    SpeechRow.interruptions_second,
    SpeechRow.overtalk,
    SpeechRow.silence,
    SpeechRow.longest_silence,
    SpeechRow.hold,
)
_NONE: dict[str, Any] = {column.key: None for column in FIGURES if column.key != "speech_source"} | {"source": None}


class SpeechRepository:
    """Speech figures by interaction; they go when another recording or transcript takes the place of the one heard."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, interaction: UUID) -> Speech | None:
        """The figures of an interaction, by whatever version of the method."""
        row = self._connection.execute(select(*FIGURES).where(SpeechRow.interaction == interaction)).first()
        return None if row is None else speech_of(*row)

    def method(self, interaction: UUID) -> int | None:
        """The version of the method that was last tried on an interaction."""
        return self._connection.scalar(select(SpeechRow.method).where(SpeechRow.interaction == interaction))

    def put(self, interaction: UUID, speech: Speech, method: int, at: datetime) -> None:
        """Store or replace the figures."""
        values = {
            "source": speech.source.value,
            "talk_first": speech.talk[0],
            "talk_second": speech.talk[1],
            "interruptions_first": speech.interruptions[0],
            "interruptions_second": speech.interruptions[1],
            "overtalk": speech.overtalk,
            "silence": speech.silence,
            "longest_silence": speech.longest_silence,
            "hold": speech.hold,
        }
        self._store(interaction, values, method, at, "")
        outbox.note(self._connection, EntryKind.SPEECH, [interaction])

    def put_problem(self, interaction: UUID, problem: str, method: int, at: datetime) -> None:
        """Note why there are no figures, so that nobody tries again with this method."""
        self._store(interaction, _NONE, method, at, problem)

    def problem(self, interaction: UUID) -> str:
        """Why there are no figures; "" where there are, or nobody has tried."""
        return self._connection.scalar(select(SpeechRow.problem).where(SpeechRow.interaction == interaction)) or ""

    def lacking(self, method: int) -> Sequence[UUID]:
        """The interactions, newest first, that have sound or a call's words and were not tried with this method."""
        heard = RecordingRow.interaction.is_not(None)
        read = and_(TranscriptRow.interaction.is_not(None), InteractionRow.channel == Channel.CALL.value)
        wanted = (
            select(InteractionRow.key)
            .outerjoin(SpeechRow, SpeechRow.interaction == InteractionRow.key)
            .outerjoin(RecordingRow, RecordingRow.interaction == InteractionRow.key)
            .outerjoin(TranscriptRow, TranscriptRow.interaction == InteractionRow.key)
            .where(or_(heard, read), or_(SpeechRow.method.is_(None), SpeechRow.method != method))
            .order_by(InteractionRow.started_at.desc().nulls_last(), InteractionRow.key.desc())
        )
        return self._connection.scalars(wanted).all()

    def _store(self, interaction: UUID, values: dict[str, Any], method: int, at: datetime, problem: str) -> None:
        known = {**values, "method": method, "measured_at": at, "problem": problem}
        put(self._connection, SpeechRow, {"interaction": interaction}, known)


def heard(connection: Connection, interactions: Iterable[UUID]) -> dict[UUID, str]:
    """A digest of the recording and the words that an interaction has: figures hold for these only."""
    wanted = (
        select(InteractionRow.key, RecordingRow.sha256, RecordingRow.raw, TranscriptRow.hash)
        .outerjoin(RecordingRow, RecordingRow.interaction == InteractionRow.key)
        .outerjoin(TranscriptRow, TranscriptRow.interaction == InteractionRow.key)
        .where(InteractionRow.key.in_(list(interactions)))
    )
    return {row.key: canonical.digest(list(row)[1:]) for row in connection.execute(wanted)}


def forget(connection: Connection, interaction: UUID) -> None:
    """Drop the figures of an interaction that has another recording now."""
    remove(connection, SpeechRow, interaction=interaction)


def forget_words(connection: Connection, interaction: UUID) -> None:
    """Drop the figures of an interaction that has another transcript now, where that may tell something else."""
    table = table_of(SpeechRow)
    from_words = or_(table.c.source.is_(None), table.c.source != SpeechSource.CHANNELS.value)
    connection.execute(delete(table).where(table.c.interaction == interaction, from_words))


def speech_of(source: str | None, *figures: Any) -> Speech | None:
    """The figures in a row of `FIGURES`."""
    if source is None:
        return None
    talk_first, talk_second, interruptions_first, interruptions_second, *times = figures
    return Speech(SpeechSource(source), (talk_first, talk_second), (interruptions_first, interruptions_second), *times)

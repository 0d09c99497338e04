"""Moving the times of a transcript so that they agree with the recording."""

import math
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.transcripts import Transcript, moved
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork

_FARTHEST = 6 * 3600


def set_offset(database: Database, key: UUID, seconds: float, author: Person, now: datetime) -> tuple[float, Changes]:
    """Let a transcript begin so many seconds later than its file says; what that was before, and what changed.

    Whatever is told by turns goes along: following, gaps, evidence. Raises InputError where there is no transcript, or
    a turn would begin before the recording.
    """
    with database.writing() as work:
        told = _transcript(work, key)
        return told.offset, _move(database, work, key, told, seconds, author, now)


def align(
    database: Database, key: UUID, turn: int, at: float, author: Person, now: datetime
) -> tuple[float, float, Changes]:
    """Let a turn begin at a time of the recording (seconds), and all others with it; the offset before and now."""
    with database.writing() as work:
        told = _transcript(work, key)
        start = told.turns[turn].start if 0 <= turn < len(told.turns) else None
        if start is None:
            raise InputError("The turn has no time that could be moved: choose one that has.")
        seconds = round(told.offset + at - start, 3)
        return told.offset, seconds, _move(database, work, key, told, seconds, author, now)


def with_offset(told: Transcript, seconds: float) -> Transcript:
    """A transcript whose times are to be moved by so many seconds in all."""
    if seconds == told.offset:
        return told
    return replace(moved(told, round(seconds - told.offset, 3)), offset=round(seconds, 3))


def _transcript(work: UnitOfWork, key: UUID) -> Transcript:
    told = work.interactions.transcript(key)
    if told is None or not any(turn.start is not None for turn in told.turns):
        raise InputError("There is no transcript with times to move.")
    return told


def _move(
    database: Database, work: UnitOfWork, key: UUID, told: Transcript, seconds: float, author: Person, now: datetime
) -> Changes:
    if not math.isfinite(seconds) or abs(seconds) > _FARTHEST:
        raise InputError("A transcript can be moved by six hours at most.")
    first = min(turn.start for turn in told.turns if turn.start is not None)
    if first + seconds - told.offset < -0.0005:
        raise InputError(
            f"Its first turn would begin {told.offset - seconds - first:.1f} s before the recording: move it less."
        )
    if not work.interactions.put_transcript(key, with_offset(told, seconds)):
        return Changes()
    entry = AuditEntry(now, database.device, author.key, "transcript moved", "interaction", key)
    work.audit.add(replace(entry, detail=f"{seconds:+.3f} s"))
    return Changes.of(Changed.INTERACTION, key)

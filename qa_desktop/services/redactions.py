"""Redactions: spans of a recording that are left out of everything that leaves the room."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Recording
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.redactions import Redaction
from qa_desktop.services.ports import AuditEntry, Database

_SIDES = {None: "both channels", 0: "left channel", 1: "right channel"}


def add(
    database: Database,
    interaction: UUID,
    start_ms: int,
    end_ms: int,
    channel: int | None,
    reason: str,
    author: Person,
    now: datetime,
) -> Changes:
    """Redact a span, of one channel (0 left, 1 right) or of both; the same span twice changes nothing.

    Raises InputError when there is no recording, or the span or the channel is not in it.
    """
    with database.writing() as work:
        found = work.interactions.get(interaction)
        if found is None or found.recording is None:
            raise InputError("There is no recording to redact; open an interaction that has one.")
        _check(found.recording, start_ms, end_ms, channel)
        known = work.redactions.of(interaction)
        if any((each.start_ms, each.end_ms, each.channel) == (start_ms, end_ms, channel) for each in known):
            return Changes()
        redaction = Redaction(new_key(), start_ms, end_ms, channel, " ".join(reason.split()))
        work.redactions.add(interaction, redaction, author.key, now)
        entry = AuditEntry(now, database.device, author.key, "redaction added", "interaction", interaction)
        work.audit.add(_about(entry, redaction))
    return Changes.of(Changed.INTERACTION, interaction)


def remove(database: Database, key: UUID, author: Person, now: datetime) -> Changes:
    """Let a redacted span be heard again; who redacted it and who took that back stays on record.

    Raises InputError when it is not in force any more.
    """
    with database.writing() as work:
        found = work.redactions.get(key)
        if found is None or not work.redactions.remove(key, author.key, now):
            raise InputError("This redaction was removed already; refresh with F5.")
        interaction, redaction = found
        entry = AuditEntry(now, database.device, author.key, "redaction removed", "interaction", interaction)
        work.audit.add(_about(entry, redaction))
    return Changes.of(Changed.INTERACTION, interaction)


def _check(recording: Recording, start_ms: int, end_ms: int, channel: int | None) -> None:
    if not 0 <= start_ms < end_ms:
        raise InputError("A redaction needs a span: select from where to where first.")
    if recording.duration > 0 and start_ms >= recording.duration * 1000:
        raise InputError("The span to redact lies behind the end of the recording: select one inside it.")
    if channel not in _SIDES or (channel is not None and recording.channels < 2):
        raise InputError("The recording has no such channel: redact both sides instead.")


def _about(entry: AuditEntry, redaction: Redaction) -> AuditEntry:
    span = f"{redaction.start_ms / 1000:.3f}–{redaction.end_ms / 1000:.3f} s, {_SIDES[redaction.channel]}"
    return replace(entry, detail=f"{span}: {redaction.reason}" if redaction.reason else span)

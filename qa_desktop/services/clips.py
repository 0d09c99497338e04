"""Clips: what a recording is called, what is redacted in it, and writing spans of it to be handed on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop.domain import raw_formats
from qa_desktop.domain.clips import (
    Clip,
    ClipFormat,
    Hidden,
    Piece,
    Span,
    Style,
    Tags,
    kept_side,
    spell,
)
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evidence_clips import EvidenceClip, evidence_clips, file_stem, plain_name
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.spoken_digits import SpokenDigits, find_digits
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.imports.joining import agent_channel_in
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.recording_places import file_hash, recording_file

_MOST_SPANS_TOLD: Final = 12


@dataclass(frozen=True)
class ClipSource:
    """A recording that clips are made of; `redactions` always count. `name` goes into tags and names of files.

    The transcript is where digits are looked for; `date` is the day of the interaction, which a file alone has not.
    """

    file: Path
    name: str
    channels: int
    agent_channel: int | None = None
    raw: RawFormat | None = None
    redactions: tuple[Redaction, ...] = ()
    transcript: Transcript | None = None
    date: str = ""
    interaction: UUID | None = None


@dataclass(frozen=True)
class Wish:
    """What of a recording is wanted and how: `side` is agent, customer, both or mixed, `hidden` is redacted besides."""

    spans: tuple[Span, ...]
    side: str = "both"
    style: Style = field(default_factory=Style)
    hidden: tuple[Hidden, ...] = ()
    title: str = ""
    comment: str = ""


def source_of(
    interaction: Interaction, file: Path | None, redactions: Sequence[Redaction], transcript: Transcript | None
) -> ClipSource:
    """The recording of an interaction; raises InputError where it has none or the file is not there."""
    recording = interaction.recording
    if recording is None:
        raise InputError(f"“{interaction.external_id}” has no recording, so nothing can be cut out of it.")
    if file is None or not file.is_file():
        raise InputError(f"The recording “{recording.path}” is not where it was; locate it in the review window.")
    raw = raw_formats.parse(recording.raw) if recording.raw else None
    day = f"{interaction.started_at.astimezone():%Y-%m-%d}" if interaction.started_at else ""
    return ClipSource(
        file,
        interaction.external_id,
        recording.channels,
        recording.agent_channel,
        raw,
        tuple(redactions),
        transcript,
        day,
        interaction.key,
    )


def source_in(database: Database, interaction: UUID) -> ClipSource:
    """The recording of an interaction in the database, with its redactions and its transcript."""
    with database.reading() as work:
        return _stored(work, work.interactions.get(interaction))


def source_of_file(file: Path, raw: RawFormat | None, database: Database | None) -> ClipSource:
    """A recording by its file; where the database knows its content, its redactions count and its transcript is read.

    Raises InputError when it cannot be read.
    """
    from qa_desktop.media.probe import probe

    facts = probe(file, raw)
    agent = agent_channel_in(file.stem)
    plain = ClipSource(file, file.stem, min(2, facts.channels), agent, raw)
    if database is None:
        return plain
    content = file_hash(file)
    with database.reading() as work:
        known = work.interactions.with_recording(content)
        if known is None or known.recording is None:
            return plain
        stored = source_of(known, file, work.redactions.of(known.key), work.interactions.transcript(known.key))
    return replace(stored, raw=raw or stored.raw)


def _stored(work: UnitOfWork, found: Interaction | None) -> ClipSource:
    if found is None:
        raise InputError("This interaction is no longer in the database; refresh the worklist with F5.")
    redactions = work.redactions.of(found.key)
    return source_of(found, recording_file(work, found), redactions, work.interactions.transcript(found.key))


def with_agent(source: ClipSource, channel: int) -> ClipSource:
    """The recording with the agent on this channel, for this once."""
    return replace(source, agent_channel=channel)


def side_of(source: ClipSource, hidden: Hidden) -> str:
    """Which side a redaction is of: agent, customer or both; left or right where it is not known who that is."""
    if hidden.channel is None or source.channels < 2:
        return "both"
    if source.agent_channel is None:
        return ("left", "right")[hidden.channel]
    return "agent" if hidden.channel == source.agent_channel else "customer"


def whole(source: ClipSource) -> Span:
    """All of a recording, which is decoded to its end: what headers announce is not always so."""
    from qa_desktop.media.clip_sound import true_length_ms

    return Span(0, true_length_ms(source.file, source.raw))


def plan(source: ClipSource, wish: Wish, kind: ClipFormat) -> Clip:
    """The clip, or with several spans the reel, that a wish makes of a recording.

    Raises InputError where a side is wanted that cannot be told from the other.
    """
    kept = kept_side(wish.side, source.agent_channel, source.channels)
    hidden = (*stored_hidden(source), *wish.hidden)
    pieces = tuple(Piece(source.file, span, hidden, kept, source.raw) for span in wish.spans)
    told = ", ".join(spell(span) for span in wish.spans[:_MOST_SPANS_TOLD])
    more = " …" if len(wish.spans) > _MOST_SPANS_TOLD else ""
    named = f"{source.name} {told}{more}"
    return Clip(pieces, kind, wish.style, Tags(wish.title.strip() or named, named, source.date, wish.comment))


def exported(
    database: Database, source: ClipSource, jobs: Iterable[tuple[Clip, Path]], person: Person | None, now: datetime
) -> None:
    """Keep on record who took which spans of an interaction out of the room, and under which name."""
    if source.interaction is None:
        return
    author = person.key if person is not None else None
    with database.writing() as work:
        for clip, target in jobs:
            spans = ", ".join(spell(piece.span) for piece in clip.pieces)
            entry = AuditEntry(now, database.device, author, "clip exported", "interaction", source.interaction)
            work.audit.add(replace(entry, detail=f"{spans}: {target.name}"))


def stored_hidden(source: ClipSource) -> tuple[Hidden, ...]:
    """What the reviewers have redacted in a recording."""
    return tuple(Hidden(Span(each.start_ms, each.end_ms), each.channel) for each in source.redactions)


def refuse_recordings(database: Database, targets: Iterable[Path]) -> None:
    """Raise InputError where a clip would take the place of a recording that the database knows."""
    for target in targets:
        if target.is_file():
            content = file_hash(target)
            with database.reading() as work:
                known = work.interactions.with_recording(content)
            if known is not None:
                raise InputError(
                    f"“{target.name}” is the recording of “{known.external_id}”; give the clip another name."
                )


# --- digits ---------------------------------------------------------------------------------------------------------


def digits_in(source: ClipSource) -> tuple[SpokenDigits, ...]:
    """Where somebody reads digits out, as far as the transcript tells; a long one takes a while, so look once."""
    return find_digits(source.transcript.turns) if source.transcript is not None else ()


def digits_open(
    source: ClipSource, digits: Iterable[SpokenDigits], spans: Iterable[Span], hidden: Iterable[Hidden] = ()
) -> tuple[SpokenDigits, ...]:
    """Which of `digits_in` in these spans no redaction covers, stored or of `hidden`; always those without times."""
    wanted = tuple(spans)
    covering = (*stored_hidden(source), *hidden)
    return tuple(
        each
        for each in digits
        if (span := span_of(each)) is None
        or (any(span.overlaps(other) for other in wanted) and not _covered(source, each, span, covering))
    )


def span_of(digits: SpokenDigits) -> Span | None:
    """The span to redact; None without times."""
    if digits.start is None or digits.end is None:
        return None
    return Span(int(digits.start * 1000), int(digits.end * 1000))


def hidden_digits(digits: Iterable[SpokenDigits]) -> tuple[Hidden, ...]:
    """Redactions of digits, on both sides: who hears a number often repeats it."""
    return tuple(Hidden(span) for each in digits if (span := span_of(each)) is not None)


def _covered(source: ClipSource, digits: SpokenDigits, span: Span, hidden: Iterable[Hidden]) -> bool:
    """Whether the middle of a place, its margins aside, is redacted on the speaker's channel."""
    channel = _speaker_channel(source, digits)
    quarter = span.length_ms // 4
    at, end = span.start_ms + quarter, span.end_ms - quarter
    counts = (each.span for each in hidden if source.channels < 2 or each.channel in (None, channel))
    for each in sorted(counts):
        if each.start_ms <= at < each.end_ms:
            at = each.end_ms
    return at >= end


def _speaker_channel(source: ClipSource, digits: SpokenDigits) -> int | None:
    role = source.transcript.turns[digits.first].role if source.transcript is not None else Role.UNKNOWN
    if source.agent_channel is None or role not in (Role.AGENT, Role.CUSTOMER):
        return None
    return source.agent_channel if role is Role.AGENT else 1 - source.agent_channel


# --- evidence -------------------------------------------------------------------------------------------------------


def newest_evidence(database: Database, interaction: Interaction, reviewer: Person) -> tuple[EvidenceClip, ...]:
    """The evidence of a reviewer's newest evaluation of an interaction, else of the draft.

    Raises InputError where there is no evaluation or no evidence in it.
    """
    with database.reading(reviewer.key) as work:
        latest = work.evaluations.latest(interaction.key, reviewer.key)
        found = latest.revision if latest else work.evaluations.draft(interaction.key, reviewer.key)
        form = work.forms.get(found.subject.form_version) if found else None
        transcript = work.interactions.transcript(interaction.key)
    if found is None or form is None:
        raise InputError(f"{reviewer.name} has no evaluation of “{interaction.external_id}”.")
    clips = evidence_clips(form.form, found.content, transcript)
    if not clips:
        raise InputError(
            f"The evaluation of “{interaction.external_id}” by {reviewer.name} has no evidence with a time."
        )
    return clips


def evidence_jobs(
    source: ClipSource, clips: Sequence[EvidenceClip], wish: Wish, kind: ClipFormat, folder: Path
) -> tuple[tuple[Clip, Path], ...]:
    """Each evidence as a file in a folder, named after number, standard and time."""
    jobs = []
    stems: set[str] = set()
    for clip in clips:
        stem = f"{plain_name(source.name)} {file_stem(clip)}"
        while stem.casefold() in stems:
            stem += " again"
        stems.add(stem.casefold())
        numbers = ", ".join(str(number) for number in clip.numbers)
        titled = replace(wish, spans=(clip.span,), title=wish.title or f"{numbers} {clip.text}")
        jobs.append((plan(source, titled, kind), folder / f"{stem}.{kind}"))
    return tuple(jobs)

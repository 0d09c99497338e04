"""`export clip`: spans of a recording as files to hand on."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop import settings
from qa_desktop.cli.output import counted, print_json, tell
from qa_desktop.cli.work import address_of, is_missing, open_work, viewer
from qa_desktop.domain import clips as words
from qa_desktop.domain import raw_formats
from qa_desktop.domain.clips import Clip, ClipFormat, Hidden, Mask, Span, Style
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evidence_clips import EvidenceClip, without_overlap
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.spoken_digits import SpokenDigits
from qa_desktop.services import clips, interactions, people
from qa_desktop.services.clips import ClipSource, Wish
from qa_desktop.services.ports import Database

if TYPE_CHECKING:
    from qa_desktop.media.clips import WrittenClip

_PLACES_TOLD = 3


@dataclass(frozen=True)
class _Found:
    source: ClipSource
    evidence: tuple[EvidenceClip, ...]


def export(options: Namespace) -> None:
    """Write a clip, a reel, or the evidence of an evaluation."""
    with _room(options) as database:
        _export(options, database)


def _export(options: Namespace, database: Database | None) -> None:
    from qa_desktop.media.clips import write_clips

    found = _find(options, database)
    source = found.source
    if options.merge and not options.evidence:
        raise InputError("--merge makes one of evidence that overlaps: add --evidence.")
    spans = tuple(each.span for each in found.evidence) or _spans(options, source)
    hidden = tuple(_hidden(each, source) for each in options.redact)
    _check_hidden(spans, hidden)
    digits = clips.digits_in(source)
    if options.redact_digits and source.transcript is None:
        raise InputError(f"“{source.name}” has no transcript in which digits could be found; name them with --redact.")
    if options.redact_digits:
        hidden += clips.hidden_digits(clips.digits_open(source, digits, spans, hidden))
    left = clips.digits_open(source, digits, spans, hidden)
    wish = Wish(spans, options.side, _style(options), hidden, options.title, options.comment)
    jobs = _jobs(options, found, wish)
    _check_targets(options, database, [target for _, target in jobs])
    written = write_clips(jobs)
    if database is not None:
        clips.exported(database, source, jobs, viewer(options, database), datetime.now(UTC))
    if options.json:
        print_json(_document(source, jobs, written, left))
        return
    for job, each in zip(jobs, written, strict=True):
        print(_line(job[0], each))
    for note in dict.fromkeys(note for each in written for note in each.notes):
        tell(f"{note}.")
    if left:
        tell(_told(left))


def _find(options: Namespace, database: Database | None) -> _Found:
    """The interaction of that name, else the file; what is said of the agent's side counts."""
    named = _named(database, options)
    if named is not None and database is not None:
        source = clips.source_in(database, named.key)
        evidence = _evidence(database, named, options) if options.evidence else ()
    else:
        if options.evidence:
            raise InputError("A file alone has no evaluation: name an interaction to export its evidence.")
        raw = raw_formats.parse(options.codec) if options.codec else None
        source, evidence = clips.source_of_file(Path(options.what), raw, database), ()
    if options.agent:
        source = clips.with_agent(source, 0 if options.agent == "left" else 1)
    return _Found(source, evidence)


@contextmanager
def _room(options: Namespace) -> Iterator[Database | None]:
    """The database; none where a file is named and the usual database is not there yet."""
    alone = not options.database and Path(options.what).is_file() and is_missing(address_of(options, settings.load()))
    if alone:
        yield None
        return
    with open_work(options) as database:
        yield database


def _named(database: Database | None, options: Namespace) -> Interaction | None:
    """The interaction that is meant; None where a file is."""
    if database is None or Path(options.what).is_file():
        return None
    return interactions.named(database, options.what)


def _evidence(database: Database, interaction: Interaction, options: Namespace) -> tuple[EvidenceClip, ...]:
    name = options.person or settings.load().person
    if not name:
        raise InputError("Say whose evaluation is meant, with --as NAME.")
    reviewer = people.find(database, name)
    if reviewer is None:
        raise InputError(f"Nobody is called “{name}” in the database.")
    found = clips.newest_evidence(database, interaction, reviewer)
    return without_overlap(found) if options.merge else found


def _spans(options: Namespace, source: ClipSource) -> tuple[Span, ...]:
    """What was named, in that order; without anything all of the recording."""
    named = tuple(words.parse_span(each) for each in options.span)
    if options.start is None and options.end is None:
        return named or (clips.whole(source),)
    if named:
        raise InputError("Name spans either with --from and --to or with --span.")
    start = words.parse_time(options.start) if options.start is not None else 0
    end = words.parse_time(options.end) if options.end is not None else clips.whole(source).end_ms
    return (words.span_between(start, end),)


def _hidden(written: str, source: ClipSource) -> Hidden:
    span, _, side = (part.strip() for part in written.rpartition(":"))
    if not side.isalpha():
        return Hidden(words.parse_span(written))
    if side not in ("agent", "customer", "both"):
        raise InputError(f"“{side}” is no side: write agent, customer or both.")
    both = side == "both"
    channel = None if both else words.channel_of_side(side, source.agent_channel, source.channels)
    return Hidden(words.parse_span(span), channel)


def _check_hidden(spans: Sequence[Span], hidden: Sequence[Hidden]) -> None:
    """Whoever redacts what is not in the clip has mistaken a time."""
    for each in hidden:
        if not any(each.span.overlaps(span) for span in spans):
            raise InputError(
                f"The redaction {words.spell(each.span)} lies outside of the clip; see that its times are right."
            )


def _check_targets(options: Namespace, database: Database | None, targets: Sequence[Path]) -> None:
    if database is not None:
        clips.refuse_recordings(database, targets)
    there = [target.name for target in targets if target.exists()]
    if there and not options.replace:
        raise InputError(f"“{there[0]}” is there already: name another file, or add --replace.")


def _style(options: Namespace) -> Style:
    fade = 0 if options.fade is None else words.parse_time(options.fade)
    if fade > words.LONGEST_FADE_MS:
        raise InputError(f"A fade takes at most {words.LONGEST_FADE_MS // 1000} seconds.")
    mask = Mask.SILENCE if options.silence else Mask.BEEP
    return Style(mask, fade, options.level, options.tone)


def _jobs(options: Namespace, found: _Found, wish: Wish) -> tuple[tuple[Clip, Path], ...]:
    """One file; for evidence, where no file is named, a folder of them."""
    target: Path = options.target
    if not options.evidence or (target.suffix and not target.is_dir()):
        return ((clips.plan(found.source, wish, words.format_of(target.name)), target),)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder “{target}” cannot be made ({error.strerror}); choose another place.") from error
    return clips.evidence_jobs(found.source, found.evidence, wish, ClipFormat(options.format), target)


def _line(clip: Clip, written: "WrittenClip") -> str:
    told = f"{written.path}: {words.clock(round(written.seconds * 1000))}"
    if len(clip.pieces) > 1:
        told += f", {len(clip.pieces)} spans"
    redacted = sum(len(each) for each in written.redacted)
    return f"{told}, {counted(redacted, 'redaction')}" if redacted else told


def _told(left: Sequence[SpokenDigits]) -> str:
    """What is said of digits that can be heard; the digits themselves are not."""
    places = [words.spell(span) for each in left if (span := clips.span_of(each)) is not None]
    where = f" ({', '.join(places[:_PLACES_TOLD])}{' …' if len(places) > _PLACES_TOLD else ''})" if places else ""
    verb = "is" if len(left) == 1 else "are"
    how = "--redact-digits does that" if places else "the transcript has no times, so look for them by ear"
    return f"{counted(len(left), 'place')} with digits {verb} not redacted{where}: {how}."


def _document(
    source: ClipSource,
    jobs: Sequence[tuple[Clip, Path]],
    written: Sequence["WrittenClip"],
    left: Sequence[SpokenDigits],
) -> dict[str, Any]:
    return {
        "source": source.name,
        "files": [_file_document(source, clip, each) for (clip, _), each in zip(jobs, written, strict=True)],
        "digits_not_redacted": [{"start": each.start, "end": each.end, "digits": each.count} for each in left],
    }


def _file_document(source: ClipSource, clip: Clip, written: "WrittenClip") -> dict[str, Any]:
    return {
        "file": str(written.path),
        "format": str(clip.format),
        "seconds": round(written.seconds, 3),
        "sample_rate": written.rate,
        "channels": written.channels,
        "spans": [
            {
                "start": piece.span.start_ms / 1000,
                "end": piece.span.end_ms / 1000,
                "redacted": [
                    {
                        "start": each.span.start_ms / 1000,
                        "end": each.span.end_ms / 1000,
                        "side": clips.side_of(source, each),
                    }
                    for each in redacted
                ],
            }
            for piece, redacted in zip(clip.pieces, written.redacted, strict=True)
        ],
        "notes": list(written.notes),
    }

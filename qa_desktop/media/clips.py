"""Making a clip: decode its spans, take out what is redacted, then edit, join and write; in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.clips import (
    GAP_MS,
    LONGEST_MS,
    Clip,
    Hidden,
    Kept,
    Mask,
    Piece,
    Span,
    Style,
    Tags,
    clock,
    hidden_in,
    spell,
)
from qa_desktop.domain.errors import InputError
from qa_desktop.media import clip_files, editing
from qa_desktop.media.clip_sound import ClipStopped, SpanSamples, read_spans
from qa_desktop.media.loudness import levelled, raised
from qa_desktop.media.redacting import beeped, redact
from qa_desktop.settings import write_whole

if TYPE_CHECKING:
    from qa_desktop.media.editing import Sound

_BETWEEN_HZ, _BETWEEN_DBFS, _BETWEEN_MS = 440, -30.0, 250
_MIXING_LOSS_DB = 6.0
_JOIN_FADE_MS = 10
_READING = 0.7
"""How much of the work reading is."""


@dataclass(frozen=True, slots=True)
class WrittenClip:
    """What was written: its length, what was redacted by piece, and what whoever hands it on should know."""

    path: Path
    seconds: float
    rate: int
    channels: int
    redacted: tuple[tuple[Hidden, ...], ...]
    notes: tuple[str, ...]


def write_clips(
    jobs: Sequence[tuple[Clip, Path]], go_on: Callable[[float], bool] = lambda _: True
) -> tuple[WrittenClip, ...]:
    """Make clips; `go_on` hears how much is done, from 0 to 1, and stops it with False (ClipStopped).

    Each recording is decoded once, each file is there whole or not at all. Raises InputError where a recording or a
    target is at fault.
    """
    pieces = [piece for clip, _ in jobs for piece in clip.pieces]
    _check(jobs, pieces)
    read = _read(pieces, lambda done: go_on(_READING * done))
    written = []
    for number, (clip, target) in enumerate(jobs):
        if not go_on(_READING + (1 - _READING) * number / len(jobs)):
            raise ClipStopped
        written.append(_made(clip, target, read))
    return tuple(written)


def _check(jobs: Sequence[tuple[Clip, Path]], pieces: Sequence[Piece]) -> None:
    total = sum(piece.span.length_ms for piece in pieces)
    if total > LONGEST_MS:
        raise InputError(f"Clips are at most {clock(LONGEST_MS)} long, and this would be {clock(total)}; choose less.")
    for _, target in jobs:
        for file in {piece.file for piece in pieces}:
            if target.exists() and file.exists() and target.samefile(file):
                raise InputError(f"“{target.name}” is the recording itself; give the clip another name.")


def _read(pieces: Sequence[Piece], go_on: Callable[[float], bool]) -> list[SpanSamples]:
    """What is in each piece; a recording that several are cut out of is decoded once."""
    recordings = list(dict.fromkeys((piece.file, piece.raw) for piece in pieces))
    read: dict[int, SpanSamples] = {}
    for number, recording in enumerate(recordings):
        places = [place for place, piece in enumerate(pieces) if (piece.file, piece.raw) == recording]
        part = lambda done, number=number: go_on((number + done) / len(recordings))  # noqa: E731
        spans = [pieces[place].span for place in places]
        read.update(zip(places, read_spans(recording[0], spans, recording[1], part), strict=True))
    return [read[place] for place in range(len(pieces))]


def _made(clip: Clip, target: Path, read: list[SpanSamples]) -> WrittenClip:
    """A clip of what comes first in `read`, which is taken out of it."""
    rates = clip_files.rates_of(clip.format)
    own = list(zip(clip.pieces, read, strict=False))
    rate = max(editing.rate_for(each.rate, rates) for _, each in own)
    wide = any(each.channels > 1 and piece.kept is Kept.BOTH for piece, each in own)
    ends = [each.ended_ms for _, each in own]
    del own
    notes: list[str] = []
    sounds = [_piece(piece, read.pop(0), clip.style, rate, wide, notes) for piece in clip.pieces]
    # A single clip is as recorded to the sample; the joins of a reel must not click.
    fade = clip.style.fade_ms if len(sounds) == 1 else max(clip.style.fade_ms, _JOIN_FADE_MS)
    whole = _reel([_faded(sound, fade) for sound in sounds], clip.style)
    _write(target, clip_files.encoded(whole, clip.format, _true_tags(clip, ends)))
    redacted = tuple(hidden_in(piece.span, piece.hidden) for piece in clip.pieces)
    return WrittenClip(target, whole.duration_seconds, rate, whole.channels, redacted, tuple(dict.fromkeys(notes)))


def _true_tags(clip: Clip, ends: Sequence[int | None]) -> Tags:
    """The tags, with spans that end where their recording does."""
    tags = clip.tags
    for piece, end in zip(clip.pieces, ends, strict=True):
        if end is not None:
            wanted, there = spell(piece.span), spell(Span(piece.span.start_ms, end))
            tags = replace(tags, title=tags.title.replace(wanted, there), source=tags.source.replace(wanted, there))
    return tags


def _piece(piece: Piece, read: SpanSamples, style: Style, rate: int, wide: bool, notes: list[str]) -> Sound:
    """One span as it will be heard, of two channels where any piece of the clip has two."""
    if read.ended_ms is not None:
        notes.append(f"{spell(piece.span)} ends at {clock(read.ended_ms)}, where the recording ends")
    sounds = read.sounds(rate)
    del read  # the samples of an hour are not kept twice
    redacted = redact(sounds, piece.span.start_ms, piece.hidden)
    notes += [
        f"{spell(each.span)}: the other side holds the same sound, so both are redacted" for each in redacted.echoes
    ]
    notes += [
        f"{spell(each.span)}: the clip is too short to tell whether the other side holds the same sound, "
        "so both are redacted"
        for each in redacted.unsure
    ]
    channels: Sequence[Sound] = redacted.channels
    if style.level:
        channels = [levelled(sound) for sound in channels]
    if style.mask is Mask.BEEP:
        channels = [beeped(sound, spans) for sound, spans in zip(channels, redacted.spans, strict=True)]
    return _kept(channels, piece.kept, wide, style.level)


def _kept(channels: Sequence[Sound], kept: Kept, wide: bool, level: bool) -> Sound:
    """The channels that stay, as one sound."""
    if len(channels) < 2:
        sound = channels[0]
    elif kept is Kept.BOTH:
        return editing.two_channels(*channels)
    elif kept is Kept.MIXED:
        sound = editing.two_channels(*channels).set_channels(1)  # halves both, so that it cannot clip
        sound = raised(sound, _MIXING_LOSS_DB) if level else sound
    else:
        sound = channels[0 if kept is Kept.LEFT else 1]
    return sound.set_channels(2) if wide else sound


def _faded(sound: Sound, fade_ms: int) -> Sound:
    """Fades of at most half the sound each."""
    fade = min(fade_ms, len(sound) // 2)
    return sound.fade_in(fade).fade_out(fade) if fade else sound


def _reel(sounds: Sequence[Sound], style: Style) -> Sound:
    """The pieces in their order with a pause between."""
    if len(sounds) == 1:
        return sounds[0]
    pause = editing.silence(GAP_MS, sounds[0].frame_rate)
    if style.tone_between:
        soft = editing.tone(_BETWEEN_MS, pause.frame_rate, _BETWEEN_HZ, _BETWEEN_DBFS, _BETWEEN_MS // 2)
        pause = pause.overlay(soft, position=(GAP_MS - _BETWEEN_MS) // 2)
    pause = pause.set_channels(sounds[0].channels)
    return editing.joined([each for sound in sounds for each in (pause, sound)][1:])


def _write(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise InputError(f"“{target}” is a folder; name a file in it.")
    try:
        write_whole(target, content)
    except OSError as error:
        why = "the folder does not exist" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise InputError(f"“{target}” could not be written ({why}); choose another place.") from error

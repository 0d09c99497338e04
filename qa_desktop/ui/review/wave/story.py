"""What happens when: speech, silence, overtalk, interruptions and hold, ready to be drawn and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity, Interruption

LONG_SILENCE_S = 5.0
"""Silences that are as long as this are shown and told."""
Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Spans in seconds; speech is by channel, and the same for both where the channels hold the same sound."""

    speech: tuple[Spans, ...]
    silences: Spans
    overtalk: Spans
    holds: Spans
    interruptions: tuple[Interruption, ...]

    def speakers(self, seconds: float) -> tuple[int, ...]:
        """The channels in which somebody speaks."""
        return tuple(channel for channel, spans in enumerate(self.speech) if within(spans, seconds) is not None)


def story_of(activity: Activity, channels: int, duration: float) -> Story:
    """The story that an activity tells of a recording."""
    speech = tuple(
        tuple((each.start, each.end) for each in activity.segments if each.channel == channel or not activity.separated)
        for channel in range(channels)
    )
    holds = tuple((span.start, span.end) for span in activity.hold_spans)
    busy = sorted({span for spans in (*speech, holds) for span in spans})
    return Story(
        speech=speech,
        silences=tuple(_gaps(busy, duration)),
        overtalk=tuple((span.start, span.end) for span in activity.overtalk_spans),
        holds=holds,
        interruptions=activity.interruptions,
    )


def within(spans: Spans, seconds: float) -> tuple[float, float] | None:
    """The span that a time is in."""
    return next((span for span in spans if span[0] <= seconds < span[1]), None)


def _gaps(busy: list[tuple[float, float]], duration: float) -> list[tuple[float, float]]:
    gaps, reached = [], 0.0
    for start, end in (*busy, (duration, duration)):
        if start - reached >= LONG_SILENCE_S:
            gaps.append((reached, start))
        reached = max(reached, end)
    return gaps

"""Silence and hold as spans of a recording, in seconds: what may be skipped, and what was heard before a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity

SKIPPED_SILENCE_S = 2.0
"""Silences that are longer are skipped."""
KEPT_S = 0.5
"""So much is heard at each end of what is skipped: a pause stays a pause."""
Interval = tuple[float, float]


def silences(activity: Activity, duration: float, longer_than: float = SKIPPED_SILENCE_S) -> tuple[Interval, ...]:
    """The stretches in which nobody speaks and no hold music plays."""
    busy = [(speech.start, speech.end) for speech in activity.segments]
    busy += [(hold.start, hold.end) for hold in activity.hold_spans]
    return tuple(span for span in _between(busy, duration) if span[1] - span[0] > longer_than)


def longest_silence(activity: Activity, duration: float) -> Interval | None:
    """The longest of them, the first where several are; None where nobody ever pauses."""
    return max(silences(activity, duration, 0.0), key=lambda span: span[1] - span[0], default=None)


def skipped(activity: Activity, duration: float, silence: bool, hold: bool) -> tuple[Interval, ...]:
    """What is left out when playing; silence beside hold music is left out with it where both are asked for."""
    speech = [(each.start, each.end) for each in activity.segments]
    music = [(each.start, each.end) for each in activity.hold_spans]
    if silence:
        found: Iterable[Interval] = _between(speech if hold else speech + music, duration)
    else:
        found = music if hold else ()
    return tuple((start + KEPT_S, end - KEPT_S) for start, end in found if end - start > SKIPPED_SILENCE_S)


def reached_back(end: float, seconds: float, skips: Iterable[Interval], loop: Interval | None) -> Interval:
    """The stretch up to `end` in which so many seconds were heard: what is skipped does not count.

    Inside a loop, seconds that reach beyond its beginning were heard at its end: then it is the whole loop.
    """
    if loop is not None and loop[0] <= end <= loop[1]:
        return (end - seconds, end) if end - seconds >= loop[0] else loop
    start = end - seconds
    for left, right in sorted(skips, reverse=True):
        if right <= start:
            break
        if left < end:
            start -= min(right, end) - left
    return max(0.0, start), end


def _between(busy: Iterable[Interval], duration: float) -> Iterator[Interval]:
    """What lies between these, from the start to the end of the recording."""
    reached = 0.0
    for start, end in sorted(busy):
        if start > reached:
            yield reached, start
        reached = max(reached, end)
    if duration > reached:
        yield reached, duration

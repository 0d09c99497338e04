"""Short tones that tell by ear what was done."""

import math
from enum import StrEnum
from functools import lru_cache

from qa_desktop.media.timeline import OUTPUT_RATE

LOUDNESS = 0.2
EDGE_S = 0.008
"""Seconds in which a tone swells and fades, so that nothing clicks."""
LOWEST_LEVEL_HZ = 392.0


class Tone(StrEnum):
    """What a sign stands for."""

    YES = "yes"
    NO = "no"
    NA = "na"
    LEVEL = "level"
    CLEARED = "cleared"
    EVIDENCE = "evidence"
    MOVED = "moved"
    DONE = "done"
    TOLD = "told"
    ERROR = "error"


Note = tuple[float, float]
"""A frequency in hertz, and seconds."""
_MELODIES: dict[Tone, tuple[Note, ...]] = {
    Tone.YES: ((660.0, 0.09), (990.0, 0.14)),
    Tone.NO: ((440.0, 0.09), (294.0, 0.16)),
    Tone.NA: ((554.0, 0.07), (0.0, 0.05), (554.0, 0.07)),
    Tone.CLEARED: ((880.0, 0.06), (440.0, 0.06), (220.0, 0.08)),
    Tone.EVIDENCE: ((1760.0, 0.05), (0.0, 0.03), (1760.0, 0.05)),
    Tone.MOVED: ((1245.0, 0.04),),
    Tone.DONE: ((523.0, 0.1), (659.0, 0.1), (784.0, 0.2)),
    Tone.TOLD: ((740.0, 0.12),),
    Tone.ERROR: ((155.0, 0.16), (0.0, 0.06), (155.0, 0.22)),
}


def melody(tone: Tone, level: int = 0) -> tuple[Note, ...]:
    """The notes of a sign; a level is one tone, a step higher for each level above the first."""
    if tone is not Tone.LEVEL:
        return _MELODIES[tone]
    pitch = LOWEST_LEVEL_HZ * 2 ** ((max(level, 1) - 1) * 2 / 12)
    return ((pitch, 0.16),)


@lru_cache(maxsize=64)
def samples(notes: tuple[Note, ...]) -> tuple[float, ...]:
    """The notes as samples of one channel; without NumPy, which takes longer to load than the first sign may take."""
    found: list[float] = []
    for pitch, seconds in notes:
        count = round(seconds * OUTPUT_RATE)
        turn, edge = 2 * math.pi * pitch / OUTPUT_RATE, EDGE_S * OUTPUT_RATE
        found += [
            LOUDNESS * min(1.0, place / edge, (count - place) / edge) * math.sin(turn * place) for place in range(count)
        ]
    return tuple(found)

"""Who spoke how much by the times of a transcript; and, for channels and turns alike, what counts as interrupting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.transcripts import Role, Transcript, Turn

SHORTEST_SILENCE = 0.5
"""Seconds in which nobody speaks before it is called a silence; what is shorter belongs to the rhythm of speaking."""

_JOINED_PAUSE = 0.5
_HEAD_START = 0.2
_SHORTEST_OVERLAP = 0.5
_SHORTEST_TURN = 1.0
_GOES_ON = 0.25
_TALKED_OVER = 2.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One side speaking without a break, in seconds; the side is 0 or 1."""

    side: int
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


def cutting_in(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Every interruption in order: the side that cuts in, from there until one of the two stops.

    Who begins while the other is speaking cuts in when both then speak for half a second and the other gives way, or
    when he talks on for two seconds against one who does not. Not counted are words of less than a second ("mhm", "yes,
    of course") and the last syllables of a turn that the next one runs into: Schegloff's continuers and terminal
    overlaps (Language in Society 29, 2000), three quarters of which last less than 0.4 s (Levinson and Torreira,
    Frontiers in Psychology 6:731, 2015). Pauses of up to half a second do not end a turn.
    """
    turns = sorted(joined(stretches, _JOINED_PAUSE), key=lambda turn: (turn.start, turn.side))
    speaking: list[Stretch | None] = [None, None]
    found = []
    for turn in turns:
        other = speaking[1 - turn.side]
        if other and _cuts_in(turn, other):
            found.append(Stretch(turn.side, turn.start, min(turn.end, other.end)))
        speaking[turn.side] = turn
    return tuple(found)


def joined(stretches: Iterable[Stretch], pause: float) -> tuple[Stretch, ...]:
    """The stretches of each side with pauses shorter than `pause` closed, by side and time."""
    found: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda each: (each.side, each.start)):
        last = found[-1] if found else None
        if last and last.side == stretch.side and stretch.start - last.end < pause:
            found[-1] = Stretch(last.side, last.start, max(last.end, stretch.end))
        else:
            found.append(stretch)
    return tuple(found)


def speech_of_turns(transcript: Transcript) -> Speech | None:
    """Talk, overlaps, interruptions and silences between turns, by (agent, customer).

    None where the transcript does not say when each of the two speaks: a written contact, one role only, or a turn
    without its times. Hold cannot be told from silence in a transcript, and is 0.
    """
    if transcript.channel != "call":
        return None
    timed = [(_side(turn), turn.start, turn.end) for turn in transcript.turns if not turn.internal]
    spoken = [(side, start, end) for side, start, end in timed if side is not None]
    if any(start is None or end is None or end < start for _, start, end in spoken):
        return None
    heard = [(side, start, end) for side, start, end in timed if start is not None and end is not None]
    stretches = joined((Stretch(side, start, end) for side, start, end in heard if side is not None), 0.0)
    talk = _talk(stretches, 0), _talk(stretches, 1)
    if not all(talk):
        return None
    sounding = joined((Stretch(0, start, end) for _, start, end in heard), 0.0)
    gaps = [after.start - before.end for before, after in pairwise(sounding)]
    silences = [gap for gap in gaps if gap >= SHORTEST_SILENCE]
    cuts = cutting_in(stretches)
    return Speech(
        source=SpeechSource.TRANSCRIPT,
        talk=(round(talk[0], 2), round(talk[1], 2)),
        interruptions=(_count(cuts, 0), _count(cuts, 1)),
        overtalk=round(sum(talk) - _talk(joined((Stretch(0, s.start, s.end) for s in stretches), 0.0), 0), 2),
        silence=round(sum(silences), 2),
        longest_silence=round(max(silences, default=0.0), 2),
        hold=0.0,
    )


def with_sides(heard: Speech, transcript: Transcript | None) -> Speech:
    """What was heard, with the sides of a transcript that has them where one channel does not tell them apart.

    Talk, overlaps and interruptions are then the transcript's; silence and hold stay those of the sound, which alone
    tells the one from the other.
    """
    told = speech_of_turns(transcript) if transcript and heard.source is SpeechSource.ONE_CHANNEL else None
    if told is None:
        return heard
    return replace(told, silence=heard.silence, longest_silence=heard.longest_silence, hold=heard.hold)


def _cuts_in(turn: Stretch, other: Stretch) -> bool:
    both = min(turn.end, other.end) - turn.start
    gives_way = turn.end - other.end >= _GOES_ON
    return (
        turn.start - other.start >= _HEAD_START
        and both >= _SHORTEST_OVERLAP
        and turn.seconds >= _SHORTEST_TURN
        and (gives_way or both >= _TALKED_OVER)
    )


def _side(turn: Turn) -> int | None:
    return {Role.AGENT: 0, Role.CUSTOMER: 1}.get(turn.role)


def _talk(stretches: Sequence[Stretch], side: int) -> float:
    return sum(each.seconds for each in stretches if each.side == side)


def _count(stretches: Sequence[Stretch], side: int) -> int:
    return sum(each.side == side for each in stretches)

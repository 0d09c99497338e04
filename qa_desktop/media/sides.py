"""Which channel is the agent, guessed from when a transcript says that the agent speaks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from qa_desktop.domain.transcripts import Role, Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.activity import Activity

    Course = npt.NDArray[np.float64]

_PER_SECOND = 10
_FEWEST_TURNS = 4
_SHARE = 0.85
_ELSEWHERE = 15 * _PER_SECOND
_CLEARER = 1.3


def agent_channel_of(activity: Activity, transcript: Transcript | None) -> int | None:
    """The channel that speaks in the agent's turns and not in the customer's; None where that is not clear.

    Clear is 85 % of the time in which turns and channels can be compared, and three tenths more than at any other
    place that the transcript might be laid, so that the transcript of another call tells nothing.
    """
    import numpy as np

    turns = _turns(transcript) if transcript else []
    roles = {role for role, _, _ in turns}
    if not activity.separated or len(roles) < 2 or len(turns) < _FEWEST_TURNS:
        return None
    spoken = [(segment.channel, segment.start, segment.end) for segment in activity.segments]
    count = round(max(end for _, _, end in [*turns, *spoken]) * _PER_SECOND) + 1 if spoken else 0
    if count <= 2 * _ELSEWHERE:
        return None
    told, heard = _course(turns, count), _course(spoken, count)
    matches = np.fft.irfft(np.fft.rfft(heard) * np.conj(np.fft.rfft(told)), count)
    here = float(matches[0])
    comparable = float((np.abs(told) * np.abs(heard)).sum())
    elsewhere = float(np.abs(matches[_ELSEWHERE:-_ELSEWHERE]).max())
    if abs(here) < (2 * _SHARE - 1) * comparable or abs(here) < _CLEARER * elsewhere:
        return None
    return 0 if here > 0 else 1


def _turns(transcript: Transcript) -> list[tuple[int, float, float]]:
    """Role (0 agent, 1 customer), begin and end of the turns; one without an end lasts until the next begins."""
    sides = {Role.AGENT: 0, Role.CUSTOMER: 1}
    timed = [(turn, turn.start) for turn in transcript.turns if turn.start is not None and not turn.internal]
    ends = [later for (_, _), (_, later) in pairwise(timed)]
    ends += [start + 2.0 for _, start in timed[-1:]]
    return [
        (sides[turn.role], start, end if turn.end is None else turn.end)
        for (turn, start), end in zip(timed, ends, strict=True)
        if turn.role in sides
    ]


def _course(spans: Iterable[tuple[int, float, float]], count: int) -> Course:
    """1 while side 0 alone speaks, -1 while side 1 alone does, tenth by tenth of a second."""
    import numpy as np

    speaks = np.zeros((2, count))
    for side, start, end in spans:
        speaks[side, round(start * _PER_SECOND) : max(0, round(end * _PER_SECOND))] = 1
    return np.asarray(speaks[0] - speaks[1])

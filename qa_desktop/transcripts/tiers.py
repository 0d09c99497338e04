"""Turns that stand in a file by speaker and not by time."""

from collections.abc import Iterable

from qa_desktop.domain.transcripts import Turn


def in_time_order(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """By start; a turn without a time stays behind the one that it follows, equal starts keep their order."""
    keyed: list[tuple[float, Turn]] = []
    reached = 0.0
    for turn in turns:
        reached = reached if turn.start is None else turn.start
        keyed.append((reached, turn))
    return tuple(turn for _, turn in sorted(keyed, key=lambda pair: pair[0]))

"""Gathering the turns of a conversation, and what of it could not be taken."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Hold, Party, Role, Skipped, Transcript, Turn, Word
from qa_desktop.transcripts.tiers import in_time_order
from qa_desktop.transcripts.times import Moment, spelled
from qa_desktop.transcripts.values import instant, said, seconds

UNTOLD: Final = object()
"""For a time that a format never has; None is one that is missing where it should stand."""

_FOREVER = float("inf")


@dataclass
class Telling:
    """The turns of one conversation, in the order of the file; `unit` is how many seconds a plain number counts.

    Times are all offsets (`say`), or all points in time (`say_at`), which are counted from the first or from `began`.
    """

    unit: float = 1.0

    def __post_init__(self) -> None:
        self.skipped: list[Skipped] = []
        self._turns: list[Turn] = []
        self._moments: list[Moment] = []

    def __bool__(self) -> bool:
        return bool(self._turns)

    def each(self, value: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list with their places; what else stands in it is told as left out."""
        for place, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, dict):
                yield f"{where}[{place}]", item
            else:
                self.skip(f"{where}[{place}]", "it is no object and was left out")

    def skip(self, where: str, reason: str) -> None:
        """Tell that something was not taken."""
        self.skipped.append(Skipped(where, reason))

    def say(
        self, where: str, text: Any, start: Any = UNTOLD, end: Any = UNTOLD, lasting: Any = UNTOLD, **more: Any
    ) -> None:
        """Add a turn with its start, and its end or how long it lasts, as the file writes them."""
        begun = None if start is UNTOLD else self._second(where, start, "time")
        done = None if end is UNTOLD else seconds(end, self.unit)
        length = None if lasting is UNTOLD else seconds(lasting, self.unit)
        if begun is not None and done is None and length is not None:
            done = round(begun + length, 3)
        if end is not UNTOLD and done is None and end is not None:
            self.skip(where, f"its end “{_short(end)}” cannot be read")
        self._add(where, text, begun, done, more)

    def say_at(self, where: str, text: Any, at: Any, lasting: Any = UNTOLD, unit: float = 1.0, **more: Any) -> None:
        """Add a turn that began at a point in time; a number since 1970 counts `unit` seconds."""
        moment = instant(at, unit)
        if moment is None:
            self.skip(where, f"{_unreadable(at, 'time')}; the turn is kept without a time")
            self._add(where, text, None, None, more)
            return
        length = None if lasting is UNTOLD else seconds(lasting, self.unit)
        done = None if length is None else moment.seconds + length
        if self._add(where, text, moment.seconds, done, more):
            self._moments.append(moment)

    def _second(self, where: str, value: Any, name: str) -> float | None:
        found = seconds(value, self.unit)
        if found is None:
            self.skip(where, f"{_unreadable(value, name)}; the turn is kept without a time")
        return found

    def _add(self, where: str, text: Any, start: float | None, end: float | None, more: dict[str, Any]) -> bool:
        written = said(text)
        if not written:
            self.skip(where, "no text")
            return False
        if end is not None and (start is None or end < start):
            if start is not None:
                self.skip(where, "it ends before it starts; the end was left out")
            end = None
        self._turns.append(Turn(written, start=start, end=end, **more))
        return True

    def transcript(
        self,
        form: str,
        channel: str = "call",
        *,
        began: Any = None,
        began_unit: float = 1.0,
        conversation: str = "",
        duration: float | None = None,
        holds: Iterable[Hold] = (),
        parties: Iterable[Party] = (),
    ) -> Transcript:
        """What was gathered, by time; points in time count from `began` where that is told, else from the first."""
        start = instant(began, began_unit)
        turns = self._turns
        if self._moments:
            first = min(self._moments, key=lambda moment: moment.seconds)
            start = start if start is not None and start.seconds <= first.seconds else first
            turns = [_from(turn, start.seconds) for turn in turns]
        return Transcript(
            form,
            in_time_order(turns),
            channel,
            None if start is None or start.at is None else spelled(start.at),
            conversation,
            tuple(self.skipped),
            duration,
            tuple(holds),
            tuple(parties),
        )


def _from(turn: Turn, zero: float) -> Turn:
    start = None if turn.start is None else round(turn.start - zero, 3)
    return replace(turn, start=start, end=None if turn.end is None else round(turn.end - zero, 3))


def _unreadable(value: Any, name: str) -> str:
    return f"no {name}" if value is None or value == "" else f"the {name} “{_short(value)}” cannot be read"


def _short(value: Any) -> str:
    return str(value)[:40]


def with_turns(found: Sequence[Transcript], what: str) -> tuple[Transcript, ...]:
    """The conversations in which something was said; raises InputError where there is none.

    What was skipped in the others is told with the first.
    """
    spoken = [each for each in found if each.turns]
    if not spoken:
        raise InputError(f"is {what} in which nothing is said")
    silent = [
        Skipped(each.conversation or "conversation", "nothing is said in it; it was left out")
        for each in found
        if not each.turns
    ]
    if not silent:
        return tuple(found)
    lost = [note for each in found if not each.turns for note in each.skipped]
    return (replace(spoken[0], skipped=(*spoken[0].skipped, *silent, *lost)), *spoken[1:])


def marked_interruptions(turns: Sequence[Turn], spans: Iterable[tuple[Role, float]]) -> tuple[Turn, ...]:
    """The turns, those marked in which somebody of a role breaks in at a time (seconds)."""
    marked = list(turns)
    for role, at in spans:
        places = [
            place
            for place, turn in enumerate(marked)
            if turn.role is role and turn.start is not None and turn.start <= at <= (turn.end or _FOREVER)
        ]
        if places:
            marked[places[-1]] = replace(marked[places[-1]], interrupts=True)
    return tuple(marked)


def words_within(words: Iterable[Word], start: float | None, end: float | None) -> tuple[Word, ...]:
    """The words that begin in a span (seconds)."""
    if start is None or end is None:
        return ()
    return tuple(word for word in words if word.start is not None and start <= word.start < max(end, start + 0.001))

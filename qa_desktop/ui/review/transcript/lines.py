"""What stands beside and between the turns, and how they read when they are copied."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import accumulate

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.answers import AudioSpan
from qa_desktop.domain.search import Query, words_of
from qa_desktop.domain.transcripts import Hold, Role, Transcript, Turn
from qa_desktop.ui import text, words
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.wave.story import LONG_SILENCE_S, Story

OVERTALK_S = 0.5
LATER_S = 120.0
"""From this long a pause between two messages on, it is said how long it was."""
_SOON_S = 0.5
"""A transcript's times may be so far from what is heard."""


class Lines:
    """The turns of a transcript with what is said around them; each is worked out when it is first looked at.

    A `written` turn has no length of its own: its end is only where the next one begins.
    """

    def __init__(
        self, transcript: Transcript | None = None, started_at: datetime | None = None, *, written: bool = False
    ) -> None:
        self.turns: tuple[Turn, ...] = transcript.turns if transcript else ()
        self._started_at = started_at
        self._written = written
        self._holds: tuple[Hold, ...] = transcript.holds if transcript else ()
        self._heard: dict[int, list[str]] | None = None
        self.time = cache(self._time)
        self.between = cache(self._between)

    @cached_property
    def begun(self) -> list[tuple[float, int]]:
        """When turns begin, and which, by their time."""
        return sorted((turn.start, place) for place, turn in enumerate(self.turns) if turn.start is not None)

    @cached_property
    def _reached(self) -> list[int]:
        """For each time in `begun`, the last turn that has begun by then."""
        return list(accumulate((place for _, place in self.begun), max))

    @cached_property
    def _spans(self) -> list[tuple[float, float, int]]:
        """From when until when turns last, in milliseconds, and which they are."""
        return sorted(
            (turn.start * 1000, turn.end * 1000, row)
            for row, turn in enumerate(self.turns)
            if turn.start is not None and turn.end is not None
        )

    @cached_property
    def _folded(self) -> list[str]:
        """The words of each turn that `have` has looked at, as they are searched."""
        return []

    @cached_property
    def _held(self) -> dict[int, str]:
        """What is said of times on hold, before the turn with which each ends; of one that ends nothing, after none."""
        found: dict[int, list[str]] = {}
        for hold in self._holds:
            until = hold.start if hold.end is None else hold.end
            place = bisect_left(self.begun, (max(hold.start, until - _SOON_S),))
            if place < len(self.begun):
                told = (
                    _say("on hold")
                    if hold.end is None
                    else _say("on hold for {0}").format(_short(hold.end - hold.start))
                )
                found.setdefault(self.begun[place][1], []).append(told)
        return {row: " · ".join(told) for row, told in found.items()}

    def turn_at(self, seconds: float) -> int:
        """The last turn that had begun at that time, -1 where none had."""
        place = bisect_right(self.begun, (seconds, len(self.turns)))
        return self._reached[place - 1] if place else -1

    def have(self, query: Query, first: int, last: int) -> list[int]:
        """The turns from first until before last in which anything wanted stands; ask for them in their order."""
        for turn in self.turns[len(self._folded) : last]:
            self._folded.append(f" {' '.join(words_of(turn.text))} ")
        wanted = query.wanted
        return [row for row in range(first, last) if any(term.is_in(self._folded[row]) for term in wanted)]

    def hear(self, story: Story | None) -> None:
        """Take silence and overtalk from what is heard instead of from the times of the turns."""
        self._heard = None if story is None else {}
        self.between = cache(self._between)
        if story is None or not self.begun:
            return
        say = _say
        found = [(end, say("{0} without a word").format(_short(end - start))) for start, end in story.silences]
        found += [
            (start, say("{0} s both speak").format(f"{end - start:.1f}"))
            for start, end in story.overtalk
            if end - start >= OVERTALK_S
        ]
        assert self._heard is not None
        for until, told in sorted(found):
            place = bisect_left(self.begun, (until - _SOON_S,))
            if place < len(self.begun):
                self._heard.setdefault(self.begun[place][1], []).append(told)

    def evidence(self, state: FormState) -> dict[int, list[int]]:
        """The numbers of the standards whose evidence touches each turn."""
        found: dict[int, list[int]] = {}
        for standard_id, answer in state.content.answers.items():
            rows: set[int] = set()
            for item in answer.evidence:
                if isinstance(item, AudioSpan):
                    begun = bisect_left(self._spans, (item.end_ms,))
                    rows |= {row for _, end, row in self._spans[:begun] if end > item.start_ms}
                else:
                    rows |= set(range(item.first, min(item.last + 1, len(self.turns))))
            for row in rows:
                found.setdefault(row, []).append(state.number_of.get(standard_id, 0))
        return {row: sorted(found[row]) for row in found}

    def copied(self, first: int, last: int, within: tuple[int, int] | None = None) -> str:
        """The turns from first to last as somebody would quote them: time, speaker, text.

        `within` cuts the text of the first turn at its beginning and that of the last at its end, in UTF-16 units.
        """
        return "\n".join(self._quoted(first, last, within))

    def _quoted(self, first: int, last: int, within: tuple[int, int] | None) -> Iterator[str]:
        for row in range(first, last + 1):
            said = self.turns[row].text
            if within is not None:
                begin = within[0] if row == first else 0
                end = within[1] if row == last else units(said)
                said = cut(said, begin, end)
            yield f"{self.time(row)} {speaker(self.turns[row])}: {said}".strip()

    def _time(self, row: int) -> str:
        turn, moment = self.turns[row], self._moment(row)
        if moment is not None:
            return f"{moment:%H:%M}"
        return text.clock(turn.start) if turn.start is not None else ""

    def _moment(self, row: int) -> datetime | None:
        start = self.turns[row].start
        if self._started_at is None or start is None:
            return None
        return (self._started_at + timedelta(seconds=start)).astimezone()

    def _between(self, row: int) -> str:
        """What happened before a turn: another day, a pause, hold, silence, both speaking."""
        return " · ".join(filter(None, (self._held.get(row, ""), self._silence(row))))

    def _silence(self, row: int) -> str:
        moment = self._moment(row)
        if moment is not None:
            earlier = self._moment(row - 1) if row else None
            new_day = earlier is None or earlier.date() != moment.date()
            return text.day(moment) if new_day else ""
        if self._heard is not None:
            return " · ".join(self._heard.get(row, ()))
        before, turn = (self.turns[row - 1] if row else None), self.turns[row]
        if before is None or turn.start is None:
            return ""
        if before.end is not None and not self._written:
            return _gap(turn.start - before.end, before.role is not turn.role)
        pause = turn.start - before.start if before.start is not None else 0.0
        return _say("{0} later").format(text.length(pause)) if pause >= LATER_S else ""


def _gap(seconds: float, others: bool) -> str:
    if seconds >= LONG_SILENCE_S:
        return _say("{0} without a word").format(_short(seconds))
    if seconds <= -OVERTALK_S and others:
        return _say("{0} s both speak").format(f"{-seconds:.1f}")
    return ""


def _short(seconds: float) -> str:
    return text.clock(seconds) if seconds >= 60 else f"{seconds:.0f} s"


def speaker(turn: Turn) -> str:
    """Who speaks, as shown: agent and customer by role, others by name."""
    by_role = turn.role in (Role.AGENT, Role.CUSTOMER) or not turn.speaker
    name = words.role(turn.role) if by_role else turn.speaker
    return _say("{0} (note)").format(name) if turn.internal else name


def units(words_: str) -> int:
    """How long a text is for Qt, which counts in UTF-16 units: an emoji is two."""
    return len(words_) if words_.isascii() else len(words_.encode("utf-16-le", "surrogatepass")) // 2


def cut(words_: str, begin: int, end: int) -> str:
    """A piece of a text, by UTF-16 units."""
    if words_.isascii():
        return words_[begin:end]
    return words_.encode("utf-16-le", "surrogatepass")[2 * begin : 2 * end].decode("utf-16-le", "replace")


def marks_in_units(words_: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where marked pieces begin and how long they are, in UTF-16 units."""
    return [(units(words_[:first]), units(words_[first:last])) for first, last in marks]


def _say(words_: str) -> str:
    return QCoreApplication.translate("Transcript", words_)

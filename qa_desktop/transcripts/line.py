"""LINE's chat history as text: days on lines of their own, below them a time, a name and a text parted by tabs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped, Transcript, Turn
from qa_desktop.transcripts.json_chats import Message, laid_out
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.times import day_order

FORMAT = "line"

_HEADER = re.compile(r"\ufeff?\[LINE\][ \t]?[^\n]{1,200}(?:\n|$)")
_WITH = re.compile(
    r"\[LINE\]\s*(?:Chat history (?:with|in)\s*)?(.*?)(?:とのトーク履歴|のトーク履歴|的聊天記錄|과 대화한 내용)?\s*$"
)
# 2019/01/01(Tue), 2024.01.02 Tuesday, Fri, 9/25/2026: the year comes first or last, as the phone's language has it.
_DAY = re.compile(
    r"(?:\w{2,12}\.?, ?)?(?:(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})\.?"
    r"|(?P<one>\d{1,2})(?P<sign>[/.])(?P<two>\d{1,2})(?P=sign)(?P<last>\d{4}))\s?(?:\(\w{1,3}\)|\w{1,12}曜日|[^\W\d]{2,12})?\s*$"
)
_CLOCK = re.compile(
    r"(?P<before>午前|午後|上午|下午|오전|오후)?\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})\s?(?P<behind>[AP]M)?\t", re.I
)
_AFTERNOON = ("午後", "下午", "오후", "pm")
_TOLD = 60


@dataclass
class _Said:
    line: int
    day: re.Match[str]
    hour: int
    minute: int
    speaker: str
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """A text of several lines stands in quotation marks."""
        text = "\n".join(self.parts).strip()
        quoted = len(self.parts) > 1 and text.startswith('"') and text.endswith('"') and len(text) > 1
        return text[1:-1].replace('""', '"').strip() if quoted else text


def recognises(source: Source) -> bool:
    """Whether a text begins with the name of the program, and lines with times and tabs follow a day."""
    lines = source.head.split("\n")[:200]
    if _HEADER.match(source.head.lstrip("\n")) is None or not any(map(_DAY.match, lines)):
        return False
    return any(_CLOCK.match(line) for line in lines)


def read(source: Source) -> tuple[Transcript, ...]:
    """The one conversation; raises InputError where nothing is said, NeedsDayOrder where that is asked."""
    notes = list(source.text.skipped)
    said = list(_said(source.text.text, notes))
    days = [each.day for each in said if each.day["one"]]
    first = day_order(
        [f"{day['one']}{day['sign']}{day['two']}{day['sign']}{day['last']} 0:00" for day in days], source.day_first
    )
    chat = _WITH.match(source.text.text.lstrip("\ufeff\n").split("\n")[0][:200])
    found = laid_out(FORMAT, _messages(said, first, notes), chat[1] if chat else "", notes)
    if not found.turns:
        raise InputError("is a LINE chat without any message")
    return (found,)


def _said(text: str, notes: list[Skipped]) -> Iterator[_Said]:
    day: re.Match[str] | None = None
    last: _Said | None = None
    notices: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        clock, begun = _CLOCK.match(line), _DAY.match(line)
        if begun is not None:
            if last is not None:
                yield last
            day, last = begun, None
        elif clock is not None and day is not None:
            if last is not None:
                yield last
            speaker, tab, said = line[clock.end() :].partition("\t")
            last = _Said(number, day, _hour(clock), int(clock["minute"]), speaker.strip(), [said]) if tab else None
            if not tab:  # who joined, left or took a message back
                notices.append((number, speaker))
        elif last is not None:
            last.parts.append(line)
    if last is not None:
        yield last
    if notices:
        more = f"; so are {len(notices) - 1} more lines" if len(notices) > 1 else ""
        told = f"a notice of LINE and no message: “{notices[0][1][:_TOLD]}”{more}"
        notes.append(Skipped(f"line {notices[0][0]}", told))


def _hour(clock: re.Match[str]) -> int:
    half, hour = (clock["before"] or clock["behind"] or "").casefold(), int(clock["hour"])
    return hour % 12 + 12 * (half in _AFTERNOON) if half and hour <= 12 else hour


def _messages(said: Sequence[_Said], day_first: bool, notes: list[Skipped]) -> Iterator[Message]:
    for each in said:
        where = f"line {each.line}"
        if not each.text:
            notes.append(Skipped(where, "no text"))
            continue
        yield Message(where, Turn(each.text, role_of(each.speaker), each.speaker), _seconds(each, day_first), False)


def _seconds(said: _Said, day_first: bool) -> float | None:
    day = said.day
    if day["year"]:
        year, month, number = int(day["year"]), int(day["month"]), int(day["day"])
    else:
        one, two = int(day["one"]), int(day["two"])
        year, (number, month) = int(day["last"]), (one, two) if day_first else (two, one)
    try:
        return datetime(year, month, number, said.hour, said.minute, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None

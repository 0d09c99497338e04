"""WhatsApp's text export, in the ways in which phones of many countries write its lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, Skipped, Transcript, Turn
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.times import spelled

FORMAT = "whatsapp"

# Half days of many languages; the afternoon first.
_AFTERNOON = "pm p.m. p.m μ.μ. μμ م 下午 오후 午後 ب.ظ. ب.ظ ös pg ch du. после_полудня ip. em"
_MORNING = "am a.m. a.m π.μ. πμ ص 上午 오전 午前 ق.ظ. ق.ظ öö ptg sa de. до_полудня ap. fm"
_HALVES = "|".join(sorted((re.escape(half) for half in f"{_AFTERNOON} {_MORNING}".split()), key=len, reverse=True))
_HALF = rf"(?:{_HALVES}|[ap]\.?\s?m\.?)"
# Arabic and Persian phones set signs for the direction of writing between the numbers.
_WAY = r"[\u200e\u200f\u202a-\u202e\ufeff]*"
_DATE = rf"(\d{{1,4}})(\s?{_WAY}[./-]\s?|年|년\s?)(\d{{1,2}})(\s?{_WAY}[./-]\s?|月|월\s?)(\d{{1,4}})\s?(?:\.|日|일)?"
_CLOCK = rf"(?:({_HALF})\s?)?(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?(?:\s?({_HALF}))?"
_HEADER = re.compile(
    rf"{_WAY}\[?{_DATE}[,،]?{_WAY}\s+(?:[^\W\d_]{{1,4}}\.?,?\s+)??{_CLOCK}(?:\]\s?|\.?\s?[-–—]\s|,\s|:\s)",
    re.IGNORECASE,
)
# Vietnamese phones write the time first: `21:25, 13/06/2023 - Name: text`.
_HEADER_BY_CLOCK = re.compile(rf"{_WAY}\[?{_CLOCK},?\s+{_DATE}(?:\]\s?|\s?[-–—]\s)", re.IGNORECASE)
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ENCRYPTED = re.compile(
    r"end-to-end|ende-zu-ende|extremo a extremo|bout en bout|ponta a ponta|crittograf\w+ end|uçtan uca|сквозн\w+ шифр"
    r"|端到端|端對端|エンドツーエンド|종단\s?간|مشفرة تمام|מקצה לקצה|سرتاسر|एंड-टू-एंड",
    re.IGNORECASE,
)
_HEADERS_WANTED = 2
_LONGEST_NAME = 80
_TOLD = 60
_BUDDHIST = 543


@dataclass(frozen=True)
class _Day:
    """A date as written: its three numbers, and what stands between them."""

    numbers: tuple[int, int, int]
    signs: str
    american: bool

    def at(self, day_first: bool) -> tuple[int, int, int]:
        """Year, month, day."""
        first, second, third = self.numbers
        if first > 31 or "年" in self.signs or "년" in self.signs:
            return first, second, third
        year = third + (2000 if third < 100 else 0) - (_BUDDHIST if third > 2400 else 0)
        return (year, second, first) if day_first else (year, first, second)


@dataclass(frozen=True)
class _Header:
    """What a message begins with: its day and time, and how many characters they take."""

    day: _Day
    clock: tuple[int, int, int]
    length: int


@dataclass
class _Message:
    line: int
    day: _Day
    clock: tuple[int, int, int]
    parts: list[str] = field(default_factory=list)

    def moment(self, day_first: bool) -> datetime | None:
        """When it was written, without a zone."""
        try:
            return datetime(*self.day.at(day_first), *self.clock)  # noqa: DTZ001 -- the file names no zone
        except ValueError:
            return None


def recognises(source: Source) -> bool:
    """Whether several lines begin with date and time as WhatsApp writes them."""
    lines = source.head.split("\n")
    found = [line for line in lines[:200] if _header(line)]
    begins = next((line for line in lines if line.strip()), "")
    return len(found) >= min(_HEADERS_WANTED, sum(bool(line.strip()) for line in lines)) and _header(begins) is not None


def read(source: Source) -> tuple[Transcript, ...]:
    """The messages of the chat; raises NeedsDayOrder where nothing tells the day from the month."""
    notes = list(source.text.skipped)
    messages = list(_messages(source.text.text, notes))
    day_first = _day_first([message.day for message in messages], source.day_first, notes)
    turns, started = _turns(messages, day_first, notes)
    if not turns:
        raise InputError("is a WhatsApp chat without any message")
    return (Transcript(FORMAT, turns, "chat", spelled(started) if started else None, skipped=tuple(notes)),)


def _messages(text: str, notes: list[Skipped]) -> Iterator[_Message]:
    message: _Message | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        header = _header(line)
        if header is not None:
            if message is not None:
                yield message
            message = _Message(number, header.day, header.clock, [line[header.length :]])
        elif message is not None:
            message.parts.append(line)
        elif line.strip():
            notes.append(Skipped(f"line {number}", f"it stands before the first message: “{line.strip()[:_TOLD]}”"))
    if message is not None:
        yield message


def _header(line: str) -> _Header | None:
    match = _HEADER.match(line[:200])
    if match is not None:
        return _Header(_day(match.groups()[:5], match[6] or match[10]), _clock(match.groups()[5:]), match.end())
    match = _HEADER_BY_CLOCK.match(line[:200])
    if match is not None:
        return _Header(_day(match.groups()[5:], match[1] or match[5]), _clock(match.groups()[:5]), match.end())
    return None


def _day(date: Sequence[str], half: str | None) -> _Day:
    first, sign, second, other, third = date
    unpadded = len(first) == 1 or len(second) == 1
    # American English in CLDR's short form, `3/5/26, 10:15 AM`; elsewhere am and pm are small or numbers are padded.
    american = half in ("AM", "PM") and unpadded and len(third) == 2 and sign == "/"
    return _Day((int(first), int(second), int(third)), sign + other, american)


def _clock(written: Sequence[str | None]) -> tuple[int, int, int]:
    before, hours, minutes, seconds, behind = written
    half = re.sub(r"\s", "", (before or behind or "").casefold())
    hour = int(hours or 0)
    if half and hour <= 12:
        afternoon = half in _AFTERNOON.split() or half.startswith("p")
        hour = hour % 12 + 12 * afternoon
    return hour, int(minutes or 0), int(seconds or 0)


def _day_first(days: Sequence[_Day], told: bool | None, notes: list[Skipped]) -> bool:
    """Whether the day comes before the month, by what is told, by the numbers, or by the order of the messages."""
    unsure = [day for day in days if day.numbers[0] <= 31 and day.numbers[2] > 0]
    if any(day.numbers[0] > 12 for day in unsure):
        return True
    if not unsure or any(day.numbers[1] > 12 for day in unsure):
        return False
    if any("." in day.signs for day in unsure):
        return True
    if told is not None:
        return told
    ordered = [all(a <= b for a, b in pairwise(day.at(order) for day in unsure)) for order in (True, False)]
    if ordered[0] != ordered[1]:
        return ordered[0]
    first, second, _ = unsure[0].numbers
    if all(day.numbers[0] == day.numbers[1] for day in unsure):
        return True
    if all(day.american for day in unsure):
        notes.append(
            Skipped("file", "the dates were read as month/day, as Americans write them; --dates says otherwise")
        )
        return False
    raise NeedsDayOrder(f"{first}/{second}")


def _turns(
    messages: Sequence[_Message], day_first: bool, notes: list[Skipped]
) -> tuple[tuple[Turn, ...], datetime | None]:
    notices: list[tuple[int, str]] = []
    written: list[tuple[datetime | None, str, str]] = []
    for message in messages:
        speaker, text = _parted("\n".join(message.parts).strip())
        if not speaker:
            notices.append((message.line, text))
        elif not text:
            notes.append(Skipped(f"line {message.line}", "no text"))
        else:
            moment = message.moment(day_first)
            if moment is None:
                notes.append(
                    Skipped(f"line {message.line}", "the date cannot be read; the turn is kept without a time")
                )
            written.append((moment, speaker, text))
    if notices:
        line, text = notices[0]
        more = f"; so are {len(notices) - 1} more lines" if len(notices) > 1 else ""
        notes.append(Skipped(f"line {line}", f"a notice of WhatsApp and no message: “{text[:_TOLD]}”{more}"))
    started = min((moment for moment, _, _ in written if moment), default=None)
    turns = [
        Turn(text, role_of(speaker), speaker, (moment - started).total_seconds() if moment and started else None)
        for moment, speaker, text in written
    ]
    return tuple(turns), started


def _parted(text: str) -> tuple[str, str]:
    """Who wrote it and what; nobody where it is a notice of WhatsApp."""
    name, colon, rest = text.partition(":")
    name = _MARKS.sub("", name).strip().removeprefix("~").strip()
    quotes = any(sign in name for sign in '"“”«»')
    if not colon or not name or "\n" in name or len(name) > _LONGEST_NAME or quotes or _ENCRYPTED.search(rest[:400]):
        return "", _MARKS.sub("", text)
    return name, rest.strip().lstrip("\u200e")

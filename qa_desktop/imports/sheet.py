"""The metadata sheet: one row for each interaction, columns in any order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from qa_desktop.domain.interactions import Agent, Channel, SurveyResponse
from qa_desktop.imports import dates
from qa_desktop.imports.sheet_words import (
    CHANNELS,
    DIRECTIONS,
    NAMES,
    SIDES,
    TURN_COLUMNS,
    is_of_another_language,
    plain,
)
from qa_desktop.imports.survey_words import Words, is_unsaid, number_in

_MOST_COLUMNS = 500
_LONGEST_NAME = 100
_IDENTITY = ("external_id", "recording", "transcript")
_NOTHING_SAID = SurveyResponse()
_Refuse = Callable[..., None]
_SAY_ORDER = "say which comes first (--dates day-first or month-first), or write it like 2026-01-14T09:31"
_SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


@dataclass(frozen=True)
class SheetRow:
    """What a sheet says of one interaction; empty where it says nothing. `folder` is where its file names begin.

    By how many seconds the transcript begins after the recording, and the agent's leg after the customer's.
    """

    line: int
    external_id: str = ""
    recording: str = ""
    transcript: str = ""
    channel: Channel | None = None
    agent: Agent | None = None
    queue: str = ""
    started_at: datetime | None = None
    customer_reference: str = ""
    direction: str = ""
    agent_channel: int | None = None
    survey: SurveyResponse = _NOTHING_SAID
    tags: tuple[str, ...] = ()
    source: str = ""
    sheet: str = ""
    folder: str = ""
    transcript_offset: float | None = None
    leg_offset: float | None = None


@dataclass(frozen=True)
class RowProblem:
    """Something in a row that was refused; `whole` when nothing of the row can be used."""

    line: int
    sentence: str
    whole: bool = False


@dataclass(frozen=True)
class Sheet:
    """The rows that can be used, what was refused in them, the columns that mean nothing here, and what was guessed."""

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...] = ()
    unknown: tuple[str, ...] = ()
    local_times: int = 0
    month_first: bool = False
    notes: tuple[str, ...] = ()


def looks_like_sheet(header: Sequence[str]) -> bool:
    """Whether column names are those of a metadata sheet rather than of a table of turns."""
    names = {plain(cell) for cell in header}
    known = _columns(header)
    identified = any(name in known for name in _IDENTITY)
    return identified and len(known) > 1 and names.isdisjoint(TURN_COLUMNS)


def known_columns(header: Sequence[str]) -> int:
    """How many columns of a header row mean something in a sheet."""
    return len(_columns(header))


def read_sheet(
    rows: Sequence[tuple[int, Sequence[str]]], zone: tzinfo | None = None, day_first: bool | None = None
) -> Sheet:
    """Read numbered rows, the header first; a time without a zone is in `zone`, None meaning this machine's.

    `day_first` says how dates such as 3/5/2026 are meant where no other date of the sheet tells.
    """
    if not rows:
        return Sheet(())
    columns = _columns(rows[0][1])
    unknown = tuple(
        cell.strip() for place, cell in enumerate(rows[0][1]) if cell.strip() and place not in columns.values()
    )
    told = [(line, _cells(columns, cells)) for line, cells in rows[1:]]

    def column(name: str) -> list[str]:
        return [cells.get(name, "") for _, cells in told]

    notes: list[str] = []
    day = _day_first(column("started_at"), day_first, rows[0][1], columns, notes)
    reader = _Reader(zone, _counts_from_one(column("agent_channel")), day, Words.of(column("csat")))
    read = [row for line, cells in told if (row := reader.row(line, cells))]
    if reader.words_read:
        how = ", ".join(f"“{word}” as {number}" for word, number in sorted(reader.words_read.items()))
        notes.append(f"what customers said in words was read on the scale from 1 to 5: {how}")
    return Sheet(tuple(read), tuple(reader.problems), unknown, reader.local_times, day is False, tuple(notes))


def _day_first(
    cells: Sequence[str], told: bool | None, header: Sequence[str], columns: Mapping[str, int], notes: list[str]
) -> bool | None:
    """Whether the day comes first: as the dates show, else as somebody said, else by the language of the columns."""
    shown = dates.day_first(cells)
    unsure = next((cell for cell in cells if dates.is_unsure(cell)), None)
    if shown is not None or unsure is None:
        return shown
    if told is None and any(is_of_another_language(plain(header[place])) for place in columns.values()):
        notes.append(f"dates such as {unsure} were read as day, month, year, as the columns are not in English")
        return True
    return told


def channel_named(text: str) -> Channel | None:
    """The channel that a word such as `voice` or `Web chat` stands for."""
    return CHANNELS.get(plain(text))


class _Reader:
    """Reads one row after the other, collecting what is wrong in them."""

    def __init__(self, zone: tzinfo | None, one_based: bool, day_first: bool | None, words: Words) -> None:
        self.problems: list[RowProblem] = []
        self.local_times = 0
        self._zone = zone
        self._one_based = one_based
        self._day_first = day_first
        self._words = words
        self.words_read: dict[str, int] = {}
        self._seen: dict[tuple[str, str], int] = {}

    def row(self, line: int, cells: Mapping[str, str]) -> SheetRow | None:
        """The row, or None where nothing says which interaction it is about."""
        refuse = self._refusal(line)
        if not any(cells.values()):
            return None
        if not any(cells.get(name) for name in _IDENTITY):
            refuse("it names no interaction: neither external_id nor recording nor transcript", True)
            return None
        identity = (cells.get("source", ""), cells.get("external_id", ""))
        if identity[1] and identity in self._seen:
            refuse(f"“{identity[1]}” stands in line {self._seen[identity]} already", True)
            return None
        self._seen[identity] = line
        return SheetRow(
            line=line,
            **{name: cells.get(name, "") for name in (*_IDENTITY, "queue", "customer_reference", "source")},
            channel=self._channel(cells, refuse),
            agent=_agent(cells, refuse),
            started_at=self._started_at(cells, refuse),
            direction=DIRECTIONS.get(plain(cells.get("direction", "")), cells.get("direction", "").casefold()),
            agent_channel=self._agent_channel(cells, refuse),
            transcript_offset=_seconds("transcript_offset", cells, refuse),
            leg_offset=_seconds("leg_offset", cells, refuse),
            survey=self._survey(cells, refuse),
            tags=tuple(
                dict.fromkeys(tag for each in re.split(r"[;,|]", cells.get("tags", "")) if (tag := each.strip()))
            ),
        )

    def _refusal(self, line: int) -> _Refuse:
        def refuse(sentence: str, whole: bool = False) -> None:
            self.problems.append(RowProblem(line, sentence, whole))

        return refuse

    def _channel(self, cells: Mapping[str, str], refuse: _Refuse) -> Channel | None:
        written = cells.get("channel", "")
        channel = channel_named(written)
        if written and channel is None:
            refuse(f"the channel “{written}” is none of call, chat, email, other; it was left out")
        return channel

    def _started_at(self, cells: Mapping[str, str], refuse: _Refuse) -> datetime | None:
        written = cells.get("started_at", "")
        if not written:
            return None
        written = dates.with_clock(written, cells.get("clock", ""))
        try:
            ordered = dates.in_iso_order(written, self._day_first)
            at = datetime.fromisoformat(ordered.replace(" UTC", "Z"))
            if at.tzinfo is None:
                self.local_times += 1
                return at.astimezone() if self._zone is None else at.replace(tzinfo=self._zone)
            return at
        except (ValueError, OverflowError, OSError):
            if self._day_first is None and dates.is_unsure(written):
                refuse(f"the time “{written[:40]}” was left out: nothing tells its day from its month; {_SAY_ORDER}")
                return None
            refuse(f"the time “{written[:40]}” was left out; write it like 2026-01-14T09:31 or 2026-01-14T09:31+01:00")
            return None

    def _survey(self, cells: Mapping[str, str], refuse: _Refuse) -> SurveyResponse:
        scores = {name: self._score(name, cells.get(name, ""), refuse) for name in _SCALES}
        return SurveyResponse(scores["csat"], scores["nps"], scores["ces"], cells.get("survey_comment", ""))

    def _score(self, name: str, written: str, refuse: _Refuse) -> int | None:
        if not written or is_unsaid(written):
            return None
        least, most = _SCALES[name]
        number = number_in(written, most)
        if number is None and name == "csat" and (said := self._words.csat(written)) is not None:
            self.words_read[written.strip()] = said
            return said
        if number is None or not least <= number <= most:
            refuse(f"{name.upper()} “{written[:40]}” is not a whole number from {least} to {most}; it was left out")
            return None
        return number

    def _agent_channel(self, cells: Mapping[str, str], refuse: _Refuse) -> int | None:
        written = cells.get("agent_channel", "")
        side = SIDES.get(plain(written))
        if side is not None or not written:
            return side
        number = int(written) - self._one_based if re.fullmatch(r"[0-2]", written) else -1
        if number not in (0, 1):
            refuse(f"the agent channel “{written}” is none of left, right, 1, 2; it was left out")
            return None
        return number


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    return _places(tuple(cell[:_LONGEST_NAME] for cell in header[:_MOST_COLUMNS]))


@lru_cache(maxsize=256)
def _places(header: tuple[str, ...]) -> Mapping[str, int]:
    """Where each column stands; kept, since the files of a folder mostly have one header, and each is asked often."""
    names = [plain(cell) for cell in header]
    places: dict[str, int] = {}
    for wanted, synonyms in NAMES.items():
        found = (names.index(name) for name in synonyms if name in names)
        place = next((each for each in found if each not in places.values()), None)
        if place is not None:
            places[wanted] = place
    return places


def _cells(columns: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}


def _counts_from_one(cells: Sequence[str]) -> bool:
    """Channels numbered 0 and 1 are told from those numbered 1 and 2 by whichever end occurs."""
    return "0" not in cells


def _agent(cells: Mapping[str, str], refuse: _Refuse) -> Agent | None:
    name, number = cells.get("agent", ""), cells.get("agent_id", "")
    if not name and not number:
        if cells.get("team"):
            refuse("a team without an agent was left out")
        return None
    return Agent(name or number, cells.get("team", ""), number)


def _seconds(name: str, cells: Mapping[str, str], refuse: _Refuse) -> float | None:
    written = cells.get(name, "")
    if not written:
        return None
    if not re.fullmatch(r"[+-]?\d{1,5}(?:[.,]\d{1,6})?", written):
        refuse(f"{name} “{written[:40]}” is no number of seconds such as 1.5; it was left out")
        return None
    return float(written.replace(",", "."))

"""The metadata sheet: one row for each interaction, columns in any order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from qa_desktop.domain.interactions import Agent, Channel, SurveyResponse
from qa_desktop.imports.american import in_iso_order, writes_month_first

# In each line the better name comes first.
_SYNONYMS = {
    "external_id": "externalid interactionid callid contactid conversationid chatid ticketid caseid recordingid "
    "interaction id number reference ref",
    "recording": "recording recordingfile recordingpath audio audiofile file filename wav soundfile",
    "transcript": "transcript transcriptfile transcriptpath chatfile transcriptionfile transcription",
    "agent": "agent agentname advisor adviser rep representative employee assignee",
    "agent_id": "agentid agentnumber agentexternalid agentcode employeeid advisorid agentlogin",
    "team": "team teamname agentteam group department site",
    "queue": "queue queuename skill skillgroup lineofbusiness",
    "started_at": "startedat start starttime started datetime timestamp calltime date time when",
    "customer_reference": "customerreference customer customerid customerref accountid account accountnumber caseref",
    "channel": "channel medium mediatype channeltype",
    "direction": "direction calldirection",
    "agent_channel": "agentchannel agentside audiochannel agentleg",
    "csat": "csat csatscore customersatisfaction satisfaction",
    "nps": "nps npsscore netpromoterscore",
    "ces": "ces cesscore customereffort customereffortscore effort",
    "survey_comment": "surveycomment comment customercomment feedback verbatim surveytext",
    "tags": "tags tag labels label reason contactreason disposition",
    "source": "source system sourcesystem",
    "transcript_offset": "transcriptoffset transcriptdelay",
    "leg_offset": "legoffset agentlegoffset legdelay",
}
_NAMES = {name: synonyms.split() for name, synonyms in _SYNONYMS.items()}
_LONGEST_NAME = 100
_RANGE = re.compile(r"\s*[(\[]\s*\d{1,3}\s*(?:-|–|\.\.|to)\s*\d{1,3}\s*[)\]]\s*$")
_MOST_COLUMNS = 500
_IDENTITY = ("external_id", "recording", "transcript")
_TURN_COLUMNS = frozenset(
    ["text", "message", "utterance", "content", "body", "speaker", "sender", "role", "sendertype"]
)
_CHANNELS = {
    **dict.fromkeys(("call", "voice", "phone", "telephone", "telephony", "audio"), Channel.CALL),
    **dict.fromkeys(("chat", "messaging", "message", "sms", "webchat", "livechat", "whatsapp", "social"), Channel.CHAT),
    **dict.fromkeys(("email", "mail", "letter"), Channel.EMAIL),
    **dict.fromkeys(("other", "video", "facetoface"), Channel.OTHER),
}
_SIDES = {"left": 0, "l": 0, "ch0": 0, "right": 1, "r": 1, "ch1": 1}
_NOTHING_SAID = SurveyResponse()
_Refuse = Callable[..., None]
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
    """The rows that can be used, what was refused in them, and the columns that mean nothing here."""

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...] = ()
    unknown: tuple[str, ...] = ()
    local_times: int = 0
    month_first: bool = False


def looks_like_sheet(header: Sequence[str]) -> bool:
    """Whether column names are those of a metadata sheet rather than of a table of turns."""
    plain = {_plain(cell) for cell in header}
    known = _columns(header)
    identified = any(name in known for name in _IDENTITY)
    return identified and len(known) > 1 and plain.isdisjoint(_TURN_COLUMNS)


def known_columns(header: Sequence[str]) -> int:
    """How many columns of a header row mean something in a sheet."""
    return len(_columns(header))


def read_sheet(rows: Sequence[tuple[int, Sequence[str]]], zone: tzinfo | None = None) -> Sheet:
    """Read numbered rows, the header first; a time without a zone is in `zone`, None meaning this machine's."""
    if not rows:
        return Sheet(())
    columns = _columns(rows[0][1])
    unknown = tuple(
        cell.strip() for place, cell in enumerate(rows[0][1]) if cell.strip() and place not in columns.values()
    )
    one_based = _counts_from_one([_cells(columns, cells).get("agent_channel", "") for _, cells in rows[1:]])
    month_first = writes_month_first([_cells(columns, cells).get("started_at", "") for _, cells in rows[1:]])
    reader = _Reader(zone, one_based, month_first)
    read = [row for line, cells in rows[1:] if (row := reader.row(line, _cells(columns, cells)))]
    return Sheet(tuple(read), tuple(reader.problems), unknown, reader.local_times, month_first)


def channel_named(text: str) -> Channel | None:
    """The channel that a word such as `voice` or `Web chat` stands for."""
    return _CHANNELS.get(_plain(text))


class _Reader:
    """Reads one row after the other, collecting what is wrong in them."""

    def __init__(self, zone: tzinfo | None, one_based: bool, month_first: bool) -> None:
        self.problems: list[RowProblem] = []
        self.local_times = 0
        self._zone = zone
        self._one_based = one_based
        self._month_first = month_first
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
            direction=cells.get("direction", "").casefold(),
            agent_channel=self._agent_channel(cells, refuse),
            transcript_offset=_seconds("transcript_offset", cells, refuse),
            leg_offset=_seconds("leg_offset", cells, refuse),
            survey=_survey(cells, refuse),
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
        try:
            ordered = in_iso_order(written) if self._month_first else written
            at = datetime.fromisoformat(ordered.replace(" UTC", "Z"))
            if at.tzinfo is None:
                self.local_times += 1
                return at.astimezone() if self._zone is None else at.replace(tzinfo=self._zone)
            return at
        except (ValueError, OverflowError, OSError):
            refuse(f"the time “{written[:40]}” was left out; write it like 2026-01-14T09:31 or 2026-01-14T09:31+01:00")
            return None

    def _agent_channel(self, cells: Mapping[str, str], refuse: _Refuse) -> int | None:
        written = cells.get("agent_channel", "")
        side = _SIDES.get(_plain(written))
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
    names = [_plain(cell) for cell in header]
    places: dict[str, int] = {}
    for wanted, synonyms in _NAMES.items():
        found = (names.index(name) for name in synonyms if name in names)
        place = next((each for each in found if each not in places.values()), None)
        if place is not None:
            places[wanted] = place
    return places


def _cells(columns: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}


def _plain(text: str) -> str:
    """The letters and digits of a name; the range of a scale, as in `CSAT (1-5)`, is no part of it."""
    return "".join(filter(str.isalnum, _RANGE.sub("", text[:_LONGEST_NAME]).casefold()))


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


def _survey(cells: Mapping[str, str], refuse: _Refuse) -> SurveyResponse:
    scores = {name: _score(name, cells.get(name, ""), refuse) for name in _SCALES}
    return SurveyResponse(scores["csat"], scores["nps"], scores["ces"], cells.get("survey_comment", ""))


def _score(name: str, written: str, refuse: _Refuse) -> int | None:
    if not written:
        return None
    least, most = _SCALES[name]
    whole = re.fullmatch(r"(-?\d{1,6})(?:[.,]0+)?", written)
    if whole is None or not least <= int(whole[1]) <= most:
        refuse(f"{name.upper()} “{written[:40]}” is not a whole number from {least} to {most}; it was left out")
        return None
    return int(whole[1])

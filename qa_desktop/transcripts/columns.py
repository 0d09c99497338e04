"""Which column of a table of turns means what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.role_words import plain
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tables import Row
from qa_desktop.transcripts.times import read_time

# In each line the better name comes first; after those that platforms write, those of people in other languages.
_NAMES = {
    "text": "text utterance message messagetext content body transcript transcription sentence phrase caption msg "
    "displaytext nachricht nachrichtentext aussage inhalt wortlaut texte mensaje texto messaggio testo mensagem "
    "bericht tekst wiadomosc tresc",
    "start": "start starttime starttimestamp starts begin begintime beginoffset starttimeoffset startoffset "
    "timestamp time datetime sendtime senttime sentat sent createdat created creationdate absolutetime offset ts "
    "timeoffset messagetime date zeitstempel zeit uhrzeit beginn datum heure debut hora inicio ora inizio tijd czas "
    "poczatek",
    "end": "end endtime endtimestamp ends endoffset stop finish until ende fin fim fine einde koniec",
    "duration": "duration dur length dauer",
    "role": "role senderrole speakerrole participantrole sendertype authortype actortype participanttype usertype "
    "rolle rol ruolo papel rola",
    "speaker": "speaker speakername from sender sendername author authorname participant participantname name "
    "displayname who actor username user actorid authorid senderid speakerlabel speakerid participantid party label "
    "sprecher absender locuteur expediteur hablante remitente mittente remetente spreker afzender rozmowca nadawca",
    "conversation": "conversationid chatid conversation threadid sessionid dialogueid dialogid transcriptid callid "
    "contactid interactionid ticketid chat session thread gesprachsid gesprach anruf vorgang conversacion "
    "conversazione conversa gesprek rozmowa",
    "internal": "internal isinternal internalnote private isprivate intern interne interno",
    "public": "public ispublic visibletocustomer",
    "sentiment": "sentiment sentimentlabel",
    "channel": "channel medium mediatype channeltype mediachannel kanal canal canale kanaal",
}
_CHATTY = frozenset(
    [
        "message",
        "messagetext",
        "msg",
        "sender",
        "sendername",
        "sendertype",
        "from",
        "conversationid",
        "chatid",
        "sentat",
        *("nachricht", "absender", "expediteur", "mensaje", "remitente", "messaggio", "mittente"),
        *("mensagem", "remetente", "afzender", "wiadomosc", "nadawca"),
    ]
)
_MILLISECONDS = ("milliseconds", "millis", "msec", "ms")
_SECONDS = ("seconds", "secs", "sec")
_BARE_SECONDS = re.compile(r"[(\[]\s*s\s*[)\]]")
_SPEAKERS_AT_MOST = 12
_COLUMNS_AT_MOST = 50
_NAMES_AT_MOST = 500
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Columns:
    """The place of each field; `units` holds the seconds that a plain number in a time column counts."""

    places: Mapping[str, int]
    width: int
    named: bool
    chatty: bool = False
    units: Mapping[str, float] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()

    def cell(self, row: Row, name: str) -> str:
        """What the row says in a field, stripped; empty where it says nothing."""
        place = self.places.get(name)
        return "" if place is None or place >= len(row.cells) else row.cells[place].strip()

    def __contains__(self, name: str) -> bool:
        return name in self.places


def known_names(cells: Sequence[str]) -> int:
    """How many columns of a header row mean something here."""
    return len(columns_of_header(cells).places)


def columns_of_header(cells: Sequence[str]) -> Columns:
    """The fields that the names in a header row stand for."""
    names = [_plain_name(cell[:_LONGEST_NAME]) for cell in cells[:_NAMES_AT_MOST]]
    bare = [_without_unit(name) for name in names]
    places: dict[str, int] = {}
    for wanted, synonyms in _NAMES.items():
        found = [bare.index(name) for name in synonyms.split() if name in bare]
        free = [place for place in found if place not in places.values()]
        if free:
            places[wanted] = free[0]
    repeated = tuple(dict.fromkeys(cells[i].strip() for i, name in enumerate(bare) if name and name in bare[:i]))
    start = places.get("start")
    if start is not None and "end" not in places and bare.count(bare[start]) > 1:
        places["end"] = bare.index(bare[start], start + 1)
    units = {wanted: 0.001 for wanted, place in places.items() if names[place].endswith(_MILLISECONDS)}
    return Columns(places, len(cells), True, not _CHATTY.isdisjoint(bare), units, repeated)


def columns_of_content(rows: Sequence[Row]) -> Columns | None:
    """The fields of a table without a header, judged by what stands in its columns; None where nothing fits."""
    widths = [len(row.cells) for row in rows]
    width = max(set(widths), key=widths.count)
    regular = [row.cells for row in rows if len(row.cells) == width]
    if width < 2 or len(regular) < 0.8 * len(rows):
        return None
    columns = [[cells[place].strip() for cells in regular] for place in range(min(width, _COLUMNS_AT_MOST))]
    times = [place for place, cells in enumerate(columns) if _runs_on(cells)][:2]
    rest = [place for place in range(len(columns)) if place not in times]
    if not rest:
        return None
    text = max(rest, key=lambda place: sum(len(cell) for cell in columns[place]))
    speakers = [place for place in rest if place != text and _speaks(columns[place])]
    if not times and not any(_names_roles(columns[place]) for place in speakers):
        return None
    places = {"text": text, **dict(zip(("start", "end"), times, strict=False))}
    if speakers:
        places["speaker"] = speakers[0]
    return Columns(places, width, False)


def names_columns(rows: Sequence[Row], judged: Columns) -> bool:
    """Whether the first row of a table judged by its content names columns: where times or speakers stand, it has none.

    One row alone names nothing.
    """
    first, *rest = rows
    if not rest or any(not cell.strip() for cell in first.cells):
        return False
    if "start" in judged:
        return read_time(judged.cell(first, "start")) is None
    speaker = judged.cell(first, "speaker")
    return role_of(speaker) is Role.UNKNOWN and all(judged.cell(row, "speaker") != speaker for row in rest)


def _plain_name(cell: str) -> str:
    return "".join(sign for sign in _BARE_SECONDS.sub(" sec", plain(cell)) if sign.isalnum())


def _without_unit(name: str) -> str:
    for unit in (*_MILLISECONDS, *_SECONDS):
        if name.endswith(unit) and name != unit:
            name = name[: -len(unit)].removesuffix("in")
            return "begin" if name == "beg" else name
    return name


def _runs_on(cells: Sequence[str]) -> bool:
    """Whether a column holds times that mostly go on, as those of a conversation do."""
    written = [cell for cell in cells if cell]
    times = [moment.seconds for cell in written if (moment := read_time(cell))]
    if not times or len(times) < 0.7 * len(written):
        return False
    steps = list(pairwise(times))
    return sum(before <= after for before, after in steps) >= 0.8 * len(steps)


def _speaks(cells: Sequence[str]) -> bool:
    values = {cell for cell in cells if cell}
    return 0 < len(values) <= _SPEAKERS_AT_MOST and max(map(len, values)) <= 60


def _names_roles(cells: Sequence[str]) -> bool:
    return sum(role_of(cell) is not Role.UNKNOWN for cell in cells) >= 0.5 * len(cells)

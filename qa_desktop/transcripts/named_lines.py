"""Text with a speaker before each turn, with times or without: `Name: text`, Teams, Zoom, Otter, Rev and others."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.timeline import Timed, lay_out, usual_kind
from qa_desktop.transcripts.times import Kind, Moment, day_order, read_time

FORMAT = "named-lines"

_CLOCK = r"\d{1,4}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
_WHEN = rf"(?:{_DAY}[T,\s]\s?)?{_CLOCK}(?:Z|[+-]\d{{2}}:?\d{{2}})?"
_NAME = r"[^\W_][^\n:\[\]{}|<>=;\"“”?!\t]{0,59}?"
_OPEN, _SHUT = r"[\[(<]?", r"[\])>]?"
# In this order: what is written with more about it comes first. Each has `when`, `until`, `name` and `text`, or some.
_SHAPES = (
    # [00:00.000 --> 00:05.000] Name: text; the name may be missing
    rf"{_OPEN}(?P<when>{_WHEN})\s*(?:-->|–|-)\s*(?P<until>{_WHEN}){_SHUT}:?\s*"
    rf"(?:(?P<name>{_NAME}):(?=\s|$))?\s*(?P<text>.*)",
    # 10:15:30 From Name to Everyone: text
    rf"(?P<when>{_WHEN})\s+From\s+(?P<name>{_NAME})(?:\s+to\s+[^\n:]{{1,120}})?\s*:(?P<text>.*)",
    # [00:01] Name: text
    rf"{_OPEN}(?P<when>{_WHEN}){_SHUT}\s*[-–—|]?\s*(?P<name>{_NAME})\s*:(?=\s|$)(?P<text>.*)",
    # 0:04 | Name and [0:04] - Name on a line of its own
    rf"{_OPEN}(?P<when>{_WHEN}){_SHUT}\s*[-–—|]\s*(?P<name>{_NAME})(?P<text>)",
    # [Name] 10:15:30 on a line of its own
    rf"\[(?P<name>{_NAME})\]\s*(?P<when>{_WHEN})(?P<text>)",
    # Name: [00:01] text
    rf"(?P<name>{_NAME}):\s*[\[(](?P<when>{_WHEN})[\])]\s*(?P<text>.*)",
    # Speaker 0    00:00:01    text
    rf"(?P<name>{_NAME})(?:\s{{2,}}|\t)(?P<when>{_WHEN})(?:\s{{2,}}|\t)(?P<text>\s*\S.*)",
    # Name (00:01): text, and Name [00:01] text
    rf"(?P<name>{_NAME})\s*[\[(]\s*(?P<when>{_WHEN})\s*[\])]\s*:?(?P<text>.*)",
    # Name: 00:01 on a line of its own, and Name   0:03
    rf"(?P<name>{_NAME})(?:\s*[:,|]\s*|\s+)(?P<when>{_WHEN})\s*(?P<text>)",
    # [SPEAKER_00]: text. [Name] text is no shape here: captions write so, and logs
    rf"\[(?P<name>{_NAME})\]\s*:(?=\s|$)(?P<text>.*)",
    # SPEAKER: S1 above what is said, as Speechmatics writes it
    r"SPEAKER:\s+(?P<name>S\d{1,3}|UU)\s*(?P<text>)",
    rf"(?P<name>{_NAME})\s*:(?=\s|$)(?P<text>.*)",
)
_PATTERNS = tuple(re.compile(rf"\s*(?:[*_>#-]{{1,3}}\s*|\d{{1,4}}[.)]\s+)?{shape}$") for shape in _SHAPES)
_MARKDOWN = re.compile(r"\*\*([^*\n]{1,80})\*\*|__([^_\n]{1,80})__")
# Who came and went, rules between the parts, and what the program that wrote it says of itself.
_NOTICE = re.compile(
    r".{1,80} (?:started|stopped) (?:transcription|recording)\.?$|WEBVTT$|Transcribed by https?://\S+$|[-_=*]{3,}$"
    rf"|Exported from .{{1,80}}$|{_OPEN}{_WHEN}{_SHUT}\s*\*\*\*\s.*\*\*\*$",
    re.IGNORECASE,
)
_MARK = re.compile(rf"[\[(]?({_CLOCK})[\])]?$")
_NUMBERED = re.compile(r"(?:speaker|spk|channel|ch|s|sprecher|hablante|locuteur)[ _-]?\d{1,3}$", re.IGNORECASE)
_HEADINGS = frozenset(
    ["date", "datum", "time", "timestamp", "start", "end", "duration", "subject", "topic", "title", "meeting"]
)
_LONGEST_LINE = 2000
_MOST_SPEAKERS = 40
_WORDS_OF_A_NAME = 6


@dataclass
class _Said:
    line: int
    name: str
    when: str
    until: str
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(part for part in (" ".join(part.split()) for part in self.parts) if part)


def recognises(source: Source) -> bool:
    """Whether enough lines begin with a speaker, and the speakers come again or name a role."""
    text = source.head
    if not text or source.is_json or source.is_xml:
        return False
    return _is_dialogue(_said(text.split("\n")[:400], []))


def read(source: Source) -> tuple[Transcript, ...]:
    """The one conversation; raises InputError where no turn has any words, NeedsDayOrder where that is asked."""
    return (conversation(source.text.text, FORMAT, source.day_first, source.text.skipped),)


def conversation(text: str, name: str, day_first: bool | None = None, notes: Iterable[Skipped] = ()) -> Transcript:
    """A text of such lines as a conversation in the format `name`; raises InputError where no turn has any words."""
    told = list(notes)
    said = _said(text.split("\n"), told)
    order = day_order([each.when for each in said], day_first)
    rows = [_timed(each, order) for each in said if each.text]
    told += [Skipped(f"line {each.line}", f"“{each.name}” says nothing") for each in said if not each.text]
    if not rows:
        raise InputError("holds no turns of the form “Name: text”")
    kind = usual_kind([row.start for row in rows])
    line = lay_out(rows, kind, any(row.end for row in rows))
    channel = "chat" if kind in (Kind.INSTANT, Kind.CLOCK) and any(row.start for row in rows) else "call"
    return Transcript(name, line.turns, channel, line.started_at, skipped=(*told, *line.skipped))


def _said(lines: Sequence[str], notes: list[Skipped]) -> list[_Said]:
    """Every turn with the lines that belong to it; what stands before the first is told."""
    found: list[_Said] = []
    mark = ""
    for number, line in enumerate(lines, start=1):
        begun = _begun(number, line)
        if begun is not None and (found or begun.name.casefold() not in _HEADINGS):
            begun.when, mark = begun.when or mark, ""
            found.append(begun)
        elif (not found or found[-1].parts) and _MARK.match(line.strip()):
            mark = line.strip(" \t[]()")  # a time between the turns, as Google Meet sets every five minutes
        elif line.strip() and found and not _NOTICE.match(line.strip()):
            _go_on(found[-1], line)
        elif line.strip() and not _NOTICE.match(line.strip()):
            notes.append(Skipped(f"line {number}", f"it stands before the first speaker: “{line.strip()[:60]}”"))
    return found


def _go_on(said: _Said, line: str) -> None:
    """Under a line of times alone comes the name of the speaker, then what is said."""
    if said.when and not said.name and not said.parts and _is_name(line.strip()):
        said.name = line.strip()
    else:
        said.parts.append(line)


def _begun(number: int, line: str) -> _Said | None:
    plain = _MARKDOWN.sub(lambda bold: bold[1] or bold[2], line[:_LONGEST_LINE])
    for pattern in _PATTERNS:
        match = pattern.match(plain)
        if match is None:
            continue
        parts = match.groupdict()
        name = " ".join((parts["name"] or "").split()).strip("-–* ")
        if name and not _is_name(name):
            continue
        rest = (parts["text"] or "") + line[_LONGEST_LINE:]
        return _Said(number, name, parts.get("when") or "", parts.get("until") or "", [rest] if rest.strip() else [])
    return None


def _is_name(name: str) -> bool:
    many = len(name.split()) > _WORDS_OF_A_NAME
    return (
        bool(name)
        and len(name) <= 60
        and not many
        and (not name.isnumeric() or len(name) > 6)
        and name[-1:] not in ".,"
    )


def _is_dialogue(said: Sequence[_Said]) -> bool:
    names = Counter(each.name for each in said if each.name)
    timed = sum(bool(each.when) for each in said)
    roles = any(role_of(name) is not Role.UNKNOWN for name in names)
    if len(names) > _MOST_SPEAKERS or len(said) < (1 if timed and roles else 2):
        return False
    if not names:
        return timed == len(said)
    numbered = all(map(_NUMBERED.match, names))
    capital = sum(count for name, count in names.items() if name[0].isupper() or not name[0].isalpha())
    again = max(names.values()) > 1
    own = roles or numbered or capital == names.total()
    return own and (again or roles or numbered) and names.total() >= 0.5 * len(said)


def _timed(said: _Said, day_first: bool) -> Timed:
    turn = Turn(said.text, role_of(said.name) if said.name else Role.UNKNOWN, said.name)
    return Timed(said.line, turn, _moment(said.when, day_first), _moment(said.until, day_first))


def _moment(written: str, day_first: bool) -> Moment | None:
    return read_time(written, day_first) if written else None

"""WebVTT captions: what Teams, Zoom and most transcription services write."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of

FORMAT = "webvtt"

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t]+\S.*)?\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?[ \t]+((?:[^<>]|<[^<>]{0,100}>){1,300})>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]{0,2000}>|</>")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PREFIXES = (
    re.compile(r"\[([^\[\]\n]{1,60})\]:?\s+(?=\S)"),
    re.compile(r"\(([^()\n]{1,60})\):?\s+(?=\S)"),
    re.compile(r"([^\W\d_][\w.'’ -]{0,59}):\s+(?=\S)"),
)
_BLOCKS_ASIDE = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class _Cue:
    line: int
    start: float
    end: float
    payload: str


def recognises(source: Source) -> bool:
    """Whether a text is WebVTT, with its header or without."""
    text = source.head
    if re.match(r"WEBVTT(\s|$)", text.lstrip()[:20]):
        return True
    first = re.search(r"^[^\n]{0,40}-->[^\n]{0,80}$", text[:20_000], re.MULTILINE)
    # A comma before the fraction would be SRT.
    return first is not None and bool(_TIMING.match(first[0])) and "," not in first[0].partition("-->")[0]


def read(source: Source) -> tuple[Transcript, ...]:
    """The one conversation of a WebVTT text; raises InputError where it holds no cue that can be read."""
    decoded = source.text
    skipped = list(decoded.skipped)
    cues = list(_cues(decoded.text, skipped))
    known = _prefixes_in_use(cues)
    turns = [turn for cue in cues for turn in _turns(cue, known, skipped)]
    if not turns:
        raise InputError("is a WebVTT file without any turn that can be read")
    turns.sort(key=lambda turn: turn.start or 0.0)
    return (Transcript(FORMAT, tuple(turns), skipped=tuple(skipped)),)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cues(text: str, skipped: list[Skipped]) -> Iterator[_Cue]:
    for number, lines in _blocks(text):
        timings = [place for place, line in enumerate(lines) if _TIMING.match(line)]
        head = lines[0].strip()
        if not timings:
            aside = head.partition(" ")[0] in _BLOCKS_ASIDE or (number == 1 and head.startswith("WEBVTT"))
            if not aside:
                skipped.append(Skipped(f"line {number}", _why_no_cue(lines)))
            continue
        for place, following in zip(timings, [*timings[1:], len(lines) + 1], strict=True):
            last = following - 1 if following <= len(lines) and _is_cue_id(lines[following - 1]) else following
            yield from _cue(number + place, lines[place], lines[place + 1 : last], skipped)


def _why_no_cue(lines: Sequence[str]) -> str:
    timing = next((line.strip() for line in lines if "-->" in line), None)
    if timing is not None:
        return f"the times “{timing[:60]}” cannot be read"
    return f"no time: “{lines[-1].strip()[:60]}”"


def _is_cue_id(line: str) -> bool:
    return bool(re.fullmatch(r"\s*(\d{1,9}|[0-9a-f-]{32,36}\S{0,20})\s*", line))


def _cue(line: int, timing: str, payload: Sequence[str], skipped: list[Skipped]) -> Iterator[_Cue]:
    match = _TIMING.match(timing)
    parts = match.groups() if match else ()
    start, end = _seconds(parts[:4]), _seconds(parts[4:])
    if start is None or end is None:
        skipped.append(Skipped(f"line {line}", f"the times “{timing.strip()[:60]}” cannot be read"))
    elif end < start:
        skipped.append(Skipped(f"line {line}", f"the cue ends before it starts: “{timing.strip()[:60]}”"))
    else:
        yield _Cue(line, start, end, "\n".join(payload))


def _seconds(parts: Sequence[str | None]) -> float | None:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59:
        return None
    return round(hours * 3600 + minutes * 60 + seconds + float(f"0.{parts[3] or 0}"), 3)


def _turns(cue: _Cue, known: frozenset[str], skipped: list[Skipped]) -> Iterator[Turn]:
    spoken = False
    for voice, payload in _voices(cue.payload):
        text = _plain(payload)
        if not voice:
            voice, text = _split_prefix(text, known)
        if text:
            spoken = True
            yield Turn(text, role_of(voice) if voice else Role.UNKNOWN, voice, cue.start, cue.end)
    if not spoken:
        skipped.append(Skipped(f"line {cue.line}", "no text"))


def _voices(payload: str) -> Iterator[tuple[str, str]]:
    """The parts of a cue that different voices speak, each with the voice's name."""
    pieces = _VOICE.split(payload)
    if pieces[0].strip():
        yield "", pieces[0]
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        yield " ".join(_plain(name).split()), text


def _plain(payload: str) -> str:
    """The text that a cue shows: tags away, entities decoded, wrapped lines joined unless they are a dialogue."""
    text = html.unescape(_TAG.sub("", _LINE_BREAK.sub("\n", payload)))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = "\n" if any(line.startswith(("-", "–")) for line in lines[1:]) else " "
    return joined.join(line for line in lines if line)


def _prefix(text: str) -> tuple[str, str] | None:
    for pattern in _PREFIXES:
        match = pattern.match(text)
        if match:
            return match[1].strip(), text[match.end() :]
    return None


def _prefixes_in_use(cues: Sequence[_Cue]) -> frozenset[str]:
    """Names before a text that are speakers: they name a role, or most cues begin with one."""
    plain = [_plain(cue.payload) for cue in cues if not _VOICE.search(cue.payload)]
    names = Counter(found[0] for text in plain if (found := _prefix(text)))
    usual = names.total() > max(1, len(plain) // 2)
    return frozenset(name for name in names if role_of(name) is not Role.UNKNOWN or (usual and _is_name(name)))


def _is_name(name: str) -> bool:
    return len(name.split()) <= 4 and name[0].isupper()


def _split_prefix(text: str, known: frozenset[str]) -> tuple[str, str]:
    found = _prefix(text)
    return found if found and found[0] in known else ("", text)

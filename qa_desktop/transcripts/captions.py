"""What all captions have in common: cues with a start and an end, and who speaks in them."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa_desktop.domain.transcripts import Role, Skipped, Turn
from qa_desktop.transcripts.speakers import role_of

TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?"
"""Hours, minutes, seconds and fraction of a cue's time."""

TIMING = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}(?:[ \t]+\S.*)?\s*$")
"""The line that begins a cue in WebVTT and SRT."""

_VOICE = re.compile(
    r"(?:^[ \t]*[-–][ \t]*)?<v(?:\.[^\s>]{0,100})?[ \t]+((?:[^<>]|<[^<>]{0,100}>){1,300})>", re.MULTILINE
)
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]{0,2000}>|</>|\{\\[^{}]{1,100}\}")
_LINE_BREAK = re.compile(r"<br\s*/?>|\[br\]", re.IGNORECASE)
# Webex numbers its cues and writes who speaks beside the number: `1 "Amy Smith" (3372323840)`.
_NAMED_ID = re.compile(r'\s*\d{1,9}\s+"([^"\n]{1,100})"\s*\(\d*\)\s*$')
_CHANGE = re.compile(r"(?:>>+|&gt;&gt;)\s*")
_PREFIXES = (
    re.compile(r"\[([^\[\]\n]{1,60})\]:?\s+(?=\S)"),
    re.compile(r"\(([^()\n]{1,60})\):?\s+(?=\S)"),
    re.compile(r"([^\W\d_][\w.'’ -]{0,59}):\s+(?=\S)"),
)


@dataclass(frozen=True)
class Cue:
    """One caption: the line of its times, seconds from the start, and what it shows; no end where it is not sound.

    `voice` is who speaks, where that is told beside what the caption shows.
    """

    line: int
    start: float
    end: float | None
    payload: str
    voice: str = ""


def timed_cues(text: str, skipped: list[Skipped], aside: Callable[[int, str], bool]) -> Iterator[Cue]:
    """The cues under lines with `-->`; blocks that stand `aside` (by line and first words) are no cues."""
    for number, lines in blocks(text):
        timings = [place for place, line in enumerate(lines) if TIMING.match(line)]
        if not timings:
            if not aside(number, lines[0].strip()):
                skipped.append(Skipped(f"line {number}", _why_no_cue(lines)))
            continue
        for place, following in zip(timings, [*timings[1:], len(lines) + 1], strict=True):
            last = following - 1 if following <= len(lines) and _is_cue_id(lines[following - 1]) else following
            match = TIMING.match(lines[place])
            times = match.groups() if match else ()
            named = _NAMED_ID.match(lines[place - 1]) if place else None
            for cue in cue_at(number + place, times, lines[place], lines[place + 1 : last], skipped):
                yield replace(cue, voice=named[1]) if named else cue


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def cue_at(
    line: int, times: Sequence[str | None], written: str, payload: Sequence[str], skipped: list[Skipped]
) -> Iterator[Cue]:
    """The cue with these parts of two `TIME`s, unless they cannot be read."""
    start, end = _seconds(times[:4]), _seconds(times[4:])
    if start is None or end is None:
        skipped.append(Skipped(f"line {line}", f"the times “{written.strip()[:60]}” cannot be read"))
        return
    if end < start:
        reason = f"the cue ends before it starts: “{written.strip()[:60]}”; the end was left out"
        skipped.append(Skipped(f"line {line}", reason))
    yield Cue(line, start, end if end >= start else None, "\n".join(payload))


def turns_of(cues: Sequence[Cue], skipped: list[Skipped]) -> tuple[Turn, ...]:
    """The turns of the cues by their start, with speakers by voice tag or by the name that their text begins with."""
    cues = _with_names_above(cues)
    known = _prefixes_in_use(cues)
    turns = [turn for cue in cues for turn in _turns(cue, known, skipped)]
    return tuple(sorted(turns, key=lambda turn: turn.start or 0.0))


def _why_no_cue(lines: Sequence[str]) -> str:
    timing = next((line.strip() for line in lines if "-->" in line), None)
    if timing is not None:
        return f"the times “{timing[:60]}” cannot be read"
    return f"no time: “{lines[-1].strip()[:60]}”"


def _is_cue_id(line: str) -> bool:
    return bool(re.fullmatch(r"\s*(\d{1,9}|[0-9a-f-]{32,36}\S{0,20})\s*", line) or _NAMED_ID.match(line))


def _seconds(parts: Sequence[str | None]) -> float | None:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59:
        return None
    return round(hours * 3600 + minutes * 60 + seconds + float(f"0.{parts[3] or 0}"), 3)


def _turns(cue: Cue, known: frozenset[str], skipped: list[Skipped]) -> Iterator[Turn]:
    spoken = False
    for tagged, payload in _voices(cue.payload):
        text, voice = _plain(payload), tagged or cue.voice
        for name, said in [(voice, text)] if voice else [_split_prefix(part, known) for part in _parts(text)]:
            if said:
                spoken = True
                yield Turn(said, role_of(name) if name else Role.UNKNOWN, name, cue.start, cue.end)
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


def _parts(text: str) -> list[str]:
    """What several people say in one caption, where `>>` stands for the change, or a dash before each name."""
    lines = [line.lstrip("-– ") for line in text.split("\n")]
    if len(lines) > 1 and all(map(_prefix, lines)):
        return lines
    return re.split(r"\s+(?=>>)", text)


def _with_names_above(cues: Sequence[Cue]) -> Sequence[Cue]:
    """Cues whose first line is the name of the speaker, as Teams wrote them: the same few above all texts."""
    parted = [cue.payload.strip().partition("\n") for cue in cues]
    heads = {head.strip() for head, _, _ in parted}
    if 2 * len(heads) > len(cues) or not all(rest.strip() for _, _, rest in parted):
        return cues
    if any(cue.voice or _VOICE.search(cue.payload) for cue in cues) or not all(map(_is_name_alone, heads)):
        return cues
    return [replace(cue, payload=rest, voice=head.strip()) for cue, (head, _, rest) in zip(cues, parted, strict=True)]


def _is_name_alone(text: str) -> bool:
    return bool(text) and _is_name(text) and bool(re.fullmatch(r"[\w .,'’()@-]{1,60}", text)) and text[-1] not in ".,"


def _prefix(text: str) -> tuple[str, str] | None:
    text = _CHANGE.sub("", text, count=1) if text.startswith((">>", "&gt;&gt;")) else text
    for pattern in _PREFIXES:
        match = pattern.match(text)
        if match:
            return match[1].strip(), text[match.end() :]
    return None


def _prefixes_in_use(cues: Sequence[Cue]) -> frozenset[str]:
    """Names before a text that are speakers: they name a role, or most cues begin with one."""
    plain = [
        part for cue in cues if not cue.voice and not _VOICE.search(cue.payload) for part in _parts(_plain(cue.payload))
    ]
    names = Counter(found[0] for text in plain if (found := _prefix(text)))
    usual = names.total() > max(1, len(plain) // 2)
    return frozenset(name for name in names if role_of(name) is not Role.UNKNOWN or (usual and _is_name(name)))


def _is_name(name: str) -> bool:
    return len(name.split()) <= 4 and name[0].isupper()


def _split_prefix(text: str, known: frozenset[str]) -> tuple[str, str]:
    found = _prefix(text)
    return found if found and found[0] in known else ("", text)

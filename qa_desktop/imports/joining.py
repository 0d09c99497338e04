"""Which recording, transcript and sheet row belong to the same interaction."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import PurePosixPath
from typing import TypeVar

from qa_desktop.imports.names import NameParts, NamePattern, with_name
from qa_desktop.imports.sheet import SheetRow

_LEG = re.compile(r"(.+)[-_. ](in|out|rx|tx)$", re.IGNORECASE)
_INCOMING = frozenset(["in", "rx"])
_SIDE = re.compile(r"(?<![a-z])(agent|customer|caller|client)[ _-]?(left|right|l|r|ch0|ch1)(?![a-z])", re.IGNORECASE)
_TRAILING = re.compile(
    r"[._ -]+(transcript|transcription|vcon|metadata|captions?|subtitles?|chat|[a-z]{2}(-[A-Z]{2})?"
    r"|wav|mp3|opus|ogg|flac|m4a)$"
)
T = TypeVar("T")
_WORDS_AT_MOST = 12
_SHORTEST_INSIDE = 6
_PREFERRED = (".vtt", ".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Sound:
    """A recording, or its two legs: what came in from the customer, what went out."""

    paths: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The name without extension, and without the leg."""
        stem = PurePosixPath(self.paths[0]).stem
        leg = _LEG.match(stem) if len(self.paths) > 1 else None
        return leg[1] if leg else stem


@dataclass(frozen=True)
class Call:
    """A recording with its row and the transcripts that may be its own, the likeliest first."""

    sound: Sound
    row: SheetRow | None = None
    transcripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A transcript or chat without a recording, the rows that name it, and what its own name tells of it."""

    path: str
    rows: tuple[SheetRow, ...] = ()
    named: SheetRow | None = None


@dataclass(frozen=True)
class Joining:
    """What belongs together; `rows` have no file, `notes` say what could not be joined."""

    calls: tuple[Call, ...]
    texts: tuple[Text, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()


def join(
    recordings: Sequence[str],
    transcripts: Sequence[str],
    rows: Sequence[SheetRow],
    names: NamePattern | None = None,
) -> Joining:
    """Join files (posix paths) and rows: what a row names, then equal names, then the beginning of a name.

    By a pattern for `names`, files with one id belong together, and a name says what no row does. Raises InputError
    where the pattern takes too long.
    """
    told = {path: names.read(_stem(path)) for path in (*recordings, *transcripts)} if names else {}
    return _Joiner(recordings, transcripts, {path: parts for path, parts in told.items() if parts}).join(rows)


def agent_channel_in(name: str) -> int | None:
    """The agent's channel where a file name tells it, as `agentL` or `customer_right`; 0 is left."""
    sides = set()
    for who, where in _SIDE.findall(name):
        right = where.casefold() in ("right", "r", "ch1")
        sides.add(int(right == (who.casefold() == "agent")))
    return sides.pop() if len(sides) == 1 else None


@dataclass
class _Names:
    """Files found again by the end of their path, their name or their stem."""

    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_stem: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, paths: Iterable[str]) -> "_Names":
        names = cls()
        for path in paths:
            folded = path.casefold()
            names.by_name[_name(folded)].append(path)
            names.by_stem[_stem(folded)].append(path)
        return names

    def find(self, written: str, folder: str) -> str | None:
        """The file that a sheet names: from its own folder, else by the end of the path, else by a name that is one."""
        wanted = written.strip().replace("\\", "/").removeprefix("./").casefold()
        pure = PurePosixPath(wanted)
        same_name = self.by_name.get(pure.name, [])
        ends = [path for path in same_name if f"/{path}".casefold().endswith(f"/{wanted.lstrip('/')}")]
        exact = [path for path in ends if path.casefold() == f"{folder}/{wanted}".casefold()]
        for found in (exact, ends, same_name, self.by_stem.get(pure.name, [])):
            if len(found) == 1:
                return found[0]
        return None


class _Joiner:
    def __init__(self, recordings: Sequence[str], transcripts: Sequence[str], told: Mapping[str, NameParts]) -> None:
        self._told = told
        self._sounds = {path: sound for sound in _with_legs(recordings, told) for path in sound.paths}
        self._recordings = _Names.of(recordings)
        for sound in set(self._sounds.values()):
            if len(sound.paths) > 1:
                self._recordings.by_stem[sound.stem.casefold()].append(sound.paths[0])
        self._texts = _Names.of(transcripts)
        self._free_texts = dict.fromkeys(transcripts)
        self._free_sounds = dict.fromkeys(self._sounds.values())
        self._sounds_by_number = _by_number(
            (self._number(sound.paths[0]), sound.stem, sound) for sound in self._free_sounds
        )
        self._texts_by_number = _by_number((self._number(path), _stem(path), path) for path in transcripts)
        self._calls: list[Call] = []
        self._text_rows: dict[str, list[SheetRow]] = {}
        self._notes: list[str] = []

    def join(self, rows: Sequence[SheetRow]) -> Joining:
        left = [row for row in rows if not self._join_named(row)]
        alone = [row for row in left if not self._join_numbered(row)]
        self._calls += [Call(sound) for sound in self._free_sounds]
        self._calls = self._with_transcripts(self._calls)
        self._calls = [
            replace(each, row=with_name(each.row, self._told.get(each.sound.paths[0]))) for each in self._calls
        ]
        texts = [
            Text(path, tuple(self._text_rows.get(path, ())), with_name(None, self._told.get(path)))
            for path in (*self._text_rows, *self._free_texts)
        ]
        return Joining(tuple(self._calls), tuple(texts), tuple(alone), tuple(dict.fromkeys(self._notes)))

    def _number(self, path: str) -> str:
        """The id that the name of a file tells by the pattern."""
        told = self._told.get(path)
        return told.id.casefold() if told else ""

    def _join_named(self, row: SheetRow) -> bool:
        """Give a row the files it names; False when it names none that is there."""
        sound = self._named_sound(row)
        text = self._texts.find(row.transcript, row.folder) if row.transcript else None
        if row.transcript and text is None:
            self._notes.append(f"{_place(row)}: the transcript “{row.transcript}” is not among the files")
        if text is not None:
            self._free_texts.pop(text, None)
        if sound is not None:
            self._calls.append(Call(sound, row, (text,) if text else ()))
        elif text is not None:
            self._text_rows.setdefault(text, []).append(row)
        return sound is not None or text is not None

    def _named_sound(self, row: SheetRow) -> Sound | None:
        path = self._recordings.find(row.recording, row.folder) if row.recording else None
        if path is None:
            if row.recording:
                self._notes.append(f"{_place(row)}: the recording “{row.recording}” is not among the files")
            return None
        sound = self._sounds[path]
        if sound not in self._free_sounds:
            self._notes.append(f"{_place(row)}: the recording “{row.recording}” belongs to another row already")
            return None
        del self._free_sounds[sound]
        return sound

    def _join_numbered(self, row: SheetRow) -> bool:
        """Give a row that names no file that is there the one whose name holds its number."""
        names_another = (row.recording or row.transcript) and not is_distinctive(row.external_id)
        if not row.external_id or names_another:
            return False
        number = row.external_id.casefold()
        sounds = [sound for sound in self._sounds_by_number.get(number, ()) if sound in self._free_sounds]
        if len(sounds) == 1:
            del self._free_sounds[sounds[0]]
            self._calls.append(Call(sounds[0], row))
            return True
        texts = [path for path in self._texts_by_number.get(number, ()) if path in self._free_texts]
        if sounds or len(texts) != 1:
            return False
        del self._free_texts[texts[0]]
        self._text_rows.setdefault(texts[0], []).append(row)
        return True

    def _with_transcripts(self, calls: Sequence[Call]) -> list[Call]:
        wanting = [call for call in calls if not call.transcripts]
        found = self._by_id([call.sound for call in wanting]) if self._told else {}
        for same_folder, prefixes in ((True, False), (False, False), (True, True), (False, True)):
            rest = [call.sound for call in wanting if call.sound not in found]
            found |= self._by_stem(rest, same_folder, prefixes)
        return [Call(each.sound, each.row, each.transcripts or found.get(each.sound, ())) for each in calls]

    def _by_id(self, sounds: Sequence[Sound]) -> dict[Sound, tuple[str, ...]]:
        """The free transcripts whose names tell the id of exactly one of the sounds."""
        claimants: dict[str, list[Sound]] = defaultdict(list)
        for sound in sounds:
            claimants[self._number(sound.paths[0])].append(sound)
        found: dict[Sound, list[str]] = defaultdict(list)
        for path in list(self._free_texts):
            fitting = claimants.get(self._number(path), []) if self._number(path) else []
            if len(fitting) == 1:
                found[fitting[0]].append(path)
                del self._free_texts[path]
            elif fitting:
                name = _name(path)
                self._notes.append(f"“{name}” could belong to several recordings and was joined to none")
        return {sound: tuple(sorted(paths, key=_preference)) for sound, paths in found.items()}

    def _by_stem(self, sounds: Sequence[Sound], same_folder: bool, prefixes: bool) -> dict[Sound, tuple[str, ...]]:
        """One round of joining: every free transcript that fits exactly one of the sounds."""
        texts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path in self._free_texts:
            texts[_folder(path, same_folder), _bare_stem(path)].append(path)
        claims: dict[tuple[str, str], list[Sound]] = defaultdict(list)
        for sound in sounds:
            folder = _folder(sound.paths[0], same_folder)
            stems = _beginnings(sound.stem) if prefixes else [sound.stem.casefold()]
            claim = next(((folder, stem) for stem in stems if (folder, stem) in texts), None)
            if claim:
                claims[claim].append(sound)
        found = {}
        for claim, claimants in claims.items():
            places = {_folder(path, True) for path in texts[claim]}
            if len(claimants) > 1 or len(places) > 1:
                names = ", ".join(f"“{_name(path)}”" for path in sorted(texts[claim]))
                self._notes.append(f"{names} could belong to several recordings and was joined to none")
                continue
            found[claimants[0]] = tuple(sorted(texts[claim], key=_preference))
            for path in texts[claim]:
                del self._free_texts[path]
        return found


def _with_legs(recordings: Sequence[str], told: Mapping[str, NameParts]) -> list[Sound]:
    legs: dict[tuple[str, str], dict[tuple[bool, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in recordings:
        match = _LEG.match(_stem(path))
        parts = told.get(path)
        if parts and parts.id and parts.leg:
            legs[str(PurePosixPath(path).with_name(parts.id)), ""][not parts.is_incoming, parts.leg].append(path)
        elif match:
            side = match[2].casefold()
            legs[_leg_family(path, match)][side not in _INCOMING, side].append(path)
    pairs = [
        Sound(tuple(paths[0] for _, paths in sorted(pair.items())))
        for pair in legs.values()
        if [*map(len, pair.values())] == [1, 1]
    ]
    paired = set(chain.from_iterable(sound.paths for sound in pairs))
    return [*(Sound((path,)) for path in recordings if path not in paired), *pairs]


def _leg_family(path: str, match: re.Match[str]) -> tuple[str, str]:
    kind = "rx/tx" if match[2].casefold() in ("rx", "tx") else "in/out"
    pure = PurePosixPath(path)
    return str(pure.with_name(match[1])) + pure.suffix.casefold(), kind


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(path: str) -> str:
    """The name without its ending; by hand, for a path object of each of ten thousand files takes a second."""
    name = _name(path)
    at = name.rfind(".")
    return name[:at] if 0 < at < len(name) - 1 else name


def _folder(path: str, wanted: bool) -> str:
    return path.rpartition("/")[0] if wanted else ""


def _bare_stem(path: str) -> str:
    """The stem of a transcript without what only says that it is one, as in `call_transcript.en.vtt`."""
    stem = _stem(path)
    while match := _TRAILING.search(stem):
        stem = stem[: match.start()]
    return stem.casefold()


def _beginnings(stem: str) -> list[str]:
    """The beginnings of a name that end where a word ends, the longest first."""
    folded = stem.casefold()
    ends = [
        place for place in range(len(folded) - 1, 0, -1) if folded[place - 1].isalnum() and not folded[place].isalnum()
    ]
    return [folded[:place] for place in ends]


def _by_number(named: Iterable[tuple[str, str, T]]) -> dict[str, list[T]]:
    """Things by the number that is told of them, else by every number that their names may hold."""
    found: dict[str, list[T]] = defaultdict(list)
    for told, stem, thing in named:
        for number in [told] if told else numbers_in(stem.casefold()):
            found[number].append(thing)
    return found


def numbers_in(stem: str) -> set[str]:
    """The numbers that a name may hold: what stands between two boundaries of its words."""
    words = list(re.finditer(r"[^\W_]+", stem))[:_WORDS_AT_MOST]
    spans = ((words[i].start(), words[j].end()) for i in range(len(words)) for j in range(i, len(words)))
    # A short number in the middle of a name is more likely a part of a date.
    return {stem[start:end] for start, end in spans if start == words[0].start() or end - start >= _SHORTEST_INSIDE}


def has_number(name: str, number: str) -> bool:
    """Whether the name of a file, or what an interaction is called, holds a number."""
    alone = rf"(?<![^\W_]){re.escape(number.casefold())}(?![^\W_])"
    return re.search(alone, name.casefold()) is not None


def is_distinctive(number: str) -> bool:
    """Whether a number is long enough to mean one interaction wherever it comes from."""
    return len(number) >= _SHORTEST_INSIDE and any(sign.isdigit() for sign in number)


def _preference(path: str) -> tuple[int, str]:
    suffix = PurePosixPath(path).suffix.casefold()
    return (_PREFERRED.index(suffix) if suffix in _PREFERRED else len(_PREFERRED)), path


def _place(row: SheetRow) -> str:
    return f"{row.sheet or 'sheet'}, line {row.line}"

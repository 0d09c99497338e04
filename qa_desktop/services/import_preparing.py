"""Turning what belongs together into items to store: reads transcripts, probes and hashes recordings."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import JOINED, Recording
from qa_desktop.domain.raw_formats import NeedsRawFormat
from qa_desktop.domain.transcripts import NeedsDayOrder, NotRecognised, Transcript, moved
from qa_desktop.imports.joining import Call, Joining, Text
from qa_desktop.imports.sheet import SheetRow
from qa_desktop.services.import_headerless import Headerless
from qa_desktop.services.import_items import Item, identities_of
from qa_desktop.services.import_recordings import joined_call, joined_folder, joined_sides, recording_in, taken_out
from qa_desktop.services.import_report import FileOutcome, Result
from qa_desktop.services.import_sources import Sources, read_limited, shown
from qa_desktop.services.offsets import with_offset
from qa_desktop.services.reading import read_conversations
from qa_desktop.services.recording_places import file_hash
from qa_desktop.transcripts import generic_csv, vcon
from qa_desktop.transcripts.cutting import Piece, in_pieces
from qa_desktop.transcripts.mapping import Mapping
from qa_desktop.transcripts.pieces import piece_of, together
from qa_desktop.transcripts.vcon_audio import Inside, recordings_inside

_NOTES_TOLD = 3
_NOT_TAKEN_OUT = "recordings that may lie inside are not taken out of so large a file; split it to have them"


class Preparing:
    """Reads files one after the other; what is refused stands in `outcomes`, remarks in `notes`."""

    def __init__(
        self,
        sources: Sources,
        headerless: Headerless,
        day_first: bool | None = None,
        mapping: Mapping | None = None,
    ) -> None:
        self.outcomes: list[FileOutcome] = list(sources.outcomes)
        self.notes: list[str] = list(sources.notes)
        self.unsure_days: list[str] = []
        self.unrecognised: list[str] = []
        self.guessed: list[str] = []
        """Tables that were read by what their columns are called, which may be meant otherwise."""
        self._day_first = day_first
        self._mapping = mapping
        self._folders = sources.folders
        self._headerless = headerless
        self._free_rows: dict[str, SheetRow] = {}

    def items(self, joining: Joining) -> Iterator[tuple[str, Iterator[Item]]]:
        """The items of each recording, text and row in turn, read only when they are asked for."""
        self._free_rows = {row.external_id: row for row in joining.rows if row.external_id}
        for call in joining.calls:
            yield self._shown(call.sound.paths[0]), self._call(call)
        for text, *rest in _in_pieces(joining.texts):
            yield self._shown(text.path), self._text(text, rest)
        for row in joining.rows:
            yield _where(row), self._row(row)

    def _shown(self, path: str) -> str:
        return shown(path, self._folders[path])

    def _refuse(self, path: str, error: InputError) -> None:
        if isinstance(error, NeedsDayOrder):
            self.unsure_days.append(path)
        elif isinstance(error, NotRecognised):
            self.unrecognised.append(path)
        result = Result.HELD if isinstance(error, NeedsRawFormat | NeedsDayOrder) else Result.REFUSED
        self.outcomes.append(FileOutcome(self._shown(path), result, str(error)))

    def _call(self, call: Call) -> Iterator[Item]:
        paths = call.sound.paths
        if len(paths) == 1:
            yield from self._recorded(call, paths, Path(paths[0]), self._folders[paths[0]])
            return
        later = (call.row.leg_offset if call.row else None) or 0.0
        try:
            file = joined_call(paths, call.sound.stem, later, self._folders, self._headerless)
        except InputError as error:
            if not isinstance(error, NeedsRawFormat):
                self.notes.append(f"{call.sound.stem}: {error} Each leg is an interaction of its own.")
            singly = ((paths[0], call.row, call.transcripts), (paths[1], None, ()))
            for path, row, texts in singly:
                each = Call(call.sound, row, texts)
                yield from self._recorded(each, (path,), Path(path), self._folders[path])
            return
        yield from self._recorded(call, paths, file, file.parent)

    def _recorded(self, call: Call, paths: tuple[str, ...], file: Path, folder: Path) -> Iterator[Item]:
        try:
            recording, told = recording_in(file, folder, call.row, self._headerless)
        except InputError as error:
            for path in paths:
                self._refuse(path, error)
            yield from self._without_recording(call)
            return
        used, transcript, identities = self._transcript_of(call)
        transcript = _as_late(transcript, call.row)
        told += _skipped(transcript)
        yield Item(
            names=tuple(self._shown(path) for path in (*paths, *used)),
            row=call.row,
            recording=recording,
            folder=folder,
            own_root=JOINED if len(paths) > 1 else "",
            transcript=transcript,
            identity=recording.sha256,
            text_identities=identities,
            sentence=" ".join(told),
            label=call.sound.stem if len(paths) > 1 else Path(paths[0]).stem,
        )

    def _without_recording(self, call: Call) -> Iterator[Item]:
        """What is known beside a recording that cannot be read is kept all the same."""
        rows = (call.row,) if call.row else ()
        if call.transcripts:
            yield from self._text(Text(call.transcripts[0], rows))
        for row in rows if not call.transcripts else ():
            yield from self._alone(row)

    def _transcript_of(self, call: Call) -> tuple[tuple[str, ...], Transcript | None, tuple[str, ...]]:
        """The files used, the first transcript that can be read with what metadata say, and its identities."""
        found: tuple[tuple[str, ...], Transcript | None, tuple[str, ...]] = ((), None, ())
        metadata: dict[str, Transcript] = {}
        for path in call.transcripts:
            name = Path(path).name
            try:
                conversations, content = self._read(path)
                transcript = _only_one(conversations, call.row, name)
                if not transcript.turns:
                    metadata[path] = transcript
                elif found[1] is not None:
                    raise InputError(f"“{name}” was not used: the recording has a transcript already.")
                else:
                    found = (path,), transcript, identities_of(content, transcript, len(conversations))
            except InputError as error:
                self._refuse(path, error)
        return _with_metadata(found, metadata)

    def _text(self, text: Text, rest: Sequence[Text] = ()) -> Iterator[Item]:
        """The conversations in a text; `rest` are further pieces of the one that it holds."""
        try:
            pieces = in_pieces(Path(text.path), self._day_first) if not self._mapped(text.path) else None
            if pieces is not None:
                yield from self._pieces(text, pieces)
                return
            conversations, content = self._read(text.path)
        except InputError as error:
            self._refuse(text.path, error)
            for named in text.rows:
                yield from self._alone(named)
            return
        names: tuple[str, ...] = (self._shown(text.path),)
        if rest and (whole := self._whole(conversations, rest)) is not None:
            conversations = (whole,)
            names += tuple(self._shown(each.path) for each in rest)
        else:
            for each in rest:
                yield from self._text(each)
        mapped = self._mapped(text.path)
        otherwise = self._identities_otherwise(text.path) if mapped else []
        rows = {each.external_id: each for each in text.rows}
        stem = Path(text.path).stem
        several = len(conversations) > 1
        called = [
            each.conversation or (f"{stem}, {number}" if several else stem)
            for number, each in enumerate(conversations, start=1)
        ]
        is_vcon = any(each.format == vcon.FORMAT for each in conversations)
        inside = self._inside(text.path, called) if is_vcon else {}
        for number, transcript in enumerate(conversations):
            row = self._row_for(transcript, rows, len(conversations) == 1)
            row = row or (text.named if len(conversations) == 1 else None)
            identities = identities_of(content, transcript, len(conversations))
            if len(otherwise) == len(conversations):
                identities = tuple(dict.fromkeys((*identities, *otherwise[number])))
            (recording, begun), *others = inside.get(number, ()) or ((None, 0.0),)
            yield Item(
                names=names,
                row=row,
                recording=recording,
                folder=joined_folder() if recording else None,
                own_root=JOINED if recording else "",
                transcript=_as_late(moved(transcript, -begun) if begun else transcript, row),
                identity=recording.sha256 if recording else identities[0],
                text_identities=identities,
                mapped=mapped,
                sentence=" ".join(_skipped(transcript)),
                label=called[number],
            )
            for place, (other, _) in enumerate(others, start=2):
                label = f"{called[number]}, recording {place}"
                yield Item(
                    (self._shown(text.path),), None, other, joined_folder(), JOINED, None, other.sha256, label=label
                )
        yield from self._left(rows, text.path)

    def _read(self, path: str) -> tuple[tuple[Transcript, ...], str]:
        conversations, content = _read(path, self._day_first, self._mapping)
        if not self._mapped(path) and any(each.format == generic_csv.FORMAT for each in conversations):
            self.guessed.append(path)
        return conversations, content

    def _identities_otherwise(self, path: str) -> list[tuple[str, ...]]:
        """As what the conversations of a file are known where it was imported without its mapping."""
        try:
            conversations, content = _read(path, self._day_first, None)
        except InputError:
            return []
        return [identities_of(content, each, len(conversations)) for each in conversations]

    def _mapped(self, path: str) -> bool:
        return self._mapping is not None and self._mapping.fits(Path(path).name)

    def _pieces(self, text: Text, pieces: Iterator[Piece]) -> Iterator[Item]:
        """The conversations of a file that is too large to be read whole; what cannot be read of it is told."""
        content, stem = file_hash(Path(text.path)), Path(text.path).stem
        names = (self._shown(text.path),)
        rows = {each.external_id: each for each in text.rows}
        numbers = count(1)
        for piece in pieces:
            if piece.problem:
                self.outcomes.append(FileOutcome(names[0], Result.REFUSED, piece.problem))
            if any(each.format == vcon.FORMAT for each in piece.conversations):
                self.notes.append(f"{names[0]}, {piece.where}: {_NOT_TAKEN_OUT}")
            for transcript, number in zip(piece.conversations, numbers, strict=False):
                row = self._row_for(transcript, rows, only=False)
                identities = identities_of(content, transcript, 2)
                yield Item(
                    names=names,
                    row=row,
                    transcript=_as_late(transcript, row),
                    identity=identities[0],
                    text_identities=identities,
                    sentence=" ".join(_skipped(transcript)),
                    label=transcript.conversation or f"{stem}, {number}",
                )
        yield from self._left(rows, text.path)

    def _left(self, rows: dict[str, SheetRow], path: str) -> Iterator[Item]:
        """Rows that name a file and none of the conversations in it."""
        for left in rows.values():
            self.notes.append(f"{_where(left)}: “{left.external_id}” is not a conversation in “{Path(path).name}”")
            yield from self._alone(left)

    def _whole(self, first: Sequence[Transcript], rest: Sequence[Text]) -> Transcript | None:
        """The conversation of which a file holds one piece and others the rest; None where they do not fit."""
        try:
            others = [_read(each.path, self._day_first, self._mapping)[0] for each in rest]
        except InputError:  # told when it is read alone
            return None
        several = [first, *others]
        return together([each[0] for each in several]) if all(len(each) == 1 for each in several) else None

    def _inside(self, path: str, called: Sequence[str]) -> dict[int, list[tuple[Recording, float]]]:
        """The recordings that lie inside a vCon, taken out beside those of joined legs, by their conversation.

        With each stands when it begins in the conversation (seconds). Two sides of one call become one recording.
        """
        found, problems = recordings_inside(read_limited(Path(path)))
        taken: dict[int, list[tuple[Recording, float]]] = defaultdict(list)
        by_conversation: dict[int, list[Inside]] = defaultdict(list)
        for each in found:
            by_conversation[each.conversation].append(each)
        for number, several in by_conversation.items():
            try:
                sides = sorted(several, key=lambda side: side.of_agent is True)
                if len(sides) == 2 and (joined := joined_sides(sides, called[number], problems)) is not None:
                    side = SheetRow(0, agent_channel=1 if sides[1].of_agent else None)
                    recording, told = recording_in(joined, joined.parent, side, self._headerless)
                    taken[number].append((recording, min(side.offset for side in sides)))
                    problems += told
                    continue
            except InputError as error:
                problems.append(f"the recordings inside cannot be joined: {error}")
            for each in several:
                try:
                    file = taken_out(each)
                    channel = SheetRow(0, agent_channel=each.agent_channel)
                    recording, told = recording_in(file, file.parent, channel, self._headerless)
                    taken[number].append((recording, each.offset))
                    problems += told
                except InputError as error:
                    problems.append(f"the recording inside cannot be used: {error}")
        self.notes += [f"{self._shown(path)}: {problem}" for problem in problems]
        return taken

    def _row_for(self, transcript: Transcript, rows: dict[str, SheetRow], only: bool) -> SheetRow | None:
        """The row about a conversation: one that names its file, else one without a file that has its number."""
        if transcript.conversation in rows:
            return rows.pop(transcript.conversation)
        if only and rows:
            return rows.pop(next(iter(rows)))
        return self._free_rows.pop(transcript.conversation, None)

    def _row(self, row: SheetRow) -> Iterator[Item]:
        """A row without a file, unless a conversation in a file has taken it."""
        if not row.external_id or row.external_id in self._free_rows:
            yield from self._alone(row)

    def _alone(self, row: SheetRow) -> Iterator[Item]:
        if row.external_id:
            yield Item((_where(row),), row)
            return
        sentence = f"{_where(row)}: it has no external_id, and the file that it names cannot be used."
        self.outcomes.append(FileOutcome(_where(row), Result.REFUSED, sentence))


def _as_late(transcript: Transcript | None, row: SheetRow | None) -> Transcript | None:
    """A transcript as much later than its file says as a row does."""
    if transcript is None or row is None or row.transcript_offset is None:
        return transcript
    return with_offset(transcript, row.transcript_offset)


def _in_pieces(texts: Sequence[Text]) -> list[list[Text]]:
    """The texts, those together that hold one conversation in pieces."""
    found: dict[str, list[Text]] = {}
    for text in texts:
        found.setdefault(piece_of(text.path) or text.path, []).append(text)
    return list(found.values())


def _where(row: SheetRow) -> str:
    return f"{row.sheet}, line {row.line}"


def _with_metadata(
    found: tuple[tuple[str, ...], Transcript | None, tuple[str, ...]], metadata: dict[str, Transcript]
) -> tuple[tuple[str, ...], Transcript | None, tuple[str, ...]]:
    """A transcript, or none, with what the metadata beside it know and it does not."""
    paths, transcript, identities = found
    for path, told in metadata.items():
        paths = (*paths, path)
        transcript = told if transcript is None else replace(
            transcript,
            started_at=transcript.started_at or told.started_at,
            conversation=transcript.conversation or told.conversation,
            duration=transcript.duration or told.duration,
            parties=transcript.parties or told.parties,
        )  # fmt: skip
    return paths, transcript, identities


def _read(path: str, day_first: bool | None, mapping: Mapping | None) -> tuple[tuple[Transcript, ...], str]:
    """The conversations in a file, and the hash of its content."""
    file = Path(path)
    data = read_limited(file)
    return read_conversations(data, file.name, day_first, mapping), hashlib.sha256(data).hexdigest()


def _only_one(conversations: Sequence[Transcript], row: SheetRow | None, name: str) -> Transcript:
    """The conversation that belongs to a recording; raises InputError where that is not told."""
    if len(conversations) == 1:
        return conversations[0]
    wanted = row.external_id if row else ""
    for transcript in conversations:
        if wanted and transcript.conversation == wanted:
            return transcript
    raise InputError(f"“{name}” holds {len(conversations)} conversations, and nothing says which one was recorded.")


def _skipped(transcript: Transcript | None) -> list[str]:
    if transcript is None or not transcript.skipped:
        return []
    told = "; ".join(f"{note.where}: {note.reason}" for note in transcript.skipped[:_NOTES_TOLD])
    more = len(transcript.skipped) - _NOTES_TOLD
    return [f"{told}{f'; and {more} more' if more > 0 else ''}."]

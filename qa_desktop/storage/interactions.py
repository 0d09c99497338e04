"""Interactions with their recordings, survey answers and transcripts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.interactions import Interaction, Joining, Recording
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.domain.worklist import Place, State, WorklistFilter, WorklistItem
from qa_desktop.storage import joinings, records, search_index, transcripts, worklist
from qa_desktop.storage.asking import Rows, rows, rows_again
from qa_desktop.storage.columns import reader
from qa_desktop.storage.hiding import is_shown
from qa_desktop.storage.interaction_rows import (
    WHOLE,
    WIDTH,
    interaction_of,
    own,
    show,
    show_new,
    show_recording,
)
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.refresh import refreshed
from qa_desktop.storage.sources import SourceRepository
from qa_desktop.storage.tables import (
    DraftRow,
    EvaluationRow,
    InteractionRow,
    RecordingRow,
    RedactionRow,
    SessionInteractionRow,
)
from qa_desktop.storage.writes import chunks

NOTHING: Mapping[UUID, State] = {}


class InteractionRepository:
    """Interactions with their transcripts and recordings."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._device = device

    def get(self, key: UUID) -> Interaction | None:
        """The interaction, whole."""
        return next(iter(self._load(InteractionRow.key == key)), None)

    def some(self, keys: Iterable[UUID]) -> list[Interaction]:
        """Those of these keys that are here."""
        return [each for part in chunks(keys) for each in self._load(InteractionRow.key.in_(part))]

    def by_external_id(self, external_id: str) -> Sequence[Interaction]:
        """Interactions with that outside number, from any source, but for those that were joined into others."""
        return self._load(InteractionRow.external_id == external_id, is_shown())

    def with_numbers(self, numbers: Collection[str]) -> Sequence[Interaction]:
        """Interactions whose outside number is one of these, from any source."""
        return [
            each for part in chunks(numbers) for each in self._load(InteractionRow.external_id.in_(part), is_shown())
        ]

    def with_recordings(self, contents: Collection[str]) -> Sequence[Interaction]:
        """Interactions whose recording has one of these contents (SHA-256)."""
        return [each for part in chunks(contents) for each in self._load(RecordingRow.sha256.in_(part))]

    def naming(self, names: Collection[str]) -> Sequence[Interaction]:
        """Interactions with the words of one of these anywhere in what is known of them, or in their file's name."""
        return [each for part in chunks(names) for each in self._load(search_index.naming(part), is_shown())]

    def with_recording(self, sha256: str) -> Interaction | None:
        """The interaction whose recording has this content; the first by key where there are several."""
        return next(iter(self._load(RecordingRow.sha256 == sha256)), None)

    def put(self, interaction: Interaction) -> bool:
        """Add it, or bring the stored one up to date; False when nothing changed.

        What the new one leaves empty (no agent, no queue, no survey answer ...) stays as it was, and what a recording
        has from its source stays with the source. Figures of another recording than the new one go. Nothing is
        written about an interaction that was erased.
        """
        known, wanted = self.get(interaction.key), own(interaction)
        if known is not None and records.is_erased(self._connection, interaction.key):
            return False
        if known is not None:
            stored = own(known)
            wanted = self._with_side(refreshed(stored, wanted), known)
            if wanted == stored:
                return False
        self._write(wanted)
        show(self._connection, wanted, known)
        return True

    def put_new(self, told: Sequence[tuple[Interaction, Transcript | None]]) -> None:
        """Add interactions that are not in the tables yet, with their transcripts: one statement for each table."""
        new = [_with_turns(own(each), len(said.turns) if said else 0) for each, said in told]
        spelled = [(each.key, said, canonical.text(said)) for each, said in told if said is not None]
        ledger = Ledger(self._connection, self._device)
        ledger.begin(RecordKind.INTERACTION, [(each.key, _spelled(each)) for each in new])
        ledger.begin(RecordKind.TRANSCRIPT, [(key, text) for key, _, text in spelled])
        show_new(self._connection, new)
        transcripts.show_new(self._connection, [(key, said, canonical.digest_of(text)) for key, said, text in spelled])

    def rewrite(self, interaction: Interaction) -> None:
        """Make exactly this hold of an interaction that is there, also where it says less than before."""
        known = self.get(interaction.key)
        self._write(own(interaction))
        show(self._connection, interaction, known)

    def is_worked_on(self, key: UUID, since: datetime | None = None) -> bool:
        """Whether anybody evaluates or has evaluated an interaction, redacted it, or asks for it in a session.

        Since a time, where one is given; when sessions were made is not known then.
        """
        used = (
            (EvaluationRow, EvaluationRow.submitted_at),
            (DraftRow, DraftRow.saved_at),
            (RedactionRow, RedactionRow.at),
        )
        asked = [exists().where(row.interaction == key, *([] if since is None else [at > since])) for row, at in used]
        if since is None:
            asked.append(exists().where(SessionInteractionRow.interaction == key))
        return bool(self._connection.scalar(select(or_(*asked))))

    def joined_into(self, key: UUID) -> Sequence[Interaction]:
        """The interactions that were joined into one."""
        return self._load(InteractionRow.joined_into == key)

    def joining_of(self, given: UUID) -> Joining | None:
        """How the interaction into which one was joined changed by that; None where it is not known any more."""
        return joinings.joining_of(self._connection, given)

    def transcript(self, key: UUID) -> Transcript | None:
        """The transcript of an interaction."""
        return transcripts.load(self._connection, key)

    def transcript_offset(self, key: UUID) -> float:
        """By how many seconds the transcript of an interaction was moved."""
        return transcripts.offset(self._connection, key)

    def put_transcript(self, key: UUID, transcript: Transcript) -> bool:
        """Store or replace the transcript; False when the same was there."""
        return transcripts.store(self._connection, self._device, key, transcript)

    def under_root(self, root: str) -> Sequence[Interaction]:
        """The interactions whose recordings lie under a root."""
        return self._load(RecordingRow.root == root)

    def relocate(self, sha256: str, recording: Recording) -> int:
        """Point every recording of this content to another place; how many changed."""
        moved = 0
        for each in self._load(RecordingRow.sha256 == sha256):
            if each.recording is not None:
                side = self._side_under(recording.root, each.recording)
                there = replace(each.recording.own, root=recording.root, path=recording.path, agent_channel=side)
                moved += (each.recording.root, each.recording.path) != (there.root, there.path)
                self._set_recording(each, there)
        return moved

    def set_agent_channel(self, key: UUID, channel: int | None) -> bool:
        """Say on which channel the agent is in a recording, or leave it to its source; False when nothing changed."""
        before = self.get(key)
        if before is None or before.recording is None:
            return False
        self._set_recording(before, replace(before.recording.own, agent_channel=channel))
        return self.get(key) != before

    def worklist(
        self,
        reviewer: UUID,
        wanted: WorklistFilter,
        limit: int = 500,
        after: Place | None = None,
        shown_as: Mapping[UUID, State] = NOTHING,
    ) -> Sequence[WorklistItem]:
        """The lines in the order wanted that stand after a place, with the reviewer's own state.

        `shown_as` tells which lines count as in another state than their own when some states are asked for.
        """
        found: list[WorklistItem] = []
        page = worklist.Page(reviewer, wanted, limit, after, tuple(sorted(shown_as.items())))
        for part in page.parts:
            left = replace(part, limit=limit - len(found))
            if left.limit > 0:
                found.extend(
                    self._items(rows_again(self._connection, worklist.statement(WHOLE, left.shape), left.values))
                )
        return found

    def lines(self, reviewer: UUID, wanted: WorklistFilter, keys: Iterable[UUID]) -> Sequence[WorklistItem]:
        """Those of some lines that match the words and the queue, with the reviewer's own state; in no order."""
        page = worklist.Page(reviewer, wanted)
        parts = (worklist.lines(WHOLE, page, part) for part in chunks(keys))
        return [item for statement in parts for item in self._items(rows(self._connection, statement))]

    def _items(self, found: Rows) -> list[WorklistItem]:
        read = reader(self._connection.dialect)
        return [worklist.item(interaction_of(row, read), row[WIDTH:]) for row in found]

    def count_states(self, reviewer: UUID, wanted: WorklistFilter) -> Mapping[State, int]:
        """How many interactions match the words and the queue, by the reviewer's own state."""
        row = self._connection.execute(worklist.count_statement(reviewer, wanted)).one()
        fresh = row.all - row.drafts - row.submitted - row.conflicts
        counts = {State.NEW: fresh, State.DRAFT: row.drafts, State.SUBMITTED: row.submitted}
        return {**counts, State.CONFLICT: row.conflicts} if row.conflicts else counts

    def pool(self, wanted: Draw) -> Sequence[UUID]:
        """The interactions from which a draw is made: of its queue, channels and days (UTC)."""
        asked: list[Any] = [is_shown()]
        if wanted.queue:
            asked.append(InteractionRow.queue == wanted.queue)
        if wanted.channels:
            asked.append(InteractionRow.channel.in_(wanted.channels))
        if wanted.first is not None:
            asked.append(InteractionRow.started_at >= datetime.combine(wanted.first, time(), UTC))
        if wanted.after is not None:
            asked.append(InteractionRow.started_at < datetime.combine(wanted.after, time(), UTC))
        return self._connection.scalars(select(InteractionRow.key).where(*asked)).all()

    def queues(self) -> Sequence[str]:
        """Every queue that occurs, sorted."""
        found = self._connection.scalars(select(InteractionRow.queue).where(InteractionRow.queue != "").distinct())
        return sorted(found, key=lambda queue: (queue.casefold(), queue))

    def _with_side(self, wanted: Interaction, known: Interaction) -> Interaction:
        """What is stored of a recording that may have moved to another source."""
        new, old = wanted.recording, known.recording
        if new is None or old is None or new.sha256 != old.sha256 or new.agent_channel is not None:
            return wanted
        return replace(wanted, recording=replace(new, agent_channel=self._side_under(new.root, old)))

    def _side_under(self, root: str, known: Recording) -> int | None:
        """The channel of its own that a recording has under a root.

        An answer from the source that it leaves goes along, unless the new source has its own.
        """
        leaves = known.agent_from_source and root != known.root
        if leaves and SourceRepository(self._connection, self._device).agent_channel(root) is None:
            return known.agent_channel
        return known.own.agent_channel

    def _set_recording(self, known: Interaction, recording: Recording) -> None:
        if known.recording is not None and recording != known.recording.own:
            self._write(replace(known, recording=recording))
            show_recording(self._connection, known.key, recording)

    def _write(self, told: Interaction) -> None:
        Ledger(self._connection, self._device).write(RecordKind.INTERACTION, told.key, replace(told, turns=0))

    def _load(self, *conditions: ColumnElement[bool]) -> list[Interaction]:
        found = rows(self._connection, WHOLE.where(*conditions).order_by(InteractionRow.key))
        read = reader(self._connection.dialect)
        return [interaction_of(row, read) for row in found]


def _with_turns(interaction: Interaction, turns: int) -> Interaction:
    return interaction if interaction.turns == turns else replace(interaction, turns=turns)


def _spelled(interaction: Interaction) -> str:
    """The canonical JSON of an interaction without its turns, which its transcript counts."""
    told = canonical.plain(interaction)
    told.pop("turns", None)
    return canonical.spell(told)

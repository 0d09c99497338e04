"""Finding what is held about somebody, and erasing it; erasures that are carried over into a backup brought back."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, or_, select

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.privacy import About
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage import erasing, merging, records, search_index
from qa_desktop.storage.tables import (
    AgentRow,
    DraftRow,
    EvaluationRow,
    InteractionRow,
    RecordingRow,
    RecordRow,
    RedactionRow,
    RevisionRow,
    Row,
    TranscriptRow,
)
from qa_desktop.storage.writes import chunks, fields_of, table_of

_OF_INTERACTION: dict[str, type[Row]] = {
    "transcripts": TranscriptRow,
    "recordings": RecordingRow,
    "redactions": RedactionRow,
    "drafts": DraftRow,
    "evaluations": EvaluationRow,
}


class PrivacyRepository:
    """What one person may ask for, within one transaction."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._device = device

    def about(self, about: About) -> Sequence[UUID]:
        """The interactions that are meant and not erased yet; names are compared whole, whatever their case."""
        erased = exists().where(RecordRow.subject == InteractionRow.key, RecordRow.kind == RecordKind.ERASURE.value)
        rows = self._connection.execute(
            select(
                InteractionRow.key,
                InteractionRow.customer_reference,
                InteractionRow.agent_name,
                InteractionRow.agent_external_id,
                InteractionRow.started_at,
            )
            .where(_wanted(about), ~erased if not about.agent else InteractionRow.key.is_not(None))
            .order_by(InteractionRow.started_at, InteractionRow.key)
        )
        return [row.key for row in rows if _matches(row, about)]

    def counts(self, interactions: Sequence[UUID]) -> dict[str, int]:
        """How much is held about interactions, by kind."""
        told = dict.fromkeys(("interactions", *_OF_INTERACTION, "revisions"), 0)
        told["interactions"] = len(interactions)
        for part in chunks(interactions):
            for name, row in _OF_INTERACTION.items():
                table = table_of(row)
                told[name] += (
                    self._connection.scalar(
                        select(func.count()).select_from(table).where(table.c.interaction.in_(part))
                    )
                    or 0
                )
            of = select(EvaluationRow.key).where(EvaluationRow.interaction.in_(part))
            told["revisions"] += (
                self._connection.scalar(
                    select(func.count()).select_from(table_of(RevisionRow)).where(RevisionRow.evaluation.in_(of))
                )
                or 0
            )
        return told

    def evaluations(self, interaction: UUID) -> Sequence[UUID]:
        """The evaluations of an interaction, deleted ones too."""
        own = EvaluationRow.interaction == interaction
        return self._connection.scalars(select(EvaluationRow.key).where(own).order_by(EvaluationRow.key)).all()

    def erase(self, left: Sequence[Interaction], author: UUID) -> None:
        """Erase what is known of interactions but for what is left of them; agents whom nothing names any more go."""
        for each in left:
            erasing.erase(self._connection, self._device, each, author)
        agent = table_of(AgentRow)
        named = exists().where(InteractionRow.agent == agent.c.key)
        self._connection.execute(delete(agent).where(~named))
        search_index.purge(self._connection)


def erasures(connection: Connection) -> list[Entry]:
    """All records about what was erased, to be carried over into a backup that is brought back."""
    erased = select(RecordRow.subject).where(RecordRow.kind == RecordKind.ERASURE.value)
    found = records.load(connection, RecordRow.subject.in_(erased))
    return [Entry(EntryKind.RECORD.value, str(each.key), canonical.plain(fields_of(each))) for each in found]


def carry(connection: Connection, entries: Iterable[Entry]) -> None:
    """Erase again what a backup brought back; nothing else is taken over."""
    merging.absorb(connection, entries, forward=False)


def _wanted(about: About) -> Any:
    if about.before is not None:
        return InteractionRow.started_at < about.before
    if about.customer:
        return InteractionRow.customer_reference != ""
    return or_(InteractionRow.agent_name != "", InteractionRow.agent_external_id != "")


def _matches(row: Any, about: About) -> bool:
    if about.customer:
        return bool(row.customer_reference.casefold() == about.customer.casefold())
    if about.agent:
        return about.agent.casefold() in (row.agent_name.casefold(), row.agent_external_id.casefold())
    return True

"""Finding what is held about somebody, and erasing it, also after a backup brought it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, func, or_, select

from qa_desktop.domain import canonical
from qa_desktop.domain.blanking import Erased
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.privacy import About, left_of
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage import erasing, merging, records
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.tables import (
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
        """The interactions that are meant and not erased yet; names are compared whole, whatever their case.

        With those that were joined with them by hand, which tell of the same contact.
        """
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
        found = [row.key for row in rows if _matches(row, about)]
        joined = {each for part in chunks(found) for each in self._joined_with(part)}
        return [*found, *sorted(joined.difference(found))]

    def _joined_with(self, interactions: Sequence[UUID]) -> set[UUID]:
        given = select(InteractionRow.key).where(InteractionRow.joined_into.in_(interactions))
        kept = select(InteractionRow.joined_into).where(
            InteractionRow.key.in_(interactions), InteractionRow.joined_into.is_not(None)
        )
        first = {*self._connection.scalars(given), *filter(None, self._connection.scalars(kept))}
        others = select(InteractionRow.key).where(InteractionRow.joined_into.in_(first))
        return first | set(self._connection.scalars(others)) if first else set()

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

    def erase(self, left: Sequence[Interaction], author: UUID | None, *, purge: bool = True) -> None:
        """Erase what is known of interactions but for what is left; agents whom nothing names any more go.

        `purge` takes the words out of the search index for good, once with the last of many.
        """
        erasing.erase(self._connection, self._device, left, author, purge=purge)

    def is_erased(self, interaction: UUID) -> bool:
        """Whether what was known of an interaction was erased: nothing more is to be written about it."""
        return records.is_erased(self._connection, interaction)

    def erasures(self) -> dict[UUID, bool]:
        """The interactions that were erased, and whether nothing names their agents any more."""
        return erasing.known(self._connection)

    def count_erasures(self) -> int:
        """How often something was erased; quick."""
        return erasing.count(self._connection)

    def enforce(self, listed: Mapping[UUID, bool]) -> Sequence[UUID]:
        """Erase again what is on a list of what was erased; which interactions were not erased here any more."""
        return enforce(self._connection, self._device, listed)

    def all_erased(self) -> Erased:
        """Everything that was erased, as it is spelled in entries that travel."""
        return erasing.all_erased(self._connection)


def erasures(connection: Connection) -> list[Entry]:
    """All records about what was erased, to be carried over into a backup that is brought back."""
    parts = chunks(erasing.known(connection))
    found = (each for part in parts for each in records.load(connection, RecordRow.subject.in_(part)))
    return [Entry(EntryKind.RECORD.value, str(each.key), canonical.plain(fields_of(each))) for each in found]


def carry(connection: Connection, entries: Iterable[Entry]) -> None:
    """Erase again what a backup brought back; nothing else is taken over."""
    merging.absorb(connection, entries, forward=False)


def enforce(connection: Connection, device: UUID, listed: Mapping[UUID, bool]) -> Sequence[UUID]:
    """Erase again what is on a list of what was erased, with the agent where it says so; what that came to."""
    known, interactions = erasing.known(connection), InteractionRepository(connection, device)
    wanted = [key for key, agent in listed.items() if key not in known or (agent and not known[key])]
    there = [each for key in wanted if (each := interactions.get(key)) is not None]
    erasing.erase(connection, device, [left_of(each, without_agent=listed[each.key]) for each in there], None)
    return [each.key for each in there]


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

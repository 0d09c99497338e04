"""What calibration sessions agreed on and what others gave, one entry for each standard or interaction."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.consensus import (
    Consensus,
    ExternalScore,
    consensus_from_plain,
    consensus_to_plain,
    without_words,
)
from qa_desktop.storage import records
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import EntryRow, FormVersionRow, InteractionRow, SessionRow
from qa_desktop.storage.wordless import take_words
from qa_desktop.storage.writes import put

ENTRIES: Final = frozenset({RecordKind.CONSENSUS, RecordKind.EXTERNAL_SCORE})


class ConsensusRepository:
    """What sessions agreed on; an entry that says nothing any more stays on record."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._ledger = Ledger(connection, device)

    def put(self, consensus: Consensus, author: UUID) -> None:
        """Enter what was agreed about a standard of an interaction, in place of what was entered before."""
        self._write(RecordKind.CONSENSUS, consensus.key, consensus_to_plain(consensus), author)

    def put_external(self, score: ExternalScore, author: UUID) -> None:
        """Enter what others gave an interaction."""
        self._write(RecordKind.EXTERNAL_SCORE, score.key, canonical.plain(score), author)

    def get(self, key: UUID) -> Consensus | None:
        """What was entered under that key."""
        return next(iter(self._consensus(EntryRow.key == key)), None)

    def of(self, session: UUID) -> Sequence[Consensus]:
        """All that a session agreed on."""
        return [each for each in self._consensus(EntryRow.session == session) if not each.empty]

    def external(self, session: UUID) -> Sequence[ExternalScore]:
        """What others gave the interactions of a session."""
        import msgspec

        own = (EntryRow.session == session, EntryRow.kind == RecordKind.EXTERNAL_SCORE.value)
        found = [msgspec.convert(told, ExternalScore) for told in self._told(*own)]
        return [each for each in found if each.points is not None]

    def about(self, interaction: UUID) -> Sequence[Consensus | ExternalScore]:
        """All that sessions agreed on about an interaction, and what others gave it."""
        import msgspec

        own = EntryRow.interaction == interaction
        agreed = [each for each in self._consensus(own) if not each.empty]
        given = self._told(own, EntryRow.kind == RecordKind.EXTERNAL_SCORE.value)
        return [*agreed, *(msgspec.convert(told, ExternalScore) for told in given)]

    def rulings(self, forms: Collection[str], standard: str = "") -> Sequence[tuple[str, str, Consensus]]:
        """All rulings on forms, whatever their version: (form id, external id of the interaction, what was agreed).

        On one standard where its id is given.
        """
        wanted = (
            select(FormVersionRow.form, InteractionRow.external_id, EntryRow.definition)
            .join(SessionRow, SessionRow.key == EntryRow.session)
            .join(FormVersionRow, FormVersionRow.key == SessionRow.form_version)
            .outerjoin(InteractionRow, InteractionRow.key == EntryRow.interaction)
            .where(EntryRow.kind == RecordKind.CONSENSUS.value, FormVersionRow.form.in_(forms))
            .where(EntryRow.definition.contains('"ruling":', autoescape=True))  # most entries have none
            .order_by(EntryRow.key)
        )
        if standard:
            wanted = wanted.where(EntryRow.standard == standard)
        rows = self._connection.execute(wanted)
        found = [(form, name or "", consensus_from_plain(json.loads(told))) for form, name, told in rows]
        return [each for each in found if each[2].ruling]

    def _consensus(self, *conditions: Any) -> list[Consensus]:
        is_one = EntryRow.kind == RecordKind.CONSENSUS.value
        return [consensus_from_plain(told) for told in self._told(*conditions, is_one)]

    def _told(self, *conditions: Any) -> list[Any]:
        wanted = select(EntryRow.definition).where(*conditions).order_by(EntryRow.key)
        return [json.loads(told) for told in self._connection.scalars(wanted)]

    def _write(self, kind: RecordKind, key: UUID, plain: dict[str, Any], author: UUID) -> None:
        self._ledger.write(kind, key, plain, author)
        show(self._connection, kind, key)


def show(connection: Connection, kind: RecordKind, key: UUID) -> None:
    """Write what holds of an entry into the table."""
    kept = records.newest_kept(connection, kind, key)
    if not kept:
        return
    told = json.loads(kept[-1].content or "{}")
    values = {
        "kind": kind.value,
        "session": UUID(told["session"]),
        "interaction": UUID(told["interaction"]),
        "standard": told.get("standard", ""),
        "definition": canonical.spell(told),
    }
    put(connection, EntryRow, {"key": key}, values)


def erase_words(connection: Connection, interaction: UUID) -> None:
    """Take the words out of all that sessions agreed on about an interaction; what holds is said again without them."""
    own = EntryRow.interaction == interaction
    for key, kind in connection.execute(select(EntryRow.key, EntryRow.kind).where(own)).all():
        _erase_words(connection, RecordKind(kind), key)


def _erase_words(connection: Connection, kind: RecordKind, key: UUID) -> None:
    take_words(connection, kind, key)
    show(connection, kind, key)
    # Where all that is here is blank, what follows it is still on its way.
    shown = json.loads(connection.scalars(select(EntryRow.definition).where(EntryRow.key == key)).one())
    put(connection, EntryRow, {"key": key}, {"definition": canonical.spell(without_words(shown))})

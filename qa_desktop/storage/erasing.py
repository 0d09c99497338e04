"""Erasing the personal text about an interaction, so that all hashes over it stay true, here and wherever it arrives.

An erasure is a record: its subject is the interaction, its content names the records that stay (those that tell what
is left). It wins over everything else that is known of the interaction, whenever that arrives.
"""

import json
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, or_, select, update

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.interactions import Interaction
from qa_desktop.storage import interactions, records, search_index, showing
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import (
    AnswerRow,
    AuditRow,
    DraftRow,
    EvaluationRow,
    RecordRow,
    RedactionRow,
    RevisionRow,
)
from qa_desktop.storage.writes import chunks, remove, table_of

_TOLD = (RecordKind.INTERACTION.value, RecordKind.TRANSCRIPT.value)


def erase(connection: Connection, device: UUID, left: Interaction, author: UUID) -> None:
    """Erase what is known of an interaction but for what is left of it."""
    ledger = Ledger(connection, device)
    kept = ledger.write(RecordKind.INTERACTION, left.key, left, author)
    ledger.write(RecordKind.ERASURE, left.key, {"keep": [kept.key]}, author)
    interactions.show(connection, left, InteractionRepository(connection, device).get(left.key))
    apply_to(connection, [left.key])


def apply_to(connection: Connection, subjects: Iterable[UUID]) -> None:
    """Erase again what has arrived about interactions that were erased; subjects may be evaluations of them."""
    named = set(subjects)
    any_erasure = select(RecordRow.key).where(RecordRow.kind == RecordKind.ERASURE.value).limit(1)
    if not named or connection.scalar(any_erasure) is None:
        return
    for part in chunks(sorted(named)):
        wanted = select(EvaluationRow.interaction).where(EvaluationRow.key.in_(part))
        named |= set(connection.scalars(wanted))
    erased = {each for part in chunks(sorted(named)) for each in _erasures(connection, part)}
    for interaction in sorted(erased):
        _erase(connection, interaction)
    if erased:
        search_index.purge(connection)


def _erasures(connection: Connection, subjects: Iterable[UUID]) -> set[UUID]:
    wanted = select(RecordRow.subject).where(RecordRow.subject.in_(list(subjects)))
    return set(connection.scalars(wanted.where(RecordRow.kind == RecordKind.ERASURE.value)))


def _erase(connection: Connection, interaction: UUID) -> None:
    _erase_records(connection, interaction)
    own = (EvaluationRow.interaction == interaction,)
    evaluations = connection.scalars(select(EvaluationRow.key).where(*own)).all()
    for part in chunks(evaluations):
        _erase_revisions(connection, part)
        for evaluation in part:
            search_index.forget_comments(connection, evaluation)
    audit, redaction = table_of(AuditRow), table_of(RedactionRow)
    for part in chunks([interaction, *evaluations]):
        told = update(audit).where(audit.c.key.in_(part), audit.c.salt != "")
        connection.execute(told.values(detail="", salt=""))
    spans = update(redaction).where(redaction.c.interaction == interaction, redaction.c.reason != "")
    connection.execute(spans.values(reason=""))
    remove(connection, DraftRow, interaction=interaction)


def _erase_records(connection: Connection, interaction: UUID) -> None:
    erasures = records.leaves(connection, RecordKind.ERASURE, interaction)  # a later one may leave less
    kept = {UUID(key) for erasure in erasures for key in json.loads(erasure.content or '{"keep": []}')["keep"]}
    table = table_of(RecordRow)
    about = (table.c.subject == interaction, table.c.kind.in_(_TOLD), table.c.salt != "")
    connection.execute(update(table).where(*about, table.c.key.not_in(kept)).values(content=None, salt=""))
    showing.show(connection, RecordKind.INTERACTION, interaction)
    showing.show(connection, RecordKind.TRANSCRIPT, interaction)


def _erase_revisions(connection: Connection, evaluations: list[UUID]) -> None:
    table, answer = table_of(RevisionRow), table_of(AnswerRow)
    of = select(RevisionRow.key).where(RevisionRow.evaluation.in_(evaluations))
    written = or_(answer.c.comment != "", (answer.c.kind == "text") & (answer.c.content != ""))
    given = (answer.c.revision.in_(of), written)
    connection.execute(update(answer).where(*given, answer.c.kind == "text").values(comment="", content=""))
    connection.execute(update(answer).where(*given).values(comment=""))
    told = update(table).where(table.c.evaluation.in_(evaluations), table.c.salt != "")
    connection.execute(told.values(reason="", comment="", salt=""))

"""Erasing the personal text about an interaction, so that all hashes over it stay true, here and wherever it arrives.

An erasure is a record: its subject is the interaction, its content names the records that stay (those that tell what
is left). It wins over everything else that is known of the interaction, whenever that arrives.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from qa_desktop.domain import canonical
from qa_desktop.domain.blanking import TOLD, WHY_ERASED, Erased, blanked
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.sharing import Entry
from qa_desktop.storage import consensus, records, search_index, showing, wordless
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.shared_tables import IS_ERASURE
from qa_desktop.storage.tables import (
    AgentRow,
    AnswerRow,
    AuditRow,
    DraftRow,
    EntryRow,
    EvaluationRow,
    InteractionRow,
    PendingRow,
    RecordRow,
    RedactionRow,
    RevisionRow,
)
from qa_desktop.storage.writes import chunks, put, remove, table_of

_ANY: Final = select(RecordRow.key).where(IS_ERASURE).limit(1)
_WAITING: Final = select(*table_of(PendingRow).columns)
"""Made once, for they are asked with every piece of a merge."""


def erase(
    connection: Connection, device: UUID, left: Iterable[Interaction], author: UUID | None, *, purge: bool = True
) -> None:
    """Erase what is known of interactions but for what is left of them.

    `purge` rewrites the search index, which takes seconds where there is much: once, with the last of many.
    """
    ledger, erased = Ledger(connection, device), []
    for each in left:
        kept = ledger.write(RecordKind.INTERACTION, each.key, each, author)
        ledger.write(RecordKind.ERASURE, each.key, {"keep": [kept.key]}, author)
        erased.append(each.key)
    apply_to(connection, erased, purge=purge)
    blank_pending(connection)


def apply_to(connection: Connection, subjects: Iterable[UUID], *, purge: bool = True) -> None:
    """Erase again what has arrived about interactions that were erased; subjects may be what belongs to them."""
    named = set(subjects)
    if not named or not is_any(connection):
        return
    for part in chunks(sorted(named)):
        for row in (EvaluationRow, EntryRow):
            named |= set(connection.scalars(select(row.interaction).where(row.key.in_(part))))
    erased = {each for part in chunks(sorted(named)) for each in _erasures(connection, part)}
    for interaction in sorted(erased):
        _erase(connection, interaction)
    if erased:
        agent = table_of(AgentRow)
        connection.execute(delete(agent).where(~exists().where(InteractionRow.agent == agent.c.key)))
    if erased and purge:
        search_index.purge(connection)


def is_any(connection: Connection) -> bool:
    """Whether anything was ever erased."""
    return connection.scalar(_ANY) is not None


def count(connection: Connection) -> int:
    """How often something was erased."""
    return connection.scalar(select(func.count()).select_from(RecordRow).where(IS_ERASURE)) or 0


def known(connection: Connection) -> dict[UUID, bool]:
    """The interactions that were erased, and whether nothing names their agents any more."""
    wanted = select(RecordRow.subject, InteractionRow.agent_name, InteractionRow.agent_external_id).distinct()
    there = wanted.outerjoin(InteractionRow, InteractionRow.key == RecordRow.subject).where(IS_ERASURE)
    return {row.subject: row.agent_name == row.agent_external_id == "" for row in connection.execute(there)}


def all_erased(connection: Connection) -> Erased:
    """Everything that was erased, as it is spelled in entries that travel."""
    subjects = sorted(known(connection))
    kept: set[UUID] = set()
    evaluations: set[UUID] = set()
    for part in chunks(subjects):
        evaluations |= set(connection.scalars(select(EvaluationRow.key).where(EvaluationRow.interaction.in_(part))))
    for subject in subjects:
        kept |= _kept(connection, subject)
    return Erased(*(frozenset(map(str, keys)) for keys in (subjects, evaluations, kept)))


def blank_pending(connection: Connection) -> None:
    """Take the text out of what waits for something else and is about an interaction that was erased."""
    waiting = connection.execute(_WAITING).all() if is_any(connection) else []
    erased = all_erased(connection) if waiting else Erased()
    for row in waiting:
        before = Entry(row.kind, row.key, json.loads(row.content))
        after = blanked(before, erased)
        if after is not before:
            remove(connection, PendingRow, kind=row.kind, key=row.key, digest=row.digest)
            for entry in (after, *wordless.following(before)):
                spelled = canonical.spell(entry.content)
                digest = canonical.digest_of(spelled)
                key: Mapping[str, str] = {"kind": entry.kind, "key": entry.key, "digest": digest}
                put(connection, PendingRow, key, {"content": spelled})


def _erasures(connection: Connection, subjects: Iterable[UUID]) -> set[UUID]:
    wanted = select(RecordRow.subject).where(RecordRow.subject.in_(list(subjects)))
    return set(connection.scalars(wanted.where(RecordRow.kind == RecordKind.ERASURE.value)))


def _erase(connection: Connection, interaction: UUID) -> None:
    _erase_records(connection, interaction)
    consensus.erase_words(connection, interaction)
    own = (EvaluationRow.interaction == interaction,)
    evaluations = connection.scalars(select(EvaluationRow.key).where(*own)).all()
    for part in chunks(evaluations):
        _erase_revisions(connection, part)
        for evaluation in part:
            wordless.take_words(connection, RecordKind.TOMBSTONE, evaluation)
            showing.show(connection, RecordKind.TOMBSTONE, evaluation)
            search_index.forget_comments(connection, evaluation)
    audit, redaction = table_of(AuditRow), table_of(RedactionRow)
    for part in chunks([interaction, *evaluations]):
        told = update(audit).where(audit.c.key.in_(part), audit.c.salt != "", audit.c.action != WHY_ERASED)
        connection.execute(told.values(detail="", salt=""))
    spans = update(redaction).where(redaction.c.interaction == interaction, redaction.c.reason != "")
    connection.execute(spans.values(reason=""))
    remove(connection, DraftRow, interaction=interaction)


def _erase_records(connection: Connection, interaction: UUID) -> None:
    table = table_of(RecordRow)
    about = (table.c.subject == interaction, table.c.kind.in_(TOLD), table.c.salt != "")
    lost = table.c.key.not_in(_kept(connection, interaction))
    connection.execute(update(table).where(*about, lost).values(content=None, salt=""))
    showing.show(connection, RecordKind.INTERACTION, interaction)
    showing.show(connection, RecordKind.TRANSCRIPT, interaction)


def _kept(connection: Connection, interaction: UUID) -> set[UUID]:
    """The records that tell what is left; where one device erased the agent too, another one's that names him goes."""
    erasures = records.leaves(connection, RecordKind.ERASURE, interaction)  # a later one may leave less
    kept = {UUID(key) for erasure in erasures for key in json.loads(erasure.content or '{"keep": []}')["keep"]}
    if len(kept) < 2:
        return kept
    told = {record.key: record.content for record in records.load(connection, RecordRow.key.in_(kept))}
    nameless = {
        key for key, content in told.items() if content is not None and json.loads(content).get("agent") is None
    }
    return nameless or kept


def _erase_revisions(connection: Connection, evaluations: list[UUID]) -> None:
    table, answer = table_of(RevisionRow), table_of(AnswerRow)
    of = select(RevisionRow.key).where(RevisionRow.evaluation.in_(evaluations))
    written = or_(answer.c.comment != "", (answer.c.kind == "text") & (answer.c.content != ""))
    given = (answer.c.revision.in_(of), written)
    connection.execute(update(answer).where(*given, answer.c.kind == "text").values(comment="", content=""))
    connection.execute(update(answer).where(*given).values(comment=""))
    told = update(table).where(table.c.evaluation.in_(evaluations), table.c.salt != "")
    connection.execute(told.values(reason="", comment="", salt=""))

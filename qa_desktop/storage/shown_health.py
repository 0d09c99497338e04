"""Whether the typed tables still show what the sealed records and revisions behind them say."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.consensus import consensus_from_plain
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.scoring import score
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.storage import records, revisions, sessions, transcripts
from qa_desktop.storage.consensus import ConsensusRepository
from qa_desktop.storage.evaluations import head_values
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.interaction_rows import own
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.people import PersonRepository
from qa_desktop.storage.sessions import SessionRepository
from qa_desktop.storage.showing import put_together, read
from qa_desktop.storage.tables import EvaluationRow, InteractionRow, RecordRow, RevisionRow
from qa_desktop.storage.writes import chunks, table_of

_NOBODY: Final = UUID(int=0)
_Compare = Callable[[Connection, UUID, list[Any]], bool]


def untrue_rows(connection: Connection) -> Iterator[str]:
    """A sentence for each thing that the tables show otherwise than it was written."""
    for kind, is_shown in _SHOWN.items():
        wanted = select(RecordRow.subject).where(RecordRow.kind == kind.value).distinct().order_by(RecordRow.subject)
        for subject in connection.scalars(wanted).all():
            told = [json.loads(record.content or "null") for record in records.newest_kept(connection, kind, subject)]
            if told and not is_shown(connection, subject, told):
                yield f"The {kind.value} {subject} is not shown as it was written: restore a backup."
    yield from _untrue_evaluations(connection)
    yield from _untrue_times(connection)


def _interaction(connection: Connection, subject: UUID, told: list[Any]) -> bool:
    shown = InteractionRepository(connection, _NOBODY).get(subject)
    return shown is not None and replace(own(shown), turns=0) == put_together(read(each, Interaction) for each in told)


def _transcript(connection: Connection, subject: UUID, told: list[Any]) -> bool:
    return transcripts.load(connection, subject) == read(told[-1], Transcript)


def _person(connection: Connection, subject: UUID, told: list[Any]) -> bool:
    return PersonRepository(connection, _NOBODY).get(subject) == read(told[-1], Person)


def _session(connection: Connection, subject: UUID, told: list[Any]) -> bool:
    del told  # what holds is told by records of several kinds
    return SessionRepository(connection, _NOBODY).get(subject) == sessions.told(connection, subject)


def _consensus(connection: Connection, subject: UUID, told: list[Any]) -> bool:
    return ConsensusRepository(connection, _NOBODY).get(subject) == consensus_from_plain(told[-1])


_SHOWN: Final[Mapping[RecordKind, _Compare]] = {
    RecordKind.INTERACTION: _interaction,
    RecordKind.TRANSCRIPT: _transcript,
    RecordKind.PERSON: _person,
    RecordKind.SESSION: _session,
    RecordKind.REVEAL: _session,
    RecordKind.CLOSE: _session,
    RecordKind.CONSENSUS: _consensus,
}


def _untrue_evaluations(connection: Connection) -> Iterator[str]:
    """Evaluations whose cached score is not that of their newest revision."""
    forms: dict[UUID, FormVersion | None] = {}
    table = table_of(EvaluationRow)
    for part in chunks(connection.scalars(select(table.c.key).order_by(table.c.key)).all()):
        rows = {row.key: row._mapping for row in connection.execute(select(table).where(table.c.key.in_(part)))}
        at_head = [RevisionRow.key == EvaluationRow.head, EvaluationRow.key.in_(part)]
        for revision in revisions.load(connection, at_head, [RevisionRow.key]):
            version = revision.subject.form_version
            if version not in forms:
                forms[version] = FormRepository(connection).get(version)
            form, row = forms[version], rows[revision.subject.evaluation]
            if form is None:
                continue
            wanted = head_values(revision, score(form.form, revision.content.answers))
            if any(row[name] != value for name, value in wanted.items()):
                yield f"The score shown of evaluation {revision.subject.evaluation} is not that of its newest revision."


def _untrue_times(connection: Connection) -> Iterator[str]:
    """Evaluations that are listed by another time than that of their interaction."""
    wanted = (
        select(EvaluationRow.key)
        .join(InteractionRow, InteractionRow.key == EvaluationRow.interaction)
        .where(EvaluationRow.started_at.is_distinct_from(InteractionRow.started_at))
    )
    for key in connection.scalars(wanted.order_by(EvaluationRow.key)):
        yield f"The evaluation {key} is listed by another time than that of its interaction: restore a backup."

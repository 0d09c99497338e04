"""Calibration sessions: what they are, what was done in them, and how far everybody is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, literal, select

from qa_desktop.domain import canonical
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.retests import PLAN, RetestPlan
from qa_desktop.storage import records
from qa_desktop.storage.columns import Key
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import EvaluationRow, MemberRow, RecordRow, SessionInteractionRow, SessionRow
from qa_desktop.storage.writes import add, put, remove


@dataclass(frozen=True)
class Done:
    """That a session was revealed or closed: when, and by whom."""

    at: datetime
    by: UUID


class SessionRepository:
    """Calibration sessions."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._ledger = Ledger(connection, device)

    def put(self, session: CalibrationSession) -> None:
        """Add a session or change its plan; that it was revealed or closed is for `reveal` and `close` to say."""
        known = self.get(session.key)
        if known is not None and known.plan == session.plan:
            return
        self._ledger.write(RecordKind.SESSION, session.key, session.plan)
        show(self._connection, session.key)

    def reveal(self, session: UUID, at: datetime, by: UUID) -> None:
        """Record that a session is revealed; where that was recorded before, the earliest time holds."""
        self._do(RecordKind.REVEAL, session, Done(at, by))

    def close(self, session: UUID, at: datetime, by: UUID) -> None:
        """Record that a session is closed."""
        self._do(RecordKind.CLOSE, session, Done(at, by))

    def get(self, key: UUID) -> CalibrationSession | None:
        """A session."""
        return next(iter(self._load(SessionRow.key == key)), None)

    def all(self) -> Sequence[CalibrationSession]:
        """Every session, newest first: their keys begin with the time of their creation."""
        return self._load()

    def retest_plan(self) -> RetestPlan | None:
        """The plan of re-tests that holds; None where none was ever made."""
        import msgspec

        kept = records.newest_kept(self._connection, RecordKind.RETEST_PLAN, PLAN)
        return msgspec.json.decode(kept[-1].content or "", type=RetestPlan) if kept else None

    def put_retest_plan(self, plan: RetestPlan, author: UUID) -> None:
        """Make another plan hold."""
        self._ledger.write(RecordKind.RETEST_PLAN, PLAN, plan, author)

    def retests_done(self) -> frozenset[tuple[UUID, UUID]]:
        """Which re-tests are submitted (reviewer, occasion), whoever may see their marks; a server tells leads only."""
        of_session = EvaluationRow.occasion.in_(select(SessionRow.key))
        made = (EvaluationRow.occasion.is_not(None), ~of_session, ~EvaluationRow.deleted)
        wanted = [select(EvaluationRow.reviewer, EvaluationRow.occasion).where(*made)]
        if self._connection.dialect.name == "postgresql":
            told = func.qa_retests_done().table_valued("reviewer", "occasion")
            wanted.append(select(told.c.reviewer, told.c.occasion))
        found = (row for each in wanted for row in self._connection.execute(each))
        return frozenset((row[0], row[1]) for row in found if row[1] is not None)

    def progress(self, session: CalibrationSession) -> frozenset[tuple[UUID, UUID]]:
        """Which (interaction, person) have submitted; on a server also of those whose marks are sealed."""
        if not session.sealed:
            own = EvaluationRow.interaction.in_(session.interactions), EvaluationRow.reviewer.in_(session.people)
            ordinary = (*own, EvaluationRow.form_version == session.form_version, EvaluationRow.occasion.is_(None))
            wanted = select(EvaluationRow.interaction, EvaluationRow.reviewer).where(*ordinary, ~EvaluationRow.deleted)
        elif self._connection.dialect.name == "postgresql":
            told = func.qa_progress(literal(session.key, Key)).table_valued("interaction", "reviewer")
            wanted = select(told.c.interaction, told.c.reviewer)
        else:
            of = EvaluationRow.occasion == session.key
            wanted = select(EvaluationRow.interaction, EvaluationRow.reviewer).where(of, ~EvaluationRow.deleted)
        return frozenset((row[0], row[1]) for row in self._connection.execute(wanted))

    def _do(self, kind: RecordKind, session: UUID, done: Done) -> None:
        self._ledger.write(kind, session, done, done.by)
        show(self._connection, session)

    def _load(self, *conditions: Any) -> list[CalibrationSession]:
        import msgspec

        wanted = select(SessionRow.definition).where(*conditions).order_by(SessionRow.key.desc())
        return [msgspec.json.decode(told, type=CalibrationSession) for told in self._connection.scalars(wanted)]


def told(connection: Connection, key: UUID) -> CalibrationSession | None:
    """What the records say of a session: its newest plan, and when it was first revealed and closed."""
    import msgspec

    plans = records.newest_kept(connection, RecordKind.SESSION, key)
    if not plans:
        return None
    plan = msgspec.json.decode(plans[-1].content or "", type=CalibrationSession)
    revealed, closed = (_earliest(connection, kind, key) for kind in (RecordKind.REVEAL, RecordKind.CLOSE))
    if revealed is not None:
        plan = replace(plan, revealed_at=revealed.at, revealed_by=revealed.by)
    return plan if closed is None else replace(plan, closed_at=closed.at, closed_by=closed.by)


def _earliest(connection: Connection, kind: RecordKind, session: UUID) -> Done | None:
    import msgspec

    own = (RecordRow.kind == kind.value, RecordRow.subject == session, RecordRow.content.is_not(None))
    found = [msgspec.json.decode(record.content or "", type=Done) for record in records.load(connection, *own)]
    return min(found, key=lambda done: (done.at, done.by), default=None)


def show(connection: Connection, key: UUID) -> None:
    """Write what holds of a session into the tables."""
    session = told(connection, key)
    if session is None:
        return
    named = ("name", "form_version", "gauge", "revealed_at")
    values = {name: getattr(session, name) for name in named}
    put(connection, SessionRow, {"key": key}, {**values, "definition": canonical.text(session)})
    remove(connection, MemberRow, session=key)
    remove(connection, SessionInteractionRow, session=key)
    members = [{"session": key, "place": place, "person": person} for place, person in enumerate(session.reviewers)]
    add(connection, MemberRow, members)
    chosen = [{"session": key, "place": place, "interaction": each} for place, each in enumerate(session.interactions)]
    add(connection, SessionInteractionRow, chosen)

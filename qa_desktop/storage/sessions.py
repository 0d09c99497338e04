"""Calibration sessions with their reviewers and interactions."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, true

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.chains import RecordKind
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import MemberRow, SessionInteractionRow, SessionRow
from qa_desktop.storage.writes import add, put, remove


class SessionRepository:
    """Calibration sessions."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._ledger = Ledger(connection, device)

    def put(self, session: CalibrationSession) -> None:
        """Add or change a session."""
        if self.get(session.key) == session:
            return
        self._ledger.write(RecordKind.SESSION, session.key, session)
        show(self._connection, session)

    def get(self, key: UUID) -> CalibrationSession | None:
        """A session."""
        return next(iter(self._load(key)), None)

    def all(self) -> Sequence[CalibrationSession]:
        """Every session, newest first: their keys begin with the time of their creation."""
        return self._load(None)

    def _load(self, key: UUID | None) -> list[CalibrationSession]:
        def only(column: ColumnElement[UUID]) -> ColumnElement[bool]:
            return true() if key is None else column == key

        sessions = (
            select(SessionRow.key, SessionRow.name, SessionRow.form_version, SessionRow.gauge, SessionRow.revealed_at)
            .where(only(SessionRow.key.expression))
            .order_by(SessionRow.key.desc())
        )
        members = select(MemberRow.session, MemberRow.person).where(only(MemberRow.session.expression))
        chosen = select(SessionInteractionRow.session, SessionInteractionRow.interaction).where(
            only(SessionInteractionRow.session.expression)
        )
        people: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for session, person in self._connection.execute(members.order_by(MemberRow.session, MemberRow.place)):
            people[session].append(person)
        contacts: defaultdict[UUID, list[UUID]] = defaultdict(list)
        in_order = chosen.order_by(SessionInteractionRow.session, SessionInteractionRow.place)
        for session, interaction in self._connection.execute(in_order):
            contacts[session].append(interaction)
        return [
            CalibrationSession(*row[:4], tuple(people[row.key]), tuple(contacts[row.key]), row.revealed_at)
            for row in self._connection.execute(sessions)
        ]


def show(connection: Connection, session: CalibrationSession) -> None:
    """Write what holds of a session into the tables."""
    named = ("name", "form_version", "gauge", "revealed_at")
    put(connection, SessionRow, {"key": session.key}, {name: getattr(session, name) for name in named})
    remove(connection, MemberRow, session=session.key)
    remove(connection, SessionInteractionRow, session=session.key)
    add(
        connection,
        MemberRow,
        [{"session": session.key, "place": place, "person": key} for place, key in enumerate(session.reviewers)],
    )
    add(
        connection,
        SessionInteractionRow,
        [
            {"session": session.key, "place": place, "interaction": key}
            for place, key in enumerate(session.interactions)
        ],
    )

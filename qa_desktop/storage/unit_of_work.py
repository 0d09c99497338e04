"""The repositories that share one transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.storage.audit import AuditRepository
from qa_desktop.storage.evaluations import EvaluationRepository
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.people import PersonRepository
from qa_desktop.storage.roots import RootRepository
from qa_desktop.storage.sessions import SessionRepository


@dataclass(frozen=True)
class SqlUnitOfWork:
    """One transaction; use it only inside the `with` that gave it, on the thread that opened it."""

    interactions: InteractionRepository
    roots: RootRepository
    forms: FormRepository
    people: PersonRepository
    evaluations: EvaluationRepository
    sessions: SessionRepository
    audit: AuditRepository

    @staticmethod
    def on(connection: Connection, device: UUID) -> "SqlUnitOfWork":
        """The repositories on a connection whose transaction somebody else ends."""
        return SqlUnitOfWork(
            InteractionRepository(connection),
            RootRepository(connection, device),
            FormRepository(connection),
            PersonRepository(connection),
            EvaluationRepository(connection, device),
            SessionRepository(connection),
            AuditRepository(connection),
        )

"""The repositories that share one transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.storage.audit import AuditRepository
from qa_desktop.storage.averages import AverageRepository
from qa_desktop.storage.consensus import ConsensusRepository
from qa_desktop.storage.evaluations import EvaluationRepository
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.people import PersonRepository
from qa_desktop.storage.privacy import PrivacyRepository
from qa_desktop.storage.redactions import RedactionRepository
from qa_desktop.storage.roots import RootRepository
from qa_desktop.storage.search import SearchRepository
from qa_desktop.storage.sessions import SessionRepository
from qa_desktop.storage.sharing import SharingRepository
from qa_desktop.storage.sources import SourceRepository
from qa_desktop.storage.speech import SpeechRepository


@dataclass(frozen=True)
class SqlUnitOfWork:
    """One transaction; use it only inside the `with` that gave it, on the thread that opened it."""

    interactions: InteractionRepository
    roots: RootRepository
    sources: SourceRepository
    speech: SpeechRepository
    redactions: RedactionRepository
    forms: FormRepository
    people: PersonRepository
    evaluations: EvaluationRepository
    sessions: SessionRepository
    consensus: ConsensusRepository
    audit: AuditRepository
    averages: AverageRepository
    search: SearchRepository
    sharing: SharingRepository
    privacy: PrivacyRepository

    @staticmethod
    def on(connection: Connection, device: UUID, viewer: UUID | None = None) -> "SqlUnitOfWork":
        """The repositories on a connection whose transaction somebody else ends, for a person who looks."""
        return SqlUnitOfWork(
            InteractionRepository(connection, device),
            RootRepository(connection, device),
            SourceRepository(connection, device),
            SpeechRepository(connection),
            RedactionRepository(connection),
            FormRepository(connection),
            PersonRepository(connection, device),
            EvaluationRepository(connection, device, viewer),
            SessionRepository(connection, device),
            ConsensusRepository(connection, device),
            AuditRepository(connection, viewer),
            AverageRepository(connection),
            SearchRepository(connection),
            SharingRepository(connection, device),
            PrivacyRepository(connection, device),
        )

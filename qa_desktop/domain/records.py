"""What storage answers beside the things themselves: heads with their cached score, the audit trail, health."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.evaluations import Revision


@dataclass(frozen=True)
class Submitted:
    """The newest submitted revision of an evaluation, with its score as cached for lists."""

    revision: Revision
    total: str | None
    outcome: str | None


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit trail: who did what to what, when, where."""

    at: datetime
    device: UUID
    author: UUID | None
    action: str
    kind: str
    key: UUID
    detail: str = ""


@dataclass(frozen=True)
class DatabaseHealth:
    """What `doctor` says of a database."""

    address: str
    engine: str
    journal_mode: str
    schema: str
    counts: dict[str, int]
    problems: tuple[str, ...]

"""Spans of a recording that nobody may hear outside: every clip and report leaves them out."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Redaction:
    """A span in milliseconds from the start, of one channel (0 left, 1 right) or of both (None)."""

    key: UUID
    start_ms: int
    end_ms: int
    channel: int | None = None
    reason: str = ""

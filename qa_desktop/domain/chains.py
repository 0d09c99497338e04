"""Chains of records: what several people may write and that is not an evaluation; and the chain of the audit trail.

A record never changes. The newest says what holds; where two devices wrote without knowing of each other there are
several, and every device chooses the same one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from qa_desktop.domain import canonical, sealing


class RecordKind(StrEnum):
    """What a record tells of; the subject is the key of that thing (for a transcript: of its interaction)."""

    PERSON = "person"
    SOURCE = "source"
    INTERACTION = "interaction"
    TRANSCRIPT = "transcript"
    SESSION = "session"
    REVEAL = "reveal"
    CLOSE = "close"
    CONSENSUS = "consensus"
    EXTERNAL_SCORE = "external score"
    RETEST_PLAN = "retest plan"
    RESERVATION = "reservation"
    TOMBSTONE = "tombstone"
    ERASURE = "erasure"


@dataclass(frozen=True)
class Record:
    """One state of a thing, as canonical JSON; `content` is None once it was erased."""

    key: UUID
    kind: str
    subject: UUID
    parents: tuple[UUID, ...]
    number: int
    device: UUID
    author: UUID | None
    at: datetime
    content: str | None
    salt: str = ""
    content_digest: str = ""
    hash: str = ""

    def sealed(self) -> "Record":
        """The record with a salt, the digest of its content and the hash over it."""
        salt = self.salt or sealing.new_salt()
        digest = sealing.digest(salt, self.content or "")
        return Record(**{**vars(self), "salt": salt, "content_digest": digest, "hash": self._hash_with(digest)})

    def computed_hash(self) -> str:
        """SHA-256 over everything but content, salt and hash; the leading number names this way of hashing."""
        return self._hash_with(self.content_digest)

    def _hash_with(self, content_digest: str) -> str:
        parents = ",".join([f'"{parent}"' for parent in self.parents])
        return "1:" + canonical.digest_of(
            f'{{"at":"{canonical.plain(self.at)}","author":{_key(self.author)},'
            f'"content_digest":{canonical.spell(content_digest)},"device":"{self.device}","key":"{self.key}",'
            f'"kind":{canonical.spell(self.kind)},"number":{self.number},"parents":[{parents}],'
            f'"subject":"{self.subject}"}}'
        )

    @property
    def is_erased(self) -> bool:
        """Whether its content was taken away."""
        return sealing.is_erased(self.salt, self.content_digest)

    @property
    def is_true(self) -> bool:
        """Whether it is what was written, or what erasing left of it."""
        kept = sealing.holds(self.salt, self.content or "", self.content_digest)
        return kept and self.hash == self.computed_hash()


def head(leaves: Iterable[Record]) -> Record | None:
    """The record that holds among those that nothing follows: the same on every device; erased ones say nothing."""
    told = [leaf for leaf in leaves if leaf.content is not None]
    return max(told, key=lambda leaf: (leaf.number, leaf.at, leaf.key), default=None)


@dataclass(frozen=True)
class AuditLine:
    """An entry of the audit trail as it stands in the chain of its device."""

    device: UUID
    number: int
    at: datetime
    author: UUID | None
    action: str
    kind: str
    key: UUID
    detail: str
    salt: str = ""
    detail_digest: str = ""
    previous: str = ""
    hash: str = ""

    def sealed(self) -> "AuditLine":
        """The line with a salt, the digest of its detail and the hash over it."""
        salt = self.salt or sealing.new_salt()
        digest = sealing.digest(salt, self.detail)
        return AuditLine(**{**vars(self), "salt": salt, "detail_digest": digest, "hash": self._hash_with(digest)})

    def computed_hash(self) -> str:
        """SHA-256 over everything but detail, salt and hash, with the hash of the line before it."""
        return self._hash_with(self.detail_digest)

    def _hash_with(self, detail_digest: str) -> str:
        spell = canonical.spell
        return "1:" + canonical.digest_of(
            f'{{"action":{spell(self.action)},"at":"{canonical.plain(self.at)}","author":{_key(self.author)},'
            f'"detail_digest":{spell(detail_digest)},"device":"{self.device}","key":"{self.key}",'
            f'"kind":{spell(self.kind)},"number":{self.number},"previous":{spell(self.previous)}}}'
        )

    @property
    def is_true(self) -> bool:
        """Whether it is what was written, or what erasing left of it."""
        return sealing.holds(self.salt, self.detail, self.detail_digest) and self.hash == self.computed_hash()


# Hashes are over canonical JSON, written out above: keys and times hold nothing to be escaped, names stand in order.


def _key(key: UUID | None) -> str:
    return "null" if key is None else f'"{key}"'

"""The tables by which databases tell each other what is new, as typed rows; private to storage."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.row import BY_KEY as _BY_KEY
from qa_desktop.storage.row import Row

_COUNTING: Final = {"sqlite_autoincrement": True}
IS_ERASURE: Final = text("kind = 'erasure'")
IS_RESERVATION: Final = text("kind = 'reservation'")
"""Spelled as in the index over such records: engines know it again by that."""


class RecordRow(Row):
    """One state of something that several people may write; `content` is NULL once erased."""

    __tablename__ = "record"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[UUID]
    number: Mapped[int]
    device: Mapped[UUID]
    author: Mapped[UUID | None]
    at: Mapped[datetime]
    content: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str]
    content_digest: Mapped[str]
    hash: Mapped[str]
    __table_args__ = (
        Index("ix_record_subject", "subject", "kind"),
        Index("ix_record_erasure", "subject", sqlite_where=IS_ERASURE, postgresql_where=IS_ERASURE),
        Index("ix_record_reservation", "subject", sqlite_where=IS_RESERVATION, postgresql_where=IS_RESERVATION),
        _BY_KEY,
    )


class RecordParentRow(Row):
    """A record that another one follows."""

    __tablename__ = "record_parent"
    __table_args__ = _BY_KEY
    record: Mapped[UUID] = mapped_column(ForeignKey("record.key"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[UUID] = mapped_column(ForeignKey("record.key"), index=True)


class OutboxRow(Row):
    """Something new, in the order of writing, for other databases to hear of."""

    __tablename__ = "outbox"
    __table_args__ = _COUNTING
    sequence: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]


class PendingRow(Row):
    """Something from another database that waits for what it refers to."""

    __tablename__ = "pending"
    __table_args__ = _BY_KEY
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


class RefusalRow(Row):
    """Something from another database that was not taken, why, and when that was first said."""

    __tablename__ = "refusal"
    __table_args__ = _BY_KEY
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str]
    at: Mapped[datetime]

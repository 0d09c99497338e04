"""The tables of calibration sessions, as typed rows; private to storage."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.row import BY_KEY as _BY_KEY
from qa_desktop.storage.row import Row


class SessionRow(Row):
    """A calibration session; `definition` is all of it as canonical JSON, beside what statements ask for."""

    __tablename__ = "calibration_session"
    __table_args__ = _BY_KEY
    key: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    form_version: Mapped[UUID] = mapped_column(ForeignKey("form_version.key"))
    gauge: Mapped[UUID | None] = mapped_column(ForeignKey("person.key"))
    revealed_at: Mapped[datetime | None]
    definition: Mapped[str] = mapped_column(server_default="")


class MemberRow(Row):
    """A reviewer of a calibration session, in its order."""

    __tablename__ = "calibration_member"
    __table_args__ = _BY_KEY
    session: Mapped[UUID] = mapped_column(ForeignKey("calibration_session.key"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[UUID] = mapped_column(ForeignKey("person.key"))


class SessionInteractionRow(Row):
    """An interaction of a calibration session, in its order."""

    __tablename__ = "calibration_interaction"
    __table_args__ = _BY_KEY
    session: Mapped[UUID] = mapped_column(ForeignKey("calibration_session.key"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), index=True)


class EntryRow(Row):
    """What a session agreed on about a standard of an interaction, or what others gave it; as canonical JSON."""

    __tablename__ = "calibration_entry"
    __table_args__ = _BY_KEY
    key: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    session: Mapped[UUID] = mapped_column(ForeignKey("calibration_session.key"), index=True)
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), index=True)
    standard: Mapped[str] = mapped_column(index=True)
    definition: Mapped[str]

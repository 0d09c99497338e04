"""What only a database on a server has a use for; private to storage."""

from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.row import BY_KEY as _BY_KEY
from qa_desktop.storage.row import Row

SEALED: Final = frozenset(
    {
        "evaluation",
        "draft",
        "revision",
        "revision_parent",
        "answer",
        "answer_evidence",
        "answer_reason",
        "audit",
        "search_text",
        "calibration_entry",
    }
)
"""Tables that a server shows in part to those who may not see the marks of a calibration session yet."""


class LoginRow(Row):
    """As which person somebody logs in to a server; a file has none."""

    __tablename__ = "login"
    __table_args__ = _BY_KEY
    name: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[UUID] = mapped_column(ForeignKey("person.key"))

"""The tables of figures that are kept beside what they are made of; private to storage."""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.row import BY_KEY, Row

UNITS = 1_000_000_000
"""Into how many parts a credit is divided, for sums that are exact in any order."""


class StandardDayRow(Row):
    """The marks on a standard in the newest revisions of a day (UTC) and a queue; triggers keep it true.

    N/A and what is not scored do not count. A row whose marks have all gone stays with none.
    """

    __tablename__ = "standard_day"
    __table_args__ = BY_KEY
    day: Mapped[str] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    form_version: Mapped[UUID] = mapped_column(primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    marks: Mapped[int]
    credits: Mapped[int] = mapped_column(BigInteger)

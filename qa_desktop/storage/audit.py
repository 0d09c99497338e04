"""The trail of who did what; each device chains its lines by their hashes, and a trigger keeps them as written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, case, exists, func, select

from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import outbox
from qa_desktop.storage.columns import Key
from qa_desktop.storage.seals import seen_by
from qa_desktop.storage.tables import AuditRow, EvaluationRow
from qa_desktop.storage.writes import add, fields_of, table_of

_PART: Final = 1000
_LAST: Final = (
    select(AuditRow.number, AuditRow.hash)
    .where(AuditRow.device == bindparam("of"))
    .order_by(AuditRow.number.desc())
    .limit(1)
)
_OF: Final = func.qa_last_audit(bindparam("of", type_=Key)).table_valued("number", "hash")
_LAST_EVEN_SEALED: Final = select(_OF.c.number, _OF.c.hash)
"""Made once, for they are asked with every save."""


class AuditRepository:
    """The append-only audit trail."""

    def __init__(self, connection: Connection, viewer: UUID | None = None) -> None:
        self._connection = connection
        self._viewer = viewer

    def add(self, entry: AuditEntry) -> None:
        """Append an entry under its device's next number."""
        self.add_all([entry])

    def add_all(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries of one device, in their order."""
        if not entries:
            return
        last, previous = self._last(entries[0].device)
        lines_: list[AuditLine] = []
        for number, entry in enumerate(entries, start=last + 1):
            line = _line(entry, number, previous)
            previous = line.hash
            lines_.append(line)
        add(self._connection, AuditRow, [fields_of(line) for line in lines_])
        outbox.note(self._connection, EntryKind.AUDIT, [outbox.audit_key(line.device, line.number) for line in lines_])

    def lines(self) -> Iterator[AuditLine]:
        """Every line, the devices one after the other, each in its order.

        The words of those about an evaluation that the viewer may not see yet are left out, and their salt with them,
        so that the chain can be checked nevertheless.
        """
        return lines(self._connection, self._told)

    def _last(self, device: UUID) -> tuple[int, str]:
        """The last line of a device; on a server also one that is sealed from whoever asks."""
        wanted = _LAST_EVEN_SEALED if self._connection.dialect.name == "postgresql" else _LAST
        row = self._connection.execute(wanted, {"of": device}).first()
        return (0, "") if row is None or row.number is None else (row.number, row.hash)

    def of(self, key: UUID) -> Sequence[AuditEntry]:
        """The entries about one thing, oldest first; without words where the viewer may not see it yet."""
        wanted = (
            select(
                AuditRow.at,
                AuditRow.device,
                AuditRow.author,
                AuditRow.action,
                AuditRow.kind,
                AuditRow.key,
                self._told["detail"],
            )
            .where(AuditRow.key == key)
            .order_by(AuditRow.at, AuditRow.device, AuditRow.number)
        )
        return [AuditEntry(*row) for row in self._connection.execute(wanted)]

    @cached_property
    def _told(self) -> dict[str, ColumnElement[str]]:
        """The columns that hold words, emptied where they are about what the viewer may not see."""
        hidden = exists().where(EvaluationRow.key == AuditRow.key, ~seen_by(self._viewer))
        columns = {"detail": AuditRow.detail, "salt": AuditRow.salt}
        return {name: case((hidden, ""), else_=column).label(name) for name, column in columns.items()}


def _line(entry: AuditEntry, number: int, previous: str) -> AuditLine:
    return AuditLine(
        device=entry.device,
        number=number,
        at=entry.at,
        author=entry.author,
        action=entry.action,
        kind=entry.kind,
        key=entry.key,
        detail=entry.detail,
        previous=previous,
    ).sealed()


def lines(connection: Connection, told: Mapping[str, ColumnElement[str]] | None = None) -> Iterator[AuditLine]:
    """Every line, the devices one after the other, each in its order; read in parts.

    `told` holds what stands in place of a column.
    """
    names = tuple(field.name for field in fields(AuditLine))
    table = table_of(AuditRow)
    columns = [(told or {}).get(name, table.c[name]) for name in names]
    for device in connection.scalars(select(table.c.device).distinct().order_by(table.c.device)).all():
        last = 0
        while True:
            wanted = select(*columns).where(table.c.device == device, table.c.number > last)
            rows = connection.execute(wanted.order_by(table.c.number).limit(_PART)).all()
            yield from (AuditLine(*row) for row in rows)
            if len(rows) < _PART:
                break
            last = rows[-1].number

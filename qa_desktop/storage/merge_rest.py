"""Absorbing forms, redactions, speech figures and lines of the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select, update

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.sharing import Arrival
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.merge_pass import Pass, present
from qa_desktop.storage.merge_reading import FIXED
from qa_desktop.storage.speech import heard
from qa_desktop.storage.tables import AuditRow, FormVersionRow, InteractionRow, PersonRow, RedactionRow, SpeechRow
from qa_desktop.storage.writes import add, fields_of, put, table_of


def absorb_forms(connection: Connection, arrived: Sequence[Arrival], told: Pass) -> None:
    """Form versions, by their content; where two devices numbered it differently the lower number holds."""
    table, repository = table_of(FormVersionRow), FormRepository(connection)
    for each in arrived:
        version: FormVersion = each.value
        known = repository.get(version.key)
        if known is None:
            repository.store(version)
            told.add(each.entry)
        else:
            told.known += 1
            if version.number < known.number:
                connection.execute(update(table).where(table.c.key == version.key).values(number=version.number))


def absorb_redactions(connection: Connection, arrived: Sequence[Arrival], told: Pass) -> None:
    """Redactions by their key; one that was removed anywhere is removed, as it was removed first."""
    table = table_of(RedactionRow)
    for each in arrived:
        entry, row = each.entry, each.value
        people = {row["author"], row["removed_by"]} - {None}
        stored = connection.execute(select(table).where(table.c.key == row["key"])).mappings().first()
        if len(present(connection, PersonRow, people)) < len(people) or not present(
            connection, InteractionRow, [row["interaction"]]
        ):
            told.waiting.append(each)
        elif stored is None:
            add(connection, RedactionRow, row)
            told.add(entry)
            told.touched.add(row["interaction"])
        elif any(stored[name] != row[name] for name in FIXED):
            told.refuse(entry, "is here already with another content")
        elif _removed_first(row, dict(stored)):
            removed = {"removed_by": row["removed_by"], "removed_at": row["removed_at"]}
            connection.execute(update(table).where(table.c.key == row["key"]).values(**removed))
            told.add(entry)
        else:
            told.known += 1


def _removed_first(arrived: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    if arrived["removed_at"] is None or arrived["removed_by"] is None:
        return False
    if stored["removed_at"] is None:
        return True
    mine = (stored["removed_at"], stored["removed_by"])
    return bool((arrived["removed_at"], arrived["removed_by"]) < mine)


def absorb_speech(connection: Connection, arrived: Sequence[Arrival], told: Pass) -> None:
    """Speech figures: of the higher method, then the later ones; only of the recording and words that are here."""
    for each in arrived:
        entry, row = each.entry, each.value
        interaction = row["interaction"]
        stored = connection.execute(select(SpeechRow.__table__).where(SpeechRow.interaction == interaction)).first()
        if entry.content.get("heard") != heard(connection, [interaction]).get(interaction):
            told.waiting.append(each)
        elif stored is not None and stored.source is not None and _rank(stored._asdict()) >= _rank(row):
            told.known += 1
        else:
            put(connection, SpeechRow, {"interaction": interaction}, {**row, "problem": ""})
            told.add(entry)


def _rank(row: Mapping[str, Any]) -> tuple[int, datetime, str]:
    told = {name: value for name, value in row.items() if name != "problem"}
    return row["method"], row["measured_at"], canonical.text(told)


def absorb_audit(connection: Connection, arrived: Sequence[Arrival], told: Pass) -> None:
    """Lines of the audit trail, each after the one before it in the chain of its device."""
    fresh: list[AuditLine] = []
    last: dict[UUID, tuple[int, str]] = {}
    for each in sorted(arrived, key=lambda each: (each.value.device, each.value.number)):
        entry, line = each.entry, each.value
        if line.device not in last:
            last[line.device] = _last(connection, line.device)
        number, previous = last[line.device]
        if line.number <= number:
            told.compare(entry, _hash_of(connection, fresh, line), line.hash)
        elif line.number > number + 1:
            told.waiting.append(each)
        elif line.previous != previous:
            told.refuse(entry, "does not follow the line before it")
        else:
            fresh.append(line)
            last[line.device] = (line.number, line.hash)
            told.add(entry)
            told.touched.add(line.key)
    add(connection, AuditRow, [fields_of(line) for line in fresh])


def _last(connection: Connection, device: UUID) -> tuple[int, str]:
    wanted = select(AuditRow.number, AuditRow.hash).where(AuditRow.device == device)
    row = connection.execute(wanted.order_by(AuditRow.number.desc()).limit(1)).first()
    return (0, "") if row is None else (row.number, row.hash)


def _hash_of(connection: Connection, fresh: Sequence[AuditLine], line: AuditLine) -> str:
    for each in fresh:
        if (each.device, each.number) == (line.device, line.number):
            return each.hash
    here = and_(AuditRow.device == line.device, AuditRow.number == line.number)
    return connection.scalar(select(AuditRow.hash).where(here)) or ""

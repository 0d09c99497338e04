"""Absorbing forms, redactions, speech figures and lines of the audit trail."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, and_, select, update

from qa_desktop.domain import canonical
from qa_desktop.domain import forms as domain_forms
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.sharing import Entry
from qa_desktop.storage.forms import FormRepository, decode_form
from qa_desktop.storage.merge_pass import Pass, present
from qa_desktop.storage.speech import heard
from qa_desktop.storage.tables import AuditRow, FormVersionRow, InteractionRow, PersonRow, RedactionRow, SpeechRow
from qa_desktop.storage.writes import add, fields_of, put, table_of

_FIXED: Final = ("interaction", "start_ms", "end_ms", "channel", "author", "at")
_FIGURES: Final = tuple(column.key for column in table_of(SpeechRow).columns if column.key != "problem")


def absorb_forms(connection: Connection, entries: Sequence[Entry], told: Pass) -> None:
    """Form versions, by their content; where two devices numbered it differently the lower number holds."""
    table, repository = table_of(FormVersionRow), FormRepository(connection)
    for entry, version in told.read(entries, _version):
        known = repository.get(version.key)
        if entry.key != str(version.key):
            told.refuse_forged(entry)
        elif known is None:
            repository.store(version)
            told.add(entry)
        else:
            told.known += 1
            if version.number < known.number:
                connection.execute(update(table).where(table.c.key == version.key).values(number=version.number))


def _version(content: Mapping[str, Any]) -> FormVersion:
    return domain_forms.publish(decode_form(content["definition"]), int(content["number"]))


def absorb_redactions(connection: Connection, entries: Sequence[Entry], told: Pass) -> None:
    """Redactions by their key; one that was removed anywhere is removed, as it was removed first."""
    table = table_of(RedactionRow)
    for entry, row in told.read(entries, _redaction):
        people = {row["author"], row["removed_by"]} - {None}
        stored = connection.execute(select(table).where(table.c.key == row["key"])).mappings().first()
        if len(present(connection, PersonRow, people)) < len(people) or not present(
            connection, InteractionRow, [row["interaction"]]
        ):
            told.waiting.append(entry)
        elif stored is None:
            add(connection, RedactionRow, row)
            told.add(entry)
            told.touched.add(row["interaction"])
        elif any(stored[name] != row[name] for name in _FIXED):
            told.refuse(entry, "is here already with another content")
        elif _removed_first(row, dict(stored)):
            removed = {"removed_by": row["removed_by"], "removed_at": row["removed_at"]}
            connection.execute(update(table).where(table.c.key == row["key"]).values(**removed))
            told.add(entry)
        else:
            told.known += 1


def _redaction(content: Mapping[str, Any]) -> dict[str, Any]:
    names = ("key", *_FIXED, "reason", "removed_by", "removed_at")
    read: dict[str, Callable[[str], Any]] = {
        "at": _moment,
        "removed_at": _moment,
        **dict.fromkeys(("key", "interaction", "author", "removed_by"), UUID),
    }
    told = {name: content[name] for name in names}
    return {name: read[name](value) if name in read and value is not None else value for name, value in told.items()}


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _removed_first(arrived: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    if arrived["removed_at"] is None or arrived["removed_by"] is None:
        return False
    if stored["removed_at"] is None:
        return True
    mine = (stored["removed_at"], stored["removed_by"])
    return bool((arrived["removed_at"], arrived["removed_by"]) < mine)


def absorb_speech(connection: Connection, entries: Sequence[Entry], told: Pass) -> None:
    """Speech figures: of the higher method, then the later ones; only of the recording and words that are here."""
    for entry, row in told.read(entries, _figures):
        interaction = row["interaction"]
        stored = connection.execute(select(SpeechRow.__table__).where(SpeechRow.interaction == interaction)).first()
        if entry.content.get("heard") != heard(connection, [interaction]).get(interaction):
            told.waiting.append(entry)
        elif stored is not None and stored.source is not None and _rank(stored._asdict()) >= _rank(row):
            told.known += 1
        else:
            put(connection, SpeechRow, {"interaction": interaction}, {**row, "problem": ""})
            told.add(entry)


def _figures(content: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: content[name] for name in _FIGURES}
    return {**told, "interaction": UUID(told["interaction"]), "measured_at": _moment(told["measured_at"])}


def _rank(row: Mapping[str, Any]) -> tuple[int, datetime, str]:
    told = {name: value for name, value in row.items() if name != "problem"}
    return row["method"], row["measured_at"], canonical.text(told)


def absorb_audit(connection: Connection, entries: Sequence[Entry], told: Pass) -> None:
    """Lines of the audit trail, each after the one before it in the chain of its device."""
    found = sorted(told.read(entries, _line), key=lambda each: (each[1].device, each[1].number))
    fresh: list[AuditLine] = []
    last: dict[UUID, tuple[int, str]] = {}
    for entry, line in found:
        if not line.is_true or entry.key != f"{line.device}/{line.number}":
            told.refuse_forged(entry)
            continue
        if line.device not in last:
            last[line.device] = _last(connection, line.device)
        number, previous = last[line.device]
        if line.number <= number:
            told.compare(entry, _hash_of(connection, fresh, line), line.hash)
        elif line.number > number + 1:
            told.waiting.append(entry)
        elif line.previous != previous:
            told.refuse(entry, "does not follow the line before it")
        else:
            fresh.append(line)
            last[line.device] = (line.number, line.hash)
            told.add(entry)
            told.touched.add(line.key)
    add(connection, AuditRow, [fields_of(line) for line in fresh])


def _line(content: Mapping[str, Any]) -> AuditLine:
    import msgspec

    return msgspec.convert(content, AuditLine)


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

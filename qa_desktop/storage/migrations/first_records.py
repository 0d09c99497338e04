"""How schema 0003 writes the first records of what earlier schemas hold, and puts everything into the outbox.

It reads tables by their names and never changes with the program. Fields at their default are left out, as the
canonical spelling has it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from qa_desktop.domain import canonical, sealing
from qa_desktop.domain.keys import key_from_outside, new_key
from qa_desktop.storage.columns import Key, Moment

_BEFORE: Final = UUID(int=0)
"""The device of records that were written for what nobody had said on which device it came."""

_KEYS = ("key", "agent", "interaction", "session", "person", "form_version", "gauge", "device", "revision")


def write_records(connection: sa.Connection) -> None:
    """Write a record of each person, source, interaction, transcript and session."""
    now = datetime.now(UTC)
    _note(connection, "form", _rows(connection, "form_version", "key"))
    for kind, subjects in (
        ("person", _people(connection)),
        ("source", _sources(connection)),
        ("interaction", _interactions(connection)),
        ("transcript", _transcripts(connection)),
        ("session", _sessions(connection)),
    ):
        for subject, content in subjects:
            _write(connection, kind, subject, canonical.spell(canonical.plain(content)), now)
    _note(connection, "revision", _rows(connection, "revision", "key", order=("number", "key")))
    _note(connection, "redaction", _rows(connection, "redaction", "key"))
    heard = [row for row in _rows(connection, "speech", "interaction", "source") if row[1] is not None]
    _note(connection, "speech", heard)
    audit = _rows(connection, "audit", "device", "number", order=("device", "number"))
    _note(connection, "audit", [(f"{row.device}/{row.number}",) for row in audit])


def _write(connection: sa.Connection, kind: str, subject: UUID, content: str, at: datetime) -> None:
    salt = sealing.new_salt()
    hashed = {
        "key": new_key(),
        "kind": kind,
        "subject": subject,
        "parents": (),
        "number": 1,
        "device": _BEFORE,
        "author": None,
        "at": at,
        "content_digest": sealing.digest(salt, content),
    }
    values = {name: value for name, value in hashed.items() if name != "parents"}
    values |= {"content": content, "salt": salt, "hash": "1:" + canonical.digest(hashed)}
    connection.execute(sa.insert(_table("record", *values)), values)
    _note(connection, "record", [(hashed["key"],)])


def _note(connection: sa.Connection, kind: str, rows: Any) -> None:
    noted = [{"kind": kind, "key": str(row[0])} for row in rows]
    if noted:
        connection.execute(sa.insert(_table("outbox", "kind", "key")), noted)


def _table(name: str, *columns: str) -> sa.TableClause:
    kinds: dict[str, Any] = {**dict.fromkeys(("subject", "author"), Key()), **dict.fromkeys(_KEYS, Key())}
    kinds |= {"at": Moment()} if name == "record" else {"started_at": Moment()} if name == "interaction" else {}
    if name == "outbox":
        kinds = {}
    kinds |= {"internal": sa.Boolean()}
    return sa.table(name, *(sa.column(each, kinds.get(each)) for each in columns))


def _rows(connection: sa.Connection, name: str, *columns: str, order: tuple[str, ...] = ()) -> Any:
    table = _table(name, *dict.fromkeys((*columns, *order)))
    by = [table.c[each] for each in order or columns[:1]]
    return connection.execute(sa.select(*(table.c[each] for each in columns)).order_by(*by)).all()


def _told(row: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, without what is as it is by default."""
    return {name: value for name, value in row.items() if name not in defaults or value != defaults[name]}


def _people(connection: sa.Connection) -> Iterator[tuple[UUID, Any]]:
    for row in _rows(connection, "person", "key", "name", "role"):
        yield row.key, _told({"name": row.name, "role": row.role}, {"role": "reviewer"})


def _sources(connection: sa.Connection) -> Iterator[tuple[UUID, Any]]:
    sides = {row.root: row.agent_channel for row in _rows(connection, "recording_source", "root", "agent_channel")}
    formats: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(connection, "recording_source_format", "root", "suffix", "format"):
        formats[row.root][row.suffix] = row.format
    for root in sorted({*sides, *formats}):
        told = {"root": root, "agent_channel": sides.get(root), "formats": formats[root]}
        yield key_from_outside("source", root), told


def _interactions(connection: sa.Connection) -> Iterator[tuple[UUID, Any]]:
    surveys = _by_interaction(connection, "survey_response", ("csat", "nps", "ces", "comment"))
    facts = ("root", "path", "sha256", "duration", "sample_rate", "channels", "codec", "agent_channel", "raw")
    recordings = _by_interaction(connection, "recording", facts)
    plain = ("queue", "started_at", "duration", "customer_reference", "direction", "source")
    named = ("agent", "agent_name", "team", "agent_external_id", "tags")
    for row in _rows(connection, "interaction", "key", "external_id", "channel", *plain, *named):
        agent = {"name": row.agent_name, "team": row.team, "external_id": row.agent_external_id}
        told: dict[str, Any] = {
            **{name: getattr(row, name) for name in ("key", "external_id", "channel", *plain)},
            "tags": json.loads(row.tags),
            "agent": None if row.agent is None else _told(agent, {"team": "", "external_id": ""}),
            "survey": _told(surveys.get(row.key, {}), {"csat": None, "nps": None, "ces": None, "comment": ""}),
            "recording": _told(recordings.get(row.key, {}), {"codec": "", "agent_channel": None, "raw": ""}),
        }
        empty = {"queue": "", "started_at": None, "duration": None, "customer_reference": "", "direction": ""}
        yield row.key, _told(told, {**empty, "source": "", "tags": [], "agent": None, "survey": {}, "recording": {}})


def _by_interaction(connection: sa.Connection, table: str, columns: tuple[str, ...]) -> dict[UUID, dict[str, Any]]:
    rows = _rows(connection, table, "interaction", *columns)
    return {row.interaction: {name: getattr(row, name) for name in columns} for row in rows}


def _transcripts(connection: sa.Connection) -> Iterator[tuple[UUID, Any]]:
    words = ("text", "role", "speaker", "start", "end", "internal", "sentiment")
    silent = {"role": "unknown", "speaker": "", "start": None, "end": None, "internal": False, "sentiment": None}
    facts = ("format", "channel", "started_at", "conversation")
    usual = {"channel": "call", "started_at": None, "conversation": ""}
    for row in _rows(connection, "transcript", "interaction", *facts):
        turns = [_told({each: turn[each] for each in words}, silent) for turn in _parts(connection, "turn", row, words)]
        skipped = [dict(each) for each in _parts(connection, "transcript_skipped", row, ("where", "reason"))]
        told = {**_told({name: getattr(row, name) for name in facts}, usual), "turns": turns}
        yield row.interaction, {**told, "skipped": skipped} if skipped else told


def _parts(connection: sa.Connection, name: str, row: Any, columns: tuple[str, ...]) -> Any:
    table = _table(name, "interaction", "place", *columns)
    asked = sa.select(*(table.c[each] for each in columns)).where(table.c.interaction == row.interaction)
    return connection.execute(asked.order_by(table.c.place)).mappings().all()


def _sessions(connection: sa.Connection) -> Iterator[tuple[UUID, Any]]:
    members = _in_order(connection, "calibration_member", "person")
    chosen = _in_order(connection, "calibration_interaction", "interaction")
    for row in _rows(connection, "calibration_session", "key", "name", "form_version", "gauge"):
        yield row.key, {**row._mapping, "reviewers": members[row.key], "interactions": chosen[row.key]}


def _in_order(connection: sa.Connection, table: str, what: str) -> defaultdict[UUID, list[UUID]]:
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in _rows(connection, table, "session", "place", what, order=("session", "place")):
        found[row.session].append(getattr(row, what))
    return found

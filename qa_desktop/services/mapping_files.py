"""A mapping as a YAML file that people write, keep and hand on."""

import codecs
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Final

from qa_desktop.domain.interactions import Channel
from qa_desktop.domain.transcripts import Role
from qa_desktop.form_files.nodes import Fields, Node, Text, UnreadableError
from qa_desktop.form_files.record import Problems, Record, read_file
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapping import FIELDS, Lookup, Mapping, TimeFormat, Times
from qa_desktop.transcripts.zones import zone_of

_KEYS: Final = (
    *("name", "applies_to", "channel", "encoding", "delimiter", "header", "json"),
    *("fields", "time", "roles", "keep", "internal_when", "lookups"),
)
_DELIMITERS: Final = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises InputError with every error on a line of its own, each with file and line."""
    return read_file(path, lambda node, problems: _mapping(node, problems, path.stem))


def _mapping(node: Node, problems: Problems, stem: str) -> Mapping:
    if not isinstance(node, Fields):
        raise UnreadableError(node.line, "A mapping is written as “key: value”, one to a line.")
    record = Record(node, _KEYS, problems)
    record.demand("fields", "name at least the column or path of the text: fields: {text: Message}")
    document = _part(record, "json", ("turns", "conversations", "lines"))
    fields = {name: text for name, text, _ in _pairs(record, "fields", FIELDS)}
    if record.has("fields") and "text" not in fields:
        record.problem("fields", '"fields" does not say where the text is; write text: and its column or path')
    keep = {name: tuple(values) for name, *values in _lists(record, "keep")}
    if document is not None:
        document.demand("turns", "write the path to the list of turns: turns: messages[]")
        for written in (*fields.values(), *keep):
            _path(record, "fields", written)
        for key in ("delimiter", "header"):
            if record.has(key):
                record.problem(key, f'"{key}" is for tables, and this mapping is for JSON; take it out.')
    elif record.has("lookups"):
        record.problem("lookups", '"lookups" are for JSON; write json: {turns: ...} or take them out.')
    channel = record.choice("channel", Channel)
    return Mapping(
        name=record.text("name", stem),
        fields=fields,
        times=_times(record),
        applies_to=tuple(each.text for each in record.texts("applies_to")),
        channel=channel.value if channel else "",
        encoding=_encoding(record),
        delimiter=_delimiter(record),
        header=record.flag("header", True),
        turns=_path(document, "turns", document.text("turns")) if document else None,
        conversations=_path(document, "conversations", document.text("conversations")) if document else JsonPath(""),
        lines=document.flag("lines", False) if document else False,
        lookups=tuple(_lookups(record)),
        roles=_roles(record),
        keep=keep,
        **({"internal_when": _internal(record)} if record.has("internal_when") else {}),
    )


def _part(record: Record, key: str, known: tuple[str, ...]) -> Record | None:
    """What stands under a key, which takes keys of its own."""
    node = record.node_of(key)
    if node is None:
        return None
    if not isinstance(node, Fields):
        record.problem(key, f'"{key}" takes keys of its own; write {key}: {{{known[0]}: ...}}', node.line)
        return None
    return record.part(node, known, key)


def _pairs(record: Record, key: str, known: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Text]]:
    """The names under a key with their texts; only `known` names where these are given."""
    node = record.node_of(key)
    names = known or tuple(name.text for name, _ in node.pairs) if isinstance(node, Fields) else known
    part = _part(record, key, names or ("name",))
    for name in dict.fromkeys(names):
        value = part.node_of(name) if part else None
        text = part.as_text(name, value) if part and value is not None else None
        if text is not None:
            yield name, text.text.strip(), text


def _lists(record: Record, key: str) -> Iterator[tuple[str, ...]]:
    """The names under a key, each with the texts of its list; a single text is a list of one."""
    node = record.node_of(key)
    names = tuple(name.text for name, _ in node.pairs) if isinstance(node, Fields) else ()
    part = _part(record, key, names or ("name",))
    for name in dict.fromkeys(names):
        yield name, *((each.text for each in part.texts(name)) if part else ())


def _times(record: Record) -> Times:
    part = _part(record, "time", ("format", "pattern", "zone", "decimal_comma"))
    if part is None:
        return Times()
    if part.has("format") and part.has("pattern"):
        part.problem("pattern", '"format" and "pattern" exclude each other; keep one.')
    pattern = part.text("pattern")
    if pattern and "%" not in pattern:
        part.problem("pattern", f'"pattern" cannot be "{pattern}"; write signs such as %d.%m.%Y %H:%M:%S')
    chosen = part.choice("format", TimeFormat)
    return Times(chosen or TimeFormat.SECONDS, pattern, _zone(part), part.flag("decimal_comma", False))


def _zone(part: Record) -> tzinfo | None:
    written = part.text("zone")
    try:
        return zone_of(written)
    except ValueError:
        part.problem("zone", f'"zone" cannot be "{written}"; write UTC, +01:00 or a name such as Europe/Berlin')
        return None


def _encoding(record: Record) -> str:
    written = record.text("encoding")
    try:
        if written:
            "a".encode(codecs.lookup(written).name)
    except (LookupError, ValueError):
        record.problem("encoding", f'"encoding" cannot be "{written}"; write one such as utf-8, cp1252 or utf-16')
    return written


def _delimiter(record: Record) -> str:
    node = record.node_of("delimiter")
    written = node.text if isinstance(node, Text) else record.text("delimiter")
    sign = _DELIMITERS.get(written.strip().casefold(), written)
    if len(sign) > 1 or sign in ('"', "\n"):
        record.problem("delimiter", f'"delimiter" cannot be "{written}"; write one sign in quotes, or tab')
    return sign


def _roles(record: Record) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for value, _, node in _pairs(record, "roles"):
        role = record.word("roles", node, Role)
        if role is not None:
            found[value.strip().casefold()] = role
    return found


def _internal(record: Record) -> tuple[str, ...]:
    return tuple(each.text.strip().casefold() for each in record.texts("internal_when"))


def _lookups(record: Record) -> Iterator[Lookup]:
    for each in record.parts("lookups", ("field", "in", "key", "value")):
        name = each.required("field", "role")
        if name and name not in FIELDS:
            each.problem("field", f'"field" cannot be "{name}"; write one of {", ".join(FIELDS)}')
        within, key, value = (
            _path(each, name, each.required(name, example))
            for name, example in (("in", "participants[]"), ("key", "id"), ("value", "role"))
        )
        yield Lookup(name, within, key, value)


def _path(record: Record, key: str, written: str) -> JsonPath:
    try:
        return JsonPath(written)
    except ValueError:
        record.problem(key, f'"{written}" is no path; write one such as data.calls[0].messages[]')
        return JsonPath("")

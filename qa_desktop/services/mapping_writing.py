"""Writing a mapping as the YAML file that `mapping_files` reads and people edit."""

import io
from collections.abc import Mapping as Pairs
from typing import Any

from qa_desktop.transcripts.mapping import Lookup, Mapping, TimeFormat, Times
from qa_desktop.transcripts.zones import zone_text

_USUAL = Mapping("", {})
_SIGNS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}


def written(mapping: Mapping) -> str:
    """The mapping as YAML; what is as usual is left out, and so is its name: that is the name of the file."""
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="safe", pure=True)  # its own hints name the defaults only
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    yaml.allow_unicode = True
    yaml.width = 120
    text = io.StringIO()
    yaml.dump({key: value for key, value in _document(mapping).items() if value not in ("", None, {}, [])}, text)
    return text.getvalue()


def _document(mapping: Mapping) -> dict[str, Any]:
    same_internal = mapping.internal_when == _USUAL.internal_when
    return {
        "applies_to": list(mapping.applies_to),
        "channel": mapping.channel,
        "encoding": mapping.encoding,
        "delimiter": _SIGNS.get(mapping.delimiter, mapping.delimiter),
        **({} if mapping.header or mapping.turns is not None else {"header": False}),
        "json": _json(mapping),
        "fields": dict(mapping.fields),
        "time": _times(mapping.times),
        "roles": {word: str(role) for word, role in mapping.roles.items()},
        "keep": _lists(mapping.keep),
        "internal_when": [] if same_internal else list(mapping.internal_when),
        "lookups": [_lookup(each) for each in mapping.lookups],
    }


def _json(mapping: Mapping) -> dict[str, Any] | None:
    if mapping.turns is None:
        return None
    conversations = {"conversations": mapping.conversations.written} if mapping.conversations.written else {}
    return {**conversations, "turns": mapping.turns.written, **({"lines": True} if mapping.lines else {})}


def _times(times: Times) -> dict[str, Any]:
    if times.pattern:
        told: dict[str, Any] = {"pattern": times.pattern}
    else:
        told = {} if times.format is TimeFormat.SECONDS else {"format": str(times.format)}
    zone = {"zone": zone_text(times.zone)} if times.zone is not None else {}
    return {**told, **zone, **({"decimal_comma": True} if times.decimal_comma else {})}


def _lists(values: Pairs[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(each) for name, each in values.items()}


def _lookup(lookup: Lookup) -> dict[str, str]:
    within, key, value = (path.written for path in (lookup.within, lookup.key, lookup.value))
    return {"field": lookup.field, "in": within, "key": key, "value": value}

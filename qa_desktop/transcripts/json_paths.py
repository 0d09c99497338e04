"""Paths into JSON as people write them: `data.calls[0].messages[]`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PATH = re.compile(r"(?:[^.\[\]]+|\[\d{0,6}\])(?:\.[^.\[\]]+|\[\d{0,6}\])*$")
_STEP = re.compile(r"\[(\d*)\]|([^.\[\]]+)")


@dataclass(frozen=True)
class JsonPath:
    """Names, places in lists (`[0]`) and all of a list (`[]`) that lead to values; an empty path is the value itself.

    A path that begins with `$` begins at the top of the document, wherever it is used.
    """

    written: str

    def __post_init__(self) -> None:
        """Raise ValueError where it is no path."""
        if self.written and not _PATH.match(self.written):
            raise ValueError(self.written)

    def find(self, value: Any, top: Any = None) -> Iterator[tuple[str, Any]]:
        """Every value that the path leads to, with its place; none where the document has another form."""
        steps = [name or place for place, name in _STEP.findall(self.written)]
        lists = [not name for _, name in _STEP.findall(self.written)]
        from_top = self.written == "$" or self.written.startswith(("$.", "$["))
        if from_top:
            value, steps, lists = top, steps[1:], lists[1:]
        found: list[tuple[str, Any]] = [("", value)]
        for step, is_list in zip(steps, lists, strict=True):
            found = [next_one for each in found for next_one in _entered(each, step, is_list)]
        yield from found


def _entered(found: tuple[str, Any], step: str, is_list: bool) -> list[tuple[str, Any]]:
    where, value = found
    if not is_list:
        return [(f"{where}.{step}".lstrip("."), value[step])] if isinstance(value, dict) and step in value else []
    if not isinstance(value, list):
        return []
    if step:
        return [(f"{where}[{step}]", value[int(step)])] if int(step) < len(value) else []
    return [(f"{where}[{place}]", each) for place, each in enumerate(value)]

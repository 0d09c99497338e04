"""YAML to nodes, without recursion and with limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa_desktop.form_files.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Fields,
    Items,
    Node,
    Text,
    UnreadableError,
    too_deep,
    too_many,
    whole,
)

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "A “:” stands where none can; put the text in quotes, or check the indentation.",
    ),
    ("could not find expected ':'", "A “:” is missing after the key; write “key: value”."),
    ("expected <block end>", "The indentation does not fit the lines above; indent entries of one list or key alike."),
    ("unexpected end of stream", "A quote is opened and never closed; close it."),
    ("expected ',' or", "A list in brackets is not closed, or a comma is missing; write “[a, b]” or “{a: 1, b: 2}”."),
    ("unknown escape", "A backslash in double quotes needs a second one; write “\\\\”, or use single quotes."),
    ("cannot start any token", "The text begins with a sign that YAML reserves; put the text in quotes."),
)
_OPENED_BEFORE = ("could not find expected ':'", "unexpected end of stream", "expected ',' or")
"""Complaints whose cause stands where the thing began, not where the parser gave up."""


def parse_yaml(content: str) -> Node:
    """The only document of a YAML text. Raises UnreadableError."""
    from ruamel.yaml.error import YAMLError

    composer = _Composer()
    try:
        for event in _events(content):
            composer.take(event)
    except YAMLError as error:
        raise _explained(error, content) from error
    if composer.root is None:
        raise UnreadableError(
            1, "The file holds nothing but comments; write at least one line of the form “key: value”."
        )
    return composer.root


def _events(content: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(content)


@dataclass
class _Frame:
    """A list or mapping whose end has not come yet."""

    mapping: bool
    line: int
    anchor: str | None
    nodes: list[Node] = field(default_factory=list)
    size: int = 1


@dataclass
class _Composer:
    """Builds nodes from the events of the parser."""

    root: Node | None = None
    frames: list[_Frame] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)

    def take(self, event: Any) -> None:
        """One event more."""
        line = event.start_mark.line + 1
        kind = type(event).__name__
        if not re.fullmatch(r"(tag:yaml\.org,2002:\w+)?", str(getattr(event, "tag", None) or "")):
            raise UnreadableError(
                line, f"Tags such as “{event.tag}” are not known here; take it out, or put the text in quotes."
            )
        if kind == "ScalarEvent":
            self._add(Text(whole(event.value), line, event.style is None), 1, event.anchor)
        elif kind == "AliasEvent":
            self._alias(event.anchor, line)
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            if len(self.frames) >= MAX_DEPTH:
                raise too_deep(line)
            self.frames.append(_Frame(kind == "MappingStartEvent", line, event.anchor))
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._close()
        elif kind == "DocumentStartEvent" and self.root is not None:
            raise UnreadableError(
                line, "A second document begins here; keep one to a file and take the line “---” out."
            )

    def _alias(self, name: str, line: int) -> None:
        if name not in self.anchors:
            raise UnreadableError(
                line, f"“*{name}” refers to nothing above it; write the value itself, or quote the text."
            )
        node, size = self.anchors[name]
        self._add(node, size, None)

    def _close(self) -> None:
        frame = self.frames.pop()
        self._add(_closed(frame), frame.size, frame.anchor)

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node, size
        if not self.frames:
            self.root = node
            return
        frame = self.frames[-1]
        frame.nodes.append(node)
        frame.size += size
        if frame.size > MAX_NODES:
            raise too_many(node.line)


def _closed(frame: _Frame) -> Node:
    if not frame.mapping:
        return Items(tuple(frame.nodes), frame.line)
    pairs = []
    for key, value in zip(frame.nodes[::2], frame.nodes[1::2], strict=True):
        if not isinstance(key, Text):
            raise UnreadableError(key.line, "A key must be a word; write “key: value”.")
        pairs.append((key, value))
    return Fields(tuple(pairs), frame.line)


def _explained(error: "YAMLError", content: str) -> UnreadableError:
    """The parser's complaint in plain words."""
    problem = str(getattr(error, "problem", None) or "")
    opened = any(sign in problem for sign in _OPENED_BEFORE)
    marks = [getattr(error, "context_mark", None), getattr(error, "problem_mark", None)]
    mark = next((mark for mark in (marks if opened else marks[::-1]) if mark is not None), None)
    position = getattr(error, "position", None)
    if mark is None:
        line = content.count("\n", 0, position) + 1 if isinstance(position, int) else None
        return UnreadableError(line, "The file holds a control character that no text has; take it out.")
    line = mark.line + 1
    lines = content.splitlines()
    written = lines[mark.line] if mark.line < len(lines) else ""
    if re.match(r" *\t", written):
        return UnreadableError(line, "The line is indented with a tab; indent with spaces.")
    plain = next((words for sign, words in _PLAIN_WORDS if sign in problem), None)
    return UnreadableError(
        line, plain or f"This is not YAML ({problem or 'unreadable'}); compare it with the lines above."
    )

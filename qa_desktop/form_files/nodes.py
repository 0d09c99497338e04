"""A YAML or JSON file as plain nodes that know their line; nothing is guessed, every scalar keeps its written text."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import InputError

MAX_BYTES: Final = 500_000
MAX_DEPTH: Final = 30
MAX_NODES: Final = 50_000
"""Counted with every alias written out, so that a small file cannot stand for a huge one."""


class UnreadableError(InputError):
    """The file cannot be read at all; `line` is where, counted from 1."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Text:
    """A scalar as it was written; `plain` without quotes."""

    text: str
    line: int
    plain: bool = True

    @property
    def blank(self) -> bool:
        """Whether nothing was written (YAML's null)."""
        return self.plain and self.text.lower() in ("", "~", "null")


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True)
class Fields:
    """Keys with their values, in the order of the file, repeated ones included."""

    pairs: tuple[tuple[Text, "Node"], ...]
    line: int


Node = Text | Items | Fields


def load(path: Path) -> Node:
    """Read a file, JSON by its ending, else YAML. Raises UnreadableError."""
    content = _content(path)
    if not content.strip():
        raise UnreadableError(1, "The file is empty; write at least one line of the form “key: value”.")
    if path.suffix.lower() == ".json":
        from qa_desktop.form_files.json_nodes import parse_json

        return parse_json(content)
    from qa_desktop.form_files.yaml_nodes import parse_yaml

    return parse_yaml(content)


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            None, f"The file cannot be opened ({error.strerror}); check its name and place."
        ) from error
    if len(raw) > MAX_BYTES:
        raise UnreadableError(
            None, f"The file is larger than {MAX_BYTES // 1000} kB; split it, or check that it is the right one."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError(line, "The text is not UTF-8; save the file with the encoding UTF-8.") from error


def whole(text: str) -> str:
    """The text with pairs of surrogates joined to the characters they stand for, lone ones replaced."""
    if text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def too_deep(line: int) -> UnreadableError:
    """The error for lists in lists in lists."""
    return UnreadableError(line, f"Lists and keys lie more than {MAX_DEPTH} deep here; a form needs far less.")


def too_many(line: int) -> UnreadableError:
    """The error for more content than any form has."""
    return UnreadableError(line, f"More than {MAX_NODES} entries up to here; a form needs far fewer.")

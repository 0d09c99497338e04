"""Keys and values of one part of a file, read with every problem noted and none raised."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import Finding, Severity, did_you_mean, nearest
from qa_desktop.form_files import written
from qa_desktop.form_files.nodes import Fields, Items, Node, Text, UnreadableError, load

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


@dataclass
class Problems:
    """What was found wrong in a file so far, and the lines on which its parts stand."""

    found: list[Finding] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, line: int, place: str, key: str, message: str) -> None:
        """Note an error."""
        self.found.append(Finding(Severity.ERROR, place, key, message, line))

    def located(self, finding: Finding) -> Finding:
        """A finding with the line of its field, or else of its place."""
        line = self.lines.get((finding.place, finding.field)) or self.lines.get((finding.place, ""))
        return replace(finding, line=line)


def read_file(path: Path, read: Callable[[Node, Problems], _T]) -> _T:
    """What `read` makes of a file; it notes problems, or raises UnreadableError.

    Raises InputError with every error on a line of its own, each with file and line.
    """
    problems = Problems()
    try:
        made = read(load(path), problems)
    except UnreadableError as error:
        where = f"{path}:{error.line}" if error.line else f"{path}"
        raise InputError(f"{where}: {error.message}") from error
    if problems.found:
        found = sorted(problems.found, key=lambda finding: finding.line or 0)
        raise InputError("\n".join(f"{path}:{finding.line}: {finding.message}" for finding in found))
    return made


class Record:
    """The fields of one part of a file.

    `place` is the id of the standard or section that it belongs to; `within` the field of it, for parts of a field.
    """

    def __init__(
        self, node: Fields, known: Iterable[str], problems: Problems, place: str = "", within: str = ""
    ) -> None:
        self.node = node
        self.problems = problems
        self.place = place
        self._within = within
        self._known = tuple(known)
        self._values: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        self._meant: set[str] = set()
        self._first_problem = len(problems.found)
        for key, value in node.pairs:
            self._take(key, value)

    def _take(self, key: Text, value: Node) -> None:
        name = key.text
        if name == "<<":
            self.problem(name, "Merging with “<<” is not known here; write the keys out.", key.line)
        elif name not in self._known:
            meant = nearest(name, self._known)
            self._meant.add(meant)
            self.problem(meant or name, f'"{name}" is not known here; {did_you_mean(name, self._known)}', key.line)
        elif name in self._lines:
            message = f'"{name}" stands here twice, first on line {self._lines[name]}; keep one.'
            self.problem(name, message, key.line)
        else:
            self._lines[name] = key.line
            if not (isinstance(value, Text) and value.blank):
                self._values[name] = value

    def identify(self, example: str) -> str:
        """The id, or a name made from the line where there is none; the place of all that is noted here."""
        name = self.required("id", example) or f"line_{self.node.line}"
        self.mark(name)
        return name

    def mark(self, place: str) -> None:
        """Name the place once it is known, and remember on which lines it and its keys stand."""
        self.place = place
        found = self.problems.found
        found[self._first_problem :] = [replace(each, place=place) for each in found[self._first_problem :]]
        self.problems.lines[place, ""] = self.node.line
        self.problems.lines |= {(place, key): line for key, line in self._lines.items()}

    def problem(self, key: str, message: str, line: int | None = None) -> None:
        """Note an error at a key."""
        self.problems.add(line or self._lines.get(key, self.node.line), self.place, self._within or key, message)

    def has(self, key: str) -> bool:
        """Whether something is written there."""
        return key in self._values

    def node_of(self, key: str) -> Node | None:
        """What is written there."""
        return self._values.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A text without the space around it."""
        node = self._scalar(key)
        return node.text.strip() if node else default

    def required(self, key: str, example: str) -> str:
        """A text that must be there."""
        self.demand(key, f"write {key}: {example}")
        return self.text(key)

    def demand(self, key: str, hint: str) -> None:
        """Note when nothing is written there, unless a misspelt key was noted that means it."""
        if key not in self._values and key not in self._meant:
            self.problem(key, f'"{key}" is missing; {hint}')

    def choice(self, key: str, choices: type[_E]) -> _E | None:
        """One of the words of an enumeration."""
        node = self._scalar(key)
        return self.word(key, node, choices) if node else None

    def word(self, key: str, node: Text, choices: type[_E]) -> _E | None:
        """A scalar as one of the words of an enumeration; a misspelt one is noted and read as what it means."""
        names = {item.value: item for item in choices}
        found = names.get(node.text.strip())
        if found is None:
            self.problem(key, f'"{key}" cannot be "{node.text}"; {did_you_mean(node.text, names)}', node.line)
            found = names.get(nearest(node.text, names))
        return found

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        return self._read(key, written.switch, default, "write true or false")

    def weight(self, key: str, default: Fraction) -> Fraction:
        """A number or ratio."""
        return self._read(key, written.fraction, default, "write a number such as 2, 0.5 or 1/3")

    def credit(self, key: str) -> Fraction | None:
        """A share from 0 to 1."""
        return self._read(key, written.share, None, _CREDIT_HINT)

    def decimal(self, key: str) -> Decimal | None:
        """A plain number."""
        return self._read(key, written.decimal, None, "write a plain number such as 30 or 2.5")

    def percentage(self, key: str) -> Fraction | None:
        """A number of percent, as a share."""
        node = self._scalar(key)
        if node is None:
            return None
        number = written.fraction(node.text.strip().removesuffix("%").rstrip())
        if number is None:
            self.problem(key, f'"{key}" takes percent, not "{node.text}"; write a number such as 80', node.line)
            return None
        if 0 < number <= 1:
            meant = f"{float(number * 100):g}"
            self.problem(key, f'"{key}" is in percent; write {meant}, not {node.text}', node.line)
        return number / 100

    def list_of(self, key: str) -> tuple[Node, ...]:
        """The entries of a list; a single value is a list of one."""
        node = self._values.get(key)
        if node is None:
            return ()
        return node.items if isinstance(node, Items) else (node,)

    def texts(self, key: str) -> tuple[Text, ...]:
        """The texts of a list; a single text is a list of one."""
        return tuple(text for node in self.list_of(key) if (text := self.as_text(key, node)) is not None)

    def part(self, node: Fields, known: Iterable[str], within: str) -> "Record":
        """A part of one of the fields."""
        return Record(node, known, self.problems, self.place, self._within or within)

    def parts(self, key: str, known: Iterable[str]) -> Iterator["Record"]:
        """The entries of a list as parts of that field."""
        names = tuple(known)
        return (self.part(node, names, key) for node in self._entries(key, names))

    def records(self, key: str, known: Iterable[str]) -> Iterator["Record"]:
        """The entries of a list, each with a place of its own to come."""
        names = tuple(known)
        return (Record(node, names, self.problems, self.place) for node in self._entries(key, names))

    def _entries(self, key: str, names: tuple[str, ...]) -> Iterator[Fields]:
        for node in self.list_of(key):
            if isinstance(node, Fields):
                yield node
            else:
                self.problem(key, f'Every entry of "{key}" has keys; write {names[0]}: ...', node.line)

    def by_answer(self, key: str) -> Mapping[str, tuple[Text, Text]]:
        """A mapping from answers to words: by the answer's id, its key and value as written."""
        node = self._values.get(key)
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self.problem(key, f'"{key}" names answers; write {key}: {{no: ...}}', node.line)
            return {}
        found: dict[str, tuple[Text, Text]] = {}
        for name, value in node.pairs:
            answer = written.answer_id(name.text, name.plain)
            text = self.as_text(key, value)
            if answer in found:
                self.problem(key, f'"{name.text}" stands here twice; keep one.', name.line)
            elif text is not None:
                found[answer] = name, text
        return found

    def as_text(self, key: str, node: Node) -> Text | None:
        """A node that must be a text."""
        if isinstance(node, Text) and not node.blank:
            return node
        if isinstance(node, Fields):
            message = f'"{key}" takes a text, not keys; put the text in quotes if it holds a ": "'
        elif isinstance(node, Items):
            message = f'"{key}" takes one text, not a list; write it without "-" and brackets'
        else:
            message = f'An entry of "{key}" is empty; write a text or take it out'
        self.problem(key, message, node.line)
        return None

    def _scalar(self, key: str) -> Text | None:
        node = self._values.get(key)
        return self.as_text(key, node) if node is not None else None

    def _read(self, key: str, read: Callable[[str], _T | None], default: _T, hint: str) -> _T:
        node = self._scalar(key)
        if node is None:
            return default
        value = read(node.text.strip())
        if value is None:
            self.problem(key, f'"{key}" cannot be "{node.text}"; {_comma(node.text) or hint}', node.line)
            return default
        return value


_CREDIT_HINT = "write a number from 0 to 1, such as 0.5, 1/3 or 50 %"


def read_credit(record: Record, node: Text) -> Fraction | None:
    """A credit written in a mapping of answers."""
    value = written.share(node.text.strip())
    if value is None:
        message = f'A credit cannot be "{node.text}"; {_comma(node.text) or _CREDIT_HINT}'
        record.problem("credits", message, node.line)
    return value


def _comma(text: str) -> str:
    """A hint at the point when somebody wrote a decimal comma."""
    turned = text.strip().replace(",", ".", 1)
    return f"write {turned}, with a point" if turned != text.strip() and written.decimal(turned) is not None else ""

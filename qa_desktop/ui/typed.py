"""Fields in which a number or a day is typed, each with the sentence about what is wrong in it beneath."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.errors import InputError

T = TypeVar("T")
SHORT = 130
"""Pixels of a field that takes a number or a day."""
HINT_ROOM = 28
"""Pixels that a line needs beside the letters of its hint."""


class Complaint(QLabel):
    """A sentence about the field above it; seen only while there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "lack")
        self.setWordWrap(True)
        self.hide()

    def tell(self, sentence: str, about: QWidget) -> None:
        """Show the sentence, or none; whoever cannot see it hears it with the field."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
        about.setAccessibleDescription(sentence)


class TypedField(QWidget, Generic[T]):
    """A line that `read` makes a value of; `read` raises InputError with the sentence to show."""

    def __init__(
        self,
        name: str,
        read: Callable[[str], T],
        text: str = "",
        hint: str = "",
        unit: str = "",
        width: int = SHORT,
    ) -> None:
        super().__init__()
        self._read = read
        self.edit = QLineEdit(text)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(hint)
        self.edit.setAcceptDrops(False)  # what is dropped on a window is a file
        if width:
            self.edit.setFixedWidth(max(width, self.fontMetrics().horizontalAdvance(hint) + HINT_ROOM))
        self.unit = QLabel(unit)
        self.unit.setIndent(8)
        self.complaint = Complaint()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.edit)
        line.addWidget(self.unit)
        if width:
            line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.complaint)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(lambda _: self.complain(""))

    def complain(self, sentence: str) -> None:
        """Say what is wrong with what stands here."""
        self.complaint.tell(sentence, self.edit)

    def check(self) -> bool:
        """Whether a value stands here; where none does, the field says why."""
        try:
            self._read(self.edit.text().strip())
        except InputError as error:
            self.complain(str(error))
            return False
        self.complain("")
        return True

    @property
    def value(self) -> T:
        """What stands here; raises InputError where `check` says no."""
        return self._read(self.edit.text().strip())


def first_wrong(fields: Iterable[TypedField[Any]]) -> "TypedField[Any] | None":
    """The first field in which no value stands; each of them says what is wrong in it."""
    wrong = [field for field in fields if not field.check()]
    return wrong[0] if wrong else None


def day(typed: str) -> date | None:
    """A day as 2026-01-30, or none."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise InputError(_say("“{0}” is no date: write it as 2026-01-30.").format(typed)) from None


def number(least: float, most: float, empty: float | None = None) -> Callable[[str], float]:
    """Reads numbers between two bounds, with a point or a comma; `empty` is what a blank field means."""

    def read(typed: str) -> float:
        if not typed and empty is not None:
            return empty
        try:
            found = float(typed.replace(",", "."))
        except ValueError:
            found = least - 1
        if not least <= found <= most:
            raise InputError(_say("Write a number from {0} to {1}.").format(f"{least:g}", f"{most:g}"))
        return found

    return read


def whole(least: int, most: int, empty: int | None = None) -> Callable[[str], int]:
    """Reads whole numbers between two bounds."""

    def read(typed: str) -> int:
        if not typed and empty is not None:
            return empty
        if not (typed.isdecimal() and len(typed) <= 12 and least <= int(typed) <= most):
            raise InputError(_say("Write a whole number from {0} to {1}.").format(least, most))
        return int(typed)

    return read


def _say(words: str) -> str:
    return QCoreApplication.translate("Typed", words)

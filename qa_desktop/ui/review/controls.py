"""The controls that answer a standard: segments for what is chosen, a field for what is typed."""

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from qa_desktop.domain.answers import NA, Chosen, Day, NotApplicable, Note, Several, Value, parse
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import NA_ID, AnswerType, Option, Standard
from qa_desktop.ui.review.state import shown_number, toggled

LONGEST_SEGMENTS = 26
"""A choice whose labels have more characters together becomes a list to open."""


class AnswerControl(QWidget):
    """Shows the value of one standard and tells what the reviewer chooses instead."""

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, standard: Standard) -> None:
        super().__init__()
        self.standard = standard
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def display(self, value: Value | None) -> None:
        """Show a value."""

    def begin(self) -> None:
        """Take the keyboard, where the answer is typed."""

    def _segment(self, label: str, tone: str, description: str) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setCheckable(True)
        button.setProperty("segment", True)
        button.setProperty("tone", tone)
        button.setProperty("first", self._row.count() == 0)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(f"{self.standard.text}: {description}")
        button.setToolTip(description)
        self._row.addWidget(button)
        return button

    def _na_segment(self) -> QToolButton | None:
        if not self.standard.na_allowed:
            return None
        button = self._segment(self.tr("N/A"), "na", self.tr("Not applicable"))
        button.clicked.connect(lambda: self.chosen.emit(NA))
        return button


class Segments(AnswerControl):
    """Yes, No, N/A; levels; short choices; several: one button for each."""

    def __init__(self, standard: Standard) -> None:
        super().__init__(standard)
        self._value: Value | None = None
        self._buttons = {option.id: self._button(option) for option in standard.options}
        na = self._na_segment()
        if na is not None:
            self._buttons[NA_ID] = na

    def _button(self, option: Option) -> QToolButton:
        levels = self.standard.answer_type is AnswerType.LEVELS
        described = ": ".join(part for part in (option.label, option.anchor) if part) or option.id
        button = self._segment(option.id if levels else option.label, self._tone(option), described)
        button.clicked.connect(lambda: self._choose(option))
        return button

    def _tone(self, option: Option) -> str:
        if option.auto_fail:
            return "bad"
        if self.standard.answer_type is AnswerType.YES_NO and self.standard.scored:
            if self.standard.bonus and self.standard.credit(option) == 0:
                return "na"  # a bonus that was not earned is no failure
            return "good" if self.standard.credit(option) > 0 else "bad"
        return "level"

    def _choose(self, option: Option) -> None:
        several = self.standard.answer_type is AnswerType.SEVERAL
        self.chosen.emit(toggled(self._value, option.id) if several else Chosen(option.id))

    def display(self, value: Value | None) -> None:
        """Show a value."""
        self._value = value
        match value:
            case Chosen(option):
                on = {option}
            case Several(options):
                on = set(options)
            case NotApplicable():
                on = {NA_ID}
            case _:
                on = set()
        for option_id, button in self._buttons.items():
            button.setChecked(option_id in on)


class ChoiceList(AnswerControl):
    """A choice with long labels: a list to open."""

    def __init__(self, standard: Standard) -> None:
        super().__init__(standard)
        self._box = QComboBox()
        self._box.setAccessibleName(standard.text)
        self._box.addItem(self.tr("Choose…"), None)
        for option in standard.options:
            self._box.addItem(option.label, option.id)
        if standard.na_allowed:
            self._box.addItem(self.tr("N/A"), NA_ID)
        self._box.activated.connect(self._activated)
        self._box.setMaximumWidth(220)
        self._row.addWidget(self._box)

    def _activated(self, place: int) -> None:
        option = self._box.itemData(place)
        self.chosen.emit(None if option is None else NA if option == NA_ID else Chosen(option))

    def begin(self) -> None:
        """Take the keyboard."""
        self._box.setFocus()
        self._box.showPopup()

    def display(self, value: Value | None) -> None:
        """Show a value."""
        wanted = NA_ID if isinstance(value, NotApplicable) else value.option if isinstance(value, Chosen) else None
        self._box.setCurrentIndex(max(self._box.findData(wanted), 0))


class TypedAnswer(AnswerControl):
    """A number, a date or a text, typed."""

    def __init__(self, standard: Standard) -> None:
        super().__init__(standard)
        self._field = _Field()
        self._field.setAccessibleName(standard.text)
        self._field.setPlaceholderText(_placeholder(standard))
        self._field.setFixedWidth(190 if standard.answer_type is AnswerType.TEXT else 110)
        self._field.editingFinished.connect(self._finished)
        self._field.left.connect(self._leave)
        self._row.addWidget(self._field)
        self._na = self._na_segment()
        self._shown = ""

    def begin(self) -> None:
        """Take the keyboard."""
        self._field.setFocus()
        self._field.selectAll()

    def display(self, value: Value | None) -> None:
        """Show a value."""
        if self._na is not None:
            self._na.setChecked(isinstance(value, NotApplicable))
        match value:
            case Note(text):
                self._shown = text
            case Day(day):
                self._shown = day.isoformat()
            case _:
                self._shown = shown_number(value)
        if not self._field.hasFocus():
            self._field.setText(self._shown)

    def _finished(self) -> None:
        typed = self._field.text().strip()
        if typed == self._shown:
            return
        if not typed:
            self.chosen.emit(None)
            return
        try:
            self.chosen.emit(parse(self.standard, _canonical(self.standard, typed)))
        except InputError as error:
            self.refused.emit(str(error))
            self._field.setText(self._shown)

    def _leave(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.setFocus()


class _Field(QLineEdit):
    """A line that gives the keyboard back on Enter or Escape."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()


def control_for(standard: Standard) -> AnswerControl:
    """The control that suits how the standard is answered."""
    match standard.answer_type:
        case AnswerType.NUMBER | AnswerType.TEXT | AnswerType.DATE:
            return TypedAnswer(standard)
        case AnswerType.CHOICE if sum(len(option.label) for option in standard.options) > LONGEST_SEGMENTS:
            return ChoiceList(standard)
        case _:
            return Segments(standard)


def _placeholder(standard: Standard) -> str:
    if standard.answer_type is AnswerType.DATE:
        return QDate(2026, 1, 31).toString(Qt.DateFormat.ISODate)
    return "0" if standard.answer_type is AnswerType.NUMBER else "…"


def _canonical(standard: Standard, typed: str) -> str:
    """A number as the reviewer's language writes it, in the plain spelling."""
    if standard.answer_type is not AnswerType.NUMBER:
        return typed
    point = QLocale().decimalPoint()
    return typed.replace(point, ".") if point != "." else typed.replace(",", ".")

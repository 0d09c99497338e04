"""A line to find words in the transcript that is open."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from qa_desktop.domain.search import Query, parse
from qa_desktop.ui.review.transcript.view import TranscriptView

_AT_ONCE = 400
"""So many turns are looked at before the window gets a chance to do something else."""


class FindBar(QFrame):
    """Finds while one types; Enter goes to the next, Shift+Enter back, Escape away."""

    closed = Signal()

    def __init__(self, view: TranscriptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._query = Query()
        self._rows: list[int] = []
        self._looked = 0
        self._at = -1
        self._from: int | None = None  # the turn from which on to go to the first find, until it is found
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._look)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in this transcript"))
        self.field.setAccessibleName(self.tr("Find in this transcript"))
        self.field.setClearButtonEnabled(True)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.previous = _button("↑", self.tr("Previous (Shift+Enter)"))
        self.next = _button("↓", self.tr("Next (Enter)"))
        self.shut = _button("✕", self.tr("Close (Escape)"))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 8)
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        for widget in (self.count, self.previous, self.next, self.shut):
            line.addWidget(widget)
        self.field.textChanged.connect(lambda _: self._find(go=True))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.shut.clicked.connect(self.close_find)
        self.hide()

    @property
    def looking(self) -> bool:
        """Whether there are turns that have not been looked at yet."""
        return self._more.isActive()

    def begin(self) -> None:
        """Show the line and take the keyboard."""
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._find(go=True)

    def look_again(self) -> None:
        """Another transcript is open: find in that, without going anywhere."""
        if self.isVisible():
            self._find(go=False)

    def step(self, by: int) -> None:
        """Go to the turn after or before in which the words stand, round the ends."""
        if self._rows:
            self._show((self._at + by) % len(self._rows))

    def close_find(self) -> None:
        """Hide the line and the marks."""
        self.hide()
        self._more.stop()
        self._view.mark_found(Query())
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter steps, Escape closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_find()
        else:
            super().keyPressEvent(event)

    def _find(self, go: bool) -> None:
        """Look for what is typed; go to the first place from the chosen turn on where that is wanted."""
        self._query = parse(self.field.text())
        self._view.mark_found(self._query)
        self._rows, self._looked, self._at = [], 0, -1
        self._from = (self._view.chosen_turn or 0) if go else None
        self._look()

    def _look(self) -> None:
        """Look at some more turns."""
        count = len(self._view.lines.turns) if self._query.wanted else 0
        last = min(self._looked + _AT_ONCE, count)
        self._rows += self._view.lines.have(self._query, self._looked, last)
        self._looked = last
        begin = self._from
        if begin is not None and self._rows and (self._rows[-1] >= begin or last == count):
            self._from = None
            self._show(next((place for place, row in enumerate(self._rows) if row >= begin), 0))
        if last < count:
            self._more.start(0)
        self._tell()

    def _show(self, place: int) -> None:
        self._at = place
        self._view.show_found(self._rows[place])
        self._tell()

    def _tell(self) -> None:
        if not self._query.wanted:
            self.count.setText("")
        elif not self._rows:
            self.count.setText("…" if self.looking else self.tr("not found"))
        elif self._at < 0:
            self.count.setText(self.tr("in {0} turns").format(len(self._rows)))
        else:
            self.count.setText(self.tr("turn {0} of {1}").format(self._at + 1, len(self._rows)))


def _button(sign: str, told: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(told)
    button.setAccessibleName(told)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button

"""All calibration sessions: how far they are, and what may be done with each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.calibration import LEADING, CalibrationSession, Progress
from qa_desktop.domain.people import Person
from qa_desktop.services.calibration_overview import Listed
from qa_desktop.ui import text
from qa_desktop.ui.calibration.tables import Table
from qa_desktop.ui.flow import FlowLayout

WIDEST = 1180


class SessionsPage(QWidget):
    """Says which session is to be revealed or opened, and that the page is `left`."""

    left = Signal()
    open_wanted = Signal(object)
    reveal_wanted = Signal(object)
    wanted = Signal(str)
    """An action of the window, by its id."""
    trend_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listed: Sequence[Listed] = ()
        self._person: Person | None = None
        self.table = Table(self.tr("Calibration sessions"))
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self.open = QPushButton(self.tr("Open the room (Enter)"))
        self.open.setProperty("primary", True)
        self.reveal = QPushButton(self.tr("Reveal the marks"))
        self.new = QPushButton(self.tr("New session…"))
        self.trend = QPushButton(self.tr("Trend over sessions (T)"))
        self.retests = QPushButton(self.tr("Re-tests…"))
        self.own = QPushButton(self.tr("Your own consistency"))
        self.own.setToolTip(self.tr("How far you agree with yourself; for you alone"))
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self._lay_out()
        self.table.currentCellChanged.connect(lambda row, *_: self._choose(row))
        self.table.cellDoubleClicked.connect(lambda *_: self._open())
        self.open.clicked.connect(self._open)
        self.reveal.clicked.connect(self._reveal)
        for button, action in ((self.new, "new_session"), (self.retests, "retests"), (self.own, "own_consistency")):
            button.clicked.connect(lambda _=False, action=action: self.wanted.emit(action))
        self.trend.clicked.connect(self.trend_wanted)
        self.back.clicked.connect(self.left)

    def _lay_out(self) -> None:
        sheet = QWidget()
        sheet.setMaximumWidth(WIDEST)
        title = QLabel(self.tr("Calibration sessions"))
        title.setProperty("role", "title")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        line = FlowLayout(8)
        for button in (self.open, self.reveal, self.new, self.trend, self.retests, self.own, self.back):
            line.addWidget(button)
        column.addLayout(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(sheet)

    def begin(self) -> None:
        """Take the keyboard."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def display(self, listed: Sequence[Listed], person: Person) -> None:
        """Show the sessions, with what this person may do."""
        here = max(self.table.currentRow(), 0)
        self._listed, self._person = listed, person
        heads = [self.tr("Session"), self.tr("Form"), self.tr("Finished"), self.tr("Due"), self.tr("State")]
        self.table.fill(heads, [self._cells(each) for each in listed])
        self.table.setVisible(bool(listed))
        if listed:
            self.table.setCurrentCell(min(here, len(listed) - 1), 0)
        else:
            self.told.setText(
                self.tr(
                    "There is no calibration session yet. In one, several people score the same interactions without "
                    "seeing each other's marks; then the marks are revealed, compared and agreed on."
                )
            )
        self._choose(self.table.currentRow() if listed else -1)

    @property
    def chosen(self) -> Listed | None:
        """The session that is chosen."""
        row = self.table.currentRow()
        return self._listed[row] if 0 <= row < len(self._listed) else None

    def _cells(self, each: Listed) -> list[str]:
        session, progress = each.progress.session, each.progress
        wanted = len(session.interactions)
        done = sum(progress.done(person) == wanted for person in session.people)
        finished = self.tr("{0} of {1} people").format(done, len(session.people))
        return [
            session.name,
            each.form,
            finished,
            session.due.isoformat() if session.due else "",
            _state(self, session),
        ]

    def _choose(self, row: int) -> None:
        each = self._listed[row] if 0 <= row < len(self._listed) else None
        leads = self._person is not None and self._person.role in LEADING
        self.open.setEnabled(each is not None and not each.progress.session.hidden)
        self.reveal.setVisible(leads)
        self.reveal.setEnabled(each is not None and each.progress.session.hidden and bool(each.progress.submitted))
        self.new.setVisible(leads)
        self.retests.setVisible(leads)
        if each is not None:
            self.told.setText(self._tell(each))

    def _tell(self, each: Listed) -> str:
        progress = each.progress
        if progress.complete:
            return self.tr("Everybody has scored everything.")
        lacking = self._lacking(progress, each)
        if progress.session.hidden:
            return self.tr("Still scoring: {0}. Until the reveal nobody sees the marks of another.").format(lacking)
        return self.tr("Not finished: {0}.").format(lacking)

    def _lacking(self, progress: Progress, each: Listed) -> str:
        wanted = len(progress.session.interactions)
        lacking = [key for key in progress.session.people if progress.done(key) < wanted]
        return ", ".join(f"{each.names.get(key, '?')} ({progress.done(key)}/{wanted})" for key in lacking)

    def _open(self) -> None:
        if self.chosen is not None and self.open.isEnabled():
            self.open_wanted.emit(self.chosen.progress.session)

    def _reveal(self) -> None:
        if self.chosen is not None and self.reveal.isEnabled():
            self.reveal_wanted.emit(self.chosen.progress.session)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the room, T the trend."""
        if event.key() == Qt.Key.Key_T and not event.modifiers():
            self.trend_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._open()
        else:
            super().keyPressEvent(event)


def _state(page: SessionsPage, session: CalibrationSession) -> str:
    if session.closed_at is not None:
        return page.tr("closed")
    if session.revealed_at is not None:
        return page.tr("revealed {0}").format(text.day_and_time(session.revealed_at, short=True))
    return page.tr("sealed") if session.sealed else page.tr("open")

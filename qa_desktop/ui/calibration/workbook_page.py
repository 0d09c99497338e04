"""The page on which a filled-in workbook is looked at before it is taken over: changes and problems, by cell."""

import itertools

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.services.workbook_reading import Preview
from qa_desktop.ui.calibration import cell_words
from qa_desktop.ui.calibration.cell_detail import CellDetail
from qa_desktop.ui.calibration.cells_table import CellsTable
from qa_desktop.ui.elided import ElidedLabel
from qa_desktop.ui.sheet import row_of, words
from qa_desktop.ui.theme import Theme


class WorkbookPage(QWidget):
    """Says that the preview is to be taken over, that the file or another one is to be read, that the page is left."""

    take_wanted = Signal()
    again_wanted = Signal()
    file_wanted = Signal()
    left = Signal()
    moved = Signal()
    """Something else is to be seen: other keys hold."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._found: Preview | None = None
        self.file, self.told = ElidedLabel(), words()
        self.sum, self.note = words("", "strong"), words("", "muted")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("Problems, or changes"))
        self.table = CellsTable(theme)
        self.detail = CellDetail()
        self.take = QPushButton()
        self.take.setProperty("primary", True)
        self.again = QPushButton(self.tr("Read it again (R)"))
        self.other = QPushButton(self.tr("Choose another file…"))
        self.back = QPushButton(self.tr("Back (Esc)"))
        self._states = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(lambda _: self._list())
        self.table.chosen.connect(self._choose)
        for button, wanted in (
            (self.take, self.take_wanted),
            (self.again, self.again_wanted),
            (self.other, self.file_wanted),
            (self.back, self.left),
        ):
            button.setAutoDefault(True)
            button.clicked.connect(wanted)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Read workbook back"))
        title.setProperty("role", "title")
        self.file.setProperty("role", "muted")
        self.file.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        band, foot = QFrame(), QFrame()
        band.setObjectName("band")
        head = QHBoxLayout(band)
        head.setContentsMargins(16, 10, 16, 10)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.file, 1)
        head.addWidget(self.back)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.told.setMargin(48)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(16, 14, 16, 8)
        column.setSpacing(8)
        for part in (self.sum, self.note):
            column.addWidget(part)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        self._states.addWidget(self.told)
        self._states.addWidget(shown)
        buttons = row_of(self.take, self.again, self.other)
        buttons.setContentsMargins(16, 4, 16, 12)
        foot.setLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(band)
        whole.addWidget(self._states, 1)
        whole.addWidget(foot)
        texts = (part.text for part in self.detail.parts)
        parts = (self.tabs, self.table, *texts, self.take, self.again, self.other, self.back)
        for before, after in itertools.pairwise(parts):
            self.setTabOrder(before, after)

    # --- what comes -----------------------------------------------------------------------------------------------

    def wait(self, file: str) -> None:
        """Show which file is being read, before anything is known of it."""
        self.file.setText(file)
        self._say(self.tr("Reading “{0}”… Esc stops.").format(file), readable=False)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why there is no preview."""
        self._say(sentence)
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    def display(self, found: Preview, file: str) -> None:
        """Show what the workbook would change, and what is wrong with it."""
        self.file.setText(f"{file} · {found.session.name}")
        note = cell_words.note(found)
        if not found.changes and not found.problems:
            nothing = self.tr("Nothing to take over: the workbook says what the program says.")
            self._say("\n\n".join(filter(None, (nothing, note))))
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._found = found
        self.sum.setText(cell_words.summary(found))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            if found.problems:
                self.tabs.addTab(self.tr("Problems: {0}").format(len(found.problems)))
            if found.changes:
                self.tabs.addTab(self.tr("Changes: {0}").format(len(found.changes)))
        self.tabs.setVisible(self.tabs.count() > 1)
        self._list()
        one = len(found.changes) == 1
        name = self.tr("Take over 1 change (Enter)") if one else self.tr("Take over {0} changes (Enter)")
        self.take.setText(name.format(len(found.changes)))
        self.allow(not found.problems)
        self.again.setEnabled(True)
        self._states.setCurrentIndex(1)  # last: what is shown or hidden while it is seen lays the whole window out
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit()

    def allow(self, taking: bool) -> None:
        """Whether the preview may be taken over; not while it is."""
        self.take.setEnabled(taking)

    def hint(self) -> str:
        """The keys for the status line."""
        parts = (
            (self.take, self.tr("Enter take over")),
            (self.again, self.tr("R read again")),
            (self.tabs, self.tr("Ctrl+PgUp, Ctrl+PgDn other list")),
            (self.back, self.tr("Esc back")),
        )
        return " · ".join(words for widget, words in parts if widget.isVisible() and widget.isEnabled())

    # --- what is shown --------------------------------------------------------------------------------------------

    def _say(self, sentence: str, readable: bool = True) -> None:
        self._found = None
        self.told.setText(sentence)
        self._states.setCurrentIndex(0)
        self.take.setText(self.tr("Take over (Enter)"))
        self.allow(False)
        self.again.setEnabled(readable)
        self.again.setAccessibleDescription(sentence if readable else "")
        self.back.setAccessibleDescription("" if readable else sentence)
        self.moved.emit()

    @property
    def _problems_shown(self) -> bool:
        return self._found is not None and bool(self._found.problems) and self.tabs.currentIndex() == 0

    def _list(self) -> None:
        if self._found is None:
            return
        place = (self.tr("Cell"), self.tr("Interaction"), self.tr("Standard"), self.tr("What"))
        if self._problems_shown:
            self.table.setAccessibleName(self.tr("Problems, by cell"))
            rows = [cell_words.problem_row(each) for each in self._found.problems]
            self.table.display((*place, self.tr("What is wrong")), rows, wide=(4,))
        else:
            self.table.setAccessibleName(self.tr("Changes, by cell"))
            rows = [cell_words.change_row(each) for each in self._found.changes]
            self.table.display((*place, self.tr("Before"), self.tr("After")), rows, wide=(4, 5))

    def _choose(self, row: int) -> None:
        if self._found is None or row < 0:
            return
        if self._problems_shown:
            self.detail.explain(self._found.problems[row])
        else:
            self.detail.compare(self._found.changes[row])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the table keeps its room."""
        super().resizeEvent(event)
        self.detail.fit(event.size().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes over, R reads again, Escape goes back, Ctrl with the page keys to the other list."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.take.isEnabled():
                self.take_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_R and not event.modifiers() and self.again.isEnabled():
            self.again_wanted.emit()
        elif control and event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
        else:
            super().keyPressEvent(event)

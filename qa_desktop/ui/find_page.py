"""The page that finds words in all interactions: a field, how many there are, and the lines."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QWidget

from qa_desktop.services.finding import Findings
from qa_desktop.ui.find_lines import HIT, FindDelegate, FindModel
from qa_desktop.ui.sheet import sheet_on
from qa_desktop.ui.theme import Theme

PAUSE_MS = 200
"""After so long without a key, what is typed is looked for."""


class _Field(QLineEdit):
    """A field from which Down goes to the lines."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.down.emit()
            return
        super().keyPressEvent(event)


class _List(QListView):
    """A list whose Enter opens the line, and from whose top Up leads back."""

    up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.up.emit()
        else:
            super().keyPressEvent(event)


class FindPage(QWidget):
    """Says what to look for (`wanted`: words and how many are shown already), what to open, and that it is `left`."""

    wanted = Signal(str, int)
    open_wanted = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.field = _Field()
        self.field.setPlaceholderText(self.tr("Find in all interactions"))
        self.field.setAccessibleName(self.tr("Find in all interactions"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(1000)
        self.field.textChanged.connect(self._look_soon)
        self.field.returnPressed.connect(self._enter)
        self.field.down.connect(self._go_to_lines)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.model = FindModel()
        self.list = _List()
        self.list.setModel(self.model)
        self.list.setItemDelegate(FindDelegate(theme))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Found interactions"))
        self.list.up.connect(self._go_to_field)
        self.list.activated.connect(self._open)
        self.list.clicked.connect(self._open)
        self.list.verticalScrollBar().valueChanged.connect(self._look_further)
        theme.changed.connect(self.list.viewport().update)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._back = QPushButton(self.tr("Back to the work (Esc)"))
        self._back.setAutoDefault(True)
        self._back.clicked.connect(self.left)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._looking = self._open_first = False
        self._total = 0
        self._lay_out()
        self._invite()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Find in all interactions"))
        title.setBuddy(self.field)
        column = sheet_on(self, title)
        column.addWidget(self.field)
        column.addWidget(self.count)
        column.addWidget(self.hint, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)

    def begin(self) -> None:
        """Give the keyboard to the field; what was found last is still there, and true again."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()
        if self.field.text().strip():
            self._look()

    def show_findings(self, found: Findings) -> None:
        """Show what was found, unless something else is looked for meanwhile."""
        if found.words != self._words:
            return
        self._looking = False
        self._total = found.total
        chosen = self.list.currentIndex().row()
        self.model.take(found)
        if not found.asks:
            self._invite()
            return
        self._show_lines(bool(self.model.hits))
        if not self.model.hits:
            self.count.setText("")
            self.hint.setText(self.tr("Nothing matches “{0}”. Fewer words find more.").format(_short(found.words)))
            return
        self.count.setText(self._counted())
        if found.offset == 0:
            self.list.setCurrentIndex(self.model.index(min(max(chosen, 0), len(self.model.hits) - 1)))
        if self._open_first:
            self._open(self.model.index(0))
        self._open_first = False

    def show_failure(self, words: str, sentence: str) -> None:
        """Say why nothing could be looked for."""
        if words == self._words:
            self._looking = False
            self._show_lines(False)
            self.count.setText("")
            self.hint.setText(sentence)

    @property
    def _words(self) -> str:
        return self.field.text().strip()

    def _counted(self) -> str:
        shown, locale = len(self.model.hits), self.locale()
        if shown < self._total:
            words = self.tr("The newest {0} of {1} interactions; more come when you go on.")
            return words.format(locale.toString(shown), locale.toString(self._total))
        one = self.tr("1 interaction")
        return one if shown == 1 else self.tr("{0} interactions, the newest first").format(locale.toString(shown))

    def _invite(self) -> None:
        self._show_lines(False)
        self.count.setText("")
        self.hint.setText(
            self.tr(
                "Type what was said or written, or a name, a number or a queue. All words must occur, in any order; "
                "accents and capitals make no difference. “In quotes”, words must follow each other; a word with a "
                "hyphen before it must not occur.\n\nYour own comments are looked through too; nobody else finds them."
            )
        )

    def _show_lines(self, on: bool) -> None:
        self.list.setVisible(on)
        self.hint.setVisible(not on)

    def _look_soon(self) -> None:
        self._open_first = False
        self._pause.start()

    def _look(self) -> None:
        """Look for what is typed; until it is found, what was found before stays where it is."""
        self._pause.stop()
        self._looking = True
        if self._words:
            self.count.setText(self.tr("Looking…"))
            if not self.model.hits:
                self.hint.setText("")
        self.wanted.emit(self._words, 0)

    def _look_further(self, value: int) -> None:
        bar = self.list.verticalScrollBar()
        near = bar.maximum() - value < 2 * self.list.viewport().height()
        if near and not self._looking and 0 < len(self.model.hits) < self._total:
            self._looking = True
            self.wanted.emit(self._words, len(self.model.hits))

    def _enter(self) -> None:
        """Open the first line for what is typed; that may still be looked for."""
        if self._pause.isActive() or self._looking:
            self._look()
            self._open_first = True
        elif self.model.hits and self.list.isVisible():
            self._open(self.list.currentIndex())

    def _go_to_lines(self) -> None:
        if self.list.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_field(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open_wanted.emit(index.data(HIT))


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"

"""What calibrations ruled on a standard: the newest in one line, which unfolds to all of them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.consensus import Precedent
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.forms import Standard
from qa_desktop.ui import text
from qa_desktop.ui.focus import keep_space


class Rulings(QWidget):
    """Hidden where there is none; Tab reaches the line, and Space unfolds it."""

    def __init__(self) -> None:
        super().__init__()
        self._standard: Standard | None = None
        self._found: tuple[Precedent, ...] = ()
        self.line = _Line()
        self.line.toggled.connect(self._unfold)
        self.all = QLabel()
        self.all.setTextFormat(Qt.TextFormat.PlainText)
        self.all.setWordWrap(True)
        self.all.setProperty("role", "small")
        self.all.setContentsMargins(14, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.all)
        self.hide()

    def display(self, standard: Standard, found: tuple[Precedent, ...]) -> None:
        """Show the rulings on a standard, the newest first; another standard's are folded."""
        if (standard, found) == (self._standard, self._found):
            return
        folded = self._standard is None or standard.id != self._standard.id
        self._standard, self._found = standard, found
        self.all.setText("\n\n".join(self._told(standard, each) for each in found))
        self.setVisible(bool(found))
        if folded:
            self.line.setChecked(False)
        self._unfold(self.line.isChecked())

    def _unfold(self, on: bool) -> None:
        self.all.setVisible(on)
        if not self._found:
            return
        newest, count = self._found[0], len(self._found)
        words = " ".join(newest.consensus.ruling.split())
        when = text.day(newest.on) if newest.on else newest.session
        said = self.tr("Ruling {0}: {1}").format(when, words)
        more = self.tr(" (and {0} earlier)").format(count - 1) if count > 1 else ""
        several = self.tr("{0} rulings, the newest first").format(count) if count > 1 else self.tr("Ruling")
        self.line.say("▾ " if on else "▸ ", several if on else said, "" if on else more)
        self.line.setToolTip("" if on else text.breakable(f"{said}{more}"))
        self.line.setAccessibleName(f"{said}{more}")

    def _told(self, standard: Standard, precedent: Precedent) -> str:
        agreed = precedent.consensus
        head = (
            text.day(precedent.on) if precedent.on else "",
            precedent.session,
            precedent.interaction,
            answer_label(standard, agreed.value) if agreed.value is not None else "",
        )
        return text.breakable("\n".join((" · ".join(filter(None, head)), agreed.ruling)))


class _Line(QPushButton):
    """A button of one line, whose middle part is cut where there is too little room."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("link", True)
        self.setProperty("tone", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._parts = ("", "", "")
        keep_space(self)

    def say(self, before: str, words: str, after: str) -> None:
        """Show a text; what stands before and after it is never cut."""
        self._parts = (before, words, after)
        self._cut()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down are left to the form, which moves between standards."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        before, words, after = self._parts
        metrics = self.fontMetrics()
        room = self.width() - 8 - metrics.horizontalAdvance(before + after)
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 0))
        self.setText((before + cut + after).replace("&", "&&"))  # an ampersand would underline the next letter

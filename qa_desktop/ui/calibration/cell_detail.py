"""All of what one cell of a filled-in workbook says: before and after, or what is wrong with it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from qa_desktop.services.workbook_reading import Change, Problem
from qa_desktop.ui.calibration import cell_words
from qa_desktop.ui.elided import ElidedLabel

_MOST_LINES = 5
"""Lines of text that are seen at once, where there is room for them."""


class CellDetail(QWidget):
    """Texts that can be read to their end, and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.head = ElidedLabel()
        self.head.setProperty("role", "strong")
        self.parts = _Part(), _Part()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.head)
        across = QHBoxLayout()
        across.setSpacing(12)
        for part in self.parts:
            across.addWidget(part, 1)
        column.addLayout(across)

    def fit(self, height: int) -> None:
        """Leave the most of a page of this height to the table."""
        fitting = height // self.fontMetrics().lineSpacing() // 6 - 2
        for part in self.parts:
            part.show_lines(max(1, min(_MOST_LINES, fitting)))

    def compare(self, change: Change) -> None:
        """Show what a cell said and says."""
        first, second = self.parts
        self.head.setText(cell_words.head(change))
        first.display(self.tr("Before"), change.before)
        second.display(self.tr("After"), change.after)
        second.show()

    def explain(self, problem: Problem) -> None:
        """Show what is wrong."""
        first, second = self.parts
        self.head.setText(cell_words.head(problem))
        first.display(self.tr("What is wrong"), problem.sentence)
        second.hide()


class _Part(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.caption, self.text = QLabel(), QPlainTextEdit()
        self.caption.setProperty("role", "section")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("nothing"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        column.addWidget(self.text)

    def display(self, caption: str, text: str) -> None:
        self.caption.setText(caption)
        self.text.setAccessibleName(caption)
        self.text.setPlainText(text)

    def show_lines(self, count: int) -> None:
        self.text.setFixedHeight(count * self.text.fontMetrics().lineSpacing() + 26)

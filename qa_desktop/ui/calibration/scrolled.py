"""A pane that scrolls where there is too little height, as with large letters."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Scrolls down, never aside; the page keys are left to who shows it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setWidget(widget)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_part(self, of: QWidget, part: QRect) -> None:
        """Scroll to a part of something within, given in its own coordinates."""
        middle = of.mapTo(self.viewport(), part.center())
        self.ensureVisible(0, self.verticalScrollBar().value() + middle.y(), 0, part.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep no key."""
        event.ignore()

"""Keys that a control keeps for itself while it has the keyboard, although they are shortcuts of the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton


class _KeepsSpace(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        event.setAccepted(event.key() == Qt.Key.Key_Space and not event.modifiers())
        return event.isAccepted()


def keep_space(button: QAbstractButton) -> None:
    """Let Space press the button that has the keyboard; elsewhere it plays and pauses."""
    button.installEventFilter(_KeepsSpace(button))

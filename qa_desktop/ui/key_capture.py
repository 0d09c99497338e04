"""Takes the next key that is pressed, whatever it does elsewhere, and says which it was."""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLabel

MODIFIERS = {
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R,
}  # fmt: skip
PRINTABLE = 0x1000000
"""Keys below this number write a character."""


class KeyCapture(QLabel):
    """Shown while a key is asked for; Escape, a click elsewhere or another pane with the keyboard ends that."""

    captured = Signal(str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("capture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def begin(self, action: str) -> None:
        """Ask for a key for the action of this name."""
        words = self.tr("Press the new key for “{0}” now. Esc leaves it as it is.").format(action)
        self.setText(words)
        self.setAccessibleName(words)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # a button may be pressed anywhere in the window

    def event(self, event: QEvent) -> bool:
        """Let no shortcut act, and take Tab too."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A button of the mouse beside left, right and wheel is a key like any other."""
        if self.isVisible() and isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            number = event.button().value.bit_length()
            if 4 <= number <= 9:
                self._end()
                self.captured.emit(f"Mouse{number}")
                return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere wants no key."""
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._end()
            self.given_up.emit()

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._end()
            self.given_up.emit()
            return
        if Qt.Key(event.key()) in MODIFIERS or event.isAutoRepeat():
            return
        self._end()
        self.captured.emit(key_of(event))

    def _end(self) -> None:
        self.hide()
        handle = self.window().windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)


def key_of(event: QKeyEvent) -> str:
    """The key as a shortcut is spelled; nothing where the key has no name.

    Shift and AltGr that only make another character of a key (`?`, `[`) are part of that character.
    """
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if key in (Qt.Key.Key_unknown, Qt.Key(0)):
        return ""
    modifiers &= ~Qt.KeyboardModifier.GroupSwitchModifier
    writes = event.text().isprintable() and event.text().strip() != ""
    if writes and not event.text().isalpha():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if writes and modifiers & both == both:  # how Windows tells of AltGr
        modifiers &= ~both
    if key.value >= PRINTABLE:  # some systems call the arrows keys of the number pad
        modifiers &= ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, key)).toString(QKeySequence.SequenceFormat.PortableText)

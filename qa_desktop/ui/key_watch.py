"""What shortcuts alone cannot do: keys that act while a text is being typed, keys that are held, mouse buttons."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from qa_desktop.ui.actions import Actions
from qa_desktop.ui.key_bindings import portable, while_typing

TEXT = QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox | QComboBox
FIRST_SIDE_BUTTON = Qt.MouseButton.BackButton.value
Pressed = tuple[int, str]
"""A key by its place on the keyboard, where that is known, and by its name: Shift may be released before it."""


class KeyWatch(QObject):
    """Watches the keys of one window, wherever its keyboard is; it looks at no other event than it must.

    `pressed` tells of every key, before it acts; `let_go` of the end of the action whose key was held down.
    """

    pressed = Signal()
    let_go = Signal(str)

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window)
        self._root = window
        self._actions = actions
        self._last: Pressed | None = None  # the key pressed last, while it is down
        self._held: dict[str, Pressed] = {}
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
            application.focusWindowChanged.connect(self._follow_window)

    def hold(self, action: str) -> bool:
        """Tell of `let_go` when the key of this action is released; False where none is down, as from a menu."""
        keys = self._actions.bindings.in_force[action]
        if self._last is None or not any(f"+{key}".endswith(f"+{self._last[1]}") for key in keys):
            return False
        self._held[action] = self._last
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys before the widget that has the keyboard gets them; buttons before they come to any widget."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                return self._before(watched, event)
            if event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
                self._release(_pressed(event))
        elif isinstance(event, QMouseEvent) and event.button().value >= FIRST_SIDE_BUTTON:
            return self._side_button(event)
        return False

    def _before(self, watched: QObject, event: QKeyEvent) -> bool:
        if not event.isAutoRepeat():
            self._last = _pressed(event)
            self.pressed.emit()
        if not isinstance(watched, TEXT) or _is_read_only(watched):
            return False
        key = portable(QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText))
        action = self._actions.bindings.owner.get(key, "")
        if not action or not while_typing(key) or not self._actions[action].isEnabled():
            return False
        event.ignore()  # some systems have text fields take such keys: Ctrl+E goes to the end of the line there
        return True

    def _side_button(self, event: QMouseEvent) -> bool:
        button = event.button().value.bit_length()
        if event.type() == QEvent.Type.MouseButtonRelease:
            return self._release((0, f"Mouse{button}"))
        action = self._actions.bindings.owner.get(f"Mouse{button}", "")
        if event.type() != QEvent.Type.MouseButtonPress or not action:
            return False
        self._last = (0, f"Mouse{button}")
        self.pressed.emit()
        if self._actions[action].isEnabled():
            self._actions[action].trigger()
        return True

    def _release(self, key: Pressed) -> bool:
        if self._last is not None and _same(self._last, key):
            self._last = None
        ended = [action for action, held in self._held.items() if _same(held, key)]
        self._let_go(ended)
        return bool(ended)

    def _let_go(self, actions: list[str]) -> None:
        for action in actions:
            del self._held[action]
            self.let_go.emit(action)

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and now.window() == self._root.window():
            now.installEventFilter(self)

    def _follow_window(self, now: QWindow | None) -> None:
        self._last = None
        self._let_go(list(self._held))  # nobody will tell of the release now
        if now is not None and now == self._root.window().windowHandle():
            now.installEventFilter(self)


def _pressed(event: QKeyEvent) -> Pressed:
    return event.nativeScanCode(), QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)


def _same(held: Pressed, key: Pressed) -> bool:
    return held == key or (held[0] != 0 and held[0] == key[0])


def _is_read_only(widget: QObject) -> bool:
    """Whether nothing can be typed there."""
    if isinstance(widget, QComboBox):
        return not widget.isEditable()
    return isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox) and widget.isReadOnly()

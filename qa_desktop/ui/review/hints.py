"""Tool tips and spoken names that tell the key in force, and follow when the key is changed."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton


def key_of(action: QAction) -> str:
    """The first key of an action as it is written on this system, or nothing."""
    keys = action.shortcuts()
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def press_by(button: QAbstractButton, words: str, action: QAction, *others: QAction) -> None:
    """Let a button do what an action does, and name the action's key, with those of others that belong to it."""
    button.clicked.connect(lambda: action.trigger())
    hint(button, words, action, *others)


def hint(button: QAbstractButton, words: str, *actions: QAction) -> None:
    """Name a button, with the keys that do the same; button and actions last as long as the window."""

    def name() -> None:
        keys = ", ".join(key for key in map(key_of, actions) if key)
        said = f"{words} ({keys})" if keys else words
        button.setToolTip(said)
        button.setAccessibleName(said)

    name()
    for action in actions:
        action.changed.connect(name)

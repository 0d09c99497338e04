"""Tool tips and spoken names that tell the keys in force, and follow when the keys are changed."""

from PySide6.QtWidgets import QAbstractButton

from qa_desktop.ui.actions import Actions


def press_by(button: QAbstractButton, words: str, actions: Actions, action: str) -> None:
    """Let a button do what an action does, and name the action's key."""
    button.clicked.connect(lambda: actions[action].trigger())
    hint(button, words, actions, action)


def hint(button: QAbstractButton, words: str, actions: Actions, *ids: str) -> None:
    """Name a button, with the keys that do the same; button and actions last as long as the window."""

    def name() -> None:
        keys = ", ".join(key for key in map(actions.key, ids) if key)
        said = f"{words} ({keys})" if keys else words
        button.setToolTip(said)
        button.setAccessibleName(said)

    name()
    actions.keys_changed.connect(name)

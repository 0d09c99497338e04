"""The actions of a window, made from their list, with the keys that are in force."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from qa_desktop.ui.action_list import LEVEL_KEYS, LEVELS, MENUS, REPEATING, SPECS, ActionSpec
from qa_desktop.ui.key_bindings import KeyBindings, Keys, shown

USUAL: Mapping[str, Keys] = {spec.id: spec.keys for spec in (*SPECS, *LEVELS) if spec.text}
"""The keys that every action has until somebody changes them."""
KeyOf = Callable[[str], str]
"""The key to name for an action, as it is called here."""


def usual_key(action_id: str) -> str:
    """The key to name while nothing is changed."""
    return shown(USUAL[action_id][0])


class Actions(QObject):
    """The actions of one window, by id; `keys_changed` says that some of them have other keys."""

    keys_changed = Signal()

    def __init__(self, window: QWidget, changes: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(window)
        self._by_id = {spec.id: self._make(window, spec) for spec in (*SPECS, *LEVELS) if spec.text}
        self.levels = [self._by_id[spec.id] for spec in LEVELS]
        self.bindings = KeyBindings(USUAL)
        self.bind({action: tuple(keys) for action, keys in (changes or {}).items()})

    def __getitem__(self, action_id: str) -> QAction:
        return self._by_id[action_id]

    def bind(self, changes: Mapping[str, Keys]) -> None:
        """Put these changes of the usual keys in force, and no others."""
        self.bindings = self.bindings.with_changes(changes)
        for action_id, keys in self.bindings.in_force.items():
            self._by_id[action_id].setShortcuts([QKeySequence(key) for key in keys if not key.startswith("Mouse")])
        self.keys_changed.emit()

    def key(self, action_id: str) -> str:
        """The key to name for an action, as it is called here; nothing where it has none."""
        keys = self.bindings.in_force[action_id]
        return shown(keys[0]) if keys else ""

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put every action into its menu, and give the menus by title."""
        menus = {title: QMenu(tr(title), bar) for title in MENUS}
        for title, menu in menus.items():
            bar.addMenu(menu)
            for spec in SPECS:
                if spec.menu == title and spec.text:
                    menu.addAction(self._by_id[spec.id])
                elif spec.menu == title:
                    menu.addSeparator()
        return menus

    def _make(self, window: QWidget, spec: ActionSpec) -> QAction:
        action = QAction(text_of(spec), window)
        action.setObjectName(spec.id)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(spec.id in REPEATING)
        action.setCheckable(spec.checkable)
        action.setMenuRole(QAction.MenuRole.QuitRole if spec.id == "quit" else QAction.MenuRole.NoRole)
        window.addAction(action)
        return action


def text_of(spec: ActionSpec) -> str:
    """What an action is called."""
    if spec in LEVELS:
        return tr(spec.text).format(LEVEL_KEYS[LEVELS.index(spec)])
    return tr(spec.text)


def tr(text: str) -> str:
    """The translation of a text declared here."""
    return QCoreApplication.translate("Actions", text)

"""The actions of a window, made from their list."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from qa_desktop.ui.action_list import LEVEL_KEYS, MENUS, SPECS, ActionSpec


class Actions:
    """The actions of one window, by id."""

    def __init__(self, window: QWidget) -> None:
        self._by_id = {spec.id: self._make(window, spec) for spec in SPECS if spec.text}
        self.levels = [self._level(window, key) for key in LEVEL_KEYS]

    def __getitem__(self, action_id: str) -> QAction:
        return self._by_id[action_id]

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
        action = QAction(tr(spec.text), window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.checkable)
        action.setMenuRole(QAction.MenuRole.QuitRole if spec.id == "quit" else QAction.MenuRole.NoRole)
        window.addAction(action)
        return action

    def _level(self, window: QWidget, key: str) -> QAction:
        action = QAction(window)
        action.setObjectName(f"level_{key}")
        action.setShortcut(QKeySequence(key))
        window.addAction(action)
        return action


def tr(text: str) -> str:
    """The translation of a text declared here."""
    return QCoreApplication.translate("Actions", text)

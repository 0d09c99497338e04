"""How far back evidence reaches."""

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from qa_desktop.ui.preferences import Preferences

REACTION_SECONDS = (1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)


def reaction_menu(parent: QMenu, preferences: Preferences) -> QMenu:
    """A menu to choose how many seconds before the key the evidence of an answer begins."""
    menu = QMenu(parent.tr("Evidence reaches back"), parent)
    group = QActionGroup(menu)
    for seconds in REACTION_SECONDS:
        action = QAction(menu.tr("{0} s").format(f"{seconds:g}"), menu)
        action.setCheckable(True)
        action.setChecked(seconds == preferences.settings.reaction_seconds)
        action.triggered.connect(lambda _=False, chosen=seconds: preferences.change(reaction_seconds=chosen))
        group.addAction(action)
        menu.addAction(action)
    return menu

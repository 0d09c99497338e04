"""A window with every action and a place for the keyboard; prints what keys do, and ends with Escape."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMainWindow, QPlainTextEdit

from qa_desktop.ui.actions import USUAL, Actions
from qa_desktop.ui.key_watch import KeyWatch

PLACES = {"list": QListWidget, "line": QLineEdit, "text": QPlainTextEdit}


class Window(QMainWindow):
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            QApplication.exit()


def tell(words: str) -> None:
    print(words, flush=True)


application = QApplication(sys.argv[:1])
window = Window()
window.setWindowTitle("Keyboard")
actions = Actions(window)
for action_id in USUAL:
    actions[action_id].setCheckable(False)
    actions[action_id].triggered.connect(lambda _=False, name=action_id: tell(name))
watch = KeyWatch(window, actions)
place = PLACES[sys.argv[1]]()
window.setCentralWidget(place)
window.show()
place.setFocus()
application.exec()

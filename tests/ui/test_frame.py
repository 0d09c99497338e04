"""The window on the screen: painted at once, filled a moment later."""

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from qa_desktop.ui.frame import USUAL_SIZE, Frame


class Content(QMainWindow):
    """Something to put inside, that may refuse to be closed."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.setCentralWidget(self.line)
        self.stays = True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 -- Qt's name
        event.setAccepted(not self.stays)


def shown(qtbot: QtBot) -> Frame:
    frame = Frame([])
    qtbot.addWidget(frame)
    with qtbot.waitSignal(frame.painted):
        frame.show()
    return frame


def test_what_takes_the_keyboard_while_it_is_made_has_it_inside(qtbot: QtBot) -> None:
    frame, content = shown(qtbot), Content()
    content.line.setFocus()
    frame.fill(content)
    frame.activateWindow()
    qtbot.waitUntil(content.line.hasFocus)
    assert frame.centralWidget() is content
    content.stays = False


def test_it_closes_only_where_the_content_may_be_closed(qtbot: QtBot) -> None:
    frame, content = shown(qtbot), Content()
    frame.fill(content)
    assert not frame.close()
    assert frame.isVisible()
    content.stays = False
    assert frame.close()


def test_without_a_size_kept_it_is_as_large_as_usual_or_the_screen(qtbot: QtBot) -> None:
    frame = shown(qtbot)
    room = frame.screen().availableGeometry()
    assert frame.width() <= min(USUAL_SIZE[0], room.width())
    assert frame.height() <= min(USUAL_SIZE[1], room.height())

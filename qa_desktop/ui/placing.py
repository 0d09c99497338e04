"""Where a window stands: whole on its screen, frame included."""

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

FRAME_GUESS = QMargins(4, 36, 4, 6)
"""The frame that a window is expected to get; the true one is known a moment after it is shown."""
FRAME_IS_THERE_MS = 300


def fitted(wanted: QSize, frame: QMargins, room: QRect) -> QRect:
    """The geometry of a window without its frame: as large as wanted, but whole in the room, and in its middle."""
    inner = room.marginsRemoved(frame)
    size = wanted.boundedTo(inner.size())
    free = inner.size() - size
    return QRect(inner.topLeft() + QPoint(free.width() // 2, free.height() // 2), size)


class OnScreen(QObject):
    """Keeps a window within the screen it is on: as it opens, and when the screen becomes another one."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._screen: QScreen | None = None
        window.setGeometry(fitted(window.size(), FRAME_GUESS, window.screen().availableGeometry()))
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again once the window manager has framed what is shown."""
        if event.type() == QEvent.Type.Show:
            handle = self._window.windowHandle()
            if self._screen is None:
                handle.screenChanged.connect(self._move_over)
            self._listen(handle.screen())
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange):
            self._look_soon()
        return False

    def fit(self) -> None:
        """Make the window smaller, and move it, if any of it lies outside its screen."""
        window = self._window
        if not window.isVisible() or window.isMaximized() or window.isFullScreen() or window.isMinimized():
            return
        room = window.screen().availableGeometry()
        if not room.contains(window.frameGeometry()):
            window.setGeometry(fitted(window.size(), window.windowHandle().frameMargins(), room))

    def _move_over(self, screen: QScreen) -> None:
        self._listen(screen)
        room, size = screen.availableGeometry().size(), self._window.frameGeometry().size()
        if size.boundedTo(room) != size:  # one that is small enough is left to the hand that drags it
            self._look_soon()

    def _listen(self, screen: QScreen) -> None:
        if self._screen is not None:
            self._screen.availableGeometryChanged.disconnect(self._look_soon)
        self._screen = screen
        screen.availableGeometryChanged.connect(self._look_soon)

    def _look_soon(self) -> None:
        QTimer.singleShot(FRAME_IS_THERE_MS, self, self.fit)

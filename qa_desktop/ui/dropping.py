"""A window on which files may be dropped anywhere."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow


class TakesFiles(QMainWindow):
    """Says which files were dropped, while `takes_files` is set."""

    files_dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.takes_files = False
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls() and self.takes_files:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell of files that lie on this machine."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files and self.takes_files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

"""The word in the status line that acknowledges: saved, or not."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel


class SavedLabel(QLabel):
    """Says how the drafts stand; `failed` says why one is not saved, `recovered` that all of them are again."""

    failed = Signal(str)
    recovered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._failing = False

    def display(self, how: str) -> None:
        """Show "saving", "saved", or that a sentence says what went wrong."""
        if how == "saved":
            if self._failing:
                self.recovered.emit()
            self._failing = False
            self.setText(self.tr("Saved {0}").format(datetime.now().astimezone().strftime("%H:%M:%S")))
        elif how == "saving":
            self.setText(self.tr("Saving…"))
        else:
            self._failing = True
            self.setText(self.tr("Not saved"))
            self.failed.emit(how)

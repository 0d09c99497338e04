"""What the parts of the window have in common that run services in the background and tell what came of it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.operations import Operations


class Tasks(QObject):
    """`told` (good news) and `refused` carry a sentence and the actions to offer with it."""

    told = Signal(str, object)
    refused = Signal(str, object)

    def __init__(self, operations: Operations, window: QWidget) -> None:
        super().__init__(window)
        self._operations = operations
        self._window = window


class LongTasks(Tasks):
    """Tasks that take their time: `working` says what is being done, and nothing when it has ended."""

    working = Signal(str)

    def _done(self, sentence: str) -> None:
        self.working.emit("")
        self.told.emit(sentence, ())

    def _failed(self, sentence: str) -> None:
        self.working.emit("")
        self.refused.emit(sentence, ())


class ReportingTasks(LongTasks):
    """Long tasks that leave a report: `kept` for when it is asked for, `reported` to be read now."""

    kept = Signal(object)
    reported = Signal(object)
    _progress = Signal(str)

    def __init__(self, operations: Operations, window: QWidget) -> None:
        super().__init__(operations, window)
        self._progress.connect(self.working)

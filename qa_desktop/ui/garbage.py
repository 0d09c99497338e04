"""Circular garbage is collected on the screen thread alone.

Python collects on whichever thread happens to allocate, and wherever it is: on a worker, where Qt frees a widget on the
wrong thread and the program ends; or while Qt takes an object apart, whose lock the next one waits for without end.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
OLD_EVERY = 20
"""How many looks at the young objects go by until the old ones are looked at, too."""
LONG_S = 0.02


class Garbage(QObject):
    """Collects for as long as its parent lives; Python by itself does not any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        gc.disable()

    def settle(self) -> None:
        """Leave what is there now out of every look to come: modules and the window itself stay to the end."""
        gc.freeze()

    def collect(self) -> None:
        """Look at the objects made since the last look, now and then at the old ones."""
        self._looks += 1
        began = time.monotonic()
        gc.collect(2 if self._looks % OLD_EVERY == 0 else 0)
        if time.monotonic() - began > LONG_S:
            self.settle()  # what survived a look that long is there to stay

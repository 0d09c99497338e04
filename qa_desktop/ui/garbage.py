"""Circular garbage is collected on the screen thread alone.

Python collects on whichever thread happens to allocate; where that is a worker and a widget is among the garbage, Qt
frees it on the wrong thread, and the program ends.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
OLD_EVERY = 20
"""How many looks at the young objects go by until the old ones are looked at, too."""
LONG_S = 0.02


class Garbage(QObject):
    """Collects for as long as its parent lives, which then leaves it to Python again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        gc.disable()
        parent.destroyed.connect(_leave_to_python)

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


def _leave_to_python() -> None:
    gc.unfreeze()
    gc.enable()

"""What comes and goes in the upper part of a split makes that part higher, instead of squeezing what is there."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSplitter, QWidget


class Growing(QObject):
    """Moves the split by the height of each of these widgets while it is shown."""

    def __init__(self, split: QSplitter, upper: QWidget, guests: Iterable[QWidget]) -> None:
        super().__init__(split)
        self._split = split
        self._upper = upper
        self._given: dict[QWidget, int] = {}
        for guest in guests:
            guest.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give room, and take it back."""
        if isinstance(watched, QWidget) and not event.spontaneous():
            if event.type() is QEvent.Type.Show and watched not in self._given:
                self._given[watched] = self._height(watched)
                self._move(self._given[watched])
            elif event.type() is QEvent.Type.Hide and watched in self._given:
                self._move(-self._given.pop(watched))
        return False

    def _height(self, guest: QWidget) -> int:
        width = self._upper.width()
        margins, layout = self._upper.contentsMargins(), self._upper.layout()
        if layout is not None:
            margins += layout.contentsMargins()
        inner = width - margins.left() - margins.right()
        high = guest.heightForWidth(inner) if guest.hasHeightForWidth() else guest.sizeHint().height()
        return high + (layout.spacing() if layout is not None else 0)

    def _move(self, by: int) -> None:
        upper, lower = self._split.sizes()
        self._split.setSizes([max(0, upper + by), max(0, lower - by)])

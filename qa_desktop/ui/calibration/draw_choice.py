"""Letting the interactions of a session be drawn at random: how many, from what, and by which seed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QWidget

from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.interactions import Channel
from qa_desktop.ui import words
from qa_desktop.ui.typed import TypedField, day, first_wrong, whole

MOST = 10_000
USUAL_COUNT = 5


class DrawChoice(QWidget):
    """`changed` says that another draw is described; how many interactions fit is then to be shown."""

    changed = Signal()

    def __init__(self, queues: Sequence[str]) -> None:
        super().__init__()
        self.count = TypedField(self.tr("How many are drawn"), whole(1, MOST), str(USUAL_COUNT))
        self.queue = QComboBox()
        self.queue.setAccessibleName(self.tr("Drawn from the queue"))
        self.queue.addItem(self.tr("Any queue"), "")
        for queue in queues:
            self.queue.addItem(queue, queue)
        self.channels = {channel: QCheckBox(words.channel(channel)) for channel in Channel}
        self.first = TypedField(self.tr("Drawn from this day on"), day, hint="2026-01-01", unit=self.tr("to before"))
        self.after = TypedField(self.tr("Drawn from before this day"), day, hint="2026-02-01")
        self.seed = TypedField(
            self.tr("Seed"), whole(0, 2**63 - 1, -1), hint=self.tr("made up, and kept with the session"), width=280
        )
        self._fits: int | None = None
        self.fitting = self.count.unit
        self._lay_out()
        for field in (self.first, self.after):
            field.edit.textEdited.connect(lambda _: self.changed.emit())
        self.queue.currentIndexChanged.connect(lambda _: self.changed.emit())
        for box in self.channels.values():
            box.toggled.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.count)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("How many"), self.count)
        form.addRow(self.tr("Queue"), self.queue)
        form.addRow(self.tr("Only"), _beside(*self.channels.values()))
        form.addRow(self.tr("From"), _beside(self.first, self.after))
        form.addRow(self.tr("Seed"), self.seed)
        tip = self.tr("Each that fits is equally likely; with the seed anybody draws the same ones again.")
        self.seed.setToolTip(tip)

    def suit(self, channels: Sequence[str]) -> None:
        """Tick the channels that a form is made for (none named: all will do, and none is ticked)."""
        for channel, box in self.channels.items():
            box.setChecked(channel.value in channels)

    def first_wrong(self) -> QWidget | None:
        """The first field that keeps a draw from being described; what is amiss is said beside it."""
        wrong = first_wrong((self.count, self.first, self.after, self.seed))
        if wrong is not None:
            return wrong
        if self._fits is not None and self.count.value > self._fits:
            self.count.complain(self.tr("Only {0} fit: draw fewer, or from more.").format(self._fits))
            return self.count
        first, after = self.first.value, self.after.value
        if first and after and first >= after:
            self.after.complain(self.tr("This day is not after the first: nothing lies between them."))
            return self.after
        return None

    @property
    def draw(self) -> Draw:
        """The draw that is described; raises InputError where something is wrong."""
        channels = tuple(channel.value for channel, box in self.channels.items() if box.isChecked())
        seed, count = self.seed.value, self.count.value
        return Draw(seed, count, 0, self.queue.currentData(), channels, self.first.value, self.after.value)

    def show_fitting(self, count: int | None) -> None:
        """Say from how many is drawn, where that is known."""
        self._fits = count
        self.fitting.setText("" if count is None else self.tr("of {0} that fit").format(count))


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return holder

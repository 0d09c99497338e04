"""Which side is the agent: asked in a line under the waveform, once for every source of recordings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QPushButton, QVBoxLayout

from qa_desktop.ui.flow import FlowLayout
from qa_desktop.ui.focus import keep_space

LONGEST_NAME = 20
"""Characters of a source's name that are shown."""


class SidesBar(QFrame):
    """Asks, and lets one hear each side first; `chosen` carries the agent's channel and whether it holds for all.

    `sampled` asks to hear a channel; `left` says that the question is put off.
    """

    chosen = Signal(int, bool)
    sampled = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ask")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._guess: int | None = None
        self._question = QLabel()
        self._answers = (QPushButton(), QPushButton())
        self._plays = (QPushButton(self.tr("Play left")), QPushButton(self.tr("Play right")))
        self._for_all = QCheckBox()
        self._for_all.setChecked(True)
        self._lay_out()
        for channel in (0, 1):
            self._plays[channel].setProperty("link", True)
            self._plays[channel].clicked.connect(lambda _=False, channel=channel: self.sampled.emit(channel))
        for place, button in enumerate(self._answers):
            button.setAutoDefault(True)
            button.clicked.connect(lambda _=False, place=place: self._choose(place))
        for control in (*self._answers, *self._plays, self._for_all):
            keep_space(control)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        flow = FlowLayout(8)
        column.addLayout(flow)
        high = self._answers[0].sizeHint().height()
        for widget in (self._question, *self._answers, *self._plays, self._for_all):
            widget.setMinimumHeight(high)  # so that all stand on one line
            flow.addWidget(widget)

    @property
    def guess(self) -> int | None:
        """The channel that the transcript says is the agent's."""
        return self._guess

    def ask(self, source: str, guess: int | None) -> None:
        """Ask about a source of recordings; with the transcript's answer, where it has one."""
        self._guess = guess
        sides = (self.tr("Left"), self.tr("Right"))
        if guess is None:
            self._question.setText(self.tr("Which side is the agent?"))
            words = sides
        else:
            said = (
                self.tr("The transcript says the agent is on the left."),
                self.tr("The transcript says the agent is on the right."),
            )
            self._question.setText(said[guess])
            words = (self.tr("Yes"), (self.tr("No, right"), self.tr("No, left"))[guess])
        for button, answer in zip(self._answers, words, strict=True):
            button.setText(answer)
            button.setAccessibleName(f"{self._question.text()} {answer}")
        shown = source if len(source) <= LONGEST_NAME else f"{source[: LONGEST_NAME - 1]}…"
        self._for_all.setText(self.tr("for all from “{0}”").format(shown))
        self._for_all.setToolTip(self.tr("For all recordings from “{0}”").format(source))
        self._for_all.setAccessibleName(self._for_all.toolTip())
        self._for_all.setVisible(bool(source))
        self.show()

    def take_keyboard(self) -> None:
        """Let the keyboard answer; Escape gives it back."""
        self._answers[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the question off."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        channel = place if self._guess is None else (self._guess, 1 - self._guess)[place]
        for_all = self._for_all.isChecked() and not self._for_all.isHidden()
        self.hide()
        self.chosen.emit(channel, for_all)

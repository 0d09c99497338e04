"""The lower half of the middle: how fast the agent responded, find, and the turns."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.response_times import ResponseTimes
from qa_desktop.ui import text
from qa_desktop.ui.actions import Actions
from qa_desktop.ui.review.transcript.find_bar import FindBar
from qa_desktop.ui.review.transcript.view import TranscriptView
from qa_desktop.ui.theme import Theme


class TranscriptPane(QWidget):
    """The transcript with what belongs to reading it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view = TranscriptView(theme)
        self.find_bar = FindBar(self.view)
        self.responses = QLabel()
        self.responses.setProperty("role", "muted")
        self.follow = QPushButton(self.tr("Follow the sound"))
        self.follow.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._line = QFrame()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(20, 4, 16, 4)
        line.addWidget(self.responses, 1)
        line.addWidget(self.follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._line, self.find_bar):
            column.addWidget(widget)
        column.addWidget(self.view, 1)
        self._has_sound = False
        self.view.following_changed.connect(lambda _: self._show_line())
        self.follow.clicked.connect(self.follow_again)
        self.find_bar.closed.connect(self.view.setFocus)
        self._show_line()

    def bind(self, actions: Actions) -> None:
        """Name the key that brings the following back."""

        def name() -> None:
            key = actions.key("follow")
            said = self.tr("Follow the sound")
            self.follow.setText(f"{said}  {key}" if key else said)

        actions.keys_changed.connect(name)
        name()

    def tell_responses(self, times: ResponseTimes | None) -> None:
        """Say how long the customer waited, where that is known."""
        self.responses.setText("" if times is None else self._responses(times))
        self._show_line()

    def sound_here(self, here: bool) -> None:
        """Whether there is sound to follow."""
        self._has_sound = here
        self._show_line()

    def follow_again(self) -> None:
        """Let the sound move the transcript again."""
        had = self.follow.hasFocus()
        self.view.set_following(True)
        if had:
            self.view.setFocus()

    def _responses(self, times: ResponseTimes) -> str:
        first, average = text.length(times.first), text.length(times.average)
        if times.responses == 1:
            return self.tr("First response after {0}, and no other").format(first)
        said = self.tr("First response after {0} · on average after {1}, in {2} responses")
        return said.format(first, average, times.responses)

    def _show_line(self) -> None:
        away = self._has_sound and not self.view.following
        self.follow.setVisible(away)
        self._line.setVisible(away or bool(self.responses.text()))

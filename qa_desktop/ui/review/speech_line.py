"""Who spoke when, in figures: a line under the controls of the player."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from qa_desktop.domain.speech import Sides, Speech, SpeechSource
from qa_desktop.ui import text
from qa_desktop.ui.theme import SMALL, Theme

LONGEST = "longest"
NARROW = 680
"""Pixels under which the figures take two lines."""


class SpeechLine(QWidget):
    """Shares, silence, overtalk, interruptions and hold; the longest silence is a way to it."""

    longest_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[Speech | None, int | None, bool] = (None, None, False)
        self._waiting = self._saved = ""
        self._why_no_shares = ""
        self._bar = _ShareBar(theme)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self._words.linkActivated.connect(lambda _: self.longest_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        theme.changed.connect(self._draw)
        self.wait("")

    def wait(self, words: str, channels: int = 1) -> None:
        """Say these words, in a line that is there from the beginning, until figures are known; no words, no line."""
        self._waiting, self._saved = words, ""
        alike = self.tr("Both channels are alike: no shares")
        self._why_no_shares = self.tr("One channel: no shares") if channels == 1 else alike
        self.display(None, None, reachable=False)

    def show_saved(self, seconds: float) -> None:
        """Say how much time skipping has saved."""
        words = self.tr("{0} saved").format(text.length(seconds)) if seconds >= 1 else ""
        if words != self._saved:
            self._saved = words
            self._draw()

    def display(self, speech: Speech | None, agent_channel: int | None, reachable: bool) -> None:
        """Show figures; `reachable` says that the longest silence can be gone to."""
        self._shown = (speech, agent_channel, reachable)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another line."""
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        """In a narrow pane the figures take two lines: they are there from the beginning, so that nothing moves."""
        lines = 2 if self.width() < self._theme.px(NARROW) else 1
        self._words.setMinimumHeight(lines * self._words.fontMetrics().lineSpacing())

    def _draw(self) -> None:
        speech, agent_channel, reachable = self._shown
        self._words.setFont(self._theme.font(SMALL))
        self._keep_room()
        self.setVisible(speech is not None or bool(self._waiting))
        if speech is None:
            self._bar.hide()
            self._words.setText(_colored(self._waiting, self._theme.tokens.muted, weight=400))
            self._words.setAccessibleName(self._waiting)
            return
        sides = speech.sides(agent_channel)
        self._bar.display(sides.agent_share if sides else None)
        parts = [*self._shares(speech, sides), *self._rest(speech, sides, reachable)]
        self._words.setText(
            f'<span style="color:{self._theme.tokens.muted}">{"&nbsp;&nbsp;&nbsp; ".join(map(_unbroken, parts))}</span>'
        )
        plain = [*self._shares(speech, sides, colored=False), *self._rest(speech, sides, False, colored=False)]
        self._words.setAccessibleName(", ".join(plain))

    def _shares(self, speech: Speech, sides: Sides | None, colored: bool = True) -> list[str]:
        if speech.source is SpeechSource.ONE_CHANNEL:
            return [self._why_no_shares]
        left, right = speech.talk
        both = left + right
        if sides is None:
            shares = (left / both, right / both) if both else (0.0, 0.0)
            return [self.tr("Left {0}").format(_percent(shares[0])), self.tr("Right {0}").format(_percent(shares[1]))]
        if sides.agent_share is None:
            return [self.tr("Nobody speaks")]
        agent = self.tr("Agent {0}").format(_percent(sides.agent_share))
        customer = self.tr("Customer {0}").format(_percent(1 - sides.agent_share))
        tokens = self._theme.tokens
        words = [_colored(agent, tokens.agent), _colored(customer, tokens.customer)] if colored else [agent, customer]
        return [*words, self.tr("by the transcript")] if speech.source is SpeechSource.TRANSCRIPT else words

    def _rest(self, speech: Speech, sides: Sides | None, reachable: bool, colored: bool = True) -> list[str]:
        parts = []
        if speech.silence:
            longest = self.tr("longest {0}").format(_seconds(speech.longest_silence))
            link = f'<a href="{LONGEST}" style="color:{self._theme.tokens.accent}">{longest}</a>'
            parts.append(self.tr("Silence {0}, {1}").format(_seconds(speech.silence), link if reachable else longest))
        else:
            parts.append(self.tr("No silence"))
        if speech.source is not SpeechSource.ONE_CHANNEL:
            parts.append(self.tr("Both speak {0}").format(_seconds(speech.overtalk)))
            parts.append(self._interruptions(speech, sides))
        if speech.hold:
            parts.append(self.tr("Hold {0}").format(_seconds(speech.hold)))
        if self._saved:
            parts.append(_colored(self._saved, self._theme.tokens.accent) if colored else self._saved)
        return parts

    def _interruptions(self, speech: Speech, sides: Sides | None) -> str:
        if not any(speech.interruptions):
            return self.tr("No interruptions")
        if sides is None:
            return self.tr("Interruptions: left {0}, right {1}").format(*speech.interruptions)
        return self.tr("Interruptions: agent {0}, customer {1}").format(
            sides.agent_interruptions, sides.customer_interruptions
        )


class _ShareBar(QWidget):
    """The two shares of the talk as one bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0

    def display(self, share: float | None) -> None:
        """Show the agent's share, or nothing where there is none."""
        self._share = share or 0.0
        self.setVisible(share is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line of words."""
        return QSize(self._theme.px(72), self._theme.px(16))

    def minimumSizeHint(self) -> QSize:
        """It does not shrink."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Agent first, then the customer, with a gap between them."""
        painter = QPainter(self)
        height, width = self._theme.px(6), self.width()
        top, middle = (self.height() - height) / 2, round(width * self._share)
        painter.fillRect(QRectF(0, top, max(0, middle - 1), height), self._theme.color("agent"))
        painter.fillRect(QRectF(middle + 1, top, max(0, width - middle - 1), height), self._theme.color("customer"))


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _seconds(seconds: float) -> str:
    """Tenths where they tell something."""
    return f"{seconds:.1f} s" if 0 < seconds < 10 else text.length(seconds)


def _colored(words: str, color: str, weight: int = 600) -> str:
    return f'<span style="color:{color}; font-weight:{weight}">{words}</span>'


def _unbroken(words: str) -> str:
    """Lines break between the parts only."""
    return f'<span style="white-space:nowrap">{words}</span>'

"""Everything that a waveform shows, and where on the widget it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF

if TYPE_CHECKING:
    from qa_desktop.media.pcm import Pcm
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.ui.review.wave.marks import Marks
    from qa_desktop.ui.review.wave.story import Story
    from qa_desktop.ui.review.wave.view import View

MARKS_ROW, TICKS_ROW, TURNS_ROW, STRIP_ROW = 13, 17, 6, 22
"""Heights in pixels at a text scale of 1."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel with its name and the meaning of its colour."""

    channel: int
    label: str
    color: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the rows stand, from top to bottom."""

    width: float
    turns: float
    top: float
    bottom: float
    marks: float
    ticks: float
    strip: float
    count: int

    def lane(self, place: int) -> QRectF:
        """The box of a lane."""
        height = (self.bottom - self.top) / self.count
        return QRectF(0, self.top + place * height, self.width, height)

    @property
    def legend(self) -> QRectF:
        """The corner in the row of times where the sign of the legend stands."""
        side = self.strip - self.ticks
        return QRectF(self.width - side - 2, self.ticks, side, side)


@dataclass(frozen=True, eq=False)
class Scene:
    """A recording, as far as it is known: samples, who is who, what happens, what is marked, and what is in view."""

    view: View
    marks: Marks
    peaks: Peaks | None = None
    pcm: Pcm | None = None
    story: Story | None = None
    agent_channel: int | None = None

    @property
    def channels(self) -> int:
        """How many lanes there are."""
        return min(self.peaks.channels, 2) if self.peaks is not None else 1

    @property
    def sides_known(self) -> bool:
        """Whether the turns of agent and customer can be told apart by colour without contradicting the lanes."""
        return self.channels == 1 or self.agent_channel is not None

    def lanes(self) -> tuple[Lane, ...]:
        """The lanes from top to bottom: the agent's first where it is known."""
        if self.channels == 1:
            return (Lane(0, _tr("One channel"), "muted"),)
        if self.agent_channel is None:
            return Lane(0, _tr("Left"), "muted"), Lane(1, _tr("Right"), "muted")
        agent, customer = Lane(self.agent_channel, _tr("Agent"), "agent"), 1 - self.agent_channel
        return agent, Lane(customer, _tr("Customer"), "customer")

    def frame(self, width: float, height: float, scale: float) -> Frame:
        """The rows on a widget of this size; the strip is there while only a part is in view."""
        turns = TURNS_ROW * scale if self.marks.turns else 0.0
        strip = 0.0 if self.view.is_whole else STRIP_ROW * scale
        ticks = height - strip - TICKS_ROW * scale
        marks = ticks - MARKS_ROW * scale
        return Frame(width, turns, turns, max(marks - turns, turns + 8), marks, ticks, height - strip, self.channels)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waveform", words)

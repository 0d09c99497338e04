"""A made-up recording for the waveform: a minute in two channels, whose samples lie on the disk."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.transcripts import Role
from qa_desktop.media.activity import Activity, Interruption, Segment, Span
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import Peaks, PeaksBuilder
from qa_desktop.ui.review.wave.marks import CommentMark, EvidenceMark, Marks, TurnMark
from qa_desktop.ui.review.wave.waveform import Waveform

SECONDS, RATE = 60.0, 8000
WIDTH, HEIGHT = 600, 160
SPEECH = ((0.0, 10.0), (9.0, 20.0), (40.0, 55.0))
"""The agent (channel 0), the customer (1) and the agent again; then nothing for twenty seconds, five of them hold."""


def samples() -> np.ndarray:
    """Two planar channels."""
    time = np.arange(int(SECONDS * RATE)) / RATE
    tone = 8000 * np.sin(2 * np.pi * 200 * time)
    agent = ((time < 10) | ((time >= 40) & (time < 55))) * tone
    customer = ((time >= 9) & (time < 20)) * tone * 0.5
    hold = ((time >= 33) & (time < 38)) * tone * 0.2
    return np.stack((agent + hold, customer)).astype(np.int16)


def peaks_of(planar: np.ndarray) -> Peaks:
    """The peaks of samples."""
    builder = PeaksBuilder(len(planar), RATE)
    builder.add(planar)
    return builder.peaks()


def activity() -> Activity:
    """What happens in it."""
    return Activity(
        separated=True,
        segments=(Segment(0, *SPEECH[0]), Segment(1, *SPEECH[1]), Segment(0, *SPEECH[2])),
        overtalk_spans=(Span(9.0, 10.0),),
        hold_spans=(Span(33.0, 38.0),),
        talk=(25.0, 11.0),
        overtalk=1.0,
        silence=15.0,
        longest_silence=13.0,
        hold=5.0,
        interruptions=(Interruption(1, 9.0, 10.0),),
    )


def marks() -> Marks:
    """Two pieces of evidence, a comment, three turns, and one redaction of the customer's side."""
    return Marks(
        evidence=(EvidenceMark(42.0, 46.0, "tone", 5), EvidenceMark(12.0, 18.0, "greets", 1, 2, current=True)),
        comments=(CommentMark(42.0, "kind", "tone", 5),),
        turns=(TurnMark(0, 10, Role.AGENT), TurnMark(9, 20, Role.CUSTOMER), TurnMark(40, 55, Role.AGENT)),
        redactions=(Redaction(UUID(int=1), 14_000, 16_000, 1, "card number"),),
    )


@dataclass
class Hands:
    """A waveform, what it has told, and short ways to use it."""

    wave: Waveform
    sought: list[float] = field(default_factory=list)
    selected: list[object] = field(default_factory=list)
    chosen: list[tuple[str, int]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wave.seek_wanted.connect(self.sought.append)
        self.wave.selection_changed.connect(self.selected.append)
        self.wave.evidence_chosen.connect(lambda *chosen: self.chosen.append(chosen))
        self.wave.told.connect(self.told.append)

    def at(self, seconds: float, y: int = 40) -> QPoint:
        """Where a time stands on the widget."""
        return QPoint(round(self.wave.view.x(seconds)), y)

    @property
    def marks_y(self) -> int:
        """The middle of the row of marks."""
        return round((self.wave.frame.marks + self.wave.frame.ticks) / 2)

    def click(self, at: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click with the left button."""
        QTest.mouseClick(self.wave, Qt.MouseButton.LeftButton, modifier, at)

    def drag(self, start: QPoint, end: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press, move in steps, release."""
        QTest.mousePress(self.wave, button, Qt.KeyboardModifier.NoModifier, start)
        for part in range(1, 5):
            QTest.mouseMove(self.wave, start + (end - start) * part / 4)
        QTest.mouseRelease(self.wave, button, Qt.KeyboardModifier.NoModifier, end)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key on the waveform."""
        QTest.keyClick(self.wave, key, modifier)

    def look(self, first: float, last: float) -> None:
        """Bring just these seconds into view."""
        self.wave.look(self.wave.view.showing(first, last))

    def picture(self) -> QImage:
        """What is on the screen."""
        return self.wave.grab().toImage()

    def color(self, x: float, y: float) -> str:
        """The colour of a pixel."""
        ratio = self.wave.devicePixelRatioF()
        return self.picture().pixelColor(round(x * ratio), round(y * ratio)).name()

    def columns(self, color: QColor, top: float, bottom: float) -> set[int]:
        """The columns in which a colour occurs, between two heights."""
        picture = self.picture()
        rows = range(round(top), round(bottom))
        return {x for x in range(picture.width()) if any(picture.pixelColor(x, y).name() == color.name() for y in rows)}


def written(folder: Path) -> Pcm:
    """The samples as the loader leaves them."""
    path = folder / "call.pcm"
    path.write_bytes(samples().T.tobytes())
    return Pcm(path, RATE, 2)

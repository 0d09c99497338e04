"""Frame times of the waveform at 2560 pixels, two hours in two channels, as ratios to the 16.7 ms of 60 a second.

Every frame is painted, offscreen and in full resolution. What counts is the time that the screen thread works, so
that other programs disturb little; 95 of 100 frames stay below `slow`.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.transcripts import Role
from qa_desktop.media.activity import Activity, Segment, Span
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import Peaks, PeaksBuilder
from qa_desktop.ui.review.wave.marks import CommentMark, EvidenceMark, Marks, TurnMark
from qa_desktop.ui.review.wave.waveform import Waveform
from qa_desktop.ui.theme import Theme

FRAME: Final = 1 / 60
WIDTH, HEIGHT, HOURS, RATE = 2560, 160, 2, 8000
FRAMES: Final = 100


def main() -> None:
    """Print the frame times."""
    app = QApplication(sys.argv[:1])
    theme = Theme(app, "light")
    theme.dress()
    wave = Waveform(theme)
    wave.resize(WIDTH, HEIGHT)
    wave.show()
    app.processEvents()
    with tempfile.TemporaryDirectory() as folder:
        pcm, builder = recording(Path(folder) / "call.pcm")
        wave.set_pcm(pcm)
        measure("growing while it is decoded", growing(wave, builder))
        peaks = builder.peaks()
        wave.show_peaks(peaks, peaks.seconds)
        wave.show_activity(activity(peaks.seconds))
        wave.set_marks(marks(peaks.seconds))
        app.processEvents()
        for name, steps in (
            ("playhead moving, two hours in view", playing(wave, 30.0)),
            ("zooming from two hours to samples", zooming(wave)),
            ("scrolling five minutes in view", scrolling(wave, 300.0)),
            ("scrolling four seconds of samples", scrolling(wave, 4.0)),
            ("scrolling a fifth of a second", scrolling(wave, 0.2)),
            ("scrolling a twentieth of a second", scrolling(wave, 0.05)),
            ("playhead moving, one second in view", playing(wave, 1 / 60, 1.0)),
            ("dragging a selection", selecting(wave)),
        ):
            measure(name, steps)


def measure(name: str, steps: Iterator[Callable[[], None]]) -> None:
    """Time every step with the painting it causes."""
    times = []
    for step in steps:
        begun = time.thread_time()
        step()
        QApplication.processEvents()
        times.append(time.thread_time() - begun)
    usual, slow = median(times), sorted(times)[round(len(times) * 0.95) - 1]
    print(f"{name:38} ratio {usual / FRAME:5.2f}  slow {slow / FRAME:5.2f}  ({usual * 1000:.1f} ms; goal 1.00)")


def recording(path: Path) -> tuple[Pcm, PeaksBuilder]:
    """Two hours of noise that swells and fades like speech, and peaks that have not been collected yet."""
    noise = np.random.default_rng(1).normal(0, 4000, (2, 60 * RATE))
    seconds = np.arange(60 * RATE) / RATE
    swell = np.stack((np.sin(seconds * 1.3) > 0, np.sin(seconds * 1.3 + 2.5) > 0.2)) * np.abs(np.sin(seconds * 9))
    minute = (noise * swell).clip(-32000, 32000).astype(np.int16)
    with path.open("wb") as file:
        for _ in range(HOURS * 60):
            file.write(minute.T.tobytes())
    builder = PeaksBuilder(2, RATE)
    builder.minute = minute  # type: ignore[attr-defined]
    return Pcm(path, RATE, 2), builder


def growing(wave: Waveform, builder: PeaksBuilder) -> Iterator[Callable[[], None]]:
    """Peaks as they come in while two hours are decoded."""
    for _ in range(HOURS * 60):
        builder.add(builder.minute)  # type: ignore[attr-defined]
        peaks: Peaks = builder.peaks()
        yield lambda peaks=peaks: wave.show_peaks(peaks, HOURS * 3600.0)


def playing(wave: Waveform, step: float, span: float = HOURS * 3600.0) -> Iterator[Callable[[], None]]:
    """The playhead goes on; where a page has to be turned, it is."""
    wave.set_playing(True)
    with a_view(wave, span):
        for number in range(FRAMES):
            yield lambda number=number: wave.set_position(3600 + number * step)


def zooming(wave: Waveform) -> Iterator[Callable[[], None]]:
    """Closer and closer at one place."""
    wave.zoom_all()
    factor = (HOURS * 3600 / 0.02) ** (1 / FRAMES)
    for _ in range(FRAMES):
        yield lambda: wave.look(wave.view.zoomed(factor, WIDTH * 0.4))


def scrolling(wave: Waveform, span: float) -> Iterator[Callable[[], None]]:
    """On and on."""
    with a_view(wave, span):
        for _ in range(FRAMES):
            yield lambda: wave.look(wave.view.scrolled(40))


def selecting(wave: Waveform) -> Iterator[Callable[[], None]]:
    """A selection grows across five minutes."""
    with a_view(wave, 300.0):
        for number in range(FRAMES):
            yield lambda number=number: wave.select(wave.view.start + 5, wave.view.start + 6 + number * 2)


@contextmanager
def a_view(wave: Waveform, span: float) -> Iterator[None]:
    """So many seconds in view, from the first hour on."""
    if span < wave.view.duration:
        wave.look(wave.view.showing(3600, 3600 + span * 0.9))
    QApplication.processEvents()
    yield


def activity(seconds: float) -> Activity:
    """A turn every six seconds, some overtalk and hold."""
    starts = np.arange(0, seconds - 6, 6.0).tolist()
    return Activity(
        separated=True,
        segments=tuple(Segment(place % 2, start, start + 5) for place, start in enumerate(starts)),
        overtalk_spans=tuple(Span(start, start + 0.6) for start in starts[::7]),
        hold_spans=tuple(Span(start, start + 30) for start in starts[::100]),
        talk=(seconds / 3, seconds / 3),
        overtalk=0.0,
        silence=0.0,
        longest_silence=0.0,
        hold=0.0,
    )


def marks(seconds: float) -> Marks:
    """As much as a long evaluation has."""
    places = np.linspace(10, seconds - 60, 40).tolist()
    return Marks(
        evidence=tuple(EvidenceMark(at, at + 8, f"s{n}", n, 0, n == 20) for n, at in enumerate(places)),
        comments=tuple(CommentMark(at, "a comment", f"s{n}", n) for n, at in enumerate(places[::3])),
        turns=tuple(
            TurnMark(at, at + 5, (Role.AGENT, Role.CUSTOMER)[n % 2])
            for n, at in enumerate(np.arange(0, seconds - 6, 6.0).tolist())
        ),
        redactions=tuple(Redaction(uuid4(), round(at * 1000), round(at * 1000) + 9000) for at in places[::5]),
    )


if __name__ == "__main__":
    main()

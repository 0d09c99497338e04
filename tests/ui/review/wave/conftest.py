"""A waveform on the screen, empty or with a recording."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.ui.review.wave.waveform import Waveform
from qa_desktop.ui.theme import Theme
from tests.ui.review.wave.recorded import HEIGHT, SECONDS, WIDTH, Hands, activity, marks, peaks_of, samples, written


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme."""
    theme = Theme(qapp, "light")
    theme.dress()
    yield theme
    theme.deleteLater()


@pytest.fixture
def empty(theme: Theme, qtbot: QtBot) -> Hands:
    """A waveform that shows no recording."""
    wave = Waveform(theme)
    qtbot.addWidget(wave)
    wave.resize(WIDTH, HEIGHT)
    with qtbot.waitExposed(wave):
        wave.show()
    wave.clearFocus()
    return Hands(wave)


@pytest.fixture
def hands(empty: Hands, tmp_path: Path) -> Hands:
    """A waveform that shows the made-up recording, without marks."""
    wave = empty.wave
    wave.set_pcm(written(tmp_path))
    wave.set_agent_channel(0)
    wave.show_peaks(peaks_of(samples()), SECONDS)
    wave.show_activity(activity())
    return empty


@pytest.fixture
def marked(hands: Hands) -> Hands:
    """The same with marks."""
    hands.wave.set_marks(marks())
    return hands

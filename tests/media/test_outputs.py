from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from qa_desktop.media.outputs import PullDevice, WallOutput, output_format
from qa_desktop.media.pcm import PcmReader
from qa_desktop.media.playback import Hearing
from qa_desktop.media.render import OUTPUT_FRAME_BYTES, Renderer
from qa_desktop.media.route import Route
from qa_desktop.media.timeline import OUTPUT_RATE

from .conftest import write_pcm


@pytest.fixture
def parent(qapp) -> QObject:
    return QObject()


@pytest.fixture
def renderer(tmp_path: Path) -> Iterator[Renderer]:
    reader = PcmReader(write_pcm(tmp_path / "flat.pcm", np.full((80_000, 1), 16_000)))
    yield Renderer(reader, Route(0), Hearing())
    reader.close()


def test_a_device_is_pulled_in_whole_frames_and_never_runs_dry(qapp, renderer: Renderer) -> None:
    device = PullDevice(renderer)
    assert len(device.readData(1001)) == 1000
    assert device.bytesAvailable() > 0
    assert device.isSequential()
    assert device.writeData(b"x", 1) == -1
    assert renderer.handed == 125
    assert any(device.readData(4000))
    device.mute()
    assert device.readData(4000) == bytes(4000)


def test_the_clock_pulls_what_is_due(parent: QObject, renderer: Renderer) -> None:
    now = 10.0
    output = WallOutput(parent, lambda: now)
    assert output.start(PullDevice(renderer))
    now = 10.5
    output.pull()
    assert renderer.handed == OUTPUT_RATE // 2
    output.pull()
    assert renderer.handed == OUTPUT_RATE // 2
    assert (output.waiting(), output.broken(), output.device) == (0, False, "")
    output.stop()
    now = 11.0
    output.pull()
    assert renderer.handed == OUTPUT_RATE // 2


def test_a_machine_that_slept_goes_on_where_it_was(parent: QObject, renderer: Renderer) -> None:
    now = 10.0
    output = WallOutput(parent, lambda: now)
    output.start(PullDevice(renderer))
    now = 5000.0
    output.pull()
    assert renderer.handed == OUTPUT_RATE


def test_the_format_is_what_the_renderer_makes(qapp) -> None:
    audio = output_format()
    assert (audio.sampleRate(), audio.bytesPerFrame()) == (OUTPUT_RATE, OUTPUT_FRAME_BYTES)


def test_nothing_is_connected_to_what_is_freed_beside_the_screen_thread(parent: QObject, renderer: Renderer) -> None:
    output = WallOutput(parent)
    output.start(PullDevice(renderer))
    assert output.findChildren(QObject) == []  # a timer that is connected to it, for one
    output.stop()


def test_the_clock_pulls_by_itself_until_it_is_stopped(qtbot, parent: QObject, renderer: Renderer) -> None:
    output = WallOutput(parent)
    output.start(PullDevice(renderer))
    qtbot.waitUntil(lambda: renderer.handed > 0)
    output.stop()
    handed = renderer.handed
    output.pull()
    assert renderer.handed == handed

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa_desktop.media import sound_server as server
from qa_desktop.media.pulse import PulseWatch, Sinks

from .conftest import SoundServer

ELSEWHERE = "tcp4:127.0.0.1:1"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a sound server")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session without sound server; where its socket would be."""
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "QT_AUDIO_BACKEND"):
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "pulse").mkdir()
    return tmp_path / "pulse" / "native"


@pytest.fixture
def listening(session: Path) -> Iterator[Path]:
    with socket.socket(socket.AF_UNIX) as link:
        link.bind(str(session))
        link.listen()
        yield session


def test_a_server_that_is_there_gets_a_second_address_that_refuses(listening: Path) -> None:
    server.outlive_restarts()
    assert os.environ["PULSE_SERVER"] == f"unix:{listening} {ELSEWHERE}"
    assert os.environ["QT_AUDIO_BACKEND"] == "pulseaudio"
    server.outlive_restarts()
    assert os.environ["PULSE_SERVER"].count(ELSEWHERE) == 1


def test_a_server_that_is_named_keeps_its_name(listening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"{{machine}}unix:{listening}")
    monkeypatch.setenv("QT_AUDIO_BACKEND", "pipewire")
    server.outlive_restarts()
    assert os.environ["PULSE_SERVER"] == f"{{machine}}unix:{listening} {ELSEWHERE}"
    assert os.environ["QT_AUDIO_BACKEND"] == "pipewire"


def test_a_server_on_another_machine_is_left_alone(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "tcp:sound.example")
    server.outlive_restarts()
    assert os.environ["PULSE_SERVER"] == "tcp:sound.example"


@pytest.mark.parametrize("program", [None, "/usr/bin/pulseaudio"])
def test_a_server_that_would_be_started_on_demand_still_is(
    session: Path, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    monkeypatch.setattr(server.shutil, "which", lambda name: program)
    server.outlive_restarts()
    assert ("PULSE_SERVER" in os.environ) == (program is None)
    assert "QT_AUDIO_BACKEND" not in os.environ


def test_nothing_is_connected_that_has_not_been_used() -> None:
    assert server.connections() == 0


@pytest.fixture
def watch(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseWatch]:
    monkeypatch.setenv("PULSE_SERVER", sound_server.environment["PULSE_SERVER"])
    watch = PulseWatch()
    yield watch
    watch.close()


def comes(watch: PulseWatch, true: Callable[[Sinks | None], bool]) -> None:
    for _ in range(500):
        if true(watch.ask(0.02)):
            return
    raise AssertionError(f"the server says {watch.ask()}")


def test_the_first_question_is_answered_at_once(watch: PulseWatch) -> None:
    assert watch.ask(2.0) == Sinks({"qa": "Null Output"}, "qa")


def test_devices_come_and_go(sound_server: SoundServer, watch: PulseWatch) -> None:
    module = sound_server.add_sink("headset")
    comes(watch, lambda sinks: sinks is not None and set(sinks.names) == {"qa", "headset"})
    sound_server.ask("set-default-sink", "headset")
    comes(watch, lambda sinks: sinks is not None and sinks.default == "headset")
    sound_server.remove_sink(module)
    comes(watch, lambda sinks: sinks is not None and (set(sinks.names), sinks.default) == ({"qa"}, "qa"))


def test_a_server_comes_and_goes(sound_server: SoundServer, watch: PulseWatch) -> None:
    assert watch.ask(2.0) is not None
    sound_server.kill()
    comes(watch, lambda sinks: sinks is None)
    sound_server.start()
    comes(watch, lambda sinks: sinks is not None)


def test_a_server_that_says_nothing_counts_as_gone(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", sound_server.environment["PULSE_SERVER"])
    now = 0.0
    watch = PulseWatch(lambda: now)
    assert watch.ask(2.0) is not None
    assert sound_server.process is not None
    sound_server.process.send_signal(signal.SIGSTOP)
    watch.ask()  # the question that will not be answered
    watch.ask()
    assert watch.ask() is not None
    now = 1.5
    assert watch.ask() is None
    watch.close()

"""Speaking through the speech server: with the real one and its voice, and with servers that fail."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from qa_desktop.media.speech_dispatcher import SpeechDispatcher, address, is_there
from qa_desktop.media.timeline import OUTPUT_RATE

from .conftest import SoundServer
from .speech_server import Server, polite

SCRIPT = Path(__file__).with_name("telling_script.py")
PATIENCE_MS = 20_000


def speaking(server: SoundServer, *steps: str) -> tuple[str, float]:
    """What the script printed, and for how many seconds something was heard."""
    recorder = server.record()
    try:
        result = subprocess.run(
            [sys.executable, str(SCRIPT), *steps],
            env=server.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        heard = recorder.stop()
    assert result.returncode == 0, result.stderr
    pieces = heard.samples[: len(heard.samples) // 960 * 960, 0].reshape(-1, 960)
    return result.stdout, float(np.sum(np.abs(pieces).max(axis=1) > 0.01)) * 960 / OUTPUT_RATE


@pytest.fixture
def voices(sound_server: SoundServer) -> Iterator[SoundServer]:
    """A sound server and, beside it, no speech server yet."""
    if (
        shutil.which("speech-dispatcher") is None
        or not Path("/usr/lib/speech-dispatcher-modules/sd_espeak-ng").exists()
    ):
        pytest.skip("speech-dispatcher and speech-dispatcher-espeak-ng are not installed")
    yield sound_server
    pid = sound_server.folder / "speech-dispatcher" / "pid" / "speech-dispatcher.pid"
    if pid.exists():
        subprocess.run(["kill", pid.read_text().strip()], check=False)


def test_words_are_heard_and_the_server_is_started_for_them(voices: SoundServer) -> None:
    printed, seconds = speaking(voices, "say:Standard one of sixteen. Greets with own name and company.", "wait:6")
    assert "lost" not in printed
    assert seconds > 1.5


def test_lines_wait_for_each_other(voices: SoundServer) -> None:
    _, one = speaking(voices, "say:Standard one of sixteen.", "wait:4")
    _, three = speaking(voices, *["say:Standard one of sixteen."] * 3, "wait:8")
    assert three > 2.3 * one


def test_stopping_cuts_the_line_and_what_waits_and_the_next_is_heard(voices: SoundServer) -> None:
    long = "say:" + "This is a very long line that goes on and on. " * 4
    _, whole = speaking(voices, "say:Yes.", "wait:3", long, long, "wait:1", "stop", "wait:1.5", "say:Yes.", "wait:3")
    assert 0.5 < whole < 4


Serve = Callable[[Callable[[str], str | None]], Server]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts such a server in place of the system's."""
    servers: list[Server] = []

    def start(answer: Callable[[str], str | None]) -> Server:
        place = tmp_path / "speechd.sock"
        monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{place}")
        servers.append(Server(place, answer))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def test_what_is_sent_is_what_is_said(qtbot: QtBot, serve: Serve) -> None:
    server = serve(polite)
    speech = SpeechDispatcher("de")
    speech.say("Eins.\n.zwei\nSPEAK")
    speech.say("  ")
    speech.say("Drei äöü")
    qtbot.waitUntil(lambda: server.heard.count(".") == 2, timeout=PATIENCE_MS)
    assert "SET SELF LANGUAGE de" in server.heard
    said = server.heard[server.heard.index("SPEAK") :]
    assert said == ["SPEAK", "Eins.", "..zwei", "SPEAK", ".", "SPEAK", "Drei äöü", "."]


def test_what_waits_is_forgotten_when_one_stops(qtbot: QtBot, serve: Serve) -> None:
    server = serve(polite)
    speech = SpeechDispatcher("en")
    for word in ("one", "two", "three"):
        speech.say(word)
    speech.stop()
    speech.say("four")
    qtbot.waitUntil(lambda: "four" in server.heard, timeout=PATIENCE_MS)
    assert not {"one", "two", "three"} & set(server.heard)
    assert server.heard.index("CANCEL SELF") < server.heard.index("four")


def lost(qtbot: QtBot, speech: SpeechDispatcher) -> None:
    """Wait until it is lost; it says so once, and nothing fails later."""
    told: list[bool] = []
    speech.lost.connect(lambda: told.append(True))
    with qtbot.waitSignal(speech.lost, timeout=PATIENCE_MS):
        speech.say("Is anybody there?")
    speech.say("No.")
    speech.stop()
    assert told == [True]


@pytest.mark.parametrize(
    "answer",
    [lambda line: "", lambda line: None, lambda line: polite(line).split("701")[0], lambda line: "300 ERR\r\n"],
    ids=["silent", "hangs up", "never speaks", "refuses"],
)
def test_a_server_that_fails_is_given_up(qtbot: QtBot, serve: Serve, answer: Callable[[str], str | None]) -> None:
    serve(answer)
    lost(qtbot, SpeechDispatcher("en"))


def test_without_a_server_and_without_its_program_there_is_no_voice(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPEECHD_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert address() == tmp_path / "speech-dispatcher" / "speechd.sock"
    assert not is_there()
    lost(qtbot, SpeechDispatcher("en"))


def test_a_server_elsewhere_is_not_used(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECHD_ADDRESS", "inet_socket:192.0.2.1:6560")
    assert address() is None
    assert not is_there()

"""The voice of the eyes-shut mode: a speech server where there is one, tones where there is none or it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qa_desktop.media.earcons import Tone
from qa_desktop.ui.spoken import Line, SystemVoice, Voice
from tests.media.speech_server import Server, polite
from tests.ui.room import Room


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A speech server."""
    place = tmp_path / "speechd.sock"
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{place}")
    found = Server(place, polite)
    found.start()
    yield found
    found.close()


def said(server: Server) -> list[str]:
    """What it was told to say, and where it was told to be silent."""
    pairs = zip(["", *server.heard], server.heard, strict=False)
    return [line for before, line in pairs if before == "SPEAK" or line == "CANCEL SELF"]


def test_what_is_done_is_spoken_and_the_next_key_ends_it(call: Room, server: Server) -> None:
    call.press("F12")
    assert call.window.hands_free.band.text().startswith("Eyes-shut mode: what you do is spoken")
    call.until(lambda: any("1 of 18. Greets" in line for line in said(server)))
    call.press("Y")
    call.until(lambda: said(server)[-2:] == ["CANCEL SELF", "Yes."])
    call.press("Down")
    call.until(lambda: said(server)[-1].startswith("2 of 18. Verifies"))
    assert said(server)[-2] == "CANCEL SELF"
    call.press("F12")
    call.until(lambda: said(server)[-1] == "CANCEL SELF")
    call.press("N")
    assert "No." not in said(server)


def test_a_pedal_ends_it_too(call: Room, server: Server) -> None:
    actions = call.window.actions_by_id
    actions.bind(actions.bindings.give("play", "F13").changes)
    call.press("F12")
    call.until(lambda: bool(said(server)))
    before = said(server).count("CANCEL SELF")
    call.press("F13")
    call.until(lambda: said(server).count("CANCEL SELF") > before)


def test_a_voice_that_is_lost_gives_way_to_tones_and_the_screen_says_so(call: Room, server: Server) -> None:
    call.press("F12")
    call.until(lambda: bool(said(server)))
    voice = call.window.hands_free.voice
    assert voice is not None
    server.hang_up()
    call.until(lambda: not voice.speaks)
    assert "no voice is installed here" in call.window.hands_free.band.text()
    call.press("Y")
    assert voice._tones is not None


def test_without_a_voice_there_are_tones(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECHD_ADDRESS", "none")
    voice = Voice()
    assert not voice.speaks
    voice.say(Line("Yes.", Tone.YES))
    assert voice._tones is not None
    voice.stop()
    voice.close()


def test_the_voice_of_other_systems_is_that_of_qt(qtbot: QtBot) -> None:
    voice = SystemVoice("mock")
    assert voice.usable
    voice.say("One.")
    voice.say("Two.")
    states = []
    voice._engine.stateChanged.connect(states.append)
    voice.stop()
    assert voice.usable
    assert not SystemVoice("none").usable

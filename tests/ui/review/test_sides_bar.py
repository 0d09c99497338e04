"""Which side is the agent: asked once for every source, never assumed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.interactions import JOINED, interaction_key
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.media.playback import ChannelMode
from qa_desktop.ui.review.sides_bar import SidesBar
from tests.ui.room import Room, heard, put

RIGHT = Transcript(
    "test",
    (
        Turn("Hello", Role.CUSTOMER, start=0.2, end=20.0),
        Turn("I wanted to ask", Role.CUSTOMER, start=20.0, end=39.0),
        Turn("Good morning", Role.AGENT, start=39.5, end=60.0),
        Turn("Let me see", Role.AGENT, start=60.0, end=79.5),
        Turn("And then", Role.CUSTOMER, start=110.2, end=150.0),
        Turn("Goodbye", Role.CUSTOMER, start=150.0, end=179.0),
    ),
)


def unknown(room: Room, name: str, transcript: Transcript | None = None, **facts: object) -> None:
    """Add a call like the first one, of whose sides nothing is known."""
    with room.database.reading() as work:
        call = work.interactions.get(room.keys["L-1001"])
    assert call is not None
    assert call.recording is not None
    recording = replace(call.recording, sha256=name.ljust(64, "0"), agent_channel=None, **facts)  # type: ignore[arg-type]
    room.keys[name] = interaction_key("test", name)
    put(room.database, replace(call, key=room.keys[name], external_id=name, recording=recording), transcript)


def bar_of(room: Room) -> SidesBar:
    """The question."""
    return room.window.review.player.sides_bar


def test_it_is_asked_where_nobody_knows_and_holds_for_the_whole_source(room: Room) -> None:
    unknown(room, "first")
    unknown(room, "second")
    room.open("first")
    bar = bar_of(room)
    assert bar.isVisible()
    assert bar._question.text() == "Which side is the agent?"
    assert "demo" in bar._for_all.text()
    assert room.window.sound.agent_channel is None
    bar._answers[1].click()
    assert not bar.isVisible()
    assert room.window.sound.agent_channel == 1
    room.settle()
    room.open("second")
    assert not bar.isVisible()
    assert room.window.sound.agent_channel == 1


def test_for_this_recording_alone_where_the_tick_is_taken_away(room: Room) -> None:
    unknown(room, "first")
    unknown(room, "second")
    room.open("first")
    bar_of(room)._for_all.click()
    bar_of(room)._answers[0].click()
    room.settle()
    room.open("second")
    assert bar_of(room).isVisible()
    room.open("first")
    assert room.window.sound.agent_channel == 0
    assert not bar_of(room).isVisible()


def test_recordings_joined_from_two_legs_are_asked_about_one_by_one(room: Room) -> None:
    with room.database.writing() as work:
        work.roots.put(JOINED, work.roots.all()["demo"])
    unknown(room, "first", root=JOINED)
    unknown(room, "second", root=JOINED)
    room.open("first")
    assert bar_of(room).isVisible()
    assert not bar_of(room)._for_all.isVisible()
    bar_of(room)._answers[1].click()
    room.settle()
    room.open("second")
    assert bar_of(room).isVisible()
    assert room.window.sound.agent_channel is None


@pytest.mark.parametrize(("answer", "channel"), [(0, 1), (1, 0)])
def test_the_transcript_is_taken_for_a_guess_that_is_confirmed(room: Room, answer: int, channel: int) -> None:
    unknown(room, "first", RIGHT)
    room.open("first")
    bar = bar_of(room)
    assert bar._question.text() == "The transcript says the agent is on the right."
    assert [button.text() for button in bar._answers] == ["Yes", "No, left"]
    assert room.window.sound.agent_channel is None
    bar._answers[answer].click()
    assert room.window.sound.agent_channel == channel


def test_what_is_known_or_has_no_sides_is_not_asked(room: Room) -> None:
    room.open("L-1001")
    assert not bar_of(room).isVisible()
    unknown(room, "mono", channels=1)
    room.open("mono")
    assert not bar_of(room).isVisible()
    room.press("Ctrl+Shift+S")
    assert "one channel" in room.remarks[-1]
    assert not bar_of(room).isVisible()


def test_the_keyboard_alone_answers_and_goes_back_to_the_form(room: Room) -> None:
    unknown(room, "first")
    room.open("first")
    room.press("Ctrl+Shift+S")
    assert QApplication.focusWidget() is bar_of(room)._answers[0]
    room.press("Tab", "Space")
    assert room.window.sound.agent_channel == 1
    assert room.window.review.form.isAncestorOf(QApplication.focusWidget())
    room.press("Ctrl+Shift+S")
    room.settle()
    assert room.window.sound.agent_channel == 0
    assert room.remarks[-1] == "The agent is on the left now; Ctrl+Shift+S swaps back."
    room.press("Ctrl+Shift+S")
    assert room.remarks[-1] == "The agent is on the right now; Ctrl+Shift+S swaps back."


def test_escape_puts_it_off(room: Room) -> None:
    unknown(room, "first")
    room.open("first")
    room.press("Ctrl+Shift+S")
    QTest.keyClick(bar_of(room)._answers[0], Qt.Key.Key_Escape)
    assert room.window.review.form.isAncestorOf(QApplication.focusWidget())
    assert bar_of(room).isVisible()
    assert room.window.sound.agent_channel is None


def test_each_side_can_be_heard_before_one_answers(room: Room) -> None:
    unknown(room, "first")
    room.open("first")
    bar_of(room)._plays[0].click()
    assert room.player.state.hearing.mode is ChannelMode.LEFT
    bar_of(room)._plays[1].click()
    assert room.player.state.hearing.mode is ChannelMode.RIGHT
    assert room.player.playing
    room.player.pause()
    assert room.player.state.hearing.mode is ChannelMode.BOTH


def test_a_long_name_of_a_source_widens_nothing(room: Room) -> None:
    unknown(room, "first")
    room.open("first")
    room.window.resize(1280, 720)
    bar_of(room).ask("a folder of recordings with a very long name indeed", 0)
    QApplication.processEvents()
    assert room.window.width() == 1280
    assert "very long name indeed" in bar_of(room)._for_all.toolTip()


def test_the_side_that_was_heard_is_not_taken_for_known_and_comes_back(room: Room) -> None:
    unknown(room, "first")
    room.open("L-1001")
    room.press("Alt+1")
    assert room.player.state.hearing.mode is ChannelMode.LEFT
    room.open("first")
    assert room.player.state.hearing.mode is ChannelMode.BOTH
    room.open("L-1001")
    assert room.player.state.hearing.mode is ChannelMode.LEFT


def test_two_channels_with_the_same_sound_have_no_sides_to_ask_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown(room, "first")
    monkeypatch.setattr(room.loader, "_tell", lambda *_: None)
    room.open("first")
    room.window.sound.activity_found.emit(replace(heard(), separated=False, talk=(110.0,)))
    assert not bar_of(room).isVisible()
    room.window.sound.activity_found.emit(heard())
    assert bar_of(room).isVisible()

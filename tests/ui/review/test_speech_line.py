"""Who spoke how much: the words, where they come from, what is kept, and the way to the longest silence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.interactions import interaction_key
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import speech as speech_service
from qa_desktop.ui.review.speech_line import SpeechLine
from qa_desktop.ui.theme import Theme
from tests.ui.room import Room, heard, put

HEARD = Speech(SpeechSource.CHANNELS, (60.0, 40.0), (2, 1), 3.1, 24.0, 12.0, 29.0)
TIMED = Transcript(
    "test",
    (
        Turn("Hello", Role.AGENT, start=0.0, end=30.0),
        Turn("Good morning", Role.CUSTOMER, start=31.0, end=41.0),
    ),
)


@pytest.fixture
def line(qapp: QApplication, qtbot: QtBot) -> SpeechLine:
    """A line of its own."""
    made = SpeechLine(Theme(qapp))
    qtbot.addWidget(made)
    return made


def said(line: SpeechLine) -> str:
    """What a screen reader reads."""
    return line._words.accessibleName()


def test_shares_silence_overtalk_interruptions_and_hold(line: SpeechLine) -> None:
    line.display(HEARD, 0, reachable=True)
    assert said(line) == (
        "Agent 60 %, Customer 40 %, Silence 24 s, longest 12 s, Both speak 3.1 s, "
        "Interruptions: agent 2, customer 1, Hold 29 s"
    )
    assert line._bar._share == pytest.approx(0.6)
    line.display(HEARD, 1, reachable=True)
    assert said(line).startswith("Agent 40 %, Customer 60 %")
    assert "Interruptions: agent 1, customer 2" in said(line)


def test_sides_that_nobody_knows_are_left_and_right(line: SpeechLine) -> None:
    line.display(HEARD, None, reachable=True)
    assert said(line).startswith("Left 60 %, Right 40 %")
    assert "Interruptions: left 2, right 1" in said(line)
    assert line._bar.isHidden()


def test_one_channel_has_no_shares(line: SpeechLine) -> None:
    one = replace(HEARD, source=SpeechSource.ONE_CHANNEL, talk=(100.0, 0.0), interruptions=(0, 0), overtalk=0.0)
    line.wait("", channels=1)
    line.display(one, None, reachable=True)
    assert said(line) == "One channel: no shares, Silence 24 s, longest 12 s, Hold 29 s"
    line.wait("", channels=2)
    line.display(one, 0, reachable=True)
    assert said(line).startswith("Both channels are alike: no shares")


def test_figures_of_the_transcript_say_so(line: SpeechLine) -> None:
    line.display(replace(HEARD, source=SpeechSource.TRANSCRIPT, hold=0.0), None, reachable=False)
    assert said(line).startswith("Agent 60 %, Customer 40 %, by the transcript, ")
    assert "Hold" not in said(line)


def test_a_call_without_pauses_or_words(line: SpeechLine) -> None:
    line.display(Speech(SpeechSource.CHANNELS, (0.0, 0.0), (0, 0), 0.0, 0.0, 0.0, 0.0), 0, reachable=True)
    assert said(line) == "Nobody speaks, No silence, Both speak 0 s, No interruptions"


def test_the_longest_silence_is_a_link_where_it_can_be_gone_to(line: SpeechLine, qtbot: QtBot) -> None:
    line.display(HEARD, 0, reachable=False)
    assert "<a href" not in line._words.text()
    line.display(HEARD, 0, reachable=True)
    assert "<a href" in line._words.text()
    with qtbot.waitSignal(line.longest_wanted):
        line._words.linkActivated.emit("longest")


def test_the_line_is_there_before_its_figures(line: SpeechLine) -> None:
    line.wait("Finding out…")
    assert not line.isHidden()
    assert said(line) == "Finding out…"
    line.wait("")
    assert line.isHidden()


def kept(room: Room, name: str) -> Speech | None:
    """What the database has."""
    with room.database.reading() as work:
        return work.speech.get(room.keys[name])


def line_of(room: Room) -> SpeechLine:
    """The line on the screen."""
    return room.window.review.player.speech_line


def test_what_was_found_is_kept(call: Room) -> None:
    call.settle()
    assert kept(call, "L-1001") == heard().speech()
    assert said(line_of(call)).startswith("Agent 73 %, Customer 27 %")


def test_what_was_kept_is_shown_before_the_recording_is_decoded(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    before = replace(HEARD, talk=(90.0, 10.0))
    speech_service.keep(room.database, room.keys["L-1001"], before, datetime.now(UTC))
    monkeypatch.setattr(room.loader, "_tell", lambda *_: None)  # it takes its time
    room.open("L-1001")
    assert said(line_of(room)).startswith("Agent 90 %, Customer 10 %")
    assert "<a href" not in line_of(room)._words.text()
    room.window.sound.activity_found.emit(heard())
    assert said(line_of(room)).startswith("Agent 73 %")


def test_the_link_goes_there(call: Room) -> None:
    line_of(call)._words.linkActivated.emit("longest")
    assert call.player.position == 79


def test_shares_follow_the_sides(call: Room) -> None:
    call.press("Ctrl+Shift+S")
    assert said(line_of(call)).startswith("Agent 27 %, Customer 73 %")


def mono(room: Room, transcript: Transcript | None, **facts: object) -> None:
    """Open a call with one channel."""
    with room.database.reading() as work:
        call = work.interactions.get(room.keys["L-1001"])
    assert call is not None
    assert call.recording is not None
    recording = replace(call.recording, sha256="7" * 64, channels=1, agent_channel=None, **facts)  # type: ignore[arg-type]
    room.keys["mono"] = interaction_key("test", "mono")
    put(room.database, replace(call, key=room.keys["mono"], external_id="mono", recording=recording), transcript)
    room.open("mono")


def test_one_channel_takes_its_shares_from_the_transcript_where_it_has_times(room: Room) -> None:
    mono(room, TIMED)
    assert "by the transcript" not in said(line_of(room))  # it would take hold for silence
    alone = replace(heard(), separated=False, talk=(110.0,), hold=7.5)
    room.window.sound.activity_found.emit(alone)
    room.settle()
    assert said(line_of(room)).startswith("Agent 75 %, Customer 25 %, by the transcript")
    assert "Hold 7.5 s" in said(line_of(room))
    found = kept(room, "mono")
    assert found is not None
    assert (found.source, found.hold, found.silence) == (SpeechSource.TRANSCRIPT, 7.5, alone.silence)


def test_one_channel_without_transcript_says_so(room: Room) -> None:
    mono(room, None)
    room.window.sound.activity_found.emit(replace(heard(), separated=False, talk=(110.0,)))
    room.settle()
    assert said(line_of(room)).startswith("One channel: no shares")


def test_where_the_file_is_missing_the_figures_that_are_known_are_there(room: Room) -> None:
    mono(room, TIMED, path="gone/away.opus")
    assert said(line_of(room)).startswith("Agent 75 %")


def test_a_chat_has_no_such_line(call: Room) -> None:
    call.open(next(name for name in call.keys if name.startswith("C")))
    assert line_of(call).isHidden()


def test_what_was_kept_comes_too_late_where_the_recording_has_been_heard(call: Room) -> None:
    call.window.review.sides._show_kept(call.keys["L-1001"], HEARD)
    assert said(line_of(call)).startswith("Agent 73 %, Customer 27 %")

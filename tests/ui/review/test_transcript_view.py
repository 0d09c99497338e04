"""The transcript: it follows the audio, seeks, and takes much text."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.ui.review.transcript_view import LONGEST_SHOWN, TranscriptModel, TranscriptView, speaker
from tests.ui.room import Room, put


def view_of(room: Room) -> TranscriptView:
    """The transcript on the screen."""
    return room.window.review.player.transcript


def with_turns(room: Room, *turns: Turn) -> None:
    """Open a call that has these turns."""
    with room.database.reading() as work:
        call = work.interactions.get(room.keys["L-1001"])
    assert call is not None
    put(room.database, replace(call, turns=0), Transcript("test", turns))
    room.open("L-1001")


def test_the_turn_being_heard_is_marked_and_brought_into_view(call: Room) -> None:
    view = view_of(call)
    turns = view._model.turns
    call.listen(1)
    assert view._delegate.playing_row == 0
    last = max(row for row, turn in enumerate(turns) if turn.start is not None and turn.start < 170)
    call.player.seek(170)
    assert view._delegate.playing_row == last
    assert view.viewport().rect().intersects(view.visualRect(view._model.index(last)))
    call.player.seek(0)
    assert view._delegate.playing_row == -1


def test_a_seek_while_paused_marks_and_does_not_scroll(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(120)
    call.player.seek(170)
    assert view._delegate.playing_row > 5
    assert view.verticalScrollBar().value() == 0


def test_a_click_and_enter_on_a_turn_seek(call: Room) -> None:
    view = view_of(call)
    turns = view._model.turns
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view._model.index(1)).center())
    assert call.player.position == turns[1].start
    view.setFocus()
    call.press("Down", "Down", "Return")
    assert view.chosen_turn == 3
    assert call.player.position == turns[3].start


def test_up_and_down_in_the_transcript_choose_turns_and_leave_the_form_alone(call: Room) -> None:
    view = view_of(call)
    view.setFocus()
    call.press("Down", "Down")
    assert view.chosen_turn == 2
    assert call.current == "greets"


def test_copying_copies_the_text_of_the_turn(call: Room) -> None:
    view = view_of(call)
    view.choose(1)
    view.setFocus()
    call.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == view._model.turns[1].text


def test_evidence_stands_beside_its_turns(call: Room) -> None:
    call.listen(12)
    call.press("Y")
    numbers = view_of(call)._model.evidence
    assert numbers == {0: [1], 1: [1]}
    call.press("Del")
    assert view_of(call)._model.evidence == {}


def test_silence_and_overtalk_stand_between_the_turns() -> None:
    model = TranscriptModel()
    agent = Turn("a", Role.AGENT, start=0, end=10)
    customer = Turn("c", Role.CUSTOMER, start=28.5, end=33)
    turns = (agent, replace(agent, start=22, end=30), customer, replace(agent, start=100, end=101))
    model.take(Transcript("t", turns), None)
    assert model.between == ["", "12 s without a word", "1.5 s both speak", "1:07 without a word"]


def test_a_mail_shows_the_day_and_the_hour_of_each_turn() -> None:
    model = TranscriptModel()
    hours = (0, 1, 26)
    turns = tuple(Turn("x", Role.AGENT, start=hour * 3600.0) for hour in hours)
    model.take(Transcript("t", turns), datetime(2026, 3, 2, 9, 30).astimezone())
    assert model.times == ["09:30", "10:30", "11:30"]
    assert model.between == ["2 Mar 2026", "", "3 Mar 2026"]


def test_speakers_are_named_by_role_and_notes_are_marked() -> None:
    assert speaker(Turn("x", Role.AGENT, "Maya")) == "Agent"
    assert speaker(Turn("x", Role.BOT, "Larky")) == "Larky"
    assert speaker(Turn("x", Role.SYSTEM)) == "System"
    assert speaker(Turn("x", Role.AGENT, internal=True)) == "Agent (note)"


def test_ten_thousand_turns_open_and_are_followed_to_the_last(room: Room) -> None:
    count = 10_000
    with_turns(
        room,
        *(Turn(f"turn {n} and a few words more", Role.AGENT, start=n / 100, end=n / 100 + 0.01) for n in range(count)),
    )
    view = view_of(room)
    assert view._model.rowCount() == count
    room.listen(99.995)
    assert view._delegate.playing_row == count - 1
    room.until(lambda: view.visualRect(view._model.index(count - 1)).isValid())
    room.press("Y")
    assert set(view._model.evidence) == set(range(9_599, count))


@pytest.mark.parametrize(
    "text",
    ["x" * 200_000, "é" * 200_000, "word " * 40_000, "السلام عليكم " * 20_000, "\n" * 50_000, "\u0000\ufffd\u202e"],
)
def test_a_turn_of_any_text_is_drawn(room: Room, text: str) -> None:
    with_turns(room, Turn("before", Role.CUSTOMER, start=0, end=1), Turn(text, Role.AGENT, start=1, end=2))
    view = view_of(room)
    view.choose(1)
    assert not view.grab().isNull()
    assert len(view._delegate._layout(text, 300).text()) <= LONGEST_SHOWN


def test_an_interaction_without_transcript_says_so(room: Room) -> None:
    with_turns(room)
    assert not view_of(room).isVisible()
    assert room.window.review.player._no_text.isVisible()


def test_keys_go_to_the_turn_before_and_after_what_is_heard(call: Room) -> None:
    turns = view_of(call)._model.turns
    starts = [turn.start for turn in turns]
    call.player.seek(starts[3] + 0.5)
    call.press("Ctrl+Right")
    assert call.player.position == starts[4]
    assert view_of(call).chosen_turn == 4
    call.press("Ctrl+Left")
    assert call.player.position == starts[3]
    call.player.seek(starts[3] + 4)  # well into it: its beginning comes first
    call.press("Ctrl+Left")
    assert call.player.position == starts[3]
    call.player.seek(0)
    call.press("Ctrl+Left", "Ctrl+Left")
    assert call.player.position == starts[0]


def test_in_a_chat_the_same_keys_choose_turns(room: Room) -> None:
    room.open(next(name for name in room.keys if name.startswith("C")))
    room.press("Ctrl+Right", "Ctrl+Right")
    assert view_of(room).chosen_turn == 1
    room.press("Ctrl+Left", "Ctrl+Left")
    assert view_of(room).chosen_turn == 0


def test_whoever_scrolls_reads_in_peace_until_they_go_somewhere(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(150)
    call.listen(5)
    wheel = QWheelEvent(
        QPointF(20, 20),
        view.viewport().mapToGlobal(QPointF(20, 20)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    there = view.verticalScrollBar().value()
    assert there > 0
    call.player.seek(170)
    assert view.verticalScrollBar().value() == there
    call.press("Ctrl+Left")
    call.player.seek(90)
    assert view.verticalScrollBar().value() != there


def test_it_scrolls_only_when_a_turn_is_out_of_view(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(300)
    call.listen(1)
    scrolled = []
    view.verticalScrollBar().valueChanged.connect(scrolled.append)
    for turn in view._model.turns:
        call.player.seek((turn.start or 0) + 0.1)
        place = view.visualRect(view._model.index(view._delegate.playing_row))
        assert view.viewport().rect().contains(place.topLeft())
    assert len(set(scrolled)) < len(view._model.turns) / 2


def test_what_becomes_known_of_a_call_leaves_the_words_where_they_are(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(120)
    view.verticalScrollBar().setValue(200)
    call.press("Ctrl+Shift+S")
    call.settle()
    assert view.verticalScrollBar().value() == 200

"""The transcript: it follows the audio, seeks, and takes much text."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import AudioSpan, TurnSpan
from qa_desktop.domain.search import marks
from qa_desktop.domain.transcripts import Hold, Role, Transcript, Turn, Word
from qa_desktop.ui.review.transcript.delegate import LONGEST_SHOWN, unsure
from qa_desktop.ui.review.transcript.lines import Lines, speaker
from qa_desktop.ui.review.transcript.view import TranscriptView
from qa_desktop.ui.review.wave.story import Story
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
    assert view.playing_turn == 0
    last = max(row for row, turn in enumerate(turns) if turn.start is not None and turn.start < 170)
    call.player.seek(170)
    assert view.playing_turn == last
    assert view.viewport().rect().intersects(view.visualRect(view._model.index(last)))
    call.player.seek(0)
    assert view.playing_turn == -1


def test_a_seek_while_paused_marks_and_does_not_scroll(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(120)
    call.player.seek(170)
    assert view.playing_turn > 5
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


def test_copying_a_turn_keeps_its_time_and_its_speaker(call: Room) -> None:
    view = view_of(call)
    view.choose(1)
    view.setFocus()
    call.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == f"0:10 Customer: {view._model.turns[1].text}"


def test_evidence_stands_beside_its_turns(call: Room) -> None:
    call.listen(12)
    call.press("Y")
    numbers = view_of(call)._model.evidence
    assert numbers == {0: [1], 1: [1]}
    call.press("Del")
    assert view_of(call)._model.evidence == {}


def test_silence_and_overtalk_stand_between_the_turns() -> None:
    agent = Turn("a", Role.AGENT, start=0, end=10)
    customer = Turn("c", Role.CUSTOMER, start=28.5, end=33)
    turns = (agent, replace(agent, start=22, end=30), customer, replace(agent, start=100, end=101))
    lines = Lines(Transcript("t", turns))
    assert [lines.between(row) for row in range(4)] == [
        "",
        "12 s without a word",
        "1.5 s both speak",
        "1:07 without a word",
    ]


def test_a_mail_shows_the_day_and_the_hour_of_each_turn() -> None:
    hours = (0, 1, 26)
    turns = tuple(Turn("x", Role.AGENT, start=hour * 3600.0) for hour in hours)
    lines = Lines(Transcript("t", turns), datetime(2026, 3, 2, 9, 30).astimezone())
    assert [lines.time(row) for row in range(3)] == ["09:30", "10:30", "11:30"]
    assert [lines.between(row) for row in range(3)] == ["2 Mar 2026", "", "3 Mar 2026"]


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
    assert view.playing_turn == count - 1
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
    assert len(view._delegate.layout(Turn(text), 300).text()) <= LONGEST_SHOWN


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


def test_whoever_scrolls_reads_in_peace_until_they_follow_again(call: Room) -> None:
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
    pane = call.window.review.player.reading
    assert pane.follow.isVisible()
    call.press("U")
    assert view.verticalScrollBar().value() != there
    assert not pane.follow.isVisible()


def test_it_scrolls_only_when_a_turn_is_out_of_view(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(300)
    call.listen(1)
    scrolled = []
    view.verticalScrollBar().valueChanged.connect(scrolled.append)
    for turn in view._model.turns:
        call.player.seek((turn.start or 0) + 0.1)
        place = view.visualRect(view._model.index(view.playing_turn))
        assert view.viewport().rect().contains(place.topLeft())
    assert len(set(scrolled)) < len(view._model.turns) / 2


def test_what_becomes_known_of_a_call_leaves_the_words_where_they_are(call: Room) -> None:
    view = view_of(call)
    view.setFixedHeight(120)
    view.verticalScrollBar().setValue(200)
    call.press("Ctrl+Shift+S")
    call.settle()
    assert view.verticalScrollBar().value() == 200


def chat_of(room: Room) -> TranscriptView:
    """Open the first chat."""
    room.open(next(name for name in room.keys if name.startswith("C")))
    return view_of(room)


def drag(view: TranscriptView, first: int, last: int) -> None:
    """Drag over the text from the beginning of one turn into the first line of another."""
    one, other = (view.visualRect(view._model.index(row)) for row in (first, last))
    begin = view._delegate.text_corner(first, one) + QPoint(1, 3)
    end = view._delegate.text_corner(last, other) + QPoint(60, 3)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(end),
        view.viewport().mapToGlobal(QPointF(end)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), moved)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_text_that_is_selected_in_a_chat_is_attached_to_the_standard(room: Room) -> None:
    view = chat_of(room)
    drag(view, 1, 3)
    assert view.selected_turns == (1, 3)
    room.press("E")
    assert room.answer.evidence == (TurnSpan(1, 3),)
    assert view.selected_turns is None
    assert set(view._model.evidence) == {1, 2, 3}


def test_text_that_is_selected_in_a_call_is_attached_as_sound_and_seeks_nowhere(call: Room) -> None:
    view = view_of(call)
    drag(view, 0, 1)
    assert call.player.position == 0
    call.press("E")
    first, second = view._model.turns[:2]
    assert first.start is not None
    assert second.end is not None
    assert call.answer.evidence == (AudioSpan(round(first.start * 1000), round(second.end * 1000)),)


def test_what_is_selected_is_copied_with_times_and_speakers(room: Room) -> None:
    view = chat_of(room)
    turns = view._model.turns
    drag(view, 0, 1)
    view.setFocus()
    room.press("Ctrl+C")
    first, second = QGuiApplication.clipboard().text().split("\n")
    assert first == f"0:00 {speaker(turns[0])}: {turns[0].text}"
    begun = second.removeprefix(f"{view._model.lines.time(1)} {speaker(turns[1])}: ")
    assert begun
    assert len(begun) < 20
    assert turns[1].text.startswith(begun)


def test_shift_and_an_arrow_select_whole_turns_and_escape_lets_go(room: Room) -> None:
    view = chat_of(room)
    view.choose(2)
    view.setFocus()
    room.press("Shift+Down", "Shift+Down", "Shift+Up")
    assert view.selected_turns == (2, 3)
    room.press("Escape")
    assert view.selected_turns is None
    room.press("Shift+Up")
    assert view.selected_turns == (2, 3)


def test_words_are_found_counted_and_stepped_through_whatever_their_accents(room: Room) -> None:
    with_turns(room, *(Turn(f"line {n} " + ("Café" if n % 100 == 7 else "tea"), Role.AGENT) for n in range(1000)))
    view, bar = view_of(room), room.window.review.player.reading.find_bar
    room.press("/")
    assert bar.field.hasFocus()
    room.type("cafe")
    room.until(lambda: not bar.looking)
    assert bar.count.text() == "turn 1 of 10"
    assert view.chosen_turn == 7
    assert marks(view._model.turns[7].text, view._delegate.shown.sought) == ((7, 11),)
    room.press("Return", "Return", "Shift+Return")
    assert (view.chosen_turn, bar.count.text()) == (107, "turn 2 of 10")
    assert view.viewport().rect().contains(view.visualRect(view._model.index(107)))
    room.type("x")
    room.until(lambda: bar.count.text() == "not found")
    room.press("Escape")
    assert not bar.isVisible()
    assert not view._delegate.shown.sought.wanted
    assert view.hasFocus()


def test_a_chat_says_how_fast_the_agent_responded_and_a_call_does_not(room: Room) -> None:
    chat_of(room)
    pane = room.window.review.player.reading
    assert pane.responses.text().startswith("First response after 52 s · on average after ")
    room.open("L-1001")
    assert pane.responses.text() == ""


def test_a_pause_in_a_chat_says_how_long_it_was() -> None:
    turns = (Turn("a", start=0), Turn("b", start=119), Turn("c", start=371))
    lines = Lines(Transcript("t", turns))
    assert [lines.between(row) for row in range(3)] == ["", "", "4 min 12 s later"]
    ended = tuple(
        replace(turn, end=end) for turn, end in zip(turns, (turns[1].start, turns[2].start, None), strict=True)
    )
    lines = Lines(Transcript("t", ended), written=True)  # as every reader of a chat leaves them
    assert [lines.between(row) for row in range(3)] == ["", "", "4 min 12 s later"]


def test_the_pauses_of_a_chat_that_was_imported_are_shown(room: Room) -> None:
    room.open("C-2003")
    lines = room.window.review.player.transcript.lines
    assert [found for row in range(len(lines.turns)) if (found := lines.between(row))] == ["5 min 17 s later"]


def test_silence_and_overtalk_are_those_of_the_sound_where_it_was_heard() -> None:
    lines = Lines(
        Transcript("t", (Turn("a", start=0, end=9), Turn("b", start=10, end=20), Turn("c", start=50, end=60)))
    )
    lines.hear(Story((), ((20.2, 49.8),), ((9.8, 11.0),), (), ()))
    assert [lines.between(row) for row in range(3)] == ["", "1.2 s both speak", "30 s without a word"]
    lines.hear(None)
    assert [lines.between(row) for row in range(3)] == ["", "", "30 s without a word"]


def test_words_that_recognition_was_not_sure_of_are_known_by_their_place() -> None:
    words = (Word("I", confidence=0.9), Word("want", confidence=0.3), Word("missing"), Word("I", confidence=0.2))
    assert unsure(Turn("I want what I want.", words=words)) == [(2, 6), (12, 13)]


def test_twenty_thousand_turns_are_measured_where_one_looks_and_nowhere_else(room: Room) -> None:
    said = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " * 3
    with_turns(room, *(Turn(said[: n % 290], Role.AGENT, start=n * 1.0) for n in range(20_000)))
    view = view_of(room)
    for row in (19_999, 10_000, 0):
        view.choose(row)
        rect = view.visualRect(view._model.index(row))
        assert view.viewport().rect().contains(rect)
        assert rect.height() == view._delegate.height(row, view.viewport().width())
    assert view._heights.measured < 500


def test_every_turn_in_view_has_its_true_height_as_soon_as_it_is_there(room: Room) -> None:
    with_turns(room, *(Turn("mm mmmmm " * (n * 7 % 40), Role.AGENT, start=n * 1.0) for n in range(100)))
    view = view_of(room)
    width, row = view.viewport().width(), 0
    while (rect := view.visualRect(view._model.index(row))).top() < view.viewport().height():
        assert rect.height() == view._delegate.height(row, width)
        row += 1
    assert row > 2


def test_what_is_read_stays_where_it_is_while_what_comes_into_view_is_measured(room: Room) -> None:
    with_turns(room, *(Turn("W" * (n % 400), Role.AGENT) for n in range(2_000)))
    view = view_of(room)
    view.choose(1_000)
    bar, index = view.verticalScrollBar(), view._model.index(1_000)
    for _ in range(40):
        before = view.visualRect(index).top()
        bar.setValue(bar.value() - 7)
        assert view.visualRect(index).top() == before + 7


def test_times_on_hold_are_told_before_the_turn_that_ends_them() -> None:
    turns = (Turn("One moment", Role.AGENT, start=1.0, end=2.0), Turn("Back", Role.AGENT, start=75.2, end=76.0),
             Turn("Bye", Role.CUSTOMER, start=77.0, end=78.0))  # fmt: skip
    lines = Lines(Transcript("t", turns, holds=(Hold(3.0, 75.0), Hold(76.5), Hold(90.0, 99.0))))
    assert [lines.between(row) for row in range(3)] == ["", "on hold for 1:12 · 1:13 without a word", "on hold"]

"""The waveform among the other panes: selections become evidence, signs lead to standards, keys work everywhere."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import AudioSpan
from qa_desktop.ui.review.wave.waveform import Waveform
from tests.ui.furnishing import SECONDS
from tests.ui.room import Room


@pytest.fixture
def wave(call: Room) -> Waveform:
    """The waveform of an open call."""
    found = call.window.review.player.waveform
    call.until(lambda: found.complete)
    return found


def drag(wave: Waveform, start: float, end: float) -> None:
    """Select a span with the mouse."""
    first, last = (QPoint(round(wave.view.x(seconds)), 30) for seconds in (start, end))
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(wave, (first + last) / 2)
    QTest.mouseMove(wave, last)
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=last)


def test_a_dragged_span_becomes_evidence_and_is_let_go(call: Room, wave: Waveform) -> None:
    focus = QApplication.focusWidget()
    drag(wave, 60, 75)
    selection = wave.selection
    assert selection is not None
    assert QApplication.focusWidget() is focus
    call.press("E")
    assert call.answer.evidence == (AudioSpan(round(selection[0] * 1000), round(selection[1] * 1000)),)
    assert wave.selection is None


def test_a_selection_goes_before_the_playhead_and_the_turn_pointed_at(call: Room, wave: Waveform) -> None:
    call.listen(30)
    call.press("Space")
    view = call.window.review.player.transcript
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(2)).center())
    wave.select(100.0, 104.5)
    call.press("E", "E")
    turn = view._model.turns[2]
    assert call.answer.evidence == (
        AudioSpan(100_000, 104_500),
        AudioSpan(round(turn.start * 1000), round(turn.end * 1000)),
    ), "then the turn again"


def test_the_same_selection_is_not_attached_twice(call: Room, wave: Waveform) -> None:
    for _ in range(2):
        wave.select(100.0, 104.5)
        call.press("E")
    assert call.answer.evidence == (AudioSpan(100_000, 104_500),)
    assert "attached already" in call.remarks[-1]


def test_a_selection_is_made_zoomed_to_played_and_dropped_by_key_alone(call: Room, wave: Waveform) -> None:
    call.player.seek(20.0)
    call.press("I")
    call.player.seek(26.0)
    call.press("P")
    assert wave.selection == (20.0, 26.0)
    call.press("Ctrl+Alt+Z")
    assert wave.view.span < 8
    call.press("Ctrl+Shift+Space")
    assert call.player.spans == [(20.0, 26.0)]
    call.press("Esc")
    assert wave.selection is None
    call.press("Ctrl+0")
    assert wave.view.is_whole
    call.press("Ctrl+Shift+Space")
    assert "Select something first" in call.remarks[-1]
    assert len(call.player.spans) == 1


def test_keys_zoom_while_a_comment_is_typed(call: Room, wave: Waveform) -> None:
    call.press("C", "Ctrl+Alt+Up", "Ctrl+Alt+Up")
    assert wave.view.span == pytest.approx(SECONDS / 4)
    call.press("Ctrl+Alt+Down", "Z")
    assert wave.view.span == pytest.approx(SECONDS / 2)
    call.press("Esc", "Z", "Shift+Z", "Shift+Z")
    assert wave.view.is_whole


def test_escape_in_a_comment_leaves_it_and_keeps_the_selection(call: Room, wave: Waveform) -> None:
    wave.select(10, 20)
    call.press("C", "Esc")
    assert wave.selection == (10, 20)
    call.press("Esc")
    assert wave.selection is None


def test_the_sign_of_evidence_chooses_it_in_the_form(call: Room, wave: Waveform) -> None:
    for seconds in (10.0, 60.0):
        wave.select(seconds, seconds + 5)
        call.press("E")
    first = call.current
    call.press("Down")
    assert call.current != first
    frame = wave.frame
    at = QPoint(round(wave.view.x(10.0)), round((frame.marks + frame.ticks) / 2))
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    assert call.current == first
    assert call.window.review.form.chosen_evidence == 0
    call.press("R")
    assert call.player.spans == [(10.0, 15.0)]


def test_comments_and_turns_are_marked(call: Room, wave: Waveform) -> None:
    assert len(wave.marks.turns) > 3
    wave.select(60, 65)
    call.press("E", "C")
    call.type("kind")
    call.press("Esc")
    assert [(mark.at, mark.text) for mark in wave.marks.comments] == [(60.0, "kind")]


def test_f6_and_then_keys_of_the_waveform(call: Room, wave: Waveform) -> None:
    wave.select(60, 65)
    call.press("E", "F6", "F6")
    assert wave.hasFocus()
    call.press("Down")
    assert call.player.position == 60.0
    assert call.remarks[-1].startswith("Evidence 1 of 1 at 1:00")
    call.press("Right")
    assert call.player.position == 65.0, "arrows are those of everywhere"
    call.press("Shift+Right", "Y")
    assert wave.selection == (65.0, 70.0)
    assert call.answer.value is not None, "letters still answer"
    call.press("End")
    assert call.player.position == SECONDS


def test_the_next_interaction_begins_without_a_selection_and_whole(call: Room, wave: Waveform) -> None:
    wave.select(10, 20)
    call.press("Z")
    call.open("L-1002")
    call.until(lambda: wave.complete)
    assert wave.selection is None
    assert wave.view.is_whole
    assert wave.marks.evidence == ()

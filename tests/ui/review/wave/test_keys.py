"""Keys on the waveform, and what the actions ask of it: zoom, selection, marks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.review.wave.recorded import SECONDS, Hands

SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def test_zoom_keeps_the_playhead_where_it_is(hands: Hands) -> None:
    wave = hands.wave
    wave.set_position(45)
    x = wave.view.x(45)
    wave.zoom_in()
    assert wave.view.span == pytest.approx(SECONDS / 2)
    assert wave.view.x(45) == pytest.approx(x)
    wave.zoom_out()
    assert wave.view.is_whole


def test_zoom_takes_the_middle_where_the_playhead_is_out_of_view(hands: Hands) -> None:
    hands.look(30, 40)
    middle = (hands.wave.view.start + hands.wave.view.end) / 2
    hands.wave.zoom_in()
    assert (hands.wave.view.start + hands.wave.view.end) / 2 == pytest.approx(middle)


def test_zoom_to_the_selection_and_to_everything(hands: Hands) -> None:
    hands.wave.zoom_selection()
    assert hands.wave.view.is_whole
    assert "Select something first" in hands.told[-1]
    hands.wave.select(20, 29)
    hands.wave.zoom_selection()
    assert (hands.wave.view.start, hands.wave.view.end) == pytest.approx((19.5, 29.5))
    hands.wave.zoom_all()
    assert hands.wave.view.is_whole


@pytest.mark.parametrize("first", ["start", "end"])
def test_a_selection_is_made_at_the_playhead_from_either_end(hands: Hands, first: str) -> None:
    wave = hands.wave
    steps = [(10.0, wave.select_start), (18.0, wave.select_end)]
    for seconds, act in steps if first == "start" else reversed(steps):
        wave.set_position(seconds)
        act()
    assert wave.selection == (10.0, 18.0)
    assert len(hands.told) == 2, "the first end says what is still to be done"
    assert hands.told[-1] == "Selected 0:10.0 to 0:18.0, 8.0 s"


def test_the_ends_of_a_selection_are_moved_and_a_new_one_begun_beyond_them(hands: Hands) -> None:
    wave = hands.wave
    wave.select(10, 18)
    wave.set_position(12)
    wave.select_start()
    assert wave.selection == (12, 18)
    wave.set_position(30)
    wave.select_end()
    assert wave.selection == (12, 30)
    wave.set_position(40)
    wave.select_start()
    assert wave.selection is None
    assert wave.selecting
    wave.set_position(50)
    wave.select_end()
    assert wave.selection == (40, 50)


def test_shift_and_arrows_extend_by_a_step_that_depends_on_the_zoom(hands: Hands) -> None:
    hands.wave.set_position(30)
    hands.key(Key.Key_Right, SHIFT)
    hands.key(Key.Key_Right, SHIFT)
    assert hands.wave.selection == pytest.approx((30, 34))
    hands.look(30, 30.9)
    hands.key(Key.Key_Left, SHIFT)
    assert hands.wave.selection == pytest.approx((30, 33.95))
    hands.wave.select_none()
    hands.key(Key.Key_Left, SHIFT)
    assert hands.wave.selection == pytest.approx((29.95, 30))
    assert hands.told[-1] == "Selected 0:29.9 to 0:30.0, 0.1 s"


def test_an_extended_end_stays_in_view_and_in_the_recording(hands: Hands) -> None:
    hands.look(55, 59.9)
    hands.wave.select(58, 59.9)
    for _ in range(6):
        hands.key(Key.Key_Right, SHIFT)
    assert hands.wave.selection == (58, SECONDS)
    hands.wave.select(20, 21)
    hands.key(Key.Key_Right, SHIFT)
    assert hands.wave.selection is not None
    assert hands.wave.view.holds(hands.wave.selection[1])


def test_escape_selects_nothing_once_and_is_left_to_others_after_that(hands: Hands) -> None:
    hands.wave.select(10, 20)
    hands.key(Key.Key_Escape)
    assert hands.wave.selection is None
    assert hands.selected == [(10, 20), None]
    assert hands.told == ["Nothing is selected."]
    hands.key(Key.Key_Escape)
    assert hands.told == ["Nothing is selected."]


def test_home_and_end_go_to_the_ends_and_pages_scroll(hands: Hands) -> None:
    hands.key(Key.Key_End)
    hands.key(Key.Key_Home)
    assert hands.sought == [SECONDS, 0.0]
    hands.look(20, 29)
    view = hands.wave.view
    hands.key(Key.Key_PageDown)
    assert hands.wave.view.start == pytest.approx(view.start + 0.9 * view.span)
    hands.key(Key.Key_PageUp)
    assert hands.wave.view.start == pytest.approx(view.start)


def test_down_and_up_go_from_mark_to_mark_and_tell_which(marked: Hands) -> None:
    wave = marked.wave
    wave.seek_wanted.connect(wave.set_position)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up):
        marked.key(key)
    assert marked.sought == [12.0, 42.0, 12.0]
    assert marked.told == [
        "Evidence 1 of 2 at 0:12, for standard 1",
        "Evidence 2 of 2 at 0:42, for standard 5",
        "No mark after this.",
        "Evidence 1 of 2 at 0:12, for standard 1",
        "No mark before this.",
    ]


def test_enter_chooses_the_evidence_at_the_playhead(marked: Hands) -> None:
    marked.wave.set_position(20)
    marked.key(Key.Key_Return)
    assert marked.chosen == []
    marked.wave.set_position(12)
    marked.key(Key.Key_Return)
    assert marked.chosen == [("greets", 2)]


def test_a_mark_that_a_key_goes_to_comes_into_view(marked: Hands) -> None:
    marked.look(10, 15)
    marked.wave.set_position(12)
    marked.key(Key.Key_Down)
    assert marked.wave.view.holds(42)


def test_plain_arrows_and_letters_are_left_to_the_window(hands: Hands) -> None:
    hands.wave.parentWidget()
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Space, Key.Key_E, Key.Key_Plus):
        hands.key(key)
    assert (hands.sought, hands.selected, hands.told) == ([], [], [])


def test_tab_comes_here_and_a_click_does_not_take_the_keyboard(hands: Hands) -> None:
    assert hands.wave.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_the_focus_is_seen(hands: Hands) -> None:
    hands.wave.clearFocus()
    without = hands.color(1, 30)
    hands.wave.setFocus(Qt.FocusReason.TabFocusReason)
    assert hands.color(1, 30) != without
    assert hands.color(1, 30) == hands.wave._theme.color("accent").name()


def test_another_recording_has_no_selection(hands: Hands) -> None:
    hands.wave.select(10, 20)
    hands.wave.clear("Opening the recording…")
    assert hands.wave.selection is None
    assert hands.selected[-1] is None
    QTest.mouseMove(hands.wave, hands.at(5))
    assert not hands.picture().isNull()


def test_nothing_can_be_selected_that_is_not_there(hands: Hands) -> None:
    hands.wave.select(50, 80)
    assert hands.wave.selection == (50, SECONDS)
    hands.wave.select(70, 80)
    assert hands.wave.selection is None

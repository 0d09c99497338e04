"""The mouse: a click goes there, a drag selects, the wheel scrolls and zooms, signs jump."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from tests.ui.review.wave.recorded import SECONDS, WIDTH, Hands

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def wheel(
    hands: Hands, x: float, by: QPoint, modifier: Qt.KeyboardModifier = NONE, pixels: QPoint | None = None
) -> bool:
    """Turn the wheel; says whether the waveform took it."""
    at = QPointF(x, 40)
    event = QWheelEvent(
        at, hands.wave.mapToGlobal(at), pixels or QPoint(), by, Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hands.wave, event)
    return event.isAccepted()


def test_a_click_goes_to_the_time_under_it_and_selects_nothing(hands: Hands) -> None:
    hands.click(hands.at(30))
    assert hands.sought == pytest.approx([30], abs=0.1)
    assert hands.selected == []


def test_a_click_goes_there_wherever_the_view_is(hands: Hands) -> None:
    hands.look(30, 31)
    hands.click(QPoint(WIDTH // 2, 40))
    assert hands.sought == pytest.approx([30.5], abs=0.01)


def test_a_drag_selects_and_goes_nowhere(hands: Hands) -> None:
    hands.drag(hands.at(12), hands.at(20))
    assert hands.sought == []
    assert hands.wave.selection == pytest.approx((12, 20), abs=0.1)
    assert hands.selected[-1] == hands.wave.selection
    assert len(hands.selected) > 1, "it grows while it is dragged"


def test_a_drag_to_the_left_selects_too_and_snaps_to_nothing(hands: Hands) -> None:
    hands.look(10, 12)
    hands.drag(hands.at(11.217), hands.at(10.331))
    assert hands.wave.selection == pytest.approx((10.331, 11.217), abs=0.004)


def test_a_hand_that_trembles_clicks(hands: Hands) -> None:
    at = hands.at(30)
    hands.drag(at, at + QPoint(2, 0))
    assert hands.selected == []
    assert len(hands.sought) == 1


@pytest.mark.parametrize(("edge", "to", "expected"), [(12, 8, (8, 20)), (20, 26, (12, 26)), (12, 25, (20, 25))])
def test_the_edges_of_a_selection_can_be_dragged_even_across(
    hands: Hands, edge: float, to: float, expected: tuple[float, float]
) -> None:
    hands.wave.select(12, 20)
    hands.drag(hands.at(edge) + QPoint(2, 0), hands.at(to))
    assert hands.wave.selection == pytest.approx(expected, abs=0.1)


def test_the_mouse_shows_where_an_edge_or_a_sign_can_be_taken(marked: Hands) -> None:
    marked.wave.select(25, 30)
    shapes = []
    for at in (marked.at(25), marked.at(27), marked.at(42, marked.marks_y)):
        QTest.mouseMove(marked.wave, at)
        shapes.append(marked.wave.cursor().shape())
    assert shapes == [Qt.CursorShape.SizeHorCursor, Qt.CursorShape.ArrowCursor, Qt.CursorShape.PointingHandCursor]


def test_a_click_leaves_the_selection_and_shift_extends_it(hands: Hands) -> None:
    hands.wave.select(12, 20)
    hands.click(hands.at(40))
    assert hands.wave.selection == (12, 20)
    hands.click(hands.at(30), SHIFT)
    assert hands.wave.selection == pytest.approx((12, 30), abs=0.1)
    assert len(hands.sought) == 1


def test_shift_without_a_selection_selects_from_the_playhead(hands: Hands) -> None:
    hands.wave.set_position(5)
    hands.click(hands.at(9), SHIFT)
    assert hands.wave.selection == pytest.approx((5, 9), abs=0.1)


def test_a_drag_beyond_the_edge_moves_the_view_along(hands: Hands) -> None:
    hands.look(10, 14)
    start = hands.wave.view.start
    hands.drag(hands.at(13), QPoint(WIDTH + 200, 40))
    assert hands.wave.view.start > start
    selection = hands.wave.selection
    assert selection is not None
    assert selection[1] > 14.2


def test_the_sign_of_evidence_is_a_way_there_and_shift_chooses_it(marked: Hands) -> None:
    marked.click(marked.at(42, marked.marks_y) + QPoint(3, 0))
    assert marked.sought == [42.0]
    assert marked.chosen == []
    marked.click(marked.at(12, marked.marks_y), SHIFT)
    assert marked.chosen == [("greets", 2)]
    assert marked.sought == [42.0]
    assert marked.wave.selection is None


def test_the_line_of_evidence_belongs_to_it_and_beside_it_is_just_a_time(marked: Hands) -> None:
    marked.click(marked.at(45, marked.marks_y))
    marked.click(marked.at(30, marked.marks_y))
    assert marked.sought == pytest.approx([42.0, 30.0], abs=0.1)


def test_the_middle_button_drags_the_view(hands: Hands) -> None:
    hands.look(20, 25)
    start = hands.wave.view.start
    hands.drag(QPoint(300, 40), QPoint(200, 40), Qt.MouseButton.MiddleButton)
    assert hands.wave.view.start == pytest.approx(start + 100 / hands.wave.view.pixels_per_second)
    assert hands.sought == []
    assert hands.selected == []


def test_ctrl_and_the_wheel_zoom_about_the_mouse(hands: Hands) -> None:
    under = hands.wave.view.seconds(150)
    assert wheel(hands, 150, QPoint(0, 120), CTRL)
    assert hands.wave.view.span == pytest.approx(SECONDS / 1.25)
    assert hands.wave.view.seconds(150) == pytest.approx(under)
    wheel(hands, 150, QPoint(0, -240), CTRL)
    assert hands.wave.view.is_whole


def test_the_wheel_scrolls_both_ways_and_by_pixels_where_there_are_some(hands: Hands) -> None:
    hands.look(20, 29)
    view = hands.wave.view
    wheel(hands, 10, QPoint(0, -120))
    assert hands.wave.view.start > view.start
    wheel(hands, 10, QPoint(0, 120))
    assert hands.wave.view.start == pytest.approx(view.start)
    wheel(hands, 10, QPoint(120, 0), pixels=QPoint(-60, 0))
    assert hands.wave.view.start == pytest.approx(view.start + 60 / view.pixels_per_second)


def test_with_everything_in_view_the_wheel_is_left_to_others(hands: Hands) -> None:
    assert not wheel(hands, 10, QPoint(0, -120))


def test_two_fingers_zoom(hands: Hands) -> None:
    at, device = QPointF(300, 40), QPointingDevice.primaryPointingDevice()
    kind = Qt.NativeGestureType.ZoomNativeGesture
    QApplication.sendEvent(hands.wave, QNativeGestureEvent(kind, device, 2, at, at, at, 0.5, QPointF()))
    assert hands.wave.view.span == pytest.approx(SECONDS / 1.5)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "0:05.0 · Agent speaks"),
        (9.5, "0:09.5 · Customer cuts in · both speak"),
        (15, "0:15.0 · Customer speaks · evidence for 1 · redacted: card number"),
        (25, "0:25.0 · silence"),
        (35, "0:35.0 · hold music"),
    ],
)
def test_resting_the_mouse_tells_the_time_and_what_happens(marked: Hands, seconds: float, words: str) -> None:
    marked.wave._tell_there(marked.at(seconds), QPoint(5, 5))
    assert QToolTip.text() == words


def test_resting_on_a_sign_tells_which_evidence_it_is(marked: Hands) -> None:
    marked.wave._tell_there(marked.at(42, marked.marks_y), QPoint(5, 5))
    assert QToolTip.text().endswith("Evidence 2 of 2 at 0:42, for standard 5")


def test_the_legend_names_what_occurs_and_nothing_else(marked: Hands) -> None:
    corner = marked.wave.frame.legend.center().toPoint()
    marked.wave._tell_there(corner, QPoint(5, 5))
    full = QToolTip.text()
    for word in ("Agent", "Customer", "silence", "both speak", "interruption", "hold music", "evidence", "redacted"):
        assert word in full
    marked.wave.set_marks(type(marked.wave.marks)())
    marked.wave._tell_there(marked.wave.frame.legend.center().toPoint(), QPoint(6, 6))
    assert "redacted" not in QToolTip.text()
    assert "hold music" in QToolTip.text()


def test_the_time_under_the_mouse_is_shown_and_taken_away(hands: Hands) -> None:
    before = hands.picture()
    QTest.mouseMove(hands.wave, hands.at(31.0, 60))
    assert hands.picture() != before
    hands.wave.leaveEvent(None)  # type: ignore[arg-type]
    assert hands.picture() == before


def test_without_a_recording_the_mouse_does_nothing(empty: Hands) -> None:
    empty.drag(QPoint(10, 40), QPoint(200, 40))
    empty.click(QPoint(100, 40))
    assert (empty.sought, empty.selected, empty.told) == ([], [], [])

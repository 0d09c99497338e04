"""The strip: there while only a part is in view; its frame is dragged."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.review.wave.recorded import SECONDS, WIDTH, Hands


def test_it_is_there_while_only_a_part_is_in_view(hands: Hands) -> None:
    assert not hands.wave.overview.isVisible()
    bottom = hands.wave.frame.bottom
    hands.look(20, 30)
    assert hands.wave.overview.isVisible()
    assert hands.wave.frame.bottom < bottom
    assert hands.wave.overview.geometry().top() >= hands.wave.frame.strip
    hands.wave.zoom_all()
    assert not hands.wave.overview.isVisible()


def test_a_click_brings_the_view_there(hands: Hands) -> None:
    hands.look(5, 14)
    QTest.mouseClick(hands.wave.overview, Qt.MouseButton.LeftButton, pos=QPoint(WIDTH // 2, 8))
    assert hands.wave.view.start + hands.wave.view.span / 2 == pytest.approx(SECONDS / 2, abs=0.2)
    assert hands.sought == []


def test_the_frame_is_dragged_by_where_it_was_taken(hands: Hands) -> None:
    hands.look(20, 29)
    view, strip = hands.wave.view, hands.wave.overview
    taken = QPoint(round(22 / SECONDS * WIDTH), 8)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=taken)
    assert hands.wave.view.start == pytest.approx(view.start, abs=0.1), "taking it moves nothing"
    QTest.mouseMove(strip, taken + QPoint(100, 0))
    assert hands.wave.view.start == pytest.approx(view.start + 10, abs=0.15)
    QTest.mouseMove(strip, taken - QPoint(900, 0))
    assert hands.wave.view.start == 0
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=taken)


def test_the_frame_the_playhead_and_evidence_are_seen(marked: Hands) -> None:
    marked.look(20, 29)
    strip, theme = marked.wave.overview, marked.wave._theme

    def columns(color: str, row: int) -> list[int]:
        picture = strip.grab().toImage()
        return [x for x in range(picture.width()) if picture.pixelColor(x, row).name() == theme.color(color).name()]

    marked.wave.set_position(25)
    assert set(columns("text", 3)) == {249, 250}
    assert min(columns("accent", 0)) == pytest.approx(200, abs=8)
    assert any(118 <= x <= 124 for x in columns("accent", strip.height() - 2))


def test_closer_than_can_be_shown_the_frame_can_still_be_taken(hands: Hands) -> None:
    hands.wave.look(hands.wave.view.zoomed(1e6, 600))
    assert hands.wave.overview._frame().width() >= 8
    assert hands.wave.overview._frame().right() <= WIDTH + 0.5

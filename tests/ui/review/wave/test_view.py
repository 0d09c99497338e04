"""Seconds and pixels: zooming keeps the anchor, nothing goes beyond the ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.ui.review.wave.view import SHORTEST_S, STEPS, View, spell

durations = st.floats(0.5, 8000)
parts = st.floats(0, 1)


@given(durations, parts, st.floats(0.1, 10), st.floats(1, 3000))
def test_zooming_keeps_the_time_under_the_anchor_unless_an_end_is_reached(
    duration: float, place: float, factor: float, width: float
) -> None:
    view = View.whole(duration, width).zoomed(8, width * place)
    at = view.seconds(width / 2)
    closer = view.zoomed(factor, width / 2)
    assert closer.start >= 0
    assert closer.end <= duration + 1e-6
    if closer.start > 1e-6 and closer.end < duration - 1e-6:
        assert closer.seconds(width / 2) == pytest.approx(at, abs=duration * 1e-9 + 1e-9)


@given(durations, st.lists(st.tuples(st.floats(0.01, 100), parts), max_size=8), st.floats(-5000, 5000))
def test_no_view_ever_leaves_the_recording(duration: float, zooms: list[tuple[float, float]], scroll: float) -> None:
    view = View.whole(duration, 900)
    for factor, place in zooms:
        view = view.zoomed(factor, 900 * place).scrolled(scroll)
        assert min(SHORTEST_S, duration) * 0.999 <= view.span <= duration
        assert view.start >= 0
        assert view.end <= duration + 1e-6


@given(durations, parts, parts)
def test_a_pixel_is_the_time_it_shows(duration: float, start: float, place: float) -> None:
    view = View.whole(duration, 700).zoomed(5, 700 * start)
    seconds = view.start + place * view.span
    assert view.seconds(view.x(seconds)) == pytest.approx(min(seconds, duration), abs=1e-6)


def test_zooming_out_ends_at_the_whole_and_in_at_single_samples() -> None:
    view = View.whole(7200, 2560)
    assert view.zoomed(0.5, 10) == view
    assert view.zoomed(1e9, 10).span == SHORTEST_S
    assert view.zoomed(1e9, 10).all() == view


def test_a_span_is_shown_with_room_around_it() -> None:
    view = View.whole(100, 1000).showing(40, 49)
    assert (view.start, view.end) == pytest.approx((39.5, 49.5))
    assert view.x(40) == pytest.approx(50)


def test_a_page_is_turned_so_that_the_time_stands_near_the_left() -> None:
    view = View.whole(100, 1000).zoomed(10, 0)
    assert view.paged(50).x(50) == pytest.approx(100)
    assert view.paged(99).end == pytest.approx(100)


def test_a_recording_that_turns_out_longer_stays_whole_or_stays_put() -> None:
    whole = View.whole(10, 500)
    assert whole.lengthened(20).is_whole
    part = whole.zoomed(4, 250)
    longer = part.lengthened(20)
    assert (longer.start, longer.span, longer.duration) == (part.start, part.span, 20)
    assert part.lengthened(5).end <= 5


def test_another_width_shows_the_same_seconds() -> None:
    view = View.whole(60, 600).zoomed(3, 300).resized(900)
    assert view.span == pytest.approx(20)
    assert view.pixels_per_second == pytest.approx(45)


@pytest.mark.parametrize("span", [7200, 300, 20, 3, 0.4, 0.02])
def test_steps_leave_room_for_what_is_written_and_no_more_than_needed(span: float) -> None:
    view = View(7200, 0, span, 900)
    step = view.step(76)
    assert step * view.pixels_per_second >= 76
    assert step in STEPS
    smaller = [each for each in STEPS if each < step]
    assert not smaller or smaller[-1] * view.pixels_per_second < 76


@pytest.mark.parametrize(
    ("seconds", "step", "written"),
    [
        (74, 1, "1:14"),
        (74.25, 0.05, "1:14.25"),
        (3723.5, 0.5, "1:02:03.5"),
        (0.0207, 0.001, "0:00.021"),
        (59.96, 0.1, "1:00.0"),
    ],
)
def test_times_have_as_many_decimals_as_the_step(seconds: float, step: float, written: str) -> None:
    assert spell(seconds, step) == written

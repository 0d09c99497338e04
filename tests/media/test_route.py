from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.media.route import Leg, Route, back, tidy


def test_without_anything_a_recording_is_one_leg_to_its_end() -> None:
    assert list(Route(100, 1.5).legs()) == [Leg(100, None, 1.5)]


def test_a_span_ends_where_it_says_and_knows_neither_loop_nor_skips() -> None:
    route = Route(100, loop=(50, 120), skips=((110, 130),), stop=200)
    assert list(route.legs()) == [Leg(100, 200, 1.0)]


def test_a_span_of_nothing_is_an_empty_leg() -> None:
    assert list(Route(100, stop=80).legs()) == [Leg(100, 100, 1.0)]


def test_a_loop_comes_back_to_its_start_for_ever_without_skips() -> None:
    legs = list(islice(Route(70, loop=(50, 120), skips=((60, 100),)).legs(), 4))
    assert legs == [Leg(70, 120, 1.0), *[Leg(50, 120, 1.0)] * 3]


def test_a_loop_that_lies_behind_is_not_gone_back_to() -> None:
    assert list(Route(120, loop=(50, 120)).legs()) == [Leg(120, None, 1.0)]


def test_skips_are_left_out_and_counted_where_they_end() -> None:
    route = Route(0, skips=((10, 20), (30, 60)))
    assert list(route.legs()) == [Leg(0, 10, 1.0), Leg(20, 30, 1.0, 10), Leg(60, None, 1.0, 30)]


def test_a_start_inside_a_skip_goes_on_at_its_end() -> None:
    assert list(Route(15, skips=((10, 20),)).legs()) == [Leg(20, None, 1.0, 5)]


def test_skips_behind_are_no_matter() -> None:
    assert list(Route(20, skips=((10, 20),)).legs()) == [Leg(20, None, 1.0)]


def test_a_replay_is_slow_up_to_where_one_was_then_as_before() -> None:
    assert list(Route(10, 1.5, slow=(40, 0.75)).legs()) == [Leg(10, 40, 0.75), Leg(40, None, 1.5)]


def test_a_replay_leaves_out_what_is_skipped() -> None:
    legs = list(Route(5, skips=((10, 20),), slow=(30, 0.5)).legs())
    assert legs == [Leg(5, 10, 0.5), Leg(20, 30, 0.5, 10), Leg(30, None, 1.0)]


def test_a_replay_in_a_loop_is_slow_only_the_first_time_round() -> None:
    legs = list(islice(Route(10, loop=(0, 50), slow=(40, 0.5)).legs(), 4))
    assert legs == [Leg(10, 40, 0.5), Leg(40, 50, 1.0), Leg(0, 50, 1.0), Leg(0, 50, 1.0)]


def test_a_replay_that_is_over_is_no_matter() -> None:
    assert list(Route(40, slow=(40, 0.5)).legs()) == [Leg(40, None, 1.0)]


@pytest.mark.parametrize(
    ("spans", "neat"),
    [
        ([(30, 40), (10, 20)], ((10, 20), (30, 40))),
        ([(10, 20), (20, 30)], ((10, 30),)),
        ([(10, 40), (20, 30)], ((10, 40),)),
        ([(-5, 3)], ((0, 3),)),
        ([(5, 5), (9, 2)], ()),
        ([(0, 3), (10, 15)], ((10, 15),)),
    ],
)
def test_spans_are_put_in_order(spans: list[tuple[int, int]], neat: tuple[tuple[int, int], ...]) -> None:
    assert tidy(spans, shortest=1 if neat == ((0, 3),) else 4) == neat


@pytest.mark.parametrize(
    ("position", "frames", "start"),
    [(100, 5, 95), (100, 10, 90), (100, 20, 30), (100, 25, 25), (100, 90, 0), (60, 5, 35), (35, 5, 30)],
)
def test_going_back_counts_what_was_heard(position: int, frames: int, start: int) -> None:
    # Skipped: 40 to 90; so 100 back to 90 is ten frames, and before them lies what ends at 40.
    assert back(position, frames, ((40, 90),)) == start


spans = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8)


@given(st.integers(0, 500), spans, st.none() | st.tuples(st.integers(0, 500), st.just(0.5)))
def test_every_frame_from_the_start_is_either_played_or_skipped(start, given_spans, slow) -> None:
    skips = tidy(given_spans)
    position = start
    for leg in Route(start, skips=skips, slow=slow).legs():
        assert leg.start == position + leg.skipped
        assert all(last <= leg.start or (leg.end is not None and first >= leg.end) for first, last in skips) or (
            leg.end is None and all(last <= leg.start for _, last in skips)
        )
        position = 10**6 if leg.end is None else leg.end
    assert position == 10**6


@given(st.integers(0, 500), st.integers(0, 200), spans)
def test_back_and_forth_is_the_same_way(position, frames, given_spans) -> None:
    skips = tidy(given_spans)
    if any(first < position < last for first, last in skips):
        return
    start = back(position, frames, skips)
    heard = sum(
        min(position, leg.end or position) - leg.start
        for leg in Route(start, skips=skips).legs()
        if leg.start < position
    )
    assert heard == frames or (start == 0 and heard < frames)

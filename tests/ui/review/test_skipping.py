"""Which silence and hold is skipped, and what was heard before a moment."""

import pytest

from qa_desktop.media.activity import Activity, Segment, Span
from qa_desktop.ui.review.skipping import longest_silence, reached_back, silences, skipped

HEARD = Activity(
    separated=True,
    segments=(Segment(0, 1.0, 10.0), Segment(1, 9.0, 20.0), Segment(0, 24.0, 40.0), Segment(1, 60.0, 70.0)),
    overtalk_spans=(Span(9.0, 10.0),),
    hold_spans=(Span(43.0, 58.0),),
    talk=(25.0, 21.0),
    overtalk=1.0,
    silence=8.0,
    longest_silence=4.0,
    hold=15.0,
)
END = 71.0


def test_silence_is_what_lies_between_speech_and_hold() -> None:
    assert silences(HEARD, END) == ((20.0, 24.0), (40.0, 43.0))
    assert longest_silence(HEARD, END) == (20.0, 24.0)


def test_skipping_silence_keeps_half_a_second_at_each_end_and_the_hold() -> None:
    assert skipped(HEARD, END, silence=True, hold=False) == ((20.5, 23.5), (40.5, 42.5))


def test_skipping_hold_leaves_silence_alone() -> None:
    assert skipped(HEARD, END, silence=False, hold=True) == ((43.5, 57.5),)


def test_silence_around_the_hold_goes_with_it_where_both_are_skipped() -> None:
    assert skipped(HEARD, END, silence=True, hold=True) == ((20.5, 23.5), (40.5, 59.5))
    assert skipped(HEARD, END, silence=False, hold=False) == ()


def test_a_silent_recording_has_one_silence() -> None:
    nobody = Activity(False, (), (), (), (0.0,), 0.0, 30.0, 30.0, 0.0)
    assert longest_silence(nobody, 30.0) == (0.0, 30.0)
    talks = Activity(False, (Segment(0, 0.0, 30.0),), (), (), (30.0,), 0.0, 0.0, 0.0, 0.0)
    assert longest_silence(talks, 30.0) is None


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (2.0, (0.0, 2.0)),  # the start of the recording
        (20.3, (16.3, 20.3)),  # nothing was skipped
        (25.0, (18.0, 25.0)),  # three seconds were, in between
        (23.5, (16.5, 23.5)),  # just after what was skipped
        (22.0, (16.5, 22.0)),  # inside, where somebody has gone by hand
    ],
)
def test_what_is_skipped_does_not_count_as_heard(end: float, expected: tuple[float, float]) -> None:
    assert reached_back(end, 4.0, ((20.5, 23.5), (40.5, 59.5)), None) == pytest.approx(expected)


def test_in_a_loop_the_seconds_before_its_beginning_were_heard_at_its_end() -> None:
    assert reached_back(15.0, 4.0, (), (10.0, 20.0)) == (11.0, 15.0)
    assert reached_back(12.0, 4.0, (), (10.0, 20.0)) == (10.0, 20.0)
    assert reached_back(25.0, 4.0, (), (10.0, 20.0)) == (21.0, 25.0)

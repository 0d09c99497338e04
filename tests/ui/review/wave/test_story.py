"""What happens when: silences are what is left, and both lanes tell the same where they hold the same."""

from dataclasses import replace

from qa_desktop.media.activity import Segment
from qa_desktop.ui.review.wave.story import story_of, within
from tests.ui.review.wave.recorded import SECONDS, activity


def test_silence_is_neither_speech_nor_hold_and_lasts_five_seconds() -> None:
    story = story_of(activity(), 2, SECONDS)
    assert story.silences == ((20.0, 33.0), (55.0, 60.0))
    assert story.holds == ((33.0, 38.0),)


def test_each_channel_has_its_own_speech() -> None:
    story = story_of(activity(), 2, SECONDS)
    assert story.speech == (((0.0, 10.0), (40.0, 55.0)), ((9.0, 20.0),))
    assert story.speakers(5) == (0,)
    assert story.speakers(9.5) == (0, 1)
    assert story.speakers(25) == ()


def test_a_word_within_the_speech_of_the_other_side_ends_no_silence_sooner() -> None:
    within_the_other = replace(activity(), segments=(Segment(0, 0.0, 40.0), Segment(1, 5.0, 6.0)), hold_spans=())
    assert story_of(within_the_other, 2, SECONDS).silences == ((40.0, 60.0),)


def test_channels_with_the_same_sound_have_the_same_speech() -> None:
    one, other = story_of(replace(activity(), separated=False), 2, SECONDS).speech
    assert one == other


def test_a_recording_of_nothing_is_one_silence() -> None:
    empty = replace(activity(), segments=(), hold_spans=(), overtalk_spans=(), interruptions=())
    assert story_of(empty, 1, 12.0).silences == ((0.0, 12.0),)
    assert story_of(empty, 1, 4.0).silences == ()


def test_a_time_is_in_the_span_that_begins_there_and_not_in_the_one_that_ends() -> None:
    spans = ((1.0, 2.0), (2.0, 3.0))
    assert within(spans, 2.0) == (2.0, 3.0)
    assert within(spans, 3.0) is None

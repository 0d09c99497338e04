from dataclasses import replace

import numpy as np
import pytest

from qa_desktop.media.levels import MOST_GAIN, TARGET, levelling_gains
from tests.media import made_sounds as sounds
from tests.media.made_calls import Line, MadeCall, Timetable


def call(agent: float, customer: float, noise: float = -66.0) -> MadeCall:
    """Two made voices at levels in dB below full scale; -200 says nothing."""
    table = Timetable(30)
    for channel, level in enumerate((agent, customer)):
        piece = sounds.piece(sounds.made_voice(channel, 8, 120 + 90 * channel).samples, level)
        if level > -100:
            table.say(channel, 1 + 12 * channel, piece)
    return table.recorded(Line(noise=noise))


def gains(made: MadeCall) -> tuple[float, float]:
    return levelling_gains(made.peaks(), made.measured())


@pytest.mark.parametrize(("level", "gain"), [(-26, 3), (-33, 10), (TARGET, 0), (-41, 18), (-47, 20), (-18, 0)])
def test_a_quiet_side_is_raised_to_the_target_and_a_loud_one_is_left(level: float, gain: float) -> None:
    agent, customer = gains(call(-20.0, level))
    assert agent == 0
    assert customer == pytest.approx(gain, abs=0.7)
    assert customer <= MOST_GAIN


@pytest.mark.parametrize("noise", [-60.0, -45.0])
def test_what_is_only_noise_is_not_raised(noise: float) -> None:
    assert gains(call(-20.0, -200.0, noise)) == (0, 0)


def test_a_word_or_two_that_may_be_a_cough_are_not_raised() -> None:
    made = call(-20.0, -40.0)
    found = made.measured()
    first = next(segment for segment in found.segments if segment.channel == 1)
    short = replace(found, segments=(replace(first, end=first.start + 0.5),))
    assert levelling_gains(made.peaks(), found)[1] > 10
    assert levelling_gains(made.peaks(), short)[1] == 0


def test_speech_that_is_no_louder_than_its_noise_is_not_raised() -> None:
    made = call(-20.0, -40.0)
    found = made.measured()
    loud = made.samples.astype(float)
    loud[:, 1] += np.random.default_rng(1).standard_normal(len(loud)) * 32768 * 10 ** (-38 / 20)
    noisy = MadeCall(loud.astype(np.int16), made.rate, made.speech, made.hold)
    assert levelling_gains(made.peaks(), found)[1] > 10
    assert levelling_gains(noisy.peaks(), found)[1] == 0


def test_hold_music_does_not_count_as_somebody_speaking() -> None:
    table = Timetable(60)
    table.say(0, 1, sounds.piece(sounds.made_voice(1, 8, 120).samples, -36.0))
    table.play((0,), 15, sounds.steady_music(30), -16.0)
    made = table.recorded()
    assert gains(made)[0] == pytest.approx(13, abs=0.7)


def test_one_channel_is_levelled_too_and_a_doubled_one_on_both_sides() -> None:
    made = call(-33.0, -33.0)
    mixed = made.samples.sum(axis=1, keepdims=True).astype(np.int16)
    mono = MadeCall(mixed, made.rate, made.speech, made.hold)
    assert gains(mono) == (pytest.approx(10, abs=0.7), 0)
    doubled = MadeCall(np.repeat(mixed, 2, axis=1), made.rate, made.speech, made.hold)
    assert gains(doubled) == (pytest.approx(10, abs=0.7), pytest.approx(10, abs=0.7))

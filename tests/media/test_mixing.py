import numpy as np
import pytest

from qa_desktop.media.mixing import KNEE, Mixer, limited
from qa_desktop.media.playback import ChannelMode, Hearing

RATE = 48_000


def tone(hz: float, level: float, seconds: float = 0.5) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def heard(hearing: Hearing, *channels: float) -> list[float]:
    """What each ear gets of channels that hold these values."""
    return Mixer(hearing, len(channels)).mix(np.array([channels], np.float32))[0].tolist()


@pytest.mark.parametrize(
    ("hearing", "left", "right"),
    [
        (Hearing(), 0.25, 0.5),
        (Hearing(ChannelMode.LEFT), 0.25, 0.25),
        (Hearing(ChannelMode.RIGHT), 0.5, 0.5),
        # Turned to one ear, both sides are heard in it: nobody with one ear loses a side.
        (Hearing(balance=-1), 0.75, 0.0),
        (Hearing(balance=1), 0.0, 0.75),
        (Hearing(balance=-0.5), 0.5, 0.25),
        (Hearing(ChannelMode.LEFT, balance=-1), 0.25, 0.0),
        (Hearing(ChannelMode.RIGHT, balance=0.5), 0.25, 0.5),
        (Hearing(gains_db=(6.0206, -6.0206)), 0.5, 0.25),
        (Hearing(ChannelMode.RIGHT, gains_db=(0, -6.0206)), 0.25, 0.25),
        (Hearing(balance=-7), 0.75, 0.0),
    ],
)
def test_ears_get_what_the_hearing_says(hearing: Hearing, left: float, right: float) -> None:
    assert heard(hearing, 0.25, 0.5) == pytest.approx([left, right], abs=1e-4)


@pytest.mark.parametrize(
    ("hearing", "left", "right"),
    [
        (Hearing(), 0.25, 0.25),
        (Hearing(ChannelMode.RIGHT), 0.25, 0.25),
        (Hearing(balance=-1), 0.25, 0.0),
        (Hearing(balance=0.5), 0.125, 0.25),
        (Hearing(gains_db=(6.0206, -40)), 0.5, 0.5),
    ],
)
def test_mono_obeys_balance_and_the_first_gain(hearing: Hearing, left: float, right: float) -> None:
    assert heard(hearing, 0.25) == pytest.approx([left, right], abs=1e-4)


def test_without_gain_full_scale_comes_through_untouched() -> None:
    loud = np.stack([tone(440, 1.0), tone(700, 1.0)], axis=1)
    assert np.array_equal(Mixer(Hearing(), 2).mix(loud), loud)
    assert np.array_equal(Mixer(Hearing(ChannelMode.LEFT), 2).mix(loud), loud[:, [0, 0]])


def test_raised_gain_never_clips_and_keeps_its_shape_growing() -> None:
    mixer = Mixer(Hearing(balance=-1, gains_db=(12, 12)), 2)
    steps = np.linspace(0, 1, 500, dtype=np.float32)
    mixed = mixer.mix(np.stack([steps, steps], axis=1))[:, 0]
    assert mixed.max() <= 1.0
    assert (np.diff(mixed) >= 0).all()
    assert (np.diff(np.diff(mixed))[np.diff(mixed)[1:] > 1e-4] < 1e-4).all()  # it bends, and has no corner


def test_below_its_knee_the_limiter_leaves_no_trace() -> None:
    raised = Mixer(Hearing(gains_db=(12, 0)), 2).mix(np.stack([tone(440, KNEE / 4), tone(440, 0)], axis=1))[:, 0]
    spectrum = np.abs(np.fft.rfft(raised * np.hanning(len(raised))))
    strongest = int(np.argmax(spectrum))
    spectrum[strongest - 4 : strongest + 5] = 0
    assert 20 * np.log10(spectrum.max() / len(raised) + 1e-12) < -100


def test_above_it_distortion_stays_soft() -> None:
    def harmonics(samples: np.ndarray) -> float:
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
        strongest = int(np.argmax(spectrum))
        total = spectrum.sum()
        return float(np.sqrt((total - spectrum[strongest - 4 : strongest + 5].sum()) / total))

    over = tone(440, 1.0)
    assert harmonics(limited(over)) < 0.5 * harmonics(np.clip(over, -KNEE, KNEE))


def test_gain_has_a_limit() -> None:
    assert heard(Hearing(gains_db=(90, 0)), 0.001, 0)[0] == pytest.approx(0.001 * 10 ** (24 / 20), rel=1e-3)

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.media.outputs import PullDevice
from qa_desktop.media.pcm import Pcm, PcmReader
from qa_desktop.media.playback import ChannelMode, Hearing
from qa_desktop.media.render import FADE, OUTPUT_FRAME_BYTES, Renderer
from qa_desktop.media.route import Route
from qa_desktop.media.timeline import OUTPUT_RATE, Timeline

from .conftest import RATE, loudest_hz, tone_of, tone_samples, write_pcm


@pytest.fixture
def make() -> Iterator[Callable[..., Renderer]]:
    readers: list[PcmReader] = []

    def build(
        pcm: Pcm,
        start=0.0,
        speed=1.0,
        mode=ChannelMode.BOTH,
        end: float | None = None,
        hearing: Hearing | None = None,
        **way,
    ) -> Renderer:
        reader = PcmReader(pcm)
        readers.append(reader)
        stop = None if end is None else round(end * pcm.rate)
        route = Route(round(start * pcm.rate), speed, stop=stop, **way)
        renderer = Renderer(reader, route, Hearing(mode) if hearing is None else hearing)
        renderer.finish_at(reader.frames())
        return renderer

    yield build
    for reader in readers:
        reader.close()


def pull(renderer: Renderer, seconds: float) -> np.ndarray:
    device = PullDevice(renderer)
    data = bytearray()
    wanted = int(seconds * OUTPUT_RATE) * OUTPUT_FRAME_BYTES
    while len(data) < wanted:
        data += device.readData(min(8192, wanted - len(data)))
    return np.frombuffer(bytes(data), np.float32).reshape(-1, 2)


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0, 3.0])
def test_the_pitch_stays_at_every_speed(make, tones: Pcm, speed: float) -> None:
    renderer = make(tones, start=5, speed=speed)
    heard = pull(renderer, 0.9 / speed)
    middle = heard[len(heard) // 4 :]
    assert loudest_hz(middle[:, 0], OUTPUT_RATE) == pytest.approx(tone_of(5, 0), abs=6)
    assert loudest_hz(middle[:, 1], OUTPUT_RATE) == pytest.approx(tone_of(5, 1), abs=6)


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0, 3.0])
def test_a_recording_lasts_as_long_as_its_speed_says(make, tones: Pcm, speed: float) -> None:
    renderer = make(tones, start=10, speed=speed)
    pull(renderer, 10 / speed + 1)
    assert renderer.end_out == pytest.approx(10 / speed * OUTPUT_RATE, abs=0.02 * OUTPUT_RATE)


@pytest.mark.parametrize(
    ("mode", "left", "right"),
    [(ChannelMode.BOTH, 0, 1), (ChannelMode.LEFT, 0, 0), (ChannelMode.RIGHT, 1, 1)],
)
def test_sides_go_to_the_ears_that_the_mode_names(make, tones: Pcm, mode: ChannelMode, left: int, right: int) -> None:
    heard = pull(make(tones, start=3, mode=mode), 0.9)
    assert loudest_hz(heard[:, 0], OUTPUT_RATE) == pytest.approx(tone_of(3, left), abs=2)
    assert loudest_hz(heard[:, 1], OUTPUT_RATE) == pytest.approx(tone_of(3, right), abs=2)


def test_mono_is_heard_in_both_ears(make, tmp_path: Path) -> None:
    heard = pull(make(write_pcm(tmp_path / "mono.pcm", tone_samples(2, channels=1))), 0.5)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert np.abs(heard).max() > 0.2


def test_a_start_is_exact_to_the_sample(make, tmp_path: Path) -> None:
    samples = np.zeros((2 * RATE, 1), np.int16)
    samples[12_345:] = 10_000
    heard = pull(make(write_pcm(tmp_path / "step.pcm", samples), start=12_000 / RATE), 0.2)
    rise = int(np.argmax(heard[:, 0] > 0.15))
    assert rise == pytest.approx(345 * 6, abs=6)


def test_a_span_ends_on_the_sample(make, tones: Pcm) -> None:
    renderer = make(tones, start=2, end=2.5)
    heard = pull(renderer, 1)
    assert renderer.end_out == pytest.approx(0.5 * OUTPUT_RATE, abs=1)
    assert np.abs(heard[: OUTPUT_RATE // 2 - 100]).max() > 0.2
    assert not heard[renderer.end_out :].any()


def test_the_timeline_follows_what_is_handed_out(make, tones: Pcm) -> None:
    renderer = make(tones, start=4, speed=2)
    pull(renderer, 1.5)
    assert renderer.timeline.at(0).seconds == 4
    assert renderer.timeline.at(OUTPUT_RATE).seconds == pytest.approx(6)


def test_silence_stands_in_for_what_is_not_decoded_yet(make, tmp_path: Path) -> None:
    samples = tone_samples(3)
    pcm = write_pcm(tmp_path / "growing.pcm", samples[:RATE])
    renderer = make(pcm)
    renderer.finish_at(None)
    first = pull(renderer, 1.5)
    assert renderer.starved
    assert not first[-OUTPUT_RATE // 4 :].any()
    position = renderer.timeline.at(renderer.handed).seconds
    assert position == pytest.approx(1, abs=0.01)
    with pcm.path.open("ab") as file:
        file.write(samples[RATE:].tobytes())
    later = pull(renderer, 0.9)
    assert loudest_hz(later[:, 0], OUTPUT_RATE) == pytest.approx(tone_of(1, 0), abs=2)
    assert renderer.timeline.at(renderer.handed).seconds == pytest.approx(position + 0.9, abs=0.001)


def test_nothing_at_all_is_silence_and_an_end(make, tmp_path: Path) -> None:
    renderer = make(write_pcm(tmp_path / "empty.pcm", np.zeros((0, 2), np.int16)))
    assert not pull(renderer, 0.1).any()
    assert renderer.end_out == 0


def test_a_timeline_holds_still_in_silence() -> None:
    timeline = Timeline(10.0)
    timeline.mark(0, 10.0, 1.0)
    timeline.mark(48_000, 11.0, 0.0)
    timeline.mark(96_000, 11.0, 2.0)
    assert [timeline.at(out).seconds for out in (24_000, 60_000, 95_999, 120_000)] == [10.5, 11.0, 11.0, 12.0]


# --- legs and their joins ---------------------------------------------------------------------------------------------


def steady(tmp_path: Path, seconds: int = 6, hz: float = 440.0) -> Pcm:
    """One tone all the way, so that every click at a join stands out."""
    time = np.arange(seconds * RATE) / RATE
    return write_pcm(tmp_path / "steady.pcm", (np.sin(2 * np.pi * hz * time) * 12000)[:, None])


def jumps(heard: np.ndarray) -> float:
    """The greatest step from one frame to the next."""
    return float(np.abs(np.diff(heard[:, 0])).max())


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.0, 1.5, 3.0])
def test_a_loop_has_the_same_period_to_the_frame_at_every_speed(make, tones: Pcm, speed: float) -> None:
    renderer = make(tones, start=3.5, speed=speed, loop=(28_000, 34_000))
    heard = pull(renderer, 3 * 0.75 / speed + 0.2)
    period = round(0.75 / speed * OUTPUT_RATE)
    assert np.abs(heard[period : 3 * period] - heard[: 2 * period]).max() < 1e-3
    assert renderer.timeline.at(period - 1).seconds == pytest.approx(4.25, abs=0.001)
    assert renderer.timeline.at(period).seconds == pytest.approx(3.5, abs=0.001)


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_joins_do_not_click(make, tmp_path: Path, speed: float) -> None:
    pcm = steady(tmp_path)
    # Stretches that end and begin anywhere in the wave.
    way = {"skips": ((8011, 12_345), (16_003, 20_002))}
    smooth = jumps(pull(make(pcm, start=4, speed=speed), 0.5)[FADE:])
    assert jumps(pull(make(pcm, start=0.3001, speed=speed, **way), 2.5 / speed)) < 1.3 * smooth
    assert jumps(pull(make(pcm, start=0.5, speed=speed, loop=(4000, 7013)), 2)) < 1.3 * smooth


def test_every_stretch_fades_in_and_out(make, tmp_path: Path) -> None:
    flat = write_pcm(tmp_path / "flat.pcm", np.full((4 * RATE, 1), 16_000))
    heard = pull(make(flat, skips=((RATE, 2 * RATE),)), 2)[:, 0]
    full = heard[OUTPUT_RATE // 2]
    for edge in (0, OUTPUT_RATE - 1, OUTPUT_RATE):
        assert heard[edge] < 0.02 * full
    inside = heard[FADE : OUTPUT_RATE - FADE]
    assert np.abs(inside - full).max() < 0.02 * full


def test_skipped_seconds_are_not_in_it_and_the_time_saved_is_known(make, tones: Pcm) -> None:
    renderer = make(tones, start=2, skips=((3 * RATE, 5 * RATE), (6 * RATE, 9 * RATE)))
    heard = pull(renderer, 3)
    for place, second in enumerate((2, 5, 9)):
        middle = heard[int((place + 0.2) * OUTPUT_RATE) : int((place + 0.8) * OUTPUT_RATE)]
        assert loudest_hz(middle[:, 0], OUTPUT_RATE) == pytest.approx(tone_of(second, 0), abs=2)
    moments = [renderer.timeline.at(round(seconds * OUTPUT_RATE)) for seconds in (0.5, 1.5, 2.5)]
    assert [moment.seconds for moment in moments] == pytest.approx([2.5, 5.5, 9.5])
    assert [moment.skipped for moment in moments] == [0, 2, 5]


def test_a_skip_beyond_the_end_saves_what_there_is(make, tones: Pcm) -> None:
    renderer = make(tones, start=18, skips=((19 * RATE, 50 * RATE),))
    pull(renderer, 1.5)
    assert renderer.end_out == OUTPUT_RATE
    end = renderer.timeline.at(renderer.end_out)
    assert (end.seconds, end.skipped) == (20, 1)


def test_a_skip_at_the_start_counts(make, tones: Pcm) -> None:
    renderer = make(tones, start=0, skips=((0, 5 * RATE),))
    pull(renderer, 0.5)
    moment = renderer.timeline.at(OUTPUT_RATE // 4)
    assert (moment.seconds, moment.skipped) == (pytest.approx(5.25), 5)


def test_a_replay_is_slow_and_then_as_before(make, tones: Pcm) -> None:
    renderer = make(tones, start=5, speed=1.5, slow=(7 * RATE, 0.5))
    heard = pull(renderer, 5)
    assert renderer.timeline.at(2 * OUTPUT_RATE).seconds == pytest.approx(6, abs=0.001)
    assert renderer.timeline.at(round(4.5 * OUTPUT_RATE)).seconds == pytest.approx(7.75, abs=0.001)
    for place, second in ((1.0, 5), (3.0, 6), (4.3, 7)):
        piece = heard[int((place - 0.25) * OUTPUT_RATE) : int((place + 0.25) * OUTPUT_RATE)]
        assert loudest_hz(piece[:, 0], OUTPUT_RATE) == pytest.approx(tone_of(second, 0), abs=6)


def test_a_loop_that_is_not_decoded_yet_waits(make, tmp_path: Path) -> None:
    samples = tone_samples(3)
    pcm = write_pcm(tmp_path / "growing.pcm", samples[: RATE // 2])
    renderer = make(pcm, loop=(0, RATE))
    renderer.finish_at(None)
    pull(renderer, 1)
    assert renderer.starved
    with pcm.path.open("ab") as file:
        file.write(samples[RATE // 2 :].tobytes())
    pull(renderer, 1)
    assert not renderer.starved


def test_a_loop_behind_the_end_is_an_end(make, tones: Pcm) -> None:
    renderer = make(tones, start=19, loop=(25 * RATE, 30 * RATE))
    pull(renderer, 1.5)
    assert renderer.end_out is not None


@pytest.mark.parametrize("step", range(51))
def test_every_speed_can_be_played(make, tones: Pcm, step: int) -> None:
    speed = round(0.5 + step * 0.05, 2)
    renderer = make(tones, start=5, speed=speed, end=6)
    pull(renderer, 1 / speed + 0.1)
    assert renderer.end_out == round(OUTPUT_RATE / speed)


@pytest.mark.parametrize("speed", [0.5, 1.0, 3.0])
def test_what_the_timeline_says_is_what_sounds(make, tones: Pcm, speed: float) -> None:
    renderer = make(tones, start=4, speed=speed)
    heard = pull(renderer, 4 / speed)
    for second in (5, 6, 7):
        out = round((second - 4 + 0.5) / speed * OUTPUT_RATE)
        piece = heard[out - OUTPUT_RATE // 16 : out + OUTPUT_RATE // 16, 0]
        assert loudest_hz(piece, OUTPUT_RATE) == pytest.approx(tone_of(second, 0), abs=8)
        assert renderer.timeline.at(out).seconds == pytest.approx(second + 0.5, abs=0.001)

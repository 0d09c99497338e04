"""The shape of the sound in columns: from peaks, and from samples, which are read only where they are needed."""

from pathlib import Path

import numpy as np
import pytest

from qa_desktop.media.pcm import Pcm, SampleMemory
from qa_desktop.ui.review.wave.shape import Block, columns_of_peaks, columns_of_samples, read_block, samples_between
from qa_desktop.ui.review.wave.view import View
from tests.ui.review.wave.recorded import RATE, SECONDS, peaks_of, samples, written

WHOLE = View.whole(SECONDS, 600)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_bars_reach_as_far_as_the_loudest_sample_in_them(ratio: float) -> None:
    found = columns_of_peaks(peaks_of(samples()), WHOLE, ratio, (0.0, SECONDS))
    seconds = found.pitch / (WHOLE.pixels_per_second * ratio)
    inside = round(45 / seconds)
    assert found.pitch == round(3 * ratio)
    assert found.highs[0][inside] == pytest.approx(8000, abs=20)
    assert found.lows[0][inside] == pytest.approx(-8000, abs=20)
    assert found.highs[1][inside] == 0
    assert found.highs[1][round(15 / seconds)] == pytest.approx(4000, abs=20)


def test_bars_of_a_part_are_those_of_its_seconds() -> None:
    view = WHOLE.showing(18.0, 22.0)
    found = columns_of_peaks(peaks_of(samples()), view, 1.0, (view.start, view.end))
    begins = (found.first + np.arange(found.highs.shape[1])) * found.pitch / view.pixels_per_second
    assert begins[0] == pytest.approx(view.start, abs=0.05)
    assert begins[-1] == pytest.approx(view.end, abs=0.05)
    spoken = begins[found.highs[1] > 3000]
    assert spoken.max() == pytest.approx(20.0, abs=0.05)


def test_bars_keep_their_place_in_the_recording_while_the_view_scrolls() -> None:
    peaks, view = peaks_of(samples()), WHOLE.zoomed(4, 300)
    one = columns_of_peaks(peaks, view, 1.0, (view.start, view.end))
    other = columns_of_peaks(peaks, view.scrolled(1), 1.0, (view.start, view.end))
    assert other.first - one.first in (0, 1)
    assert np.array_equal(one.highs[:, 1:50], other.highs[:, 1 - (other.first - one.first) :][:, :49])


def test_columns_of_samples_hold_what_falls_on_their_pixel(tmp_path: Path) -> None:
    view = WHOLE.showing(42.0, 42.9)
    block = read_block(written(tmp_path), view)
    assert block is not None
    found = columns_of_samples(block, view, 1.0, (view.start, view.end))
    planar = samples()
    per_column = RATE / view.pixels_per_second
    for column in (0, 100, 599):
        first = int((found.first + column) * per_column)
        last = int((found.first + column + 1) * per_column) + 1
        assert found.highs[0][column] == planar[0, first:last].max()
        assert found.lows[0][column] == planar[0, first:last].min()


def test_what_is_read_covers_the_view_and_half_as_much_around(tmp_path: Path) -> None:
    view = WHOLE.showing(10.0, 12.7)
    block = read_block(written(tmp_path), view)
    assert block is not None
    assert block.holds(view.start, view.end)
    assert block.holds(view.start - view.span / 2, view.end + view.span / 2)
    assert not block.holds(view.start - view.span, view.end)
    assert np.array_equal(block.samples, samples()[:, block.first : block.first + block.samples.shape[1]])


def test_samples_in_memory_are_read_too() -> None:
    memory = SampleMemory(10_000_000)
    memory.append(memoryview(samples().T.tobytes()))
    block = read_block(Pcm(None, RATE, 2, memory), WHOLE.showing(41, 42))
    assert block is not None
    assert block.samples.max() == 8000


def test_samples_that_are_gone_or_not_there_yet_draw_nothing(tmp_path: Path) -> None:
    assert read_block(Pcm(tmp_path / "gone.pcm", RATE, 2), WHOLE) is None
    half = Block(0, RATE, samples()[:, : 41 * RATE])
    view = WHOLE.showing(40.5, 41.5)
    found = columns_of_samples(half, view, 1.0, (view.start, view.end))
    assert found.highs[0][:100].max() == 8000
    assert not found.highs[0][-100:].any()
    assert not found.lows[0][-100:].any()


def test_single_samples_are_those_of_the_span() -> None:
    block = Block(1000, RATE, samples()[:, 1000:9000])
    begun, found = samples_between(block, 0.5, 0.51)
    first = round(begun * RATE)
    assert first <= 4000
    assert first + found.shape[1] >= 4080
    assert np.array_equal(found, samples()[:, first : first + found.shape[1]])

import numpy as np
import pytest

from qa_desktop.media.peaks import Peaks, PeaksBuilder


def built(samples: np.ndarray, rate: int = 8000, block: int = 8000) -> Peaks:
    builder = PeaksBuilder(samples.shape[0], rate)
    for first in range(0, samples.shape[1], block):
        builder.add(samples[:, first : first + block])
    return builder.peaks()


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(5).integers(-20_000, 20_000, (2, 8000 * 150 + 37), np.int16)


def test_all_samples_count_also_those_of_the_last_broken_window(noise: np.ndarray) -> None:
    peaks = built(noise)
    assert peaks.mins.shape == (2, 15_001)
    assert peaks.maxs[1, -1] == noise[1, -37:].max()
    assert (peaks.channels, peaks.seconds) == (2, 150.01)


def test_a_constant_offset_is_not_sound() -> None:
    assert not built(np.full((1, 8000), 3000, np.int16)).rms.any()


@pytest.mark.parametrize("columns", [1, 7, 800, 2560])
@pytest.mark.parametrize(("first", "last"), [(0.0, 150.0), (31.25, 97.5), (10.0, 10.5)])
def test_a_slice_holds_the_extremes_of_its_span(noise: np.ndarray, columns: int, first: float, last: float) -> None:
    part = built(noise).slice(first, last, columns)
    exact = noise[:, round(first * 8000) : round(last * 8000)]
    assert part.mins.shape == part.maxs.shape == part.rms.shape == (2, columns)
    # A column may begin within a pyramid cell, and then takes the whole cell.
    assert (part.mins.min(1) <= exact.min(1)).all() or columns > 100
    assert (part.maxs.max(1) >= exact.max(1) - 400).all()
    assert (np.abs(part.rms.astype(float).mean(1) - exact.std()) < 400).all()


def test_coarse_columns_are_those_of_the_fine_ones(noise: np.ndarray) -> None:
    peaks = built(noise)
    coarse = peaks.slice(0, 150.01, 50)
    assert coarse.maxs.max() == peaks.maxs.max()
    assert coarse.mins.min() == peaks.mins.min()
    lonely = np.zeros((1, 8000 * 100), np.int16)
    lonely[0, 8000 * 60] = 30_000
    assert np.argmax(built(lonely).slice(0, 100, 100).maxs[0]) == 60


def test_nothing_is_drawn_outside_of_the_recording() -> None:
    part = built(np.full((1, 8000), 500, np.int16)).slice(-1.0, 2.0, 300)
    assert not part.maxs[0, :100].any()
    assert (part.maxs[0, 100:200] == 500).all()
    assert not part.maxs[0, 200:].any()


def test_empty_peaks_and_no_columns_are_empty_pictures() -> None:
    empty = built(np.zeros((2, 0), np.int16))
    assert not empty.slice(0, 10, 5).maxs.any()
    assert built(np.ones((1, 8000), np.int16)).slice(0, 1, 0).maxs.shape == (1, 0)
    assert built(np.ones((1, 8000), np.int16)).slice(0.5, 0.5, 3).maxs.shape == (1, 3)


def test_a_picture_that_was_handed_out_stays_as_it_was_while_more_is_drawn(noise: np.ndarray) -> None:
    builder = PeaksBuilder(2, 8000)
    handed = []
    for first in range(0, noise.shape[1], 8000 * 13):
        builder.add(noise[:, first : first + 8000 * 13])
        handed.append(builder.peaks())
    whole = built(noise, block=noise.shape[1])
    for each in handed:
        count = each.mins.shape[1]
        assert np.array_equal(each.mins, whole.mins[:, :count])
        assert np.array_equal(each.rms, whole.rms[:, :count])
        for level, same in zip(each.pyramid, whole.pyramid, strict=False):
            there = level.mins.shape[1]
            # The last value of a level may cover more by now than when it was handed out, never less.
            assert np.array_equal(level.maxs[:, : there - 1], same.maxs[:, : there - 1])
            assert np.array_equal(level.rms[:, : there - 1], same.rms[:, : there - 1])


def test_the_pyramid_that_grew_is_the_one_that_is_made_at_once(noise: np.ndarray) -> None:
    builder = PeaksBuilder(2, 8000)
    for first in range(0, noise.shape[1], 8000 * 7):
        builder.add(noise[:, first : first + 8000 * 7])
        builder.peaks()
    grown = builder.peaks()
    made = Peaks(grown.mins, grown.maxs, grown.rms)
    assert [level.mins.shape for level in grown.pyramid] == [level.mins.shape for level in made.pyramid]
    for ours, theirs in zip(grown.pyramid, made.pyramid, strict=True):
        for name in ("mins", "maxs", "rms"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name))

import csv
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.media.activity import Activity, Segment, speech_activity
from qa_desktop.media.ingest import ingest
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import PeaksBuilder

RATE = 8000


def speech(seconds: float, level: float = 0.2, seed: int = 1) -> np.ndarray:
    """Noise in syllables of changing loudness: what energy detection takes for speech."""
    chance = np.random.default_rng(seed)
    count = int(seconds * RATE)
    syllables = np.repeat(chance.uniform(0.05, 1, count // 1200 + 1), 1200)[:count]
    return chance.standard_normal(count) * syllables * level * 10_000


def call(seconds: int, *parts: tuple[int, float, np.ndarray], noise: float = 5) -> Activity:
    samples = np.random.default_rng(9).standard_normal((2, seconds * RATE)) * noise
    for channel, start, sound in parts:
        first = int(start * RATE)
        samples[channel, first : first + len(sound)] += sound
    builder = PeaksBuilder(2, RATE)
    builder.add(samples.clip(-32768, 32767).astype(np.int16))
    return speech_activity(Pcm(Path(), RATE, 2), builder.peaks())


def test_each_side_speaks_when_it_speaks() -> None:
    found = call(20, (0, 2, speech(3)), (1, 7, speech(4, seed=2)), (0, 15, speech(2, seed=3)))
    assert [segment.channel for segment in found.segments] == [0, 1, 0]
    for segment, (start, end) in zip(found.segments, [(2, 5), (7, 11), (15, 17)], strict=True):
        assert segment.start == pytest.approx(start, abs=0.15)
        assert segment.end == pytest.approx(end, abs=0.15)
    assert found.talk == pytest.approx((5, 4), abs=0.3)
    assert (found.overtalk, found.hold, found.separated) == (0, 0, True)
    assert found.silence == pytest.approx(11, abs=0.4)
    assert found.longest_silence == pytest.approx(4, abs=0.2)


def test_both_at_once_is_overtalk() -> None:
    found = call(12, (0, 1, speech(5)), (1, 4, speech(5, seed=2)))
    assert found.overtalk == pytest.approx(2, abs=0.6)
    assert found.overtalk_spans[0].start == pytest.approx(4, abs=0.3)


def test_the_echo_of_one_side_in_the_other_is_not_speech() -> None:
    words = speech(5)
    found = call(12, (0, 1, words), (1, 1, words * 0.1), (1, 8, speech(2, level=0.1, seed=4)))
    assert found.overtalk == 0
    assert found.talk[1] == pytest.approx(2, abs=0.3)


def test_hold_music_is_hold_and_neither_speech_nor_silence() -> None:
    time = np.arange(15 * RATE) / RATE
    music = np.sin(2 * np.pi * 440 * time) * 3000
    found = call(40, (0, 1, speech(4)), (0, 10, music), (1, 30, speech(4, seed=2)))
    assert found.hold == pytest.approx(15, abs=0.3)
    assert found.hold_spans[0].start == pytest.approx(10, abs=0.2)
    assert found.talk == pytest.approx((4, 4), abs=0.4)
    assert found.silence == pytest.approx(17, abs=0.8)


def test_long_speech_is_not_hold() -> None:
    found = call(30, (0, 1, speech(28)), (1, 0, speech(0.5, seed=2)))
    assert found.hold == 0
    assert found.talk[0] > 25


def test_a_doubled_mono_call_has_no_sides() -> None:
    words = speech(5)
    found = call(10, (0, 1, words), (1, 1, words), noise=0)
    assert not found.separated
    assert found.overtalk == 0
    assert {segment.channel for segment in found.segments} == {0}


def test_silence_and_nothing_at_all() -> None:
    quiet = call(5, noise=0)
    assert (quiet.segments, quiet.silence, quiet.longest_silence) == ((), 5.0, 5.0)
    empty = speech_activity(Pcm(Path(), RATE, 2), PeaksBuilder(2, RATE).peaks())
    assert (empty.segments, empty.silence, empty.talk) == ((), 0, (0.0,))


def test_a_real_call_agrees_with_its_transcript(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "interactions/audio/two_channel"
    source = folder / "bd361e59_agentL_customerR_8k_s16.wav"
    ingested = ingest(source, tmp_path / "x.pcm", lambda _: True)
    found = speech_activity(ingested.pcm, ingested.peaks)
    with (folder / "bd361e59.csv").open(encoding="utf-8", newline="") as file:
        turns = [
            Segment(("Agent", "Customer").index(row["speaker"]), float(row["start"]), float(row["end"]))
            for row in csv.DictReader(file)
        ]
    for segment in found.segments:
        middle = (segment.start + segment.end) / 2
        assert any(t.channel == segment.channel and t.start <= middle <= t.end for t in turns), segment
    for turn in turns:
        assert any(s.channel == turn.channel and s.start < turn.end and s.end > turn.start for s in found.segments)

"""Clips are listened to: what was redacted is in none of them, and all the rest is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from qa_desktop.domain.clips import GAP_MS, ClipFormat, Hidden, Kept, Mask, Span
from qa_desktop.media import redacting
from tests.media.listening import (
    BEEP,
    FORMATS,
    FULL,
    GONE_DB,
    LEFT,
    LEFT_SECRET,
    RATE,
    RIGHT,
    RIGHT_SECRET,
    SECONDS,
    SECRET,
    level,
    listen,
    loudest,
    make,
    voices,
    write_coded,
    write_wav,
)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", voices())


@pytest.mark.parametrize("mask", list(Mask))
@pytest.mark.parametrize("kind", FORMATS)
def test_what_was_redacted_is_in_no_file(kind: ClipFormat, mask: Mask, call: Path, tmp_path: Path) -> None:
    plain = make(tmp_path / f"plain.{kind}", call, Span(2_000, 8_000), mask=mask)
    hushed = make(tmp_path / f"hushed.{kind}", call, Span(2_000, 8_000), hidden=(Hidden(SECRET),), mask=mask)
    before, rate = listen(plain.path)
    after, _ = listen(hushed.path)
    for channel, secret, voice in ((0, LEFT_SECRET, LEFT), (1, RIGHT_SECRET, RIGHT)):
        assert loudest(before[channel], rate, secret) > -12
        assert loudest(after[channel], rate, secret) < loudest(before[channel], rate, secret) + GONE_DB
        for start in (0.2, 4.5):
            assert level(after[channel], rate, voice, start, start + 1) == pytest.approx(FULL, abs=1)
        beep = level(after[channel], rate, BEEP, 2.2, 3.8)
        assert beep == pytest.approx(-20, abs=1) if mask is Mask.BEEP else beep < -80
    assert hushed.redacted == ((Hidden(SECRET),),)


@pytest.mark.parametrize("kind", FORMATS)
def test_one_side_is_redacted_and_the_other_stays(kind: ClipFormat, call: Path, tmp_path: Path) -> None:
    written = make(tmp_path / f"clip.{kind}", call, Span(2_000, 8_000), hidden=(Hidden(SECRET, 1),))
    heard, rate = listen(written.path)
    assert loudest(heard[1], rate, RIGHT_SECRET) < FULL + GONE_DB
    assert level(heard[0], rate, LEFT_SECRET, 2.2, 3.8) == pytest.approx(FULL, abs=1)
    assert level(heard[1], rate, BEEP, 2.2, 3.8) == pytest.approx(-20, abs=1)


@pytest.mark.parametrize("kind", FORMATS)
def test_one_side_stays_in_the_mix(kind: ClipFormat, call: Path, tmp_path: Path) -> None:
    written = make(
        tmp_path / f"clip.{kind}", call, Span(2_000, 8_000), hidden=(Hidden(SECRET, 1),), kept=Kept.MIXED, level=True
    )
    heard, rate = listen(written.path)
    assert written.channels == 1
    assert loudest(heard[0], rate, RIGHT_SECRET) < FULL + GONE_DB
    assert level(heard[0], rate, LEFT_SECRET, 2.2, 3.8) > -26


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("span", [Span(5_000, 8_000), Span(2_000, 5_000), Span(6_000, 8_000), Span(2_000, 4_000)])
def test_nothing_is_left_at_the_edges(kind: ClipFormat, span: Span, call: Path, tmp_path: Path) -> None:
    written = make(tmp_path / f"clip.{kind}", call, span, hidden=(Hidden(SECRET),), mask=Mask.SILENCE, fade_ms=300)
    heard, rate = listen(written.path)
    for channel, secret in ((0, LEFT_SECRET), (1, RIGHT_SECRET)):
        assert loudest(heard[channel], rate, secret, 0.1) < FULL + GONE_DB


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_left_at_the_joins_of_a_reel(kind: ClipFormat, call: Path, tmp_path: Path) -> None:
    spans = (Span(5_500, 7_000), Span(3_000, 4_500), Span(4_200, 5_800), Span(1_000, 2_000))
    written = make(tmp_path / f"reel.{kind}", call, *spans, hidden=(Hidden(SECRET),), level=True, tone_between=True)
    heard, rate = listen(written.path)
    for channel, secret in ((0, LEFT_SECRET), (1, RIGHT_SECRET)):
        assert loudest(heard[channel], rate, secret, 0.1) < FULL + GONE_DB
    assert written.seconds == pytest.approx(5.6 + 3 * GAP_MS / 1000)
    assert heard.shape[1] / rate == pytest.approx(written.seconds, abs=0.06)
    assert [len(each) for each in written.redacted] == [1, 1, 1, 0]


@pytest.mark.parametrize("ending", ["mp3", "opus", "m4a"])
def test_the_smear_of_a_compressed_recording_is_redacted_with_it(ending: str, tmp_path: Path) -> None:
    call = write_coded(tmp_path / f"call.{ending}", voices())
    offset = 0
    if ending == "m4a":  # its encoder begins a moment early; the player shows that too
        heard, rate = listen(call)
        offset = round((heard.shape[1] / rate - SECONDS) * 1000 / 2)
    span = Span(SECRET.start_ms + offset - 20, SECRET.end_ms + offset + 60)
    make(tmp_path / "clip.wav", call, Span(2_000, 8_000), hidden=(Hidden(span),), mask=Mask.SILENCE)
    heard, rate = listen(tmp_path / "clip.wav")
    assert loudest(heard[0], rate, LEFT_SECRET, 0.1) < FULL - 40


def test_the_redaction_reaches_beyond_its_span(call: Path, tmp_path: Path) -> None:
    make(tmp_path / "clip.wav", call, Span(2_000, 8_000), hidden=(Hidden(SECRET),), mask=Mask.SILENCE)
    heard, rate = listen(tmp_path / "clip.wav")
    silent = np.flatnonzero(heard[0] == 0.0)
    margin = redacting.MARGIN_MS / 1000
    wanted = np.arange(round((2 - margin) * rate), round((4 + margin) * rate))
    assert np.isin(wanted, silent).all()


def test_not_even_the_lowest_bit_of_what_was_redacted_stays(call: Path, tmp_path: Path) -> None:
    make(tmp_path / "clip.wav", call, Span(4_200, 5_800), hidden=(Hidden(SECRET),), mask=Mask.SILENCE, level=True)
    heard, _ = listen(tmp_path / "clip.wav")
    assert not heard.any()


def test_a_recording_of_one_channel_is_redacted_whatever_side_was_meant(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "mono.wav", voices()[:1])
    make(tmp_path / "clip.wav", call, Span(2_000, 8_000), hidden=(Hidden(SECRET, 1),), kept=Kept.MIXED)
    heard, rate = listen(tmp_path / "clip.wav")
    assert len(heard) == 1
    assert loudest(heard[0], rate, LEFT_SECRET) < FULL + GONE_DB


@pytest.mark.parametrize("delay", [0, 120])
def test_what_the_other_side_echoes_is_redacted_there_too(delay: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    speech = np.zeros(SECONDS * RATE)
    speech[4 * RATE : 6 * RATE] = rng.normal(0, 4_000, 2 * RATE)
    echo = np.roll(speech, delay * RATE // 1000) * 0.05 + rng.normal(0, 20, SECONDS * RATE)
    call = write_wav(tmp_path / "call.wav", np.array([speech, echo]).astype(np.int16))
    written = make(tmp_path / "clip.wav", call, Span(0, 10_000), hidden=(Hidden(SECRET, 0),), mask=Mask.SILENCE)
    heard, _ = listen(tmp_path / "clip.wav")
    assert not heard[1, 4 * RATE : 6 * RATE].any()
    assert written.notes == ("0:04–0:06: the other side holds the same sound, so both are redacted",)


def talking(seed: int) -> npt.NDArray[np.float64]:
    """Syllables with pauses, in the colours of a voice, at one loudness."""
    rng = np.random.default_rng(seed)
    noise = np.convolve(rng.normal(0, 1, SECONDS * RATE), np.exp(-np.arange(40) / 8), "same")
    voice = noise * np.repeat(rng.random(SECONDS * 5) > 0.35, RATE // 5)
    return np.asarray(voice * 3_000 / np.sqrt(np.square(voice).mean()))


@pytest.mark.parametrize("below_db", [0, 20, 25])
@pytest.mark.parametrize("delay", [0, 180])
def test_an_echo_under_the_talk_of_the_other_side_is_redacted_to_its_end(
    delay: int, below_db: int, tmp_path: Path
) -> None:
    customer, agent = talking(1), talking(2)
    heard_back = np.roll(customer, delay * RATE // 1000) * 10 ** (-below_db / 20)
    call = write_wav(tmp_path / "call.wav", np.array([customer, agent + heard_back]).astype(np.int16))
    make(tmp_path / "clip.wav", call, Span(0, 10_000), hidden=(Hidden(SECRET, 0),), mask=Mask.SILENCE)
    heard, _ = listen(tmp_path / "clip.wav")
    assert not heard[1, 4 * RATE : 6 * RATE + delay * RATE // 1000].any()  # the word, until it has come back


def test_a_quiet_echo_in_a_pause_is_redacted_though_talk_follows(tmp_path: Path) -> None:
    customer, agent = talking(1), talking(2)
    agent[2 * RATE : 7 * RATE] = 0
    echo = np.roll(customer, RATE // 10) * 10 ** (-35 / 20)
    call = write_wav(tmp_path / "call.wav", np.array([customer, agent + echo]).astype(np.int16))
    make(tmp_path / "clip.wav", call, Span(0, 10_000), hidden=(Hidden(SECRET, 0),), mask=Mask.SILENCE)
    heard, _ = listen(tmp_path / "clip.wav")
    assert not heard[1, 4 * RATE : 6 * RATE + RATE // 10].any()


def test_what_the_redacted_side_only_echoes_is_redacted_where_it_was_said(tmp_path: Path) -> None:
    customer = talking(1)
    echo = talking(2) + np.roll(customer, 180 * RATE // 1000) * 0.1
    call = write_wav(tmp_path / "call.wav", np.array([customer, echo]).astype(np.int16))
    make(tmp_path / "clip.wav", call, Span(0, 10_000), hidden=(Hidden(SECRET, 1),), mask=Mask.SILENCE)
    heard, _ = listen(tmp_path / "clip.wav")
    assert not heard[0, 4 * RATE - 180 * RATE // 1000 : 6 * RATE].any()


def test_sides_that_talk_at_once_are_no_echo(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", np.array([talking(1), talking(2)]).astype(np.int16))
    written = make(tmp_path / "clip.wav", call, Span(0, 10_000), hidden=(Hidden(SECRET, 0),), mask=Mask.SILENCE)
    heard, _ = listen(tmp_path / "clip.wav")
    assert heard[1, 4 * RATE : 6 * RATE].any()
    assert not heard[0, 4 * RATE : 6 * RATE].any()
    assert written.notes == ()


def test_a_clip_too_short_to_tell_is_redacted_on_both_sides(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", np.array([talking(1), talking(2)]).astype(np.int16))
    written = make(tmp_path / "clip.wav", call, Span(4_000, 5_500), hidden=(Hidden(SECRET, 0),), mask=Mask.SILENCE)
    heard, _ = listen(tmp_path / "clip.wav")
    assert not heard.any()
    (note,) = written.notes
    assert note.startswith("0:04–0:06: the clip is too short to tell")


def test_redactions_that_overlap_are_one(call: Path, tmp_path: Path) -> None:
    hidden = (Hidden(Span(4_000, 5_200)), Hidden(Span(5_000, 6_000)), Hidden(Span(4_500, 4_600), 0))
    make(tmp_path / "clip.wav", call, Span(2_000, 8_000), hidden=hidden)
    heard, rate = listen(tmp_path / "clip.wav")
    assert loudest(heard[0], rate, LEFT_SECRET) < FULL + GONE_DB
    assert level(heard[0], rate, BEEP, 2.2, 3.8) == pytest.approx(-20, abs=1)  # not two beeps at once


def test_a_beep_is_as_loud_beside_levelled_speech(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", voices() // 20)
    make(tmp_path / "clip.wav", call, Span(2_000, 8_000), hidden=(Hidden(SECRET),), level=True)
    heard, rate = listen(tmp_path / "clip.wav")
    assert level(heard[0], rate, BEEP, 2.2, 3.8) == pytest.approx(-20, abs=0.5)

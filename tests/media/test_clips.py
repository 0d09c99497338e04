"""Clips and reels: what they hold, how they sound, what their files say, and that they are whole or not there."""

from __future__ import annotations

import errno
import io
import os
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from qa_desktop.domain.clips import GAP_MS, Clip, ClipFormat, Kept, Piece, Span, Style, Tags
from qa_desktop.domain.errors import InputError
from qa_desktop.media.clip_sound import ClipStopped
from qa_desktop.media.clips import write_clips
from tests.media.listening import (
    FORMATS,
    FULL,
    GONE_DB,
    LEFT,
    LEFT_SECRET,
    RATE,
    RIGHT,
    RIGHT_SECRET,
    level,
    listen,
    loudest,
    make,
    voices,
    write_clip,
    write_coded,
    write_wav,
)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", voices())


@pytest.mark.parametrize("kind", FORMATS)
def test_a_span_is_as_long_as_asked_and_sounds_as_recorded(kind: ClipFormat, call: Path, tmp_path: Path) -> None:
    written = make(tmp_path / f"clip.{kind}", call, Span(3_000, 5_250))
    heard, rate = listen(written.path)
    assert (written.seconds, written.rate, written.channels) == (2.25, RATE, 2)
    assert heard.shape[1] / rate == pytest.approx(2.25, abs=0.06)
    assert level(heard[0], rate, LEFT, 0.2, 0.8) == pytest.approx(FULL, abs=1)
    assert level(heard[1], rate, RIGHT_SECRET, 1.2, 2.0) == pytest.approx(FULL, abs=1)
    assert level(heard[0], rate, RIGHT, 0.2, 0.8) < GONE_DB + FULL


def test_a_wav_span_is_exact_to_the_sample(call: Path, tmp_path: Path) -> None:
    make(tmp_path / "clip.wav", call, Span(3_001, 5_003))
    with wave.open(str(tmp_path / "clip.wav")) as stream:
        samples = np.frombuffer(stream.readframes(10**9), "<i2").reshape(-1, 2).T
    assert np.array_equal(samples, voices()[:, 3_001 * 8 : 5_003 * 8])


@pytest.mark.parametrize("ending", ["mp3", "opus", "m4a", "flac"])
def test_the_times_are_those_of_the_player_whatever_the_recording_is(ending: str, tmp_path: Path) -> None:
    from qa_desktop.media.ingest import ingest
    from qa_desktop.media.pcm import PcmReader

    call = write_coded(tmp_path / f"call.{ending}", voices())
    played = ingest(call, tmp_path / "played.pcm", lambda _: True)
    reader = PcmReader(played.pcm)
    rate = played.pcm.rate
    shown = reader.read(3 * rate, 2 * rate).T
    reader.close()
    make(tmp_path / "clip.wav", call, Span(3_000, 5_000))
    heard, clip_rate = listen(tmp_path / "clip.wav")
    assert clip_rate == rate
    assert np.array_equal(np.round(heard * 32768), shown)


@pytest.mark.parametrize(("kept", "there", "gone"), [(Kept.LEFT, LEFT, RIGHT), (Kept.RIGHT, RIGHT, LEFT)])
def test_one_side_alone_is_one_channel(kept: Kept, there: int, gone: int, call: Path, tmp_path: Path) -> None:
    written = make(tmp_path / "clip.wav", call, Span(0, 2_000), kept=kept)
    heard, rate = listen(tmp_path / "clip.wav")
    assert (written.channels, len(heard)) == (1, 1)
    assert level(heard[0], rate, there, 0.5, 1.5) == pytest.approx(FULL, abs=0.5)
    assert loudest(heard[0], rate, gone) < FULL + GONE_DB


def test_fades_begin_and_end_in_silence(call: Path, tmp_path: Path) -> None:
    make(tmp_path / "clip.wav", call, Span(0, 3_000), fade_ms=500)
    heard, rate = listen(tmp_path / "clip.wav")
    assert abs(heard[:, : rate // 100]).max() < 0.02
    assert abs(heard[:, -rate // 100 :]).max() < 0.02
    assert abs(heard[0, rate // 4 : rate // 4 + rate // 100]).max() == pytest.approx(10_000 / 32768 / 2, rel=0.1)
    assert level(heard[0], rate, LEFT, 1, 2) == pytest.approx(FULL, abs=0.5)


def test_fades_longer_than_the_clip_meet_in_the_middle(call: Path, tmp_path: Path) -> None:
    assert make(tmp_path / "clip.wav", call, Span(0, 500), fade_ms=9_000).seconds == 0.5


def test_levelling_makes_both_sides_equally_loud_and_clips_nothing(tmp_path: Path) -> None:
    time = np.arange(5 * RATE) / RATE
    voice = np.sin(2 * np.pi * 600 * time) * (np.sin(2 * np.pi * time) > 0)
    quiet, loud = 300 * voice, 30_000 * voice
    call = write_wav(tmp_path / "call.wav", np.array([quiet, loud]).astype(np.int16))
    make(tmp_path / "clip.wav", call, Span(0, 5_000), level=True)
    heard, _ = listen(tmp_path / "clip.wav")
    spoken = np.sin(2 * np.pi * time) > 0
    levels = [20 * np.log10(np.sqrt(np.square(channel[spoken]).mean())) for channel in heard]
    assert levels == pytest.approx([-20, -20], abs=1)
    assert abs(heard).max() < 0.9


def test_a_single_loud_sample_limits_the_levelling(tmp_path: Path) -> None:
    time = np.arange(5 * RATE) / RATE
    voice = 300 * np.sin(2 * np.pi * 600 * time)
    voice[9_000] = 16_000
    call = write_wav(tmp_path / "call.wav", voice.astype(np.int16)[None])
    make(tmp_path / "clip.wav", call, Span(0, 5_000), kept=Kept.MIXED, level=True)
    heard, _ = listen(tmp_path / "clip.wav")
    assert abs(heard).max() == pytest.approx(10 ** (-1 / 20), abs=0.01)


def test_between_the_pieces_is_silence_or_a_soft_tone(call: Path, tmp_path: Path) -> None:
    for tone_between, least, most in ((False, -300.0, -100.0), (True, -45.0, -25.0)):
        make(tmp_path / "reel.wav", call, Span(0, 1_000), Span(2_000, 3_000), tone_between=tone_between)
        heard, rate = listen(tmp_path / "reel.wav")
        gap = heard[0, rate : rate + rate * GAP_MS // 1000]
        assert least < loudest(gap, rate, 440) < most


def test_the_pieces_keep_the_order_they_were_named_in(call: Path, tmp_path: Path) -> None:
    make(tmp_path / "reel.wav", call, Span(4_200, 5_200), Span(0, 1_000))
    heard, rate = listen(tmp_path / "reel.wav")
    assert level(heard[0], rate, LEFT_SECRET, 0.2, 0.8) == pytest.approx(FULL, abs=1)
    assert level(heard[0], rate, LEFT, 1.8, 2.4) == pytest.approx(FULL, abs=1)


def test_a_reel_may_come_from_several_recordings(call: Path, tmp_path: Path) -> None:
    time = np.arange(32_000) / 16_000
    voice = (10_000 * np.sin(2 * np.pi * LEFT * time)).astype(np.int16)
    other = write_wav(tmp_path / "mono.wav", voice[None], 16_000)
    spans = ((call, Span(4_200, 5_200)), (other, Span(0, 1_000)), (call, Span(0, 1_000)))
    pieces = tuple(Piece(file, span) for file, span in spans)
    written = write_clip(Clip(pieces, ClipFormat.WAV), tmp_path / "reel.wav")
    assert (written.rate, written.channels) == (16_000, 2)
    assert written.seconds == pytest.approx(4.2)
    heard, rate = listen(written.path)
    for start, left, right in ((0.1, LEFT_SECRET, RIGHT_SECRET), (1.7, LEFT, LEFT), (3.3, LEFT, RIGHT)):
        assert level(heard[0], rate, left, start, start + 0.8) == pytest.approx(FULL, abs=1)
        assert level(heard[1], rate, right, start, start + 0.8) == pytest.approx(FULL, abs=1)


@pytest.mark.parametrize(
    ("native", "kind", "rate"),
    [
        (8_000, ClipFormat.WAV, 8_000),
        (9_600, ClipFormat.MP3, 12_000),
        (11_025, ClipFormat.OPUS, 16_000),
        (16_000, ClipFormat.OPUS, 16_000),
        (44_100, ClipFormat.WAV, 16_000),  # as it is played
    ],
)
def test_the_rate_keeps_what_was_played(native: int, kind: ClipFormat, rate: int, tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", np.zeros((1, 2 * native), np.int16), native)
    written = make(tmp_path / f"clip.{kind}", call, Span(500, 1_500))
    assert (written.rate, written.seconds) == (rate, 1.0)


def test_a_clip_ends_where_the_recording_ends_and_says_so(call: Path, tmp_path: Path) -> None:
    written = make(tmp_path / "clip.wav", call, Span(8_000, 20_000))
    assert written.seconds == 2.0
    assert written.notes == ("0:08–0:20 ends at 0:10, where the recording ends",)


def test_a_span_behind_the_end_is_told(call: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"0:12–0:14 lies behind the end of “call.wav”, which is 0:10 long"):
        make(tmp_path / "clip.wav", call, Span(12_000, 14_000))
    assert not (tmp_path / "clip.wav").exists()


def tags_of(file: Path) -> dict[str, str]:
    with av.open(str(file)) as container:
        return {key.lower(): value for key, value in (container.metadata | container.streams[0].metadata).items()}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_tags_say_what_it_is_and_nothing_else(kind: ClipFormat, call: Path, tmp_path: Path) -> None:
    tags = Tags("Begrüßung", "L-1001 0:02–0:04", "2026-01-14", "for Tuesday")
    target = tmp_path / f"clip.{kind}"
    write_clip(Clip((Piece(call, Span(2_000, 4_000)),), kind, Style(), tags), target)
    told = tags_of(target)
    assert told.pop("encoder", "Lavc libopus").startswith("Lavc")  # the codec's own, where it insists
    assert told.pop("isrc", None) in (None, tags.source)
    told.setdefault("source", tags.source if kind is ClipFormat.WAV else "")
    assert told == {"title": tags.title, "source": tags.source, "date": tags.date, "comment": tags.comment}
    assert b"call" not in target.read_bytes()[:2_000]  # the name of the recording may be that of a customer


def test_the_source_stands_in_the_information_of_a_wav(call: Path, tmp_path: Path) -> None:
    target = tmp_path / "clip.wav"
    tags = Tags("T", "L-1 0:02–0:04")
    write_clip(Clip((Piece(call, Span(2_000, 4_000)),), ClipFormat.WAV, Style(), tags), target)
    content = target.read_bytes()
    assert b"ISRC" + len("L-1 0:02–0:04\0".encode()).to_bytes(4, "little") in content
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    with wave.open(io.BytesIO(content)) as stream:
        assert stream.getnframes() == 2 * RATE


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_clip_is_the_same_file(kind: ClipFormat, call: Path, tmp_path: Path) -> None:
    one, other = (make(tmp_path / f"{name}.{kind}", call, Span(0, 2_000)).path.read_bytes() for name in "ab")
    assert one == other


def test_the_recording_itself_is_not_written_over(call: Path, tmp_path: Path) -> None:
    before = call.read_bytes()
    with pytest.raises(InputError, match="is the recording itself"):
        make(call, call, Span(0, 1_000))
    (tmp_path / "link.wav").symlink_to(call)
    with pytest.raises(InputError, match="is the recording itself"):
        make(tmp_path / "link.wav", call, Span(0, 1_000))
    assert call.read_bytes() == before


def test_what_cannot_be_written_leaves_the_old_file(call: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the folder does not exist"):
        make(tmp_path / "nowhere" / "clip.wav", call, Span(0, 1_000))
    folder = tmp_path / "folder.wav"
    folder.mkdir()
    with pytest.raises(InputError, match="is a folder"):
        make(folder, call, Span(0, 1_000))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["call.wav", "folder.wav"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    old = tmp_path / "clip.wav"
    old.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        make(old, call, Span(0, 1_000))
    assert old.read_bytes() == b"old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["call.wav", "clip.wav"]


def test_stopping_leaves_nothing(call: Path, tmp_path: Path) -> None:
    old = tmp_path / "clip.wav"
    old.write_bytes(b"old")
    told: list[float] = []

    def go_on(done: float) -> bool:
        told.append(done)
        return len(told) < 2

    with pytest.raises(ClipStopped):
        write_clips([(Clip((Piece(call, Span(0, 9_000)),), ClipFormat.WAV), old)], go_on)
    assert old.read_bytes() == b"old"
    assert len(told) == 2  # and not asked again
    assert told == sorted(told)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["call.wav", "clip.wav"]


def test_only_what_is_needed_of_an_uncompressed_recording_is_read(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "long.wav", np.tile(voices(), 30))
    told: list[float] = []
    piece = Piece(call, Span(240_000, 241_000))
    write_clips([(Clip((piece,), ClipFormat.WAV), tmp_path / "clip.wav")], lambda done: told.append(done) is None)
    assert len(told) <= 4
    heard, rate = listen(tmp_path / "clip.wav")
    assert np.array_equal(np.round(heard * 32768), voices()[:, :rate])


def test_a_recording_is_decoded_once_for_many_clips(tmp_path: Path) -> None:
    call = write_coded(tmp_path / "call.mp3", voices())
    told: list[float] = []
    jobs = [
        (Clip((Piece(call, Span(at, at + 500)),), ClipFormat.WAV), tmp_path / f"{at}.wav")
        for at in range(0, 9_000, 1_000)
    ]
    written = write_clips(jobs, lambda done: told.append(done) is None)
    assert [each.path.name for each in written] == [target.name for _, target in jobs]
    assert len(told) < 9 + 2 * len(jobs)
    assert told == sorted(told)
    heard, rate = listen(tmp_path / "7000.wav")
    assert level(heard[0], rate, LEFT, 0.1, 0.4) == pytest.approx(FULL, abs=1)
    heard, rate = listen(tmp_path / "5000.wav")
    assert level(heard[0], rate, LEFT_SECRET, 0.1, 0.4) == pytest.approx(FULL, abs=1)


def test_a_clip_that_would_not_fit_into_memory_is_refused(call: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at most 2:00:00 long"):
        make(tmp_path / "clip.wav", call, Span(0, 4_000_000), Span(0, 4_000_000))

from pathlib import Path

import av
import numpy as np
import pytest

from qa_desktop.media.direct import DirectSound, direct_wav
from qa_desktop.media.frames import FrameDecoder
from qa_desktop.media.riff import wav_layout

from .conftest import tone_samples, write_wav

_TAGS = {"pcm_u8": (1, 8), "pcm_s16le": (1, 16), "pcm_alaw": (6, 8), "pcm_mulaw": (7, 8)}


def write_codes(path: Path, codec: str, channels: int, data: bytes, rate: int = 8000, extra: bytes = b"") -> Path:
    """A WAV file of any plain codec, with other chunks before its sound."""
    tag, bits = _TAGS[codec]
    align = channels * bits // 8
    form = b"".join(
        number.to_bytes(size, "little")
        for number, size in ((tag, 2), (channels, 2), (rate, 4), (rate * align, 4), (align, 2), (bits, 2))
    )
    chunks = b"WAVEfmt \x10\0\0\0" + form + extra + b"data" + len(data).to_bytes(4, "little") + data
    path.write_bytes(b"RIFF" + len(chunks).to_bytes(4, "little") + chunks)
    return path


def by_ffmpeg(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([*FrameDecoder(container, container.streams.audio[0]).blocks()])


def direct(path: Path) -> DirectSound:
    found = direct_wav(path, wav_layout(path))
    assert found is not None
    return found


def samples_of(sound: DirectSound) -> np.ndarray:
    return np.concatenate([block.copy() for block in sound.blocks()])


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("codec", _TAGS)
def test_every_code_is_the_sample_that_ffmpeg_makes_of_it(tmp_path: Path, codec: str, channels: int) -> None:
    every = bytes(range(256)) * 701 + b"\x01\x02"
    path = write_codes(tmp_path / "all.wav", codec, channels, every, extra=b"junk\x03\0\0\0abc\0")
    sound = direct(path)
    assert np.array_equal(samples_of(sound), by_ffmpeg(path))
    assert (sound.codec, sound.channels, sound.seconds) == (codec, channels, len(samples_of(sound)) / 8000)


def test_the_first_block_is_a_second_and_all_hold_whole_hundredths(tmp_path: Path) -> None:
    path = write_codes(tmp_path / "long.wav", "pcm_mulaw", 2, bytes(2 * 8000 * 20 + 6))
    lengths = [len(block) for block in direct(path).blocks()]
    assert lengths[0] == 8000
    assert sum(lengths) == 160_003
    assert not any(length % 80 for length in lengths[:-1])


def test_an_odd_sample_at_the_end_counts(tmp_path: Path) -> None:
    path = write_codes(tmp_path / "odd.wav", "pcm_mulaw", 1, b"\x00\xff\x80")
    assert samples_of(direct(path))[:, 0].tolist() == [-32_124, 0, 32_124]


def test_a_file_that_becomes_shorter_meanwhile_ends_there(tmp_path: Path) -> None:
    path = write_codes(tmp_path / "shrinks.wav", "pcm_mulaw", 1, bytes(16_000))
    sound = direct(path)
    path.write_bytes(path.read_bytes()[:9_044])
    assert len(samples_of(sound)) == 9_000


@pytest.mark.parametrize("rate", [11_025, 44_100, 48_000, 100])
def test_what_must_be_resampled_is_left_to_the_decoder(tmp_path: Path, rate: int) -> None:
    path = write_wav(tmp_path / "call.wav", tone_samples(1), rate)
    assert direct_wav(path, wav_layout(path)) is None


def test_odd_headers_are_left_to_the_decoder(tmp_path: Path) -> None:
    path = write_codes(tmp_path / "odd.wav", "pcm_mulaw", 2, bytes(100))
    whole = bytearray(path.read_bytes())
    for place, number in ((20, 0x55), (22, 3), (32, 0), (34, 24)):
        changed = bytearray(whole)
        changed[place : place + 2] = number.to_bytes(2, "little")
        path.write_bytes(changed)
        assert direct_wav(path, wav_layout(path)) is None, (place, number)
    (tmp_path / "short.wav").write_bytes(whole[:30])
    assert wav_layout(tmp_path / "short.wav") is None

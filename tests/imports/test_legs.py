import os
import time
import wave
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.imports.legs import join_legs


def leg(path: Path, samples: bytes, width: int = 2, rate: int = 8000, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return path


def frames(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        assert file.getnchannels() == 2
        return file.readframes(file.getnframes())


@pytest.mark.parametrize(
    ("width", "left", "right", "both"),
    [
        (2, b"aabbcc", b"xxyy", b"aaxxbbyycc\0\0"),
        (1, b"ab", b"xyz", b"axby\x80z"),
        (3, b"aaabbb", b"xxxyyy", b"aaaxxxbbbyyy"),
    ],
)
def test_samples_are_interleaved_and_the_shorter_leg_ends_in_silence(
    tmp_path: Path, width: int, left: bytes, right: bytes, both: bytes
) -> None:
    joined = join_legs(leg(tmp_path / "in.wav", left, width), leg(tmp_path / "out.wav", right, width), "x", tmp_path)
    assert frames(joined) == both


def test_the_same_legs_give_the_same_file(tmp_path: Path) -> None:
    legs = leg(tmp_path / "in.wav", b"aa" * 100_000), leg(tmp_path / "out.wav", b"xx" * 70_000)
    first = join_legs(*legs, "x", tmp_path)
    content = first.read_bytes()
    first.unlink()
    assert join_legs(*legs, "x", tmp_path) == first
    assert first.read_bytes() == content
    assert not list(tmp_path.glob("*.part"))


def test_what_a_killed_program_left_half_joined_is_swept(tmp_path: Path) -> None:
    old, young = tmp_path / "a.1.part", tmp_path / "b.2.part"
    for each in (old, young):
        each.write_bytes(b"voice")
    two_hours_ago = time.time() - 7200
    os.utime(old, (two_hours_ago, two_hours_ago))
    join_legs(leg(tmp_path / "in.wav", b"aa"), leg(tmp_path / "out.wav", b"xx"), "x", tmp_path)
    assert not old.exists()
    assert young.exists(), "another program may be writing it"


def test_other_legs_of_the_same_name_give_another_file(tmp_path: Path) -> None:
    left = leg(tmp_path / "in.wav", b"aa")
    first = join_legs(left, leg(tmp_path / "out.wav", b"xx"), "x", tmp_path)
    assert join_legs(left, leg(tmp_path / "out2.wav", b"yy"), "x", tmp_path) != first


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"rate": 16000}, "rate or sample size"),
        ({"width": 1}, "rate or sample size"),
        ({"channels": 2}, "not mono"),
        ({"samples": b""}, "empty"),
    ],
)
def test_unequal_legs_are_refused(tmp_path: Path, other: dict[str, int], sentence: str) -> None:
    right = leg(tmp_path / "out.wav", **{"samples": b"aabb", **other})  # type: ignore[arg-type]
    with pytest.raises(InputError, match=sentence):
        join_legs(leg(tmp_path / "in.wav", b"aabb"), right, "x", tmp_path)


def test_another_codec_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.wav").write_bytes(b"RIFF....WAVE")
    with pytest.raises(InputError, match=r"“out\.wav” is no PCM WAV file"):
        join_legs(leg(tmp_path / "in.wav", b"aabb"), tmp_path / "out.wav", "x", tmp_path)


def test_a_real_pair(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "interactions/audio/two_channel"
    paths = [folder / f"20240507-101112-25df19c4-{side}.wav" for side in ("in", "out")]
    both = frames(join_legs(paths[0], paths[1], "x", tmp_path))
    with wave.open(str(paths[0]), "rb") as file:
        left = file.readframes(file.getnframes())
    assert both[0::4] == left[0::2]
    assert both[1::4] == left[1::2]

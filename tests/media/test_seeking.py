"""Seeks without end, with a sound device and without: nothing is timed here, so that other tests run beside."""

import pytest

from qa_desktop.media.pcm import Pcm

from .conftest import SoundServer, arguments


def test_three_hundred_seeks_end_well(sound_server: SoundServer, tones: Pcm) -> None:
    result = sound_server.run(*arguments(tones), "stress:300")
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("done\n")


@pytest.mark.soak
def test_three_hundred_seeks_end_well_ten_times(sound_server: SoundServer, tones: Pcm) -> None:
    for _ in range(10):
        result = sound_server.run(*arguments(tones), "stress:300", timeout=300)
        assert (result.returncode, result.stdout[-5:]) == (0, "done\n"), result.stderr


def test_many_seeks_without_a_device_end_well(sound_server: SoundServer, tones: Pcm) -> None:
    sound_server.kill()
    result = sound_server.run(*arguments(tones), "stress:100")
    assert result.returncode == 0, result.stderr
    assert "missing - " in result.stdout
    assert result.stdout.endswith("done\n")

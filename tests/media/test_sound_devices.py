"""Real sound on devices that come and go, and servers that die: which is heard where, however busy the machine is."""

from collections.abc import Callable

import pytest

from qa_desktop.media.pcm import Pcm

from .conftest import Program, Recorder, SoundServer, arguments


def test_one_side_is_heard_in_both_ears(sound_server: SoundServer, tones: Pcm) -> None:
    result, heard = sound_server.play(*arguments(tones), "side:right", "span:3:5", "until-paused", "wait:0.4")
    assert result.returncode == 0, result.stderr
    assert heard.order(0, 1) == [3, 4]
    assert heard.order(1, 1) == [3, 4]


def test_another_device_goes_on_at_the_same_place(sound_server: SoundServer, program) -> None:
    sound_server.add_sink("headset")
    first, second = sound_server.record("qa"), sound_server.record("headset")
    playing = program(
        "seek:3", "play", "wait:1.5", "use:headset", "until-device:headset", "wait:1.5", "pause", "wait:0.3"
    )
    assert playing.finish() == 0, playing.lines
    before, after = first.stop(), second.stop()
    assert before.order(0) == [3, 4]
    assert after.order(0)[0] == 4
    assert set(after.order(0)) <= {4, 5, 6}
    total = sum(length for heard in (before, after) for _, length in heard.seconds(0))
    assert total == pytest.approx(3.0, abs=0.3)
    assert "failed" not in " ".join(playing.lines)


def test_a_device_plugged_in_later_is_listed(sound_server: SoundServer, program) -> None:
    playing = program("until-told", "until-listed:headset", "use:headset", "until-device:headset")
    playing.until("ready")
    sound_server.add_sink("headset")
    playing.go_on()
    assert playing.finish() == 0, playing.lines
    assert any(line.startswith("device headset qa,headset") for line in playing.lines)


def test_sound_comes_back_when_the_sound_server_does(sound_server: SoundServer, program) -> None:
    recorder = sound_server.record()
    # Seven seconds: Qt by itself tries again once, after five, and then never.
    playing = program("play", "wait:1", "until-told", "until-paused", "wait:7", "play", "wait:0.5", "pause",
                      "until-told", "until-device:qa", "seek:10", "play", "wait:2.5", "pause", "wait:0.3")  # fmt: skip
    playing.until("ready")
    sound_server.kill()
    playing.go_on()
    playing.until("failed The sound device is gone; playing is paused.")
    recorder.stop()
    playing.until("ready")
    assert "notice No sound device: playing without sound." in playing.lines
    sound_server.start()
    recorder = sound_server.record()
    playing.go_on()
    assert playing.finish() == 0, playing.lines
    assert "notice Sound is back." in playing.lines
    assert recorder.stop().order(0)[:2] == [10, 11]


def test_a_sound_server_that_was_not_there_at_first_is_found(sound_server: SoundServer, program) -> None:
    sound_server.kill()
    playing = program("play", "wait:0.5", "until-told", "until-device:qa", "wait:1.5", "pause", "wait:0.3")
    playing.until("ready")
    sound_server.start()
    recorder = sound_server.record()
    playing.go_on()
    assert playing.finish() == 0, playing.lines
    assert len(recorder.stop().order(0)) >= 1


def die_and_come_back(sound_server: SoundServer, program: Callable[..., Program], rounds: int) -> None:
    """Kills the server while it plays and starts it at once, so that Qt has lost it and not yet found it again."""
    steps = ["play", "wait:0.7", "until-told", "until-paused", "until-told", "until-device:qa"] * rounds
    playing = program(*steps, "seek:3", "play", "wait:2", "pause", "wait:0.3")
    last: Recorder | None = None
    for number in range(rounds):
        playing.until("ready")
        sound_server.kill()
        sound_server.start()
        playing.go_on()
        playing.until("ready")
        recorder = sound_server.record()
        playing.go_on()
        playing.until("device qa")
        last = recorder if number == rounds - 1 else None
        if last is None:
            recorder.stop()
    assert playing.finish() == 0
    assert last is not None
    assert 3 in last.stop().order(0)


def test_a_sound_server_that_is_started_anew_at_once_is_no_harm(sound_server: SoundServer, program) -> None:
    die_and_come_back(sound_server, program, 1)


@pytest.mark.soak
def test_a_sound_server_that_dies_again_and_again_takes_nobody_with_it(sound_server: SoundServer, program) -> None:
    die_and_come_back(sound_server, program, 10)

"""What a player does as devices come, go, hang and refuse."""

import pytest

from qa_desktop.media.pcm import Pcm
from qa_desktop.media.player import Player

from .desk import Desk, listen, opened, started


def test_a_dead_sound_server_pauses_with_a_line(qtbot, player: Player, desk: Desk, tones: Pcm) -> None:
    desk.dead = {"headset"}
    opened(qtbot, player, tones)
    with qtbot.waitSignal(player.failed, timeout=10_000) as failed:
        player.play()
    assert failed.args == ["The sound device is gone; playing is paused."]
    qtbot.waitUntil(lambda: not player.playing)
    assert player.position == 0


def test_devices_are_told_and_the_default_is_used(qtbot, player: Player, desk: Desk, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    assert [(device.id, device.is_default) for device in player.state.devices] == [
        ("headset", True),
        ("speakers", False),
    ]
    assert player.state.device == "headset"


def test_a_device_plugged_in_later_is_told(qtbot, player: Player, desk: Desk, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: len(s.devices) == 3):
        desk.names.append("earphones")
    assert player.state.device == "headset"


def test_another_device_goes_on_at_the_same_place(qtbot, player: Player, clock, desk: Desk, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    listen(qtbot, player, clock, 0.5)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.device == "speakers"):
        player.set_device("speakers")
    assert player.playing
    assert listen(qtbot, player, clock, 0.5)[-1] == pytest.approx(1.0, abs=0.001)
    assert player.state.notice == ""


def test_the_default_is_followed_while_none_is_chosen(qtbot, player: Player, clock, desk: Desk, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.device == "speakers"):
        desk.default = "speakers"
    assert player.playing


def test_a_device_pulled_out_pauses_though_there_is_another(qtbot, player: Player, clock, desk: Desk, tones) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    listen(qtbot, player, clock, 0.5)
    with qtbot.waitSignal(player.failed) as failed:
        desk.names, desk.default = ["speakers"], "speakers"
    assert failed.args == ["The sound device is gone; playing is paused."]
    qtbot.waitUntil(lambda: not player.playing)
    assert player.position == pytest.approx(0.5, abs=0.001)
    assert desk.made == ["headset"]
    started(qtbot, player, player.play)
    assert (player.state.device, player.state.notice) == ("speakers", "")


def test_a_chosen_device_is_taken_again_when_it_is_back(qtbot, player: Player, clock, desk: Desk, tones: Pcm) -> None:
    desk.names = ["speakers"]
    desk.default = "speakers"
    player.set_device("headset")
    opened(qtbot, player, tones)
    assert player.state.device == "speakers"
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.device == "headset"):
        desk.names.append("headset")
    assert player.playing


def test_without_a_device_the_clock_stands_in_and_sound_comes_back(qtbot, player: Player, clock, desk: Desk, tones):
    desk.names, desk.default = [], ""
    opened(qtbot, player, tones)
    assert player.state.device_missing
    started(qtbot, player, player.play)
    assert player.state.notice == "No sound device: playing without sound."
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.device == "headset"):
        desk.names, desk.default = ["headset"], "headset"
    assert (player.playing, player.state.notice, player.state.device_missing) == (True, "Sound is back.", False)


def test_a_device_whose_server_hangs_is_left_alone_until_it_answers(qtbot, player: Player, clock, desk, tones) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    listen(qtbot, player, clock, 0.5)
    with qtbot.waitSignal(player.failed):
        desk.answers, desk.names, desk.default = False, [], ""
    qtbot.waitUntil(lambda: not player.playing)
    started(qtbot, player, player.play)
    assert (desk.touched, player.state.device_missing) == ([], True)
    assert player.position >= 0.5
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.device == "headset"):
        desk.answers, desk.names, desk.default = True, ["headset"], "headset"
    assert desk.touched == ["headset"]
    place = player.position
    assert listen(qtbot, player, clock, 0.5)[-1] == pytest.approx(place + 0.5, abs=0.001)


def test_a_device_that_will_not_start_is_left_alone_until_something_changes(qtbot, player: Player, clock, desk, tones):
    desk.refusing = {"headset", "speakers"}
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    assert player.state.device_missing
    looks = desk.looks
    qtbot.waitUntil(lambda: desk.looks > looks + 2)
    assert desk.made == ["headset"]
    desk.refusing = set()
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.device == "headset"):
        desk.names.append("another")
    assert player.playing

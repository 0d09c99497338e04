"""What is heard of a mix, and how often levelling is worked out."""

import pytest

from qa_desktop.media import levels
from qa_desktop.media.playback import GAIN_LIMIT_DB
from qa_desktop.ui.review.mixing import Mix
from tests.ui.room import Room, heard, loaded


def test_own_gain_and_levelling_together_go_no_further_than_the_player() -> None:
    mix = Mix(channels=2, gains_db=(18.0, -6.0), levels_db=(20.0, 20.0))
    assert (mix.levelled(0), mix.levelled(1)) == (6.0, 20.0)
    assert mix.hearing().gains_db == (GAIN_LIMIT_DB, 14.0)


def test_the_menu_shows_what_is_heard(call: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "levelling_gains", lambda *_: (20.0, 3.0))
    call.window._preferences.change(levelling=True)
    sound = call.window.sound
    sound.mixer.heard_out(loaded(call.loader.loaded[-1]).ingested.peaks, heard())
    sound.mixer.louder("agent", 6)
    menu = call.window.review.player.transport.menu
    assert menu._figures[1].text() == "+18 dB +6"
    assert call.player.state.hearing.gains_db == (24.0, 3.0)


def test_levelling_is_worked_out_once_for_a_recording(call: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def count(*of: object) -> tuple[float, float]:
        asked.append(of)
        return 6.0, 0.0

    monkeypatch.setattr(levels, "levelling_gains", count)
    mixer = call.window.sound.mixer
    mixer.heard_out(loaded(call.loader.loaded[-1]).ingested.peaks, heard())
    for on in (True, False, True):
        call.window._preferences.change(levelling=on)
        mixer.louder("agent", 1)
        mixer.change_balance(1)
    assert len(asked) == 1
    assert mixer.mix.levels_db == (6.0, 0.0)
    mixer.begin(2, 0)
    assert mixer.mix.levels_db == (0.0, 0.0)

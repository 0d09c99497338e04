"""The page of settings: every change works at once, is remembered, and can be made with the keyboard alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel, QWidget

from qa_desktop import settings
from qa_desktop.ui.settings_page import SettingsPage
from tests.ui.room import Room
from tests.ui.test_accessibility import nameless


@pytest.fixture
def page(call: Room) -> SettingsPage:
    """The page, opened by its key over a call."""
    call.press("Ctrl+P")
    assert call.window.settings_page.isVisible()
    return call.window.settings_page


def control(page: SettingsPage, words: str) -> QWidget:
    """The control that a label names, or that names itself."""
    for label in page.findChildren(QLabel):
        if label.text() == words and label.buddy() is not None:
            return label.buddy()
    return next(each for each in page.findChildren(QAbstractButton) if each.text() == words)


def type_into(spin: QWidget, value: str) -> None:
    """Type a number over what is there."""
    spin.setFocus()
    spin.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(spin, value)
    QTest.keyClick(spin, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("words", "typed", "name", "expected"),
    [
        ("After a pause, hear again", "3.5", "backtrack_seconds", 3.5),
        ("One key replays the last", "8", "replay_seconds", 8.0),
        ("… at the speed of", "0.6", "replay_speed", 0.6),
        ("Evidence reaches back before the key by", "2.5", "reaction_seconds", 2.5),
        ("Decoded recordings may take", "800", "audio_cache_mb", 800.0),
    ],
)
def test_numbers_are_typed_and_remembered(
    call: Room, page: SettingsPage, words: str, typed: str, name: str, expected: float
) -> None:
    type_into(control(page, words), typed)
    assert getattr(call.window._preferences.settings, name) == expected
    call.window._preferences.flush()
    assert getattr(settings.load(), name) == expected


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Skip silence of more than two seconds", "skip_silence"),
        ("Skip hold music", "skip_hold"),
        ("Level quiet sides automatically", "levelling"),
        ("Keep decoded sound in memory only, never on the disk", "audio_in_memory"),
    ],
)
def test_switches_are_pressed_with_space_and_remembered(call: Room, page: SettingsPage, words: str, name: str) -> None:
    box = control(page, words)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert getattr(call.window._preferences.settings, name) is True
    assert not call.player.playing  # Space did not reach the player
    call.window._preferences.flush()
    assert getattr(settings.load(), name) is True


def test_what_is_changed_works_at_once(call: Room, page: SettingsPage) -> None:
    control(page, "Skip silence of more than two seconds").click()
    assert call.player.skips
    type_into(page.presets[1], "2.2")
    type_into(control(page, "Evidence reaches back before the key by"), "1")
    call.press("Esc")
    call.press("S")
    assert call.player.speed == 2.2
    call.listen(10)
    call.press("Y")
    assert call.answer.evidence[0].start_ms == round((22.0 - 2.2) * 1000)


def test_what_is_changed_elsewhere_shows_here_and_in_the_menu(call: Room, page: SettingsPage) -> None:
    call.press("Esc", "K", "V")
    assert call.window.actions_by_id["skip_silence"].isChecked()
    call.press("Ctrl+P")
    assert control(page, "Skip silence of more than two seconds").isChecked()
    assert control(page, "Level quiet sides automatically").isChecked()
    control(page, "Skip silence of more than two seconds").click()
    assert not call.window.actions_by_id["skip_silence"].isChecked()
    assert not call.window.review.player.transport.skip.property("on")


def test_light_dark_and_the_size_of_text(call: Room, page: SettingsPage) -> None:
    page.theme.setFocus()
    QTest.keyClick(page.theme, Qt.Key.Key_End)
    page.theme.activated.emit(page.theme.currentIndex())
    assert call.window.theme.dark
    type_into(page.text_size, "120")
    assert call.window.theme.scale == 1.2
    assert call.window._preferences.settings.theme == "dark"
    assert call.window._preferences.settings.text_scale == 1.2


def test_it_is_said_where_there_is_no_device(call: Room, page: SettingsPage) -> None:
    from qa_desktop.media.playback import OutputDevice

    call.player._become(devices=())
    assert page.device.currentText() == "No sound device is there."
    call.player._become(devices=(OutputDevice("b", "Headset", False),))
    assert page.device.currentText() == "As the system"


def test_the_device_is_chosen_here_too(call: Room, page: SettingsPage) -> None:
    from qa_desktop.media.playback import OutputDevice

    call.player._become(devices=(OutputDevice("b", "Headset", False),))
    page.device.setFocus()
    QTest.keyClick(page.device, Qt.Key.Key_Down)
    page.device.activated.emit(page.device.currentIndex())
    assert call.player.state.device == "b"


def test_escape_and_the_button_go_back_to_the_work(call: Room, page: SettingsPage) -> None:
    call.press("Esc")
    assert call.window.review.isVisible()
    call.press("Ctrl+P")
    page.back.click()
    assert call.window.review.isVisible()
    call.press("Y")
    assert call.answer.value is not None


def test_the_keyboard_comes_to_every_setting(call: Room, page: SettingsPage) -> None:
    wanted = {
        each
        for each in page.findChildren(QWidget)
        if isinstance(each, QAbstractSpinBox | QAbstractButton | QComboBox) and each.isVisible()
    }
    assert page.presets[0].hasFocus()
    seen: set[QObject | None] = set()
    for _ in range(2 * len(wanted)):
        seen.add(QApplication.focusWidget())
        call.press("Tab")
    assert wanted <= seen


def test_everything_has_a_name(call: Room, page: SettingsPage) -> None:
    assert nameless(page) == []


def test_the_keys_are_a_step_away(call: Room, page: SettingsPage) -> None:
    called = []
    call.window.actions_by_id["change_keys"].triggered.connect(lambda: called.append(True))
    page.keys.click()
    assert called


def test_letters_typed_here_answer_nothing(call: Room, page: SettingsPage) -> None:
    page.back.setFocus()
    call.press("Y", "K")
    assert call.answer.value is None
    assert not call.window._preferences.settings.skip_silence


def test_it_fits_a_small_window(call: Room, page: SettingsPage) -> None:
    call.window.resize(1280, 720)
    QApplication.processEvents()
    assert page.horizontalScrollBar().maximum() == 0
    assert page.verticalScrollBar().maximum() == 0


def test_room_taken_is_told_and_given_back(
    call: Room, page: SettingsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    emptied: list[bool] = []
    decoding = call.window.sound.decoding
    monkeypatch.setattr(type(decoding), "size", property(lambda _: 0 if emptied else 12_000_000))
    monkeypatch.setattr(decoding, "empty", lambda: emptied.append(True))
    page._display()
    assert page.used.text() == "Now 12 MB"
    page.empty.click()
    QTimer.singleShot(0, lambda: None)
    QApplication.processEvents()
    assert emptied
    assert page.used.text() == "Now 0 MB"


def test_it_does_not_claim_that_every_action_has_a_key(page: SettingsPage) -> None:
    words = [label.text() for label in page.findChildren(QLabel)]
    assert "Every action can have any key." in words
    assert not any("has a key" in each for each in words)

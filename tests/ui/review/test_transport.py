"""The row of controls: what it shows at each width, what its menus do, and which keys it names."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QPushButton

from qa_desktop.ui.review.mixing import SIDES
from qa_desktop.ui.review.transport import Transport
from tests.ui.room import Room


def transport_of(room: Room) -> Transport:
    """The row of controls on the screen."""
    return room.window.review.player.transport


def at_width(room: Room, width: int) -> Transport:
    """The row of controls when it is so wide."""
    transport = transport_of(room)
    transport.setFixedWidth(width)
    QApplication.processEvents()
    return transport


def test_with_room_for_all_the_sides_stand_side_by_side(call: Room) -> None:
    transport = at_width(call, 900)
    assert all(button.isVisible() for button in transport.sides.buttons())
    assert not transport.side.isVisible()
    assert transport.loop.isVisible()
    call.press("K")
    assert transport.skip.text() == "Skip silence"
    call.press("H")
    assert transport.skip.text() == "Skip both"


def test_with_less_room_they_become_one_button_with_the_side_that_is_heard(call: Room) -> None:
    transport = at_width(call, 606)  # the middle pane of a window of 1280 pixels
    assert not any(button.isVisible() for button in transport.sides.buttons())
    assert transport.side.isVisible()
    assert transport.side.text() == "Both"
    assert all(each.isVisible() for each in (transport.back, transport.speed, transport.loop, transport.skip))
    call.press("Alt+3")
    assert transport.side.text() == "Customer"
    assert [action.objectName() for action in transport.side.menu().actions()] == [f"channel_{side}" for side in SIDES]


def test_while_a_replay_runs_its_speed_is_shown_and_nothing_moves(call: Room) -> None:
    transport = at_width(call, 606)
    call.listen(30)
    QApplication.processEvents()
    places = {each: each.geometry() for each in transport.findChildren(QPushButton) if each.isVisible()}
    call.press("B")
    assert call.player.state.slower is not None
    assert transport.speed.text() == f"{call.player.state.slower.speed:.2f}×" != "1.00×"
    assert transport.speed.property("on")
    assert call.window.review.player.waveform.marks.slower == call.player.state.slower
    QApplication.processEvents()
    assert {each: each.geometry() for each in transport.findChildren(QPushButton) if each.isVisible()} == places
    call.player.run(30)
    assert (transport.speed.text(), transport.speed.property("on")) == ("1.00×", False)
    assert call.window.review.player.waveform.marks.slower is None


@pytest.mark.parametrize("width", [260, 340, 420, 500, 560, 620, 700, 900])
def test_nothing_is_cut_and_what_is_not_in_the_row_is_under_the_sound_button(call: Room, width: int) -> None:
    transport = at_width(call, width)
    shown = [button for button in transport.findChildren(QPushButton) if button.isVisible()]
    assert all(button.width() >= button.sizeHint().width() for button in shown)
    assert transport._time.width() >= transport._time.sizeHint().width()
    edges = sorted((each.mapTo(transport, each.rect().topLeft()).x(), each.width()) for each in shown)
    assert all(left + wide <= right + 1 for (left, wide), (right, _) in pairwise(edges))
    menu = transport.menu
    sides = transport.side.isVisible() or transport.sides.buttons()[0].isVisible()
    assert menu._side_row.isHidden() is sides
    assert menu._loop.isHidden() is transport.loop.isVisible()
    assert menu._silence.isHidden() is transport.skip.isVisible()


LONG = {"Play": "Wiedergeben", "Skip": "Überspringen", "Agent": "Mitarbeiterin", "Customer": "Kundschaft"}


class Longer(QTranslator):
    """Words as long as German ones."""

    def translate(self, context: str, source: str, comment: str = "", n: int = -1) -> str:
        return LONG.get(source, source)

    def isEmpty(self) -> bool:  # noqa: N802 -- Qt's name
        return False


def test_long_words_fit_a_small_window(call: Room) -> None:
    translator = Longer()
    QApplication.installTranslator(translator)
    try:
        transport = transport_of(call)
        transport.show_state(call.player.state)
        assert transport.play.text() == "Wiedergeben"
        at_width(call, 606)
        shown = [button for button in transport.findChildren(QPushButton) if button.isVisible()]
        assert all(button.width() >= button.sizeHint().width() for button in shown)
        assert transport.menu._silence.isHidden() is transport.skip.isVisible()
    finally:
        QApplication.removeTranslator(translator)


def test_what_the_row_has_no_room_for_works_under_the_sound_button(call: Room) -> None:
    transport = at_width(call, 320)
    menu = transport.menu
    menu._silence.click()
    assert call.player.skips
    assert call.window.actions_by_id["skip_silence"].isChecked()
    next(button for button in menu._sides.buttons() if button.objectName() == "customer").click()
    assert call.window.sound.mix.heard == "customer"
    call.listen(10)
    menu._loop.click()
    assert call.window.sound.loop_begin == 10
    assert menu._loop.isChecked()


def test_the_sound_button_opens_balance_loudness_and_levelling(call: Room) -> None:
    menu = transport_of(call).menu
    menu.open_at(transport_of(call).more)
    assert menu.isVisible()
    menu._balance.setValue(-10)
    assert call.player.state.hearing.balance == -0.5
    assert menu._figures[0].text() == "50% left"
    menu._gains[1].setValue(6)
    assert call.player.state.hearing.gains_db == (0, 6)
    assert menu._figures[2].text() == "+6 dB"
    menu._levelling.click()
    assert call.window._preferences.settings.levelling
    assert [name.text() for name in menu._names] == ["Agent", "Customer"]
    assert transport_of(call).more.property("on")
    menu.hide()


def test_it_says_left_and_right_where_nobody_knows_who_is_who_and_loudness_of_one_channel(call: Room) -> None:
    menu, mixer = transport_of(call).menu, call.window.sound.mixer
    mixer.begin(2, None)
    assert [name.text() for name in menu._names] == ["Left", "Right"]
    mixer.begin(1, None)
    assert menu._names[0].text() == "Loudness"
    assert menu._gains[1].isHidden()


def test_the_device_is_chosen_from_those_that_are_there(call: Room) -> None:
    from qa_desktop.media.playback import OutputDevice

    devices = (OutputDevice("a", "Speakers", True), OutputDevice("b", "Headset", False))
    call.player._become(devices=devices)
    listed = transport_of(call).menu._device
    assert [listed.itemText(place) for place in range(listed.count())] == [
        "As the system: Speakers",
        "Speakers",
        "Headset",
    ]
    listed.activated.emit(2)
    assert call.player.state.device == "b"
    assert call.window._preferences.settings.output_device == "b"
    call.player._become(devices=devices[:1])
    assert listed.currentText() == "The chosen one, which is not there now"
    call.player._become(devices=devices)
    assert listed.currentText() == "Headset"


def test_speeds_are_chosen_from_a_menu_and_the_two_of_the_key_are_set_there(call: Room) -> None:
    transport = transport_of(call)
    menu = transport.speed.menu()
    call.press("+", "+", "+")
    menu.aboutToShow.emit()
    first, second = menu.actions()[-2:]
    assert first.text() == "First of the two: 1.15× instead of 1.00×"
    second.trigger()
    assert call.window._preferences.settings.preset_speeds == [1.0, 1.15]
    menu.aboutToShow.emit()
    assert not second.isEnabled()
    next(action for action in menu.actions() if action.text() == "2.00×").trigger()
    assert call.player.speed == 2.0
    assert transport.speed.text() == "2.00×"


def test_tool_tips_name_the_keys_in_force(call: Room) -> None:
    transport = transport_of(call)
    assert transport.back.toolTip() == "Back 5 seconds (Left)"
    call.window.actions_by_id.bind({"back": ("Ctrl+Alt+B",), "loop": ()})
    assert transport.back.toolTip() == "Back 5 seconds (Ctrl+Alt+B)"
    assert transport.back.accessibleName() == transport.back.toolTip()
    assert transport.loop.toolTip() == "Play a passage again and again: begin, end, off"


def test_the_buttons_do_what_their_keys_do(call: Room) -> None:
    transport = at_width(call, 900)
    call.listen(20)
    transport.back.click()
    assert call.player.position == 15
    transport.forward.click()
    assert call.player.position == 20
    transport.loop.click()
    assert call.window.sound.loop_begin == 20
    transport.play.click()
    assert not call.player.playing

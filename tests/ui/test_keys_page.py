"""The page that changes keys, by keyboard alone; what it changes works at once and is remembered."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from qa_desktop import settings
from qa_desktop.domain.answers import NO, YES
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.key_capture import KeyCapture
from qa_desktop.ui.keys_page import KeysPage
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room


@pytest.fixture
def page(call: Room) -> KeysPage:
    """The page, opened by its key."""
    call.press("Ctrl+F1")
    found = call.window.hands_free.page
    assert found.isVisible()
    return found


def choose(room: Room, page: KeysPage, words: str) -> None:
    """Look for an action and go to it."""
    page._search.setFocus()
    page._search.clear()
    room.type(words)
    room.press("Return")
    assert page._list.hasFocus()


def give(room: Room, page: KeysPage, words: str, key: str) -> None:
    """Give a key to an action."""
    choose(room, page, words)
    room.press("Return")
    assert page._capture.hasFocus()
    room.press(key)
    assert not page._capture.isVisible()


def keys_of(room: Room, action: str) -> tuple[str, ...]:
    return room.window.actions_by_id.bindings.in_force[action]


def chips(page: KeysPage) -> list[str]:
    return [page._chips.itemAt(place).widget().text().split("  ")[0] for place in range(page._chips.count())]


def test_a_key_that_is_free_is_added_and_works_at_once(call: Room, page: KeysPage) -> None:
    give(call, page, "answer yes", "F13")
    assert keys_of(call, "answer_yes") == ("Y", "Ctrl+Shift+Y", "F13")
    assert page._message.text() == "F13 does “Answer Yes” now."
    assert chips(page) == ["Y", "Ctrl+Shift+Y", "F13"]
    assert "changed" in page._items["answer_yes"].text(1)
    call.press("Esc")
    assert call.window.review.isVisible()
    call.press("F13")
    assert call.answer.value == YES


def test_escape_leaves_the_key_as_it_is_and_then_the_page(call: Room, page: KeysPage) -> None:
    choose(call, page, "answer yes")
    call.press("Return", "Esc")
    assert page.isVisible()
    assert page._message.text() == "Nothing is changed."
    assert page._list.hasFocus()
    call.press("Esc")
    assert not page.isVisible()
    assert call.window.actions_by_id.bindings.changes == {}


def test_a_key_of_another_action_is_told_and_taken_only_when_asked(call: Room, page: KeysPage) -> None:
    give(call, page, "answer yes", "N")
    assert page._message.text() == "N belongs to “Answer No”."
    assert call.window.actions_by_id.bindings.changes == {}
    assert page._take_it.hasFocus()
    call.press("Return")
    assert page._message.text() == "N does “Answer Yes” now."
    assert keys_of(call, "answer_no") == ("Ctrl+Shift+N",)
    call.press("Esc", "N")
    assert call.answer.value == YES
    call.press("Ctrl+Shift+N")
    assert call.answer.value == NO


def test_who_has_lost_the_only_key_is_named(call: Room, page: KeysPage) -> None:
    give(call, page, "answer yes", "F12")
    call.press("Return")
    assert page._message.text().endswith("“Eyes-shut mode” has no key now.")


def test_what_was_not_taken_stays_when_one_goes_on(call: Room, page: KeysPage) -> None:
    give(call, page, "answer yes", "N")
    choose(call, page, "answer no")
    assert not page._take_it.isVisible()
    assert call.window.actions_by_id.bindings.changes == {}


@pytest.mark.parametrize(
    ("key", "words"),
    [("Tab", "moves about"), ("Up", "moves about"), ("Return", "moves about"), ("Alt+F", "opens the menu “File”")],
)
def test_keys_that_move_about_are_refused_in_words(call: Room, page: KeysPage, key: str, words: str) -> None:
    give(call, page, "answer yes", key)
    assert words in page._message.text()
    assert call.window.actions_by_id.bindings.changes == {}
    assert page._list.hasFocus()


def test_a_key_that_is_there_already_is_told(call: Room, page: KeysPage) -> None:
    give(call, page, "answer yes", "Y")
    assert page._message.text() == "Y does that already."


def test_a_shortcut_does_nothing_while_a_key_is_asked_for(call: Room, page: KeysPage) -> None:
    dark = call.window.theme.dark
    give(call, page, "answer yes", "Ctrl+D")
    assert call.window.theme.dark == dark
    assert page._message.text() == "Ctrl+D belongs to “Light or dark”."


def test_modifiers_alone_are_no_key(call: Room, page: KeysPage) -> None:
    choose(call, page, "answer yes")
    call.press("Return")
    QTest.keyClick(QApplication.focusWindow(), Qt.Key.Key_Control)
    QTest.keyClick(QApplication.focusWindow(), Qt.Key.Key_Shift)
    assert page._capture.isVisible()


@pytest.mark.parametrize(
    ("code", "modifiers", "text", "key"),
    [
        (Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?", "?"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier, "1", "1"),
        (Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier, "U", "Shift+U"),
        (Qt.Key.Key_Ampersand, Qt.KeyboardModifier.NoModifier, "&", "&"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier, "1", "Num+1"),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.KeypadModifier, "", "Left"),
        (Qt.Key.Key_At, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "@", "@"),
        (Qt.Key.Key_MediaRecord, Qt.KeyboardModifier.NoModifier, "", "Media Record"),
        (Qt.Key.Key_F24, Qt.KeyboardModifier.ShiftModifier, "", "Shift+F24"),
        (Qt.Key.Key_Launch5, Qt.KeyboardModifier.NoModifier, "", "Launch (5)"),
    ],
)
def test_keys_of_other_keyboards(
    qtbot: QtBot, code: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, key: str
) -> None:
    capture, heard = KeyCapture(), []
    qtbot.addWidget(capture)
    capture.captured.connect(heard.append)
    capture.begin("Answer Yes")
    QTest.simulateEvent(capture, True, code.value, modifiers, text, False)
    assert heard == [key]
    assert not capture.isVisible()


def test_a_key_without_a_name_is_told(call: Room, page: KeysPage) -> None:
    choose(call, page, "answer yes")
    call.press("Return")
    QTest.simulateEvent(page._capture, True, Qt.Key.Key_unknown.value, Qt.KeyboardModifier.NoModifier, "", False)
    assert "no name" in page._message.text()


def test_a_side_button_is_asked_for_like_a_key(call: Room, page: KeysPage) -> None:
    choose(call, page, "answer yes")
    call.press("Return")
    QTest.mouseClick(call.window.windowHandle(), Qt.MouseButton.BackButton, pos=QPoint(300, 300))
    assert keys_of(call, "answer_yes")[-1] == "Mouse4"
    assert page._message.text() == "Mouse 4 does “Answer Yes” now."
    QTest.mouseClick(call.window.windowHandle(), Qt.MouseButton.ForwardButton, pos=QPoint(300, 300))
    assert keys_of(call, "answer_yes")[-1] == "Mouse4"


def test_delete_takes_the_last_key_away_and_a_chip_its_own(call: Room, page: KeysPage) -> None:
    choose(call, page, "answer yes")
    call.press("Del")
    assert keys_of(call, "answer_yes") == ("Y",)
    page._chips.itemAt(0).widget().click()
    assert keys_of(call, "answer_yes") == ()
    assert page._message.text() == "Y does “Answer Yes” no more. “Answer Yes” has no key now."
    call.press("Esc", "Y")
    assert call.answer.value is None


def test_usual_keys_for_one_and_for_all(call: Room, page: KeysPage) -> None:
    assert not page._usual.isEnabled()
    assert not page._all.isEnabled()
    give(call, page, "answer yes", "F13")
    give(call, page, "answer no", "F14")
    assert page._usual.isEnabled()
    page._usual.click()
    assert keys_of(call, "answer_no") == ("N", "Ctrl+Shift+N")
    assert keys_of(call, "answer_yes")[-1] == "F13"
    page._all.click()
    assert call.window.actions_by_id.bindings.changes == {}
    assert not page._all.isEnabled()


def test_the_search_finds_actions_and_keys(call: Room, page: KeysPage) -> None:
    call.type("f12")
    visible = [action for action, item in page._items.items() if not item.isHidden()]
    assert visible == ["eyes_shut"]
    assert page._name.text() == "Eyes-shut mode"
    page._search.clear()
    call.type("qqq")
    assert page._message.text() == "No action and no key is called that."
    assert not page._add.isEnabled()
    call.press("Return", "Return")
    assert not page._capture.isVisible()


def test_every_action_is_listed_with_its_keys(call: Room, page: KeysPage) -> None:
    assert set(page._items) == set(call.window.actions_by_id.bindings.usual)
    assert page._items["play"].text(1) == "Space · Ctrl+Space · Media Play · Media Play/Pause"
    assert page._items["level_0"].text(0) == "Choose level or option 0"


def test_levels_can_be_chosen_by_a_french_digit_row(call: Room, page: KeysPage) -> None:
    give(call, page, "option 4", "'")
    call.press("Esc")
    call.go_to("listens")
    call.press("'")
    assert call.answer.value is not None
    assert call.answer.value.option == "4"  # type: ignore[union-attr]


def test_what_names_keys_elsewhere_follows(call: Room, page: KeysPage) -> None:
    give(call, page, "play or pause", "F14")
    for _ in range(4):
        page._chips.itemAt(0).widget().click()
    assert keys_of(call, "play") == ("F14",)
    assert call.window.actions_by_id["play"].shortcut().toString() == "F14"
    assert call.window.review.player.transport.play.toolTip().endswith("(F14)")
    give(call, page, "add evidence here", "F15")
    for _ in range(2):
        page._chips.itemAt(0).widget().click()
    labels = [label.text() for label in call.window.review.form.detail.findChildren(QLabel)]
    assert "F15 adds evidence" in labels
    call.press("Esc")
    assert call.window.status.hint.text().startswith("Y N A 1–5 answer · ↑↓ move · F14 play ·")
    call.press("?")
    labels = [label.text() for label in call.window.keys_sheet.findChildren(QLabel)]
    assert "F14" in labels
    assert not any("Space" in label for label in labels if "Shift" not in label)


def test_changes_are_remembered(call: Room, page: KeysPage) -> None:
    give(call, page, "answer yes", "F13")
    call.window.close()
    assert settings.load().keys == {"answer_yes": ["Y", "Ctrl+Shift+Y", "F13"]}


def test_remembered_changes_are_in_force_and_nonsense_among_them_is_not(clean: MakeRoom, database: SqlDatabase) -> None:
    kept = Settings(device=str(database.device), keys={"answer_yes": ["F13", "nonsense"], "gone": ["Y"]})
    room = clean(database, kept=kept)
    room.open("L-1001")
    room.press("Y")
    assert room.answer.value is None
    room.press("F13")
    assert room.answer.value == YES


def dialog_of(page: KeysPage, button: QPushButton) -> QFileDialog:
    button.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    return dialog


def test_keys_go_through_a_file(call: Room, page: KeysPage, tmp_path: Path) -> None:
    give(call, page, "answer yes", "F13")
    file = tmp_path / "keys.json"
    dialog = dialog_of(page, page._export)
    dialog.filesSelected.emit([str(file)])
    dialog.close()
    assert json.loads(file.read_text())["keys"] == {"answer_yes": ["Y", "Ctrl+Shift+Y", "F13"]}
    assert page._message.text() == "The changed keys are written to “keys.json”."
    page._all.click()
    QApplication.processEvents()
    document = json.loads(file.read_text())
    document["keys"]["later"] = ["F20"]
    file.write_text(json.dumps(document))
    page._read(file)
    assert keys_of(call, "answer_yes")[-1] == "F13"
    assert page._message.text() == "The keys of “keys.json” are in force. Unknown here and left out: later."


def test_a_file_that_cannot_be_used_is_told_and_changes_nothing(call: Room, page: KeysPage, tmp_path: Path) -> None:
    give(call, page, "answer yes", "F13")
    before = call.window.actions_by_id.bindings
    (tmp_path / "other.json").write_bytes(b"\xff\x00")
    page._read(tmp_path / "other.json")
    assert "not a file of keys" in page._message.text()
    page._read(tmp_path / "absent.json")
    assert "cannot be read" in page._message.text()
    page._write(tmp_path / "absent" / "keys.json")
    assert "cannot be written" in page._message.text()
    assert call.window.actions_by_id.bindings == before

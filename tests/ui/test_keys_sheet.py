"""The sheet of keys: all of them, in columns that fit the window."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel

from qa_desktop.ui.action_list import EVALUATION, LEVELS, MENUS, SPECS
from qa_desktop.ui.actions import text_of, tr
from qa_desktop.ui.key_bindings import shown
from qa_desktop.ui.keys_sheet import BETWEEN, Line, _height, _in_columns
from tests.ui.room import Room


def lines(room: Room) -> dict[str, list[str]]:
    """The keys of every line by its words."""
    labels = [label.text().replace("\u00a0", " ") for label in room.window.keys_sheet.widget().findChildren(QLabel)]
    return {labels[place + 1]: keys.split(BETWEEN) for place, keys in enumerate(labels[:-1])}


def test_every_key_of_every_action_is_on_the_sheet(call: Room) -> None:
    call.press("?")
    found = lines(call)
    for action, keys in call.window.actions_by_id.bindings.in_force.items():
        spec = next(spec for spec in (*SPECS, *LEVELS) if spec.id == action)
        if keys and spec not in LEVELS:
            assert found[text_of(spec)] == [shown(key) for key in keys]
    assert found["Choose a level or option"] == ["1 … 9, 0", "Ctrl+Shift+1 … 0"]
    assert "Play while the key is held" not in found


def test_changed_keys_are_on_the_sheet(call: Room) -> None:
    actions = call.window.actions_by_id
    actions.bind(actions.bindings.give("level_3", "F15").give("hold_play", "F13").give("keys", "F14").changes)
    call.press("F14")
    found = lines(call)
    assert found["Choose level or option 3"] == ["3", "Ctrl+Shift+3", "F15"]
    assert found["Choose level or option 4"] == ["4", "Ctrl+Shift+4"]
    assert found["Play while the key is held"] == ["F13"]
    texts = [label.text() for label in call.window.keys_sheet.findChildren(QLabel)]
    assert "Esc or ? closes" in texts
    actions.bind({"keys": ("F14",)})
    call.press("F14", "F14")
    texts = [label.text() for label in call.window.keys_sheet.findChildren(QLabel)]
    assert "Esc or F14 closes" in texts


def test_every_menu_is_named_once_and_in_order(call: Room) -> None:
    call.press("?")
    names = [tr(menu).replace("&", "") for menu in MENUS]
    headings = [
        label.text() for label in call.window.keys_sheet.findChildren(QLabel) if label.property("role") == "section"
    ]
    assert headings == names
    assert tr(EVALUATION).replace("&", "") in headings


def test_what_cannot_be_used_now_is_pale(call: Room) -> None:
    def role(words: str) -> str:
        labels = call.window.keys_sheet.widget().findChildren(QLabel)
        return next(str(label.property("role")) for label in labels if label.text() == words)

    call.press("?")
    assert role("Undo") == "muted"
    assert role("Search the worklist") == ""


@pytest.mark.parametrize(("width", "columns"), [(700, 1), (1000, 2), (1280, 3), (1920, 4), (4000, 4)])
def test_as_many_columns_as_there_is_room_for(call: Room, width: int, columns: int) -> None:
    sheet = call.window.keys_sheet
    sheet.display(QSize(width, 700))
    assert sheet._columns == columns
    assert sheet.widget().minimumSizeHint().width() <= width


def test_columns_are_about_as_high_as_each_other_and_break_between_groups() -> None:
    block = [Line("Head"), *(Line("a", ("A",), begins_group=place % 4 == 0) for place in range(24))]
    columns = _in_columns(block * 3, 3)
    assert [line for column in columns for line in column] == block * 3
    heights = [_height(column) for column in columns]
    assert max(heights) - min(heights) <= 8
    assert all(column[0].begins_group or not column[0].keys for column in columns)
    assert all(column[-1].keys for column in columns)

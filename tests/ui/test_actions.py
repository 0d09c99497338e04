"""Actions: each declared once, with keys of its own, and those that need an open interaction say so."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from qa_desktop.ui.action_list import LEVELS, MENUS, REPEATING
from qa_desktop.ui.action_list import SPECS as ALL_SPECS
from tests.ui.room import Room

SPECS = [spec for spec in ALL_SPECS if spec.text]  # without the lines between groups


def test_ids_and_texts_are_unique() -> None:
    assert len({spec.id for spec in SPECS}) == len(SPECS)
    assert len({spec.text for spec in SPECS}) == len(SPECS)
    assert {spec.menu for spec in SPECS} <= set(MENUS)


@pytest.mark.parametrize("external_id", ["", "L-1001"])
def test_no_two_actions_that_can_be_used_share_a_key(room: Room, external_id: str) -> None:
    if external_id:
        room.open(external_id)
    usable = [action for action in room.window.actions() if action.isEnabled()]
    for one, other in combinations(usable, 2):
        shared = set(map(QKeySequence.toString, one.shortcuts())) & set(map(QKeySequence.toString, other.shortcuts()))
        assert not shared, f"{one.objectName()} and {other.objectName()} share {shared}"


def test_every_key_is_one_that_qt_knows() -> None:
    for spec in SPECS:
        for key in spec.keys:
            assert QKeySequence(key)[0].key() != 0, key


def test_every_action_stands_in_its_menu(room: Room) -> None:
    listed = {action.objectName() for menu in room.window.menuBar().findChildren(QMenu) for action in menu.actions()}
    assert {spec.id for spec in SPECS} <= listed


def test_lines_stand_between_groups_only(room: Room) -> None:
    separated = 0
    for menu in room.window.menuBar().findChildren(QMenu):
        lines = [action.isSeparator() for action in menu.actions()]
        separated += sum(lines)
        assert not any(one and next_one for one, next_one in pairwise(lines))
        assert not (lines and (lines[0] or lines[-1]))
    assert separated == len(ALL_SPECS) - len(SPECS)


def test_every_action_does_something(room: Room) -> None:
    dead = [
        spec.id
        for spec in SPECS
        if not room.window.actions_by_id[spec.id].receivers("2triggered()")
        and not room.window.actions_by_id[spec.id].receivers("2triggered(bool)")
        and not room.window.actions_by_id[spec.id].receivers("2toggled(bool)")
    ]
    assert dead == []


def test_without_an_interaction_nothing_can_be_answered_or_played(room: Room) -> None:
    enabled = {spec.id for spec in SPECS if room.window.actions_by_id[spec.id].isEnabled()}
    assert not enabled & {"play", "answer_yes", "submit", "correct", "discard", "undo", "redo", "explain", "locate"}
    assert {"import_files", "search", "keys", "theme", "quit"} <= enabled


def test_actions_follow_what_can_be_done(call: Room) -> None:
    def can(action: str) -> bool:
        return call.window.actions_by_id[action].isEnabled()

    assert can("submit")
    assert can("discard")
    assert not can("correct")
    assert not can("undo")
    call.press("Y")
    assert can("undo")
    assert not can("redo")
    call.press("Ctrl+Z")
    assert not can("undo")
    assert can("redo")


def test_shortcuts_shown_in_menus_are_those_that_work(room: Room) -> None:
    for spec in SPECS:
        action: QAction = room.window.actions_by_id[spec.id]
        assert [QKeySequence(key) for key in spec.keys] == action.shortcuts()


def test_keys_are_changed_at_once_and_told(room: Room) -> None:
    actions, told = room.window.actions_by_id, []
    actions.keys_changed.connect(lambda: told.append(actions["play"].shortcut().toString()))
    actions.bind({"play": ("F13", "Mouse4"), "level_1": ()})
    assert told == ["F13"]
    assert actions.key("play") == "F13"
    assert actions["play"].shortcuts() == [QKeySequence("F13")]
    assert actions.levels[0].shortcuts() == []
    assert actions.key("level_1") == ""
    actions.bind({})
    assert actions.key("play") == "Space"


def test_only_moving_and_how_it_sounds_goes_on_while_a_key_is_held(room: Room) -> None:
    assert {spec.id for spec in (*SPECS, *LEVELS)} >= REPEATING
    for spec in (*SPECS, *LEVELS):
        assert room.window.actions_by_id[spec.id].autoRepeat() == (spec.id in REPEATING)

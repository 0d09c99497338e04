"""The worklist: search, chips, counts, and what it says when it is empty."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from qa_desktop.domain.interactions import Agent, Channel, Interaction, interaction_key
from qa_desktop.domain.worklist import State
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.review.worklist_panel import agent_name, length, subtitle
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room, put


def shown(room: Room) -> list[str]:
    """The lines, by their outside number."""
    return [item.interaction.external_id for item in room.window.review.worklist.model.items]


def chips(room: Room) -> dict[State, str]:
    """What the chips say."""
    return {state: chip.text() for state, chip in room.window.review.worklist._chips.items()}


def search(room: Room, words: str) -> None:
    """Type into the search, from wherever the keyboard is."""
    room.press("Ctrl+F", "Ctrl+A", "Del")
    room.type(words)
    panel = room.window.review.worklist
    room.until(lambda: not panel._pause.isActive() and not room.operations.busy)


def test_every_interaction_is_listed_newest_first(room: Room) -> None:
    times = [item.interaction.started_at for item in room.window.review.worklist.model.items]
    assert len(times) == len(room.keys)
    assert times == sorted(times, reverse=True)  # type: ignore[type-var]


def test_the_search_finds_agents_queues_and_numbers(room: Room) -> None:
    everything = shown(room)
    search(room, "maya")
    assert shown(room)
    assert {item.interaction.agent.name for item in room.window.review.worklist.model.items} == {"Maya Brandt"}
    search(room, "L-1002")
    assert shown(room) == ["L-1002"]
    search(room, "faults")
    assert "L-1002" in shown(room)
    search(room, "")
    assert shown(room) == everything


def test_a_search_without_result_says_how_to_go_on_and_offers_no_import(room: Room) -> None:
    search(room, "nobody of this name")
    panel = room.window.review.worklist
    assert shown(room) == []
    assert panel._empty.isVisible()
    assert "Clear" in panel._empty.text()
    assert not panel._import.isVisible()
    assert not panel.list.isVisible()


@pytest.mark.parametrize("words", ["L-1002", "faults"])
def test_enter_in_the_search_opens_the_first_line_found(room: Room, words: str) -> None:
    room.press("Ctrl+F")
    room.type(words)
    room.press("Return")  # before anything is found
    room.until(lambda: room.window.review.interaction is not None)
    room.settle()
    assert room.window.review.interaction == room.window.review.worklist.model.items[0].interaction.key
    assert len(shown(room)) < len(room.keys)
    assert QApplication.focusWidget() is not room.window.review.worklist.search


def test_enter_opens_nothing_where_nothing_is_found_and_without_words_leads_to_the_list(room: Room) -> None:
    search(room, "nobody of this name")
    room.press("Return")
    room.settle()
    assert room.window.review.interaction is None
    search(room, "")
    room.press("Return")
    room.settle()
    assert room.window.review.interaction is None
    assert QApplication.focusWidget() is room.window.review.worklist.list


def test_the_keyboard_stays_in_the_search_while_lines_are_found(room: Room) -> None:
    for words in ("L-1", ""):
        search(room, words)
        room.settle()
        assert QApplication.focusWidget() is room.window.review.worklist.search


def test_what_is_typed_after_enter_opens_nothing(room: Room) -> None:
    room.press("Ctrl+F")
    room.type("L-1002")
    room.press("Return")
    room.type("x")
    room.settle()
    search(room, "L-1002")
    assert room.window.review.interaction is None


def test_interactions_without_a_time_stand_below_by_name(room: Room) -> None:
    for number in ("Zeta", "alpha", "Beta"):
        put(room.database, Interaction(interaction_key("x", number), number, Channel.CALL))
    room.press("F5")
    room.settle()
    assert shown(room)[-3:] == ["alpha", "Beta", "Zeta"]


def test_a_draft_is_chosen_at_the_start_so_that_enter_goes_on_with_it(clean: MakeRoom, database: SqlDatabase) -> None:
    first = clean(database)
    oldest = shown(first)[-1]
    first.open(oldest)
    first.press("Y")
    first.saved()
    first.window.close()
    room = clean(database)
    room.settle()
    room.press("Return")
    room.until(lambda: room.window.review.interaction == room.keys[oldest])
    assert room.window.review.interaction != room.window.review.worklist.model.items[0].interaction.key


def test_what_was_chosen_stays_chosen_when_the_list_is_read_again(room: Room) -> None:
    room.press("Down", "Down", "F5")
    room.settle()
    assert room.window.review.worklist.list.currentIndex().row() == 2


def test_chips_wrap_where_text_is_large(room: Room) -> None:
    panel = room.window.review.worklist
    room.window.theme.set_scale(1.6)
    QApplication.processEvents()
    for chip in panel._chips.values():
        assert chip.width() >= chip.sizeHint().width()
        assert chip.geometry().right() < panel.width()


def test_chips_count_and_filter_by_state(call: Room) -> None:
    count = len(call.keys)
    assert chips(call) == {State.NEW: f"New {count}", State.DRAFT: "Drafts 0", State.SUBMITTED: "Done 0"}
    call.press("Y")
    call.saved()
    assert chips(call)[State.DRAFT] == "Drafts 1"
    assert chips(call)[State.NEW] == f"New {count - 1}"
    call.window.review.worklist._chips[State.DRAFT].click()
    call.settle()
    assert shown(call) == ["L-1001"]
    call.window.review.worklist._chips[State.NEW].click()
    call.settle()
    assert len(shown(call)) == count
    call.window.review.worklist._chips[State.DRAFT].click()
    call.settle()
    assert "L-1001" not in shown(call)


def test_a_chip_is_pressed_by_space_while_it_has_the_keyboard(call: Room) -> None:
    call.press("Ctrl+F", "Tab")
    chip = QApplication.focusWidget()
    assert chip is call.window.review.worklist._chips[State.NEW]
    call.press("Space")
    assert chip.isChecked()
    assert not call.player.playing


def test_the_open_interaction_stays_chosen_when_the_list_changes(call: Room) -> None:
    panel = call.window.review.worklist
    newest = max(item.interaction.started_at for item in panel.model.items)  # type: ignore[type-var]
    put(call.database, replace(panel.model.items[0].interaction, key=interaction_key("x", "1"), external_id="x1",
                               started_at=newest.replace(year=2030)))  # type: ignore[union-attr]  # fmt: skip
    call.press("F5")
    call.settle()
    assert shown(call)[0] == "x1"
    assert panel.model.items[panel.list.currentIndex().row()].interaction.external_id == "L-1001"


def test_no_line_is_chosen_where_what_is_open_is_not_listed(call: Room) -> None:
    search(call, "L-1002")
    call.settle()
    assert shown(call) == ["L-1002"]
    assert not call.window.review.worklist.list.currentIndex().isValid()


def test_next_and_previous_interaction_by_key(room: Room) -> None:
    order = shown(room)
    room.open(order[0])
    room.press("Ctrl+Down")
    room.until(lambda: room.window.review.interaction == room.keys[order[1]])
    room.settle()
    room.press("Ctrl+Up")
    room.until(lambda: room.window.review.interaction == room.keys[order[0]])
    room.settle()
    room.press("Ctrl+Up")
    room.settle()
    assert room.window.review.interaction == room.keys[order[0]]


def test_an_empty_database_says_the_one_thing_to_do_first(clean: MakeRoom, empty_database: SqlDatabase) -> None:
    room = clean(empty_database, "Ann Reviewer")
    room.settle()
    panel = room.window.review.worklist
    assert panel._empty.text().startswith("Nothing to review yet. Import")
    assert panel._import.isVisible()
    assert panel._demo.isVisible()
    assert QApplication.focusWidget() is panel._import
    room.window.setFocus()
    assert not room.window.actions_by_id["play"].isEnabled()


@pytest.mark.parametrize("name", ["Maximiliane Hohenstein-Rosenbaumgartner", "عبد الرحمن بن محمد الأنصاري", ""])
def test_long_and_right_to_left_names_are_drawn(room: Room, name: str) -> None:
    odd = Interaction(
        interaction_key("x", "odd"), "7" * 60, Channel.CALL, Agent(name) if name else None, "Beschwerdemanagement" * 4
    )
    put(room.database, odd)
    room.press("F5")
    room.settle()
    search(room, "7" * 60)
    assert not room.window.review.worklist.list.grab().isNull()
    assert agent_name(odd) == (name or "7" * 60)


def test_the_second_row_says_what_is_known() -> None:
    bare = Interaction(interaction_key("x", "1"), "1", Channel.CHAT)
    assert (subtitle(bare), length(bare)) == ("Chat", "")
    assert length(replace(bare, turns=12)) == "12 turns"
    assert length(replace(bare, channel=Channel.CALL, duration=125.0)) == "2:05"
    assert subtitle(replace(bare, queue="Faults", tags=("complaint", "x"))) == "Faults · complaint"


def test_each_line_is_read_aloud_with_its_state(room: Room) -> None:
    panel = room.window.review.worklist
    words = panel.model.data(panel.model.index(shown(room).index("L-1001")))
    assert "Maya Brandt" in words
    assert "new" in words


def test_ten_thousand_lines_are_equally_high(room: Room) -> None:
    panel = room.window.review.worklist
    panel.model.take(panel.model.items * 1200)
    delegate = panel.list.itemDelegate()
    heights = {delegate.sizeHint(QStyleOptionViewItem(), panel.model.index(row)) for row in (0, 9_000)}
    assert heights == {QSize(160, room.window.theme.px(54))}
    panel.list.scrollToBottom()
    assert not panel.list.grab().isNull()

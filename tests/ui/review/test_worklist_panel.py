"""The worklist: search, chips, counts, and what it says when it is empty."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, interaction_key
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.worklist import Order, State, WorklistItem
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.review.worklist_lines import ABOUT, VALUE, Lines, agent_name, in_order, length, ordered_by, subtitle
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room, put


def shown(room: Room) -> list[str]:
    """The lines, by their outside number."""
    return [item.interaction.external_id for item in room.window.review.worklist.model.items]


def chips(room: Room) -> dict[State, str]:
    """What the chips say that are shown."""
    return {state: chip.text() for state, chip in room.window.review.worklist._chips.items() if not chip.isHidden()}


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
    search(room, "zebra crossing")
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
    search(room, "zebra crossing")
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
    for chip in (each for each in panel._chips.values() if each.isVisible()):
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


def recorded(path: str, at: datetime | None = None) -> WorklistItem:
    """A call whose recording lies there."""
    recording = Recording("calls", path, path, 8.0, 8000, 2)
    return WorklistItem(
        Interaction(interaction_key("x", path), "call", Channel.CALL, started_at=at, recording=recording), State.NEW
    )


def test_lines_that_would_look_alike_say_where_their_recordings_lie(room: Room) -> None:
    model = room.window.review.worklist.model
    at = datetime(2026, 1, 14, 9, 31, tzinfo=UTC)
    model.take(Lines.of((recorded("mon/call.wav", at), recorded("tue/call.wav", at), recorded("wed/call.wav"))))
    about = [model.index(row).data(ABOUT) for row in range(3)]
    assert [words.split(" · ")[0] for words in about] == ["mon", "tue", "Call"]
    assert "tue" in model.index(1).data()
    assert model.index(1).data(Qt.ItemDataRole.ToolTipRole) == "call\ncalls/tue/call.wav"


def test_without_times_they_stand_in_the_order_of_their_folders() -> None:
    lines = [recorded(path) for path in ("b/call.wav", "c/call.wav", "a/call.wav")]
    assert in_order(lines) == (lines[2], lines[0], lines[1])


def test_each_line_is_read_aloud_with_its_state(room: Room) -> None:
    panel = room.window.review.worklist
    words = panel.model.data(panel.model.index(shown(room).index("L-1001")))
    assert "Maya Brandt" in words
    assert "new" in words


def test_more_lines_come_when_the_list_is_followed_to_its_end(room: Room) -> None:
    review, panel = room.window.review, room.window.review.worklist
    everything = shown(room)
    panel.at_once = 3
    review.refresh()
    room.until(lambda: len(shown(room)) == 3)
    chosen = panel.list.currentIndex()
    for count in range(3, len(everything)):
        if len(shown(room)) <= count:
            panel.list.verticalScrollBar().valueChanged.emit(panel.list.verticalScrollBar().maximum())
            room.until(lambda before=count: len(shown(room)) > before)  # type: ignore[misc]
    assert shown(room) == everything
    assert panel.list.currentIndex() == chosen
    panel.list.setCurrentIndex(panel.model.index(len(everything) - 1))
    review.refresh()  # what was followed to the end is loaded to there again
    room.settle()
    assert shown(room) == everything
    assert panel.list.currentIndex().row() == len(everything) - 1


def test_after_the_last_line_that_is_loaded_the_next_one_opens(room: Room) -> None:
    review, panel = room.window.review, room.window.review.worklist
    first, second, *_ = (item.interaction.key for item in panel.model.items)
    review.open(first)
    room.until(lambda: review.interaction == first)
    room.settle()
    panel.at_once = 1
    review.refresh()
    room.until(lambda: len(panel.model.items) == 1)
    panel.model.take(Lines((replace(panel.model.items[0], state=State.SUBMITTED),)))
    room.answer_all()
    review.submit()
    room.until(lambda: review.interaction == second)


def test_ten_thousand_lines_are_equally_high(room: Room) -> None:
    panel = room.window.review.worklist
    panel.model.take(Lines.of(panel.model.items * 1200))
    delegate = panel.list.itemDelegate()
    heights = {delegate.sizeHint(QStyleOptionViewItem(), panel.model.index(row)) for row in (0, 9_000)}
    assert heights == {QSize(160, room.window.theme.px(54))}
    panel.list.scrollToBottom()
    assert not panel.list.grab().isNull()


def test_a_list_that_is_narrow_for_its_letters_leaves_the_first_row_to_the_name(room: Room) -> None:
    panel, theme = room.window.review.worklist, room.window.theme
    row = panel.model.index(0)
    plain = panel.list.visualRect(row).height()
    assert plain == theme.px(54)
    panel.list.setFixedWidth(180)
    room.settle()
    narrow = panel.list.visualRect(row)
    assert narrow.height() == theme.px(76)
    image = panel.list.grab().toImage()
    first_row = [image.pixelColor(x, narrow.top() + theme.px(16)).name() for x in range(120, 175)]
    assert theme.color("quiet").name() not in first_row  # the state's pill stands below
    panel.list.setFixedWidth(240)
    room.settle()
    assert panel.list.visualRect(row).height() == plain


# In another order


def speech(longest: float, talk: tuple[float, float] = (30.0, 10.0), **more: object) -> Speech:
    """Figures with that longest silence."""
    told: dict[str, object] = {"source": SpeechSource.CHANNELS, "interruptions": (1, 0), "overtalk": 0.04} | more
    return Speech(talk=talk, silence=20.0, longest_silence=longest, hold=0.0, **told)  # type: ignore[arg-type]


@pytest.fixture
def measured(room: Room) -> Room:
    """The window where two calls have figures."""
    with room.database.writing() as work:
        work.speech.put(room.keys["L-1001"], speech(4.27), 1, datetime.now(UTC))
        work.speech.put(room.keys["L-1004"], speech(75.0, interruptions=(2, 3)), 1, datetime.now(UTC))
    return room


def values(room: Room) -> list[str]:
    """What stands on the right of each line."""
    model = room.window.review.worklist.model
    return [model.data(model.index(row), VALUE) for row in range(model.rowCount())]


def test_lines_are_sorted_by_key_and_say_by_what(measured: Room) -> None:
    panel = measured.window.review.worklist
    everything = shown(measured)
    measured.press("Ctrl+F", *("Tab",) * 4)
    assert QApplication.focusWidget() is panel.sort
    assert panel.sort.text() == "Sort: newest"
    measured.press("Space")
    assert panel.sort.choice.isVisible()
    assert not measured.player.playing
    QTest.keyClick(panel.sort.choice, Qt.Key.Key_Down)
    QTest.keyClick(panel.sort.choice, Qt.Key.Key_Return)
    measured.settle()
    assert panel.sort.text() == "Sort: longest silence"
    assert shown(measured)[:2] == ["L-1004", "L-1001"]
    assert sorted(shown(measured)) == sorted(everything)
    assert values(measured)[:2] == ["1:15 silence", "4.3 s silence"]
    assert {"not measured", "–"} == set(values(measured)[2:])
    assert panel.list.currentIndex().row() == 0
    assert "1:15 silence" in panel.model.data(panel.model.index(0))
    panel.sort.choose(Order.NEWEST)
    measured.settle()
    assert shown(measured) == everything
    assert "3:00" in values(measured)


def test_the_order_stays_while_one_works_and_the_next_is_next_in_it(measured: Room) -> None:
    panel = measured.window.review.worklist
    panel.sort.choose(Order.LONGEST_SILENCE)
    measured.settle()
    measured.open("L-1004")
    measured.press("Y")
    measured.saved()
    assert shown(measured)[:2] == ["L-1004", "L-1001"]
    measured.press("Ctrl+Down")
    measured.until(lambda: measured.window.review.interaction == measured.keys["L-1001"])
    measured.settle()
    search(measured, "maya")
    assert panel.wanted.order is Order.LONGEST_SILENCE
    assert shown(measured)[0] == "L-1001"


@pytest.mark.parametrize(
    ("order", "figures", "said"),
    [
        (Order.NEWEST, speech(1.0), ""),
        (Order.LONGEST_SILENCE, speech(59.96), "1:00 silence"),
        (Order.HOLD, speech(1.0), "0.0 s hold"),
        (Order.OVERTALK, speech(1.0), "0.0 s overtalk"),
        (Order.AGENT_SHARE, speech(1.0), "75 % agent"),
        (Order.INTERRUPTIONS, speech(1.0), "1 interruption"),
        (Order.INTERRUPTIONS, speech(1.0, interruptions=(2, 3)), "5 interruptions"),
        (Order.INTERRUPTIONS, speech(1.0, source=SpeechSource.ONE_CHANNEL), "one channel"),
        (Order.AGENT_SHARE, speech(1.0, (0.0, 0.0)), "–"),
        (Order.HOLD, None, "not measured"),
    ],
)
def test_each_figure_in_words(order: Order, figures: Speech | None, said: str) -> None:
    sound = Recording("calls", "a.wav", "ab" * 32, 60.0, 8000, 2, agent_channel=0)
    bare = Interaction(interaction_key("x", "1"), "1", Channel.CALL, recording=sound)
    assert ordered_by(WorklistItem(bare, State.NEW, speech=figures), order) == said


def test_an_unknown_side_and_nothing_to_measure_are_told_apart() -> None:
    sound = Recording("calls", "a.wav", "ab" * 32, 60.0, 8000, 2)
    asked = Interaction(interaction_key("x", "1"), "1", Channel.CALL, recording=sound)
    assert ordered_by(WorklistItem(asked, State.NEW, speech=speech(1.0)), Order.AGENT_SHARE) == "agent's side not known"
    assert ordered_by(WorklistItem(replace(asked, recording=None), State.NEW), Order.HOLD) == "–"


def test_what_has_no_time_keeps_its_place_in_the_order_of_a_figure() -> None:
    bare = Interaction(interaction_key("x", "1"), "1", Channel.CALL)
    dated = WorklistItem(replace(bare, started_at=datetime(2026, 1, 7, tzinfo=UTC)), State.NEW, speech=speech(1.0))
    undated = WorklistItem(bare, State.NEW, speech=speech(2.0))
    assert in_order([undated, dated], Order.LONGEST_SILENCE) == (undated, dated)
    assert in_order([undated, dated]) == (dated, undated)


def test_long_words_of_the_order_fit_whatever_the_size_of_text(measured: Room) -> None:
    panel = measured.window.review.worklist
    panel.sort.choose(Order.AGENT_SHARE)
    panel.sort.setText("Sortierung: Gesprächsanteil der Kundenberaterinnen und Kundenberater")
    for scale in (1.0, 1.6, 2.0):
        measured.window.theme.set_scale(scale)
        measured.settle()
        assert panel.sort.geometry().right() < panel.width()
        lowest = max(chip.geometry().bottom() for chip in panel._chips.values() if chip.isVisible())
        assert lowest < panel.sort.geometry().top()
        assert not panel.grab().isNull()

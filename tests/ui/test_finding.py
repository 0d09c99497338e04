"""Finding in all interactions, as somebody does it: by the keyboard alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.interactions import Agent
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.find_page import FindPage
from tests.storage.samples import call as sample
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room, put
from tests.ui.test_accessibility import nameless


@pytest.fixture
def page(room: Room) -> FindPage:
    """The page, opened by its key."""
    room.press("Ctrl+Shift+F")
    assert room.window.finding.page.isVisible()
    return room.window.finding.page


def look(room: Room, words: str) -> FindPage:
    """Type words over what is there, and wait until they were looked for."""
    page = room.window.finding.page
    page.field.selectAll()
    room.type(words)
    room.until(lambda: not page._pause.isActive() and not page._looking)
    room.settle()
    return page


def test_what_can_be_typed_is_said_while_nothing_is(room: Room, page: FindPage) -> None:
    assert page.field.hasFocus()
    assert page.hint.text().startswith("Type what was said or written")
    assert not page.list.isVisible()
    look(room, "the")
    assert page.list.isVisible()
    look(room, " ")
    assert not page.list.isVisible()
    assert page.hint.text().startswith("Type what was said or written")


def test_words_are_found_and_opened_at_their_turn_by_keys_alone(room: Room, page: FindPage) -> None:
    look(room, "down since last ni")
    assert page.count.text() == "1 interaction"
    (hit,) = page.model.hits
    assert [hit.snippet.text[first:last] for first, last in hit.snippet.marks] == ["down", "since", "last", "night"]
    room.press("Return")
    key = hit.interaction.key
    room.until(lambda: room.window.review.interaction == key and room.player.state.loaded)
    room.settle()
    transcript = room.window.review.player.transcript
    assert not page.isVisible()
    assert transcript.chosen_turn == hit.place
    assert transcript.hasFocus()
    assert hit.turn is not None
    assert room.player.position == hit.turn.start


def test_down_and_up_go_between_the_field_and_the_lines(room: Room, page: FindPage) -> None:
    look(room, "the")
    room.press("Down")
    assert page.list.hasFocus()
    room.press("Down", "Down")
    assert page.list.currentIndex().row() == 2
    room.press("Up", "Up", "Up")
    assert page.field.hasFocus()
    room.press("Down", "Down", "Return")
    room.until(lambda: room.window.review.interaction == page.model.hits[1].interaction.key)


def test_a_line_reads_aloud_where_the_words_stand(room: Room, page: FindPage) -> None:
    look(room, "down since")
    told = page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith("Priya Shah, Faults")
    assert "turn 2 · 0:06, Customer: Hello. My internet has been down since" in told
    assert nameless(page) == []


def test_nothing_found_is_said(room: Room, page: FindPage) -> None:
    look(room, "zebra crossing")
    assert page.hint.text() == "Nothing matches “zebra crossing”. Fewer words find more."
    assert not page.list.isVisible()
    room.press("Return", "Down")  # nothing to open, nowhere to go
    assert page.isVisible()
    assert page.field.hasFocus()


def test_while_it_is_looked_for_that_is_said(room: Room, page: FindPage) -> None:
    page.field.setText("the")
    page._look()
    assert page.count.text() == "Looking…"
    room.press("Return")  # opens the first as soon as it is found
    room.until(lambda: room.window.review.interaction is not None)


def test_much_comes_in_pages(clean: MakeRoom, database: SqlDatabase) -> None:
    with database.writing() as work:
        for number in range(120):
            work.interactions.put(sample(number, queue="Avalanche", agent=Agent(f"Agent {number}")))
    room = clean(database)
    room.press("Ctrl+Shift+F")
    page = look(room, "avalanche")
    assert len(page.model.hits) == 50
    assert page.count.text() == "The newest 50 of 120 interactions; more come when you go on."
    room.press("Down", "End")
    room.until(lambda: len(page.model.hits) == 100)
    room.press("End")
    room.until(lambda: len(page.model.hits) == 120)
    assert page.count.text() == "120 interactions, the newest first"
    assert len({hit.interaction.key for hit in page.model.hits}) == 120


def test_a_turn_far_down_is_brought_into_view(clean: MakeRoom, database: SqlDatabase) -> None:
    turns = [Turn(f"Line {place} of a long talk " * 5, Role.AGENT) for place in range(3000)]
    turns[2900] = replace(turns[2900], text="Here is the needle")
    put(database, sample(1, agent=Agent("Max")), Transcript("made", tuple(turns)))
    room = clean(database)
    room.press("Ctrl+Shift+F")
    look(room, "needle")
    room.press("Return")
    transcript = room.window.review.player.transcript
    room.until(lambda: transcript.chosen_turn == 2900)
    index = transcript.model().index(2900, 0)
    room.until(lambda: not transcript.visualRect(index).isEmpty())
    room.settle()
    assert transcript.viewport().rect().contains(transcript.visualRect(index))


def test_escape_leaves_and_what_was_found_is_there_again(room: Room, page: FindPage) -> None:
    look(room, "charged")
    room.press("Escape")
    assert not page.isVisible()
    room.press("Ctrl+Shift+F")
    room.settle()
    assert page.field.selectedText() == "charged"
    assert page.list.isVisible()


def test_own_comments_are_found(call: Room) -> None:
    call.answer_all()
    call.press("O")
    call.type("marvellous patience")
    call.saved()
    call.press("Ctrl+Return")
    call.until(lambda: call.window.review.interaction != call.keys["L-1001"])
    call.settle()
    call.press("Ctrl+Shift+F")
    page = look(call, "marvellous")
    assert [hit.interaction.external_id for hit in page.model.hits] == ["L-1001"]
    call.press("Return")
    call.until(lambda: call.window.review.interaction == call.keys["L-1001"])
    QTest.qWait(0)
    assert QApplication.focusWidget() is not None


def test_a_search_that_fails_is_told_in_place(room: Room, page: FindPage) -> None:
    page.field.setText("the")
    page.show_failure("the", "The database is busy.")
    assert page.hint.text() == "The database is busy."
    page.show_failure("something else", "Late news.")
    assert page.hint.text() == "The database is busy."


def test_the_worklist_finds_what_was_said(room: Room) -> None:
    review = room.window.review
    room.press("Ctrl+F")
    room.type("down since last ni")
    room.until(lambda: [item.interaction.external_id for item in review.worklist.model.items] == ["L-1002"])

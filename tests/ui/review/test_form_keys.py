"""Keys that answer, and the evidence they note while the recording plays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import NA, NO, YES, AudioSpan, Chosen, TurnSpan
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room


def test_yes_no_and_na_answer_the_current_standard(call: Room) -> None:
    assert call.current == "greets"
    for key, value in (("Y", YES), ("N", NO), ("A", NA)):
        call.press(key)
        assert call.answer.value == value


def test_digits_choose_levels_and_options(call: Room) -> None:
    call.go_to("listens")
    for key in ("1", "5", "3"):
        call.press(key)
        assert call.answer.value == Chosen(key)
    call.go_to("outcome")
    call.press("2")
    assert call.answer.value == Chosen("promised")


@pytest.mark.parametrize(("standard", "key"), [("greets", "7"), ("listens", "Y"), ("hold_used", "A"), ("listens", "9")])
def test_a_key_that_does_not_fit_is_remarked_upon_and_changes_nothing(call: Room, standard: str, key: str) -> None:
    call.go_to(standard)
    before = call.state.content
    call.press(key)
    assert call.state.content == before
    assert call.remarks[-1].startswith("“" + call.state.form.standard_by_id[standard].text)
    assert call.window.status.remark.text() == call.remarks[-1]


def test_up_and_down_move_between_visible_standards_and_stop_at_the_ends(call: Room) -> None:
    order = [standard.id for standard in call.state.visible]
    call.press("Up")
    assert call.current == order[0]
    for standard in order[1:]:
        call.press("Down")
        assert call.current == standard
    call.press("Down")
    assert call.current == order[-1]
    call.press("Up")
    assert call.current == order[-2]


def test_clearing_takes_the_answer_and_keeps_the_comment(call: Room) -> None:
    call.press("C")
    call.type("fine")
    call.press("Esc", "Y", "Backspace")
    assert call.answer.value is None
    assert call.answer.comment == "fine"


def test_m_goes_round_what_is_missing(call: Room) -> None:
    call.press("Y", "M")
    assert call.current == "verifies"
    call.press("Y")
    call.go_to(call.state.visible[-1].id)
    call.press("M")
    assert call.current == "listens"


def test_an_answer_notes_the_seconds_just_heard(call: Room) -> None:
    call.listen(61.5)
    call.press("Y")
    assert call.player.playing
    assert call.answer.evidence == (AudioSpan(57_500, 61_500, noted=True),)


def test_the_reaction_offset_is_the_one_in_the_settings(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, kept=Settings(device=str(database.device), reaction_seconds=1.5))
    room.open("L-1001")
    room.listen(1.0)
    room.press("Y")
    assert room.answer.evidence == (AudioSpan(0, 1000, noted=True),)
    room.listen(9.0)
    room.press("N")
    assert room.answer.evidence == (AudioSpan(8500, 10_000, noted=True),)


def test_nothing_is_noted_where_nothing_was_heard(call: Room) -> None:
    call.press("Y")
    assert call.answer.evidence == ()


def test_a_recording_paused_a_while_ago_supports_no_answer_by_itself(call: Room) -> None:
    now = [100.0]
    call.window.sound._clock = lambda: now[0]
    call.listen(12)
    call.press("Space")
    now[0] += 3
    call.press("Y")
    assert len(call.answer.evidence) == 1
    now[0] += 30
    call.press("Down", "Y")
    assert call.answer.evidence == ()


def test_the_turn_just_clicked_is_the_evidence_until_it_plays_again(call: Room) -> None:
    view = call.window.review.player.transcript
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(2)).center())
    turn = view._model.turns[2]
    call.press("Y")
    assert call.answer.evidence == (AudioSpan(round(turn.start * 1000), round(turn.end * 1000), noted=True),)
    call.listen(3)
    call.press("Down", "Y")
    assert call.answer.evidence[0] == AudioSpan(
        round(turn.start * 1000) + 3000 - 4000, round(turn.start * 1000) + 3000, noted=True
    )


def test_the_same_place_is_not_attached_twice(call: Room) -> None:
    call.listen(12)
    call.press("Y", "E")
    assert len(call.answer.evidence) == 1
    assert "attached already" in call.remarks[-1]


def test_evidence_never_ends_before_it_begins_nor_moves_without_sound(call: Room) -> None:
    call.listen(12)
    call.press("Y")
    before = call.answer.evidence
    call.player.seek(2)
    call.press("]")
    assert call.answer.evidence == before
    assert "before it begins" in call.remarks[-1]
    call.window.sound.close()
    call.press("]", "[")
    assert call.answer.evidence == before


def test_m_goes_to_the_field_that_is_missing(call: Room) -> None:
    call.answer_all()
    call.go_to("verifies")
    call.press("N")
    call.press("M")
    assert call.window.review.form.detail._comment.hasFocus()
    assert call.window.review.form.detail._lacks.text().startswith("needs a comment")


def test_another_answer_replaces_noted_evidence_and_keeps_what_was_attached(call: Room) -> None:
    call.listen(20.0)
    call.press("E", "Y")
    attached = AudioSpan(16_000, 20_000)
    assert call.answer.evidence == (attached, AudioSpan(16_000, 20_000, noted=True))
    call.listen(30.0)
    call.press("N")
    assert call.answer.evidence == (attached, AudioSpan(46_000, 50_000, noted=True))


def test_evidence_is_replayed_moved_and_removed(call: Room) -> None:
    call.listen(30.0)
    call.press("Y", "R")
    assert call.player.spans == [(26.0, 30.0)]
    call.player.seek(24.0)
    call.press("[")
    assert call.answer.evidence == (AudioSpan(24_000, 30_000),)
    call.player.seek(35.0)
    call.press("]")
    assert call.answer.evidence == (AudioSpan(24_000, 35_000),)
    call.press("Del")
    assert call.answer.evidence == ()
    assert call.answer.value == YES


def test_g_chooses_which_evidence_the_keys_act_on(call: Room) -> None:
    for _ in range(3):
        call.listen(10.0)
        call.press("E")
    call.press("R")
    assert call.player.spans[-1] == (26.0, 30.0)
    call.press("G", "R")
    assert call.player.spans[-1] == (6.0, 10.0)
    call.press("Del")
    assert call.answer.evidence == (AudioSpan(16_000, 20_000), AudioSpan(26_000, 30_000))


def test_in_a_chat_the_chosen_turn_is_the_evidence(room: Room) -> None:
    chat = next(name for name in room.keys if name.startswith("C"))
    room.open(chat)
    room.press("E")
    assert room.answer.evidence == ()
    assert "choose a turn" in room.remarks[-1]
    transcript = room.window.review.player.transcript
    transcript.choose(2)
    room.press("E")
    assert room.answer.evidence == (TurnSpan(2, 2),)
    transcript.choose(4)
    room.press("]")
    assert room.answer.evidence == (TurnSpan(2, 4),)
    transcript.choose(0)
    room.press("R")
    assert transcript.chosen_turn == 2


def test_letters_typed_into_a_comment_answer_nothing(call: Room) -> None:
    call.press("C")
    words = "yes, no and a: Every 1st CALL - nearly 9 of 10 [sic] + more = good?"
    call.type(words)
    assert call.answer.comment == words
    assert call.answer.value is None
    assert [standard for standard, answer in call.state.content.answers.items() if answer.value is not None] == []
    assert not call.player.playing
    assert call.player.position == 0
    assert call.window.review.isVisible()


def test_the_overall_comment_takes_letters_too(call: Room) -> None:
    call.press("O")
    call.type("Yes no a")
    assert call.state.content.comment == "Yes no a"
    assert not call.state.answered
    call.press("Esc", "Y")
    assert call.answer.value == YES


@pytest.mark.parametrize("pane", ["worklist", "transcript"])
def test_letters_act_on_the_form_while_another_pane_has_the_keyboard(call: Room, pane: str) -> None:
    review = call.window.review
    widget = review.worklist.list if pane == "worklist" else review.player.transcript
    widget.setFocus()
    assert QApplication.focusWidget() is widget
    call.press("Y")
    assert call.answer.value == YES
    call.go_to("listens")
    widget.setFocus()
    call.press("4")
    assert call.answer.value == Chosen("4")
    widget.setFocus()
    call.press("Space")
    assert call.player.playing


def test_a_submitted_evaluation_takes_no_key(call: Room) -> None:
    call.answer_all()
    call.press("Ctrl+Return")
    call.until(lambda: call.window.review.interaction != call.keys["L-1001"])
    call.settle()
    call.open("L-1001")
    assert call.state.read_only
    before = call.state.content
    call.listen(5)
    call.press("N", "A", "1", "E", "Backspace", "Del", "[", "C", "x", "Esc", "O", "x", "Esc")
    assert call.state.content == before
    assert call.draft("L-1001") is None

"""The evaluation under way: undo, drafts that save themselves, submission, correction."""

import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import NO, YES, Chosen
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.requirements import missing
from qa_desktop.domain.scoring import score
from qa_desktop.services import form_library
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.review.session import SAVE_AFTER_MS
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room


def chain(room: Room, external_id: str) -> tuple[Revision, ...]:
    """Everything that was submitted about an interaction by whoever reviews."""
    with room.database.reading() as work:
        latest = work.evaluations.latest(room.keys[external_id], room.person.key)
        return tuple(work.evaluations.revisions(latest.revision.subject.evaluation)) if latest else ()


def submit(room: Room) -> None:
    """Submit what is open, and wait for the next interaction."""
    before = room.window.review.interaction
    room.press("Ctrl+Return")
    room.until(lambda: room.window.review.interaction != before)
    room.settle()


# --- undo and redo ----------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_through_answers_one_by_one(call: Room) -> None:
    call.press("Y", "N", "Ctrl+Z")
    assert call.answer.value == YES
    call.press("Ctrl+Z")
    assert call.answer.value is None
    call.press("Ctrl+Shift+Z")
    assert call.answer.value == YES
    call.press("Ctrl+Y")
    assert call.answer.value == NO


def test_a_comment_is_undone_in_one_step_and_not_with_the_answer(call: Room) -> None:
    call.press("Y", "C")
    call.type("well said")
    call.press("Esc", "Ctrl+Z")
    assert call.answer.comment == ""
    assert call.answer.value == YES
    call.press("Ctrl+Shift+Z")
    assert call.answer.comment == "well said"


def test_comments_on_two_standards_are_undone_apart(call: Room) -> None:
    call.press("C")
    call.type("one")
    call.press("Esc", "Down", "C")
    call.type("two")
    call.press("Esc", "Ctrl+Z")
    assert call.state.answer("verifies").comment == ""
    assert call.state.answer("greets").comment == "one"


def test_undo_while_a_comment_is_typed_undoes_typing_and_the_state_follows(call: Room) -> None:
    call.press("Y", "C")
    call.type("oops")
    call.press("Ctrl+Z")
    assert call.answer.value == YES
    assert call.answer.comment == ""
    assert call.window.review.form.detail._comment.toPlainText() == call.answer.comment


def test_another_form_keeps_what_both_know_and_undo_brings_the_rest_back(call: Room) -> None:
    call.press("Y")
    call.go_to("listens")
    call.press("4")
    call.go_to("sums_up")
    call.press("Y")
    before = call.state
    other = form_library.named(call.database, "collections")
    call.window.review.session.choose_form(other)
    call.settle()
    assert call.state.version.key == other.key
    assert set(call.window.review.form._rows) == set(other.form.standard_by_id)
    call.saved()
    assert call.draft("L-1001").subject.form_version == other.key  # type: ignore[union-attr]
    call.press("Ctrl+Z")
    call.settle()
    assert call.state == before
    assert set(call.window.review.form._rows) == set(before.form.standard_by_id)
    call.saved()
    assert call.draft("L-1001").content == before.content  # type: ignore[union-attr]


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_typing_without_a_pause_is_saved_all_the_same(call: Room) -> None:
    """A timer that every key restarts would never fire: the draft grows while keys keep coming."""
    call.press("C")
    saved: list[str] = []
    call.window.review.session.saving.connect(saved.append)
    clock, typed = QElapsedTimer(), 0
    clock.start()
    while "saved" not in saved and clock.elapsed() < 20_000:
        QTest.keyClick(call.window.windowHandle(), "abcdefgh"[typed % 8])
        typed += 1
        QApplication.processEvents()
        call.bot.wait(SAVE_AFTER_MS // 5)
    draft = call.draft("L-1001")
    assert draft is not None
    assert len(draft.content.answers["greets"].comment) > 0
    assert typed < 40  # keys came far oftener than saves are due; a restarted timer runs into the limit of time


def test_a_draft_is_there_again_when_the_interaction_is_opened_again(call: Room) -> None:
    call.listen(10)
    call.press("Y", "C")
    call.type("clear")
    call.press("Esc", "O")
    call.type("good call")
    content = call.state.content
    call.open("L-1002")
    assert not call.state.answered
    call.open("L-1001")
    assert call.state.content == content
    assert call.current == "verifies"  # the first that is unanswered


def test_closing_the_window_saves_the_last_key(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database)
    room.open("L-1001")
    room.press("C")
    room.type("last words")
    room.window.close()
    assert room.draft("L-1001").content.answers["greets"].comment == "last words"  # type: ignore[union-attr]


def test_a_key_pressed_while_the_next_is_being_opened_counts_for_the_one_on_screen(call: Room) -> None:
    call.window.review.open(call.keys["L-1002"])
    call.window.review.keys.press("y")
    assert call.window.review.interaction == call.keys["L-1001"]
    call.until(lambda: call.window.review.interaction == call.keys["L-1002"])
    call.settle()
    assert not call.state.answered
    assert call.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]
    assert call.draft("L-1002") is None


def test_another_reviewer_sees_a_state_of_his_own(clean: MakeRoom, database: SqlDatabase) -> None:
    ann = clean(database)
    ann.open("L-1001")
    ann.press("Y")
    ann.saved()
    ben = clean(database, "Ben Lead")
    assert {item.state for item in ben.window.review.worklist.model.items} == {"new"}
    ben.open("L-1001")
    assert not ben.state.answered
    ben.press("N")
    ben.saved()
    assert ben.draft("L-1001").content.answers["greets"].value == NO  # type: ignore[union-attr]
    assert ann.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]


def test_a_discarded_draft_is_gone_and_the_form_empty(call: Room) -> None:
    call.press("Y")
    call.saved()
    call.window.actions_by_id["discard"].trigger()
    call.settle()
    assert call.draft("L-1001") is None
    assert not call.state.content.answers
    assert not call.window.actions_by_id["undo"].isEnabled()


def test_what_is_discarded_before_it_was_saved_does_not_come_back(call: Room) -> None:
    call.press("Y")
    call.window.actions_by_id["discard"].trigger()
    call.settle()
    call.bot.wait(2 * SAVE_AFTER_MS)
    call.settle()
    assert call.draft("L-1001") is None


# --- submission -------------------------------------------------------------------------------------------------------


def test_nothing_is_submitted_while_something_is_missing(call: Room) -> None:
    call.press("Y", "Ctrl+Return")
    call.settle()
    assert chain(call, "L-1001") == ()
    assert call.current == "verifies"
    assert "missing" in call.remarks[-1]


def test_an_answer_that_needs_a_comment_evidence_and_a_reason_gets_them_by_key(call: Room) -> None:
    call.answer_all()
    call.go_to("verifies")
    call.press("N")
    assert {lack.need for lack in call.state.missing} == {"comment", "evidence", "reason"}
    call.press("Ctrl+Return")
    assert chain(call, "L-1001") == ()
    call.press("C")
    call.type("gave the answer away")
    call.press("Esc")
    call.listen(40)
    call.press("E")
    call.press("T", "Down", "Space")
    assert call.answer.reasons == (call.state.form.standard_by_id["verifies"].reasons[1],)
    assert call.player.playing
    call.press("Space")
    assert call.answer.reasons == ()
    call.press("Space", "Up", "Space", "Esc")
    assert set(call.answer.reasons) == set(call.state.form.standard_by_id["verifies"].reasons[:2])
    assert [lack.need for lack in call.state.missing] == []


def test_submission_makes_a_revision_and_opens_the_next_that_is_open(call: Room) -> None:
    order = [item.interaction.external_id for item in call.window.review.worklist.model.items]
    call.answer_all()
    content, form = call.state.content, call.state.form
    submit(call)
    revision = chain(call, "L-1001")[-1]
    assert revision.number == 1
    assert revision.author == call.person.key
    assert dict(revision.content.answers) == dict(content.answers)
    assert not missing(form, revision.content.answers)
    assert call.draft("L-1001") is None
    assert call.window.notice.text.startswith("Submitted: Maya Brandt, L-1001 ")
    following = order[(order.index("L-1001") + 1) % len(order)]
    assert call.window.review.interaction == call.keys[following]
    item = next(each for each in call.window.review.worklist.model.items if each.interaction.external_id == "L-1001")
    assert item.state == "submitted"
    assert item.total == score(form, content.answers).total


def test_after_the_last_the_next_open_one_is_looked_for_from_the_start(room: Room) -> None:
    order = [item.interaction.external_id for item in room.window.review.worklist.model.items]
    room.open(order[-1])
    room.answer_all()
    submit(room)
    assert room.window.review.interaction == room.keys[order[0]]


def test_what_is_submitted_already_is_passed_over(room: Room) -> None:
    order = [item.interaction.external_id for item in room.window.review.worklist.model.items]
    room.open(order[1])
    room.answer_all()
    submit(room)
    room.open(order[0])
    room.answer_all()
    submit(room)
    assert room.window.review.interaction == room.keys[order[2]]


def test_a_submitted_evaluation_is_shown_and_only_read(call: Room) -> None:
    call.answer_all()
    total = call.state.score.total
    submit(call)
    call.open("L-1001")
    assert call.state.read_only
    assert call.state.score.total == total
    actions = call.window.actions_by_id
    assert not actions["submit"].isEnabled()
    assert actions["correct"].isEnabled()
    assert call.window.review.form.foot.correct.isVisible()
    assert not call.window.review.form.foot.submit.isVisible()


def test_a_correction_with_its_reason_is_the_second_revision(call: Room) -> None:
    call.answer_all()
    submit(call)
    call.open("L-1001")
    call.press("Ctrl+Shift+E")
    assert call.state.correcting
    call.go_to("listens")
    call.press("2", "C")
    call.type("on second thoughts")
    call.press("Esc", "Ctrl+Return")
    assert len(chain(call, "L-1001")) == 1
    assert "why" in call.remarks[-1]
    call.type("heard it again")  # the remark has put the cursor into the reason
    submit(call)
    first, second = chain(call, "L-1001")
    assert second.number == 2
    assert second.parents == (first.key,)
    assert second.reason == "heard it again"
    assert second.content.answers["listens"].value == Chosen("2")
    assert first.content.answers["listens"].value == Chosen("5")


def test_a_correction_under_way_is_a_draft_too(call: Room) -> None:
    call.answer_all()
    submit(call)
    call.open("L-1001")
    call.press("Ctrl+Shift+E")
    call.go_to("greets")
    call.press("N")
    call.open("L-1002")
    call.open("L-1001")
    assert call.state.correcting
    assert call.state.answer("greets").value == NO
    call.window.actions_by_id["discard"].trigger()
    call.settle()
    assert call.state.read_only
    assert call.state.answer("greets").value == YES


def test_submitting_twice_in_a_row_makes_one_revision(call: Room) -> None:
    call.answer_all()
    call.press("Ctrl+Return", "Ctrl+Return")
    call.settle()
    assert len(chain(call, "L-1001")) == 1
    assert call.window.notice.text.startswith("Submitted: Maya Brandt, L-1001 ")


def test_a_key_pressed_while_the_submission_is_under_way_leaves_no_draft(call: Room) -> None:
    call.answer_all()
    call.window.review.session.submit(call.person)
    call.press("N")
    call.settle()
    call.bot.wait(2 * SAVE_AFTER_MS)
    call.settle()
    assert call.draft("L-1001") is None


@pytest.mark.parametrize("answered", [3, 9, 18])
def test_the_live_total_is_that_of_the_domain(call: Room, answered: int) -> None:
    for _ in range(answered):
        call.press(call.good_key(call.current) if call.current != "courtesy" else "1", "Down")
    expected = score(call.state.form, call.state.content.answers)
    head = call.window.review.form.head
    shown = "–" if expected.total is None else f"{float(expected.total) * 100:.1f}"
    assert head._total.text() == shown


def test_undo_goes_to_the_standard_that_it_changes(call: Room) -> None:
    call.press("Y", "Down", "Down", "Down", "Ctrl+Z")
    assert call.current == "greets"
    assert call.answer.value is None
    call.press("Down", "Down", "Ctrl+Shift+Z")
    assert call.current == "greets"
    assert call.answer.value == YES

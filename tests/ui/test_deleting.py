"""One's own evaluation is deleted in the window, and comes back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from qa_desktop.ui.deleting import DeletingDialog
from tests.ui.room import Room


def submit(room: Room) -> None:
    """Score the call that is open, submit it, and open it again."""
    room.answer_all()
    room.window.actions_by_id["submit"].trigger()
    room.until(lambda: room.window.review.session.review is not None and "ubmitted" in room.window.notice.text)
    room.open("L-1001")


def is_submitted(room: Room) -> bool:
    review = room.window.review.session.review
    return review is not None and review.submitted is not None


def delete(room: Room, why: str) -> None:
    room.window.actions_by_id["delete_evaluation"].trigger()
    (dialog,) = room.window.findChildren(DeletingDialog)
    assert dialog.why.accessibleName()
    room.bot.keyClicks(dialog.why, why)
    room.bot.keyClick(dialog.why, Qt.Key.Key_Return)


def test_it_is_deleted_with_a_reason_undone_and_brought_back_later(call: Room) -> None:
    action = call.window.actions_by_id["delete_evaluation"]
    assert not action.isEnabled()
    submit(call)
    assert action.isEnabled()
    delete(call, "the wrong call")
    call.until(lambda: "was deleted" in call.window.notice.text)
    call.until(lambda: not is_submitted(call))
    assert not action.isEnabled()
    undo = next(button for button in call.window.notice.findChildren(QPushButton) if button.text() == "Undo")
    undo.click()
    call.until(lambda: is_submitted(call))
    delete(call, "still the wrong call")
    call.until(lambda: not is_submitted(call))
    call.window.actions_by_id["restore_evaluation"].trigger()
    call.until(lambda: is_submitted(call))


def test_without_a_reason_nothing_is_deleted(call: Room) -> None:
    submit(call)
    delete(call, " ")
    call.until(lambda: "in a few words why" in call.window.notice.text)
    assert is_submitted(call)


def test_there_may_be_nothing_to_bring_back(call: Room) -> None:
    call.window.actions_by_id["restore_evaluation"].trigger()
    call.until(lambda: "was deleted" in call.window.notice.text)
    assert "Nothing that you submitted" in call.window.notice.text

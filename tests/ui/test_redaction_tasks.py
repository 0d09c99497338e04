"""Redacting in the window: by selection, at the playhead, and digits from a list; each can be undone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qa_desktop.domain.redactions import Redaction
from qa_desktop.ui.clip_dialog import DigitsDialog
from tests.ui.room import Room
from tests.ui.test_clip_dialog import select


def stored(room: Room) -> list[tuple[int, int, int | None]]:
    """What is redacted in the open interaction, by the database."""
    with room.database.reading() as work:
        found = work.redactions.of(room.keys["L-1001"])
    return [(each.start_ms, each.end_ms, each.channel) for each in found]


def shown(room: Room) -> tuple[Redaction, ...]:
    """What the waveform marks."""
    marks = room.window.review.player._marks
    return marks.redactions if marks is not None else ()


def undo(room: Room) -> None:
    """Press Undo on the notice."""
    (button,) = room.window.notice._actions
    assert button.text() == "Undo"
    button.click()
    room.settle()


def test_the_selection_is_redacted_and_shown(call: Room) -> None:
    select(call, 10.25, 14.0)
    call.press("Ctrl+Shift+R")
    call.settle()
    assert stored(call) == [(10_250, 14_000, None)]
    assert [each.start_ms for each in shown(call)] == [10_250]
    assert call.window.notice.text == "Redacted on both sides, 0:10 to 0:14."
    assert call.window.review.player.waveform.selection is None
    undo(call)
    assert stored(call) == []
    assert shown(call) == ()


@pytest.mark.parametrize("side", ["agent", "customer"])
def test_where_one_side_is_heard_that_side_is_redacted(call: Room, side: str) -> None:
    mixer = call.window.sound.mixer
    mixer.hear(side)
    select(call, 70.0, 74.0)
    call.press("Ctrl+Shift+R")
    call.settle()
    agent = mixer.mix.agent_channel
    assert agent is not None
    assert stored(call) == [(70_000, 74_000, agent if side == "agent" else 1 - agent)]
    assert call.window.notice.text == f"Redacted on the {side}'s side, 1:10 to 1:14."
    undo(call)
    assert stored(call) == []


def test_redacting_works_while_a_comment_is_typed(call: Room) -> None:
    select(call, 10.0, 14.0)
    call.press("C")
    call.type("said her name")
    call.press("Ctrl+Shift+R")
    call.settle()
    assert stored(call) == [(10_000, 14_000, None)]


def test_undo_takes_the_redaction_back_and_not_the_answer_before_it(call: Room) -> None:
    call.press("Y")
    answered = call.state.answered
    select(call, 10.0, 14.0)
    call.press("Ctrl+Shift+R")
    call.settle()
    call.press("Ctrl+Z")
    call.settle()
    assert (stored(call), call.state.answered) == ([], answered)
    call.press("Ctrl+Shift+Z")
    call.settle()
    assert stored(call) == [(10_000, 14_000, None)]
    call.press("Ctrl+Z")
    call.settle()
    assert stored(call) == []
    call.press("Ctrl+Z")
    assert call.state.answered == answered - 1


def test_without_a_selection_it_is_said_how_to_make_one(call: Room) -> None:
    call.press("Ctrl+Shift+R")
    assert "press I and P" in call.window.status.remark.text()
    assert stored(call) == []


def test_the_same_span_twice_is_told(call: Room) -> None:
    for _ in range(2):
        select(call, 10.0, 14.0)
        call.press("Ctrl+Shift+R")
        call.settle()
    assert len(stored(call)) == 1
    assert call.window.status.remark.text() == "That is redacted already."


def test_the_redaction_at_the_playhead_is_removed_and_had_back(call: Room) -> None:
    for start in (10.0, 30.0):
        select(call, start, start + 4)
        call.press("Ctrl+Shift+R")
        call.settle()
    call.player.seek(31.0)
    call.press("Ctrl+Shift+U")
    call.settle()
    assert [start for start, _, _ in stored(call)] == [10_000]
    assert call.window.notice.text == "1 redaction is removed."
    undo(call)
    assert [start for start, _, _ in stored(call)] == [10_000, 30_000]


def test_all_redactions_in_the_selection_are_removed(call: Room) -> None:
    for start in (10.0, 12.0, 30.0):
        select(call, start, start + 1)
        call.press("Ctrl+Shift+R")
        call.settle()
    select(call, 5.0, 20.0)
    call.press("Ctrl+Shift+U")
    call.settle()
    assert [start for start, _, _ in stored(call)] == [30_000]


def test_where_nothing_is_redacted_nothing_is_removed(call: Room) -> None:
    call.press("Ctrl+Shift+U")
    assert "no redaction here" in call.window.status.remark.text()


def digits(room: Room) -> DigitsDialog:
    """The dialog, with the keyboard in its list."""
    room.window.actions_by_id["redact_digits"].trigger()
    room.settle()
    (found,) = (each for each in room.window.findChildren(DigitsDialog) if each.isVisible())
    room.until(found.list.hasFocus)
    return found


def test_digits_are_offered_and_those_ticked_are_redacted(call: Room) -> None:
    dialog = digits(call)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert [text.split()[0] for text in texts] == ["0:37–0:50", "0:50–0:53"]
    assert "Customer: 7 7 3, 0 4 1, 9" in texts[0]
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    call.settle()
    assert [start for start, _, _ in stored(call)] == [50_830]
    left = digits(call)
    assert [left.list.item(row).text().split()[0] for row in range(left.list.count())] == ["0:37–0:50"]
    left.reject()


def test_all_digits_can_be_undone_at_once(call: Room) -> None:
    QTest.keyClick(digits(call).list, Qt.Key.Key_Return)
    call.settle()
    assert len(stored(call)) == 2
    assert call.window.notice.text == "2 places are redacted."
    undo(call)
    assert stored(call) == []


def test_a_place_with_digits_can_be_heard_first(call: Room) -> None:
    dialog = digits(call)
    dialog.list.setCurrentRow(1)
    dialog.listen.click()
    assert call.player.spans == [(50.83, 53.26)]
    dialog.reject()


def test_when_all_digits_are_redacted_nothing_is_offered(call: Room) -> None:
    QTest.keyClick(digits(call).list, Qt.Key.Key_Return)
    call.settle()
    call.window.actions_by_id["redact_digits"].trigger()
    call.settle()
    assert call.window.notice.text == "No digits were found in the transcript that are not redacted."


def test_without_its_recording_nothing_can_be_redacted(call: Room, tmp_path: Path) -> None:
    with call.database.writing() as work:
        work.roots.put("demo", str(tmp_path))
    call.press("F5")
    call.settle()
    call.window.actions_by_id["redact_digits"].trigger()
    assert "is not where it was" in call.window.notice.text

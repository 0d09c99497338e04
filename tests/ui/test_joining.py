"""Two interactions are made one in the window, by one key on each; a transcript is moved to where it is heard."""

from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtWidgets import QPushButton

from qa_desktop.domain.people import Person
from qa_desktop.services.importing import add_by_hand
from tests.ui.room import Room


def press(room: Room, action: str) -> None:
    room.window.actions_by_id[action].trigger()


def keys(room: Room) -> dict[str, UUID]:
    items = room.window.review.worklist.model.items
    return {item.interaction.external_id: item.interaction.key for item in items}


def notice(room: Room, words: str) -> None:
    room.until(lambda: words in room.window.notice.text)


def undo(room: Room) -> None:
    next(each for each in room.window.notice.findChildren(QPushButton) if each.text() == "Undo").click()


def choose(room: Room, key: UUID) -> None:
    room.window.review.worklist.list.setFocus()
    room.window.review.worklist.mark(key)
    press(room, "join_other")


def test_one_key_on_each_joins_two_and_undo_parts_them(call: Room) -> None:
    add_by_hand(call.database, {"external_id": "H-7"}, Person("Ann"), datetime.now(UTC))
    call.window.review.refresh()
    call.until(lambda: "H-7" in keys(call))
    before = keys(call)
    choose(call, before["H-7"])
    notice(call, "Chosen")
    choose(call, before["H-7"])
    notice(call, "Nothing is chosen")
    choose(call, before["H-7"])
    choose(call, before["L-1001"])
    notice(call, "one interaction now: L-1001")
    call.until(lambda: "H-7" not in keys(call))
    undo(call)
    notice(call, "two interactions again")
    call.until(lambda: keys(call) == before)
    choose(call, before["L-1001"])
    choose(call, next(key for name, key in before.items() if name not in ("L-1001", "H-7")))
    notice(call, "so they stay two interactions")
    assert keys(call) == before


def test_the_chosen_turn_is_heard_where_the_recording_stands(call: Room) -> None:
    review = call.window.review
    press(call, "align_transcript")
    notice(call, "Choose the turn")
    turn = 1
    review.player.transcript.choose(turn)
    before = review.player.transcript.lines.turns[turn].start
    assert before is not None
    review.sound.seek(before + 1.5)
    call.until(lambda: review.sound.position == before + 1.5)
    press(call, "align_transcript")
    notice(call, "+1.5 s later")
    call.until(lambda: review.player.transcript.lines.turns[turn].start == before + 1.5)
    undo(call)
    call.until(lambda: review.player.transcript.lines.turns[turn].start == before)

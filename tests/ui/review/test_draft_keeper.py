"""What a reviewer typed is never lost: the disk is full, something is wrong with us, the window is closed."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qa_desktop import settings
from qa_desktop.domain.answers import NO, YES
from qa_desktop.domain.errors import InputError
from qa_desktop.services import recovery, reviewing
from qa_desktop.storage.database import SqlDatabase
from tests.rights import ordinary_rights, read_only
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

Break = Callable[..., None]
FULL = "The disk is full; make room and go on."


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Lets saving fail, so often or for good."""
    real = reviewing.save_draft

    def switch(times: int = 10**6, error: Exception | None = None) -> None:
        left = [times]

        def save(*given: object) -> object:
            left[0] -= 1
            if left[0] >= 0:
                raise error or InputError(FULL)
            return real(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(reviewing, "save_draft", save)

    return switch


@pytest.fixture
def ordinary() -> Iterator[None]:
    """Threads that are started from now on may do what the rights of files allow."""
    with ordinary_rights():
        yield


def journal() -> list[str]:
    """The files of the recovery journal."""
    folder = settings.recovery_folder()
    return [file.name for file in folder.glob("*")] if folder.is_dir() else []


def state_of(room: Room, external_id: str) -> str:
    """How far the reviewer is, as the worklist says."""
    items = room.window.review.worklist.model.items
    return next(str(item.state) for item in items if item.interaction.external_id == external_id)


# --- saving that fails ------------------------------------------------------------------------------------------------


def test_a_failed_save_survives_the_next_interaction(call: Room, full: Break) -> None:
    full()
    call.press("Y")
    call.open("L-1002")
    assert call.window.status.saved.text() == "Not saved"
    assert call.window.notice.text == FULL
    assert call.draft("L-1001") is None
    assert len(journal()) == 1
    full(0)
    call.saved()
    assert call.window.status.saved.text().startswith("Saved ")
    assert call.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]
    assert call.draft("L-1002") is None  # nothing was typed there
    assert journal() == []


def test_nothing_is_called_saved_while_another_draft_is_not(call: Room, full: Break) -> None:
    full(1)
    call.press("Y")
    call.saved()
    keeper = call.window.review.session.keeper
    full(0)
    call.open("L-1002")  # tries again
    assert not keeper.pending
    full(1)
    call.press("N")
    call.saved()
    keeper.keep(replace(call.window.review.session.draft(), subject=call.draft("L-1001").subject))  # type: ignore[union-attr]
    call.settle()
    assert call.window.status.saved.text() == "Not saved"
    call.saved()
    assert call.window.status.saved.text().startswith("Saved ")


def test_an_interaction_whose_save_failed_opens_as_it_was_typed(call: Room, full: Break) -> None:
    full()
    call.press("Y")
    call.open("L-1002")
    call.open("L-1001")
    assert call.state.answer("greets").value == YES


def test_it_is_tried_again_by_itself(call: Room, full: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    call.window.review.session.keeper._timer.setInterval(50)
    full(2)
    call.press("Y")
    call.until(lambda: call.window.status.saved.text().startswith("Saved "))
    assert call.draft("L-1001") is not None


def test_what_is_typed_while_the_file_is_gone_is_saved_when_it_is_back(call: Room, database: SqlDatabase) -> None:
    """A share that is not connected for a while, on the real file."""
    file = Path(database.address)
    file.rename(file.with_suffix(".away"))
    call.press("Y")
    call.saved()
    assert call.window.status.saved.text() == "Not saved"
    assert "is not there any more" in call.window.notice.text
    assert call.state.answer("greets").value == YES
    assert len(journal()) == 1
    assert not file.exists()
    file.with_suffix(".away").rename(file)
    call.saved()
    assert call.window.status.saved.text().startswith("Saved ")
    assert call.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]
    assert journal() == []


def test_what_is_typed_while_the_folder_may_be_read_only_is_saved_when_it_opens(
    ordinary: None, call: Room, database: SqlDatabase
) -> None:
    """On the real file: the rollback journal can no longer be made beside it."""
    file = Path(database.address)
    left = file.with_name(file.name + "-journal")
    if not left.exists():
        pytest.skip("this SQLite keeps the database in WAL, which needs no new file to write")
    left.unlink()
    with read_only(file.parent):
        call.press("Y")
        call.saved()
        assert call.window.status.saved.text() == "Not saved"
        assert "ask for the right to write the file and its folder" in call.window.notice.text
        assert call.state.answer("greets").value == YES
        assert len(journal()) == 1
    call.saved()
    assert call.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]
    assert journal() == []


def test_a_bug_while_saving_loses_nothing(call: Room, full: Break, qtbot: QtBot) -> None:
    full(1, RuntimeError("a bug"))
    with qtbot.captureExceptions() as caught:
        call.press("Y")
        call.saved()
    assert caught
    assert call.window.status.saved.text() == "Not saved"
    assert len(journal()) == 1
    call.saved()
    assert call.draft("L-1001") is not None
    assert journal() == []


# --- submitting -------------------------------------------------------------------------------------------------------


def test_a_save_that_fails_before_a_submission_leaves_no_draft_of_what_is_submitted(call: Room, full: Break) -> None:
    call.answer_all()
    before = call.window.review.interaction
    full(1)
    call.press("Ctrl+Return")
    call.until(lambda: call.window.review.interaction != before)
    call.settle()
    call.saved()
    assert call.draft("L-1001") is None
    assert state_of(call, "L-1001") == "submitted"
    assert not call.window.review.session.keeper.pending
    assert call.window.status.saved.text().startswith("Saved ")
    assert journal() == []


def test_a_bug_in_submitting_leaves_a_form_that_hears(
    call: Room, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    call.answer_all()
    monkeypatch.setattr(reviewing, "submit", broken)
    with qtbot.captureExceptions() as caught:
        call.press("Ctrl+Return")
        call.settle()
    assert caught
    assert "RuntimeError" in call.window.notice.text
    call.go_to("greets")
    call.press("N")
    assert call.answer.value == NO
    call.saved()
    assert call.draft("L-1001").content.answers["greets"].value == NO  # type: ignore[union-attr]


def test_a_submission_that_fails_after_the_window_is_closed_leaves_the_draft(
    clean: MakeRoom, database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise InputError("Refused.")

    room = clean(database)
    room.open("L-1001")
    room.answer_all()
    content = room.state.content
    monkeypatch.setattr(reviewing, "submit", refused)
    room.press("Ctrl+Return")
    room.window.close()
    assert room.draft("L-1001").content == content  # type: ignore[union-attr]


def test_of_two_windows_the_second_is_told_and_its_words_become_a_correction(
    clean: MakeRoom, database: SqlDatabase
) -> None:
    second = clean(database)
    second.open("L-1001")
    first = clean(database)
    first.open("L-1001")
    first.answer_all()
    content = replace(first.state.content, comment="typed in the second window")
    first.window.review.submit()
    first.settle()
    second.window.review.session.take(replace(second.state, content=content))
    second.window.review.submit()
    second.settle()
    assert "open it again to correct it" in second.window.notice.text
    second.open("L-1002")
    second.open("L-1001")
    assert second.state.correcting
    assert second.state.content.comment == "typed in the second window"


# --- going elsewhere --------------------------------------------------------------------------------------------------


def test_what_was_asked_for_last_is_shown(call: Room) -> None:
    review, shown = call.window.review, []
    review.session.opened.connect(lambda found: shown.append(found.interaction.external_id))
    gate = threading.Event()
    call.operations.write(lambda _: gate.wait(30))
    review.open(call.keys["L-1002"])
    review.open(call.keys["C-2001"])
    gate.set()
    call.settle()
    assert shown == ["C-2001"]


def test_what_is_asked_for_by_one_is_not_shown_to_another(call: Room) -> None:
    review = call.window.review
    gate = threading.Event()
    call.operations.write(lambda _: gate.wait(30))
    review.open(call.keys["L-1002"])
    with call.database.reading() as work:
        ben = next(person for person in work.people.all() if person.name == "Ben Lead")
    call.window._be(ben)
    gate.set()
    call.settle()
    assert review.interaction is None


def test_where_one_went_during_a_submission_one_stays(call: Room) -> None:
    call.answer_all()
    gate = threading.Event()
    call.operations.write(lambda _: gate.wait(30))
    call.press("Ctrl+Return")
    call.window.review.open(call.keys["C-2001"])
    gate.set()
    call.until(lambda: call.window.review.interaction == call.keys["C-2001"])
    call.settle()
    assert call.window.review.interaction == call.keys["C-2001"]
    assert state_of(call, "L-1001") == "submitted"


def test_a_submission_that_fails_behind_ones_back_harms_nothing(call: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise InputError("Refused.")

    call.answer_all()
    monkeypatch.setattr(reviewing, "submit", refused)
    call.press("Ctrl+Return")
    call.open("L-1002")
    call.saved()
    assert call.window.notice.text == "Refused."
    assert call.draft("L-1001") is not None
    assert call.draft("L-1002") is None


@pytest.mark.parametrize("saved_meanwhile", [False, True])
def test_a_key_pressed_while_the_same_is_opened_again_is_not_lost(call: Room, saved_meanwhile: bool) -> None:
    gate, read = threading.Event(), threading.Event()
    call.operations.write(lambda _: gate.wait(30))
    call.window.review.open(call.keys["L-1001"])
    call.operations.write(lambda _: read.set())
    call.press("Y")
    gate.set()
    if saved_meanwhile:  # as its timer does, between what is read and the screen's hearing of it
        assert read.wait(30)
        call.window.review.session.save_now()
    call.settle()
    assert call.state.answer("greets").value == YES


# --- corrections and discarding ---------------------------------------------------------------------------------------


def correct(room: Room) -> None:
    """Submit what is open, and begin its correction."""
    before = room.window.review.interaction
    room.answer_all()
    room.press("Ctrl+Return")
    room.until(lambda: room.window.review.interaction != before)
    room.settle()
    room.open("L-1001")
    room.press("Ctrl+Shift+E")


def test_the_reason_of_a_correction_is_there_again(call: Room) -> None:
    correct(call)
    call.go_to("greets")
    call.window.review.session.overall_comment("on second thoughts")
    call.window.review.form.foot.reason.setText("heard it again")
    call.open("L-1002")
    assert call.window.review.form.foot.reason.text() == ""
    call.open("L-1001")
    assert call.state.correcting
    assert call.window.review.form.foot.reason.text() == "heard it again"
    call.window.review.submit()
    call.settle()
    with call.database.reading() as work:
        latest = work.evaluations.latest(call.keys["L-1001"], call.person.key)
    assert latest is not None
    assert (latest.revision.number, latest.revision.reason) == (2, "heard it again")


def test_a_correction_that_is_undone_is_no_draft(call: Room) -> None:
    correct(call)
    call.go_to("listens")
    call.press("2")
    call.saved()
    assert state_of(call, "L-1001") == "draft"
    call.press("Ctrl+Z")
    call.saved()
    assert call.draft("L-1001") is None
    assert state_of(call, "L-1001") == "submitted"


def test_a_discarded_draft_can_be_had_back(call: Room) -> None:
    call.press("Y", "O")
    call.type("a good call")
    call.press("Esc")
    content = call.state.content
    call.window.actions_by_id["discard"].trigger()
    call.settle()
    assert call.draft("L-1001") is None
    assert "discarded" in call.window.notice.text
    call.window.notice._actions[0].click()
    call.until(lambda: call.state.content == content)
    call.settle()
    assert call.draft("L-1001").content == content  # type: ignore[union-attr]


def test_a_draft_that_cannot_be_discarded_is_still_there(call: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise InputError(FULL)

    call.press("Y")
    monkeypatch.setattr(reviewing, "discard_draft", refused)
    call.window.actions_by_id["discard"].trigger()
    call.settle()
    assert call.window.notice.text == FULL
    assert call.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]
    call.go_to("verifies")
    call.press("Y")
    assert call.answer.value == YES


def test_a_draft_that_never_was_saved_stays_discarded(call: Room, full: Break) -> None:
    full(1)
    call.press("Y")
    call.saved()
    call.window.actions_by_id["discard"].trigger()
    call.settle()
    call.saved()
    assert call.draft("L-1001") is None
    assert journal() == []


# --- closing ----------------------------------------------------------------------------------------------------------


def test_what_cannot_be_saved_when_the_window_closes_is_there_at_the_next_start(
    clean: MakeRoom, database: SqlDatabase, full: Break
) -> None:
    room = clean(database)
    room.open("L-1001")
    full()
    room.press("Y")
    room.window.close()
    assert not room.window.isVisible()
    assert room.draft("L-1001") is None
    assert len(journal()) == 1
    full(0)
    again = clean(database)
    again.until(lambda: "could not be saved last time" in again.window.notice.text)
    again.settle()
    assert again.draft("L-1001").content.answers["greets"].value == YES  # type: ignore[union-attr]
    assert state_of(again, "L-1001") == "draft"
    assert journal() == []


def test_what_can_be_saved_nowhere_keeps_the_window_open(
    call: Room, full: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object) -> None:
        raise OSError(28, "No space left on device")

    full()
    monkeypatch.setattr(recovery, "keep", nowhere)
    call.press("Y")
    assert not call.window.close()
    assert call.window.isVisible()
    assert "No space left on device" in call.window.notice.text
    call.go_to("verifies")
    call.press("N")  # the window lives
    assert call.answer.value == NO
    call.window.close()
    call.window.notice._actions[0].click()  # whoever insists
    assert not call.window.isVisible()


def test_settings_that_cannot_be_written_lose_no_answer(
    clean: MakeRoom, database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise InputError("The settings cannot be written.")

    room = clean(database)
    room.open("L-1001")
    monkeypatch.setattr(settings, "save", refused)
    room.window._preferences.change(speed=1.5)
    room.press("Y")
    room.window.close()
    assert room.draft("L-1001") is not None
    assert not any(lane.is_alive() for lane in room.operations._lanes.values())

"""The three panes together: focus, the explainer, splits that are remembered."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from qa_desktop.domain.interactions import Channel, Interaction, interaction_key
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room, put


def pane_with_keyboard(room: Room) -> str:
    """Which pane has the focus."""
    review, focus = room.window.review, QApplication.focusWidget()
    panes = {"worklist": review.worklist, "evidence": review.player, "form": review.form, "explainer": review.explainer}
    return next((name for name, pane in panes.items() if focus is not None and pane.isAncestorOf(focus)), "")


def test_f6_goes_round_the_panes(call: Room) -> None:
    assert pane_with_keyboard(call) == "form"
    went = []
    for _ in range(4):
        call.press("F6")
        went.append(pane_with_keyboard(call))
    assert went == ["worklist", "evidence", "evidence", "form"]


def test_f6_stops_at_the_waveform_before_the_transcript(call: Room) -> None:
    player = call.window.review.player
    call.press("F6", "F6")
    assert player.waveform.hasFocus()
    call.press("F6")
    assert player.transcript.hasFocus()


def test_f6_leaves_out_a_transcript_that_is_not_there(call: Room) -> None:
    call.window.review.player.transcript.hide()
    call.press("F6")
    assert pane_with_keyboard(call) == "worklist"
    call.press("F6")
    assert call.window.review.player.waveform.hasFocus()
    call.press("F6")
    assert pane_with_keyboard(call) == "form"


def test_opening_an_interaction_gives_the_keyboard_to_its_form(room: Room) -> None:
    assert pane_with_keyboard(room) == "worklist"
    room.press("Return")
    room.until(lambda: room.window.review.interaction is not None)
    room.settle()
    assert pane_with_keyboard(room) == "form"
    room.press("Y")
    assert room.answer.value is not None


def test_the_explainer_stands_over_the_form_and_follows_the_keys(call: Room) -> None:
    call.answer_all()
    call.go_to("listens")
    call.press("X")
    explainer = call.window.review.explainer
    assert explainer.isVisible()
    before = explainer._sum.text()
    assert call.state.form.standard_by_id["listens"].text in explainer._if.text()
    call.press("1")
    assert call.answer.value is not None
    assert explainer._sum.text() != before
    lines = [label.text() for label in explainer._area.widget().findChildren(QLabel)]
    assert all(standard.text in " ".join(lines) for standard in call.state.visible if standard.scored)
    call.press("X")
    assert call.window.review.form.isVisible()
    assert pane_with_keyboard(call) == "form"


def test_up_and_down_work_while_the_score_is_explained(call: Room) -> None:
    call.press("Y", "X", "Down")
    assert call.current == "verifies"
    assert "Verifies" in call.window.review.explainer._if.text()


def test_the_explainer_goes_when_another_interaction_is_opened(call: Room) -> None:
    call.press("X")
    call.open("L-1002")
    assert call.window.review.form.isVisible()
    assert not call.window.actions_by_id["explain"].isChecked()


def test_splits_are_remembered(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database)
    split = room.window.review.split
    split.moveSplitter(300, 1)
    assert room.window._preferences.settings.splits["review"] == split.sizes()
    again = clean(database, kept=Settings(device=str(database.device), splits={"review": split.sizes()}))
    assert abs(again.window.review.split.sizes()[0] - split.sizes()[0]) <= 2


def test_the_window_shrinks_to_1280_by_720(call: Room) -> None:
    call.window.resize(1280, 720)
    call.settle()
    assert (call.window.width(), call.window.height()) == (1280, 720)
    assert all(pane.width() > 150 for pane in (call.window.review.worklist, call.window.review.player))


def test_the_search_keeps_the_keyboard_while_its_results_come(room: Room) -> None:
    room.press("Ctrl+F")
    room.type("L-1")
    room.until(lambda: not room.window.review.worklist._pause.isActive())
    room.settle()
    room.type("001")
    room.settle()
    assert room.window.review.worklist.search.text() == "L-1001"


def test_what_is_imported_about_the_open_interaction_appears_and_nothing_typed_is_lost(
    room: Room, tmp_path: Path
) -> None:
    key = interaction_key("file", "X-1")
    put(room.database, Interaction(key, "X-1", Channel.CHAT, source="file"))
    room.keys["X-1"] = key
    room.open("X-1")
    room.press("1")
    before = room.state
    assert not room.window.review.player.transcript.isVisible()
    text, sheet = tmp_path / "X-1.csv", tmp_path / "sheet.csv"
    text.write_text("speaker,text,start\nAgent,hello,0\nCustomer,hi,2\n")
    sheet.write_text("external_id,transcript,queue\nX-1,X-1.csv,Returns\n")
    room.window.files.import_paths([text, sheet], room.person)
    room.until(room.window.review.player.transcript.isVisible)
    room.settle()
    assert "Returns" in room.window.review.player.head.details.text()
    assert room.state == before
    assert room.window.review.session.undo_stack.canUndo()


def test_the_sound_goes_on_while_something_becomes_known_of_the_interaction(call: Room) -> None:
    call.listen(20)
    with call.database.writing() as work:
        found = work.interactions.get(call.keys["L-1001"])
        assert found is not None
        work.interactions.put(replace(found, queue="Returns"))
    call.window.review.reload()
    call.settle()
    assert "Returns" in call.window.review.player.head.details.text()
    assert (call.player.position, call.player.playing) == (20.0, True)


def test_a_recording_that_has_come_back_is_opened(clean: MakeRoom, database: SqlDatabase, tmp_path: Path) -> None:
    with database.writing() as work:
        work.roots.put("demo", str(tmp_path))
    room = clean(database)
    room.open("L-1001")
    assert not room.player.state.loaded
    place = room.window.review.session.review
    assert place is not None
    assert place.recording is not None
    place.recording.parent.mkdir(parents=True, exist_ok=True)
    place.recording.touch()
    room.window.review.reload()
    room.until(lambda: room.player.state.loaded)
    assert room.loader.loaded == [place.recording]


def test_a_filter_keeps_the_keyboard_while_its_results_come(room: Room) -> None:
    chip = next(iter(room.window.review.worklist._chips.values()))
    chip.setFocus()
    room.press("Space")
    room.settle()
    assert chip.isChecked()
    assert QApplication.focusWidget() is chip

"""The assistant in the window: what nothing knows is dropped, said how to read, previewed, imported and kept."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services import mapping_templates
from qa_desktop.transcripts.mapping import Mapping, TimeFormat, Times
from qa_desktop.ui.mapping.page import MappingPage
from tests.ui.room import Room
from tests.ui.test_accessibility import nameless

ROWS = (
    "7;03/04/2026 10:00;Mo;A;Good day to you;said\n7;03/04/2026 10:01;Kim;C;The bill is wrong;said\n"
    "8;03/04/2026 11:00;Mo;A;Hello there;said\n8;03/04/2026 11:01;;;;typing\n"
)
TABLE = f"Case;Happened;Who;Side;Words;Kind\n{ROWS}"
CHATS = {
    "chats": [
        {
            "no": 17,
            "folk": [{"id": 1, "kind": "teammate", "name": "Ann"}, {"id": 2, "kind": "guest", "name": "Bo"}],
            "lines": [
                {"when": 1775379600000, "by": {"id": 2}, "words": "Is it broken?"},
                {"when": 1775379602000, "by": {"id": 1}, "words": "No, it is not"},
            ],
        }
    ]
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "dialler.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def drop(room: Room, *files: Path) -> None:
    """Bring files as if they were dropped, and wait until the notice says what became of them."""
    room.window.files_dropped.emit(list(files))
    room.until(lambda: bool(room.window.notice.text))
    room.settle()


def press_notice(room: Room, words: str) -> None:
    """Press a button of the notice."""
    buttons = {each.text().replace("&", ""): each for each in room.window.notice.findChildren(QAbstractButton)}
    buttons[words].click()


def assistant(room: Room) -> MappingPage:
    """The page, once it shows what comes of the file."""
    page = room.window.mapping.page
    room.until(lambda: page.isVisible() and not page.pane.isHidden())
    return page


def choose(room: Room, box: QComboBox, words: str) -> None:
    """Choose what begins with these words, by the keyboard alone."""
    box.setFocus()
    place = next(place for place in range(box.count()) if box.itemText(place).startswith(words))
    steps = place - box.currentIndex()
    room.press(*(["Down"] * steps if steps > 0 else ["Up"] * -steps))
    room.settle()


def imported(room: Room, names: Sequence[str]) -> list[tuple[Interaction, Transcript]]:
    """The interactions of these numbers with their transcripts."""
    with room.database.reading() as work:
        items = [item.interaction for item in work.interactions.worklist(room.person.key, WorklistFilter())]
        found = [each for each in items if each.external_id in names]
        told = [(each, work.interactions.transcript(each.key)) for each in found]
    return [(each, transcript) for each, transcript in told if transcript is not None]


def test_what_is_not_recognised_is_said_how_to_read_by_keyboard_and_imported(room: Room, table: Path) -> None:
    drop(room, table)
    assert "1 refused" in room.window.notice.text
    press_notice(room, "Say how to read it…")
    page = assistant(room)
    assert QApplication.focusWidget() is page.fields.boxes["text"]
    assert page.preview.told.text().startswith("3 turns in 1 conversation, the first from 2026-04-03 10:00")
    assert (page.go.isEnabled(), page.asks.isVisible()) == (False, True)
    page.asks.click()
    assert QApplication.focusWidget() is page.times.day_first
    assert page.times.day_first.text() == "03/04/2026 10:00 is Friday, 3 April 2026"
    assert page.times.month_first.text() == "03/04/2026 10:00 is Wednesday, 4 March 2026"
    page.times.month_first.setFocus()
    room.press("Space")
    room.settle()
    choose(room, page.fields.boxes["speaker"], "Who")
    choose(room, page.fields.boxes["role"], "Side")
    choose(room, page.fields.boxes["conversation"], "Case")
    choose(room, page.roles.boxes["A"], "Agent")
    choose(room, page.roles.boxes["C"], "Customer")
    assert page.preview.told.text().startswith("3 turns in 2 conversations, the first from 2026-03-04 10:00")
    shown = [[page.preview.turns.item(row, column).text() for column in range(5)] for row in range(3)]
    assert shown[1] == ["", "1:00", "Customer", "Kim", "The bill is wrong"]
    assert [page.preview.notes.item(row).text() for row in range(page.preview.notes.count())] == ["line 5: no text"]
    page.go.setFocus()
    room.press("Return")
    room.until(lambda: "2 added" in room.window.notice.text)
    (first, said), (second, _) = sorted(imported(room, ("7", "8")), key=lambda pair: pair[0].external_id)
    assert [(turn.role, turn.speaker, turn.start) for turn in said.turns] == [
        (Role.AGENT, "Mo", 0.0), (Role.CUSTOMER, "Kim", 60.0),
    ]  # fmt: skip
    assert first.started_at is not None
    assert (first.started_at.month, second.external_id) == (3, "8")


def test_a_template_is_kept_offered_for_the_next_file_of_the_form_and_deleted_with_undo(
    room: Room, table: Path, tmp_path: Path
) -> None:
    room.window.mapping.begin([table])
    page = assistant(room)
    page.times.day_first.click()
    room.settle()
    choose(room, page.fields.boxes["conversation"], "Case")
    page.templates.name.setText("Dialler")
    page.templates.save.click()
    room.until(lambda: page.templates.chosen == "Dialler")
    assert mapping_templates.find("Dialler").times == Times(TimeFormat.DAY_FIRST)
    room.press("Esc")
    later = tmp_path / "later.csv"
    later.write_text(TABLE.replace("\n7;", "\n9;").replace("\n8;", "\n10;"), encoding="utf-8")
    room.window.notice.clear()
    drop(room, later)
    press_notice(room, "Read as “Dialler”")
    room.until(lambda: "2 added" in room.window.notice.text)
    assert {each.external_id for each, _ in imported(room, ("9", "10"))} == {"9", "10"}
    room.window.actions_by_id["mapping"].trigger()
    room.settle()
    page.templates.list.setCurrentIndex(1)
    page.templates.list.activated.emit(1)
    room.settle()
    page.templates.name.setText("Der Wähler")
    page.templates.rename.click()
    room.until(lambda: page.templates.chosen == "Der Wähler")
    page.templates.delete.click()
    room.until(lambda: "is deleted" in room.window.notice.text)
    assert mapping_templates.templates() == ()
    press_notice(room, "Undo")
    room.until(lambda: [each.name for each in mapping_templates.templates()] == ["Der Wähler"])
    room.until(lambda: page.templates.chosen == "Der Wähler")


def test_a_template_answers_which_is_the_day(room: Room, table: Path) -> None:
    fields = {"text": "Words", "time": "Happened"}
    mapping_templates.save(Mapping("", fields, Times(TimeFormat.MONTH_FIRST)), "American")
    room.window.mapping.begin([table], "American")
    page = assistant(room)
    assert (page.go.isEnabled(), page.asks.isVisible(), page.times.month_first.isChecked()) == (True, False, True)


def test_json_is_read_by_paths_with_lookups_and_filters(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    file.write_text(json.dumps(CHATS), encoding="utf-8")
    drop(room, file)
    press_notice(room, "Say how to read it…")
    page = assistant(room)
    assert (page.rows.conversations.currentText(), page.rows.turns.currentText()) == ("chats[]", "lines[]")
    choose(room, page.fields.boxes["speaker"], "by.id")
    choose(room, page.fields.boxes["role"], "by.id")
    choose(room, page.lookups.within, "folk[]")
    choose(room, page.lookups.field, "role")
    choose(room, page.lookups.within, "folk[]")
    assert list(page.roles.boxes) == ["guest", "teammate"]
    turns = page.preview.turns
    assert [turns.item(row, 3).text() for row in range(2)] == ["Bo", "Ann"]
    assert [turns.item(row, 2).text() for row in range(2)] == ["Customer", "Agent"]
    choose(room, page.keep.column, "by.id")
    page.keep.values.setFocus()
    page.keep.values.setCurrentRow(0)
    room.press("Space")
    room.settle()
    assert (turns.rowCount(), turns.item(0, 4).text()) == (1, "No, it is not")
    assert page.keep.told.text() == "by.id = 1"
    page.rows.turns.setFocus()
    page.rows.turns.lineEdit().selectAll()
    room.type("nowhere[]")
    room.press("Return")
    room.settle()
    assert page.preview.refusal.text().startswith("“chats.json” has no turns at “chats[]” and “nowhere[]”")
    assert not page.go.isEnabled()


def test_another_cut_is_fitted_anew_and_what_was_typed_wrong_changes_nothing(room: Room, table: Path) -> None:
    room.window.mapping.begin([table])
    page = assistant(room)
    choose(room, page.rows.delimiter, "comma")
    assert page.fields.boxes["text"].currentData().startswith("Case;Happened")
    choose(room, page.rows.delimiter, "as found")
    assert page.fields.boxes["text"].currentData() == "Words"
    page.times.zone.setFocus()
    page.times.zone.setText("Nowhere/At All")
    room.press("Return")
    assert page.times.example.text().startswith("“Nowhere/At All” is no zone")
    page.times.zone.setText("+02:00")
    room.press("Return")
    room.settle()
    assert page.preview.told.text().endswith("2026-04-03 10:00:00+02:00")


def test_everything_has_a_name_and_what_cannot_be_mapped_is_said(room: Room, table: Path, tmp_path: Path) -> None:
    room.window.actions_by_id["mapping"].trigger()
    page = room.window.mapping.page
    assert (page.isVisible(), page.pane.isHidden()) == (True, True)
    assert QApplication.focusWidget() is page.choose
    room.window.mapping.begin([table])
    assert nameless(assistant(room)) == []
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    room.window.mapping.begin([empty])
    room.until(lambda: page.preview.told.text() == "“empty.csv” is empty (0 bytes).")
    assert (page.pane.isHidden(), page.go.isEnabled()) == (True, False)


def test_the_report_opens_the_assistant_too(room: Room, table: Path) -> None:
    drop(room, table)
    press_notice(room, "Show")
    report = room.window.report
    assert report.say_how.isVisible()
    report.say_how.click()
    assert assistant(room).file.text() == "dialler.csv"
    room.press("Esc")
    assert room.window.review.isVisible()

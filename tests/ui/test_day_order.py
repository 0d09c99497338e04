"""Dates that may be read in two ways: the notice of the import asks, and either answer imports."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from qa_desktop.domain.worklist import WorklistFilter
from tests.ui.room import Room


@pytest.mark.parametrize(
    ("answer", "day"), [("Day first (31/12)", date(2026, 3, 5)), ("Month first (12/31)", date(2026, 5, 3))]
)
def test_the_notice_asks_and_either_answer_imports(room: Room, tmp_path: Path, answer: str, day: date) -> None:
    folder = tmp_path / "chats"
    folder.mkdir()
    (folder / "chat.txt").write_text("05/03/2026, 12:00 - Kim: Hi\n05/03/2026, 12:01 - Lee: Hello\n")
    room.window.files.import_paths([folder], room.person)
    room.until(lambda: "1 held back" in room.window.notice.text)
    assert room.window.notice.text.endswith("In their dates, is the day first or the month?")
    buttons = {each.text().replace("&", ""): each for each in room.window.notice.findChildren(QAbstractButton)}
    buttons[answer].click()
    room.until(lambda: "1 added" in room.window.notice.text)
    with room.database.reading() as work:
        found = [item.interaction for item in work.interactions.worklist(room.person.key, WorklistFilter())]
    started = [each.started_at.astimezone().date() for each in found if each.started_at and each.external_id == "chat"]
    assert started == [day]


def test_a_table_is_asked_about_too(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("time,speaker,text\n05/03/2026 12:00,Agent,Hi\n05/03/2026 12:01,Customer,Hello\n", encoding="utf-8")
    room.window.files.import_paths([file], room.person)
    room.until(lambda: "1 held back" in room.window.notice.text)
    assert room.window.notice.text.endswith("In their dates, is the day first or the month?")

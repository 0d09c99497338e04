"""An attempt to see sealed marks through every screen: what others scored for a session is nowhere in the window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import agreeing, calibrating, people, reviewing
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.action_list import EDIT, PLAYBACK, SPECS
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL, OTHER = "L-1001", "L-1002"
WORDS = {"Ben Lead": "sealedwordsofben", "Cleo Reviewer": "sealedwordsofcleo"}
SPANS = {"Ben Lead": AudioSpan(61_234, 71_234), "Cleo Reviewer": AudioSpan(81_234, 91_234)}
SKIPPED = {
    *("quit", "switch_person", "eyes_shut", "submit", "discard", "choose_form"),  # they would end the walk
    *("larger", "smaller", "theme", "next_pane", "next_interaction", "previous_interaction", "clear_answer"),
    *("say_where", "next_missing", "reason", "comment", "refresh", "change_keys", "about", "add_form", "share_now"),
    *("stop_sharing", "import_files", "import_folder", "new_interaction", "locate"),
    *(each.id for each in SPECS if each.id.startswith(("answer_", "evidence_"))),
}
"""They show what other actions show, or nothing."""
SKIPPED_MENUS = {PLAYBACK, EDIT}
DEEPEST = 3
Role = Qt.ItemDataRole
ROLES = (
    *(Role.DisplayRole, Role.EditRole, Role.ToolTipRole, Role.AccessibleTextRole, Role.AccessibleDescriptionRole),
    *range(Role.UserRole, Role.UserRole + 4),
)


@pytest.fixture
def sealed(database: SqlDatabase) -> CalibrationSession:
    """The gauge and Cleo have scored one call and begun another; Ann has still to score."""
    ben, ann = people.find(database, "Ben Lead"), people.find(database, "Ann Reviewer")
    assert ben is not None
    assert ann is not None
    cleo = people.introduce(database, "Cleo Reviewer", PersonRole.REVIEWER, NOW)[0]
    people.introduce(database, "Lena Lead", PersonRole.LEAD, NOW)
    with database.reading() as work:
        form = next(each for each in work.forms.newest() if each.form.title.startswith("Inbound support"))
        calls = [work.interactions.by_external_id(name)[0].key for name in (CALL, OTHER)]
    session = calibrating.create(database, "March", form, ben, (ann, cleo), calls, ben, NOW)[0]
    for person in (ben, cleo):
        first, second = (reviewing.open_review(database, call, person, occasion=session.key).draft for call in calls)
        reviewing.submit(database, replace(first, content=given(session, database, person)), person, NOW)
        again = reviewing.correcting(reviewing.open_review(database, calls[0], person, occasion=session.key)).draft
        reviewing.submit(database, again, person, NOW, reason=WORDS[person.name])
        reviewing.save_draft(database, replace(second, content=Content(comment=WORDS[person.name])), NOW)
    return session


def given(session: CalibrationSession, database: SqlDatabase, person: Person) -> Content:
    """An answer to everything that is scored, with words and a span that are nobody else's."""
    with database.reading() as work:
        form = work.forms.get(session.form_version)
    assert form is not None
    words = WORDS[person.name]
    asked = (each for each in form.form.standards if each.scored or each.required)
    answers = {
        each.id: Answer(Chosen(each.options[-1].id), words, (SPANS[person.name],), each.reasons[:1]) for each in asked
    }
    return Content(answers, words)


# --- everything that a window holds -----------------------------------------------------------------------------------


def texts(window: QWidget) -> Iterator[str]:
    """All that the widgets of a window say, seen or not, and all that their models hold, in every role."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from said(widget)
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield repr(vars(widget.model()))
            yield from held(widget.model(), QModelIndex(), 0)
    yield from (action.text() for action in window.findChildren(QAction))


def said(widget: QWidget) -> Iterator[str]:
    """What one widget says: by eye, by ear, and under the mouse."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
    for name in ("text", "toPlainText", "title", "placeholderText", "currentText"):
        of = getattr(widget, name, None)
        if callable(of):
            yield str(of())


def held(model: QAbstractItemModel, parent: QModelIndex, depth: int) -> Iterator[str]:
    """What the cells of a model hold."""
    a_list = isinstance(model, QAbstractListModel)
    flat = a_list or isinstance(model, QAbstractTableModel)
    for row in range(model.rowCount(parent)):
        for column in range(1 if a_list else model.columnCount(parent)):
            index = model.index(row, column, parent)
            for role in ROLES:
                value: Any = model.data(index, role)
                if value is not None:
                    yield repr(value)
            if not flat and depth < DEEPEST and model.hasChildren(index):
                yield from held(model, index, depth + 1)


def look(room: Room, others: list[str], where: str) -> None:
    """Search the page that is shown, what the window says below it, and what is open over it."""
    room.settle()
    window = room.window
    open_over = (each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window.window())
    search(others, where, window._pages.currentWidget(), window.statusBar(), *open_over)


def search(others: list[str], where: str, *widgets: QWidget) -> None:
    """Search widgets, and all within them."""
    for text in (text for widget in widgets for text in texts(widget)):
        found = [words for words in others if words in text]
        assert not found, (where, text[:400])


def planted(*names: str) -> list[str]:
    """What gives away what somebody scored: the words, and the time of the evidence."""
    return [
        each
        for name in names
        for each in (WORDS[name], str(SPANS[name].start_ms), f"1:{SPANS[name].start_ms // 1000 - 60:02d}–")
    ]


def close_dialogs(room: Room) -> None:
    """Close what is open over the window."""
    for dialog in room.window.findChildren(QDialog):
        dialog.reject()
    room.settle()


# --- the walk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ann Reviewer", "Lena Lead"])
def test_no_screen_shows_what_another_has_scored(
    clean: MakeRoom, database: SqlDatabase, sealed: CalibrationSession, name: str
) -> None:
    room = clean(database, name)
    others = planted(*WORDS)
    for call in (CALL, OTHER):
        room.open(call)
        look(room, others, call)
    room.open(CALL)
    for spec in (each for each in SPECS if each.id and each.menu not in SKIPPED_MENUS and each.id not in SKIPPED):
        room.window.actions_by_id[spec.id].trigger()
        look(room, others, spec.id)
        close_dialogs(room)
        room.window._come_back()
    calibration = room.window.calibration
    calibration.begin()
    look(room, others, "sessions")
    calibration.open(sealed)  # past the button, which is not to be pressed
    look(room, others, "room")
    assert "not revealed yet" in room.window.notice.text
    calibration._show_trend()
    look(room, others, "trend")
    room.window.exporting.export(sealed)
    look(room, others, "export")
    search(others, "all pages", room.window)  # those that are not shown any more, too
    for searching in ("find_all", "search"):
        room.press("Escape", "Escape")
        room.window.actions_by_id[searching].trigger()
        room.type("sealedwords")
        room.press("Return")
        room.settle()
        shown = [text for text in texts(room.window) if "sealedwordsof" in text]
        assert shown == []


def test_the_search_for_marks_finds_them_where_they_are_shown(
    clean: MakeRoom, database: SqlDatabase, sealed: CalibrationSession
) -> None:
    room = clean(database, "Cleo Reviewer")
    room.open(OTHER)
    with pytest.raises(AssertionError, match="own"):
        look(room, planted("Cleo Reviewer"), "own")  # her own she sees
    look(room, planted("Ben Lead"), "the gauge's")
    ben = people.find(database, "Ben Lead")
    assert ben is not None
    revealed = agreeing.reveal(database, sealed, ben, NOW)[0]
    room.window.calibration.open(revealed)
    room.settle()
    with pytest.raises(AssertionError, match="revealed"):
        look(room, planted("Ben Lead"), "revealed")

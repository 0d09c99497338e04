"""What a screen reader and somebody without a mouse meet: names, a way to everything, focus that can be seen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from qa_desktop.services.calibration_setup import Choices
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.calibration.new_session import NewSession
from qa_desktop.ui.dialogs import NewInteraction
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

INTERACTIVE = QAbstractButton | QAbstractItemView | QAbstractSpinBox | QComboBox | QLineEdit | QPlainTextEdit
INSIDE = (QComboBox, QAbstractSpinBox, QLineEdit)
"""Widgets whose parts speak through them."""


def interactive(parent: QWidget) -> Iterator[QWidget]:
    """Everything that can be pressed, chosen or typed into."""
    for widget in parent.findChildren(QWidget):
        inside = any(isinstance(up, INSIDE) for up in _ancestors(widget))
        if isinstance(widget, INTERACTIVE) and not inside and not isinstance(widget, QScrollBar):
            yield widget


def _ancestors(widget: QWidget) -> Iterator[QWidget]:
    up = widget.parentWidget()
    while up is not None:
        yield up
        up = up.parentWidget()


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def nameless(parent: QWidget) -> list[str]:
    """The shown widgets that have no name."""
    return [repr(widget) for widget in interactive(parent) if widget.isVisible() and not name_of(widget).strip()]


@pytest.mark.parametrize("external_id", ["", "L-1001", "chat"])
def test_everything_one_can_act_on_has_a_name(room: Room, external_id: str) -> None:
    if external_id:
        room.open(next(key for key in room.keys if key.startswith("C")) if external_id == "chat" else external_id)
        room.go_to(room.state.form.standards[1].id)
        room.press("N", "E")
    assert nameless(room.window) == []


@pytest.mark.parametrize("page", ["switch_person", "keys", "explain", "change_keys", "backups"])
def test_other_pages_too(call: Room, page: str) -> None:
    call.window.actions_by_id[page].trigger()
    assert nameless(call.window) == []


def test_dialogs_too(room: Room, clean: MakeRoom, database: SqlDatabase) -> None:
    for dialog in (NewInteraction((), room.window), NewSession(Choices(), room.window)):
        dialog.open()
        assert nameless(dialog) == []
        dialog.close()


def test_every_standard_tells_its_text_and_its_answer(call: Room) -> None:
    call.press("Y")
    row = QAccessible.queryAccessibleInterface(call.window.review.form._rows["greets"])
    assert row.text(QAccessible.Text.Name) == "1. Greets with own name and company"
    assert "Yes" in row.text(QAccessible.Text.Description)


def test_tab_comes_to_every_pane_and_back(call: Room) -> None:
    seen: list[QWidget | None] = []
    for _ in range(80):
        call.press("Tab")
        seen.append(QApplication.focusWidget())
    review = call.window.review
    panes = (review.worklist, review.player, review.form)
    for pane in panes:
        assert any(widget is not None and pane.isAncestorOf(widget) for widget in seen)


def test_the_focus_is_never_on_something_unseen(call: Room) -> None:
    for _ in range(60):
        call.press("Tab")
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.isVisible()


def test_scroll_areas_do_not_stop_tab(call: Room) -> None:
    assert call.window.review.form._area.focusPolicy() is Qt.FocusPolicy.NoFocus

"""The tables of the calibration room, and the pane that scrolls them."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.ui.calibration.scrolled import Scrolled
from qa_desktop.ui.calibration.tables import Table
from qa_desktop.ui.theme import Theme

WORDS = "He knows that the refund is approved and what to send us."


def test_a_text_that_fits_only_without_the_padding_is_broken(qapp: QApplication, qtbot: QtBot) -> None:
    Theme(qapp)
    table = Table("Why")
    qtbot.addWidget(table)
    table.show()
    table.fill(["Comment"], [["short"], [WORDS]])
    table.resize(table.fontMetrics().horizontalAdvance(WORDS) + 200, 200)
    qtbot.waitUntil(lambda: table.rowHeight(1) == table.rowHeight(0))
    table.resize(table.width() - table.viewport().width() + table.fontMetrics().horizontalAdvance(WORDS) + 12, 200)
    qtbot.waitUntil(lambda: table.rowHeight(1) > table.rowHeight(0))


def test_what_is_below_is_scrolled_to(qapp: QApplication, qtbot: QtBot) -> None:
    inner = QWidget()
    column = QVBoxLayout(inner)
    labels = [QLabel(f"Row {place}") for place in range(80)]
    for label in labels:
        column.addWidget(label)
    pane = Scrolled(inner)
    qtbot.addWidget(pane)
    pane.resize(200, 120)
    pane.show()
    last = labels[-1]

    def seen() -> bool:
        return pane.viewport().rect().contains(QRect(last.mapTo(pane.viewport(), last.rect().topLeft()), last.size()))

    assert not seen()
    pane.show_part(last, last.rect())
    assert seen()

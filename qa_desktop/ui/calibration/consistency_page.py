"""How far who reads it agrees with oneself, after old interactions were scored once more; for nobody else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.explaining import answer_label
from qa_desktop.ui import text
from qa_desktop.ui.calibration import retest_words, say
from qa_desktop.ui.calibration.board import Tone
from qa_desktop.ui.calibration.names_table import NamesTable
from qa_desktop.ui.calibration.scrolled import Scrolled
from qa_desktop.ui.calibration.tables import Table, color_mark
from qa_desktop.ui.calibration.tiles import Tile
from qa_desktop.ui.flow import FlowLayout
from qa_desktop.ui.review.worklist_lines import agent_name
from qa_desktop.ui.sheet import row_of, sheet_on, words
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:  # it loads NumPy
    from qa_desktop.statistics.consistency import Consistency, OwnStandard, Twice

LEAST_HIGH, AROUND = 230, 440
"""Pixels that the table of standards may always have, and those of the page that all else takes."""
_SECOND = 3


class ConsistencyPage(QWidget):
    """`left` says that the page is; what it showed is forgotten with it, for somebody else may sit down."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._standards: Sequence[OwnStandard] = ()
        self.told = words()
        self.count = QLabel()
        self.count.setProperty("role", "strong")
        self._tiles = FlowLayout(12)
        self.head = QLabel()
        self.head.setProperty("role", "strong")
        self.head.setWordWrap(True)
        self.standards = NamesTable(self.tr("Standards, those that differ most first"), theme)
        self.marks = Table(self.tr("First and second mark side by side"))
        self.marks.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # it would hide how they differ
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self._states = QStackedWidget()
        self._lay_out()
        self.standards.currentCellChanged.connect(lambda row, *_: self._choose(row))
        self.back.clicked.connect(self.left)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = sheet_on(inner, QLabel(self.tr("How far you agree with yourself")))
        note = self.tr(
            "Some of what you scored came back to you later as if it were new. Here your second marks stand beside "
            "your first. You alone see this: no lead, report or export shows it."
        )
        column.addWidget(words(note, "muted"))
        shown = QWidget()
        whole = QVBoxLayout(shown)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.count)
        whole.addLayout(self._tiles)
        whole.addSpacing(8)
        for part in (self.standards, self.head, self.marks):
            whole.addWidget(part)
        whole.addStretch(1)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._states.addWidget(self.told)
        self._states.addWidget(shown)
        column.addWidget(self._states, 1)
        column.addLayout(row_of(self.back))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(Scrolled(inner))
        for before, after in itertools.pairwise((self.standards, self.marks, self.back)):
            self.setTabOrder(before, after)

    # --- what comes -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the frame, until there is something in it."""
        self._tell(self.tr("Reading what you scored twice…"))
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def display(self, found: Consistency, interactions: int) -> None:
        """Show how somebody agrees with oneself."""
        if not interactions:
            self._tell(
                self.tr(
                    "There is nothing to compare yet. A lead may let some interactions return to you weeks after you "
                    "scored them, without saying which; once you have scored one again, this page shows how often you "
                    "gave the same mark."
                )
            )
            return
        self._forget()
        self._standards = found.standards
        self.count.setText(self.tr("Interactions scored twice: {0}").format(interactions))
        for figure in retest_words.figures(found):
            self._tiles.addWidget(Tile(figure))
        heads = (
            *(self.tr("Standard"), self.tr("Differ"), self.tr("The same"), self.tr("95 % interval")),
            *(self.tr("Within tolerance"), self.tr("Beyond chance (AC1)")),
        )
        several = len({each.form for each in found.standards}) > 1
        with QSignalBlocker(self.standards):
            self.standards.fill(heads, [self._row(each, several) for each in found.standards], look=_with_tip)
            self.standards.setCurrentCell(0, 0)
        self._fit()
        self._choose(0)
        self._states.setCurrentIndex(1)
        self.standards.spare_names()
        self.standards.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why there is nothing to be shown."""
        self._tell(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let more standards be seen at once where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.standards.fit(max(self._theme.px(LEAST_HIGH), self.height() - self._theme.px(AROUND)))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was shown; not where the window is only made small."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget()

    # --- what is shown --------------------------------------------------------------------------------------------

    def _tell(self, sentence: str) -> None:
        self._forget()
        self.told.setText(sentence)
        self._states.setCurrentIndex(0)

    def _forget(self) -> None:
        self._standards = ()
        while (item := self._tiles.takeAt(0)) is not None:
            tile = item.widget()
            if tile is not None:
                tile.hide()
                tile.deleteLater()
        for table in (self.standards, self.marks):
            with QSignalBlocker(table):
                table.setRowCount(0)
        for label in (self.head, self.told, self.count):
            label.setText("")

    def _row(self, of: OwnStandard, several: bool) -> list[str]:
        name = f"{of.standard.text} ({of.form})" if several else of.standard.text
        differ = self.tr("{0} of {1}").format(of.differing, len(of.marks))
        return [
            name,
            differ,
            say.share(of.exact),
            retest_words.interval(of.exact),
            say.share(of.within),
            retest_words.chance(of.ac1),
        ]

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._standards):
            return
        of = self._standards[row]
        self.head.setText(of.standard.text)
        marks = sorted(of.marks, key=lambda each: each.found.exact)
        tones = [_tone(each) for each in marks]
        rows = [self._twice(each, tone) for each, tone in zip(marks, tones, strict=True)]
        heads = (
            *(self.tr("Interaction"), self.tr("First mark"), self.tr("Scored on")),
            *(self.tr("Second mark"), self.tr("Scored on")),
        )

        def look(item: QTableWidgetItem, place: int, column: int) -> None:
            if column == _SECOND:
                color_mark(item, tones[place], self._theme)
            else:
                _with_tip(item, place, column)

        self.marks.fill(heads, rows, look=look)
        self.marks.setCurrentCell(0, 0)
        self.marks.fit(self._theme.px(LEAST_HIGH))

    def _twice(self, of: Twice, tone: Tone) -> list[str]:
        name = " ".join(filter(None, (of.test.interaction.external_id, agent_name(of.test.interaction))))
        first = answer_label(of.first.standard, of.first.answer.value)
        return [
            *(name, first, text.day_and_time(of.test.first_at)),
            *(say.mark(of.second, tone), text.day_and_time(of.test.second_at)),
        ]


def _tone(of: Twice) -> Tone:
    if of.found.strike_differs:
        return Tone.AUTO_FAIL
    if of.found.exact:
        return Tone.EXACT
    return Tone.WITHIN if of.found.within else Tone.BEYOND


def _with_tip(item: QTableWidgetItem, _row: int, column: int) -> None:
    """A long name is read whole under the mouse."""
    if column == 0:
        item.setToolTip(item.text())

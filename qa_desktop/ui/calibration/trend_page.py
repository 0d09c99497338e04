"""How calibrations go over time: by reviewer, standard and form version, as a chart and as a table."""

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.services.trends import Scope
from qa_desktop.statistics.measure import Measure
from qa_desktop.ui import text
from qa_desktop.ui.calibration import say
from qa_desktop.ui.calibration.tables import Table
from qa_desktop.ui.calibration.trend_chart import TrendChart
from qa_desktop.ui.calibration.trend_lines import By, Line, Trend
from qa_desktop.ui.theme import Theme


class TrendPage(QWidget):
    """`wanted` carries the scope that is chosen; `left` says that the page is."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._trend: Trend | None = None
        self.scope, self.by = QComboBox(), QComboBox()
        self.scope.setAccessibleName(self.tr("Sessions on a form, or of a series"))
        self.by.setAccessibleName(self.tr("A line for each"))
        for by, words in (
            (By.REVIEWER, self.tr("by reviewer")),
            (By.STANDARD, self.tr("by standard")),
            (By.VERSION, self.tr("by form version")),
        ):
            self.by.addItem(words, by)
        self.lines = QListWidget()
        self.lines.setAccessibleName(self.tr("What the line is about"))
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chart = TrendChart(theme)
        self.head, self.note, self.told = QLabel(), QLabel(), QLabel()
        self.table = Table(self.tr("The figures of the line, one row a session"))
        self.back = QPushButton(self.tr("Sessions (Esc)"))
        self._states = QStackedWidget()
        self._lay_out()
        self.scope.currentIndexChanged.connect(self._want)
        self.by.currentIndexChanged.connect(self._list)
        self.lines.currentRowChanged.connect(self._choose)
        self.table.currentCellChanged.connect(lambda *_: self._draw())
        self.back.clicked.connect(self.left)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Trend over sessions"))
        title.setProperty("role", "title")
        for box in (self.scope, self.by):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.setMinimumContentsLength(28)
        self.by.setMinimumContentsLength(14)
        band = QFrame()
        band.setObjectName("band")
        head = QHBoxLayout(band)
        head.setContentsMargins(16, 10, 16, 10)
        head.setSpacing(12)
        for widget in (title, self.scope, self.by):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.back)
        self.head.setProperty("role", "strong")
        self.note.setProperty("role", "muted")
        for label in (self.told, self.note):
            label.setWordWrap(True)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part, stretch in ((self.head, 0), (self.note, 0), (self.chart, 3), (self.table, 2)):
            column.addWidget(part, stretch)
        shown = QWidget()
        both = QHBoxLayout(shown)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        self.lines.setFixedWidth(self._theme.px(300))
        both.addWidget(self.lines)
        both.addWidget(right, 1)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.told.setMargin(48)
        self._states.addWidget(self.told)
        self._states.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(band)
        whole.addWidget(self._states, 1)
        for before, after in itertools.pairwise((self.scope, self.by, self.lines, self.table, self.back)):
            self.setTabOrder(before, after)

    # --- what comes -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the frame, until there is something in it."""
        self.told.setText(self.tr("Reading the sessions…"))
        self._states.setCurrentIndex(0)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, scopes: Sequence[Scope]) -> None:
        """Offer what there are trends of; the one that was chosen stays so."""
        chosen = self.scope.currentData()
        with QSignalBlocker(self.scope):
            self.scope.clear()
            for each in scopes:
                name = self.tr("Series up to “{0}”").format(each.name) if each.series else each.name
                self.scope.addItem(name, each)
                if chosen is not None and (each.form, each.series) == (chosen.form, chosen.series):
                    self.scope.setCurrentIndex(self.scope.count() - 1)
        if scopes:
            self._want()
        else:
            self.told.setText(
                self.tr("No session has been revealed yet. A trend begins with the second session on a form.")
            )

    def display(self, trend: Trend) -> None:
        """Show the lines."""
        self._trend = trend
        if len(trend.stops) < 2:
            name = trend.stops[0].name if trend.stops else "–"
            self.told.setText(
                self.tr(
                    "There is one session so far that can be shown: “{0}”. A trend begins with the second; the "
                    "figures of this one stand in its room."
                ).format(name)
            )
            self._states.setCurrentIndex(0)
            return
        self._states.setCurrentIndex(1)
        self._list()
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why there is no trend."""
        self.told.setText(sentence)
        self._states.setCurrentIndex(0)

    # --- what is shown --------------------------------------------------------------------------------------------

    def _want(self) -> None:
        if self.scope.currentData() is not None:
            self.wanted.emit(self.scope.currentData())

    @property
    def _shown(self) -> Sequence[Line]:
        return self._trend.lines[self.by.currentData()] if self._trend else ()

    def _list(self) -> None:
        with QSignalBlocker(self.lines):
            self.lines.clear()
            for line in self._shown:
                newest = next((each for each in reversed(line.values) if each is not None), None)
                self.lines.addItem(f"{say.share(newest) if newest else '–':\u2007>5}   {line.name}")
                self.lines.item(self.lines.count() - 1).setToolTip(line.name)
            self.lines.setCurrentRow(0)
        self._choose(0)

    def _choose(self, row: int) -> None:
        if self._trend is None or not 0 <= row < len(self._shown):
            return
        line = self._shown[row]
        self.head.setText(line.name)
        note = self.tr("Share of marks within tolerance of the consensus, or else of the gauge.")
        self.note.setText(f"{note} {self.tr('Dashed: the target.')}" if any(line.targets) else note)
        heads = (
            *(self.tr("Session"), self.tr("Day"), self.tr("Form"), self.tr("Within tolerance")),
            *(self.tr("Marks"), self.tr("95 % interval"), self.tr("Target")),
        )
        rows = [
            [stop.name, text.day(stop.at.date()), stop.form, *_figures(measure), _share(target)]
            for stop, measure, target in zip(
                self._trend.stops, line.values, line.targets or (None,) * len(line.values), strict=True
            )
        ]
        with QSignalBlocker(self.table):
            self.table.fill(heads, rows)
            self.table.setCurrentCell(len(rows) - 1, 0)
        self._draw()

    def _draw(self) -> None:
        row = self.lines.currentRow()
        if self._trend is not None and 0 <= row < len(self._shown):
            self.chart.display(self._trend.stops, self._shown[row], self._shown[0], self.table.currentRow())


def _figures(measure: Measure | None) -> tuple[str, str, str]:
    """A share, how many marks it rests on, and its interval."""
    if measure is None:
        return "–", "", ""
    return say.share(measure), str(measure.n), say.interval(measure)


def _share(target: float | None) -> str:
    return "" if target is None else f"{100 * target:g} %"

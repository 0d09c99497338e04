"""The sheet of keys: what works here, now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.ui.action_list import EVALUATION, LEVEL_KEYS, LEVELS, MENUS, SPECS, VIEW, ActionSpec
from qa_desktop.ui.actions import Actions, tr
from qa_desktop.ui.key_bindings import shown

BETWEEN = " · "
COLUMN, KEYS = 50, 19
"""Letters that a column is wide, and the keys in it."""
MOST_COLUMNS = 4
TIGHTEST, LOOSEST = 3, 12
"""Pixels between lines: as many as make the sheet fill the window."""
AROUND = 150
"""Pixels of the height that headings and margins take."""


@dataclass(frozen=True)
class Line:
    """What keys do, and whether they can be used now; without keys it is the heading of what follows."""

    words: str
    keys: tuple[str, ...] = ()
    enabled: bool = True
    begins_group: bool = False


class KeysSheet(QScrollArea):
    """Lists every action that has a key, by menu; those that cannot be used now are pale."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._lines: list[Line] = []
        self._columns = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def display(self, page: QSize) -> None:
        """Draw the sheet as things stand now, so that it fills a page of this size."""
        self._lines = [line for menu in MENUS for line in self._menu(menu)]
        self._draw(page)

    def _draw(self, page: QSize) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self._columns = min(MOST_COLUMNS, max(1, (page.width() - 64) // (COLUMN * letter)))
        sheet = QWidget()
        sheet.setObjectName("scrolled")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(32, 24, 32, 16)
        column.setSpacing(2)
        closes = self.tr("Esc or {0} closes").format(self._actions.key("keys"))
        for words, role in ((self.tr("Keys that work here"), "title"), (closes, "muted")):
            label = QLabel(words)
            label.setProperty("role", role)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(32)
        parts = _in_columns(self._lines, self._columns)
        longest = max(map(_height, parts))
        room = (page.height() - AROUND - longest * self.fontMetrics().height()) // max(longest, 1)
        for part in parts:
            row.addLayout(_column(part, min(LOOSEST, max(TIGHTEST, room)), KEYS * letter), 1)
        column.addLayout(row)
        column.addStretch(1)
        self.setWidget(sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more columns, or for fewer; what can be used stays as it was asked for."""
        super().resizeEvent(event)
        if self._lines and event.size().width() != event.oldSize().width() and self.isVisible():
            self._draw(event.size())

    def _menu(self, menu: str) -> Iterator[Line]:
        """The lines of a menu under its name, in the groups that its separators make."""
        specs = [spec for spec in SPECS if spec.menu == menu]
        groups = [
            [self._line(spec) for spec in part] for line, part in groupby(specs, lambda s: not s.text) if not line
        ]
        if menu == EVALUATION:
            groups[0][:0] = [Line(self.tr("Previous or next standard"), ("↑  ↓",)), *self._levels()]
        if menu == VIEW:
            enter = (self.tr("Enter"),)
            groups[:0] = [
                [
                    Line(self.tr("Open the line chosen in the worklist"), enter),
                    Line(self.tr("Open the first line found, in the search"), enter),
                ]
            ]
        named = False
        for group in groups:
            with_keys = [line for line in group if line.keys]
            if with_keys and not named:
                yield Line(tr(menu).replace("&", ""))
                named = True
            for place, line in enumerate(with_keys):
                yield Line(line.words, line.keys, line.enabled, begins_group=place == 0)

    def _line(self, spec: ActionSpec) -> Line:
        keys = tuple(map(shown, self._actions.bindings.in_force[spec.id]))
        return Line(tr(spec.text), keys, self._actions[spec.id].isEnabled())

    def _levels(self) -> Iterator[Line]:
        """The keys of the levels, in short where they are the usual ones."""
        kept = [self._actions.bindings.in_force[spec.id] for spec in LEVELS]
        first, last = LEVEL_KEYS[0], LEVEL_KEYS[-1]
        if kept == [spec.keys for spec in LEVELS]:
            typing = shown(LEVELS[0].keys[1])
            usual = (f"{first} … 9, {last}", f"{typing} … {last}")
            yield Line(self.tr("Choose a level or option"), usual)
            return
        for spec, keys in zip(LEVELS, kept, strict=True):
            words = tr(spec.text).format(spec.keys[0])
            yield Line(words, tuple(map(shown, keys)), self._actions[spec.id].isEnabled())


def _height(lines: Sequence[Line]) -> int:
    """About how many lines of text they fill."""
    return sum(_lines_of(line) + (line.begins_group or not line.keys) for line in lines)


def _lines_of(line: Line) -> int:
    return max(1, -(-len(BETWEEN.join(line.keys)) // KEYS), -(-len(line.words) // (COLUMN - KEYS)))


def _in_columns(lines: list[Line], count: int) -> list[list[Line]]:
    """The lines in so many columns of about one height; a column begins with a group or a heading."""
    least = -(-_height(lines) // count)
    columns: list[list[Line]] = [[]]
    for place, line in enumerate(lines):
        group = lines[place : _end_of_group(lines, place)]
        starts = not line.keys or (line.begins_group and (not columns[-1] or columns[-1][-1].keys))
        if columns[-1] and starts and len(columns) < count and _height([*columns[-1], *group]) > least + 2:
            columns.append([])
        columns[-1].append(line)
    return columns


def _end_of_group(lines: Sequence[Line], start: int) -> int:
    """Where the group ends that begins there, or under the heading there."""
    first = start + 1 if lines[start].keys else start + 2
    return next((place for place in range(first, len(lines)) if lines[place].begins_group), len(lines))


def _column(lines: Sequence[Line], room: int, keys_width: int) -> QVBoxLayout:
    column = QVBoxLayout()
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(room)
    grid.setColumnMinimumWidth(0, keys_width)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        if line.keys:
            _add_line(grid, row, line, keys_width, 8 if line.begins_group and row and lines[row - 1].keys else 0)
        else:
            heading = QLabel(line.words)
            heading.setProperty("role", "section")
            heading.setContentsMargins(0, 12 if row else 4, 0, 0)
            grid.addWidget(heading, row, 0, 1, 2)
    column.addLayout(grid)
    column.addStretch(1)
    return column


def _add_line(grid: QGridLayout, row: int, line: Line, keys_width: int, above: int) -> None:
    keys = BETWEEN.join(key.replace(" ", "\u00a0") for key in line.keys)  # a line breaks between keys, not within one
    for place, label in enumerate((QLabel(keys), QLabel(line.words))):
        label.setProperty("role", ("strong", "")[place] if line.enabled else "muted")
        label.setWordWrap(True)
        label.setContentsMargins(0, above, 0, 0)
        grid.addWidget(label, row, place, Qt.AlignmentFlag.AlignTop)
        if place == 0:
            label.setFixedWidth(keys_width)

"""Which rows or turns are wanted: those with some of the values in a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from qa_desktop.transcripts.mapping import Mapping
from qa_desktop.ui.mapping.box import Box, choice, offer
from qa_desktop.ui.sheet import words

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

_VALUE = Qt.ItemDataRole.UserRole
_MOST_VALUES = 40
_LINES = 5


class KeepBox(Box):
    """A column, and the values in it of which those ticked are kept; other columns keep their own."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("Only some of the rows"))
        self.column = choice()
        self.values = QListWidget()
        self.values.setAccessibleName(self.tr("Values to keep"))
        self.told = words("", "small")
        self._shown: Preview | None = None
        self.row(self.tr("Keep those whose"), self.column)
        self.form.addRow(self.values)
        self.form.addRow(self.told)
        self.column.activated.connect(lambda _: self._list())
        self.values.itemChanged.connect(lambda _: self._choose())

    def display(self, shown: Preview) -> None:
        """Offer the columns; the first that is filtered already is shown."""
        self._shown = shown
        first = next(iter(shown.mapping.keep), "")
        chosen = str(self.column.currentData() or first)
        names = [each.name for each in shown.columns]
        every = self.tr("– (all are kept)")
        offer(self.column, [(every, ""), *((name, name) for name in names)], chosen if chosen in names else "")
        kept = (f"{column} = {' | '.join(values)}" for column, values in shown.mapping.keep.items())
        self.told.setText("\n".join(kept))
        self.told.setVisible(bool(shown.mapping.keep))
        self._list()

    def _list(self) -> None:
        shown, name = self._shown, str(self.column.currentData() or "")
        column = next((each for each in shown.columns if each.name == name), None) if shown else None
        counted = Counter(column.values) if column else Counter()
        common = [value for value, _ in counted.most_common(_MOST_VALUES)]
        kept = {each.casefold() for each in shown.mapping.keep.get(name, common)} if shown else set()
        wanted = [(value, value.casefold() in kept) for value in common]
        with QSignalBlocker(self.values):
            if [value for value, _ in wanted] != self._values():
                self.values.clear()
                for value, _ in wanted:
                    item = QListWidgetItem(f"{value or '–'}  ·  {counted[value]}")
                    item.setData(_VALUE, value)
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    self.values.addItem(item)
            for place, (_, on) in enumerate(wanted):
                self.values.item(place).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.values.setVisible(bool(wanted))
        line = self.values.sizeHintForRow(0) if wanted else 0
        self.values.setFixedHeight(line * min(len(wanted), _LINES) + 8)

    def _values(self) -> list[str]:
        return [self.values.item(place).data(_VALUE) for place in range(self.values.count())]

    def _choose(self) -> None:
        items = [self.values.item(place) for place in range(self.values.count())]
        ticked = tuple(item.data(_VALUE) for item in items if item.checkState() is Qt.CheckState.Checked)
        name, whole = str(self.column.currentData()), len(ticked) in (0, len(items))

        def edit(old: Mapping) -> Mapping:
            others = {column: values for column, values in old.keep.items() if column != name}
            return replace(old, keep=others if whole else {**others, name: ticked})

        self.edited.emit(edit, False)

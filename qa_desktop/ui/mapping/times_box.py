"""How times are written; where a date may be read in two ways, both are shown and one has to be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton

from qa_desktop.transcripts.mapping import Mapping, TimeFormat, Times
from qa_desktop.transcripts.times import Kind
from qa_desktop.transcripts.zones import zone_of, zone_text
from qa_desktop.ui.mapping.box import Box, choice, offer, write
from qa_desktop.ui.sheet import words
from qa_desktop.ui.text import clock

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview, Reading

_PATTERN = "pattern"
_USUAL_PATTERN = "%d.%m.%Y %H:%M:%S"


class TimesBox(Box):
    """The format of the times, their zone, and what the first of them is read as."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("Times"))
        self._said = False
        self._reading: Reading | None = None
        self.format, self.pattern, self.zone = choice(), QLineEdit(), QLineEdit()
        self.decimal_comma = QCheckBox(self.tr("Points only group digits (1.234,5)"))
        self.example = words("", "small")
        self.asked = words("", "lack")
        self.day_first, self.month_first = QRadioButton(), QRadioButton()
        self._days = QButtonGroup(self)
        for button in (self.day_first, self.month_first):
            self._days.addButton(button)
        self.pattern.setPlaceholderText(_USUAL_PATTERN)
        self.zone.setPlaceholderText(self.tr("none, UTC, +01:00, Europe/Berlin"))
        self.row(self.tr("Times are"), self.format)
        self.row(self.tr("Pattern"), self.pattern)
        self.form.addRow(self.asked)
        self.form.addRow(self.day_first)
        self.form.addRow(self.month_first)
        self.row(self.tr("Time zone"), self.zone)
        self.form.addRow(self.decimal_comma)
        self.form.addRow(self.example)
        self._connect()

    def _connect(self) -> None:
        self.format.activated.connect(lambda _: self._choose(self.format.currentData()))
        self.pattern.editingFinished.connect(self._take_pattern)
        self.zone.editingFinished.connect(self._take_zone)
        self.decimal_comma.clicked.connect(lambda on: self._time(decimal_comma=on))
        self.day_first.clicked.connect(lambda: self._choose(TimeFormat.DAY_FIRST))
        self.month_first.clicked.connect(lambda: self._choose(TimeFormat.MONTH_FIRST))

    @property
    def asks(self) -> bool:
        """Whether somebody has still to say which is the day."""
        return self._reading is not None and not self._said

    def forget(self, said: bool = False) -> None:
        """Ask anew about the days of another file or column, unless a template has `said` it."""
        self._said = said

    def display(self, shown: Preview) -> None:
        """Show the format, and what it makes of the first time."""
        times, timed = shown.mapping.times, "time" in shown.mapping.fields
        self._reading = shown.reading
        offer(self.format, self._formats(), _PATTERN if times.pattern else times.format.value)
        write(self.pattern, times.pattern)
        write(self.zone, zone_text(times.zone))
        with QSignalBlocker(self.decimal_comma):
            self.decimal_comma.setChecked(times.decimal_comma)
        self.form.setRowVisible(self.pattern, bool(times.pattern))
        is_number = times.format in (TimeFormat.SECONDS, TimeFormat.MILLISECONDS) and not times.pattern
        self.form.setRowVisible(self.decimal_comma, is_number)
        self.form.setRowVisible(self.zone, not is_number and times.format is not TimeFormat.CLOCK)
        self._ask(shown.reading, times.format)
        column = next((each for each in shown.columns if each.name == shown.mapping.fields.get("time")), None)
        self.example.setText(self._read_as(times, column.example) if column and timed else "")
        self.setEnabled(timed)

    def _formats(self) -> list[tuple[str, str]]:
        return [
            (self.tr("seconds from the start"), TimeFormat.SECONDS.value),
            (self.tr("milliseconds from the start"), TimeFormat.MILLISECONDS.value),
            (self.tr("clock or minutes (0:09, 09:31:00)"), TimeFormat.CLOCK.value),
            (self.tr("ISO (2026-01-14T09:31:00Z)"), TimeFormat.ISO.value),
            (self.tr("dates, the day first (31/12/2026 9:31)"), TimeFormat.DAY_FIRST.value),
            (self.tr("dates, the month first (12/31/2026 9:31)"), TimeFormat.MONTH_FIRST.value),
            (self.tr("seconds since 1970"), TimeFormat.EPOCH_SECONDS.value),
            (self.tr("milliseconds since 1970"), TimeFormat.EPOCH_MILLISECONDS.value),
            (self.tr("microseconds since 1970"), TimeFormat.EPOCH_MICROSECONDS.value),
            (self.tr("by a pattern"), _PATTERN),
        ]

    def _ask(self, reading: Reading | None, chosen: TimeFormat) -> None:
        for row in (self.asked, self.day_first, self.month_first):
            self.form.setRowVisible(row, reading is not None)
        self.asked.setVisible(self.asks)
        if reading is None:
            return
        self.asked.setText(self.tr("Nothing in the file tells the day from the month. Which is it?"))
        means = self.tr("{0} is {1}")
        self.day_first.setText(means.format(reading.written, _day(reading.day_first)))
        self.month_first.setText(means.format(reading.written, _day(reading.month_first)))
        self._days.setExclusive(False)  # none of the two, until somebody has said it
        for button, kind in ((self.day_first, TimeFormat.DAY_FIRST), (self.month_first, TimeFormat.MONTH_FIRST)):
            with QSignalBlocker(button):
                button.setChecked(self._said and chosen is kind)
        self._days.setExclusive(True)

    def _read_as(self, times: Times, example: str) -> str:
        moment = times.read(example)
        if not example:
            return self.tr("There is no time in this column.")
        if moment is None:
            return self.tr("“{0}” is no time of this format.").format(example[:40])
        told = clock(moment.seconds) if moment.kind is Kind.OFFSET or moment.at is None else _moment(moment.at)
        return self.tr("“{0}” is read as {1}.").format(example[:40], told)

    def _choose(self, chosen: str) -> None:
        self._said = True
        if chosen == _PATTERN:
            self._time(pattern=self.pattern.text().strip() or _USUAL_PATTERN)
        else:
            self._time(format=TimeFormat(chosen), pattern="")

    def _take_pattern(self) -> None:
        pattern = self.pattern.text().strip()
        if "%" in pattern:
            self._time(pattern=pattern)

    def _take_zone(self) -> None:
        try:
            self._time(zone=zone_of(self.zone.text().strip()))
        except ValueError:
            self.example.setText(
                self.tr("“{0}” is no zone: write UTC, +01:00 or Europe/Berlin.").format(self.zone.text())
            )

    def _time(self, **changes: object) -> None:
        def edit(old: Mapping) -> Mapping:
            return replace(old, times=replace(old.times, **changes))  # type: ignore[arg-type]

        self.edited.emit(edit, False)


def _day(at: datetime) -> str:
    return QLocale().toString(QDate(at.year, at.month, at.day), "dddd, d MMMM yyyy")


def _moment(at: datetime) -> str:
    return f"{QLocale().toString(QDate(at.year, at.month, at.day), 'd MMMM yyyy')} {at:%H:%M:%S}"

"""What has to be said of recordings without a header before they can be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.raw_formats import CODECS, RawFormat

if TYPE_CHECKING:
    from qa_desktop.services.import_headerless import FormatQuestion

RATES = (6000, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_WIDE = "g722"
"""The one codec whose usual rate is another."""


@dataclass(frozen=True)
class FormatAnswers:
    """In which format the files of each question are, and from which paths they were to be imported."""

    paths: tuple[Path, ...]
    formats: Mapping[FormatQuestion, RawFormat]


class CodecQuestions(QWidget):
    """One line for each ending in each folder, with what such files usually hold; `answered` carries FormatAnswers."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[CodecLine] = []
        self._paths: tuple[Path, ...] = ()
        self._why = QLabel(
            self.tr("These recordings have no header that names their codec. It is asked once for each folder.")
        )
        self._why.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self.go = QPushButton()
        self.go.setProperty("primary", True)
        self.go.setAutoDefault(True)
        self.go.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.go.clicked.connect(self._answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._why)
        column.addLayout(self._grid)
        column.addWidget(self.go)
        self.hide()

    def ask(self, questions: tuple[FormatQuestion, ...], paths: tuple[Path, ...]) -> None:
        """Ask these instead; none hides the questions."""
        for line in self.lines:
            line.leave(self._grid)
        self._paths = paths
        self.lines = [CodecLine(question, row, self._grid) for row, question in enumerate(questions)]
        for line in self.lines:
            line.changed.connect(self._say)
        in_order = [*(box for line in self.lines for box in (line.codec, line.rate, line.channels)), self.go]
        for box, following in pairwise(in_order):
            self.setTabOrder(box, following)
        self._say()
        self.setVisible(bool(questions))

    def _say(self) -> None:
        """The button says what it would do: import what is held back, or read anew what was read otherwise."""
        chosen = self._chosen()
        held = any(question.known is None for question in chosen)
        self.go.setText(self.tr("Import these") if held or not chosen else self.tr("Read them so"))
        self.go.setEnabled(bool(chosen))

    def _chosen(self) -> dict[FormatQuestion, RawFormat]:
        return {line.question: line.format for line in self.lines if line.format != line.question.known}

    def _answer(self) -> None:
        self.go.setEnabled(False)  # once is enough
        self.answered.emit(FormatAnswers(self._paths, self._chosen()))


class CodecLine(QObject):
    """How many files of which ending in which folder, and the choice of codec, rate and channels."""

    changed = Signal()

    def __init__(self, question: FormatQuestion, row: int, grid: QGridLayout) -> None:
        super().__init__()
        self.question = question
        self._what = QLabel(self._sentence())
        self._what.setWordWrap(True)
        self.codec, self.rate, self.channels = QComboBox(), QComboBox(), QComboBox()
        for codec, name in CODECS.items():
            self.codec.addItem(name, codec)
        for rate in sorted({*RATES, question.proposed.rate}):
            self.rate.addItem(self.tr("{0} Hz").format(rate), rate)
        for count, name in ((1, self.tr("one channel")), (2, self.tr("two channels"))):
            self.channels.addItem(name, count)
        self._choose(question.proposed)
        self.codec.currentIndexChanged.connect(lambda _: self._take_usual_rate())
        names = {
            self.codec: self.tr("Codec"),
            self.rate: self.tr("Samples a second"),
            self.channels: self.tr("Channels"),
        }
        for place, (box, name) in enumerate(names.items(), start=1):
            box.setAccessibleName(self.tr("{0} of files ending in {1}").format(name, question.suffix))
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
            grid.addWidget(box, row, place)
        grid.addWidget(self._what, row, 0)

    @property
    def format(self) -> RawFormat:
        """What is chosen."""
        boxes = (self.codec, self.rate, self.channels)
        codec, rate, channels = (box.currentData() for box in boxes)
        return RawFormat(cast(str, codec), cast(int, rate), cast(int, channels))

    def leave(self, grid: QGridLayout) -> None:
        """Take the line away."""
        for widget in (self._what, self.codec, self.rate, self.channels):
            grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _choose(self, raw: RawFormat) -> None:
        for box, value in ((self.codec, raw.codec), (self.rate, raw.rate), (self.channels, raw.channels)):
            box.setCurrentIndex(box.findData(value))

    def _take_usual_rate(self) -> None:
        self.rate.setCurrentIndex(self.rate.findData(16000 if self.codec.currentData() == _WIDE else 8000))

    def _sentence(self) -> str:
        number, asked = len(self.question.files), self.question
        one, held = number == 1, asked.known is None
        if held:
            said = self.tr("1 file ending in {1} in “{2}”") if one else self.tr("{0} files ending in {1} in “{2}”")
        elif one:
            said = self.tr("1 file ending in {1} in “{2}” is read as")
        else:
            said = self.tr("{0} files ending in {1} in “{2}” are read as")
        return said.format(number, asked.suffix, asked.folder.name)

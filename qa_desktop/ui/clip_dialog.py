"""What is asked before a clip is written: one span, or the evidence of an evaluation; and which digits to redact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.clips import ClipFormat, Hidden, Span, hidden_in, parse_time, span_between, spell
from qa_desktop.domain.clips import clock as exact_clock
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evidence_clips import EvidenceClip, without_overlap
from qa_desktop.domain.spoken_digits import SpokenDigits
from qa_desktop.services import clips
from qa_desktop.services.clips import ClipSource, Wish
from qa_desktop.ui import clip_words, text, words
from qa_desktop.ui.clip_options import ClipOptions
from qa_desktop.ui.dialogs import DATA, Dialog

_ROWS = 8
Play = Callable[[float, float], None]


@dataclass(frozen=True)
class ClipWanted:
    """What was asked for: `evidence` is empty for one span, `folder` says that each becomes a file of its own."""

    wish: Wish
    kind: ClipFormat
    evidence: tuple[EvidenceClip, ...] = ()
    folder: bool = False


class Redactions(QWidget):
    """What is redacted in the spans that were chosen, what is not, and the offer to do that too.

    The digits come later, from whoever looked for them off the screen thread.
    """

    def __init__(self, source: ClipSource) -> None:
        super().__init__()
        self._source = source
        self._digits: tuple[SpokenDigits, ...] = ()
        self._open: tuple[SpokenDigits, ...] = ()
        self._spans: tuple[Span, ...] = ()
        self.stored, self.lacking, self.digits = QLabel(), QLabel(), QCheckBox(self.tr("Redact them in the clip"))
        self.lacking.setProperty("role", "lack")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for label in (self.stored, self.lacking):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.digits)
        self.digits.toggled.connect(lambda _: self._tell())

    def display(self, spans: Sequence[Span]) -> None:
        """Look at other spans."""
        self._spans = tuple(spans)
        self._look()

    def take(self, digits: Sequence[SpokenDigits]) -> None:
        """These are the digits of the recording."""
        self._digits = tuple(digits)
        self._look()

    def follow(self, source: ClipSource) -> None:
        """What is redacted in the recording has changed."""
        self._source = source
        self._look()

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """What is redacted besides what is stored."""
        return clips.hidden_digits(self._open) if self.digits.isChecked() else ()

    @property
    def left(self) -> int:
        """How many places with digits can still be heard."""
        return len(clips.digits_open(self._source, self._open, self._spans, self.hidden))

    @property
    def told(self) -> str:
        """What is said, the warning last."""
        return " ".join(label.text() for label in (self.stored, self.lacking) if not label.isHidden())

    def _look(self) -> None:
        self._open = clips.digits_open(self._source, self._digits, self._spans)
        self.digits.setVisible(bool(clips.hidden_digits(self._open)))
        self._tell()

    def _tell(self) -> None:
        left = self.left
        stored = clips.stored_hidden(self._source)
        applying = len({each for span in self._spans for each in hidden_in(span, stored)})
        more = clip_words.redacted_digits(len(self.hidden))
        lines = [clip_words.stored(applying)] if applying or not (more or left) else []
        self.stored.setText(" ".join([*lines, more]).strip())
        self.lacking.setText(clip_words.open_digits(left))
        for label in (self.stored, self.lacking):
            label.setVisible(bool(label.text()))


class ClipDialog(Dialog):
    """Export a clip: a span, and how it is to sound; `made` carries a ClipWanted."""

    made = Signal(object)

    def __init__(self, source: ClipSource, span: Span, play: Play, parent: QWidget) -> None:
        super().__init__(parent.tr("Export a clip"), parent.tr("Export…"), parent)
        self._source = source
        self._play = play
        self.start, self.end = QLineEdit(exact_clock(span.start_ms)), QLineEdit(exact_clock(span.end_ms))
        self.listen = QPushButton(self.tr("&Play it"))
        self.listen.setToolTip(self.tr("As recorded: what is redacted is heard here"))
        self.options = ClipOptions(source)
        self.redactions = Redactions(source)
        self.title, self.wrong = QLineEdit(), QLabel()
        self.title.setPlaceholderText(f"{source.name} {spell(span)}")
        self.wrong.setProperty("role", "lack")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self._lay_out()
        self.start.textChanged.connect(lambda _: self._check())
        self.end.textChanged.connect(lambda _: self._check())
        self.listen.clicked.connect(self._listen)
        self._check()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for field, name in ((self.start, self.tr("From")), (self.end, self.tr("To"))):
            field.setAccessibleName(name)
            field.setMaximumWidth(field.fontMetrics().horizontalAdvance("0:00:00.000") + 32)
        row.addWidget(self.start)
        row.addWidget(QLabel("–"))
        row.addWidget(self.end)
        row.addStretch(1)
        row.addWidget(self.listen)
        self.form.addRow(self.tr("Span"), row)
        self.form.addRow("", self.wrong)
        self.form.addRow(self.tr("Redacted"), self.redactions)
        self.options.add_to(self.form)
        self.form.addRow(self.tr("Title"), self.title)
        self.listen.setAutoDefault(False)
        self.setMinimumWidth(620)
        self.start.setFocus()

    def span(self) -> Span:
        """The span; raises InputError where none is written."""
        return span_between(parse_time(self.start.text()), parse_time(self.end.text()))

    def accept(self) -> None:
        """Hand on what was asked for, unless the span is none."""
        try:
            span = self.span()
        except InputError:
            self.start.setFocus()
            return
        wish = Wish((span,), self.options.side, self.options.style(), self.redactions.hidden, self.title.text().strip())
        super().accept()
        self.made.emit(ClipWanted(wish, self.options.kind))

    def _check(self) -> None:
        try:
            span = self.span()
        except InputError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self._enable(False)
            return
        self.wrong.hide()
        self._enable(True)
        self.title.setPlaceholderText(f"{self._source.name} {spell(span)}")
        self.redactions.display((span,))

    def _enable(self, on: bool) -> None:
        self.listen.setEnabled(on)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(on)

    def _listen(self) -> None:
        span = self.span()
        self._play(span.start_ms / 1000, span.end_ms / 1000)


class EvidenceDialog(Dialog):
    """Export the evidence of an evaluation: which of it, as files or as a reel; `made` carries a ClipWanted."""

    made = Signal(object)

    def __init__(self, source: ClipSource, evidence: Sequence[EvidenceClip], parent: QWidget) -> None:
        super().__init__(parent.tr("Export the evidence as clips"), parent.tr("Export…"), parent)
        self._evidence = tuple(evidence)
        self.list = _Checklist(self.tr("Evidence"))
        self.merge = QCheckBox(self.tr("Make one of spans that overlap"))
        self.into = QComboBox()
        self.into.addItem(self.tr("A file for each, in a folder"), True)
        self.into.addItem(self.tr("One reel"), False)
        self.tone = QCheckBox(self.tr("A soft tone between the spans"))
        self.tone.setEnabled(False)
        self.options = ClipOptions(source)
        self.redactions = Redactions(source)
        self._lay_out()
        self.list.itemChanged.connect(lambda _: self._check())
        self.merge.toggled.connect(lambda _: self._fill())
        self.into.currentIndexChanged.connect(lambda _: self.tone.setEnabled(not self.into.currentData()))
        self._fill()

    def _lay_out(self) -> None:
        self.form.addRow(self.list)
        self.form.addRow("", self.merge)
        self.form.addRow(self.tr("Into"), self.into)
        self.form.addRow("", self.tone)
        self.form.addRow(self.tr("Redacted"), self.redactions)
        self.options.add_to(self.form)
        self.setMinimumWidth(620)
        self.list.setFocus()

    def chosen(self) -> tuple[EvidenceClip, ...]:
        """The evidence that is ticked, in order."""
        return tuple(self.list.checked())

    def accept(self) -> None:
        """Hand on what is ticked."""
        chosen = self.chosen()
        if not chosen:
            return
        folder = bool(self.into.currentData())
        style = self.options.style(self.tone.isChecked() and not folder)
        wish = Wish(tuple(each.span for each in chosen), self.options.side, style, self.redactions.hidden)
        super().accept()
        self.made.emit(ClipWanted(wish, self.options.kind, chosen, folder))

    def _fill(self) -> None:
        shown = without_overlap(self._evidence) if self.merge.isChecked() else self._evidence
        self.list.fill([(self._name(each), each) for each in shown])
        self._check()

    def _name(self, clip: EvidenceClip) -> str:
        numbers = ", ".join(str(number) for number in clip.numbers)
        return f"{text.span(clip.span.start_ms, clip.span.end_ms)}   {numbers}  {clip.text}"

    def _check(self) -> None:
        chosen = self.chosen()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(chosen))
        self.redactions.display(tuple(each.span for each in chosen))


class DigitsDialog(Dialog):
    """Which of the digits that are read out are redacted; `made` carries them."""

    made = Signal(object)

    def __init__(self, source: ClipSource, digits: Sequence[SpokenDigits], play: Play, parent: QWidget) -> None:
        super().__init__(parent.tr("Digits that are read out"), parent.tr("Redact"), parent)
        self._source = source
        self._play = play
        note = QLabel(
            self.tr(
                "Found in the transcript. Those that are ticked are redacted on both sides, in every clip. "
                "Times are estimated from the text: listen where it matters."
            )
        )
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.list = _Checklist(self.tr("Places with digits"))
        self.list.fill([(self._name(each), each) for each in digits], lambda each: clips.span_of(each) is not None)
        self.listen = QPushButton(self.tr("&Play it"))
        self.listen.setAutoDefault(False)
        self.listen.clicked.connect(self._listen)
        self.form.addRow(note)
        self.form.addRow(self.list)
        row = QHBoxLayout()
        row.addWidget(self.listen)
        row.addStretch(1)
        self.form.addRow(row)
        self.setMinimumWidth(620)
        self.list.setFocus()
        self.list.itemChanged.connect(lambda _: self._check())
        self._check()

    def accept(self) -> None:
        """Hand on what is ticked."""
        chosen = tuple(self.list.checked())
        super().accept()
        self.made.emit(chosen)

    def _name(self, digits: SpokenDigits) -> str:
        span = clips.span_of(digits)
        when = text.span(span.start_ms, span.end_ms) if span is not None else self.tr("no time, so find it by ear")
        turn = self._source.transcript.turns[digits.first] if self._source.transcript is not None else None
        who = words.role(turn.role) if turn is not None else ""
        return f"{when}   {who}: {digits.words}"

    def _check(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(list(self.list.checked())))

    def _listen(self) -> None:
        item = self.list.currentItem()
        span = clips.span_of(item.data(DATA)) if item is not None else None
        if span is not None:
            self._play(span.start_ms / 1000, span.end_ms / 1000)


class _Checklist(QListWidget):
    """Lines to tick: Space toggles, the arrows move, Enter presses the button of the dialog."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def fill(self, lines: Sequence[tuple[str, Any]], able: Callable[..., bool] = lambda _: True) -> None:
        """Show these, ticked where they can be."""
        self.clear()
        for name, data in lines:
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setData(DATA, data)
            can = able(data)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                if can
                else Qt.ItemFlag.ItemIsSelectable
            )
            item.setCheckState(Qt.CheckState.Checked if can else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setCurrentRow(0)
        self.setFixedHeight(min(max(len(lines), 3), _ROWS) * (self.fontMetrics().height() + 8) + 12)

    def checked(self) -> list[Any]:
        """What is ticked, in order."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(DATA) for item in items if item.checkState() is Qt.CheckState.Checked]

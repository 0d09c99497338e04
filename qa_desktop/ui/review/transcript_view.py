"""The transcript or chat: turns that follow the audio; a click on one goes there."""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from math import ceil

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from qa_desktop.domain.answers import AudioSpan
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.ui import text, words
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.wave.story import LONG_SILENCE_S
from qa_desktop.ui.theme import SMALL, Theme

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
OVERTALK_S = 0.5
SIGNS_WIDTH = 96
NARROW, SPEAKER_LINE = 480, 20
BEGUN_S = 1.5
"""Whoever is further into a turn and asks for the one before means its beginning."""
READING_MS = 8000
"""For so long after the reader has scrolled, the transcript does not follow the sound."""
LONGEST_SHOWN = 6000
"""Characters of one turn that are laid out; a turn of 200,000 must not freeze the screen."""


class TranscriptModel(QAbstractListModel):
    """The turns, with what stands between them and the evidence attached to them."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: tuple[Turn, ...] = ()
        self.times: list[str] = []
        self.between: list[str] = []
        self.evidence: dict[int, list[int]] = {}

    def take(self, transcript: Transcript | None, started_at: datetime | None) -> None:
        """Show another transcript; where its beginning is given, turns show the time of day instead of the offset."""
        self.beginResetModel()
        self.turns = transcript.turns if transcript else ()
        moments = [_moment(turn, started_at) for turn in self.turns]
        self.times = [_time(turn, moment) for turn, moment in zip(self.turns, moments, strict=True)]
        self.between = [self._between(place, moments) for place in range(len(self.turns))]
        self.evidence = {}
        self.endResetModel()

    def mark(self, evidence: dict[int, list[int]]) -> None:
        """Show which standards have their evidence in which turn."""
        touched = set(self.evidence) ^ set(evidence) | {
            row for row in evidence if evidence[row] != self.evidence.get(row)
        }
        self.evidence = evidence
        for row in touched:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many turns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.turns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row number for the delegate, and how a turn reads aloud."""
        if role == ROW:
            return index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            turn = self.turns[index.row()]
            return f"{self.times[index.row()]} {speaker(turn)}: {turn.text}".strip()
        return None

    def _between(self, place: int, moments: list[datetime | None]) -> str:
        moment, earlier = moments[place], moments[place - 1] if place else None
        if moment is not None:
            new_day = earlier is None or earlier.date() != moment.date()
            return text.day(moment) if new_day else ""
        if place == 0:
            return ""
        before, turn = self.turns[place - 1], self.turns[place]
        if turn.start is None or before.end is None:
            return ""
        gap = turn.start - before.end
        if gap >= LONG_SILENCE_S:
            return self.tr("{0} without a word").format(text.clock(gap) if gap >= 60 else f"{gap:.0f} s")
        if gap <= -OVERTALK_S and before.role is not turn.role:
            return self.tr("{0} s both speak").format(f"{-gap:.1f}")
        return ""


class TranscriptDelegate(QStyledItemDelegate):
    """Draws a turn: time, speaker, text, and signs of evidence."""

    def __init__(self, theme: Theme, model: TranscriptModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self.playing_row = -1
        self._heights: dict[tuple[int, int], int] = {}

    def forget_sizes(self) -> None:
        """Measure anew after the texts or the size of type changed."""
        self._heights.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped text."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        row = index.row()
        key = (row, width)
        if key not in self._heights:
            self._heights[key] = self._height(row, width)
        return QSize(width, self._heights[key])

    def _height(self, row: int, width: int) -> int:
        layout = self._layout(self._model.turns[row].text, self._text_width(width))
        above = self._theme.px(SPEAKER_LINE) if self._is_narrow(width) else 0
        return ceil(layout.boundingRect().height()) + above + self._theme.px(10) + self._head(row)

    def _layout(self, content: str, width: int) -> QTextLayout:
        """The text in lines, broken between words, and within one only where it fits no line."""
        layout = QTextLayout(content[:LONGEST_SHOWN].replace("\n", "\u2028"), self._theme.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height() + 1
        layout.endLayout()
        return layout

    def _head(self, row: int) -> int:
        return self._theme.px(24) if self._model.between[row] else 0

    def _is_narrow(self, width: int) -> bool:
        """Whether the text stands under the speaker instead of beside."""
        return width < self._theme.px(NARROW)

    def _text_width(self, width: int) -> int:
        if self._is_narrow(width):
            return max(width - self._theme.px(40), 60)
        signs = self._theme.px(SIGNS_WIDTH)  # kept free, so that no line breaks anew when evidence appears
        return max(width - self._theme.px(176) - signs - self._theme.px(16), 60)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one turn."""
        row, theme, px = index.row(), self._theme, self._theme.px
        turn = self._model.turns[row]
        painter.save()
        rect = QRect(option.rect)
        view = option.widget
        if self._model.between[row]:
            painter.setFont(theme.font(SMALL))
            painter.setPen(theme.color("muted"))
            line = QRect(rect.left() + px(88), rect.top(), rect.width(), px(24))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._model.between[row])
            rect.setTop(rect.top() + self._head(row))
        current = isinstance(view, QListView) and view.currentIndex().row() == row
        self._background(painter, rect, row, current and view is not None and view.hasFocus())
        top = rect.top() + px(5)
        line_height = painter.fontMetrics().height() + px(2)
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRect(rect.left() + px(20), top, px(58), line_height), 0, self._model.times[row])
        self._speaker(painter, QRect(rect.left() + px(76), top, px(88), line_height), turn)
        painter.setPen(theme.color("muted" if turn.internal or turn.role is Role.SYSTEM else "text"))
        narrow = self._is_narrow(rect.width())
        corner = QPointF(rect.left() + px(20 if narrow else 170), top + px(SPEAKER_LINE if narrow else 0))
        self._layout(turn.text, self._text_width(rect.width())).draw(painter, corner)
        self._signs(painter, rect, row, top)
        painter.restore()

    def _background(self, painter: QPainter, rect: QRect, row: int, focused: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(self._theme.px(10), 1, -self._theme.px(10), -1)
        if row == self.playing_row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(box, 4, 4)
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), self._theme.color("accent"))
        if focused:
            painter.setPen(self._theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)

    def _speaker(self, painter: QPainter, rect: QRect, turn: Turn) -> None:
        colors = {Role.AGENT: "agent", Role.CUSTOMER: "customer"}
        painter.setFont(self._theme.font(weight=QFont.Weight.DemiBold))
        painter.setPen(self._theme.color(colors.get(turn.role, "muted")))
        shown = painter.fontMetrics().elidedText(speaker(turn), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, 0, shown)

    def _signs(self, painter: QPainter, rect: QRect, row: int, top: int) -> None:
        numbers = self._model.evidence.get(row)
        if not numbers:
            return
        shown = " ".join(f"◆ {number}" for number in numbers[:3]) + (" …" if len(numbers) > 3 else "")
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("accent"))
        area = QRect(
            rect.right() - self._theme.px(SIGNS_WIDTH + 18), top, self._theme.px(SIGNS_WIDTH), self._theme.px(20)
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, shown)


class TranscriptView(QListView):
    """The turns of one interaction."""

    seek_wanted = Signal(float)
    turn_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("transcript")
        self._model = TranscriptModel()
        self._delegate = TranscriptDelegate(theme, self._model)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(60)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that came and went would change the width, and with it where the lines of a turn break.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(self.tr("Transcript"))
        self.clicked.connect(self._go)
        theme.changed.connect(self._restyle)
        self._transcript: Transcript | None = None
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READING_MS)
        self._to_reach = -1
        self.verticalScrollBar().rangeChanged.connect(self._reach)
        self.verticalScrollBar().sliderMoved.connect(lambda _: self._reading.start())

    def open(self, transcript: Transcript | None, started_at: datetime | None = None) -> None:
        """Show a transcript; with the time of day of each turn where its beginning is given."""
        self._transcript, self._to_reach = transcript, -1
        self._delegate.forget_sizes()
        self._delegate.playing_row = -1
        self._model.take(transcript, started_at)
        self._reading.stop()
        self.scrollToTop()

    @property
    def chosen_turn(self) -> int | None:
        """The turn that the reader chose."""
        return self.currentIndex().row() if self.currentIndex().isValid() else None

    def follow(self, seconds: float, scroll: bool) -> None:
        """Show which turn is being heard."""
        place = self._transcript.turn_at(seconds) if self._transcript else None
        row = -1 if place is None else place
        if row == self._delegate.playing_row:
            return
        before, self._delegate.playing_row = self._delegate.playing_row, row
        for each in (before, row):
            if 0 <= each < self._model.rowCount():
                self.update(self._model.index(each))
        if scroll and row >= 0 and not self._reading.isActive():
            self._bring(row)

    def step(self, by: int, seconds: float | None) -> None:
        """Go to the turn before or after: of the sound at `seconds`, or of the chosen one where there is no sound."""
        timed = [(turn.start, row) for row, turn in enumerate(self._model.turns) if turn.start is not None]
        if seconds is None or not timed:
            here = self.currentIndex().row()
            row = min(max(0, here + by), len(self._model.turns) - 1)
        else:
            starts = sorted(timed)
            here = bisect_right(starts, (seconds + 0.001, len(self._model.turns))) - 1
            begun = by < 0 and here >= 0 and seconds - starts[here][0] > BEGUN_S
            row = starts[min(max(0, here + by + begun), len(starts) - 1)][1]
        if row >= 0:
            self._reading.stop()
            self.choose(row)
            self._go(self._model.index(row))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The reader looks elsewhere."""
        self._to_reach = -1
        self._reading.start()
        super().wheelEvent(event)

    def _bring(self, row: int) -> None:
        """Scroll only when a turn is not in view whole; then the next ones have room below it."""
        shown, room = self.visualRect(self._model.index(row)), self.viewport().rect()
        if room.top() <= shown.top() and shown.bottom() <= room.bottom():
            return
        self.scrollTo(self._model.index(row), QListView.ScrollHint.PositionAtTop)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - room.height() // 4)

    def mark_evidence(self, state: FormState) -> None:
        """Show the evidence of an evaluation beside the turns that it stands in."""
        self._model.mark(evidence_by_turn(self._model.turns, state))

    def choose(self, row: int) -> None:
        """Choose a turn and bring it into view."""
        self._to_reach = row
        self.setCurrentIndex(self._model.index(row))
        self._reach()

    def _reach(self) -> None:
        """Bring the chosen turn into view as soon as it has a place: long transcripts are laid out bit by bit."""
        index = self._model.index(self._to_reach)
        if not self.visualRect(index).isEmpty():
            self._to_reach = -1
            self.scrollTo(index, QListView.ScrollHint.EnsureVisible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the turn in the audio; copying copies its text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._go(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self._model.turns[self.currentIndex().row()].text)
        else:
            super().keyPressEvent(event)

    def _go(self, index: QModelIndex) -> None:
        turn = self._model.turns[index.row()]
        self._reading.stop()
        self.turn_chosen.emit(index.row())
        if turn.start is not None:
            self.seek_wanted.emit(turn.start)

    def _restyle(self) -> None:
        self._delegate.forget_sizes()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


def evidence_by_turn(turns: tuple[Turn, ...], state: FormState) -> dict[int, list[int]]:
    """The numbers of the standards whose evidence touches each turn."""
    timed = sorted(
        (turn.start * 1000, turn.end * 1000, row)
        for row, turn in enumerate(turns)
        if turn.start is not None and turn.end is not None
    )
    found: dict[int, list[int]] = {}
    for standard_id, answer in state.content.answers.items():
        rows: set[int] = set()
        for item in answer.evidence:
            if isinstance(item, AudioSpan):
                begun = bisect_left(timed, (item.end_ms,))
                rows |= {row for _, end, row in timed[:begun] if end > item.start_ms}
            else:
                rows |= set(range(item.first, min(item.last + 1, len(turns))))
        for row in rows:
            found.setdefault(row, []).append(state.number_of.get(standard_id, 0))
    return {row: sorted(found[row]) for row in found}


def _moment(turn: Turn, started_at: datetime | None) -> datetime | None:
    if started_at is None or turn.start is None:
        return None
    return (started_at + timedelta(seconds=turn.start)).astimezone()


def _time(turn: Turn, moment: datetime | None) -> str:
    if moment is not None:
        return f"{moment:%H:%M}"
    return text.clock(turn.start) if turn.start is not None else ""


def speaker(turn: Turn) -> str:
    """Who speaks, as shown: agent and customer by role, others by name."""
    by_role = turn.role in (Role.AGENT, Role.CUSTOMER) or not turn.speaker
    name = words.role(turn.role) if by_role else turn.speaker
    return QCoreApplication.translate("Transcript", "{0} (note)").format(name) if turn.internal else name

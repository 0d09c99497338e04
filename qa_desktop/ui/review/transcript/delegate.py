"""Draws a turn: time, speaker, the words in a bubble, and signs of evidence."""

from dataclasses import dataclass, field
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from qa_desktop.domain.search import Query, marks
from qa_desktop.domain.transcripts import Role, Turn
from qa_desktop.ui.review.transcript.lines import marks_in_units, speaker, units
from qa_desktop.ui.review.transcript.model import Index, TranscriptModel
from qa_desktop.ui.theme import SMALL, Theme

SIGNS_WIDTH = 96
NARROW, SPEAKER_LINE = 480, 20
LONGEST_SHOWN = 6000
"""Characters of one turn that are laid out; a turn of 200,000 must not freeze the screen."""
UNSURE = 0.6
"""Words of which speech recognition was less sure than this are marked."""
_BETWEEN, _PAD, _SIDE = 24, 4, 10
_KEPT = 200
_APART = 40
"""Characters between two words at most; a word that is not there may not be found much later."""
_SOFT = {Role.AGENT: "agent_soft", Role.CUSTOMER: "customer_soft", Role.BOT: "quiet", Role.UNKNOWN: "quiet"}
_NAMED = {Role.AGENT: "agent", Role.CUSTOMER: "customer"}


@dataclass
class Shown:
    """What of the turns stands out: the one that is heard, what was found, and what is selected."""

    playing: int = -1
    sought: Query = field(default_factory=Query)
    """What is looked for."""
    found_at: int = -1
    """The turn whose find is the current one."""
    selected: tuple[tuple[int, int], tuple[int, int]] | None = None
    """From and until which place: a turn and how many UTF-16 units into it."""

    def selected_in(self, row: int, length: int) -> tuple[int, int] | None:
        """The selected piece of a turn's text of this length: where it begins and ends in UTF-16 units."""
        if self.selected is None or not self.selected[0][0] <= row <= self.selected[1][0]:
            return None
        begin = self.selected[0][1] if row == self.selected[0][0] else 0
        end = self.selected[1][1] if row == self.selected[1][0] else length
        return (begin, min(end, length)) if begin < end else None


class TranscriptDelegate(QStyledItemDelegate):
    """Draws turns and measures them."""

    def __init__(self, theme: Theme, model: TranscriptModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self.shown = Shown()
        self._layouts: dict[tuple[int, int], QTextLayout] = {}

    def forget(self) -> None:
        """Lay out anew: the texts, the colours or the size of type are others."""
        self._layouts.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped text."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        return QSize(width, self.height(index.row(), width))

    def height(self, row: int, width: int) -> int:
        """How high a turn is when the list is so wide."""
        layout = self._laid_out(row, self._text_width(width))
        return ceil(layout.boundingRect().height()) + self._above(row, width) + 2 * self._theme.px(_PAD) + 8

    def estimates(self, width: int) -> list[int]:
        """About how high each turn is, from the length of its text alone; what is said between them left out."""
        metrics = QFontMetrics(self._theme.font())
        letter, line = max(metrics.averageCharWidth(), 1), metrics.height() + 1
        room = max(self._text_width(width) // letter, 1)
        around = 2 * self._theme.px(_PAD) + 8 + (self._theme.px(SPEAKER_LINE) if self._is_narrow(width) else 0)
        return [
            around + line * (1 + min(len(turn.text), LONGEST_SHOWN) // room + turn.text.count("\n", 0, LONGEST_SHOWN))
            for turn in self._model.turns
        ]

    def text_corner(self, row: int, rect: QRect) -> QPoint:
        """Where the text of a turn begins whose row is drawn in the rectangle."""
        px = self._theme.px
        left = px(20 if self._is_narrow(rect.width()) else 170)
        return QPoint(rect.left() + left, rect.top() + self._above(row, rect.width()) + px(_PAD) + 4)

    def place_in(self, row: int, rect: QRect, point: QPoint) -> int:
        """How many UTF-16 units into the text of a turn a point is."""
        layout = self._laid_out(row, self._text_width(rect.width()))
        at = QPointF(point - self.text_corner(row, rect))
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if at.y() < line.y() + line.height() or number == layout.lineCount() - 1:
                if at.y() < 0:
                    return 0
                found = line.xToCursor(at.x())
                return int(found[0] if isinstance(found, tuple) else found)
        return 0

    def _laid_out(self, row: int, width: int) -> QTextLayout:
        """The layout of a turn's text, kept while it is near."""
        if len(self._layouts) > _KEPT:
            self._layouts.clear()
        if (row, width) not in self._layouts:
            self._layouts[row, width] = self.layout(self._model.turns[row], width)
        return self._layouts[row, width]

    def layout(self, turn: Turn, width: int) -> QTextLayout:
        """The text in lines, broken between words, and within one only where it fits no line."""
        content = turn.text[:LONGEST_SHOWN].replace("\n", "\u2028")
        layout = QTextLayout(content, self._theme.font())
        layout.setFormats([self._unsure(begin, length) for begin, length in marks_in_units(content, unsure(turn))])
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

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one turn."""
        row, px, view = index.row(), self._theme.px, option.widget
        turn, rect = self._model.turns[row], QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._between(painter, rect, row)
        current = isinstance(view, QListView) and view.currentIndex().row() == row
        self._background(painter, rect, row, current and view is not None and view.hasFocus())
        corner = self.text_corner(row, rect)
        layout = self._laid_out(row, self._text_width(rect.width()))
        self._bubble(painter, turn, corner, layout)
        top = rect.top() + self._head(row) + px(_PAD) + 4
        line_height = painter.fontMetrics().height() + px(2)
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(QRect(rect.left() + px(20), top, px(58), line_height), 0, self._model.lines.time(row))
        self._speaker(painter, QRect(rect.left() + px(76), top, px(84), line_height), turn)
        painter.setPen(self._theme.color("muted" if turn.role is Role.SYSTEM else "text"))
        layout.draw(painter, QPointF(corner), self._pieces(row, turn))
        self._signs(painter, rect, row, top)
        painter.restore()

    def _above(self, row: int, width: int) -> int:
        """What stands above the text of a turn."""
        return self._head(row) + (self._theme.px(SPEAKER_LINE) if self._is_narrow(width) else 0)

    def _head(self, row: int) -> int:
        return self._theme.px(_BETWEEN) if self._model.lines.between(row) else 0

    def _is_narrow(self, width: int) -> bool:
        """Whether the text stands under the speaker instead of beside."""
        return width < self._theme.px(NARROW)

    def _text_width(self, width: int) -> int:
        if self._is_narrow(width):
            return max(width - self._theme.px(40), 60)
        signs = self._theme.px(SIGNS_WIDTH)  # kept free, so that no line breaks anew when evidence appears
        return max(width - self._theme.px(176) - signs - self._theme.px(16), 60)

    def _between(self, painter: QPainter, rect: QRect, row: int) -> None:
        told = self._model.lines.between(row)
        if told:
            painter.setFont(self._theme.font(SMALL))
            painter.setPen(self._theme.color("muted"))
            left = self._theme.px(20 if self._is_narrow(rect.width()) else 170)
            line = QRect(rect.left() + left, rect.top(), rect.width() - left, self._theme.px(_BETWEEN))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, told)

    def _background(self, painter: QPainter, rect: QRect, row: int, focused: bool) -> None:
        box = rect.adjusted(self._theme.px(8), self._head(row) + 1, -self._theme.px(8), -1)
        if row == self.shown.playing:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(box, 4, 4)
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), self._theme.color("accent"))
        if focused:
            painter.setPen(self._theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)

    def _bubble(self, painter: QPainter, turn: Turn, corner: QPoint, layout: QTextLayout) -> None:
        """The ground of the words: by who says them; an internal note has an edge of its own."""
        if turn.role is Role.SYSTEM and not turn.internal:
            return
        lines = [layout.lineAt(number).naturalTextRect() for number in range(layout.lineCount())]
        used = lines[0] if lines else QRectF()
        for each in lines[1:]:
            used = used.united(each)
        side, pad = self._theme.px(_SIDE), self._theme.px(_PAD)
        box = used.translated(QPointF(corner)).adjusted(-side, -pad, side, pad)
        pen = QPen(self._theme.color("warn"), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen if turn.internal else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("warn_soft" if turn.internal else _SOFT[turn.role]))
        painter.drawRoundedRect(box, 8, 8)

    def _speaker(self, painter: QPainter, rect: QRect, turn: Turn) -> None:
        painter.setFont(self._theme.font(weight=QFont.Weight.DemiBold))
        painter.setPen(self._theme.color("warn" if turn.internal else _NAMED.get(turn.role, "muted")))
        shown = painter.fontMetrics().elidedText(speaker(turn), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, 0, shown)

    def _pieces(self, row: int, turn: Turn) -> list[QTextLayout.FormatRange]:
        """What stands out in the text: found words, and the selection over them."""
        color, pieces = self._theme.color, []
        for begin, length in marks_in_units(turn.text, marks(turn.text, self.shown.sought)):
            here = row == self.shown.found_at
            ground, letters = (color("accent"), color("on_accent")) if here else (color("warn_soft"), color("text"))
            pieces.append(_piece(begin, length, ground, letters))
        selected = self.shown.selected_in(row, units(turn.text[:LONGEST_SHOWN]))
        if selected is not None:
            begin, end = selected
            pieces.append(_piece(begin, end - begin, color("accent"), color("on_accent")))
        return pieces

    def _unsure(self, begin: int, length: int) -> QTextLayout.FormatRange:
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = begin, length
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        style.setUnderlineColor(self._theme.color("warn"))
        piece.format = style
        return piece

    def _signs(self, painter: QPainter, rect: QRect, row: int, top: int) -> None:
        numbers = self._model.evidence.get(row)
        if not numbers:
            return
        shown = " ".join(f"◆ {number}" for number in numbers[:3]) + (" …" if len(numbers) > 3 else "")
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("accent"))
        width = self._theme.px(SIGNS_WIDTH)
        area = QRect(rect.right() - width - self._theme.px(14), top, width, self._theme.px(20))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, shown)


def _piece(begin: int, length: int, ground: QColor, letters: QColor) -> QTextLayout.FormatRange:
    piece = QTextLayout.FormatRange()
    piece.start, piece.length = begin, length
    style = QTextCharFormat()
    style.setBackground(ground)
    style.setForeground(letters)
    piece.format = style
    return piece


def unsure(turn: Turn) -> list[tuple[int, int]]:
    """The words of a turn's text of which speech recognition was not sure: from and until which character."""
    found, reached = [], 0
    for word in turn.words:
        begin = turn.text.find(word.text, reached, reached + len(word.text) + _APART) if word.text else -1
        if begin < 0:
            continue
        reached = begin + len(word.text)
        if word.confidence is not None and word.confidence < UNSURE:
            found.append((begin, reached))
    return found

"""The lines of what was found in all interactions: which interaction, where in it, and the words around."""

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qa_desktop.domain.search import Hit, Snippet, Source
from qa_desktop.services.finding import Findings
from qa_desktop.ui import icons, text, words
from qa_desktop.ui.review.transcript.lines import marks_in_units, speaker
from qa_desktop.ui.review.worklist_lines import agent_name, subtitle
from qa_desktop.ui.theme import SMALL, Theme

HIT = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class FindModel(QAbstractListModel):
    """The interactions in which the words were found, page after page."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[Hit] = []

    def take(self, findings: Findings) -> None:
        """Show these instead, or after what is shown where they are a further page."""
        if findings.offset == 0:
            self.beginResetModel()
            self.hits = list(findings.hits)
            self.endResetModel()
            return
        known = {hit.interaction.key for hit in self.hits}  # one that came in between moves the others on
        added = [hit for hit in findings.hits if hit.interaction.key not in known]
        if added:
            self.beginInsertRows(QModelIndex(), len(self.hits), len(self.hits) + len(added) - 1)
            self.hits.extend(added)
            self.endInsertRows()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The hit itself, and how it reads aloud."""
        hit = self.hits[index.row()]
        if role == HIT:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = (agent_name(hit.interaction), subtitle(hit.interaction), where(hit), who(hit))
            return f"{', '.join(filter(None, told))}: {hit.snippet.text}"
        return None


class FindDelegate(QStyledItemDelegate):
    """Draws a line: channel, agent, queue and time, and where; below who spoke and the words around."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every line is equally high."""
        return QSize(320, self._theme.px(56))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        hit: Hit = index.data(HIT)
        theme, px, rect = self._theme, self._theme.px, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("accent_soft" if chosen else "panel"))
        if chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        ratio = painter.device().devicePixelRatio()
        sign = icons.pixmap(hit.interaction.channel, theme.tokens.muted, px(16), ratio)
        painter.drawPixmap(rect.left() + px(12), rect.top() + px(9), sign)
        left, right = rect.left() + px(38), rect.right() - px(12)
        first = QRect(left, rect.top() + px(7), right - left, px(20))
        second = QRect(left, rect.top() + px(30), right - left, px(20))
        first.setRight(first.right() - self._right(painter, first, _places(hit)) - px(12))
        width = self._left(
            painter, first, agent_name(hit.interaction), "text", theme.font(weight=QFont.Weight.DemiBold)
        )
        first.setLeft(first.left() + width + px(10))
        self._left(painter, first, subtitle(hit.interaction), "muted", theme.font(SMALL))
        colors = {"agent": "agent", "customer": "customer"}
        color = colors.get(hit.turn.role, "muted") if hit.turn is not None else "muted"
        width = self._left(painter, second, who(hit), color, theme.font(SMALL, QFont.Weight.DemiBold))
        second.setLeft(second.left() + width + px(10))
        self._snippet(painter, second, hit.snippet, chosen)
        painter.restore()

    def _left(self, painter: QPainter, rect: QRect, content: str, color: str, font: QFont) -> int:
        painter.setFont(font)
        painter.setPen(self._theme.color(color))
        shown = painter.fontMetrics().elidedText(content, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _right(self, painter: QPainter, rect: QRect, content: str) -> int:
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, content)
        return painter.fontMetrics().horizontalAdvance(content)

    def _snippet(self, painter: QPainter, rect: QRect, snippet: Snippet, chosen: bool) -> None:
        """The words on one line, cut off where there is no room; what was looked for stands out."""
        layout = QTextLayout(snippet.text, self._theme.font())
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setFormats([self._marked(*piece, chosen) for piece in marks_in_units(snippet.text, snippet.marks)])
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        if not line.isValid():
            return
        painter.save()
        painter.setClipRect(rect)
        painter.setPen(self._theme.color("text"))
        layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2))
        painter.restore()

    def _marked(self, begin: int, length: int, chosen: bool) -> QTextLayout.FormatRange:
        marked = QTextLayout.FormatRange()
        marked.start, marked.length = begin, length
        style = QTextCharFormat()
        style.setFontWeight(QFont.Weight.Bold)
        style.setBackground(self._theme.color("panel" if chosen else "accent_soft"))
        marked.format = style
        return marked


def where(hit: Hit) -> str:
    """Where in the interaction the words stand."""
    say = QCoreApplication.translate
    if hit.place is None or hit.turn is None:
        return ""
    at = "" if hit.turn.start is None else f" · {text.clock(hit.turn.start)}"
    return say("Find", "turn {0}").format(hit.place + 1) + at


def who(hit: Hit) -> str:
    """Who spoke, or what the words stand in."""
    say = QCoreApplication.translate
    if hit.turn is not None:
        return speaker(hit.turn)
    return say("Find", "Your comment") if hit.source is Source.COMMENT else say("Find", "About it")


def _places(hit: Hit) -> str:
    """Where the words stand, and in how many turns in all."""
    if hit.source is Source.TURN and hit.turns > 1:
        return f"{where(hit)} · {QCoreApplication.translate('Find', 'in {0}').format(words.turns(hit.turns))}"
    return where(hit)

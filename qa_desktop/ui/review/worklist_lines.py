"""The lines of the worklist: what each says, how it reads aloud, and how it is drawn."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.numbers import percent
from qa_desktop.domain.speech import SpeechSource
from qa_desktop.domain.telling_apart import apart, place
from qa_desktop.domain.worklist import Order, State, WorklistItem, figure
from qa_desktop.ui import icons, text, words
from qa_desktop.ui.theme import SMALL, Theme

ITEM = Qt.ItemDataRole.UserRole
VALUE = Qt.ItemDataRole.UserRole + 1
KNOWN = Qt.ItemDataRole.UserRole + 2
ABOUT = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex
_MOST_FOR_FIGURE = 0.6
"""Of the second row, where its words are long."""
_NARROW = 190
"""Pixels at plain text size below which state and length take a row of their own, so that the name is read."""


@dataclass(frozen=True)
class Lines:
    """Lines as they are listed, with a few words for those that would look alike; made beside the screen's thread."""

    items: tuple[WorklistItem, ...] = ()
    order: Order = Order.NEWEST
    apart: Mapping[UUID, str] = field(default_factory=dict)

    @staticmethod
    def of(items: Sequence[WorklistItem], order: Order = Order.NEWEST) -> "Lines":
        """The lines of a list from its beginning."""
        return Lines(order=order).followed_by(items)

    def followed_by(self, items: Sequence[WorklistItem]) -> "Lines":
        """These lines, and below them the next of the list."""
        every = (*self.items, *in_order(items, self.order))
        return Lines(every, self.order, apart((item.interaction for item in every), _looks))


class WorklistModel(QAbstractListModel):
    """The lines of the worklist."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines()

    @property
    def items(self) -> tuple[WorklistItem, ...]:
        """The lines from top to bottom."""
        return self.lines.items

    @property
    def order(self) -> Order:
        """What they are ordered by."""
        return self.lines.order

    def take(self, lines: Lines) -> None:
        """Show these lines instead, each with what they are ordered by."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def grow(self, lines: Lines) -> None:
        """Show these lines, which begin with those that are shown."""
        self.beginInsertRows(QModelIndex(), len(self.items), len(lines.items) - 1)
        self.lines = lines
        self.endInsertRows()

    def row_of(self, interaction: UUID) -> int:
        """Where an interaction stands, or -1."""
        return next((row for row, item in enumerate(self.items) if item.interaction.key == interaction), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line itself, and how it reads aloud."""
        item = self.items[index.row()]
        if role == ITEM:
            return item
        if role == VALUE:
            return ordered_by(item, self.order) or length(item.interaction)
        if role == KNOWN:
            return figure(item, self.order) is not None
        if role == ABOUT:
            return _asked(item) or self._about(item.interaction)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (agent_name(item.interaction), place(item.interaction), _asked(item))))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = (agent_name(item.interaction), self._about(item.interaction), ordered_by(item, self.order))
            return ", ".join(part for part in (*told, words.state(item.state), _asked(item)) if part)
        return None

    def _about(self, interaction: Interaction) -> str:
        """Queue and time, and before them what tells it from others that would be shown just so."""
        return " · ".join(filter(None, (self.lines.apart.get(interaction.key), subtitle(interaction))))


class WorklistDelegate(QStyledItemDelegate):
    """Draws a line: channel, agent and state; below queue and time, and the length or what it is ordered by.

    Where the list is narrow for its letters, state and length stand in a third row.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every line is equally high."""
        view = option.widget
        narrow = isinstance(view, QAbstractItemView) and self._is_narrow(view.viewport().width())
        return QSize(160, self._theme.px(76 if narrow else 54))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        item: WorklistItem = index.data(ITEM)
        theme, tokens = self._theme, self._theme.tokens
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("accent_soft" if selected else "panel"))
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        px = theme.px
        ratio = painter.device().devicePixelRatio()
        sign = icons.pixmap(item.interaction.channel, tokens.muted, px(16), ratio)
        narrow = self._is_narrow(rect.width())
        painter.drawPixmap(rect.left() + px(12), rect.top() + px(52 if narrow else 9), sign)
        left, right = rect.left() + px(12 if narrow else 38), rect.right() - px(12)
        first, second, third = (rect.top() + px(below) for below in (7, 29, 51))
        state_width = self._state(painter, item, right, third if narrow else first)
        own_row = QRect(left + px(22), third, right - left - px(30) - state_width, px(18))
        beside = QRect(left, second, right - left, px(18))
        align = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        value_width = self._value(painter, index, own_row if narrow else beside, align)
        name = QRect(left, first, right - left - (0 if narrow else state_width + px(8)), px(18))
        # Of two numbers or file names, the ends tell them apart; of two people, the beginnings.
        elide = Qt.TextElideMode.ElideRight if item.interaction.agent else Qt.TextElideMode.ElideMiddle
        bold = theme.font(weight=QFont.Weight.DemiBold)
        self._text(painter, name, agent_name(item.interaction), "text", bold, elide)
        about = QRect(left, second, right - left - (0 if narrow else value_width + px(8)), px(18))
        self._text(painter, about, index.data(ABOUT), "muted", theme.font(SMALL))
        painter.restore()

    def _is_narrow(self, width: int) -> bool:
        return width < self._theme.px(_NARROW)

    def _text(
        self,
        painter: QPainter,
        rect: QRect,
        content: str,
        color: str,
        font: QFont,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(color))
        shown = painter.fontMetrics().elidedText(content, elide, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _value(self, painter: QPainter, index: Index, row: QRect, align: Qt.AlignmentFlag) -> int:
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("text" if index.data(KNOWN) else "muted"))
        metrics = painter.fontMetrics()
        most = row.width() if align is Qt.AlignmentFlag.AlignLeft else round(row.width() * _MOST_FOR_FIGURE)
        shown = metrics.elidedText(index.data(VALUE), Qt.TextElideMode.ElideRight, most)
        painter.drawText(row, align | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)

    def _state(self, painter: QPainter, item: WorklistItem, right: int, top: int) -> int:
        shown, color, soft = _state_of(item)
        painter.setFont(self._theme.font(SMALL))
        width = painter.fontMetrics().horizontalAdvance(shown) + self._theme.px(16)
        pill = QRect(right - width, top, width, self._theme.px(18))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(soft))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(self._theme.color(color))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
        return width


def _state_of(item: WorklistItem) -> tuple[str, str, str]:
    if item.state is State.SUBMITTED:
        failed = item.outcome == "fail"
        sign = "✕ " if failed else "✓ "
        shown = sign + (percent(item.total) if item.total is not None else "–")
        return (shown, "bad", "bad_soft") if failed else (shown, "good", "good_soft")
    if item.state is State.CONFLICT:
        return f"⚠ {words.state(item.state)}", "bad", "bad_soft"
    color, soft = ("warn", "warn_soft") if item.state is State.DRAFT else ("muted", "quiet")
    return words.state(item.state), color, soft


def _asked(item: WorklistItem) -> str:
    """For which session it is asked."""
    said = QCoreApplication.translate("Worklist", "Calibration “{0}”")
    return said.format(item.session) if item.session else ""


def agent_name(interaction: Interaction) -> str:
    """The agent, or the number of the interaction where no agent is known."""
    return interaction.agent.name if interaction.agent else interaction.external_id


def _looks(interaction: Interaction) -> Hashable:
    """What is alike in two lines that nobody could tell apart."""
    minute = interaction.started_at and int(interaction.started_at.timestamp()) // 60
    return agent_name(interaction), interaction.queue or interaction.channel, minute


def subtitle(interaction: Interaction) -> str:
    """Queue and time."""
    kind = interaction.queue or words.channel(interaction.channel)
    when = text.day_and_time(interaction.started_at, short=True)
    flags = [tag for tag in interaction.tags if tag in ("escalated", "complaint", "recovery needed")]
    return " · ".join(part for part in (kind, when, *flags) if part)


def in_order(items: Sequence[WorklistItem], order: Order = Order.NEWEST) -> tuple[WorklistItem, ...]:
    """The lines as they are listed: by a figure as they come; else those with a time, below them the others by name.

    What a session asks for stands before all others.
    """
    if order is not Order.NEWEST:
        return tuple(items)
    asked = [item for item in items if item.session]
    dated = [item for item in items if item.interaction.started_at and not item.session]
    undated = [item for item in items if not item.interaction.started_at and not item.session]
    return (*asked, *dated, *sorted(undated, key=lambda item: _by_name(item.interaction)))


def _by_name(interaction: Interaction) -> tuple[str, str]:
    return agent_name(interaction).casefold(), place(interaction).casefold()


def length(interaction: Interaction) -> str:
    """How long a call is, or how many turns a chat has."""
    if interaction.recording is not None or interaction.channel is Channel.CALL:
        return text.clock(interaction.duration) if interaction.duration else ""
    return words.turns(interaction.turns) if interaction.turns else ""


def order_name(order: Order) -> str:
    """What the lines are ordered by."""
    say = QCoreApplication.translate
    return {
        Order.NEWEST: say("Worklist", "newest"),
        Order.LONGEST_SILENCE: say("Worklist", "longest silence"),
        Order.HOLD: say("Worklist", "hold"),
        Order.OVERTALK: say("Worklist", "overtalk"),
        Order.AGENT_SHARE: say("Worklist", "agent's share"),
        Order.INTERRUPTIONS: say("Worklist", "interruptions"),
    }[order]


def ordered_by(item: WorklistItem, order: Order) -> str:
    """The figure that a line is ordered by, or why there is none; "" where it is its time."""
    if order is Order.NEWEST:
        return ""
    say = QCoreApplication.translate
    value = figure(item, order)
    if value is None:
        return _unknown(item)
    match order:
        case Order.LONGEST_SILENCE:
            return say("Worklist", "{0} silence").format(_time(value))
        case Order.HOLD:
            return say("Worklist", "{0} hold").format(_time(value))
        case Order.OVERTALK:
            return say("Worklist", "{0} overtalk").format(_time(value))
        case Order.AGENT_SHARE:
            return say("Worklist", "{0} % agent").format(round(value * 100))
    counted = say("Worklist", "1 interruption") if value == 1 else say("Worklist", "{0} interruptions")
    return counted.format(round(value))


def _time(seconds: float) -> str:
    """Seconds with tenths below a minute, where they matter."""
    tenths = round(seconds * 10) / 10
    if tenths >= 60:
        return text.clock(tenths)
    return QCoreApplication.translate("Worklist", "{0} s").format(QLocale().toString(tenths, "f", 1))


def _unknown(item: WorklistItem) -> str:
    say = QCoreApplication.translate
    if item.speech is None:
        return say("Worklist", "not measured") if item.interaction.recording else "–"
    if item.speech.source is SpeechSource.ONE_CHANNEL:
        return say("Worklist", "one channel")
    return say("Worklist", "agent's side not known") if sum(item.speech.talk) else "–"

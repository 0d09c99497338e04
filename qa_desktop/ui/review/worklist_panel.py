"""The worklist: what to review next, searched and filtered, one line of two rows each."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.numbers import percent
from qa_desktop.domain.worklist import State, WorklistFilter, WorklistItem
from qa_desktop.services.worklist import Worklist
from qa_desktop.ui import icons, text, words
from qa_desktop.ui.flow import FlowLayout
from qa_desktop.ui.focus import keep_space
from qa_desktop.ui.theme import SMALL, Theme

ITEM = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class WorklistModel(QAbstractListModel):
    """The lines of the worklist."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[WorklistItem, ...] = ()

    def take(self, items: tuple[WorklistItem, ...]) -> None:
        """Show these lines instead."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{agent_name(item.interaction)}, {subtitle(item.interaction)}, {words.state(item.state)}"
        return None


class WorklistDelegate(QStyledItemDelegate):
    """Draws a line: channel, agent, length; below queue and time, and the state."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every line is equally high."""
        return QSize(160, self._theme.px(54))

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
        painter.drawPixmap(rect.left() + px(12), rect.top() + px(9), sign)
        left, right = rect.left() + px(38), rect.right() - px(12)
        top, bottom = rect.top() + px(7), rect.top() + px(29)
        state_width = self._state(painter, item, right, top)
        length_width = self._right(painter, length(item.interaction), right, bottom)
        name = QRect(left, top, right - left - state_width - px(8), px(18))
        # Of two numbers or file names, the ends tell them apart; of two people, the beginnings.
        elide = Qt.TextElideMode.ElideRight if item.interaction.agent else Qt.TextElideMode.ElideMiddle
        bold = theme.font(weight=QFont.Weight.DemiBold)
        self._text(painter, name, agent_name(item.interaction), "text", bold, elide)
        below = QRect(left, bottom, right - left - length_width - px(8), px(18))
        self._text(painter, below, subtitle(item.interaction), "muted", theme.font(SMALL))
        painter.restore()

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

    def _right(self, painter: QPainter, content: str, right: int, top: int) -> int:
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("muted"))
        width = painter.fontMetrics().horizontalAdvance(content)
        painter.drawText(QRect(right - width, top, width, self._theme.px(18)), Qt.AlignmentFlag.AlignVCenter, content)
        return width

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
    color, soft = ("warn", "warn_soft") if item.state is State.DRAFT else ("muted", "quiet")
    return words.state(item.state), color, soft


def agent_name(interaction: Interaction) -> str:
    """The agent, or the number of the interaction where no agent is known."""
    return interaction.agent.name if interaction.agent else interaction.external_id


def subtitle(interaction: Interaction) -> str:
    """Queue and time."""
    kind = interaction.queue or words.channel(interaction.channel)
    when = text.day_and_time(interaction.started_at, short=True)
    flags = [tag for tag in interaction.tags if tag in ("escalated", "complaint", "recovery needed")]
    return " · ".join(part for part in (kind, when, *flags) if part)


def in_order(items: Sequence[WorklistItem]) -> tuple[WorklistItem, ...]:
    """The lines as they are listed: those with a time as they come, below them the others by name."""
    dated = [item for item in items if item.interaction.started_at]
    undated = [item for item in items if not item.interaction.started_at]
    return (*dated, *sorted(undated, key=lambda item: agent_name(item.interaction).casefold()))


def length(interaction: Interaction) -> str:
    """How long a call is, or how many turns a chat has."""
    if interaction.recording is not None or interaction.channel is Channel.CALL:
        return text.clock(interaction.duration) if interaction.duration else ""
    return words.turns(interaction.turns) if interaction.turns else ""


class _List(QListView):
    """A list whose Enter opens the line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class WorklistPanel(QFrame):
    """Search, filters and the list; says which interaction to open."""

    open_wanted = Signal(object)
    filter_changed = Signal(object)
    import_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search calls, agents, queues"))
        self.search.setAccessibleName(self.tr("Search the worklist"))
        self.search.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self._tell_filter)
        self.search.textChanged.connect(self._look_soon)
        self.search.returnPressed.connect(self._open_first)
        self._open_found = False
        self._chips = {state: self._chip(state) for state in State}
        self.model = WorklistModel()
        self.list = _List()
        self.list.setModel(self.model)
        self.list.setItemDelegate(WorklistDelegate(theme))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Worklist"))
        self.list.activated.connect(self._open_index)
        self.list.clicked.connect(self._open_index)
        theme.changed.connect(self.list.viewport().update)
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "muted")
        self._import = QPushButton(self.tr("Import files…"))
        self._import.setProperty("primary", True)
        self._import.setAutoDefault(True)
        self._import.clicked.connect(self.import_wanted)
        self._demo = QPushButton(self.tr("Load the demo interactions"))
        self._demo.setAutoDefault(True)
        self._demo.clicked.connect(self.demo_wanted)
        self._lay_out()
        self.show_loading()

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 8)
        top.setSpacing(8)
        top.addWidget(self.search)
        chips = FlowLayout(4)
        for chip in self._chips.values():
            chips.addWidget(chip)
        top.addLayout(chips)
        rule = QFrame()
        rule.setProperty("line", True)
        self._nothing = QWidget()
        empty = QVBoxLayout(self._nothing)
        empty.setContentsMargins(16, 24, 16, 16)
        empty.setSpacing(12)
        for widget in (self._empty, self._import, self._demo):
            empty.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(rule)
        column.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.list, 1)

    def _chip(self, state: State) -> QPushButton:
        chip = QPushButton()
        chip.setProperty("chip", True)
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.toggled.connect(self._tell_filter)
        keep_space(chip)
        return chip

    @property
    def wanted(self) -> WorklistFilter:
        """What the reviewer wants to see."""
        states = frozenset(state for state, chip in self._chips.items() if chip.isChecked())
        return WorklistFilter(words=self.search.text().strip(), states=states)

    def show_loading(self) -> None:
        """Show the frame before the lines are there; what is typed now must not end up in the search."""
        self._let_search(False)
        self.model.take(())
        self._nothing.hide()
        self._show_counts({})

    def show_worklist(self, worklist: Worklist, current: UUID | None) -> None:
        """Show these lines; the current interaction stays chosen, else what was chosen, else the newest draft is."""
        self._let_search(True)
        self._show_counts(worklist.counts)
        chosen = current or self._chosen
        self.model.take(in_order(worklist.items))
        filtered = bool(self.wanted.words or self.wanted.states)
        nothing = not worklist.items
        self._empty.setText(
            self.tr("Nothing matches. Clear the search or the filters.")
            if filtered
            else self.tr("Nothing to review yet. Import recordings, transcripts or chats, or drop them anywhere here.")
        )
        self._nothing.setVisible(nothing)
        self._import.setVisible(nothing and not filtered)
        self._demo.setVisible(nothing and not filtered)
        self.list.setVisible(not nothing)
        if not nothing:
            self.list.setCurrentIndex(self.model.index(self._row_to_choose(chosen, current is not None)))
        if self._open_found and worklist.wanted == self.wanted:
            self._open_found = False
            if not nothing:
                self.open_wanted.emit(self.model.items[0].interaction.key)

    @property
    def _chosen(self) -> UUID | None:
        index = self.list.currentIndex()
        return self.model.items[index.row()].interaction.key if index.isValid() else None

    def _row_to_choose(self, chosen: UUID | None, opened: bool) -> int:
        """Where that line stands; where it does not, none is chosen beside what is open, else the newest draft."""
        row = self.model.row_of(chosen) if chosen is not None else -1
        if opened:
            return row
        drafts = (place for place, item in enumerate(self.model.items) if item.state is State.DRAFT)
        return row if row >= 0 else next(drafts, 0)

    def _look_soon(self) -> None:
        self._open_found = False
        self._pause.start()

    def _open_first(self) -> None:
        """Open the first line that is found for what is typed; that may still be looked for."""
        if not self.search.text().strip():
            self._focus_list()
            return
        self._pause.stop()
        self._open_found = True
        self._tell_filter()

    def _let_search(self, on: bool) -> None:
        for widget in (self.search, *self._chips.values()):
            widget.setEnabled(on)

    def _show_counts(self, counts: object) -> None:
        known = counts if isinstance(counts, dict) else {}
        names = {State.NEW: self.tr("New"), State.DRAFT: self.tr("Drafts"), State.SUBMITTED: self.tr("Done")}
        for state, chip in self._chips.items():
            chip.setText(f"{names[state]} {known.get(state, 0)}")

    def open_new(self, interaction: UUID) -> None:
        """Open what was just added; no search and no filter may hide its line."""
        self.search.clear()
        for chip in self._chips.values():
            chip.setChecked(False)
        self.open_wanted.emit(interaction)

    def mark(self, interaction: UUID) -> None:
        """Choose the line of an interaction, if it is there."""
        row = self.model.row_of(interaction)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))

    def neighbour(self, interaction: UUID | None, by: int) -> UUID | None:
        """The interaction so many lines away."""
        row = self.model.row_of(interaction) if interaction is not None else -1
        place = row + by if row >= 0 else 0
        return self.model.items[place].interaction.key if 0 <= place < len(self.model.items) else None

    def next_open(self, after: UUID | None) -> UUID | None:
        """The next interaction that is not yet submitted, from there round to the start."""
        row = self.model.row_of(after) if after is not None else -1
        items = self.model.items[row + 1 :] + self.model.items[: max(row, 0)]
        return next((item.interaction.key for item in items if item.state is not State.SUBMITTED), None)

    def focus_list(self) -> None:
        """Give the keyboard to the list, or to what fills it; whoever types into the search goes on typing."""
        if not (self.search.hasFocus() and self.search.isModified()):
            self._focus_list()

    def _focus_list(self) -> None:
        self.search.setModified(False)
        target = self.list if self.model.items or not self._import.isVisible() else self._import
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_offering(self, widget: QWidget) -> bool:
        """Whether the widget is a button that stands in for the list while it is empty."""
        return widget in (self._import, self._demo)

    def _tell_filter(self) -> None:
        self.filter_changed.emit(self.wanted)

    def _open_index(self, index: QModelIndex) -> None:
        item: WorklistItem = index.data(ITEM)
        self.open_wanted.emit(item.interaction.key)

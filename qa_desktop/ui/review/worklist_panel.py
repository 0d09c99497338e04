"""The worklist: what to review next, searched and filtered, one line of two rows each."""

from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.worklist import Place, State, WorklistFilter, WorklistItem
from qa_desktop.services.worklist import PAGE, Page, Worklist
from qa_desktop.ui.flow import FlowLayout
from qa_desktop.ui.focus import keep_space
from qa_desktop.ui.review.sort_button import SortButton
from qa_desktop.ui.review.worklist_lines import ITEM, Lines, WorklistDelegate, WorklistModel
from qa_desktop.ui.theme import Theme


class _List(QListView):
    """A list whose Enter opens the line, and whose lines are higher where it is narrow."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # Qt asks anew for the height of lines only where the list grows down


class WorklistPanel(QFrame):
    """Search, filters and the list; says which interaction to open, and after which place more lines are wanted."""

    open_wanted = Signal(object)
    filter_changed = Signal(object)
    more_wanted = Signal(object)
    import_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search names, queues, words"))
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
        self.sort = SortButton()
        self.sort.chosen.connect(lambda _: self._tell_filter())
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
        self.list.verticalScrollBar().valueChanged.connect(self._look_further)
        self.at_once = PAGE
        self._shown = WorklistFilter()
        self._after: Place | None = None
        self._asked = False  # for more lines
        theme.changed.connect(self.list.scheduleDelayedItemsLayout)
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
        top.addWidget(self.sort, 0, Qt.AlignmentFlag.AlignLeft)
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
        column.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
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
        return WorklistFilter(words=self.search.text().strip(), states=states, order=self.sort.order)

    def show_loading(self) -> None:
        """Show the frame before the lines are there; what is typed now must not end up in the search."""
        self._let_search(False)
        self.model.take(Lines(order=self.sort.order))
        self._after = None
        self._nothing.hide()
        self._show_counts({})

    @property
    def wanted_lines(self) -> int:
        """How many lines are to be loaded: a page, and as far as the list was followed unless another one is wanted."""
        if self.wanted != self._shown:
            return self.at_once
        last = self.list.indexAt(self.list.viewport().rect().bottomLeft()).row()
        return self.at_once * (1 + max(last, self.list.currentIndex().row(), 0) // self.at_once)

    def show_worklist(self, worklist: Worklist, lines: Lines, current: UUID | None) -> None:
        """Show these lines; the current interaction stays chosen, else what was chosen, else the newest draft is."""
        self._let_search(True)
        self._show_counts(worklist.counts)
        order = worklist.wanted.order
        another_order = order is not self.model.order
        chosen = current or self.chosen
        stays = worklist.wanted == self._shown
        scrolled = self.list.verticalScrollBar().value()
        self._shown, self._after, self._asked = worklist.wanted, worklist.after, False
        self.model.take(lines)
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
        self.sort.setVisible(filtered or not nothing)
        self.list.setVisible(not nothing)
        if not nothing and another_order:
            self.list.setCurrentIndex(self.model.index(self.model.row_of(current) if current else 0))
            self.list.scrollToTop()
        elif not nothing:
            self.list.setCurrentIndex(self.model.index(self._row_to_choose(chosen, current is not None)))
            if stays and scrolled:
                self.list.verticalScrollBar().setValue(scrolled)
        if self._open_found and worklist.wanted == self.wanted:
            self._open_found = False
            if not nothing:
                self.open_wanted.emit(self.model.items[0].interaction.key)

    def show_more(self, page: Page, lines: Lines) -> None:
        """Show the lines that follow, unless the list has been loaded anew meanwhile."""
        if page.began != self._after or page.wanted != self._shown:
            return
        self._after, self._asked = page.after, False
        if len(lines.items) > len(self.model.items):
            self.model.grow(lines)

    @property
    def after(self) -> Place | None:
        """The place after which there is more than is shown; None where there is not."""
        return self._after

    def _look_further(self) -> None:
        """Ask for more lines when the end of the list comes near."""
        bar, near = self.list.verticalScrollBar(), 2 * self.list.viewport().height()
        if self._after is not None and not self._asked and bar.maximum() - bar.value() < near:
            self._asked = True
            self.more_wanted.emit(self._after)

    @property
    def chosen(self) -> UUID | None:
        """The interaction of the line on which the keyboard is."""
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
        for widget in (self.search, *self._chips.values(), self.sort):
            widget.setEnabled(on)

    def _show_counts(self, counts: object) -> None:
        known = counts if isinstance(counts, dict) else {}
        names = {
            State.NEW: self.tr("New"),
            State.DRAFT: self.tr("Drafts"),
            State.SUBMITTED: self.tr("Done"),
            State.CONFLICT: self.tr("Conflicts"),
        }
        for state, chip in self._chips.items():
            chip.setText(f"{names[state]} {known.get(state, 0)}")
        rare = self._chips[State.CONFLICT]  # offered only while there are any, or they are asked for
        rare.setVisible(bool(known.get(State.CONFLICT)) or rare.isChecked())

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

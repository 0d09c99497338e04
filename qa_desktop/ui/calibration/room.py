"""The calibration room: figures, the standards in order of disagreement, the marks side by side, what is agreed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.forms import Kind, Standard
from qa_desktop.domain.interactions import Interaction
from qa_desktop.ui.anchors import Anchors
from qa_desktop.ui.calibration import say, steps
from qa_desktop.ui.calibration.agree_panel import AgreePanel
from qa_desktop.ui.calibration.board import Board, Clip, clips
from qa_desktop.ui.calibration.customers_step import CustomersStep
from qa_desktop.ui.calibration.prepared_room import PreparedRoom
from qa_desktop.ui.calibration.room_head import RoomHead
from qa_desktop.ui.calibration.scrolled import Scrolled
from qa_desktop.ui.calibration.standards_list import StandardsList
from qa_desktop.ui.calibration.tables import MarksTable, Table, WhyTable
from qa_desktop.ui.calibration.tiles import Tile
from qa_desktop.ui.review.state import value_of_key
from qa_desktop.ui.theme import Theme

NA_KEY = "a"


class CalibrationRoom(QWidget):
    """Shows a revealed session; what is wanted of it is told by signals."""

    left = Signal()
    agreed = Signal(object)
    undo_wanted = Signal()
    export_wanted = Signal()
    reading_wanted = Signal()
    scores_wanted = Signal()
    close_wanted = Signal()
    play_wanted = Signal(object, object)
    """An interaction, and the clips of it to be played one after the other."""
    stop_wanted = Signal()
    refused = Signal(str)
    moved = Signal()
    """Another standard is looked at, or another step."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._room: PreparedRoom | None = None
        self._standard: Standard | None = None
        self._row = 0
        self._clips: tuple[Clip, ...] = ()
        self._editable = False
        self.playing = False
        self.top = RoomHead()
        self._tiles = QHBoxLayout()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("The four steps of a calibration"))
        self.standards = StandardsList(theme)
        self.head, self.guidance = QLabel(), QLabel()
        self.anchors = Anchors(theme, "   ·   ")
        self.marks = MarksTable(theme)
        self.play = QPushButton()
        self.play.setProperty("primary", True)
        self.why_head = QLabel()
        self.why_head.setProperty("role", "strong")
        self.why = WhyTable(theme)
        self.agree = AgreePanel()
        self.customers = CustomersStep()
        self.tables = (*(Table(name) for name in steps.names()[:-1]), self.customers.table)
        self._steps = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        band = QFrame()
        band.setObjectName("band")
        self._tiles.setSpacing(12)
        for name in steps.tabs():
            self.tabs.addTab(name)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        column = QVBoxLayout(band)
        column.setContentsMargins(16, 10, 16, 0)
        column.setSpacing(10)
        column.addWidget(self.top)
        column.addLayout(self._tiles)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._steps.addWidget(self._agreement())
        for table in self.tables[:-1]:
            self._steps.addWidget(_framed(table))
        self._steps.addWidget(self.customers)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(band)
        whole.addWidget(self._steps, 1)

    def _agreement(self) -> QWidget:
        middle = QFrame()
        middle.setObjectName("middle")
        column = QVBoxLayout(middle)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        self.head.setProperty("role", "title")
        self.guidance.setProperty("role", "muted")
        for label in (self.head, self.guidance):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        line = QHBoxLayout()
        line.addWidget(self.why_head)
        line.addWidget(self.play)
        line.addStretch(1)
        for label in (self.head, self.guidance, self.anchors):
            column.addWidget(label)
        column.addWidget(self.marks)
        column.addLayout(line)
        column.addWidget(self.why)
        column.addStretch(1)
        self._middle, area = Scrolled(middle), Scrolled(self.agree)
        split = QSplitter()
        for pane in (self.standards, self._middle, area):
            split.addWidget(pane)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.setStretchFactor(1, 1)
        split.setSizes([280, 820, 320])
        self.standards.setMinimumWidth(220)
        area.setMinimumWidth(self._theme.px(290))
        return split

    def _connect(self) -> None:
        self.standards.selectionModel().currentChanged.connect(lambda now, _: self._go_to_standard(now.row()))
        self.marks.chosen.connect(self._go_to_row)
        self.tabs.currentChanged.connect(self._steps.setCurrentIndex)
        self.tabs.currentChanged.connect(lambda _: self.moved.emit())
        self.play.clicked.connect(self._play)
        self.agree.agreed.connect(self.agreed)
        self.agree.refused.connect(self.refused)
        self.agree.undone.connect(self.undo_wanted)
        self.customers.entered.connect(self.agreed)
        self.customers.undone.connect(self.undo_wanted)
        self.customers.file_wanted.connect(self.scores_wanted)
        self.top.export_wanted.connect(self.export_wanted)
        self.top.reading_wanted.connect(self.reading_wanted)
        self.top.close_wanted.connect(self.close_wanted)
        self.top.left.connect(self.left)
        self._theme.changed.connect(self._redraw)

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def board(self) -> Board | None:
        """The session that is shown."""
        return self._room.board if self._room else None

    def open(self, room: PreparedRoom, editable: bool) -> None:
        """Show a session from its most disputed standard on."""
        self._take(room, editable)
        self.tabs.setCurrentIndex(0)
        if self.standards.standards.rowCount():
            self.standards.setCurrentIndex(self.standards.standards.index(0))
        self.marks.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, room: PreparedRoom, editable: bool, go_on: bool) -> None:
        """Show the session after something was agreed; `go_on` to the next mark without a consensus."""
        before = self.board
        here = self.standards.currentIndex().row()
        self._take(room, editable)
        if self.board is None or self._standard is None:
            return
        following = self.board.next_row(self._standard, self._row) if go_on else self._row
        if before is not None:
            told = self.tr("Same as the reference: {0} → {1}")
            self.agree.effect.setText(told.format(say.share(before.exact), say.share(self.board.exact)))
        self.standards.selectionModel().blockSignals(True)
        self.standards.setCurrentIndex(self.standards.standards.index(here))
        self.standards.selectionModel().blockSignals(False)
        if following is None and here + 1 < len(self.board.standards):
            self.standards.setCurrentIndex(self.standards.standards.index(here + 1))
        else:
            self._show_standard(self._standard, self._row if following is None else following)
        if self.tabs.currentIndex() == 0:
            self.marks.setFocus(Qt.FocusReason.OtherFocusReason)

    def hint(self) -> str:
        """The keys of the step that is looked at, for the status line."""
        if self.tabs.currentIndex() != 0:
            return self.tr("Ctrl+PgUp, Ctrl+PgDn other step · Esc sessions")
        levels = len(self._standard.options) if self._standard else 0
        answers = f"1–{levels}" if levels > 2 else "Y N"
        parts = (
            (self.tr("Enter"), self.tr("play clips")),
            (answers, self.tr("consensus")),
            ("↓", self.tr("next call")),
            (self.tr("PgDn"), self.tr("next standard")),
        )
        return " · ".join(f"{key} {words}" for key, words in parts)

    def offer_undo(self, something: bool) -> None:
        """Whether there is something to take back."""
        for button in (self.agree.undo, self.customers.undo):
            button.setEnabled(something)

    @property
    def interaction(self) -> Interaction | None:
        """The interaction whose mark is looked at."""
        return self.board.material.interactions[self._row] if self.board else None

    @property
    def standard(self) -> Standard | None:
        """The standard that is looked at."""
        return self._standard

    def show_playing(self, place: int) -> None:
        """Show whose clip is heard: the place in the run, -1 at its end."""
        self.playing = place >= 0
        heard = self._clips[place].place if 0 <= place < len(self._clips) else -1
        self.why.show_playing(heard)
        if heard >= 0:
            self._middle.show_part(self.why.viewport(), self.why.visualItemRect(self.why.cell(heard, 0)))
        self._name_play()

    def _take(self, room: PreparedRoom, editable: bool) -> None:
        material, session = room.board.material, room.board.material.session
        self._room, self._editable = room, editable and session.closed_at is None
        self.top.display(material, self._editable)
        while (item := self._tiles.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # it would be seen until it is gone
                widget.deleteLater()
        for figure in room.tiles:
            self._tiles.addWidget(Tile(figure), 1)
        *others, customers = room.steps
        for table, content in zip(self.tables, others, strict=False):
            table.fill(*content)
        self.customers.display(material, customers, self._why_locked(room.board))
        self.standards.standards.take(room.board)

    def _go_to_standard(self, place: int) -> None:
        if self.board is None or not 0 <= place < len(self.board.standards):
            return
        standard = self.board.standards[place].standard
        first = self.board.next_row(standard, -1)
        self._show_standard(standard, 0 if first is None else first)

    def _show_standard(self, standard: Standard, row: int) -> None:
        if self.board is None:
            return
        self._standard, self._row = standard, row
        kind = self.tr("foundation") if standard.kind is Kind.FOUNDATION else self.tr("finesse")
        self.head.setText(standard.text)
        weight = self.tr("weight {0}").format(f"{float(standard.weight):g}")
        self.guidance.setText("   ·   ".join(filter(None, (kind, weight, standard.guidance))))
        self.marks.display(self.board, standard, row)
        self._show_row()
        self.moved.emit()

    def _go_to_row(self, row: int) -> None:
        if self.board is not None and row != self._row:
            self._row = row
            self.agree.effect.clear()
            self._show_row()

    def _show_row(self) -> None:
        board, standard, interaction = self.board, self._standard, self.interaction
        if board is None or standard is None or interaction is None or self._room is None:
            return
        self.stop_wanted.emit()
        row = board.row(interaction, standard)
        here = interaction.key in self._room.source.recordings
        self._clips = clips(row) if here else ()
        self.why_head.setText(self.tr("{0}: why").format(interaction.external_id))
        self.why.display(board, row, self._room.source.transcripts.get(interaction.key))
        self.anchors.display(standard, board.reference(row).value)
        self._name_play(missing=not here and bool(clips(row)))
        agreed = board.consensus(interaction, standard)
        self.agree.display(standard, agreed, interaction.external_id, self._why_locked(board))

    def _why_locked(self, board: Board) -> str:
        if board.material.session.closed_at is not None:
            return self.tr("The session is closed: what was agreed does not change any more.")
        return "" if self._editable else self.tr("A lead or an administrator enters what is agreed.")

    def _name_play(self, missing: bool = False) -> None:
        count = len(self._clips)
        self.play.setVisible(bool(count) or missing)
        self.play.setEnabled(bool(count))
        seconds = sum(clip.end - clip.start for clip in self._clips)
        if missing:
            self.play.setText(self.tr("The recording is not here"))
        elif self.playing:
            self.play.setText(self.tr("Stop (Enter)"))
        else:
            words = self.tr("Play 1 clip") if count == 1 else self.tr("Play all {0} clips").format(count)
            self.play.setText(f"▶ {words} · {seconds:.0f} s (Enter)")

    def _redraw(self) -> None:
        if self._standard is not None and self.board is not None:
            self.marks.display(self.board, self._standard, self._row)
            self._show_row()

    # --- keys -----------------------------------------------------------------------------------------------------

    def _play(self) -> None:
        if self.playing:
            self.stop_wanted.emit()
        elif self._clips and self.interaction is not None:
            self.play_wanted.emit(self.interaction, self._clips)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays, digits and letters choose the consensus, page keys change the standard, Ctrl+Enter agrees."""
        typing = isinstance(QApplication.focusWidget(), (QLineEdit, QPlainTextEdit))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if enter and control and self.tabs.currentIndex() == 0:
            self.agree.submit()
        elif control and event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            by = 1 if event.key() == Qt.Key.Key_PageDown else -1
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        elif typing or self.tabs.currentIndex() != 0:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif enter:
            self._play()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._step(1 if event.key() == Qt.Key.Key_PageDown else -1)
        elif not self._choose(event.text().casefold()):
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        count = len(self.board.standards) if self.board else 0
        if count:
            place = min(max(self.standards.currentIndex().row() + by, 0), count - 1)
            self.standards.setCurrentIndex(self.standards.standards.index(place))

    def _choose(self, key: str) -> bool:
        if self._standard is None or len(key) != 1 or not (key.isdecimal() or key in ("y", "n", NA_KEY)):
            return False
        value = value_of_key(self._standard, key, None)
        if value is not None:
            self.agree.choose(value)
        return value is not None


def _framed(table: Table) -> QWidget:
    holder = QFrame()
    holder.setObjectName("middle")
    column = QVBoxLayout(holder)
    column.setContentsMargins(16, 14, 16, 14)
    column.addWidget(table)
    return holder

"""The turns of one interaction as a model, with their evidence and with what was looked for in them."""

from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from qa_desktop.domain.transcripts import Transcript, Turn
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.transcript.lines import Lines, speaker
from qa_desktop.ui.review.wave.story import Story

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class TranscriptModel(QAbstractListModel):
    """The turns, with what stands between them and the evidence attached to them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines()
        self.evidence: dict[int, list[int]] = {}

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that are shown."""
        return self.lines.turns

    def take(self, transcript: Transcript | None, started_at: datetime | None, written: bool) -> None:
        """Show another transcript; where its beginning is given, turns show the time of day instead of the offset."""
        self.beginResetModel()
        self.lines = Lines(transcript, started_at, written=written)
        self.evidence = {}
        self.endResetModel()

    def hear(self, story: Story | None) -> None:
        """Say where nobody or both speak by what is heard."""
        self.lines.hear(story)
        if self.turns:
            self.dataChanged.emit(self.index(0), self.index(len(self.turns) - 1))

    def mark(self, state: FormState) -> None:
        """Show which standards have their evidence in which turn."""
        evidence = self.lines.evidence(state)
        touched = set(self.evidence) ^ set(evidence) | {
            row for row in evidence if evidence[row] != self.evidence.get(row)
        }
        self.evidence = evidence
        if touched:
            self.dataChanged.emit(self.index(min(touched)), self.index(max(touched)))

    def rowCount(self, parent: Index | None = None) -> int:
        """How many turns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.turns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row number for the delegate, and how a turn reads aloud."""
        if role == ROW:
            return index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            turn = self.turns[index.row()]
            return f"{self.lines.time(index.row())} {speaker(turn)}: {turn.text}".strip()
        return None

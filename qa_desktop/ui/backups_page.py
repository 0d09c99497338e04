"""The page of backups: where the work is kept, which backups there are, and what bringing one back would change."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget

from qa_desktop.domain.backups import Backup, BackupKind, RestorePreview
from qa_desktop.services.safekeeping import Kept
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.setting_controls import NumberSetting
from qa_desktop.ui.sheet import row_of, sheet_on

_FILE = Qt.ItemDataRole.UserRole


class BackupsPage(QWidget):
    """Says what is wanted; `preview_wanted` and `restore_wanted` carry the file of a backup."""

    make_wanted = Signal()
    preview_wanted = Signal(object)
    restore_wanted = Signal(object)
    folder_wanted = Signal()
    elsewhere_wanted = Signal()
    left = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._shown: Path | None = None
        self.where, self.kind, self.rule, self.told = QLabel(), QLabel(), QLabel(), QLabel()
        self.list = QListWidget()
        self.elsewhere = QPushButton(self.tr("Keep the work elsewhere…"))
        self.make = QPushButton(self.tr("Back up now"))
        self.folder = QPushButton(self.tr("Keep backups in another folder…"))
        self.bring_back = QPushButton(self.tr("Bring this backup back"))
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self.make.setProperty("primary", True)
        self._lay_out()
        self._connect()

    # --- building -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = sheet_on(self, QLabel(self.tr("Backups, and where the work is kept")))
        for label, role in ((self.where, "strong"), (self.kind, "muted"), (self.rule, "muted"), (self.told, "")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.where)
        column.addWidget(self.kind)
        column.addLayout(row_of(self.elsewhere))
        column.addSpacing(12)
        column.addWidget(self.rule)
        column.addLayout(self._keeping())
        column.addLayout(row_of(self.make, self.folder))
        self.list.setAccessibleName(self.tr("Backups"))
        column.addWidget(self.list, 1)
        column.addWidget(self.told)
        column.addLayout(row_of(self.bring_back, self.back))

    def _keeping(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, name, bounds in (
            (self.tr("Days to keep"), "backups_daily", (1, 60, 1)),
            (self.tr("Weeks to keep"), "backups_weekly", (0, 60, 1)),
        ):
            spin, label = NumberSetting(self._preferences, name, bounds, "", 0), QLabel(words)
            label.setBuddy(spin)
            spin.setAccessibleName(words)
            row.addWidget(label)
            row.addWidget(spin)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.elsewhere.clicked.connect(self.elsewhere_wanted)
        self.make.clicked.connect(self.make_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.back.clicked.connect(self.left)
        self.bring_back.clicked.connect(lambda: self.restore_wanted.emit(self._shown))
        self.list.currentItemChanged.connect(lambda item, _: self._choose(item))
        for button in (self.elsewhere, self.make, self.folder, self.bring_back, self.back):
            button.setAutoDefault(True)
        self._nothing_chosen()

    # --- showing --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Give the keyboard to the first thing that one may want."""
        self.make.setFocus(Qt.FocusReason.OtherFocusReason)

    def display(self, kept: Kept) -> None:
        """Show where the work is kept, and its backups."""
        is_file = kept.folder is not None
        self.where.setText(kept.place.address)
        self.kind.setText(self._kind(kept))
        self.rule.setText(
            self.tr("A backup is made once a day while nothing else is to be done, in “{0}”.").format(kept.folder)
            if is_file
            else self.tr("The server keeps its own backups: ask whoever looks after it.")
        )
        for widget in (self.make, self.folder, self.list):
            widget.setEnabled(is_file)
        self.list.blockSignals(True)
        self.list.clear()
        for backup in kept.backups:
            item = QListWidgetItem(self._words(backup))
            item.setData(_FILE, backup.file)
            item.setToolTip(str(backup.file))
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self._nothing_chosen()
        if is_file and not kept.backups:
            self.told.setText(self.tr("There are no backups yet."))

    def show_preview(self, backup: Path, preview: RestorePreview) -> None:
        """Say what bringing a backup back would change, and offer to do it."""
        if backup != self._chosen():
            return
        self._shown = backup
        self.told.setText("\n".join(self._changes(preview)))
        self.bring_back.setEnabled(True)

    def show_failure(self, sentence: str) -> None:
        """Say why a backup cannot be brought back."""
        self._nothing_chosen()
        self.told.setText(sentence)

    def _kind(self, kept: Kept) -> str:
        if kept.folder is None:
            return self.tr("On a PostgreSQL server.")
        if kept.place.is_shared:
            return self.tr("A file on a drive that others may use too: safe, and slower than a disk of this computer.")
        if kept.place.is_removable:
            return self.tr("A file on a disk that can be taken out: keep backups on another one.")
        return self.tr("A file on a disk of this computer.")

    def _words(self, backup: Backup) -> str:
        reasons = {
            BackupKind.DAILY: self.tr("of the day"),
            BackupKind.ASKED: self.tr("asked for"),
            BackupKind.UPGRADE: self.tr("before the tables of schema {0} were updated").format(backup.schema),
            BackupKind.RESTORE: self.tr("before a backup was brought back"),
        }
        return f"{_when(backup.at)}  ·  {reasons[backup.kind]}  ·  {backup.size / 1e6:.1f} MB"

    def _changes(self, preview: RestorePreview) -> list[str]:
        newest = _when(preview.backup.newest) if preview.backup.newest else self.tr("none")
        holds = self.tr("It holds {0}; its newest evaluation: {1}.").format(_listed(preview.backup.counts), newest)
        if preview.trouble:
            return [holds, preview.trouble]
        lost = self.tr("What is here now and not in it would go: {0}.").format(_listed(preview.lost))
        back = self.tr("What is in it and not here now would come back: {0}.").format(_listed(preview.back))
        kept = self.tr("What is here now is copied first and can be brought back like any backup.")
        same = self.tr("Nothing would be lost.")
        return [holds, lost if preview.lost else same, *([back] if preview.back else []), kept]

    def _choose(self, item: QListWidgetItem | None) -> None:
        self._nothing_chosen()
        if item is not None:
            self.told.setText(self.tr("Looking into it…"))
            self.preview_wanted.emit(item.data(_FILE))

    def _chosen(self) -> Path | None:
        item = self.list.currentItem()
        found: Path | None = None if item is None else item.data(_FILE)
        return found

    def _nothing_chosen(self) -> None:
        self._shown = None
        self.bring_back.setEnabled(False)
        self.told.setText(self.tr("Choose a backup to see what bringing it back would change."))


def _when(moment: datetime) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(moment.timestamp())), QLocale.FormatType.ShortFormat)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"

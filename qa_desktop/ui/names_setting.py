"""The expression that says what names of files tell, with a try-out on the names in a folder."""

import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.errors import InputError
from qa_desktop.imports.names import GROUPS, NameParts, pattern
from qa_desktop.ui import text
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.sheet import words

_LOOKED_AT = 500
_SHOWN = 6
EXAMPLE = "(?P<agent>[^_]+)_(?P<started>[^_]+)_(?P<id>[^_-]+)(-(?P<leg>in|out))?"


class NamesSetting(QWidget):
    """The setting; what is no expression is told, and the one before stays in force."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.written = QLineEdit(preferences.settings.name_pattern)
        self.written.setPlaceholderText(EXAMPLE)
        self.written.setAccessibleName(self.tr("What names of files tell"))
        self.written.setClearButtonEnabled(True)
        self.written.editingFinished.connect(self._keep)
        self.hint = words(self.tr("A regular expression with the groups {0}.").format(", ".join(GROUPS)), "small")
        self.told = words("", "small")
        self.told.setVisible(False)
        self.attempt = QPushButton(self.tr("Try on a folder…"))
        self.attempt.setAutoDefault(True)
        self.attempt.clicked.connect(self._ask)
        self._news = _News()  # lives as long as an attempt, which may outlive the page
        self._news.told.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.written, 1)
        row.addWidget(self.attempt)
        column.addLayout(row)
        for widget in (self.hint, self.told):
            column.addWidget(widget)

    def try_on(self, folder: Path) -> None:
        """Tell what the expression finds in the names in a folder, in the background."""
        QThreadPool.globalInstance().start(_Attempt(self.written.text().strip(), folder, self._news))

    def _keep(self) -> None:
        written = self.written.text().strip()
        try:
            if written:
                pattern(written)
        except InputError as error:
            self._tell(str(error))
            return
        self.told.setVisible(False)
        self._preferences.change(name_pattern=written)

    def _ask(self) -> None:
        dialog = file_dialog(self.tr("Whose names to try it on"), self)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(lambda chosen: self.try_on(Path(chosen[0])))
        dialog.open()

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setVisible(True)


class _News(QObject):
    told = Signal(str)

    def lines(self, read: Sequence[tuple[str, NameParts | None]]) -> str:
        """What was found in names, the first few of them in full."""
        fitting = sum(parts is not None for _, parts in read)
        head = self.tr("{0} of {1} names fit.").format(fitting, len(read))
        shown = [f"{name}: {self._of(parts)}" for name, parts in read[:_SHOWN]]
        return "\n".join((head, *shown))

    def _of(self, parts: NameParts | None) -> str:
        if parts is None:
            return self.tr("does not fit")
        told = {name: value for name, value in vars(parts).items() if value}
        at = {"started": text.day_and_time(parts.started)} if parts.started else {}
        return ", ".join(f"{name} {value}" for name, value in {**told, **at}.items()) or self.tr("nothing")


class _Attempt(QRunnable):
    def __init__(self, written: str, folder: Path, news: _News) -> None:
        super().__init__()
        self._written = written
        self._folder = folder
        self._news = news

    def run(self) -> None:
        try:
            expression = pattern(self._written)
            with os.scandir(self._folder) as entries:
                names = sorted(entry.name for entry in islice(entries, _LOOKED_AT) if not entry.name.startswith("."))
            read = [(name, expression.read(PurePosixPath(name).stem)) for name in names]
            self._news.told.emit(self._news.lines(read))
        except InputError as error:
            self._news.told.emit(str(error))
        except OSError as error:
            self._news.told.emit(f"“{self._folder.name}”: {error.strerror}.")

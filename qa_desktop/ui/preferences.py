"""The settings while the program runs: changed by screens, written a moment later."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desktop import settings as settings_file
from qa_desktop.domain.errors import InputError
from qa_desktop.settings import Settings

WRITE_AFTER_MS = 500


class Preferences(QObject):
    """Holds the settings; every change replaces them whole.

    `changed` carries the names of the settings that changed; `failed` says once why they cannot be written.
    """

    changed = Signal(object)
    failed = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.encrypted = False
        """Whether the database is: then decoded sound stays in memory, whatever is set."""
        self._told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self._write)

    def change(self, **fields: Any) -> None:
        """Change some settings."""
        before, self.settings = self.settings, replace(self.settings, **fields)
        different = frozenset(name for name in fields if getattr(before, name) != getattr(self.settings, name))
        if different:
            self._timer.start()
            self.changed.emit(different)

    @property
    def sound_in_memory(self) -> bool:
        """Whether decoded sound may not lie on the disk."""
        return self.encrypted or self.settings.audio_in_memory

    def follow_encryption(self, encrypted: bool) -> None:
        """Keep decoded sound off the disk where the database lies encrypted on it."""
        before, self.encrypted = self.sound_in_memory, encrypted
        if before != self.sound_in_memory:
            self.changed.emit(frozenset({"audio_in_memory"}))

    def keep_split(self, name: str, sizes: list[int]) -> None:
        """Remember where a split stands."""
        self.change(splits={**self.settings.splits, name: sizes})

    def flush(self) -> None:
        """Write what has changed, if it can be written."""
        if self._timer.isActive():
            self._timer.stop()
            self._write()

    def _write(self) -> None:
        try:
            settings_file.save(self.settings)
        except InputError as error:
            if not self._told:
                self._told = True
                self.failed.emit(str(error))

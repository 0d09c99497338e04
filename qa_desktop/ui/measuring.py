"""Who spoke how much, found out for one recording after the other while the program has nothing else to do."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.services import speech
from qa_desktop.services.ports import Database
from qa_desktop.services.speech import Measured
from qa_desktop.ui.operations import Operations, Work

PAUSE_MS = 3000
"""How long nothing is asked of the program before it begins."""
_BETWEEN_MS = 100
_TELL_EVERY = 20.0


class Measuring(QObject):
    """Begins when it is told to, and after everything that brings recordings; ends with the program.

    `folder` says where decoded sound may lie now, None for memory alone. One recording is one job, which gives way to
    imports and exports. `measured` says that lists by figures are out of date, now and then and at the end.
    """

    measured = Signal()

    def __init__(
        self,
        operations: Operations,
        parent: QObject | None = None,
        folder: Callable[[], Path | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._folder = folder
        self._waiting: list[UUID] = []
        self._running = False
        self._told_at = 0.0
        self._untold = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._look_again = True
        operations.changed.connect(self._refresh_if_touched)

    def begin(self) -> None:
        """Look for recordings without figures as soon as nothing else is to be done."""
        self._look_again = True
        if not self._running:
            self._timer.start(PAUSE_MS)

    def _refresh_if_touched(self, changes: Changes, _: object) -> None:
        if changes.touches(Changed.INTERACTION, Changed.RECORDING_ROOT):
            self.begin()

    def _go_on(self) -> None:
        if self._operations.busy:
            self._timer.start(PAUSE_MS)
        elif self._look_again:
            self._look_again = False
            self._run(speech.lacking, self._take)
        elif self._waiting:
            key = self._waiting.pop(0)
            self._run(lambda database: self._measure(database, key), lambda report: self._done(key, report))
        else:
            self._tell(at_once=True)

    def _run(self, work: Work, done: Callable[[Any], None]) -> None:
        self._running = True
        self._operations.long(work, done, self._failed)

    def _measure(self, database: Database, key: UUID) -> Measured:
        operations, folder = self._operations, self._folder()

        def stopped() -> bool:
            return operations.stopping.is_set() or operations.long_waits or self._folder() != folder

        report = speech.measure(database, [key], stopped, folder=folder)
        return replace(report, changes=Changes())  # told now and then: a list that moves all the time cannot be read

    def _take(self, keys: tuple[UUID, ...]) -> None:
        self._waiting = list(keys)
        self._again()

    def _done(self, key: UUID, report: Measured) -> None:
        if report.stopped:
            self._waiting.insert(0, key)
        self._untold = self._untold or report.done > 0
        self._tell(at_once=False)
        self._again()

    def _failed(self, _: str) -> None:
        """The database failed, which others tell; what is missing now waits for the next occasion."""
        self._running = False
        self._waiting = []

    def _again(self) -> None:
        self._running = False
        self._timer.start(_BETWEEN_MS)

    def _tell(self, at_once: bool) -> None:
        now = time.monotonic()
        if self._untold and (at_once or now - self._told_at > _TELL_EVERY):
            self._untold, self._told_at = False, now
            self.measured.emit()

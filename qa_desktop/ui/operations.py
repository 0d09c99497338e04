"""Operations: every change is a service call off the screen thread, and tells every view what it changed.

Three lanes, each with one thread: *write* is the one database thread for what the reviewer does (saves first, in
order), *read* serves the views, *long* runs imports, whose transactions are short, so that a save waits for
milliseconds only. Results come back on the screen thread.
"""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.services.ports import Database

Work = Callable[[Database], Any]


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    work: Work | None = field(compare=False)
    done: Callable[[Any], None] | None = field(compare=False, default=None)
    failed: Callable[[str], None] | None = field(compare=False, default=None)
    origin: object = field(compare=False, default=None)


@dataclass(frozen=True)
class _Result:
    job: _Job
    value: Any = None
    error: BaseException | None = None


class _Lane(threading.Thread):
    """One thread that does its jobs by priority, then in the order in which they came."""

    def __init__(self, name: str, database: "Future[Database]", report: Callable[[_Result], None]) -> None:
        super().__init__(name=f"qa-desktop-{name}", daemon=True)
        self._database = database
        self._report = report
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()

    def put(self, job: _Job) -> None:
        self._jobs.put(job)

    def run(self) -> None:
        while (job := self._jobs.get()).work is not None:
            try:
                result = _Result(job, value=job.work(self._database.result()))
            except BaseException as error:  # every failure is told on the screen thread
                result = _Result(job, error=error)
            self._report(result)


class Operations(QObject):
    """Runs service calls; `changed` carries the `Changes` and the origin of each that changed something."""

    changed = Signal(object, object)
    failed = Signal(str)
    idle = Signal()
    _finished = Signal(object)

    def __init__(self, open_database: Callable[[], Database], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database: Future[Database] = Future()
        self._numbers = itertools.count()
        self._running = 0
        self._finished.connect(self._deliver)
        self._lanes = {name: _Lane(name, self._database, self._finished.emit) for name in ("write", "read", "long")}
        self._opener = threading.Thread(target=self._open, args=(open_database,), name="qa-desktop-open", daemon=True)

    def start(self) -> None:
        """Open the database and begin to work."""
        self._opener.start()
        for lane in self._lanes.values():
            lane.start()

    def save(self, work: Work, done: Callable[[Any], None], failed: Callable[[str], None], origin: object) -> None:
        """A save goes before everything else that waits."""
        self._put("write", _Job(0, next(self._numbers), work, done, failed, origin))

    def write(
        self,
        work: Work,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
        origin: object = None,
    ) -> None:
        """Run a service call that changes something: it returns `Changes`, or a tuple that ends with them."""
        self._put("write", _Job(1, next(self._numbers), work, done, failed, origin))

    def read(
        self, work: Work, done: Callable[[Any], None] | None = None, failed: Callable[[str], None] | None = None
    ) -> None:
        """Run a service call that only reads."""
        self._put("read", _Job(1, next(self._numbers), work, done, failed))

    def long(
        self, work: Work, done: Callable[[Any], None] | None = None, failed: Callable[[str], None] | None = None
    ) -> None:
        """Run a long job, such as an import or an export."""
        self._put("long", _Job(1, next(self._numbers), work, done, failed))

    def close(self, seconds: float = 30.0) -> None:
        """Finish what waits, then end the threads."""
        if not self._opener.ident:
            return
        for lane in self._lanes.values():
            lane.put(_Job(9, next(self._numbers), None))
        for lane in self._lanes.values():
            lane.join(seconds)

    @property
    def busy(self) -> bool:
        """Whether any job waits or runs."""
        return self._running > 0

    def _put(self, lane: str, job: _Job) -> None:
        self._running += 1
        self._lanes[lane].put(job)

    def _open(self, open_database: Callable[[], Database]) -> None:
        try:
            self._database.set_result(open_database())
        except BaseException as error:  # told by the first job that asks for the database
            self._database.set_exception(error)

    def _deliver(self, result: _Result) -> None:
        self._running -= 1
        job = result.job
        if isinstance(result.error, InputError):
            (job.failed or self.failed.emit)(str(result.error))
        elif result.error is not None:
            self._settle()
            raise result.error
        else:
            if job.done is not None:
                job.done(result.value)
            changes = _changes_in(result.value)
            if changes.items:
                self.changed.emit(changes, job.origin)
        self._settle()

    def _settle(self) -> None:
        if self._running == 0:
            self.idle.emit()


def _changes_in(value: object) -> Changes:
    """The changes that a service call returned: alone, last in a tuple, or as the attribute `changes`."""
    candidate = value[-1] if isinstance(value, tuple) and value else getattr(value, "changes", value)
    return candidate if isinstance(candidate, Changes) else Changes()

"""Operations: every change is a service call off the screen thread, and tells every view what it changed.

Three lanes, each with one thread: *write* is the one database thread for what the reviewer does (saves first, in
order), *read* serves the views, *long* runs imports, whose transactions are short, so that a save waits for
milliseconds only. Results come back on the screen thread. When the program ends, *write* finishes what it was given;
the others leave what they have not begun, and long jobs that look at `stopping` end early.
"""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.services.ports import Database

Work = Callable[[Database], Any]
WRITES_MAY_TAKE = 30.0
"""Seconds to wait at the end for what is being written; SQLite itself waits so long for another program."""
OTHERS_MAY_TAKE = 1.0
"""Seconds to wait at the end for reading and long jobs, which lose nothing when they are cut off."""


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    work: Work | None = field(compare=False)
    done: Callable[[Any], None] | None = field(compare=False, default=None)
    failed: Callable[[str], None] | None = field(compare=False, default=None)
    origin: object = field(compare=False, default=None)
    ended: threading.Event | None = field(compare=False, default=None)


@dataclass(frozen=True)
class _Result:
    job: _Job
    value: Any = None
    error: BaseException | None = None


class _Lane(threading.Thread):
    """One thread that does its jobs by priority, then in the order in which they came, until it is told to skip."""

    def __init__(
        self, name: str, database: Callable[[], Database], report: Callable[[_Result], None], skip: Callable[[], bool]
    ) -> None:
        super().__init__(name=f"qa-desktop-{name}", daemon=True)
        self._database = database
        self._report = report
        self._skip = skip
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()

    @property
    def waits(self) -> bool:
        return not self._jobs.empty()

    def put(self, job: _Job) -> None:
        self._jobs.put(job)

    def run(self) -> None:
        while (job := self._jobs.get()).work is not None:
            if self._skip():
                continue
            try:
                result = _Result(job, value=job.work(self._database()))
            except BaseException as error:  # every failure is told on the screen thread
                result = _Result(job, error=error)
            self._report(result)
            if job.ended is not None:
                job.ended.set()


class Operations(QObject):
    """Runs service calls; `changed` carries the `Changes` and the origin of each that changed something.

    Whoever gives a `failed` hears of every failure, of bugs too, which reach the exception hook all the same.
    `stopping` is set when the program ends; threads of any lane may look at it.
    """

    changed = Signal(object, object)
    failed = Signal(str)
    idle = Signal()
    _finished = Signal(object)

    def __init__(self, open_database: Callable[[], Database], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_database = open_database
        self._database: Future[Database] = Future()
        self._numbers = itertools.count()
        self._running = 0
        self._started = False
        self.stopping = threading.Event()
        self._finished.connect(self._deliver)
        never: Callable[[], bool] = lambda: False  # noqa: E731
        self._lanes = {
            name: _Lane(name, lambda: self._database.result(), self._finished.emit, skip)
            for name, skip in (("write", never), ("read", self.stopping.is_set), ("long", self.stopping.is_set))
        }

    def start(self) -> None:
        """Open the database and begin to work."""
        self._started = True
        self._open()
        for lane in self._lanes.values():
            lane.start()

    def reopen(self, open_database: Callable[[], Database] | None = None) -> None:
        """Open the database again where that has failed, the same one or another; what is asked from now on waits."""
        self._open_database = open_database or self._open_database
        self._database = Future()
        self._open()

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

    def settle(self, seconds: float = WRITES_MAY_TAKE) -> None:
        """Wait until everything that was to be written is, and tell how it went."""
        if not self._started:
            return
        ended = threading.Event()
        self._put("write", _Job(8, next(self._numbers), lambda _: None, failed=lambda _: None, ended=ended))
        ended.wait(seconds)
        QCoreApplication.sendPostedEvents(self)

    def close(self) -> None:
        """Finish what waits to be written, then end the threads."""
        self.stopping.set()
        if not self._started:
            return
        for lane in self._lanes.values():
            lane.put(_Job(9, next(self._numbers), None))
        opened = self._database.done()  # else nothing has been typed that could be lost
        for name, lane in self._lanes.items():
            lane.join(WRITES_MAY_TAKE if name == "write" and opened else OTHERS_MAY_TAKE)

    @property
    def opened(self) -> Database | None:
        """The database, where it is open; for what takes no time."""
        return self._database.result() if self._database.done() and self._database.exception() is None else None

    @property
    def refusal(self) -> BaseException | None:
        """Why the database could not be opened."""
        return self._database.exception() if self._database.done() else None

    @property
    def long_waits(self) -> bool:
        """Whether a long job waits for the one that runs."""
        return self._lanes["long"].waits

    @property
    def busy(self) -> bool:
        """Whether any job waits or runs."""
        return self._running > 0

    def _put(self, lane: str, job: _Job) -> None:
        self._running += 1
        self._lanes[lane].put(job)

    def _open(self) -> None:
        opening, open_database = self._database, self._open_database

        def run() -> None:
            try:
                opening.set_result(open_database())
            except BaseException as error:  # told by every job that asks for the database
                opening.set_exception(error)

        threading.Thread(target=run, name="qa-desktop-open", daemon=True).start()

    def _deliver(self, result: _Result) -> None:
        self._running -= 1
        try:
            self._tell(result.job, result)
        finally:
            if self._running == 0:
                self.idle.emit()

    def _tell(self, job: _Job, result: _Result) -> None:
        if isinstance(result.error, InputError):
            (job.failed or self.failed.emit)(str(result.error))
        elif result.error is not None:
            if job.failed is not None:
                what = self.tr("Something went wrong in QA Desktop ({0}); try again.")
                job.failed(what.format(type(result.error).__name__))
            raise result.error
        else:
            if job.done is not None:
                job.done(result.value)
            changes = _changes_in(result.value)
            if changes.items:
                self.changed.emit(changes, job.origin)


def _changes_in(value: object) -> Changes:
    """The changes that a service call returned: alone, last in a tuple, or as the attribute `changes`."""
    candidate = value[-1] if isinstance(value, tuple) and value else getattr(value, "changes", value)
    return candidate if isinstance(candidate, Changes) else Changes()

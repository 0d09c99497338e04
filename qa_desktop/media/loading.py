"""Decoding a recording off the screen thread, playable from its first second on."""

from __future__ import annotations

import importlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import NeedsRawFormat, RawFormat
from qa_desktop.media.activity import Activity, speech_activity
from qa_desktop.media.cache import PcmCache, content_key
from qa_desktop.media.ingest import Ingested, IngestProgress, IngestStopped, ingest
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import Peaks

if TYPE_CHECKING:
    from collections.abc import Callable

_TELL_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """A recording that can be played up to `seconds`; `announced` is what its header promises, if it does."""

    path: Path
    pcm: Pcm
    seconds: float
    announced: float | None
    peaks: Peaks


@dataclass(frozen=True, slots=True)
class LoadedRecording:
    """A recording that is decoded to its end."""

    path: Path
    ingested: Ingested


@dataclass(frozen=True, slots=True)
class _News:
    load: int
    payload: LoadProgress | LoadedRecording | Activity | Exception


class RecordingLoader(QObject):
    """Loads one recording at a time on a worker thread; loading another stops the one before.

    `progress` carries a LoadProgress, the first as soon as a second is decoded, then about ten a second; `ready` a
    LoadedRecording with the whole picture; then, from a worker that delays no other recording, `activity_found` an
    Activity. `failed` carries a sentence, and `format_needed` the NeedsRawFormat beside it where only the codec has to
    be told. Nothing arrives any more for a recording that was replaced.
    """

    progress = Signal(object)
    ready = Signal(object)
    activity_found = Signal(object)
    failed = Signal(str)
    format_needed = Signal(object)
    _news = Signal(object)

    def __init__(self, cache: PcmCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._load = 0
        self._workers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ingest")
        self._listeners = ThreadPoolExecutor(max_workers=1, thread_name_prefix="activity")
        self._heard: tuple[Ingested, Activity] | None = None
        self._news.connect(self._hear)
        application = QCoreApplication.instance()
        if application:
            application.aboutToQuit.connect(self.shutdown)

    def warm_up(self) -> None:
        """Gets ready on the worker, so that the first recording opens as quickly as the others; sweeps the cache."""
        self._workers.submit(_import_decoder)
        self._workers.submit(self._cache.sweep)

    def load(self, path: Path, content_hash: str | None = None, raw: RawFormat | None = None) -> None:
        """Starts to decode a file; `content_hash` names its content where that is known, `raw` what has no header."""
        self._load += 1
        self._workers.submit(self._work, self._load, path, content_hash, raw)

    def cancel(self) -> None:
        """Stops loading; nothing more is told."""
        self._load += 1

    def empty(self) -> None:
        """Forgets what was decoded before, but for the recording that is open."""
        self._workers.submit(self._cache.empty)

    @Slot()
    def shutdown(self) -> None:
        """Stops the workers and waits for them; the cache may be closed afterwards."""
        self.cancel()
        for each in (self._workers, self._listeners):
            each.shutdown(wait=True, cancel_futures=True)

    def _work(self, load: int, path: Path, content_hash: str | None, raw: RawFormat | None) -> None:
        if load != self._load:
            return
        try:
            ingested = self._ingested(load, path, content_hash, raw)
        except IngestStopped:
            return
        except Exception as error:
            self._news.emit(_News(load, _in_words(error, path)))
            return
        self._news.emit(_News(load, LoadedRecording(path, ingested)))
        if load == self._load:
            self._listeners.submit(self._listen, load, path, ingested)

    def _ingested(self, load: int, path: Path, content_hash: str | None, raw: RawFormat | None) -> Ingested:
        if not path.is_file():
            raise InputError(f"“{path.name}” is not there; was it moved or renamed?")
        key = content_hash or content_key(path)
        if raw is not None:
            key = f"{key}-{str(raw).replace('/', '-')}"
        known = self._cache.find(key)
        tell = self._teller(load, path)
        if known is not None:
            tell(IngestProgress(known.pcm, known.frames, known.duration, lambda: known.peaks))
            return known
        ingested = ingest(path, self._cache.place_for(key), tell, raw)
        self._cache.remember(key, ingested)
        self._cache.make_room(spared=key)
        return ingested

    def _listen(self, load: int, path: Path, ingested: Ingested) -> None:
        known = self._heard
        try:
            if known is None or known[0] is not ingested:
                activity = speech_activity(ingested.pcm, ingested.peaks, lambda: load != self._load)
                self._heard = known = (ingested, activity)
        except Exception as error:
            # Also that it was stopped, which nobody hears: it is news of a recording that was replaced.
            self._news.emit(_News(load, _in_words(error, path)))
            return
        self._news.emit(_News(load, known[1]))

    def _teller(self, load: int, path: Path) -> Callable[[IngestProgress], bool]:
        told = float("-inf")

        def tell(progress: IngestProgress) -> bool:
            nonlocal told
            now = time.monotonic()
            if now - told >= _TELL_EVERY:
                told = now
                seconds = progress.frames / progress.pcm.rate
                news = LoadProgress(path, progress.pcm, seconds, progress.announced, progress.peaks())
                self._news.emit(_News(load, news))
                self._cache.make_room()
            return load == self._load

        return tell

    @Slot(object)
    def _hear(self, news: _News) -> None:
        if news.load != self._load:
            return
        payload = news.payload
        if isinstance(payload, LoadProgress):
            self.progress.emit(payload)
        elif isinstance(payload, LoadedRecording):
            self.ready.emit(payload)
        elif isinstance(payload, Activity):
            self.activity_found.emit(payload)
        elif isinstance(payload, InputError):
            self.failed.emit(str(payload))
            if isinstance(payload, NeedsRawFormat):
                self.format_needed.emit(payload)
        else:
            # A bug on a worker: it must reach the exception hook, not vanish with the thread.
            raise payload


def _in_words(error: Exception, path: Path) -> Exception:
    """What is wrong with the drive as a sentence, anything else as it is."""
    if not isinstance(error, OSError):
        return error
    return InputError(
        f"“{path.name}” cannot be decoded ({error.strerror or error}): "
        "see that the drive it lies on can be reached, then open it again."
    )


def _import_decoder() -> None:
    for name in ("av", "av.filter", "numpy"):
        importlib.import_module(name)

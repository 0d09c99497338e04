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
    """A recording that is decoded to its end, and who speaks when in it."""

    path: Path
    ingested: Ingested
    activity: Activity


@dataclass(frozen=True, slots=True)
class _News:
    load: int
    payload: LoadProgress | LoadedRecording | str | Exception


class RecordingLoader(QObject):
    """Loads one recording at a time on a worker thread; loading another stops the one before.

    `progress` carries a LoadProgress, the first as soon as a second is decoded, then about ten a second; `ready` a
    LoadedRecording; `failed` a sentence. Nothing arrives any more for a recording that was replaced.
    """

    progress = Signal(object)
    ready = Signal(object)
    failed = Signal(str)
    _news = Signal(object)

    def __init__(self, cache: PcmCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._load = 0
        self._workers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ingest")
        self._news.connect(self._hear)
        application = QCoreApplication.instance()
        if application:
            application.aboutToQuit.connect(self.shutdown)

    def warm_up(self) -> None:
        """Loads the decoder on the worker, so that the first recording opens as quickly as the others."""
        self._workers.submit(_import_decoder)

    def load(self, path: Path, content_hash: str | None = None) -> None:
        """Starts to decode a file; `content_hash` names its content where that is known already."""
        self._load += 1
        self._workers.submit(self._work, self._load, path, content_hash)

    def cancel(self) -> None:
        """Stops loading; nothing more is told."""
        self._load += 1

    @Slot()
    def shutdown(self) -> None:
        """Stops the worker and waits for it; the cache may be closed afterwards."""
        self.cancel()
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _work(self, load: int, path: Path, content_hash: str | None) -> None:
        if load != self._load:
            return
        try:
            loaded = self._loaded(load, path, content_hash)
        except IngestStopped:
            return
        except (InputError, OSError) as error:
            self._news.emit(_News(load, str(error)))
            return
        except Exception as bug:
            self._news.emit(_News(load, bug))
            return
        self._news.emit(_News(load, loaded))

    def _loaded(self, load: int, path: Path, content_hash: str | None) -> LoadedRecording:
        if not path.is_file():
            raise InputError(f"“{path.name}” is not there; was it moved or renamed?")
        key = content_hash or content_key(path)
        ingested = self._cache.find(key)
        if ingested is None:
            ingested = ingest(path, self._cache.path_for(key), self._teller(load, path))
            self._cache.remember(key, ingested)
        else:
            known = ingested
            progress = IngestProgress(known.pcm, known.frames, known.duration, lambda: known.peaks)
            self._teller(load, path)(progress)
        return LoadedRecording(path, ingested, speech_activity(ingested.pcm, ingested.peaks))

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
            return load == self._load

        return tell

    @Slot(object)
    def _hear(self, news: _News) -> None:
        if news.load != self._load:
            return
        if isinstance(news.payload, LoadProgress):
            self.progress.emit(news.payload)
        elif isinstance(news.payload, LoadedRecording):
            self.ready.emit(news.payload)
        elif isinstance(news.payload, str):
            self.failed.emit(news.payload)
        else:
            # A bug on the worker: it must reach the exception hook, not vanish with the thread.
            raise news.payload


def _import_decoder() -> None:
    for name in ("av", "av.filter", "numpy"):
        importlib.import_module(name)

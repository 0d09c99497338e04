"""Decoding recordings: by the real loader, made when it is first needed, into a folder or into memory as is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from qa_desktop import paths
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import RawFormat, parse
from qa_desktop.ui.preferences import Preferences

if TYPE_CHECKING:
    from pathlib import Path

    from qa_desktop.domain.interactions import Recording
    from qa_desktop.media.cache import PcmCache
    from qa_desktop.media.loading import RecordingLoader


class Loading(Protocol):
    """What loads recordings: `RecordingLoader`, or a stand-in where no sound is wanted."""

    @property
    def progress(self) -> SignalInstance:
        """A LoadProgress."""

    @property
    def ready(self) -> SignalInstance:
        """A LoadedRecording."""

    @property
    def activity_found(self) -> SignalInstance:
        """An Activity, some time after `ready`."""

    @property
    def failed(self) -> SignalInstance:
        """A sentence."""

    @property
    def format_needed(self) -> SignalInstance:
        """A NeedsRawFormat, beside the sentence."""

    def load(self, path: Path, content_hash: str | None = None, raw: RawFormat | None = None) -> None:
        """Start to decode."""

    def cancel(self) -> None:
        """Stop."""


class Decoding(QObject):
    """Passes on what the loader tells, see there.

    `moved` says that what was open has to be decoded anew; it carries what removes the samples, to be called as soon
    as nobody reads them any more: Windows keeps a file that is open. Any thread may call it.
    """

    progress = Signal(object)
    ready = Signal(object)
    activity_found = Signal(object)
    failed = Signal(str)
    format_needed = Signal(object)
    moved = Signal(object)

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._loader: Loading | None = None
        self._real: tuple[RecordingLoader, PcmCache] | None = None
        self.problem = ""
        """Why what is decoded is not where it should be."""
        preferences.changed.connect(self._follow)

    def use(self, loader: Loading) -> None:
        """Load with this one."""
        self._loader = loader
        loader.progress.connect(self.progress)
        loader.ready.connect(self.ready)
        loader.activity_found.connect(self.activity_found)
        loader.failed.connect(self.failed)
        loader.format_needed.connect(self.format_needed)

    def warm_up(self) -> None:
        """Get ready: the decoder is imported in the background."""
        if self._loader is not None:
            return
        from qa_desktop.media.loading import RecordingLoader

        cache = self._make_cache()
        loader = RecordingLoader(cache, self)
        self._real = (loader, cache)
        loader.warm_up()
        self.use(loader)

    def load(self, path: Path, recording: Recording) -> None:
        """Start to decode."""
        self.warm_up()
        if self._loader is not None:
            self._loader.load(path, recording.sha256, parse(recording.raw) if recording.raw else None)

    def cancel(self) -> None:
        """Stop; nothing more is told."""
        if self._loader is not None:
            self._loader.cancel()

    def empty(self) -> None:
        """Delete what was decoded before, but for what is open."""
        if self._real is not None:
            self._real[0].empty()

    @property
    def size(self) -> int:
        """Bytes that decoded recordings take."""
        return self._real[1].size() if self._real is not None else 0

    def shutdown(self) -> None:
        """End the threads and delete what was decoded."""
        cache = self._stop()
        if cache is not None:
            cache.close()

    def _stop(self) -> PcmCache | None:
        if self._real is None:
            return None
        loader, cache = self._real
        self._real = self._loader = None
        loader.shutdown()
        return cache

    def _make_cache(self) -> PcmCache:
        """In memory where that is asked for, or where the folder cannot be used."""
        from qa_desktop.media.cache import PcmCache

        in_memory, folder = self._preferences.sound_in_memory, paths.user_cache() / "audio"
        self.problem = ""
        try:
            return PcmCache(folder, self._limit, in_memory, sweep_now=False)
        except InputError as error:
            self.problem = str(error)
            return PcmCache(folder, self._limit, in_memory=True, sweep_now=False)

    @property
    def _limit(self) -> int:
        return round(self._preferences.settings.audio_cache_mb * 1e6)

    def _follow(self, names: frozenset[str]) -> None:
        if self._real is None or not names & {"audio_in_memory", "audio_cache_mb"}:
            return
        if "audio_in_memory" in names:
            cache = self._stop()
            if cache is not None:
                self.moved.emit(cache.close)
        else:
            self._real[1].limit = self._limit

"""Decoded recordings: private, limited in size, emptied on close and after a crash; or in memory alone."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile

from qa_desktop.domain.errors import InputError
from qa_desktop.media.ingest import Ingested, discard
from qa_desktop.media.pcm import MEMORY_LIMIT, Pcm, SampleMemory

_ENDS = 65_536
DEFAULT_LIMIT = 4 << 30


def content_key(path: Path) -> str:
    """A name for a file's content from its size, time and both ends; quick even for an hour of sound."""
    size = path.stat().st_size
    digest = hashlib.sha256(f"{size} {path.stat().st_mtime_ns} ".encode())
    with path.open("rb") as file:
        digest.update(file.read(_ENDS))
        file.seek(max(0, size - _ENDS))
        digest.update(file.read(_ENDS))
    return digest.hexdigest()


class PcmCache:
    """Decoded customer audio, readable by its owner alone and gone when the program ends.

    Every program instance works in a folder of its own under `folder`, marked by a lock; what an instance that no
    longer lives has left behind is removed when the next one starts, or with `sweep_now` False when that one calls
    `sweep`. With `in_memory` nothing is written at all. Not thread-safe: one thread at a time. Raises InputError where
    the folder cannot be made.
    """

    def __init__(
        self, folder: Path, limit: int = DEFAULT_LIMIT, in_memory: bool = False, sweep_now: bool = True
    ) -> None:
        self._in_memory = in_memory
        self.limit = limit
        self.folder = folder / uuid.uuid4().hex
        self._lock = _lock_of(self.folder)
        self._known: dict[str, Ingested] = {}
        self._writing: SampleMemory | None = None
        self._given = 0
        if not in_memory:
            self._make_folder()
        if sweep_now:
            self.sweep()

    def _make_folder(self) -> None:
        shared = self.folder.parent
        try:
            shared.mkdir(parents=True, exist_ok=True)
            shared.chmod(0o700)
            self._lock.tryLock(0)
            self.folder.mkdir(0o700)
        except OSError as error:
            raise InputError(
                f"The folder “{shared}” for decoded recordings cannot be used ({error.strerror}): "
                "see that you may write there."
            ) from error

    def sweep(self) -> None:
        """Removes what instances that no longer live have left: their folders, and locks without one; any thread."""
        with suppress(OSError):  # what cannot be swept does not keep this one from decoding
            for left in {each.with_suffix("") for each in self.folder.parent.iterdir()} - {self.folder}:
                lock = _lock_of(left)
                if lock.tryLock(0):
                    shutil.rmtree(left, ignore_errors=True)
                    lock.unlock()

    @property
    def limit(self) -> int:
        """Bytes that are kept at most; it may be changed at any time, and holds when room is made next."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = min(limit, MEMORY_LIMIT) if self._in_memory else limit

    def place_for(self, content_hash: str) -> Path | SampleMemory:
        """Where to decode a content to: a fresh file name, or memory."""
        self.forget(content_hash)
        self.make_room()
        if self._in_memory:
            self._writing = SampleMemory(self.limit)
            return self._writing
        self._given += 1
        return self.folder / f"{content_hash}-{self._given}.pcm"

    def make_room(self, spared: str = "") -> None:
        """Forgets the recordings used longest ago until the limit is kept; call it from time to time while decoding."""
        for key in list(self._known):
            if self.size() <= self.limit:
                return
            if key != spared:
                self.forget(key)

    def remember(self, content_hash: str, ingested: Ingested) -> None:
        """Keeps a finished recording, so that it need not be decoded again."""
        self._known[content_hash] = ingested
        self._writing = None

    def find(self, content_hash: str) -> Ingested | None:
        """A recording decoded before in this run, if its samples are still there."""
        found = self._known.pop(content_hash, None)
        if found is None or (found.pcm.path is not None and not found.pcm.path.exists()):
            return None
        self._known[content_hash] = found
        return found

    def forget(self, content_hash: str) -> None:
        """Removes one recording from the cache."""
        ingested = self._known.pop(content_hash, None)
        if ingested:
            _discard(ingested.pcm)

    def empty(self) -> None:
        """Forgets every recording but the one used last, which may be the one being listened to."""
        for key in list(self._known)[:-1]:
            self.forget(key)

    def size(self) -> int:
        """Bytes that the decoded recordings of this instance take, also the one that is being decoded; any thread."""
        if self._in_memory:
            held = [each.pcm.memory for each in list(self._known.values())]
            return sum(memory.size for memory in (*held, self._writing) if memory is not None)
        return sum(map(_size_of, self.folder.glob("*.pcm")))

    def close(self) -> None:
        """Deletes everything this instance has decoded."""
        for ingested in self._known.values():
            _discard(ingested.pcm)
        self._known.clear()
        if not self._in_memory:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.unlock()


def _size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it has gone meanwhile
        return 0


def _discard(pcm: Pcm) -> None:
    """Memory goes when nobody reads it any more."""
    if pcm.path is not None:
        discard(pcm.path)


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock

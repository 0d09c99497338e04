"""The folder of decoded recordings: private, limited in size, emptied on close and after a crash."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from pathlib import Path

from PySide6.QtCore import QLockFile

from qa_desktop.media.ingest import Ingested, discard

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
    longer lives has left behind is removed when the next one starts. Not thread-safe: one thread at a time.
    """

    def __init__(self, folder: Path, limit: int = DEFAULT_LIMIT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        _sweep(folder)
        self.limit = limit
        self.folder = folder / uuid.uuid4().hex
        self._lock = _lock_of(self.folder)
        self._lock.tryLock(0)
        self.folder.mkdir(0o700)
        self._known: dict[str, Ingested] = {}
        self._given = 0

    def path_for(self, content_hash: str) -> Path:
        """A fresh file name for a content; room for it is made by forgetting the recordings used longest ago."""
        self.forget(content_hash)
        self._shrink()
        self._given += 1
        return self.folder / f"{content_hash}-{self._given}.pcm"

    def remember(self, content_hash: str, ingested: Ingested) -> None:
        """Keeps a finished recording, so that it need not be decoded again."""
        self._known[content_hash] = ingested

    def find(self, content_hash: str) -> Ingested | None:
        """A recording decoded before in this run, if its file is still there."""
        found = self._known.pop(content_hash, None)
        if found is None or not found.pcm.path.exists():
            return None
        self._known[content_hash] = found
        return found

    def forget(self, content_hash: str) -> None:
        """Removes one recording from the cache."""
        ingested = self._known.pop(content_hash, None)
        if ingested:
            discard(ingested.pcm.path)

    def size(self) -> int:
        """Bytes that the decoded recordings of this instance take."""
        return sum(file.stat().st_size for file in self.folder.glob("*.pcm"))

    def close(self) -> None:
        """Deletes everything this instance has decoded."""
        self._known.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.unlock()

    def _shrink(self) -> None:
        # The newest is spared: it may be the one being listened to.
        for key in list(self._known)[:-1]:
            if self.size() <= self.limit:
                return
            self.forget(key)


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock


def _sweep(folder: Path) -> None:
    for left in folder.iterdir():
        if not left.is_dir():
            continue
        lock = _lock_of(left)
        if lock.tryLock(0):
            shutil.rmtree(left, ignore_errors=True)
            lock.unlock()

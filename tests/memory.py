"""Where folders of tests lie in memory: else a run waits for the disk most of the time."""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_WANTED = 4 << 30


def folder() -> Path | None:
    """A folder in memory with room for a whole run, where there is one."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_WANTED
    return MEMORY if has_room else None

"""Whether a folder certainly lies on a disk of this machine: elsewhere, WAL destroys a database within seconds."""

import ctypes
import sys
from pathlib import Path
from typing import Final

_LOCAL_KINDS: Final = frozenset(
    {
        "bcachefs",
        "btrfs",
        "exfat",
        "ext2",
        "ext3",
        "ext4",
        "f2fs",
        "jfs",
        "ntfs3",
        "overlay",
        "tmpfs",
        "vfat",
        "xfs",
        "zfs",
    }
)
_FIXED_DRIVE: Final = 3  # what Windows calls DRIVE_FIXED
_MAC_MOUNTS: Final = (Path("/Volumes"), Path("/Network"), Path("/net"))


def is_local(folder: Path) -> bool:
    """Whether it is a disk of this machine; False when in doubt."""
    place = folder.resolve()
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == _FIXED_DRIVE)
    if sys.platform == "darwin":
        return not any(place.is_relative_to(mount) for mount in _MAC_MOUNTS)
    mounts = Path("/proc/self/mountinfo")
    return (
        mounts.is_file() and kind_of_mount(place, mounts.read_text(encoding="utf-8", errors="replace")) in _LOCAL_KINDS
    )


def kind_of_mount(place: Path, mounts: str) -> str:
    """The kind of file system that holds a place, by Linux's list of mounts; empty when it is not in there."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        here, _, there = line.partition(" - ")
        point = Path(
            here.split()[4].encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace")
        )
        depth = len(point.parts)
        if depth >= best and place.is_relative_to(point):  # a later mount hides an earlier one at the same point
            best, kind = depth, there.split()[0]
    return kind

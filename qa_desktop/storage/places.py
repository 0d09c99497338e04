"""What kind of place a folder is: whether a database file may lie there, and by which rules.

Measured: on a network drive WAL destroys a database within seconds, and where locks do not work every mode does. So a
place is taken for a disk of this machine only when that is certain, and refused where locks are known not to work.
"""

import ctypes
import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Final

INSTEAD: Final = (
    "Keep the database on a disk of this computer and share the work through a team folder, which may lie there."
)


class Kind(StrEnum):
    """By which rules a database file is kept."""

    LOCAL = "local"
    SHARED = "shared"
    """A drive that several computers may use, or of which nothing certain is known: never WAL, longer waiting."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Place:
    """What is known of a folder; `sentence` says why no database may lie there."""

    kind: Kind
    system: str
    is_removable: bool = False
    sentence: str = ""


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
_MAGIC: Final = {0x6969: "nfs", 0xFE534D42: "cifs", 0xFF534D42: "cifs", 0x517B: "cifs", 0x65735546: "fuse"}
"""What `statfs` calls those that matter, where there is no list of mounts."""
_WINDOWS_REMOVABLE: Final = 2
_WINDOWS_FIXED: Final = 3
_MAC_MOUNTS: Final = (Path("/Volumes"), Path("/Network"), Path("/net"))
_SYNCED: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "drivefs": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "cloudstorage": "a cloud service",
}
"""Folders that a program copies to other computers, by the beginning of their names."""
_SYNC_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def is_local(folder: Path) -> bool:
    """Whether it is a disk of this machine; False when in doubt."""
    return examine(folder).kind is Kind.LOCAL


def examine(folder: Path) -> Place:
    """What kind of place a folder is."""
    try:
        place = folder.resolve()
    except OSError:
        place = folder.absolute()
    service = sync_service(folder.absolute()) or sync_service(place)
    if service:
        return Place(
            Kind.REFUSED,
            service,
            sentence=f"“{folder}” is kept in step with other computers by {service}, "
            f"which would tear a database apart. {INSTEAD}",
        )
    if sys.platform == "win32":
        return _on_windows(place)
    if sys.platform == "darwin":
        return Place(Kind.SHARED if any(place.is_relative_to(m) for m in _MAC_MOUNTS) else Kind.LOCAL, "macOS")
    return _on_linux(place)


def sync_service(place: PurePath) -> str:
    """Which service copies the folder to other computers, by the names on the way there; "" for none."""
    for part in place.parts:
        name = part.casefold()
        for beginning, service in _SYNCED.items():
            rest = name.removeprefix(beginning)
            if rest != name and (not rest or rest[0] in " -(@"):  # “OneDrive - Example”, “Dropbox (Team)”
                return service
    synced = (os.environ.get(name) for name in _SYNC_VARIABLES)
    return "OneDrive" if any(root and place.is_relative_to(root) for root in synced) else ""


def judge(folder: Path, system: str, options: str = "") -> Place:
    """What a file system allows, by its name and the options of its mount."""
    flags = set(options.split(","))
    if system in _LOCAL_KINDS:
        return Place(Kind.LOCAL, system)
    if system == "fuse" or system.startswith("fuse."):
        why = "is a drive whose locks do not reach other computers (FUSE)"
    elif system in ("cifs", "smb3", "smbfs") and "nobrl" in flags:
        why = "is a network drive mounted without locks (nobrl)"
    elif system.startswith("nfs") and flags & {"nolock", "local_lock=all", "local_lock=posix"}:
        why = "is a network drive mounted without shared locks (nolock)"
    else:
        return Place(Kind.SHARED, system or "unknown")
    return Place(Kind.REFUSED, system, sentence=f"“{folder}” {why}, so a database there would be damaged. {INSTEAD}")


def mount_of(place: Path, mounts: str) -> tuple[str, str, str]:
    """Kind of file system, options and number of the device that holds a place, by Linux's list of mounts."""
    best, found = -1, ("", "", "")
    for line in mounts.splitlines():
        here, _, there = line.partition(" - ")
        _, _, device, _, written, options, *_ = here.split()
        point = Path(written.encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace"))
        depth = len(point.parts)
        if depth >= best and place.is_relative_to(point):  # a later mount hides an earlier one at the same point
            kind, _, of_system = there.partition(" ")
            best, found = depth, (kind, f"{options},{of_system.rpartition(' ')[2]}", device)
    return found


def _on_linux(place: Path, mounts: Path = Path("/proc/self/mountinfo")) -> Place:
    listed = mounts.read_text(encoding="utf-8", errors="replace") if mounts.is_file() else ""
    system, options, device = mount_of(place, listed)
    found = judge(place, system or _statfs(place), options)
    return Place(found.kind, found.system, _is_removable(device), found.sentence)


def _is_removable(device: str, blocks: Path = Path("/sys/dev/block")) -> bool:
    """Whether the kernel says that the disk may be taken out; a partition says so of its disk."""
    here = blocks / device
    for file in (here / "removable", here / ".." / "removable") if device else ():
        try:
            return file.read_text().strip() == "1"
        except OSError:
            continue
    return False


def _statfs(place: Path) -> str:
    """The kind of file system by the number that the kernel gives it; "" when it is none that matters."""
    buffer = ctypes.create_string_buffer(512)
    try:
        if ctypes.CDLL(None).statfs(os.fsencode(place), buffer) != 0:
            return ""
    except (OSError, AttributeError):
        return ""
    return _MAGIC.get(ctypes.c_long.from_buffer(buffer).value & 0xFFFFFFFF, "")


def _on_windows(place: Path) -> Place:
    drive = ctypes.windll.kernel32.GetDriveTypeW(place.anchor)  # type: ignore[attr-defined,unused-ignore]
    if drive in (_WINDOWS_FIXED, _WINDOWS_REMOVABLE):
        return Place(Kind.LOCAL, "Windows", drive == _WINDOWS_REMOVABLE)
    return Place(Kind.SHARED, "Windows")

from pathlib import Path

import pytest

from qa_desktop.storage import places
from qa_desktop.storage.places import Kind, examine, is_local, judge, mount_of, sync_service

MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:40 / /mnt/office\040share rw,relatime shared:2 - nfs4 server:/qa rw,vers=4.2
31 27 0:41 / /mnt/b\303\274ro rw - cifs //server/b rw,vers=3.1.1,nobrl
32 30 254:1 / /mnt/office\040share/disk rw - xfs /dev/vdb rw
33 27 0:42 / /home/ann/remote rw - fuse.sshfs ann@host: rw
34 27 254:2 / /data rw - ext4 /dev/vdc rw
35 27 0:43 / /data rw - nfs server:/data rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/ann", "ext4"),
        ("/home/ann/remote/x", "fuse.sshfs"),
        ("/home/ann/remote2", "ext4"),
        ("/mnt/office share/qa", "nfs4"),
        ("/mnt/office share/disk/qa", "xfs"),
        ("/mnt/büro", "cifs"),
        ("/data/qa", "nfs"),
    ],
)
def test_the_deepest_and_latest_mount_decides(place: str, kind: str) -> None:
    assert mount_of(Path(place), MOUNTS)[0] == kind


def test_a_place_that_no_mount_holds_is_of_no_kind() -> None:
    assert mount_of(Path("/anywhere"), "")[0] == ""


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux lists its mounts there")
def test_what_is_no_disk_is_not_local() -> None:
    assert not is_local(Path("/proc"))


@pytest.mark.parametrize(
    ("system", "options", "kind"),
    [
        ("ext4", "rw", Kind.LOCAL),
        ("tmpfs", "", Kind.LOCAL),
        ("nfs4", "rw,vers=4.2", Kind.SHARED),
        ("nfs", "rw,nolock", Kind.REFUSED),
        ("nfs", "rw,local_lock=all", Kind.REFUSED),
        ("nfs", "rw,local_lock=none", Kind.SHARED),
        ("cifs", "rw,vers=3.1.1", Kind.SHARED),
        ("cifs", "rw,nobrl", Kind.REFUSED),
        ("fuse.sshfs", "rw", Kind.REFUSED),
        ("fuse", "rw", Kind.REFUSED),
        ("fuseblk", "rw", Kind.SHARED),
        ("9p", "rw", Kind.SHARED),
        ("", "", Kind.SHARED),
    ],
)
def test_what_a_file_system_allows(system: str, options: str, kind: Kind) -> None:
    place = judge(Path("/there"), system, options)
    assert place.kind is kind
    assert bool(place.sentence) == (kind is Kind.REFUSED)
    assert not place.sentence or place.sentence.endswith("through a team folder, which may lie there.")


def test_the_options_of_the_drive_itself_count_too() -> None:
    assert mount_of(Path("/mnt/büro/qa"), MOUNTS) == ("cifs", "rw,rw,vers=3.1.1,nobrl", "0:41")


@pytest.mark.parametrize(
    ("place", "service"),
    [
        ("/home/ann/OneDrive/qa", "OneDrive"),
        ("/home/ann/OneDrive - Example Ltd/qa", "OneDrive"),
        ("/home/ann/Dropbox (Team)", "Dropbox"),
        ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/qa", "iCloud"),
        ("/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.com/My Drive", "a cloud service"),
        ("/home/ann/Google Drive/qa", "Google Drive"),
        ("/home/ann/Nextcloud", "Nextcloud"),
        ("/home/ann/dropboxes", ""),
        ("/home/ann/work", ""),
    ],
)
def test_folders_that_a_service_copies_elsewhere_are_known_by_name(place: str, service: str) -> None:
    assert sync_service(Path(place)) == service


def test_a_folder_that_windows_says_is_copied_is_known_by_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert "OneDrive" in examine(tmp_path / "Documents").sentence


def test_a_link_into_such_a_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
    assert examine(tmp_path / "innocent").kind is Kind.REFUSED


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux lists its mounts there")
def test_a_disk_that_can_be_taken_out_is_told(tmp_path: Path) -> None:
    stick = tmp_path / "devices" / "sdb"
    (stick / "sdb1").mkdir(parents=True)
    (stick / "removable").write_text("1\n")
    (tmp_path / "8:17").symlink_to(stick / "sdb1")
    assert places._is_removable("8:17", tmp_path)
    assert not places._is_removable("8:18", tmp_path)
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert places._on_linux(Path("/home/ann/remote/qa"), mounts).kind is Kind.REFUSED


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="statfs numbers are those of Linux")
def test_without_a_list_of_mounts_the_kernel_is_asked(tmp_path: Path) -> None:
    assert places._on_linux(tmp_path, tmp_path / "none") == places.Place(Kind.SHARED, "unknown")

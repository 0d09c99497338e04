from pathlib import Path

import pytest

from qa_desktop.storage.places import is_local, kind_of_mount

MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:40 / /mnt/office\040share rw,relatime shared:2 - nfs4 server:/qa rw,vers=4.2
31 27 0:41 / /mnt/b\303\274ro rw - cifs //server/b rw
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
    assert kind_of_mount(Path(place), MOUNTS) == kind


def test_a_place_that_no_mount_holds_is_of_no_kind() -> None:
    assert kind_of_mount(Path("/anywhere"), "") == ""


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux lists its mounts there")
def test_what_is_no_disk_is_not_local() -> None:
    assert not is_local(Path("/proc"))

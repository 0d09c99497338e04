"""A team folder: packages come whole or not at all, and whatever else lies there is left alone."""

import os
import sys
import time
from pathlib import Path

import pytest

from qa_desktop.sharing import folder
from qa_desktop.sharing.folder import OversizedError, packages_in, read_whole, sweep, write_package
from qa_desktop.sharing.names import PackageName
from tests.sharing.samples import DEVICE, package


def write(place: Path, count: int = 3) -> PackageName:
    _, content = package(count)
    return write_package(place, DEVICE, 1, count, content)


def test_a_package_is_listed_and_read_back(tmp_path: Path) -> None:
    name, content = package()
    assert write(tmp_path) == name
    assert packages_in(tmp_path) == (name,)
    assert read_whole(tmp_path, name) == content
    assert [file.name for file in tmp_path.iterdir()] == [str(name)]


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    assert write(tmp_path) == write(tmp_path)
    assert len(packages_in(tmp_path)) == 1


def test_what_is_no_package_is_not_listed(tmp_path: Path) -> None:
    name = write(tmp_path)
    for other in ("desktop.ini", f"{name} (conflicted copy)", f".{name}", "readme.qapack"):
        (tmp_path / other).write_bytes(b"x")
    assert packages_in(tmp_path) == (name,)


@pytest.mark.parametrize("cut", [0, 1, 50, -1])
def test_half_a_package_is_not_there_yet(tmp_path: Path, cut: int) -> None:
    name, content = package()
    (tmp_path / str(name)).write_bytes(content[:cut])
    assert packages_in(tmp_path) == (name,)
    assert read_whole(tmp_path, name) is None


def test_a_package_that_went_meanwhile_is_not_there(tmp_path: Path) -> None:
    assert read_whole(tmp_path, package()[0]) is None


def test_a_folder_that_went_is_another_matter(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    for look in (lambda: packages_in(gone), lambda: read_whole(gone, package()[0]), lambda: write(gone)):
        with pytest.raises(OSError, match="gone"):
            look()


def test_a_file_beyond_all_bounds_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LARGEST_FILE", 50)
    with pytest.raises(OversizedError):
        read_whole(tmp_path, write(tmp_path))


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_durable_before_they_have_their_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real = os.fsync

    def watched(handle: int) -> None:
        is_folder = os.path.isdir(handle) if sys.platform != "win32" else False  # noqa: PTH112 - a handle, no path
        steps.append(f"{'folder' if is_folder else 'file'} with {len(packages_in(tmp_path))} packages")
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write(tmp_path)
    assert steps == ["file with 0 packages", "folder with 1 packages"]


def test_only_what_one_has_long_left_behind_oneself_is_swept(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / f".{each}.part" for each in (f"{DEVICE.hex}-1", f"{DEVICE.hex}-2", "x-1"))
    for file in (old, fresh, other):
        file.write_bytes(b"x")
    for file in (old, other):
        os.utime(file, (time.time() - 7200,) * 2)
    sweep(tmp_path, DEVICE)
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize(("mode", "wanted"), [(0o755, 0o644), (0o770, 0o640), (0o700, 0o600)])
def test_whoever_may_read_the_folder_may_read_the_package(tmp_path: Path, mode: int, wanted: int) -> None:
    before = os.umask(0o077)
    try:
        tmp_path.chmod(mode)
        assert (tmp_path / str(write(tmp_path))).stat().st_mode & 0o777 == wanted
    finally:
        os.umask(before)

import os
import stat
import sys
from pathlib import Path

import pytest

from qa_desktop import paths
from qa_desktop.domain.errors import InputError

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_uses_the_folders_beside_the_package() -> None:
    assert paths.resources() == ROOT / "resources"
    assert paths.forms() == ROOT / "forms"


def test_a_frozen_program_uses_the_folders_of_its_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"
    assert paths.forms() == tmp_path / "forms"


def test_user_folders_lie_in_the_named_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QA_DESKTOP_HOME", str(tmp_path / "home"))
    found = [paths.user_data(), paths.user_cache(), paths.user_logs()]
    assert found == [tmp_path / "home" / name for name in ("data", "cache", "logs")]
    assert all(folder.is_dir() for folder in found)


def test_without_a_named_home_the_folders_are_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QA_DESKTOP_HOME", raising=False)
    monkeypatch.setattr(Path, "mkdir", lambda *_args, **_options: None)
    assert "QA Desktop" in paths.user_data().parts
    assert len({paths.user_data(), paths.user_cache(), paths.user_logs()}) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no POSIX permissions")
def test_user_folders_are_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QA_DESKTOP_HOME", str(tmp_path / "home"))
    for folder in (paths.user_data(), tmp_path / "home"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_unusable_home_is_a_plain_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("QA_DESKTOP_HOME", str(tmp_path / "file"))
    with pytest.raises(InputError, match="QA_DESKTOP_HOME"):
        paths.user_data()

from pathlib import Path

import pytest

from qa_desktop.storage.vault import Vault


def test_what_is_sealed_is_read_with_the_same_key_alone(tmp_path: Path) -> None:
    file = tmp_path / "draft.sealed"
    Vault("key").seal(file, b"marked words")
    Vault("key").seal(file, b"marked words, later")
    assert b"marked" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert Vault("key").unseal(file) == b"marked words, later"
    with pytest.raises(OSError, match="not a database"):
        Vault("another").unseal(file)
    assert [path.name for path in tmp_path.iterdir()] == ["draft.sealed"]


def test_what_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Vault("key").seal(tmp_path / "nowhere" / "draft.sealed", b"words")

"""Settings: typed, kept across starts, and never half-written."""

import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop import paths, settings
from qa_desktop.domain.errors import InputError
from qa_desktop.settings import Settings


def test_a_new_installation_has_a_device_of_its_own_that_stays() -> None:
    first = settings.load()
    assert UUID(first.device).version == 7
    assert settings.load() == first
    assert settings.default_file().parent == paths.user_data()


def test_everything_comes_back() -> None:
    kept = Settings(
        device=str(UUID(int=7)),
        person="Ann",
        database="/x/y.sqlite3",
        speed=1.25,
        reaction_seconds=2.5,
        theme="dark",
        text_scale=1.5,
        splits={"review": [1, 2, 3]},
        window=[800, 600],
    )
    settings.save(kept)
    assert settings.load() == kept


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"device": 7}', b"\xff\xfe", b'{"device": "no key"}', b"[]", b'{"speed": "fast"}']
)
def test_what_cannot_be_read_is_begun_anew(content: bytes) -> None:
    settings.default_file().write_bytes(content)
    found = settings.load()
    assert replace(found, device="") == Settings()
    assert UUID(found.device)
    assert settings.load() == found


def test_settings_of_a_newer_program_are_read_as_far_as_they_are_known() -> None:
    device = str(UUID(int=7))
    settings.default_file().write_text(f'{{"device": "{device}", "person": "Ann", "new_thing": 1}}', encoding="utf-8")
    assert settings.load() == Settings(device=device, person="Ann")


def test_a_failed_save_leaves_the_old_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings.load()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"cannot be written to .* see that the disk has room"):
        settings.save(Settings(device=before.device, person="Ben"))
    assert settings.load() == before
    assert [each.name for each in paths.user_data().iterdir()] == ["settings.json"]


def test_a_settings_file_that_cannot_be_opened_is_told_and_left_alone() -> None:
    settings.default_file().mkdir()
    with pytest.raises(InputError, match=r"settings\.json” cannot be read"):
        settings.load()
    assert settings.default_file().is_dir()


def test_settings_that_cannot_be_made_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        settings.load(tmp_path / "nowhere" / "settings.json")


def test_settings_may_lie_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    kept = Settings(device=str(UUID(int=1)), person="Ann")
    settings.save(kept, file)
    assert settings.load(file) == kept
    assert [each.name for each in tmp_path.iterdir()] == ["other.json"]


def test_decoded_sound_lies_in_the_cache_unless_memory_alone_is_asked_for() -> None:
    assert settings.sound_folder(Settings()) == paths.user_cache() / "audio"
    assert settings.sound_folder(Settings(audio_in_memory=True)) is None


def test_without_a_folder_for_the_cache_decoded_sound_stays_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("no folder")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    assert settings.sound_folder(Settings()) is None


def test_a_password_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings.save(Settings(database="postgresql://ann:s3cret@db/qa"), file)
    assert settings.load(file).database == "postgresql://ann@db/qa"
    assert "s3cret" not in file.read_text(encoding="utf-8")

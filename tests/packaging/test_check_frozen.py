"""The checks of a packaged program find what is broken."""

import importlib.util
import os
import shutil
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "check_frozen.py"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the checks are for the Linux folder")


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_frozen", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def program(folder: Path, script: str) -> None:
    path = folder / "qa-desktop"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump (binutils) is not installed")
def test_a_library_that_is_not_bundled_is_named(check: ModuleType, tmp_path: Path) -> None:
    source = next(Path(PySide6.__file__).parent.glob("Qt/lib/libQt6Svg.so.6"))
    shutil.copy(source, tmp_path)
    missing = list(check.missing_libraries(tmp_path))
    assert "libQt6Svg.so.6 asks for libQt6Core.so.6, which is not in the bundle" in missing
    assert not [line for line in missing if "libc.so.6" in line]
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libQt6Core.so.6").write_bytes(b"")
    assert not [line for line in check.missing_libraries(tmp_path) if "libQt6Core" in line]


def test_a_part_that_is_not_there_is_named(check: ModuleType, tmp_path: Path) -> None:
    program(tmp_path, "exit 0")
    missing = list(check.missing_parts(tmp_path))
    assert "_internal/forms/*.yaml is not in the bundle" in missing
    assert "qa-desktop is not in the bundle" not in missing


def test_a_failing_self_test_is_a_failure(check: ModuleType, tmp_path: Path) -> None:
    program(tmp_path, "exit 3")
    assert list(check.self_test(tmp_path)) == ["the self-test ended with 3"]


def test_a_self_test_without_a_picture_is_a_failure(check: ModuleType, tmp_path: Path) -> None:
    program(tmp_path, "exit 0")
    assert list(check.self_test(tmp_path)) == ["the self-test left no picture"]


def test_the_self_test_runs_offscreen_with_folders_of_its_own(
    check: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    wanted = '"$QT_QPA_PLATFORM$PYTHONPATH" = offscreen ] && [ "$1" = --self-test ] && [ "$2" = --screenshot'
    program(tmp_path, f'[ {wanted} ] && [ "$QA_DESKTOP_HOME" = "$PWD/home" ] && touch "$3"')
    assert list(check.self_test(tmp_path)) == []

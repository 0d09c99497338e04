import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as pip does."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [found] = folder.glob("*.whl")
    return found


def test_the_wheel_holds_what_the_program_ships(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path for name in ("resources", "forms") for path in (ROOT / name).rglob("*") if path.is_file()]
    assert shipped
    for path in shipped:
        if "__pycache__" not in path.parts and path.suffix != ".pyc":
            assert f"qa_desktop/_data/{path.relative_to(ROOT).as_posix()}" in inside


def test_the_installed_program_finds_what_it_ships(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = "from qa_desktop import paths; print(paths.resources(), paths.forms(), sep='\\n')"
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True, text=True)
    data = tmp_path / "qa_desktop" / "_data"
    assert run.stdout.splitlines() == [str(data / "resources"), str(data / "forms")]
    assert (data / "resources").is_dir()
    assert list((data / "forms").glob("*.yaml"))


def test_the_wheel_holds_the_migrations(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    assert "qa_desktop/storage/migrations/env.py" in inside
    assert any(name.startswith("qa_desktop/storage/migrations/versions/") for name in inside)

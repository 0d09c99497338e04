"""What the import contracts in pyproject.toml cannot say."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "qa_desktop"


def imported_modules(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every module that the files of a folder import, with the file."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module
                yield from ((path, f"{node.module}.{name.name}") for name in node.names)


def test_the_domain_imports_the_standard_library_and_itself() -> None:
    for path, module in imported_modules(PACKAGE / "domain"):
        assert module.split(".")[0] in sys.stdlib_module_names or module.startswith("qa_desktop.domain"), path


def test_playback_knows_no_widgets() -> None:
    for path, module in imported_modules(PACKAGE / "media"):
        assert not module.startswith(("PySide6.QtWidgets", "PySide6.QtGui")), path


@pytest.mark.parametrize("room", ["qa_desktop.domain", "qa_desktop.domain.scoring"])
def test_the_domain_loads_neither_qt_nor_sql(room: str) -> None:
    script = f"import sys, {room}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert not loaded & {"PySide6", "shiboken6", "sqlalchemy", "alembic", "numpy", "av", "openpyxl"}

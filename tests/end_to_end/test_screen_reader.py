"""What a screen reader is told of what happens, on the bus that screen readers listen to."""

import shutil
import sys
from pathlib import Path
from subprocess import run

import pytest

from tests.end_to_end.screen import lacking, new_screen
from tests.ui.furnishing import furnish

PROGRAM = Path(__file__).with_name("announcing_program.py")
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
TOOLS = ("dbus-run-session", "dbus-monitor")


def test_answers_are_announced_without_the_eyes_shut_mode(tmp_path: Path) -> None:
    missing = [*lacking(), *(tool for tool in TOOLS if shutil.which(tool) is None)]
    missing += [] if LAUNCHER.exists() else [LAUNCHER.name]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    furnish(tmp_path / "room.sqlite3")
    (tmp_path / "run").mkdir(mode=0o700)
    with new_screen(tmp_path) as screen:
        environment = {
            **screen.environment,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        }
        command = ["dbus-run-session", "--", sys.executable, str(PROGRAM), str(tmp_path / "room.sqlite3")]
        result = run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert result.returncode == 0, result.stderr
    told = result.stdout.splitlines()
    assert any("are missing, the first is number 1." in line for line in told)
    assert "Yes." in told
    assert told[-1] == "The end."

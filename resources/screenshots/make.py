"""Draws the pictures of the README: `make screenshots`."""

import os
import shutil
import tempfile
from pathlib import Path

from qa_desktop.cli import main

HERE = Path(__file__).resolve().parent
SHOWN = ("review-call", "review-call-dark", "review-chat", "explain-score", "calibration-room", "new-session")


def make() -> None:
    """Run the demo in a folder of its own and keep the pictures that the README shows."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["QA_DESKTOP_HOME"] = str(Path(name) / "home")
        if main(["demo", "--headless", "--folder", name]) != 0:
            raise SystemExit("the demo failed")
        for picture in SHOWN:
            shutil.copy(Path(name) / "pictures" / f"{picture}.png", HERE / f"{picture}.png")


if __name__ == "__main__":
    make()

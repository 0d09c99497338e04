"""A folder is watched by a program of its own."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CHAT, Run


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_what_comes_into_a_folder_joins_the_worklist(chats: Path, tmp_path: Path, run: Run, ending: int) -> None:
    room = tmp_path / "raum.db"
    command = [sys.executable, "-m", "qa_desktop", "import", chats, "--watch", "--every", "1", "--json"]
    with subprocess.Popen([*command, "--database", room], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watching:
        assert watching.stdout is not None
        try:
            first = json.loads(watching.stdout.readline())  # one line
            assert [each["name"] for each in first["files"]] == ["Käse 1.csv", "Käse 2.csv"]
            (chats / "neu").mkdir()
            (chats / "neu" / "3.csv").write_text(CHAT.replace("Hallo", "Moin"), encoding="utf-8")
            (chats / "neu" / "4.json").write_text('{"cut": ', encoding="utf-8")
            found: dict[str, str] = {}
            while len(found) < 2:  # a look may come between the two
                batch = json.loads(watching.stdout.readline())
                found |= {each["name"]: each["result"] for each in batch["files"]}
            assert found == {"neu/3.csv": "added", "neu/4.json": "refused"}
            watching.send_signal(ending)
            rest, said = watching.communicate(timeout=60)
        finally:
            watching.kill()
    assert (watching.returncode, rest) == (0, b"")
    assert b"Traceback" not in said
    assert len(run("interaction", "list", "--database", room, "--json").document) == 3


def test_only_folders_are_watched(chats: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", chats / "Käse 1.csv", "--watch", "--database", tmp_path / "raum.db")
    assert ended.sentence == "“Käse 1.csv” is no folder that can be watched; give folders with --watch."

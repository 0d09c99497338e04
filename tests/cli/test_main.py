import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_desktop.services import form_library
from tests.cli.conftest import Run

SHIPPED = Path(__file__).parents[2] / "forms"
ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ValueError("first line\nsecond line")

    monkeypatch.setattr(form_library, "newest", fail)


@pytest.mark.usefixtures("broken")
def test_a_failure_of_ours_is_one_sentence(run: Run) -> None:
    ended = run("form", "list")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == "QA Desktop failed (ValueError: first line). Try again with --debug.\n"


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("arguments", [("--debug", "form", "list"), ("form", "list", "--debug")])
def test_the_trace_is_shown_when_asked_for(arguments: tuple[str, ...], run: Run) -> None:
    ended = run(*arguments)
    assert ended.status == 1
    assert "Traceback" in ended.err
    assert ended.err.endswith("ValueError: first line\nsecond line\n")


def test_stopping_by_key_is_no_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(form_library, "newest", stop)
    ended = run("form", "list")
    assert (ended.status, ended.out, ended.err) == (130, "", "")


def test_the_installed_program_and_the_module_are_the_same(program: Run) -> None:
    ended = program("--version")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("QA Desktop ")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen")
@pytest.mark.parametrize("command", [(), ("gui",)])
def test_without_a_display_the_window_is_refused_with_a_sentence(command: tuple[str, ...], program: Run) -> None:
    ended = program(*command, without=("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    assert "no display" in ended.sentence
    assert ended.out == ""


def test_json_is_utf_8_whatever_the_terminal(chats: Path, program: Run) -> None:
    ended = program("transcript", chats / "Käse 1.csv", "--json", **ASCII)
    assert (ended.status, ended.err) == (0, "")
    assert ended.document["turns"][0]["text"] == "Grüß Gott – 您好 👋"


def test_text_loses_what_the_terminal_cannot_show_and_nothing_else(chats: Path, program: Run) -> None:
    ended = program("transcript", chats / "Käse 1.csv", **ASCII)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == "     0:00  Agent: Gr?? Gott ? ?? ?"


def test_sentences_can_be_shown_on_any_terminal(program: Run) -> None:
    ended = program("form", "list", "--database", "nïx.db", **ASCII)
    assert ended.sentence.endswith(": check its name and place.")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise there")
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["form", "check", str(SHIPPED / "collections.yaml")], ["form", "list", "--json"], ["form", "list"]],
)
@pytest.mark.parametrize("buffering", [{"PYTHONUNBUFFERED": ""}, {"PYTHONUNBUFFERED": "1"}])
def test_whoever_stops_reading_is_no_failure(arguments: list[str], buffering: dict[str, str]) -> None:
    """It is noticed while printing, or only when what was held back is written at the end."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "qa_desktop", *arguments]
    try:
        ended = subprocess.run(
            command, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60, env=os.environ | buffering
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")

"""American, German and French keyboards on a real X server: the keys that each of them has do what they should."""

import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE, Popen, run

import pytest

from tests.end_to_end.screen import lacking, new_screen

PROGRAM = Path(__file__).with_name("keyboard_program.py")
# Keys by where they are: 10 is the 1 of every keyboard, 20 is beside the 0, 34 and 35 are beside the P, 61 is before
# the right Shift, 38 to 47 are A to ;.
READING = {
    "us": {"shift+61": "keys", "21": "faster", "20": "slower", "34": "evidence_start", "35": "evidence_end"},
    "de": {"shift+20": "keys", "35": "faster", "shift+19": "faster", "61": "slower"},
    "fr": {"shift+58": "keys", "21": "faster", "shift+21": "faster", "15": "slower", "shift+10": "level_1"},
}
TYPING = {
    "us": {"ctrl+20": "slower", "ctrl+shift+21": "faster", "ctrl+59": "back", "ctrl+60": "forward"},
    "de": {"ctrl+61": "slower", "ctrl+35": "faster", "ctrl+59": "back", "ctrl+60": "forward"},
    "fr": {"ctrl+15": "slower", "ctrl+shift+21": "faster", "ctrl+58": "back", "ctrl+59": "forward"},
}
EVERYWHERE = {"ctrl+26": "evidence_add", "F1": "keys", "ctrl+shift+40": "evidence_start", "F4": "next_missing"}
LETTERS = {"40": "evidence_start", "41": "evidence_end"}
DIGITS = {"ctrl+shift+10": "level_1", "ctrl+shift+15": "level_6", "ctrl+shift+19": "level_0"}


@pytest.mark.parametrize("place", ["list", "line", "text"])
@pytest.mark.parametrize("layout", ["us", "de", "fr"])
def test_keys_of_a_layout(layout: str, place: str, tmp_path: Path) -> None:
    missing = [*lacking(), *(["setxkbmap"] if shutil.which("setxkbmap") is None else [])]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    expected = EVERYWHERE | TYPING[layout]
    if layout != "fr":  # digits need Shift there
        expected = expected | DIGITS
    if place == "list":
        expected = expected | READING[layout] | LETTERS
    with ExitStack() as stack:
        screen = stack.enter_context(new_screen(tmp_path))
        command = [sys.executable, str(PROGRAM), place]
        program = stack.enter_context(Popen(command, env=screen.environment, stdout=PIPE, text=True))
        screen.window("Keyboard")  # before that the server may start anew, with its usual layout
        run(["setxkbmap", layout], env=screen.environment, check=True)
        for key in expected:
            screen.press(key)
        screen.press("Escape")
        assert program.stdout is not None
        done = program.stdout.read().split()
    assert done == list(expected.values())

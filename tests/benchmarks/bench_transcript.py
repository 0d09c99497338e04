"""How long a transcript of 20,000 turns takes to open, to scroll by a page, and to be searched, against stated goals.

Opening is from the value to the painted widget. Times are those of the thread of the screen, in processor time, so that
a busy machine measures the same.
"""

import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from qa_desktop.domain.search import parse
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.ui.review.transcript.view import TranscriptView
from qa_desktop.ui.theme import Theme

MANY: Final = 20_000
PAGES: Final = 200
OPEN_GOAL: Final = 100.0
"""Milliseconds to open."""
FRAME_GOAL: Final = 16.0
"""Milliseconds for a page, the median; beyond it scrolling stutters."""
FIND_GOAL: Final = 50.0
"""Milliseconds for each step of a search; between them the window is free."""
_SAID: Final = "I can see two charges on the fourth, let me check which plan they belong to and what happens next. " * 4


def turns() -> tuple[Turn, ...]:
    """Turns of one to four lines, by agent and customer in turn."""
    roles = (Role.AGENT, Role.CUSTOMER)
    return tuple(Turn(_SAID[: 20 + n * 37 % 340], roles[n % 2], "", n * 4.0, n * 4.0 + 3) for n in range(MANY))


def main() -> None:
    """Print each figure as a ratio to its goal; ends with 1 where one is missed."""
    app = QApplication([])
    theme = Theme(app)
    theme.dress()
    view = TranscriptView(theme)
    view.resize(700, 600)
    view.show()
    long = Transcript("bench", turns())
    opened = []
    for _ in range(5):
        view.open(None)
        app.processEvents()
        begun = time.thread_time()
        view.open(long)
        view.grab()
        opened.append(_ms(begun))
    bar, frames = view.verticalScrollBar(), []
    for _ in range(PAGES):
        begun = time.thread_time()
        bar.setValue(bar.value() + bar.pageStep() - 40)
        view.viewport().repaint()
        app.processEvents()
        frames.append(_ms(begun))
    found = []
    query = parse("plan")
    for first in range(0, MANY, 400):
        begun = time.thread_time()
        view.lines.have(query, first, first + 400)
        found.append(_ms(begun))
    missed = [
        _tell("open 20,000 turns", median(opened), OPEN_GOAL),
        _tell("one page further", median(frames), FRAME_GOAL),
        _tell("look for a word in 400 of them", max(found), FIND_GOAL),
    ]
    print(f"slowest page {max(frames):.1f} ms")
    sys.exit(1 if any(missed) else 0)


def _ms(begun: float) -> float:
    return 1000 * (time.thread_time() - begun)


def _tell(what: str, taken: float, goal: float) -> bool:
    print(f"{what}: {taken:.1f} ms, {taken / goal:.2f} of the goal of {goal:.0f} ms")
    return taken > goal


if __name__ == "__main__":
    main()

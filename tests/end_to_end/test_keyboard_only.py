"""From an empty database to a submitted evaluation with real key events, without a mouse; a picture of each step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import pytest

from qa_desktop.domain.answers import Answer, AudioSpan, answered
from qa_desktop.domain.evaluations import Draft, Revision
from qa_desktop.domain.forms import AnswerType, FormVersion, Standard
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.scoring import score
from qa_desktop.domain.visibility import visible_standards
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.end_to_end.screen import Screen, lacking, new_screen, soon, until
from tests.ui.furnishing import DEMO, DEVICE

ROOT = Path(__file__).resolve().parents[2]
NAME = "Mia Muster"
FILES = (
    "recordings/L-1001-duplicate-charge.opus",
    "transcripts/L-1001-duplicate-charge.vtt",
    "recordings/L-1002-router-outage.opus",
    "transcripts/L-1002-router-outage.vtt",
)
COMMENT = "Said 5 days; the rule is 3."

pytestmark = pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")


@dataclass
class Kept:
    """What the program has written, read from beside it."""

    database: SqlDatabase

    def has_forms(self) -> bool:
        with self.database.reading() as work:
            return len(work.forms.newest()) == 3

    def person(self) -> Person | None:
        with self.database.reading() as work:
            return next(iter(work.people.all()), None)

    def interactions(self) -> list[Interaction]:
        with self.database.reading() as work:
            lines = work.interactions.worklist(Person(NAME).key, WorklistFilter())
            return [line.interaction for line in lines if line.interaction.turns and line.interaction.recording]

    def draft(self, interaction: Interaction) -> Draft | None:
        with self.database.reading() as work:
            return work.evaluations.draft(interaction.key, Person(NAME).key)

    def submitted(self, interaction: Interaction) -> Revision | None:
        with self.database.reading() as work:
            latest = work.evaluations.latest(interaction.key, Person(NAME).key)
            return latest.revision if latest else None

    def form(self, draft: Draft) -> FormVersion:
        with self.database.reading() as work:
            version = work.forms.get(draft.subject.form_version)
        assert version is not None
        return version

    def answer(self, interaction: Interaction, standard: str) -> Answer:
        draft = self.draft(interaction)
        return draft.content.answers.get(standard, Answer()) if draft else Answer()


@contextmanager
def running_program(screen: Screen, home: Path, file: Path) -> Iterator[Popen[bytes]]:
    """The program on that screen, as a person starts it."""
    environment = {**screen.environment, "QA_DESKTOP_HOME": str(home), "PYTHONWARNINGS": "error::RuntimeWarning"}
    command = [sys.executable, "-m", "qa_desktop", "--database", str(file)]
    with Popen(command, cwd=ROOT, env=environment) as program:
        try:
            yield program
        finally:
            program.kill()


def say_who_one_is(screen: Screen, kept: Kept) -> None:
    """The name is asked for once the database is there with its forms; what is typed before is lost."""
    until(kept.has_forms, "the forms")
    screen.picture("started")
    for _ in range(10):
        for _ in range(2):  # the page may come while the name is typed for the first time
            screen.press("ctrl+a")
            screen.type(NAME)
        screen.picture("who-are-you")
        screen.press("Return")
        if soon(lambda: kept.person() is not None, 3):
            assert kept.person() == Person(NAME)
            return
    raise AssertionError("nobody was introduced")


def import_files(screen: Screen, kept: Kept) -> list[Interaction]:
    """Name the files in the dialog, each in quotation marks."""
    screen.press("ctrl+o")
    screen.window("Import recordings")
    screen.type(" ".join(f'"{DEMO / name}"' for name in FILES))
    screen.picture("import-dialog")
    screen.press("Return")
    until(lambda: len(kept.interactions()) == 2, "the import")
    until(lambda: screen.windows("Import recordings") == 0, "the end of the dialog")
    screen.picture("imported")
    return kept.interactions()


def open_first(screen: Screen, kept: Kept, interactions: list[Interaction]) -> Interaction:
    """Enter opens the line that is chosen; the first key that is taken shows that it is open."""

    def opened() -> bool:
        return any(kept.draft(each) is not None for each in interactions)

    for _ in range(10):
        screen.press("Return")
        screen.press("y")
        if soon(opened, 3):
            return next(each for each in interactions if kept.draft(each) is not None)
    raise AssertionError("no interaction was opened")


def key_for(standard: Standard) -> str:
    """A key that answers a standard; “accurate” and “listens” get answers that need more than the key."""
    given = {"accurate": "n", "listens": "2", "outcome": "3"}
    if standard.id in given:
        return given[standard.id]
    match standard.answer_type:
        case AnswerType.YES_NO:
            return "n" if standard.reversed else "y"
        case AnswerType.LEVELS:
            return str(len(standard.options))
        case AnswerType.TEXT:
            return "a"
        case _:
            return "1"


def answer_everything(screen: Screen, kept: Kept, call: Interaction) -> None:
    """Down the form, standard by standard; each key is seen in the database before the next is pressed."""
    draft = kept.draft(call)
    assert draft is not None
    form = kept.form(draft).form
    done: list[str] = []
    while (standard := next_standard(kept, call, done)) is not None:
        screen.press(key_for(standard))
        until(lambda s=standard: answered(s, kept.answer(call, s.id).value), f"the answer to {standard.id}")  # type: ignore[misc]
        if standard.id in ("accurate", "listens"):
            screen.press("c")
            screen.type(COMMENT)
            screen.press("Escape")
            until(lambda s=standard: kept.answer(call, s.id).comment == COMMENT, "the comment")  # type: ignore[misc]
        if standard.id == "accurate":
            screen.press("t", "space", "Escape")
            until(lambda: len(kept.answer(call, "accurate").reasons) == 1, "the reason")
            screen.picture("comment-and-reason")
        done.append(standard.id)
        screen.press("Down")
    assert len(done) >= len(form.standards) - 3


def next_standard(kept: Kept, call: Interaction, done: list[str]) -> Standard | None:
    """The standard that Down has come to."""
    draft = kept.draft(call)
    assert draft is not None
    visible = visible_standards(kept.form(draft).form, draft.content.answers)
    return next((standard for standard in visible if standard.id not in done), None)


@pytest.mark.timeout(300)
def test_a_call_is_reviewed_without_a_mouse(tmp_path: Path) -> None:
    file = tmp_path / "work.sqlite3"
    with new_screen(tmp_path / "pictures") as screen, running_program(screen, tmp_path / "home", file) as program:
        screen.window("QA Desktop")
        until(file.exists, "a database")
        with closing(open_database(file, DEVICE)) as database:
            kept = Kept(database)
            say_who_one_is(screen, kept)
            screen.picture("empty-worklist")
            call = open_first(screen, kept, import_files(screen, kept))
            screen.press("space")
            until(lambda: heard(screen, kept, call), "the sound")
            screen.picture("playing")
            answer_everything(screen, kept, call)
            screen.press("o")
            screen.type("A good call on the whole.")
            screen.press("Escape")
            screen.picture("complete")
            screen.press("x")
            screen.picture("explained")
            screen.press("x", "ctrl+Return")
            until(lambda: kept.submitted(call) is not None, "the submission")
            screen.picture("next-one")
            screen.press("question")
            screen.picture("keys")
            screen.press("Escape", "ctrl+d")
            screen.picture("dark")
            check(kept, call)
        screen.press("ctrl+q")
        assert program.wait(30) == 0


def heard(screen: Screen, kept: Kept, call: Interaction) -> bool:
    """Answer again until the answer has evidence: the recording has been playing."""
    screen.press("n")
    screen.press("y")
    return soon(lambda: bool(kept.answer(call, "greets").evidence), 1)


def check(kept: Kept, call: Interaction) -> None:
    """The revision is there, true and scored, and it was heard while it was scored."""
    revision = kept.submitted(call)
    assert revision is not None
    assert revision.number == 1
    assert revision.hash == revision.computed_hash()
    assert revision.content.comment == "A good call on the whole."
    assert revision.content.answers["listens"].comment == COMMENT
    form = kept.form(Draft(revision.subject, revision.content)).form
    assert score(form, revision.content.answers).total is not None
    spans = [item for answer in revision.content.answers.values() for item in answer.evidence]
    assert len(spans) > 5
    assert all(isinstance(span, AudioSpan) and span.noted and 0 <= span.start_ms < span.end_ms for span in spans)
    later = max(spans, key=lambda span: span.end_ms if isinstance(span, AudioSpan) else 0)
    assert isinstance(later, AudioSpan)
    assert later.end_ms > 5000
    assert kept.draft(call) is None

"""The program is killed while somebody types: at most the last second of typing is lost."""

import shutil
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from qa_desktop.domain.people import person_key
from qa_desktop.storage.database import open_database
from tests.ui.furnishing import DEVICE, furnish
from tests.victims import Victim

MOST_LOST_SECONDS = 1.0


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo interactions."""
    file = tmp_path_factory.mktemp("kill") / "room.sqlite3"
    furnish(file)
    return file


def type_until_killed(file: Path, seconds: float) -> tuple[UUID, str, list[tuple[int, float]], float]:
    """What was open, what was said after each key, and when the program was killed."""
    victim = Victim("end_to_end.typing_program", file)
    _, interaction, standard = victim.line().split()
    said = [line.split() for line in (victim.line(), *victim.rest_until_killed(seconds))]  # since the first letter
    return UUID(interaction), standard, [(int(letters), float(at)) for letters, at in said], victim.killed_at


@pytest.mark.alone
@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
def test_at_most_the_last_second_of_typing_is_lost(furnished: Path, tmp_path: Path, kills: int) -> None:
    moments = Random(11)
    typed = 0
    for number in range(kills):
        file = tmp_path / f"{number}.sqlite3"
        shutil.copy(furnished, file)
        interaction, standard, said, killed = type_until_killed(file, moments.uniform(0.5, 2.5))
        again = open_database(file, DEVICE)
        with again.reading() as work:
            draft = work.evaluations.draft(interaction, person_key("Ann Reviewer"))
        assert again.health().problems == ()
        again.close()
        kept = len(draft.content.answers[standard].comment) if draft and standard in draft.content.answers else 0
        due = max((letters for letters, at in said if at < killed - MOST_LOST_SECONDS), default=0)
        assert kept >= due, f"{said[-1][0]} letters typed, {due} a second before the kill, {kept} kept"
        assert kept <= said[-1][0] + 1
        typed += due
    assert typed > kills  # there was something to lose, on a slow machine too

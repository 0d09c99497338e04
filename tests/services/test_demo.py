from pathlib import Path

import pytest

from qa_desktop import paths
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.worklist import Order, State, WorklistFilter
from qa_desktop.services import calibrating, demo, form_library, people, reviewing, speech, worklist
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import NOW

FOLDER = Path(paths.resources(), "demo")


@pytest.fixture
def loaded(database: SqlDatabase) -> tuple[SqlDatabase, Changes, list[str]]:
    steps: list[str] = []
    form_library.publish_shipped(database, paths.forms(), NOW)
    return database, demo.load_demo(database, FOLDER, NOW, steps.append), steps


def test_the_demo_is_imported_scored_and_calibrated(loaded: tuple[SqlDatabase, Changes, list[str]]) -> None:
    database, changes, steps = loaded
    counts = database.health().counts
    assert (counts["interactions"], counts["recordings"], counts["transcripts"]) == (10, 6, 10)
    assert (counts["people"], counts["evaluations"], counts["drafts"]) == (4, 15, 1)
    assert counts["calibration sessions"] == 1
    assert changes.touches(Changed.INTERACTION, Changed.EVALUATION, Changed.SESSION)
    assert steps[0] == "importing the demo interactions"
    assert steps[-1] == "finding out who spoke how much"
    assert len(steps) == 17


def test_the_demo_twice_changes_nothing(loaded: tuple[SqlDatabase, Changes, list[str]]) -> None:
    database = loaded[0]
    before = database.health().counts
    steps: list[str] = []
    assert demo.load_demo(database, FOLDER, NOW, steps.append) == Changes()
    assert database.health().counts == before
    assert steps == ["importing the demo interactions"]


def test_the_session_of_the_demo_is_complete(loaded: tuple[SqlDatabase, Changes, list[str]]) -> None:
    database = loaded[0]
    material = calibrating.material(database, demo.demo_session(database, FOLDER))
    assert material.gauge.role is PersonRole.LEAD
    assert len(material.people) == 4
    assert len(material.submitted) == 12
    assert all(content.comment for content in material.submitted.values())


def test_somebody_can_begin_at_once(loaded: tuple[SqlDatabase, Changes, list[str]]) -> None:
    database = loaded[0]
    novak = people.find(database, "A. Novak")
    assert novak is not None
    lines = worklist.load(database, novak, WorklistFilter())
    assert lines.counts == {State.NEW: 5, State.DRAFT: 1, State.SUBMITTED: 4}
    arrears = next(item.interaction for item in lines.items if item.interaction.external_id == "L-1003")
    review = reviewing.open_review(database, arrears.key, novak)
    assert review.form.form.id == "collections"
    assert review.transcript is not None
    assert review.recording is not None
    assert review.recording.is_file()


def test_its_worklist_sorts_by_figures_at_once(loaded: tuple[SqlDatabase, Changes, list[str]]) -> None:
    database, changes, _ = loaded
    novak = people.find(database, "A. Novak")
    assert novak is not None
    items = worklist.load(database, novak, WorklistFilter(order=Order.LONGEST_SILENCE)).items
    found = [item.speech.longest_silence for item in items if item.speech is not None]
    assert len(found) == 6
    assert found == sorted(found, reverse=True)
    assert speech.lacking(database) == ()
    assert changes.touches(Changed.SPEECH)

from fractions import Fraction

import pytest

from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services import reviewing, worklist
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, BEN, CALL, NOW, drafted, furnish, interaction, submit

CALLS = [interaction(f"C-{number}", queue="Faults") for number in (2, 3, 4)]


@pytest.fixture
def filled(database: SqlDatabase) -> SqlDatabase:
    """One call submitted by Ann, one begun by her, two untouched; Ben has scored one of those."""
    furnish(database, *CALLS)
    submit(database, ANN)
    reviewing.save_draft(database, drafted(database, ANN, CALLS[0]), NOW)
    submit(database, BEN, CALLS[1])
    return database


def test_every_state_is_counted_for_the_reviewer_alone(filled: SqlDatabase) -> None:
    assert worklist.load(filled, ANN, WorklistFilter()).counts == {
        State.NEW: 2,
        State.DRAFT: 1,
        State.SUBMITTED: 1,
    }
    assert worklist.load(filled, BEN, WorklistFilter()).counts == {
        State.NEW: 3,
        State.DRAFT: 0,
        State.SUBMITTED: 1,
    }


def test_the_states_asked_for_are_shown_and_all_are_counted(filled: SqlDatabase) -> None:
    shown = worklist.load(filled, ANN, WorklistFilter(states=frozenset({State.DRAFT, State.SUBMITTED})))
    assert {item.interaction.external_id: item.state for item in shown.items} == {
        "C-1": State.SUBMITTED,
        "C-2": State.DRAFT,
    }
    assert shown.counts[State.NEW] == 2


def test_words_and_queue_narrow_the_counts_too(filled: SqlDatabase) -> None:
    assert worklist.load(filled, ANN, WorklistFilter(queue="Faults")).counts == {
        State.NEW: 2,
        State.DRAFT: 1,
        State.SUBMITTED: 0,
    }
    assert worklist.load(filled, ANN, WorklistFilter(words="billing")).counts[State.SUBMITTED] == 1
    assert worklist.load(filled, ANN, WorklistFilter(words="nobody")).items == ()


def test_a_submitted_line_bears_its_score(filled: SqlDatabase) -> None:
    lines = {item.interaction.key: item for item in worklist.load(filled, ANN, WorklistFilter()).items}
    assert (lines[CALL.key].total, lines[CALL.key].outcome) == (Fraction(7, 12), "pass")
    assert lines[CALLS[1].key].total is None


def test_the_limit_holds(filled: SqlDatabase) -> None:
    few = worklist.load(filled, ANN, WorklistFilter(), limit=3)
    assert (len(few.items), sum(few.counts.values())) == (3, 4)

from fractions import Fraction

import pytest

from qa_desktop.domain.worklist import Order, State, WorklistFilter, place_of
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


def test_more_goes_on_where_a_list_ended(filled: SqlDatabase) -> None:
    whole = worklist.load(filled, ANN, WorklistFilter())
    first = worklist.load(filled, ANN, WorklistFilter(), limit=3)
    assert whole.after is None
    assert first.after is not None
    rest = worklist.more(filled, ANN, WorklistFilter(), first.after, 3)
    assert (*first.items, *rest.items) == whole.items
    assert rest.after is None


def test_the_next_that_is_open_is_found_beyond_what_is_listed(filled: SqlDatabase) -> None:
    everything = worklist.load(filled, ANN, WorklistFilter()).items
    places = [place_of(item, Order.NEWEST) for item in everything]
    for number, place in enumerate(places):
        expected = [item.interaction.key for item in everything[number + 1 :] if item.state is not State.SUBMITTED]
        assert worklist.next_open(filled, ANN, WorklistFilter(), place) == next(iter(expected), None)
    assert worklist.next_open(filled, ANN, WorklistFilter(states=frozenset({State.SUBMITTED})), places[0]) is None

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import event, update

from qa_desktop.domain.evaluations import Draft
from qa_desktop.domain.interactions import Agent, Recording
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.worklist import Order, State, WorklistFilter, WorklistItem, figure, place_of
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.tables import EvaluationRow
from qa_desktop.storage.writes import table_of
from tests.storage.samples import ANN, BEN, CALL, NOON, SCORE, call, draft, furnish, revision

EVERYTHING = WorklistFilter()


def lines(database: SqlDatabase, wanted: WorklistFilter = EVERYTHING, limit: int = 500) -> list[str]:
    with database.reading() as work:
        return [line.interaction.external_id for line in work.interactions.worklist(ANN.key, wanted, limit)]


def test_the_newest_stand_first_and_unknown_times_last(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(call(9, started_at=None))
        for number in (1, 3, 2):
            work.interactions.put(call(number))
    assert lines(database) == ["C-3", "C-2", "C-1", "C-9"]
    assert lines(database, limit=2) == ["C-3", "C-2"]


def test_each_line_has_the_reviewers_own_state(database: SqlDatabase) -> None:
    submitted = revision()
    with database.writing() as work:
        furnish(work)
        work.interactions.put(call(1))
        work.evaluations.submit(submitted, SCORE)
        work.evaluations.save_draft(Draft(revision(interaction=call(1)).subject, draft().content), NOON)
        mine = work.interactions.worklist(ANN.key, EVERYTHING)
        bens = work.interactions.worklist(BEN.key, EVERYTHING)
    assert mine == [WorklistItem(call(1), State.DRAFT), WorklistItem(CALL, State.SUBMITTED, Fraction(2, 3), "fail")]
    assert [line.state for line in bens] == [State.NEW, State.NEW]


def test_a_correction_being_typed_is_a_draft_that_keeps_the_submitted_score(database: SqlDatabase) -> None:
    first = revision()
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(first, SCORE)
        work.evaluations.save_draft(draft(first.subject.evaluation), NOON)
        line = work.interactions.worklist(ANN.key, EVERYTHING)[0]
    assert (line.state, line.total) == (State.DRAFT, Fraction(2, 3))


def test_of_several_evaluations_the_last_submitted_counts_and_the_line_stands_once(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(revision(at=NOON + timedelta(days=1)), SCORE)
        work.evaluations.submit(revision(), type(SCORE)(total=Fraction(1)))
        found = work.interactions.worklist(ANN.key, EVERYTHING)
    assert [line.total for line in found] == [Fraction(2, 3)]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({State.NEW}, ["C-2"]),
        ({State.DRAFT}, ["C-1"]),
        ({State.SUBMITTED}, ["C-100%"]),
        ({State.NEW, State.SUBMITTED}, ["C-2", "C-100%"]),
    ],
)
def test_only_the_states_asked_for(database: SqlDatabase, states: set[State], expected: list[str]) -> None:
    with database.writing() as work:
        furnish(work)
        work.interactions.put(call(1))
        work.interactions.put(call(2))
        work.evaluations.submit(revision(), SCORE)
        work.evaluations.save_draft(Draft(revision(interaction=call(1)).subject, draft().content), NOON)
    assert lines(database, WorklistFilter(states=frozenset(states))) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("STRASSE", ["C-100%"]),
        ("zoë north", ["C-100%"]),
        ("zoë south", []),
        ("refund", ["C-100%"]),
        ("long hold billing a7", ["C-100%"]),
        ("100%", ["C-100%"]),
        ("c_1", ["C-100%"]),
        ("k_9", ["C-100%"]),
        ("00%", ["C-100%"]),
        ("0_%", []),
        ("1%0", []),
        ("illing", []),
        ("zoe -refund", []),
        ("max -refund", ["C-2"]),
        ('"hold long"', []),
        ('"long hold"', ["C-100%"]),
        ("/", ["C-2"]),
        ("c-", ["C-2", "C-100%"]),
        ("q " * 5000, []),
        ("c-" * 60_000, []),
    ],
)
def test_words_are_found_whatever_their_case_and_accents_and_parts_of_numbers_too(
    database: SqlDatabase, words: str, expected: list[str]
) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
        work.interactions.put(call(2, agent=Agent("Max", "a/b")))
    assert lines(database, WorklistFilter(words=words)) == expected


def test_a_queue_is_matched_whole(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
        work.interactions.put(call(2, queue="Billing 2"))
    assert lines(database, WorklistFilter(queue="Billing")) == ["C-100%"]


@pytest.mark.files
def test_a_full_page_is_one_query_and_an_index_orders_it_wherever_it_begins(database: SqlDatabase) -> None:
    asked: list[tuple[str, Any]] = []
    with database.writing() as work:
        furnish(work)
        for number in range(30):
            work.interactions.put(call(number))
    event.listen(database._reader, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with database.reading() as work:
        first = work.interactions.worklist(ANN.key, EVERYTHING, 10)
        work.interactions.worklist(ANN.key, EVERYTHING, 10, place_of(first[-1], Order.NEWEST))
    pages = [(spelled, values) for spelled, values in asked if "interaction" in spelled]
    assert len(pages) == 2
    assert "ix_interaction_newest (started_at>?)" in plan(database, *pages[0])
    assert "ix_interaction_newest (started_at>? AND (started_at,key)<(?,?))" in plan(database, *pages[1])
    assert not any("USE TEMP B-TREE FOR ORDER BY" in plan(database, *page) for page in pages)


@pytest.mark.files
def test_what_is_ones_own_is_found_by_an_index_however_far_apart_it_lies(database: SqlDatabase) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(database._reader, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    for state, index in ((State.SUBMITTED, "ix_evaluation_mine (reviewer=? AND started_at>?)"),
                         (State.DRAFT, "ix_draft_reviewer (reviewer=?)")):  # fmt: skip
        asked.clear()
        assert lines(database, WorklistFilter(states=frozenset({state}))) == []
        steps = plan(database, *next(each for each in asked if "interaction" in each[0]))
        assert index in steps
        assert "SCAN interaction" not in steps


@pytest.mark.files
def test_counting_reads_what_is_ones_own_from_an_index_alone(database: SqlDatabase) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(database._reader, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with database.reading() as work:
        work.interactions.count_states(ANN.key, EVERYTHING)
    steps = plan(database, *next(each for each in asked if "interaction" in each[0]))
    assert "COVERING INDEX ix_evaluation_mine (reviewer=?)" in steps
    assert "USE TEMP B-TREE FOR GROUP BY" not in steps


def plan(database: SqlDatabase, spelled: str, values: Any) -> str:
    """How SQLite goes about a statement."""
    with database._reader.connect() as connection:
        return " / ".join(row[-1] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + spelled, values))


# Page by page


@pytest.fixture
def many(database: SqlDatabase) -> SqlDatabase:
    """Forty lines: some at the same time, some without; Ann has submitted, corrected twice over, and begun some."""
    with database.writing() as work:
        furnish(work)
        for number in range(39):
            at = None if number % 5 == 4 else NOON + timedelta(hours=number // 3)
            work.interactions.put(call(number, started_at=at, queue="Sales" if number % 2 else "Billing"))
            if number % 4 == 1:
                work.evaluations.submit(revision(interaction=call(number)), SCORE)
            if number % 12 == 1:  # a second one, later
                work.evaluations.submit(revision(interaction=call(number), at=NOON + timedelta(days=1)), SCORE)
            if number % 7 == 2:
                work.evaluations.save_draft(Draft(revision(interaction=call(number)).subject, draft().content), NOON)
    with database.administering() as connection:
        torn = [call(number).key for number in (5, 9, 17)]
        table = table_of(EvaluationRow)
        connection.execute(update(table).where(table.c.interaction.in_(torn)).values(leaves=2))
    return database


@pytest.mark.parametrize(
    "states", ["", "new", "draft", "submitted", "draft submitted", "new draft", "new submitted", "conflict draft"]
)
@pytest.mark.parametrize("queue", ["", "Sales"])
def test_pages_together_are_the_whole_list(many: SqlDatabase, states: str, queue: str) -> None:
    wanted = WorklistFilter(states=frozenset(map(State, states.split())), queue=queue)
    with many.reading() as work:
        every = {line.interaction.key: line for line in work.interactions.worklist(ANN.key, EVERYTHING)}
        whole = work.interactions.worklist(ANN.key, wanted)
        paged: list[WorklistItem] = []
        while page := work.interactions.worklist(
            ANN.key, wanted, 4, place_of(paged[-1], Order.NEWEST) if paged else None
        ):
            paged.extend(page)
        counts = work.interactions.count_states(ANN.key, WorklistFilter(queue=queue))
    assert paged == whole
    assert whole == [
        line
        for line in every.values()
        if line.state in (wanted.states or set(State)) and queue in ("", line.interaction.queue)
    ]
    assert len(whole) == sum(counts[state] for state in wanted.states or counts)


@pytest.mark.parametrize("order", list(Order))
def test_pages_go_on_in_the_order_of_a_figure(measured: SqlDatabase, order: Order) -> None:
    wanted = WorklistFilter(order=order)
    with measured.reading() as work:
        whole = work.interactions.worklist(ANN.key, wanted)
        for place, line in enumerate(whole):
            after = work.interactions.worklist(ANN.key, wanted, 3, place_of(line, order))
            assert after == whole[place + 1 : place + 4]


@pytest.mark.parametrize("states", ["new", "draft", "submitted", "new draft"])
def test_lines_that_are_shown_as_something_else_are_found_as_that(many: SqlDatabase, states: str) -> None:
    wanted = WorklistFilter(states=frozenset(map(State, states.split())))
    with many.reading() as work:
        own = {line.interaction.key: line.state for line in work.interactions.worklist(ANN.key, EVERYTHING)}
        again = [key for key, state in own.items() if state is State.SUBMITTED][:4]
        shown = dict(zip(again, (State.NEW, State.DRAFT, State.NEW, State.DRAFT), strict=True))
        found = work.interactions.worklist(ANN.key, wanted, shown_as=shown)
        (line,) = work.interactions.lines(ANN.key, EVERYTHING, again[:1])
        assert work.interactions.lines(ANN.key, WorklistFilter(queue="nowhere"), again) == []
    expected = [key for key, state in own.items() if shown.get(key, state) in wanted.states]
    assert [each.interaction.key for each in found] == expected
    assert (line.interaction.key, line.state) == (again[0], State.SUBMITTED)


def test_an_index_of_ones_own_follows_the_time_of_an_interaction(database: SqlDatabase) -> None:
    done = WorklistFilter(states=frozenset({State.SUBMITTED}))
    with database.writing() as work:
        furnish(work)
        for number in (1, 2):
            work.interactions.put(call(number, started_at=None))
            work.evaluations.submit(revision(interaction=call(number)), SCORE)
        work.evaluations.submit(revision(), SCORE)
    assert lines(database, done)[0] == "C-100%"
    with database.writing() as work:
        work.interactions.put(call(2, started_at=NOON + timedelta(days=1)))
    assert lines(database, done)[:2] == ["C-2", "C-100%"]
    assert len(lines(database, done)) == 3


def test_states_are_counted_beyond_what_is_listed(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        for number in range(1, 6):
            work.interactions.put(call(number))
        work.evaluations.submit(revision(), SCORE)
        work.evaluations.save_draft(Draft(revision(interaction=call(1)).subject, draft().content), NOON)
        mine = work.interactions.count_states(ANN.key, EVERYTHING)
        bens = work.interactions.count_states(BEN.key, EVERYTHING)
        found = work.interactions.count_states(ANN.key, WorklistFilter(words="c-1"))
    assert mine == {State.NEW: 4, State.DRAFT: 1, State.SUBMITTED: 1}
    assert bens == {State.NEW: 6, State.DRAFT: 0, State.SUBMITTED: 0}
    assert found[State.DRAFT] == 1


# By figures


def speech(**figures: object) -> Speech:
    """Figures of two channels, all alike unless given."""
    usual: dict[str, object] = {
        "source": SpeechSource.CHANNELS, "talk": (10.0, 10.0), "interruptions": (0, 0),
        "overtalk": 1.0, "silence": 5.0, "longest_silence": 2.0, "hold": 3.0,
    }  # fmt: skip
    return Speech(**(usual | figures))  # type: ignore[arg-type]


SOUND = Recording("calls", "a.wav", "cd" * 32, 60.0, 8000, 2)
MEASURED = {
    "C-1": (SOUND, speech(longest_silence=9.0, hold=0.0, overtalk=0.5, talk=(30.0, 10.0), interruptions=(4, 4))),
    "C-2": (replace(SOUND, agent_channel=1), speech(longest_silence=1.0, hold=9.0, talk=(10.0, 90.0))),
    "C-3": (replace(SOUND, agent_channel=0), speech(overtalk=8.0, talk=(10.0, 90.0), interruptions=(7, 0))),
    "C-4": (None, speech(source=SpeechSource.TRANSCRIPT, talk=(6.0, 4.0), overtalk=0.0)),
    "C-5": (SOUND, speech(source=SpeechSource.ONE_CHANNEL, longest_silence=0.5, hold=1.0, overtalk=99.0)),
    "C-6": (replace(SOUND, root="unknown"), speech(talk=(99.0, 1.0), longest_silence=4.0)),
    "C-7": (replace(SOUND, agent_channel=0), speech(talk=(0.0, 0.0), longest_silence=60.0)),
    "C-8": (SOUND, None),
    "C-9": (None, None),
}


@pytest.fixture
def measured(database: SqlDatabase) -> SqlDatabase:
    """Nine calls, the last the newest; those under `calls` have their agents on the left."""
    with database.writing() as work:
        for number, (name, (recording, figures)) in enumerate(MEASURED.items(), start=1):
            each = call(number, recording=recording)
            assert each.external_id == name
            work.interactions.put(each)
            if figures is not None:
                work.speech.put(each.key, figures, 1, NOON)
        work.speech.put_problem(call(9).key, "nobody can tell.", 1, NOON)
        work.sources.set_agent_channel("calls", 0)
    return database


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, "9 8 7 6 5 4 3 2 1"),
        (Order.LONGEST_SILENCE, "7 1 6 4 3 2 5 9 8"),
        (Order.HOLD, "2 7 6 4 3 5 1 9 8"),
        (Order.OVERTALK, "3 7 6 2 1 4 9 8 5"),
        (Order.AGENT_SHARE, "2 1 4 3 9 8 7 6 5"),
        (Order.INTERRUPTIONS, "1 3 7 6 4 2 9 8 5"),
    ],
)
def test_the_greatest_figure_stands_first_and_what_is_not_known_last(
    measured: SqlDatabase, order: Order, expected: str
) -> None:
    names = [f"C-{number}" for number in expected.split()]
    wanted = WorklistFilter(order=order)
    assert lines(measured, wanted) == names
    assert lines(measured, wanted, limit=3) == names[:3]  # what is left out is left out after ordering
    with measured.reading() as work:
        found = work.interactions.worklist(ANN.key, wanted)
    if order is not Order.NEWEST:
        known = [value for line in found if (value := figure(line, order)) is not None]
        assert known == sorted(known, reverse=True)
        assert all(figure(line, order) is None for line in found[len(known) :])


def test_each_line_has_its_figures(measured: SqlDatabase) -> None:
    with measured.reading() as work:
        found = {line.interaction.external_id: line.speech for line in work.interactions.worklist(ANN.key, EVERYTHING)}
    assert found == {name: figures for name, (_, figures) in MEASURED.items()}


def test_an_order_keeps_to_what_is_looked_for(measured: SqlDatabase) -> None:
    with measured.writing() as work:
        furnish(work)
        work.evaluations.submit(revision(interaction=call(3)), SCORE)
        work.evaluations.save_draft(Draft(revision(interaction=call(1)).subject, draft().content), NOON)
        work.interactions.put(call(2, queue="Sales"))
    order = Order.LONGEST_SILENCE
    assert lines(measured, WorklistFilter(order=order, states=frozenset({State.SUBMITTED}))) == ["C-3"]
    begun = frozenset({State.DRAFT, State.SUBMITTED})
    assert lines(measured, WorklistFilter(order=order, states=begun)) == ["C-1", "C-3"]
    assert lines(measured, WorklistFilter(order=order, states=begun), limit=1) == ["C-1"]
    assert lines(measured, WorklistFilter(order=order, queue="Sales")) == ["C-2"]
    assert lines(measured, WorklistFilter(order=order, words="c-4")) == ["C-4"]
    with measured.reading() as work:
        (found, *_) = work.interactions.worklist(ANN.key, WorklistFilter(order=order, states=begun))
        (scored,) = work.interactions.worklist(
            ANN.key, WorklistFilter(order=order, states=frozenset({State.SUBMITTED}))
        )
    assert (found.state, scored.total, scored.outcome) == (State.DRAFT, Fraction(2, 3), "fail")


@pytest.mark.files
def test_sorting_by_a_figure_looks_each_line_up_by_its_key(measured: SqlDatabase) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(measured._reader, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    lines(measured, WorklistFilter(order=Order.AGENT_SHARE))
    steps = plan(measured, *next(each for each in asked if "interaction" in each[0])).split(" / ")
    (read_whole,) = [step for step in steps if step.startswith("SCAN")]
    assert "COVERING INDEX" in read_whole  # for the figures, and that by an index that holds all it needs

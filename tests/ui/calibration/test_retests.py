"""Re-tests in the window: set up by a lead, scored once more without a sign of it, and read by who scored."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen, TurnSpan
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.interactions import interaction_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import RetestPlan, occasion_for
from qa_desktop.domain.worklist import State
from qa_desktop.services import people, retests, reviewing
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.action_list import SPECS
from qa_desktop.ui.calibration.consistency_page import ConsistencyPage
from qa_desktop.ui.calibration.retests_page import RetestsPage
from qa_desktop.ui.calibration.tables import Table
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room
from tests.ui.test_accessibility import nameless
from tests.ui.test_sealed_screens import SKIPPED, SKIPPED_MENUS, close_dialogs, look, texts

ANN, BEN = "Ann Reviewer", "Ben Lead"
CALL = "L-1001"
WORDS = "wordsofthefirsttime"
SPAN = AudioSpan(61_234, 71_234)
LONG_AGO = datetime.now(UTC) - timedelta(days=40)


def person(database: SqlDatabase, name: str) -> Person:
    found = people.find(database, name)
    assert found is not None
    return found


def score(database: SqlDatabase, name: str, external_id: str, option: int, again: bool = False) -> None:
    """Give every standard one of its options, long ago or once more."""
    who = person(database, name)
    with database.reading() as work:
        (call,) = work.interactions.by_external_id(external_id)
    opened = reviewing.open_review(database, call.key, who)
    if again:
        assert opened.submitted is not None
        occasion = occasion_for(opened.submitted.subject.evaluation)
        opened = reviewing.open_review(database, call.key, who, occasion=occasion)
    span = (SPAN if call.recording else TurnSpan(0, 0),)
    asked = (each for each in opened.form.form.standards if each.scored or each.required)
    answers = {each.id: Answer(Chosen(each.options[option].id), WORDS, span, each.reasons[:1]) for each in asked}
    draft = replace(opened.draft, content=Content(answers, WORDS))
    reviewing.submit(database, draft, who, datetime.now(UTC) if again else LONG_AGO)


def let_return(database: SqlDatabase) -> None:
    """A plan of long ago, under which everything is back by now."""
    lead = person(database, BEN)
    with database.writing() as work:
        work.sessions.put_retest_plan(RetestPlan(1, 1, LONG_AGO, 7, 0), lead.key)


def cells(table: Table) -> list[list[str]]:
    return [
        [table.cell(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def plan_page(room: Room) -> RetestsPage:
    """The page of a lead, with everything that it waits for."""
    room.press("Ctrl+Alt+R")
    page = room.window.retesting.page.plan
    room.until(lambda: page.isVisible() and bool(page.told.text()) and "Reading" not in page.holds.text())
    room.settle()
    return page


def own_page(room: Room) -> ConsistencyPage:
    room.press("Ctrl+Alt+Y")
    page = room.window.retesting.page.own
    room.until(page.isVisible)
    room.settle()
    return page


def settled(room: Room, page: RetestsPage) -> None:
    """Wait until it is counted what the fields would bring."""
    room.until(lambda: not page._waiting.isActive())
    room.settle()


def test_a_lead_sets_them_up_a_reviewer_scores_again_and_reads_the_result(
    clean: MakeRoom, database: SqlDatabase
) -> None:
    score(database, ANN, CALL, 0)
    lead = clean(database, BEN)
    page = plan_page(lead)
    assert page.holds.text() == "Nothing returns at present."
    assert nameless(lead.window) == []
    page.share.edit.setFocus()
    page.share.edit.selectAll()
    lead.type("100")
    lead.press("Tab")  # to the age
    lead.type("45")
    page.seed.edit.setText("77")
    settled(lead, page)
    assert page.told.text().startswith("Evaluations to draw from: 1, returning: 1, the first on ")
    assert page.few.text().startswith("Too few to judge so far: fewer than 2 of these return to Ann Reviewer.")
    assert cells(page.table) == [[ANN, "1", "1", "0", "0"]]
    lead.press("Return")
    lead.until(
        lambda: "Re-tests are set up: 100 % of all evaluations return after 45–59 days" in lead.window.notice.text
    )
    lead.settle()
    made = retests.plan(database)
    assert made is not None
    assert (made.rate, made.min_age_days, made.spread_days, made.seed) == (1, 45, 14, 77)
    assert "by seed 77" in page.holds.text()
    with database.writing() as work:  # a month goes by
        work.sessions.put_retest_plan(replace(made, made_at=LONG_AGO, min_age_days=30, spread_days=0), lead.person.key)

    room = clean(database, ANN)
    listed = {each.interaction.external_id: each.state for each in room.window.review.worklist.model.items}
    assert listed[CALL] is State.NEW
    room.open(CALL)
    room.answer_all()
    room.press("Ctrl+Return")
    room.until(lambda: len(retests.of_person(database, room.person)) == 1)
    room.settle()  # the next one is open
    own = own_page(room)
    assert nameless(room.window) == []
    assert own.count.text() == "Interactions scored twice: 1"
    assert own.standards.hasFocus()
    first, *_, last = (row[1] for row in cells(own.standards))
    assert (first, last) == ("1 of 1", "0 of 1")
    assert all("too few to judge" in row[3] for row in cells(own.standards))
    _, before, _, marked, _ = cells(own.marks)[0]
    assert marked.split(" ", 1)[1] != before
    room.press(*["Down"] * own.standards.rowCount())
    ((name, before, at, marked, again),) = cells(own.marks)
    assert (name.split()[0], marked) == (CALL, f"= {before}")
    assert (at, again) != ("", "")
    assert own.head.text() == own.standards.cell(own.standards.rowCount() - 1, 0).text()

    lead.window.activateWindow()
    lead.press("Escape")
    assert cells(plan_page(lead).table) == [[ANN, "–", "–", "0", "1"]]  # too old by now to be drawn again
    nothing = own_page(lead)
    assert "There is nothing to compare yet." in nothing.told.text()
    assert not nothing.count.text()


def test_a_reviewer_is_told_that_leads_plan_them(room: Room) -> None:
    room.press("Ctrl+Alt+R")
    room.until(lambda: bool(room.window.notice.text))
    assert room.window.notice.text == "Only a lead or an administrator plans re-tests: ask one of them to."
    assert not room.window.retesting.page.isVisible()
    room.window.calibration.begin()
    room.settle()
    assert not room.window.calibration.sessions.retests.isVisible()
    room.window.calibration.sessions.own.click()
    room.until(room.window.retesting.page.own.isVisible)


def test_where_there_is_too_little_to_draw_from_it_is_said(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, BEN)
    page = plan_page(room)
    assert page.told.text().startswith("Nothing to draw from yet: nothing was submitted in the last 44 days")
    assert page.told.text().endswith("Of what is scored from now on, 5 % returns.")
    score(database, ANN, CALL, 0)
    page.age.edit.setText("45")
    page.share.edit.setText("0.1")
    page.seed.edit.setText("1")
    page._count()
    room.settle()
    assert "Evaluations to draw from: 1, of which this seed draws none." in page.told.text()
    score(database, BEN, CALL, 0)
    page.share.edit.setText("100")
    page._count()
    room.settle()
    assert cells(page.table)[1] == [BEN, "1", "not told: you", "not told: you", "not told: you"]


def test_what_is_amiss_is_said_beside_its_field_and_nothing_is_lost(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, BEN)
    page = plan_page(room)
    page.age.edit.setText("soon")
    page.make.click()
    assert page.age.edit.hasFocus()
    assert page.age.complaint.text() == "Write a whole number from 1 to 3650."
    page.age.edit.setText("3")
    page.everybody.setChecked(False)
    page.make.click()
    assert page.lack.text() == "Tick at least one reviewer, or let it be everybody."
    assert page.people.hasFocus()
    room.press("Space")  # the first in the list
    assert page.people.item(0).checkState() is Qt.CheckState.Checked
    page.make.click()
    room.until(lambda: "of the evaluations of Ann Reviewer return after 3–17 days" in room.window.notice.text)
    room.settle()
    made = retests.plan(database)
    assert made is not None
    assert made.reviewers == (person(database, ANN).key,)
    assert page.end.isVisible()
    page.end.click()
    room.until(lambda: retests.plan(database) is None)
    room.settle()
    assert page.holds.text() == "Nothing returns at present."


def test_what_one_read_is_gone_when_the_page_is_left(clean: MakeRoom, database: SqlDatabase) -> None:
    score(database, ANN, CALL, 0)
    score(database, ANN, CALL, 1, again=True)
    room = clean(database, ANN)
    own = own_page(room)
    shown = own.head.text()
    assert shown in list(texts(own))
    room.press("Escape")
    assert shown not in "".join(texts(own))
    assert (own.standards.rowCount(), own.marks.rowCount(), own._tiles.count()) == (0, 0, 0)


# --- no sign of it ----------------------------------------------------------------------------------------------------


@pytest.fixture
def twins(database: SqlDatabase) -> tuple[str, str]:
    """Two calls that differ in their number alone; Ann scored the first one long ago."""
    with database.writing() as work:
        (call,) = work.interactions.by_external_id(CALL)
        transcript = work.interactions.transcript(call.key)
        for number in ("T-1", "T-2"):
            work.interactions.put(replace(call, key=interaction_key("demo", number), external_id=number))
            if transcript is not None:
                work.interactions.put_transcript(interaction_key("demo", number), transcript)
    score(database, ANN, "T-1", 0)
    return "T-1", "T-2"


def walk(room: Room, call: str, see: Callable[[str], None]) -> None:
    """Everything that a reviewer can do about a call, and every page from it."""
    room.open(call)
    see(call)
    for spec in (each for each in SPECS if each.id and each.menu not in SKIPPED_MENUS and each.id not in SKIPPED):
        room.window.actions_by_id[spec.id].trigger()
        see(spec.id)
        close_dialogs(room)
        room.window._come_back()
    for searching in ("find_all", "search"):
        room.press("Escape", "Escape")
        room.window.actions_by_id[searching].trigger()
        room.type(WORDS)
        room.press("Return")
        see(searching)
    room.press("Ctrl+A", "Backspace", "Escape")
    room.until(lambda: bool(room.window.review.worklist.model.items))


def test_no_screen_gives_a_sign_that_it_was_scored_before(
    clean: MakeRoom, database: SqlDatabase, twins: tuple[str, str]
) -> None:
    let_return(database)
    room = clean(database, ANN)
    searched = {"find_all", "search"}

    def unseen(where: str) -> None:
        look(room, [f"{WORDS}x"] if where in searched else [WORDS, str(SPAN.start_ms)], where)
        found = room.window.finding.page
        assert not (where == "find_all" and "L-" in "".join(texts(found)))

    walk(room, twins[0], unseen)
    assert room.window.review.session.review is not None


def test_a_call_that_returns_looks_as_its_twin_that_is_new(
    clean: MakeRoom, database: SqlDatabase, twins: tuple[str, str]
) -> None:
    let_return(database)
    room = clean(database, ANN)
    seen: dict[str, list[str]] = {}
    lines = {each.interaction.external_id: each for each in room.window.review.worklist.model.items}
    first, second = (replace(lines[call], interaction=lines[twins[1]].interaction) for call in twins)
    assert first == second
    for call in twins:
        room.open(call)
        room.settle()
        parts = (room.window.review.form, room.window.statusBar(), room.window.menuBar())
        enabled = [f"{each.id} {room.window.actions_by_id[each.id].isEnabled()}" for each in SPECS if each.id]
        seen[call] = [text.replace(call, "T-?") for part in parts for text in texts(part)] + enabled
    assert seen[twins[0]] == seen[twins[1]]


def test_the_walk_finds_what_is_shown(clean: MakeRoom, database: SqlDatabase, twins: tuple[str, str]) -> None:
    room = clean(database, ANN)  # without a plan the first evaluation is there to be seen
    room.open(twins[0])
    with pytest.raises(AssertionError, match="open"):
        look(room, [WORDS], "open")
    QApplication.processEvents()

"""The calibration room: from the sealed session to what was agreed, by key, with clips one after the other."""

import re
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import Consensus, ExternalScore, Flag
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import AnswerType, Standard
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.visibility import visible_standards
from qa_desktop.services import agreeing, calibrating, people, reviewing
from qa_desktop.services.calibration_room import RoomMaterial
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.calibration import tasks
from qa_desktop.ui.calibration.prepared_room import PreparedRoom, prepare
from qa_desktop.ui.calibration.room import CalibrationRoom
from tests.ui.conftest import MakeRoom
from tests.ui.room import FakeLoader, FakePlayer, Room

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALLS = ("L-1001", "L-1002")


def good(standard: Standard) -> Answer:
    """An answer that needs nothing beside it."""
    if standard.answer_type is AnswerType.YES_NO:
        return Answer(Chosen("no" if standard.reversed else "yes"))
    if standard.options:
        return Answer(Chosen(standard.options[-1].id))
    return Answer()


def scored(
    database: SqlDatabase, who: Person, call: UUID, session: CalibrationSession, own: Mapping[str, Answer]
) -> None:
    """Score an interaction for a session: all good, but for some answers of one's own."""
    review = reviewing.open_review(database, call, who, occasion=session.key)
    form = review.form.form
    answers: dict[str, Answer] = {}
    for _ in range(3):  # what is shown depends on what was answered
        asked = [each for each in visible_standards(form, answers) if each.scored or each.required]
        answers = {each.id: own.get(each.id, good(each)) for each in asked}
    draft = replace(review.draft, content=Content({key: each for key, each in answers.items() if each.value}))
    reviewing.submit(database, draft, who, NOW)


@pytest.fixture
def session(database: SqlDatabase) -> CalibrationSession:
    """A session that everybody has scored."""
    return march(database)


def march(database: SqlDatabase) -> CalibrationSession:
    """Ben is the gauge; Ann and Cleo score two calls and differ from him in one standard each."""
    ben, ann = people.find(database, "Ben Lead"), people.find(database, "Ann Reviewer")
    assert ben is not None and ann is not None  # noqa: PT018
    cleo = people.introduce(database, "Cleo Reviewer", PersonRole.REVIEWER, NOW)[0]
    with database.reading() as work:
        form = next(each for each in work.forms.newest() if each.form.title.startswith("Inbound support"))
        calls = [work.interactions.by_external_id(name)[0].key for name in CALLS]
    made = calibrating.create(database, "March", form, ben, (ann, cleo), calls, ben, NOW)[0]
    spans = {ben: AudioSpan(1000, 3000), ann: AudioSpan(5000, 9000), cleo: AudioSpan(2000, 2500)}
    for call in calls:
        for who, level in ((ben, "5"), (ann, "4"), (cleo, "2")):
            mark = Answer(Chosen(level), comment=f"{who.name} says {level}.", evidence=(spans[who],))
            scored(database, who, call, made, {scale(form.form.standards): mark})
    return made


def scale(standards: tuple[Standard, ...]) -> str:
    """The first standard on a scale of five."""
    return next(each.id for each in standards if each.answer_type is AnswerType.LEVELS and len(each.options) == 5)


@pytest.fixture
def lead(clean: MakeRoom, database: SqlDatabase, session: CalibrationSession) -> Room:
    """A window of the lead, on the page of sessions."""
    room = clean(database, "Ben Lead")
    room.press("Ctrl+2")
    room.settle()
    return room


def revealed(room: Room) -> CalibrationRoom:
    """Reveal the session, and wait for its room."""
    tasks = room.window.calibration
    tasks.sessions.reveal.click()
    room.until(lambda: tasks.page.currentWidget() is tasks.room and not room.operations.busy)
    return tasks.room


def test_a_sealed_session_shows_who_has_finished_and_no_room(lead: Room) -> None:
    page = lead.window.calibration.sessions
    assert page.isVisible()
    cells = [page.table.cell(0, column).text() for column in range(5)]
    assert cells[0] == "March"
    assert cells[2:] == ["3 of 3 people", "", "sealed"]
    assert not page.open.isEnabled()
    lead.press("Return")
    assert page.isVisible()


def test_a_reviewer_can_reveal_nothing(clean: MakeRoom, database: SqlDatabase, session: CalibrationSession) -> None:
    room = clean(database, "Ann Reviewer")
    room.press("Ctrl+2")
    room.settle()
    page = room.window.calibration.sessions
    assert page.table.rowCount() == 1
    assert not page.reveal.isVisible()
    assert not page.open.isEnabled()


def test_the_room_begins_with_the_standard_on_which_marks_are_furthest_apart(lead: Room) -> None:
    room = revealed(lead)
    assert room.standard is not None
    assert room.standard.answer_type is AnswerType.LEVELS
    marks = [room.marks.cell(0, column).text() for column in range(1, 5)]
    assert marks == ["5", "≈ 4", "≠ 2", "–"]
    assert room.why.cell(2, 2).text() == "Cleo Reviewer says 2."
    assert room.why.cell(1, 3).text() == "◆ 0:05–0:09"
    assert room.marks.hasFocus()


def test_figures_are_worked_out_beside_the_screen(lead: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def watched(source: RoomMaterial) -> PreparedRoom:
        threads.append(threading.current_thread())
        return prepare(source)

    monkeypatch.setattr(tasks, "prepare", watched)
    room = revealed(lead)
    lead.press("4")
    lead.press("Ctrl+Return")
    lead.until(lambda: room.interaction is not None and room.interaction.external_id == CALLS[1])
    assert len(threads) == 2
    assert threading.main_thread() not in threads


def test_the_status_line_names_the_keys_of_what_is_seen(lead: Room) -> None:
    hint = lead.window.status.hint
    assert hint.text() == ""
    room = revealed(lead)
    assert "1–5 consensus" in hint.text()
    foundation = next(
        place for place, each in enumerate(room.board.standards) if each.standard.answer_type is AnswerType.YES_NO
    )
    while room.standards.currentIndex().row() < foundation:
        lead.press("PgDown")
    assert "Y N consensus" in hint.text()
    lead.press("Ctrl+PgDown")
    assert "consensus" not in hint.text()
    lead.press("Escape")
    assert hint.text() == ""


def test_the_level_of_the_reference_stands_out(lead: Room) -> None:
    room = revealed(lead)
    assert room.standard is not None
    dark = lead.window.theme.tokens.text

    def plain() -> str:
        return re.sub("<[^>]+>", "", next(part for part in room.anchors.text().split("·") if dark in part)).strip()

    assert plain().startswith("5 – ")
    lead.press("4")
    lead.press("Ctrl+Return")
    lead.until(lambda: room.interaction is not None and room.interaction.external_id == CALLS[1])
    lead.press("Up")
    assert plain().startswith("4 – ")


def test_what_is_agreed_by_key_alone_is_kept_and_can_be_taken_back(lead: Room, session: CalibrationSession) -> None:
    room = revealed(lead)
    assert room.standard is not None
    standard = room.standard.id
    lead.press("4")
    room.agree.reason.setFocus()
    lead.type("A date is enough.")
    lead.press("Ctrl+Return")
    lead.until(lambda: room.interaction is not None and room.interaction.external_id == CALLS[1])
    with lead.database.reading() as work:
        agreed = work.consensus.of(session.key)[0]
    assert (agreed.standard, agreed.value, agreed.reason) == (standard, Chosen("4"), "A date is enough.")
    assert agreed.ruling == "A date is enough."
    assert room.marks.cell(0, 4).text() == "4"
    assert [room.marks.cell(0, column).text() for column in (1, 2, 3)] == ["≈ 5", "= 4", "≠ 2"]
    lead.press("Ctrl+Z")
    lead.until(lambda: room.marks.cell(0, 4).text() == "–")
    with lead.database.reading() as work:
        assert all(each.empty for each in work.consensus.of(session.key))


def test_a_ruling_in_words_of_its_own_is_shown_and_stays(lead: Room, session: CalibrationSession) -> None:
    room = revealed(lead)
    assert room.standard is not None
    assert room.interaction is not None
    cell = Consensus(session.key, room.interaction.key, room.standard.id)
    room.agree.agreed.emit(replace(cell, value=Chosen("4"), ruling="A date is enough."))  # as a workbook says it
    lead.settle()
    assert room.tables[1].cell(0, 4).text() == "A date is enough."
    lead.press("Up", "3")
    room.agree.submit()
    lead.settle()
    with lead.database.reading() as work:
        agreed = work.consensus.of(session.key)[0]
    assert (agreed.value, agreed.reason, agreed.ruling) == (Chosen("3"), "", "A date is enough.")


def test_flag_action_owner_and_day_are_kept(lead: Room, session: CalibrationSession) -> None:
    room = revealed(lead)
    refused: list[str] = []
    room.refused.connect(refused.append)
    lead.press("3")
    room.agree.flags[Flag.UNCLEAR_STANDARD].click()
    room.agree.action.setPlainText("Reword level 5")
    room.agree.owner.setText("Ben Lead")
    room.agree.due.setText("soon")
    room.agree.submit()
    assert refused == ["“soon” is no date: write it as 2026-01-30."]
    room.agree.due.setText("2026-04-01")
    room.agree.submit()
    lead.settle()
    with lead.database.reading() as work:
        agreed = work.consensus.of(session.key)[0]
    assert (agreed.flag, agreed.action, agreed.owner) == (Flag.UNCLEAR_STANDARD, "Reword level 5", "Ben Lead")
    assert agreed.due == date(2026, 4, 1)
    rulings = room.tables[1]
    assert rulings.cell(0, 6).text() == "Reword level 5"


def test_evidence_of_everybody_plays_back_to_back_with_one_key(lead: Room) -> None:
    tasks = lead.window.calibration
    room = revealed(lead)
    player, loader = FakePlayer(), FakeLoader()
    make = tasks.clips._make_sound

    def make_sound() -> object:
        sound = make()
        sound.use(player, loader)
        return sound

    tasks.clips._make_sound = make_sound  # the fake clock in place of a device
    assert room.play.text() == "▶ Play all 3 clips · 6 s (Enter)"
    lead.press("Return")
    lead.until(lambda: player.spans == [(1.0, 3.0)])
    assert room.playing
    player.pause()
    assert player.spans == [(1.0, 3.0), (5.0, 9.0)]
    player.pause()
    player.pause()
    assert player.spans == [(1.0, 3.0), (5.0, 9.0), (2.0, 2.5)]
    assert not room.playing
    lead.press("Return", "Return")
    assert not room.playing


def test_page_keys_go_through_the_standards_and_control_through_the_steps(lead: Room) -> None:
    room = revealed(lead)
    first = room.standard
    lead.press("PgDown")
    assert room.standard != first
    lead.press("PgUp")
    assert room.standard == first
    lead.press("Ctrl+PgDown")
    assert room.tabs.currentIndex() == 1
    consistency = room.tables[0]
    names = [consistency.cell(row, 0).text() for row in range(consistency.rowCount())]
    assert names == ["Ann Reviewer", "Cleo Reviewer"]
    lead.press("Ctrl+PgUp", "Escape")
    assert lead.window.calibration.sessions.isVisible()
    lead.press("Escape")
    assert lead.window.review.isVisible()


def test_what_others_gave_is_typed_by_key_alone_and_taken_back(lead: Room, session: CalibrationSession) -> None:
    room = revealed(lead)
    lead.press("Ctrl+PgUp")
    step = room.customers
    step.table.setFocus()
    assert not step.undo.isEnabled()
    lead.type("87.5")
    lead.press("Tab")
    lead.type("survey")
    lead.press("Return")
    lead.until(lambda: step.table.cell(0, 7).text() == "87.5\nsurvey")
    assert step.about.text() == "What others gave L-1002"
    assert step.table.hasFocus()
    lead.press("9", "5", "Return")
    lead.until(lambda: step.table.cell(1, 7).text() == "95")
    assert [each.points for each in external(lead, session)] == [87.5, 95]
    lead.press("Ctrl+Z")
    lead.until(lambda: step.table.cell(1, 7).text() == "–")
    step.undo.click()
    lead.until(lambda: step.table.cell(0, 7).text() == "–")
    assert not step.undo.isEnabled()
    assert room.tabs.currentIndex() == 3


def external(room: Room, session: CalibrationSession) -> list[ExternalScore]:
    """What others gave, in the order of the calls."""
    with room.database.reading() as work:
        found = {each.interaction: each for each in work.consensus.external(session.key)}
    return [found[key] for key in session.interactions if key in found]


def test_points_that_are_none_are_refused_beside_the_field(lead: Room, session: CalibrationSession) -> None:
    room = revealed(lead)
    lead.press("Ctrl+PgUp")
    room.customers.table.setFocus()
    lead.type("101")
    lead.press("Return")
    assert "“101” is no number of points" in room.customers.points.complaint.text()
    assert room.customers.points.edit.hasFocus()
    assert external(lead, session) == []


def test_what_others_gave_comes_from_a_table_and_goes_as_one(
    lead: Room, session: CalibrationSession, tmp_path: Path
) -> None:
    room, tasks = revealed(lead), lead.window.calibration
    file = tmp_path / "scores.csv"
    file.write_text("interaction,points,source\nL-1001,70,audit\nL-9,3,audit\n", encoding="utf-8")
    tasks.read_scores(file)
    lead.until(lambda: "line 3" in lead.window.notice.text)
    assert external(lead, session) == []
    file.write_text("interaction,points,source\nL-1001,70,audit\nL-1002,80,audit\n", encoding="utf-8")
    tasks.read_scores(file)
    lead.until(lambda: room.customers.table.cell(1, 7).text() == "80\naudit")
    assert [each.points for each in external(lead, session)] == [70, 80]
    room.customers.undo.click()
    lead.until(lambda: room.customers.table.cell(1, 7).text() == "–")
    assert [each.points for each in external(lead, session)] == []


def test_what_another_agreed_meanwhile_is_shown(lead: Room, session: CalibrationSession) -> None:
    room = revealed(lead)
    board = room.board
    assert board is not None
    assert room.standard is not None
    assert room.interaction is not None
    entry = replace(board.consensus(room.interaction, room.standard), value=Chosen("3"))
    lead.operations.write(lambda database: agreeing.agree(database, session, [entry], lead.person, NOW + timedelta(1)))
    lead.until(lambda: room.marks.cell(0, 4).text() == "3")


def test_a_closed_session_is_read_and_not_changed(lead: Room) -> None:
    tasks = lead.window.calibration
    room = revealed(lead)
    room.top.end.click()
    lead.until(lambda: tasks.page.currentWidget() is tasks.sessions and not lead.operations.busy)
    assert tasks.sessions.table.cell(0, 4).text() == "closed"
    lead.press("Return")
    lead.until(lambda: tasks.page.currentWidget() is room)
    assert not room.agree.enter.isEnabled()
    assert not room.top.end.isVisible()
    assert room.customers.enter.isHidden()
    QApplication.processEvents()

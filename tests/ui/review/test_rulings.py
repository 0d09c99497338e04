"""What calibrations ruled stands beside the standard, and the session for which it is scored is named."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from qa_desktop.domain.answers import Answer, Chosen
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import Consensus
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import AnswerType, Standard
from qa_desktop.domain.people import Person
from qa_desktop.domain.visibility import visible_standards
from qa_desktop.services import agreeing, calibrating, people, reviewing
from qa_desktop.storage.database import SqlDatabase
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

MARCH, APRIL = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 4, 7, 9, tzinfo=UTC)
SHORT = "A date is enough for 4."
LONG = "Naming the day & the hour is enough, " * 12 + "Rückrufbestätigungsvereinbarung" * 4 + ", as agreed."


def good(standard: Standard) -> Answer:
    """An answer that needs nothing beside it."""
    if standard.answer_type is AnswerType.YES_NO:
        return Answer(Chosen("no" if standard.reversed else "yes"))
    return Answer(Chosen(standard.options[-1].id)) if standard.options else Answer()


class Lead:
    """Ben, who sets sessions up, scores them, reveals them and rules."""

    def __init__(self, database: SqlDatabase) -> None:
        ben, ann = people.find(database, "Ben Lead"), people.find(database, "Ann Reviewer")
        assert ben is not None and ann is not None  # noqa: PT018
        self.database, self.ben, self.ann = database, ben, ann
        with database.reading() as work:
            self.form = next(each for each in work.forms.newest() if each.form.title.startswith("Inbound support"))
            self.call = work.interactions.by_external_id("L-1001")[0].key
        self.scale = next(each for each in self.form.form.standards if len(each.options) == 5)

    def session(self, name: str, at: datetime) -> CalibrationSession:
        """A sealed session that Ben has scored and Ann not."""
        made = calibrating.create(self.database, name, self.form, self.ben, (self.ann,), [self.call], self.ben, at)[0]
        self.score(made, self.ben, at)
        return made

    def score(self, session: CalibrationSession, who: Person, at: datetime) -> None:
        """Submit an evaluation in which all is good."""
        review = reviewing.open_review(self.database, self.call, who, occasion=session.key)
        answers: dict[str, Answer] = {}
        for _ in range(3):  # what is shown depends on what was answered
            asked = [each for each in visible_standards(review.form.form, answers) if each.scored or each.required]
            answers = {each.id: good(each) for each in asked}
        reviewing.submit(self.database, replace(review.draft, content=Content(answers)), who, at)

    def rule(self, session: CalibrationSession, ruling: str, at: datetime) -> None:
        """Reveal a session, and rule on the standard of five levels."""
        agreeing.reveal(self.database, session, self.ben, at)
        ruled = Consensus(session.key, self.call, self.scale.id, Chosen("4"), ruling=ruling)
        agreeing.agree(self.database, session, [ruled], self.ben, at)


@pytest.fixture
def lead(database: SqlDatabase) -> Lead:
    """The lead of the furnished database."""
    return Lead(database)


def opened(room: Room, standard: Standard) -> Room:
    """The call opened at a standard."""
    room.open("L-1001")
    room.go_to(standard.id)
    room.settle()
    return room


def test_the_newest_ruling_is_one_line_and_the_keyboard_unfolds_all(
    clean: MakeRoom, database: SqlDatabase, lead: Lead
) -> None:
    lead.rule(lead.session("March", MARCH), SHORT, MARCH)
    lead.rule(lead.session("April", APRIL), LONG, APRIL)
    room = opened(clean(database), lead.scale)
    rulings = room.window.review.form.detail.rulings
    assert rulings.isVisible()
    assert not rulings.all.isVisible()
    line = rulings.line.text()
    assert line.startswith("▸ Ruling 7 Apr 2026: Naming the day && the hour")
    assert line.endswith("… (and 1 earlier)")
    assert rulings.line.width() <= rulings.width()
    assert LONG in rulings.line.accessibleName()
    rulings.line.setFocus()
    room.press("Space")
    assert not room.player.playing
    assert rulings.all.isVisible()
    assert rulings.line.text() == "▾ 2 rulings, the newest first"
    told = rulings.all.text().replace("\u200b", "")
    newest, older = told.split("\n\n")
    assert newest == f"7 Apr 2026 · April · L-1001 · 4\n{LONG}"
    assert older == f"2 Mar 2026 · March · L-1001 · 4\n{SHORT}"
    room.press("Down")
    assert room.current != lead.scale.id
    assert not rulings.isVisible()
    room.press("Up")
    assert rulings.isVisible()
    assert not rulings.all.isVisible()


def test_a_ruling_made_meanwhile_appears_and_what_is_typed_stays(
    clean: MakeRoom, database: SqlDatabase, lead: Lead
) -> None:
    session = lead.session("March", MARCH)
    lead.score(session, lead.ann, MARCH)
    room = opened(clean(database), lead.scale)
    rulings = room.window.review.form.detail.rulings
    assert not rulings.isVisible()
    room.press("4")
    lead.rule(session, SHORT, MARCH)
    room.window.review.session.reload()
    room.until(rulings.isVisible)
    assert rulings.line.text().startswith("▸ Ruling 2 Mar 2026: A date")
    assert room.answer.value == Chosen("4")


def test_the_session_is_named_until_it_is_revealed_and_says_so_then(
    clean: MakeRoom, database: SqlDatabase, lead: Lead
) -> None:
    session = lead.session("March", MARCH)
    room = opened(clean(database), lead.scale)
    head = room.window.review.form.head
    assert head.session.isVisible()
    assert (head.session.text(), head.sealed.text()) == ("Calibration: March", "· sealed until the reveal")
    lead.score(session, lead.ann, MARCH)
    room.open("L-1002")
    assert not head.session.isVisible()
    assert not head.sealed.isVisible()
    agreeing.reveal(database, session, lead.ben, MARCH)
    room.window.review.session.open(lead.call, lead.ann, session.key)
    room.settle()
    assert (head.session.text(), head.sealed.text()) == ("Calibration: March", "· revealed 2 Mar 2026, locked")
    failed: list[str] = []
    room.window.review.session.failed.connect(failed.append)
    room.window.review.form.foot.correct.click()
    assert len(failed) == 1
    assert "was revealed on 2026-03-02 09:00 (UTC)" in failed[0]

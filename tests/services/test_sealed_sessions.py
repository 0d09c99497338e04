"""The life of a calibration session, on both engines: set up, scored under seal, revealed, agreed on, closed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.domain.answers import NO, YES, Answer, Chosen
from qa_desktop.domain.calibration import CalibrationSession, Settings, Terms
from qa_desktop.domain.consensus import ActionState, Consensus, ExternalScore, Flag
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, Revision
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services import agreeing, averages, calibrating, reviewing, trends, worklist
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.conftest import DEVICE
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, NOW, furnish, interaction, submit

SECOND = interaction("C-2", started_at=NOW)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    on_server = request.param == "postgresql"
    address = request.getfixturevalue("server_address") if on_server else str(tmp_path / "room.db")
    with closing(open_database(address, DEVICE, busy_ms=2_000)) as opened:
        yield opened


@pytest.fixture
def form(database: SqlDatabase) -> FormVersion:
    return furnish(database, SECOND)


def march(database: SqlDatabase, form: FormVersion, gauge: Person | None = BEN, **terms: Any) -> CalibrationSession:
    both = (CALL.key, SECOND.key)
    return calibrating.create(database, "March", form, gauge, [ANN, CAT], both, BEN, NOW, Terms(**terms))[0]


def score(
    database: SqlDatabase,
    session: CalibrationSession,
    person: Person,
    on: Interaction = CALL,
    content: Content = COMPLETE,
) -> Revision:
    """What a person submits for a session."""
    opened = reviewing.open_review(database, on.key, person, occasion=session.key)
    return reviewing.submit(database, replace(opened.draft, content=content), person, NOW)[0]


def test_a_session_keeps_its_terms(database: SqlDatabase, form: FormVersion) -> None:
    terms = Terms(
        due=date(2026, 3, 9),
        settings=Settings(rating=0, points=2.5, foundation_target=0.9),
        standards=("explains_hold", "greets"),
        agent_hidden=True,
        draw=Draw(7, 2, 10, "Billing", ("call",), date(2026, 1, 1)),
        every_days=14,
    )
    session = calibrating.create(database, "March", form, None, [ANN, CAT], [CALL.key], BEN, NOW, terms)[0]
    assert calibrating.sessions(database) == (session,)
    assert session.standards == ("greets", "held", "explains_hold")  # “held” decides whether the last one is asked
    assert (session.settings, session.draw, session.gauge) == (terms.settings, terms.draw, None)
    assert (session.hidden, session.next_due) == (True, date(2026, 3, 23))
    assert database.health().problems == ()


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (Terms(standards=("smiles",)), "“Support call” has no standard “smiles”"),
        (Terms(settings=Settings(points=-1)), "tolerance cannot be below 0"),
        (Terms(settings=Settings(finesse_target=1.5)), "share from 0 to 100 %"),
        (Terms(every_days=7), "needs a due date"),
    ],
)
def test_terms_that_cannot_be_met_are_told(
    database: SqlDatabase, form: FormVersion, terms: Terms, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        calibrating.create(database, "March", form, BEN, [ANN], [CALL.key], BEN, NOW, terms)
    assert calibrating.sessions(database) == ()


def test_scoring_for_a_session_leaves_the_ordinary_evaluation_alone(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    ordinary = submit(database, ANN)
    opened = reviewing.open_review(database, CALL.key, ANN, occasion=session.key)
    assert (opened.submitted, opened.session, opened.forms) == (None, session, (form,))
    assert opened.draft.content != COMPLETE
    reviewing.save_draft(database, opened.draft, NOW)
    assert reviewing.open_review(database, CALL.key, ANN).draft.subject == ordinary.subject
    sealed = score(database, session, ANN, content=COMPLETE.with_answer("greets", Answer(NO)))
    assert sealed.subject.evaluation != ordinary.subject.evaluation
    assert reviewing.open_review(database, CALL.key, ANN).submitted == ordinary
    assert reviewing.open_review(database, CALL.key, ANN, occasion=session.key).submitted == sealed
    assert sealed.is_true
    lines = {item.interaction.key: item for item in worklist.load(database, ANN, WorklistFilter()).items}
    assert lines[CALL.key].total != 0  # that of the session was failed
    greets = {each.standard: each for each in averages.of_month(database, "2026-03")}["greets"]
    assert (greets.marks, greets.average) == (1, 1.0)
    assert database.health().problems == ()


def test_what_is_only_scored_for_a_session_is_new_in_the_worklist(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    reviewing.save_draft(database, reviewing.open_review(database, SECOND.key, ANN, occasion=session.key).draft, NOW)
    score(database, session, ANN)
    found = worklist.load(database, ANN, WorklistFilter())
    assert [(item.session, item.state) for item in found.items] == [("March", State.DRAFT), ("", State.NEW)]
    assert found.counts[State.NEW] == 2
    (agent,) = {item.interaction.agent for item in found.items}
    assert agent is not None
    assert averages.agent_year(database, agent.name, "2026")[1] == []


def test_a_session_tells_everybody_what_it_still_asks_of_them(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form, due=date(2026, 3, 9), agent_hidden=True)
    score(database, session, ANN)
    reviewing.save_draft(database, reviewing.open_review(database, SECOND.key, ANN, occasion=session.key).draft, NOW)
    (task,) = calibrating.tasks(database, ANN)
    assert (task.session, task.interaction, task.begun) == (session, replace(SECOND, agent=None), True)
    assert [each.interaction.key for each in calibrating.tasks(database, CAT)] == [CALL.key, SECOND.key]
    assert calibrating.tasks(database, Person("Dora")) == ()
    assert reviewing.open_review(database, CALL.key, ANN, occasion=session.key).interaction.agent is None
    found = calibrating.progress(database, session)
    assert (found.done(ANN.key), found.done(CAT.key), found.complete) == (1, 0, False)
    agreeing.reveal(database, session, BEN, LATER)
    assert calibrating.tasks(database, CAT) == ()


def test_only_the_standards_of_the_session_are_asked(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form, standards=("greets",))
    opened = reviewing.open_review(database, CALL.key, ANN, occasion=session.key)
    assert [standard.id for standard in opened.form.form.standards] == ["greets"]
    assert opened.form.key == form.key
    score(database, session, ANN, content=Content({"greets": Answer(YES)}))
    agreeing.reveal(database, session, BEN, LATER)
    material = calibrating.material(database, session)
    assert [standard.id for standard in material.form.form.standards] == ["greets"]
    assert material.submitted[CALL.key, ANN.key].answers == {"greets": Answer(YES)}


def test_a_session_takes_marks_from_its_people_only(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    with pytest.raises(InputError, match="“March” does not ask you to score this interaction"):
        reviewing.open_review(database, CALL.key, Person("Dora"), occasion=session.key)
    draft = reviewing.open_review(database, CALL.key, ANN, occasion=session.key).draft
    with pytest.raises(InputError, match="submitted by who scored it"):
        reviewing.submit(database, replace(draft, content=COMPLETE), BEN, NOW)


def test_nobody_sees_the_marks_of_another_before_the_reveal(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    for person in (ANN, BEN):
        score(database, session, person)
    assert set(calibrating.material(database, session, ANN).submitted) == {(CALL.key, ANN.key)}
    assert calibrating.material(database, session).submitted == {}
    for person in (ANN, BEN, None):
        with pytest.raises(InputError, match="“March” is not revealed yet"):
            calibrating.comparison(database, session, person)
    revealed, _ = agreeing.reveal(database, session, BEN, LATER)
    assert (revealed.revealed_at, revealed.revealed_by, revealed.plan) == (LATER, BEN.key, session)
    found = calibrating.comparison(database, session, ANN)
    assert set(found.submitted) == {(CALL.key, ANN.key), (CALL.key, BEN.key)}
    unfinished = [(each.external_id, person.name) for each, person in found.unfinished]
    assert unfinished == [("C-2", BEN.name), ("C-2", ANN.name), ("C-1", CAT.name), ("C-2", CAT.name)]
    with database.reading() as work:
        entry = work.audit.of(session.key)[-1]
    told = "Ben Lead: 1 of 2 scored; Ann Reviewer: 1 of 2 scored; Cat Reviewer: 0 of 2 scored"
    assert (entry.action, entry.author, entry.detail) == ("session revealed", BEN.key, told)
    assert database.health().problems == ()


def test_a_reveal_is_for_leads_and_happens_once(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    with pytest.raises(InputError, match="Nobody has submitted anything in “March” yet"):
        agreeing.reveal(database, session, BEN, LATER)
    score(database, session, ANN)
    for person in (ANN, replace(ANN, role=PersonRole.LEAD), Person("Dora", PersonRole.LEAD)):
        with pytest.raises(InputError, match="Only a lead or an administrator reveals"):
            agreeing.reveal(database, session, person, LATER)
    agreeing.reveal(database, session, BEN, LATER)
    with pytest.raises(InputError, match=r"“March” was revealed on 2026-03-02 13:00 \(UTC\) already"):
        agreeing.reveal(database, session, BEN, LATER)
    open_one, _ = calibrating.create(database, "Open", form, BEN, [ANN], [CALL.key], BEN, NOW, Terms(sealed=False))
    with pytest.raises(InputError, match="“Open” compares ordinary evaluations"):
        agreeing.reveal(database, open_one, BEN, LATER)


def test_the_reveal_locks_what_was_scored(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    mine = score(database, session, ANN)
    unfinished = reviewing.open_review(database, SECOND.key, ANN, occasion=session.key).draft
    correction = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN, occasion=session.key)).draft
    agreeing.reveal(database, session, BEN, LATER)
    for draft in (replace(unfinished, content=COMPLETE), replace(correction, reason="heard again")):
        with pytest.raises(InputError, match=r"was revealed on .* which locks what was scored in it"):
            reviewing.submit(database, draft, ANN, LATER)
    opened = reviewing.open_review(database, CALL.key, ANN, occasion=session.key)
    assert opened.read_only
    with pytest.raises(InputError, match="locks"):
        reviewing.correcting(opened)
    assert calibrating.material(database, session).submitted == {(CALL.key, ANN.key): mine.content}


def test_what_was_agreed_is_kept_and_can_be_entered_anew(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    agreed = Consensus(
        session.key, CALL.key, "listens", Chosen("3"), "He let her finish.", Flag.UNCLEAR_STANDARD,
        "Write an anchor for 3", "Ben", date(2026, 4, 1), ActionState.OPEN, "Letting finish is a 3.",
    )  # fmt: skip
    outside = ExternalScore(session.key, SECOND.key, 87.5, "mystery shopper")
    with pytest.raises(InputError, match="“March” is not revealed yet"):
        agreeing.agree(database, session, [agreed], BEN, LATER)
    score(database, session, ANN)
    agreeing.reveal(database, session, BEN, LATER)
    with pytest.raises(InputError, match="Only a lead or an administrator enters what was agreed"):
        agreeing.agree(database, session, [agreed], ANN, LATER)
    assert agreeing.agree(database, session, [agreed, outside], BEN, LATER).items
    assert agreeing.agree(database, session, [agreed, outside], BEN, LATER).items == frozenset()
    found = calibrating.material(database, session)
    assert found.consensus == {(CALL.key, "listens"): agreed}
    assert found.external == {SECOND.key: outside}
    done = replace(agreed, state=ActionState.DONE, value=None)
    agreeing.agree(database, session, [done, replace(outside, points=None)], BEN, LATER)
    found = calibrating.material(database, session)
    assert (found.consensus, found.external) == ({(CALL.key, "listens"): done}, {})
    (precedent,) = agreeing.precedents(database, "support", "listens")
    assert (precedent.consensus, precedent.session, precedent.interaction) == (done, "March", "C-1")
    assert precedent.on == date(2026, 3, 2)
    assert agreeing.precedents(database, "support", "greets") == ()
    with database.reading() as work:
        agreed_on, said_outside = work.audit.of(CALL.key)[-1], work.audit.of(SECOND.key)[-1]
    assert (agreed_on.action, agreed_on.detail) == ("consensus entered", "March · listens")
    assert (said_outside.action, said_outside.detail) == ("external score entered", "March")
    assert database.health().problems == ()


def test_what_cannot_be_agreed_on_is_refused_whole(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form, standards=("greets", "listens"))
    score(database, session, ANN, content=Content({"greets": Answer(YES), "listens": Answer(Chosen("4"))}))
    agreeing.reveal(database, session, BEN, LATER)
    fine = Consensus(session.key, CALL.key, "greets", YES)
    for entry, sentence in (
        (replace(fine, interaction=ANN.key), "not one of the session"),
        (replace(fine, standard="thanks"), "asks no standard “thanks”"),
        (replace(fine, value=Chosen("7")), "no answer to"),
        (replace(fine, ruling="x" * 4001), "4001 letters"),
        (ExternalScore(session.key, CALL.key, 101), "from 0 to 100, not 101"),
    ):
        with pytest.raises(InputError, match=sentence):
            agreeing.agree(database, session, [fine, entry], BEN, LATER)
    assert calibrating.material(database, session).consensus == {}


def test_a_session_that_is_closed_changes_no_more(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    score(database, session, ANN)
    with pytest.raises(InputError, match="reveal it first"):
        agreeing.close(database, session, BEN, LATER)
    agreeing.reveal(database, session, BEN, LATER)
    closed, _ = agreeing.close(database, session, BEN, LATER)
    assert (closed.closed_at, closed.closed_by) == (LATER, BEN.key)
    for again in (
        lambda: agreeing.close(database, session, BEN, LATER),
        lambda: agreeing.agree(database, session, [Consensus(session.key, CALL.key, "greets", YES)], BEN, LATER),
    ):
        with pytest.raises(InputError, match="was closed on 2026-03-02: it does not change any more"):
            again()
    assert database.health().problems == ()


def test_interactions_are_drawn_by_a_seed_that_is_recorded(database: SqlDatabase, form: FormVersion) -> None:
    calls = [
        interaction(f"D-{number}", queue="Billing", started_at=NOW + timedelta(days=number)) for number in range(9)
    ]
    with database.writing() as work:
        for each in calls:
            work.interactions.put(each)
    wanted = Draw(11, 3, queue="Billing", first=date(2026, 3, 3), after=date(2026, 3, 8))
    chosen, how = calibrating.draw(database, 3, wanted)
    assert calibrating.draw(database, 3, how) == (chosen, how)
    assert how == replace(wanted, out_of=5)
    assert set(chosen) < {each.key for each in calls[1:6]}
    assert calibrating.draw(database, 3, replace(how, seed=12))[0] != chosen
    assert calibrating.draw(database, 1)[1].seed >= 0
    with pytest.raises(InputError, match="Only 5 interactions fit, and 6 are to be drawn"):
        calibrating.draw(database, 6, wanted)


def test_the_next_session_of_a_series_is_made_from_the_last(database: SqlDatabase, form: FormVersion) -> None:
    with database.writing() as work:
        for number in range(3):
            work.interactions.put(interaction(f"D-{number}"))
    first = march(database, form, due=date(2026, 3, 9), every_days=7, settings=Settings(points=3))
    second, _ = calibrating.following(database, first, "April", BEN, LATER)
    assert (second.series, second.due, second.settings) == (first.key, date(2026, 3, 16), first.settings)
    assert (second.people, second.sealed) == (first.people, True)
    assert len(second.interactions) == 2
    assert not set(second.interactions) & set(first.interactions)
    assert second.draw is not None
    with database.writing() as work:
        for number in range(3):
            work.interactions.put(interaction(f"M-{number}", channel=Channel.CHAT))
    with pytest.raises(InputError, match="Only 1 interactions fit, and 2"):
        calibrating.following(database, second, "May", BEN, LATER)
    with pytest.raises(InputError, match="Only 1 interactions fit, and 2"):  # picked ones are followed by such calls
        calibrating.following(database, replace(second, draw=None), "May", BEN, LATER)


def test_the_worklist_begins_with_what_sessions_ask(database: SqlDatabase, form: FormVersion) -> None:
    session = march(database, form)
    ordinary = submit(database, ANN)
    found = worklist.load(database, ANN, WorklistFilter())
    assert [(item.interaction.key, item.session, item.state) for item in found.items] == [
        (CALL.key, "March", State.NEW),
        (SECOND.key, "March", State.NEW),
    ]
    assert (found.counts[State.SUBMITTED], found.counts[State.NEW]) == (1, 1)
    assert [each.session for each in worklist.load(database, BEN, WorklistFilter(words="C-2")).items] == ["March"]
    done = WorklistFilter(states=frozenset({State.SUBMITTED}))
    assert worklist.load(database, ANN, done).items == ()
    opened = reviewing.open_asked(database, CALL.key, ANN, NOW)
    assert (opened.session, opened.draft.subject.occasion) == (session, session.key)
    score(database, session, ANN)
    assert reviewing.open_asked(database, CALL.key, ANN, NOW).submitted == ordinary
    lines = {item.interaction.key: item.session for item in worklist.load(database, ANN, WorklistFilter()).items}
    assert lines == {CALL.key: "", SECOND.key: "March"}
    assert {item.session for item in worklist.load(database, Person("Dora"), WorklistFilter()).items} == {""}


def test_the_trend_goes_over_what_is_revealed(database: SqlDatabase, form: FormVersion) -> None:
    first = march(database, form)
    score(database, first, BEN)
    score(database, first, ANN, content=COMPLETE.with_answer("greets", Answer(NO)))
    hidden, _ = calibrating.create(database, "April", form, BEN, [ANN], [CALL.key], BEN, LATER)
    score(database, hidden, ANN)
    assert trends.of_sessions(database, BEN) == []
    agreeing.reveal(database, first, BEN, LATER)
    (point,) = trends.of_sessions(database, BEN)
    assert (point.at, point.material.session.name) == (LATER, "March")
    share = Calibration(point.material).overall.within
    assert (share.value, share.n) == (0.75, 4)  # of Ann's four marks one is not the gauge's
    ruled = Consensus(first.key, CALL.key, "greets", NO)
    agreeing.agree(database, first, [ruled], BEN, LATER)
    (point,) = trends.of_sessions(database, BEN, form="support", series=first)
    held = Calibration(point.material).comparisons
    assert [each.within for each in held if each.mark.standard.id == "greets"] == [True]  # against the consensus now
    assert {each.mark.person for each in held} == {ANN}  # the gauge's own marks never count
    assert trends.of_sessions(database, BEN, form="other") == []


def test_a_review_brings_the_rulings_on_its_forms(database: SqlDatabase, form: FormVersion) -> None:
    with database.writing() as work:
        other = work.forms.publish(replace(form.form, id="sales", title="Sales call"))
    for on, name, at, said in (
        (form, "March", NOW, {"greets": "The name comes first", "listens": "", "thanks": 'A "ruling": in quotes'}),
        (form, "April", LATER, {"greets": "Late is No"}),
        (other, "Sales", NOW, {"greets": "Not asked in sales"}),
    ):
        session, _ = calibrating.create(database, name, on, BEN, [ANN], [CALL.key], BEN, at)
        score(database, session, ANN)
        agreeing.reveal(database, session, BEN, at)
        ruled = [
            Consensus(session.key, CALL.key, key, reason='"ruling":"x"', ruling=each) for key, each in said.items()
        ]
        agreeing.agree(database, session, ruled, BEN, at)
    found = reviewing.open_review(database, SECOND.key, CAT).precedents
    assert {key: [(each.session, each.consensus.ruling) for each in of] for key, of in found.items()} == {
        ("support", "greets"): [("April", "Late is No"), ("March", "The name comes first")],
        ("support", "thanks"): [("March", 'A "ruling": in quotes')],
        ("sales", "greets"): [("Sales", "Not asked in sales")],
    }
    assert agreeing.precedents(database, "support", "greets") == found["support", "greets"]

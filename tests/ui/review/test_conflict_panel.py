"""Two corrections of one evaluation: the reviewer sees both side by side, takes one, changes it, and submits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from qa_desktop.domain.answers import Answer, Chosen
from qa_desktop.domain.evaluations import Content, Revision, revision_to_plain
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.scoring import score
from qa_desktop.domain.sharing import Entry
from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services import reviewing, worklist
from qa_desktop.storage.merging import absorb
from tests.ui.review.test_session import submit
from tests.ui.room import Room


def correction(room: Room, first: Revision, content: Content, hours: int) -> Revision:
    """A correction on a device that knows of the first revision alone."""
    return replace(
        first,
        key=new_key(),
        parents=(first.key,),
        number=2,
        content=content,
        device=new_key(),
        at=first.at + timedelta(hours=hours),
        reason="heard again",
        salt="",
    ).sealed()


@pytest.fixture
def torn(call: Room) -> Room:
    """The call, submitted and then corrected on two devices."""
    key = call.window.review.interaction
    assert key is not None
    call.answer_all()
    submit(call)
    with call.database.reading() as work:
        latest = work.evaluations.latest(key, call.person.key)
        assert latest is not None
        form = work.forms.get(latest.revision.subject.form_version)
    assert form is not None
    first = latest.revision
    standard = next(each for each in form.form.standards if isinstance(first.content.answers[each.id].value, Chosen))
    changed = Answer(first.content.answers[standard.id].value, comment="so it was")
    mine = correction(call, first, first.content.with_answer(standard.id, changed), 1)
    theirs = correction(call, first, replace(first.content, comment="A calm call."), 2)
    with call.database.writing() as work:
        work.evaluations.submit(mine, score(form.form, mine.content.answers))
    with call.database._writer.begin() as connection:
        entry = Entry("revision", str(theirs.key), revision_to_plain(theirs))
        assert absorb(connection, [entry], False).conflicts == (first.subject.evaluation,)
    call.press("F5")
    call.settle()
    call.window.review.open(key)
    call.until(lambda: call.window.review.interaction == key)
    call.settle()
    return call


def test_the_worklist_says_so_and_offers_to_show_only_these(torn: Room) -> None:
    panel = torn.window.review.worklist
    assert [item.state for item in panel.model.items].count(State.CONFLICT) == 1
    assert panel._chips[State.CONFLICT].isVisible()
    assert panel._chips[State.CONFLICT].text() == "Conflicts 1"
    wanted = WorklistFilter(states=frozenset({State.CONFLICT}))
    assert len(worklist.load(torn.database, torn.person, wanted).items) == 1


def test_both_stand_side_by_side_with_what_differs_alone(torn: Room) -> None:
    panel = torn.window.review.conflict
    assert panel.isVisible()
    assert [button.text() for button in panel.buttons] == ["Go on with this"] * 2
    assert panel.buttons[0].hasFocus()
    shown = [label.text() for label in panel.findChildren(QLabel)]
    assert shown.count(torn.person.name) == 2
    assert any("so it was" in each for each in shown)
    assert any("A calm call." in each for each in shown)
    assert len([each for each in shown if each == "Overall comment"]) == 1


def test_what_is_taken_and_submitted_ends_the_conflict(torn: Room) -> None:
    review = torn.window.review
    leaves = [leaf.revision.key for leaf in review.session.review.leaves]  # type: ignore[union-attr]
    evaluation = review.session.review.submitted.subject.evaluation  # type: ignore[union-attr]
    review.conflict.buttons[0].click()
    torn.settle()
    assert review.form.isVisible()
    assert review.session.reason
    submit(torn)
    assert reviewing.conflict(torn.database, evaluation) == ()
    with torn.database.reading() as work:
        head = work.evaluations.head(evaluation)
    assert head is not None
    assert {*head.parents} == {*leaves}
    assert any(answer.comment == "so it was" for answer in head.content.answers.values())
    assert head.content.comment == ""


def test_a_decision_begun_is_kept_as_a_draft(torn: Room) -> None:
    review = torn.window.review
    key = review.interaction
    assert key is not None
    review.conflict.buttons[1].click()
    torn.settle()
    torn.saved()
    torn.window.review.step(1)
    torn.settle()
    review.open(key)
    torn.until(lambda: review.interaction == key)
    torn.settle()
    assert review.form.isVisible()
    assert torn.state.content.comment == "A calm call."


def test_the_history_tells_both_corrections(torn: Room) -> None:
    torn.window.actions_by_id["history"].trigger()
    torn.until(lambda: torn.window.report.isVisible())
    report = torn.window.report.report
    assert report is not None
    assert [row.result for row in report.rows if row.name] == [
        f"{torn.person.name} corrected",
        f"{torn.person.name} corrected",
        f"{torn.person.name} submitted",
    ]
    assert any(row.sentence == "– → so it was" for row in report.rows)


def test_without_a_submission_there_is_no_history(call: Room) -> None:
    call.window.actions_by_id["history"].trigger()
    call.settle()
    call.until(lambda: "nothing about this interaction" in call.window.notice._text.text())

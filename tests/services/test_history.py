from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from qa_desktop.domain.answers import NA, NO, YES, Answer, AudioSpan, Chosen, Note, TurnSpan
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.scoring import Score
from qa_desktop.services import deleting, history
from qa_desktop.services.history import Change
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, BEN, CALL, COMPLETE, NOW, correct, furnish, submit

LATER = NOW + timedelta(hours=1)


def test_who_changed_what_from_what_to_what(database: SqlDatabase) -> None:
    version = furnish(database)
    first = submit(database)
    answers = {
        **COMPLETE.answers,
        "greets": Answer(NO, "no greeting", (AudioSpan(1200, 3400), TurnSpan(0, 1)), ()),
        "remark": Answer(Note("see mail")),
    }
    second = correct(database, replace(COMPLETE, answers=answers, comment="Poor"), reason="heard again")
    found = history.of_evaluation(database, first.subject.evaluation)
    assert (found.interaction, found.reviewer, found.form) == ("C-1", ANN.name, version.label)
    assert found.leaves == (second.key,)
    submitted, corrected = found.steps
    assert (submitted.done, submitted.author, submitted.number, submitted.device) == (
        "submitted",
        ANN.name,
        1,
        database.device,
    )
    assert Change(version.form.standard_by_id["listens"].text, "mark", "", "4") in submitted.changes
    greets, remark = (version.form.standard_by_id[key].text for key in ("greets", "remark"))
    assert (corrected.done, corrected.reason) == ("corrected", "heard again")
    assert corrected.changes == (
        Change("", "overall comment", "Well done 👍", "Poor"),
        Change(greets, "mark", "Yes", "No"),
        Change(greets, "comment", "", "no greeting"),
        Change(greets, "evidence", "", "1.2–3.4 s, turns 1–2"),
        Change(remark, "mark", "", "see mail"),
    )


def test_a_deleted_evaluation_leaves_the_lists_and_keeps_its_history(database: SqlDatabase) -> None:
    furnish(database)
    evaluation = submit(database).subject.evaluation
    deleting.delete(database, evaluation, BEN, " wrong   call ", LATER)
    with database.reading() as work:
        assert work.evaluations.latest(CALL.key, ANN.key) is None
        assert work.evaluations.submitted([CALL.key], [ANN.key]) == []
    found = history.of_evaluation(database, evaluation)
    assert found.deleted
    assert [(step.done, step.author, step.reason) for step in found.steps][1:] == [("deleted", BEN.name, "wrong call")]
    deleting.restore(database, evaluation, BEN, "it was right", LATER)
    with database.reading() as work:
        assert len(work.evaluations.submitted([CALL.key], [ANN.key])) == 1
        actions = [entry.action for entry in work.audit.of(evaluation)]
    assert actions == ["submitted", "deleted", "restored"]


def test_a_deletion_needs_a_reason_and_something_to_delete(database: SqlDatabase) -> None:
    furnish(database)
    evaluation = submit(database).subject.evaluation
    with pytest.raises(InputError, match="Say in a few words why"):
        deleting.delete(database, evaluation, BEN, "  ", NOW)
    with pytest.raises(InputError, match="There is no evaluation"):
        deleting.delete(database, new_key(), BEN, "why", NOW)
    with pytest.raises(InputError, match="is not deleted"):
        deleting.restore(database, evaluation, BEN, "why", NOW)
    deleting.delete(database, evaluation, BEN, "why", NOW)
    with pytest.raises(InputError, match="deleted already"):
        deleting.delete(database, evaluation, BEN, "why", NOW)


def test_a_deleted_one_may_be_made_anew_and_is_not_restored_beside_that(database: SqlDatabase) -> None:
    furnish(database)
    old = submit(database).subject.evaluation
    deleting.delete(database, old, BEN, "why", NOW)
    new = submit(database).subject.evaluation
    assert old != new
    with pytest.raises(InputError, match="another evaluation"):
        deleting.restore(database, old, BEN, "why", NOW)
    assert [each.evaluation for each in history.of_interaction(database, CALL.key, ANN.key)] == [old, new]
    assert history.of_interaction(database, CALL.key, BEN.key) == ()


def test_a_correction_of_what_was_deleted_meanwhile_is_refused(database: SqlDatabase) -> None:
    furnish(database)
    evaluation = submit(database).subject.evaluation
    opened = correct(database, Content({**COMPLETE.answers, "held": Answer(YES), "explains_hold": Answer(YES)}))
    deleting.delete(database, evaluation, BEN, "why", NOW)
    follows = replace(opened, key=new_key(), parents=(opened.key,), number=3, salt="").sealed()
    with database.writing() as work, pytest.raises(InputError, match="deleted"):
        work.evaluations.submit(follows, Score())


def test_the_trail_names_who_did_it(database: SqlDatabase) -> None:
    furnish(database)
    submit(database)
    trail = list(history.audit_trail(database))
    assert [(line.number, line.action, name) for line, name in trail] == [(1, "submitted", ANN.name)]
    assert all(line.is_true for line, _ in trail)


def test_an_unknown_evaluation_is_told(database: SqlDatabase) -> None:
    with pytest.raises(InputError, match="There is no evaluation"):
        history.of_evaluation(database, UUID(int=1))


def test_marks_on_a_form_that_is_gone_are_told_by_their_ids() -> None:
    before, after = Content({"x": Answer(NA)}), Content({"x": Answer(Chosen("4"))})
    assert [change.standard for change in history.changes_between(before, after, None)] == ["x"]

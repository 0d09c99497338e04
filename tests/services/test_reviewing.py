from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.domain.answers import NA, NO, YES, Amount, Answer, AudioSpan, Chosen, Note, Several
from qa_desktop.domain.changes import Changed
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import AnswerType, Form, Option
from qa_desktop.domain.interactions import Channel
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.worklist import State, WorklistFilter
from qa_desktop.services import reviewing, worklist
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.domain.builders import info, levels, section, yes_no
from tests.services.furniture import (
    ANN,
    BEN,
    CALL,
    CAT,
    COMPLETE,
    FORM,
    NOW,
    TRANSCRIPT,
    correct,
    drafted,
    furnish,
    interaction,
    publish,
    submit,
)

DRAFT = Content({"greets": Answer(NO, "no greeting at all"), "listens": Answer(None, "look again")}, "so far")


def save(database: SqlDatabase, content: Content = DRAFT) -> reviewing.Review:
    """The call with a saved draft, opened again."""
    reviewing.save_draft(database, drafted(database, content=content), NOW)
    return reviewing.open_review(database, CALL.key, ANN)


def chain(database: SqlDatabase, evaluation: UUID) -> list[int]:
    """The numbers of the revisions of an evaluation."""
    with database.reading() as work:
        return [revision.number for revision in work.evaluations.revisions(evaluation)]


def state_of(database: SqlDatabase) -> State:
    """How far Ann is with the call, as her worklist says."""
    return worklist.load(database, ANN, WorklistFilter()).items[0].state


# Opening


def test_a_new_review_starts_with_what_the_form_fills_in(database: SqlDatabase) -> None:
    version = furnish(database)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.interaction == replace(CALL, turns=1)
    assert review.transcript == TRANSCRIPT
    assert (review.form, review.forms) == (version, (version,))
    assert review.draft.content == Content({"thanks": Answer(YES)})
    assert review.draft.subject.reviewer == ANN.key
    assert review.submitted is None
    assert not review.read_only


def test_opening_writes_nothing(database: SqlDatabase) -> None:
    furnish(database)
    reviewing.open_review(database, CALL.key, ANN)
    assert state_of(database) is State.NEW


def test_a_draft_is_opened_as_it_was_left(database: SqlDatabase) -> None:
    furnish(database)
    review = save(database)
    assert review.draft.content == DRAFT
    assert not review.read_only
    assert state_of(database) is State.DRAFT


def test_a_draft_stays_on_the_version_it_was_begun_on(database: SqlDatabase) -> None:
    first = furnish(database)
    save(database)
    (second,) = publish(database, replace(FORM, title="Support call, new"))
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.form == first
    assert review.forms == (second,)


def test_a_submitted_evaluation_is_opened_for_reading(database: SqlDatabase) -> None:
    furnish(database)
    revision = submit(database)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.submitted == revision
    assert review.draft.content == revision.content
    assert review.read_only


def test_what_others_submitted_is_not_opened(database: SqlDatabase) -> None:
    furnish(database)
    submit(database, BEN)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.submitted is None
    assert review.draft.content == Content({"thanks": Answer(YES)})


def test_a_correction_that_was_begun_goes_on(database: SqlDatabase) -> None:
    furnish(database)
    submit(database)
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN))
    assert not opened.read_only
    changed = replace(opened.draft, content=COMPLETE.with_answer("held", Answer(YES)))
    reviewing.save_draft(database, changed, NOW)
    again = reviewing.open_review(database, CALL.key, ANN)
    assert again.draft == changed
    assert not again.read_only


def test_a_draft_left_over_by_another_window_does_not_hide_what_was_submitted(database: SqlDatabase) -> None:
    furnish(database)
    draft = drafted(database)
    revision = reviewing.submit(database, draft, ANN, NOW)[0]
    reviewing.save_draft(database, replace(draft, content=DRAFT), NOW)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.draft.content == revision.content
    assert review.read_only


def test_a_second_first_revision_of_one_interaction_is_refused(database: SqlDatabase) -> None:
    """Begun in two windows or on two devices at once: one is submitted, the other goes on as its correction."""
    furnish(database)
    other = drafted(database, content=replace(COMPLETE, comment="typed on the other device"))
    first = submit(database)
    with pytest.raises(InputError, match="have submitted an evaluation of this interaction already; open it again"):
        reviewing.submit(database, other, ANN, NOW)
    reviewing.save_draft(database, other, NOW)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.draft.content == other.content
    assert review.draft.corrects == first.key
    assert reviewing.submit(database, review.draft, ANN, NOW, "both heard")[0].number == 2
    with database.reading() as work:
        assert len(work.evaluations.submitted([CALL.key], [ANN.key])) == 1
        assert work.evaluations.draft(CALL.key, ANN.key) is None


def test_submitting_drops_whatever_else_the_reviewer_had_begun_there(database: SqlDatabase) -> None:
    furnish(database)
    one, other = drafted(database), drafted(database)
    theirs = drafted(database, BEN)
    for draft in (one, other, theirs):
        reviewing.save_draft(database, draft, NOW)
    reviewing.submit(database, one, ANN, NOW)
    assert state_of(database) is State.SUBMITTED
    assert reviewing.open_review(database, CALL.key, ANN).read_only
    assert reviewing.open_review(database, CALL.key, BEN).draft == theirs


def test_what_is_submitted_has_no_draft_however_late_one_is_saved(database: SqlDatabase) -> None:
    furnish(database)
    draft = drafted(database)
    reviewing.submit(database, draft, ANN, NOW)
    assert reviewing.save_draft(database, draft, NOW).items == frozenset()
    assert state_of(database) is State.SUBMITTED


def test_a_correction_undone_to_what_was_submitted_needs_no_draft(database: SqlDatabase) -> None:
    furnish(database)
    submit(database)
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN)).draft
    reviewing.save_draft(database, replace(opened, content=DRAFT), NOW)
    assert state_of(database) is State.DRAFT
    reviewing.save_draft(database, opened, NOW)
    assert state_of(database) is State.SUBMITTED
    reviewing.save_draft(database, replace(opened, reason="to be heard again"), NOW)
    assert state_of(database) is State.DRAFT


def test_the_reason_of_a_correction_is_kept_with_its_draft(database: SqlDatabase) -> None:
    furnish(database)
    submit(database)
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN)).draft
    changed = replace(opened, content=replace(COMPLETE, comment="later"), reason="heard it again")
    reviewing.save_draft(database, changed, NOW)
    again = reviewing.open_review(database, CALL.key, ANN).draft
    assert again == changed
    assert reviewing.submit(database, again, ANN, NOW)[0].reason == "heard it again"


def test_what_the_database_would_not_take_goes_before_what_it_has(database: SqlDatabase) -> None:
    furnish(database)
    unsaved = replace(save(database).draft, content=COMPLETE)
    assert reviewing.open_review(database, CALL.key, ANN, unsaved).draft == unsaved


def test_an_interaction_that_is_gone_is_told(database: SqlDatabase) -> None:
    furnish(database)
    with pytest.raises(InputError, match="no longer in the database; refresh"):
        reviewing.open_review(database, new_key(), ANN)


def test_without_any_form_there_is_a_sentence(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
    with pytest.raises(InputError, match="no form to score on; add one"):
        reviewing.open_review(database, CALL.key, ANN)


def test_the_recording_is_found_under_the_root_of_this_device(database: SqlDatabase, tmp_path: Path) -> None:
    furnish(database)
    assert reviewing.open_review(database, CALL.key, ANN).recording is None
    with database.writing() as work:
        work.roots.put("calls", str(tmp_path))
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.recording == tmp_path / "märz" / "a b.wav"
    assert not review.recording_here
    review.recording.parent.mkdir()
    review.recording.touch()
    assert reviewing.open_review(database, CALL.key, ANN).recording_here


def test_a_chat_has_no_recording(database: SqlDatabase) -> None:
    chat = interaction("K-1", channel=Channel.CHAT)
    furnish(database, chat)
    review = reviewing.open_review(database, chat.key, ANN)
    assert review.recording is None
    assert review.transcript is None


# Another form


def other_form(database: SqlDatabase, *standards: object) -> reviewing.FormVersion:
    return publish(database, Form("other", "Other", (section("main", *standards),)))[0]  # type: ignore[arg-type]


def test_answers_come_along_to_another_form_where_they_fit(database: SqlDatabase) -> None:
    furnish(database)
    version = other_form(database, yes_no("greets"), levels("listens", count=3), yes_no("thanks", na_allowed=False))
    content = Content(
        {
            "greets": Answer(YES, "warm", (AudioSpan(0, 900),)),
            "listens": Answer(Chosen("4"), "of five"),
            "held": Answer(YES),
            "thanks": Answer(NA),
        },
        "overall",
    )
    moved = reviewing.on_form(drafted(database, content=content), version)
    assert moved.subject.form_version == version.key
    assert moved.content == Content(
        {"greets": Answer(YES, "warm", (AudioSpan(0, 900),)), "listens": Answer(None, "of five")}, "overall"
    )


def test_na_numbers_texts_and_lists_come_along_too(database: SqlDatabase) -> None:
    furnish(database)
    topics = (Option("bill", "Bill"), Option("repair", "Repair"))
    version = other_form(
        database,
        yes_no("held"),
        info("remark"),
        info("wait", AnswerType.NUMBER),
        info("topics", AnswerType.SEVERAL, topics),
        info("causes", AnswerType.SEVERAL, topics),
    )
    answers = {
        "held": Answer(NA),
        "remark": Answer(Note("call back")),
        "wait": Answer(Amount(Decimal(45))),
        "topics": Answer(Several(("bill", "repair"))),
        "causes": Answer(Several(("bill", "moving"))),
    }
    moved = reviewing.on_form(drafted(database, content=Content(answers)), version)
    assert moved.content.answers == {key: answer for key, answer in answers.items() if key != "causes"}


def test_what_does_not_fit_leaves_what_the_form_fills_in(database: SqlDatabase) -> None:
    furnish(database)
    version = other_form(database, levels("thanks", prefill="3"), yes_no("held", prefill="na"))
    content = Content({"thanks": Answer(YES, "twice")})
    moved = reviewing.on_form(drafted(database, content=content), version)
    assert moved.content.answers == {"thanks": Answer(Chosen("3"), "twice"), "held": Answer(NA)}


def test_reasons_that_the_other_form_does_not_list_stay_behind(database: SqlDatabase) -> None:
    furnish(database)
    version = other_form(database, yes_no("greets", reasons=("Too fast",)))
    content = Content({"greets": Answer(NO, reasons=("Too fast", "Wrong name"))})
    moved = reviewing.on_form(drafted(database, content=content), version)
    assert moved.content.answers == {"greets": Answer(NO, reasons=("Too fast",))}


def test_a_draft_moved_to_another_form_opens_on_it(database: SqlDatabase) -> None:
    furnish(database)
    version = other_form(database, yes_no("greets"))
    reviewing.save_draft(database, reviewing.on_form(drafted(database), version), NOW)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.form == version
    assert review.draft.content.answers == {"greets": Answer(YES)}


# Drafts


def test_saving_says_what_changed(database: SqlDatabase) -> None:
    furnish(database)
    changes = reviewing.save_draft(database, drafted(database), NOW)
    assert changes.keys(Changed.DRAFT) == {CALL.key}


def test_saving_again_overwrites(database: SqlDatabase) -> None:
    furnish(database)
    review = save(database)
    later = replace(review.draft, content=COMPLETE)
    reviewing.save_draft(database, later, NOW + timedelta(seconds=1))
    assert reviewing.open_review(database, CALL.key, ANN).draft == later


def test_discarding_begins_anew(database: SqlDatabase) -> None:
    furnish(database)
    changes = reviewing.discard_draft(database, save(database).draft)
    assert changes.keys(Changed.DRAFT) == {CALL.key}
    assert state_of(database) is State.NEW


def test_discarding_a_correction_leaves_what_was_submitted(database: SqlDatabase) -> None:
    furnish(database)
    revision = submit(database)
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN))
    reviewing.save_draft(database, opened.draft, NOW)
    reviewing.discard_draft(database, opened.draft)
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.read_only
    assert review.submitted == revision


# Submitting


def test_a_submission_is_the_first_revision_and_its_draft_goes(database: SqlDatabase) -> None:
    version = furnish(database)
    draft = replace(save(database).draft, content=COMPLETE)
    revision, changes = reviewing.submit(database, draft, ANN, NOW)
    assert revision.number == 1
    assert revision.parents == ()
    assert revision.content == COMPLETE
    assert revision.subject == draft.subject
    assert revision.subject.form_version == version.key
    assert (revision.author, revision.device, revision.at, revision.reason) == (ANN.key, database.device, NOW, "")
    assert revision.hash == revision.computed_hash()
    assert changes.keys(Changed.EVALUATION) == {CALL.key}
    with database.reading() as work:
        assert work.evaluations.draft(CALL.key, ANN.key) is None
        latest = work.evaluations.latest(CALL.key, ANN.key)
        assert latest is not None
        assert latest.revision == revision
        assert (latest.total, latest.outcome) == ("7/12", "pass")  # 1, 3/4 and 0 of three


def test_a_submission_stands_in_the_audit_trail(database: SqlDatabase) -> None:
    furnish(database)
    revision = submit(database)
    correct(database, COMPLETE.with_answer("held", Answer(YES)).with_answer("explains_hold", Answer(YES)))
    with database.reading() as work:
        trail = work.audit.of(revision.subject.evaluation)
    assert [(entry.action, entry.kind, entry.author, entry.detail) for entry in trail] == [
        ("submitted", "evaluation", ANN.key, ""),
        ("corrected", "evaluation", ANN.key, "heard again"),
    ]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"listens": Answer()}, "One thing is missing before it can be submitted, first the answer to “Listens”."),
        ({"listens": Answer(Chosen("1"))}, "One thing is missing before it can be submitted, first the comment to “L"),
        ({"greets": Answer(), "held": Answer(YES)}, "2 things are missing before it can be submitted, first the answ"),
    ],
)
def test_what_is_missing_is_refused_and_nothing_is_written(
    database: SqlDatabase, answers: dict[str, Answer], sentence: str
) -> None:
    furnish(database)
    content = COMPLETE
    for name, answer in answers.items():
        content = content.with_answer(name, answer)
    draft = save(database, content).draft
    with pytest.raises(InputError) as refused:
        reviewing.submit(database, draft, ANN, NOW)
    assert str(refused.value).startswith(sentence)
    assert reviewing.open_review(database, CALL.key, ANN).draft == draft
    with database.reading() as work:
        assert work.audit.of(draft.subject.evaluation) == []


def test_answers_to_hidden_standards_are_dropped(database: SqlDatabase) -> None:
    furnish(database)
    content = COMPLETE.with_answer("explains_hold", Answer(NO, "she did not")).with_answer("remark", Answer(Note("x")))
    assert set(submit(database, content=content).content.answers) == {"greets", "listens", "held", "thanks", "remark"}


def test_submitting_twice_is_refused_with_a_sentence(database: SqlDatabase) -> None:
    furnish(database)
    draft = drafted(database)
    reviewing.submit(database, draft, ANN, NOW)
    with pytest.raises(InputError, match="has been submitted already; open it again"):
        reviewing.submit(database, draft, ANN, NOW)
    assert chain(database, draft.subject.evaluation) == [1]


def test_a_form_that_is_gone_is_told(database: SqlDatabase) -> None:
    furnish(database)
    draft = drafted(database)
    lost = replace(draft, subject=replace(draft.subject, form_version=new_key()))
    with pytest.raises(InputError, match="form of this evaluation is not in the database"):
        reviewing.submit(database, lost, ANN, NOW)


# Correcting


def test_only_what_was_submitted_can_be_corrected(database: SqlDatabase) -> None:
    furnish(database)
    with pytest.raises(InputError, match="Only a submitted evaluation"):
        reviewing.correcting(reviewing.open_review(database, CALL.key, ANN))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_correction_needs_a_reason(database: SqlDatabase, reason: str) -> None:
    furnish(database)
    submit(database)
    with pytest.raises(InputError, match="why the evaluation is corrected"):
        correct(database, COMPLETE, reason=reason)


def test_correcting_twice_makes_the_third_revision(database: SqlDatabase) -> None:
    furnish(database)
    first = submit(database)
    second = correct(database, replace(COMPLETE, comment="second"), reason=" misheard ")
    third = correct(database, replace(COMPLETE, comment="third"))
    assert (second.number, second.parents, second.reason) == (2, (first.key,), "misheard")
    assert (third.number, third.parents, third.reason) == (3, (second.key,), "heard again")
    assert third.hash == third.computed_hash() != second.hash
    assert {first.subject, second.subject, third.subject} == {first.subject}
    assert chain(database, first.subject.evaluation) == [1, 2, 3]
    assert reviewing.open_review(database, CALL.key, ANN).submitted == third


def test_a_correction_on_another_form_is_scored_there(database: SqlDatabase) -> None:
    furnish(database)
    submit(database)
    version = other_form(database, yes_no("greets"))
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN))
    reviewing.submit(database, reviewing.on_form(opened.draft, version), ANN, NOW, "wrong form")
    review = reviewing.open_review(database, CALL.key, ANN)
    assert review.form == version
    assert review.read_only
    assert worklist.load(database, ANN, WorklistFilter()).items[0].total == 1


def test_a_correction_of_what_was_corrected_meanwhile_is_refused(database: SqlDatabase, tmp_path: Path) -> None:
    furnish(database)
    submit(database)
    late = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN)).draft
    elsewhere = open_database(tmp_path / "room.db", new_key())
    theirs = correct(elsewhere, replace(COMPLETE, comment="theirs"))
    elsewhere.close()
    reviewing.save_draft(database, late, NOW)
    with pytest.raises(InputError, match="Someone else has corrected this evaluation meanwhile; discard your draft"):
        reviewing.submit(database, late, ANN, NOW, "mine")
    assert reviewing.open_review(database, CALL.key, ANN).draft == late  # what was typed is still there
    reviewing.discard_draft(database, late)
    assert reviewing.open_review(database, CALL.key, ANN).submitted == theirs
    assert correct(database, replace(COMPLETE, comment="mine")).number == 3


def test_a_lead_corrects_in_the_reviewers_chain(database: SqlDatabase) -> None:
    furnish(database)
    submit(database, CAT)
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, CAT))
    revision = reviewing.submit(database, opened.draft, BEN, NOW, "agreed in the calibration")[0]
    assert revision.author == BEN.key
    assert revision.subject.reviewer == CAT.key

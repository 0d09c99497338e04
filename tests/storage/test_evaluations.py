from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from qa_desktop.domain import canonical
from qa_desktop.domain.answers import NO, Answer
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, content_to_plain
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.records import Submitted
from qa_desktop.domain.scoring import Score
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.tables import AnswerRow, DraftRow, EvaluationRow
from tests.storage.samples import ANN, BEN, CALL, FORM, NOON, SCORE, call, draft, furnish, revision

OTHER_DEVICE = UUID("01890a5d-ac96-774b-bcce-b302099a8058")


@pytest.fixture
def furnished(database: SqlDatabase) -> SqlDatabase:
    with database.writing() as work:
        furnish(work)
    return database


def test_a_draft_comes_back_as_it_was_typed(furnished: SqlDatabase) -> None:
    typed = replace(draft(), corrects=uuid4(), reason="heard it again")
    with furnished.writing() as work:
        work.evaluations.save_draft(typed, NOON)
    with furnished.reading() as work:
        assert work.evaluations.draft(CALL.key, ANN.key) == typed
        assert work.evaluations.draft(CALL.key, BEN.key) is None


def test_a_draft_saved_by_the_first_version_has_no_reason(furnished: SqlDatabase) -> None:
    typed = draft()
    with furnished.writing() as work:
        work.evaluations.save_draft(typed, NOON)
        plain = canonical.text(content_to_plain(typed.content))
        work.evaluations._connection.execute(update(DraftRow.__table__).values(content=plain))  # type: ignore[arg-type]
        assert work.evaluations.draft(CALL.key, ANN.key) == typed


def test_all_drafts_of_a_reviewer_and_an_interaction_go_together(furnished: SqlDatabase) -> None:
    with furnished.writing() as work:
        for person in (ANN, ANN, BEN):
            work.evaluations.save_draft(draft(reviewer=person), NOON)
        work.evaluations.drop_drafts(CALL.key, ANN.key)
        assert work.evaluations.draft(CALL.key, ANN.key) is None
        assert work.evaluations.draft(CALL.key, BEN.key) is not None


def test_saving_a_draft_again_overwrites_it(furnished: SqlDatabase) -> None:
    typed = draft()
    with furnished.writing() as work:
        work.evaluations.save_draft(typed, NOON)
        work.evaluations.save_draft(replace(typed, content=Content({}, "anew")), NOON - timedelta(hours=1))
        found = work.evaluations.draft(CALL.key, ANN.key)
        assert found is not None
        assert found.content == Content({}, "anew")
        assert work.evaluations.draft_saved_at(typed.subject.evaluation) == NOON - timedelta(hours=1)
        work.evaluations.drop_draft(typed.subject.evaluation)
        assert work.evaluations.draft(CALL.key, ANN.key) is None


def test_the_newest_draft_counts_and_another_device_overwrites_nothing(furnished: SqlDatabase, file: Path) -> None:
    typed = draft()
    elsewhere = open_database(file, OTHER_DEVICE)
    with furnished.writing() as work:
        work.evaluations.save_draft(typed, NOON)
    with elsewhere.writing() as work:
        work.evaluations.save_draft(replace(typed, content=Content({}, "older")), NOON - timedelta(hours=1))
        assert work.evaluations.draft(CALL.key, ANN.key) == typed
        work.evaluations.drop_draft(typed.subject.evaluation)
        assert work.evaluations.draft(CALL.key, ANN.key) is None
    elsewhere.close()


def test_a_revision_comes_back_exactly_and_its_hash_is_true(furnished: SqlDatabase) -> None:
    local = datetime(2026, 3, 2, 14, 0, 0, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    sealed = revision(at=local)
    with furnished.writing() as work:
        work.evaluations.submit(sealed, SCORE)
    with furnished.reading() as work:
        found = work.evaluations.head(sealed.subject.evaluation)
    assert found == sealed
    assert found is not None
    assert found.computed_hash() == found.hash
    assert found.at.tzinfo is UTC


def test_submission_takes_the_draft_away(furnished: SqlDatabase) -> None:
    typed = draft()
    with furnished.writing() as work:
        work.evaluations.save_draft(typed, NOON)
        work.evaluations.submit(revision(typed.subject.evaluation), SCORE)
        assert work.evaluations.draft(CALL.key, ANN.key) is None


def test_a_submission_that_fails_leaves_nothing_but_the_draft(furnished: SqlDatabase) -> None:
    typed = draft()
    sealed = revision(typed.subject.evaluation)

    def fail_after_submission() -> None:
        with furnished.writing() as work:
            work.evaluations.submit(sealed, SCORE)
            raise KeyError("afterwards")

    with furnished.writing() as work:
        work.evaluations.save_draft(typed, NOON)
    with pytest.raises(KeyError):
        fail_after_submission()
    with furnished.reading() as work:
        assert work.evaluations.head(sealed.subject.evaluation) is None
        assert work.evaluations.draft(CALL.key, ANN.key) == typed


def test_a_correction_becomes_the_head_and_the_chain_keeps_both(furnished: SqlDatabase) -> None:
    first = revision()
    second = revision(parent=first, content=Content({"greets": Answer(NO)}), at=NOON + timedelta(minutes=1))
    with furnished.writing() as work:
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(second, Score(total=Fraction(0)))
        assert work.evaluations.head(first.subject.evaluation) == second
        assert work.evaluations.revisions(first.subject.evaluation) == [first, second]
        assert work.evaluations.latest(CALL.key, ANN.key) == Submitted(second, "0", None)


def test_a_second_correction_of_the_same_revision_is_refused(furnished: SqlDatabase) -> None:
    first = revision()
    mine, theirs = revision(parent=first), revision(parent=first)
    with furnished.writing() as work:
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(theirs, SCORE)
    with pytest.raises(InputError, match="Someone else has corrected"), furnished.writing() as work:
        work.evaluations.submit(mine, SCORE)
    with pytest.raises(InputError, match="Someone else has corrected"), furnished.writing() as work:
        work.evaluations.submit(revision(first.subject.evaluation), SCORE)
    with furnished.reading() as work:
        assert work.evaluations.revisions(first.subject.evaluation) == [first, theirs]


@pytest.mark.parametrize("break_", [{"hash": "1:00"}, {"number": 2}, {"parents": (new_key(),)}])
def test_a_revision_that_was_not_sealed_or_numbered_rightly_is_a_bug(
    furnished: SqlDatabase, break_: dict[str, object]
) -> None:
    sealed = replace(revision(), **break_)  # type: ignore[arg-type]
    broken = sealed if "hash" in break_ else sealed.sealed()
    with pytest.raises((ValueError, InputError)), furnished.writing() as work:
        work.evaluations.submit(broken, SCORE)
    with furnished.reading() as work:
        assert work.evaluations.head(sealed.subject.evaluation) is None


def test_a_correction_cannot_move_to_another_reviewer(furnished: SqlDatabase) -> None:
    first = revision()
    moved = revision(parent=first)
    moved = replace(moved, subject=replace(moved.subject, reviewer=BEN.key)).sealed()
    with furnished.writing() as work:
        work.evaluations.submit(first, SCORE)
    with pytest.raises(InputError), furnished.writing() as work:
        work.evaluations.submit(moved, SCORE)


def test_a_correction_on_another_form_leaves_the_first_revision_true(furnished: SqlDatabase) -> None:
    first = revision()
    with furnished.writing() as work:
        other = work.forms.publish(replace(FORM, title="Support call, shorter"))
        second = revision(parent=first)
        second = replace(second, subject=replace(second.subject, form_version=other.key)).sealed()
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(second, SCORE)
        chain = work.evaluations.revisions(first.subject.evaluation)
        assert [one.computed_hash() for one in chain] == [first.hash, second.hash]
        assert work.evaluations.submitted([CALL.key], [ANN.key], other.key) == [second]
        assert work.evaluations.submitted([CALL.key], [ANN.key], first.subject.form_version) == []


def test_the_head_is_cached_for_lists(furnished: SqlDatabase) -> None:
    sealed = revision()
    with furnished.writing() as work:
        work.evaluations.submit(sealed, SCORE)
    with furnished._reader.connect() as connection:
        columns = (EvaluationRow.head, EvaluationRow.total, EvaluationRow.total_value, EvaluationRow.band)
        assert connection.execute(select(*columns)).one() == (sealed.key, "2/3", 2 / 3, "Weak")
        credits_ = {
            row.standard: row.credit for row in connection.execute(select(AnswerRow.standard, AnswerRow.credit))
        }
    assert credits_ == {"greets": 1.0, "wait": 1 / 3, "tone": None, "topics": None, "later": None}


def test_not_applicable_has_no_credit_even_where_the_form_gives_one(furnished: SqlDatabase) -> None:
    generous = replace(SCORE, terms=(replace(SCORE.terms[0], standard="tone"),))
    with furnished.writing() as work:
        work.evaluations.submit(revision(), generous)
    with furnished._reader.connect() as connection:
        wanted = select(AnswerRow.credit).where(AnswerRow.standard == "tone")
        assert connection.scalars(wanted).one() is None


@pytest.mark.files
def test_the_heads_of_many_people_on_many_interactions(furnished: SqlDatabase) -> None:
    with furnished.writing() as work:
        calls = [call(number) for number in range(620)]
        for interaction in calls:
            work.interactions.put(interaction)
        heads = [revision(interaction=calls[0]), revision(interaction=calls[619], reviewer=BEN)]
        corrected = revision(parent=heads[0])
        work.evaluations.submit(heads[0], SCORE)
        work.evaluations.submit(corrected, SCORE)
        work.evaluations.submit(heads[1], SCORE)
        keys = [interaction.key for interaction in calls]
        assert work.evaluations.submitted(keys, iter([ANN.key, BEN.key])) == [corrected, heads[1]]
        assert work.evaluations.submitted(iter(keys), [BEN.key]) == [heads[1]]
        assert work.evaluations.submitted(keys, []) == []
        assert work.evaluations.latest(calls[1].key, ANN.key) is None

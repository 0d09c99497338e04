from dataclasses import replace
from typing import Any

import pytest

from qa_desktop.domain.answers import NO, YES, Answer
from qa_desktop.domain.calibration import Terms
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.scoring import score
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.services import calibrating, reviewing
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import (
    ANN,
    BEN,
    CALL,
    CAT,
    COMPLETE,
    FORM,
    NOW,
    correct,
    drafted,
    furnish,
    interaction,
    publish,
    submit,
)

SECOND = interaction("C-2")


@pytest.fixture
def form(database: SqlDatabase) -> FormVersion:
    return furnish(database, SECOND)


def create(database: SqlDatabase, form: FormVersion, **changes: Any) -> calibrating.CalibrationSession:
    """A session without seal, which compares ordinary evaluations, unless told otherwise."""
    changes = {"terms": Terms(sealed=False)} | changes
    told = {"name": "January", "gauge": BEN, "reviewers": (ANN, CAT), "interactions": (CALL.key, SECOND.key)} | changes
    return calibrating.create(database, form=form, author=BEN, now=NOW, **told)[0]


def test_a_session_is_kept_with_its_audit_entry(database: SqlDatabase, form: FormVersion) -> None:
    session, changes = calibrating.create(database, " January ", form, BEN, [ANN, CAT], [CALL.key], BEN, NOW)
    assert (session.name, session.form_version, session.gauge) == ("January", form.key, BEN.key)
    assert (session.reviewers, session.interactions) == ((ANN.key, CAT.key), (CALL.key,))
    assert changes == Changes.of(Changed.SESSION, session.key)
    assert calibrating.sessions(database) == (session,)
    with database.reading() as work:
        (entry,) = work.audit.of(session.key)
    assert (entry.action, entry.author, entry.detail) == ("session created", BEN.key, "January")


def test_whoever_is_named_twice_takes_part_once(database: SqlDatabase, form: FormVersion) -> None:
    session = create(database, form, reviewers=(ANN, BEN, ANN), interactions=(CALL.key, SECOND.key, CALL.key))
    assert session.reviewers == (ANN.key,)
    assert session.interactions == (CALL.key, SECOND.key)
    assert calibrating.material(database, session).people == (BEN, ANN)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Give the calibration session a name"),
        ({"interactions": ()}, "needs at least one interaction"),
        ({"reviewers": ()}, "at least one reviewer beside the gauge"),
        ({"reviewers": (BEN,)}, "at least one reviewer beside the gauge"),
    ],
)
def test_what_a_session_lacks_is_told(
    database: SqlDatabase, form: FormVersion, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        create(database, form, **changes)
    assert calibrating.sessions(database) == ()


def test_a_name_is_given_once(database: SqlDatabase, form: FormVersion) -> None:
    create(database, form)
    with pytest.raises(InputError, match="a calibration session “JANUARY” already; choose another name"):
        create(database, form, name="JANUARY ")
    assert len(calibrating.sessions(database)) == 1


def test_a_session_is_found_by_name_and_key(database: SqlDatabase, form: FormVersion) -> None:
    january = create(database, form)
    create(database, form, name="February")
    assert calibrating.named(database, "january") == january
    assert calibrating.named(database, str(january.key).upper()) == january
    with pytest.raises(InputError, match="no calibration session “March”; there are: “February”, “January”"):
        calibrating.named(database, "March")


def test_the_newest_session_comes_first(database: SqlDatabase, form: FormVersion) -> None:
    names = ["first", "second", "third"]
    for name in names:
        create(database, form, name=name)
    assert [session.name for session in calibrating.sessions(database)] == names[::-1]


def test_without_sessions_there_is_a_sentence(database: SqlDatabase) -> None:
    with pytest.raises(InputError, match="there are: none yet"):
        calibrating.named(database, "x")


# Material


def test_the_material_holds_what_each_submitted_the_gauge_among_them(database: SqlDatabase, form: FormVersion) -> None:
    session = create(database, form)
    theirs = {person: COMPLETE.with_answer("greets", Answer(mark)) for person, mark in ((ANN, NO), (BEN, YES))}
    for person, content in theirs.items():
        submit(database, person, content=content)
    material = calibrating.material(database, session)
    assert material.session == session
    assert material.form == form
    assert (material.gauge, material.reviewers, material.people) == (BEN, (ANN, CAT), (BEN, ANN, CAT))
    assert [each.external_id for each in material.interactions] == ["C-1", "C-2"]
    assert material.submitted == {(CALL.key, person.key): content for person, content in theirs.items()}


def test_a_correction_takes_the_place_of_what_it_corrects(database: SqlDatabase, form: FormVersion) -> None:
    session = create(database, form)
    submit(database)
    corrected = replace(COMPLETE, comment="heard again")
    correct(database, corrected)
    assert calibrating.material(database, session).submitted == {(CALL.key, ANN.key): corrected}


def test_drafts_other_versions_other_people_and_other_calls_are_left_out(
    database: SqlDatabase, form: FormVersion
) -> None:
    outsider, elsewhere = Person("Dora"), interaction("C-3")
    with database.writing() as work:
        work.people.put(outsider)
        work.interactions.put(elsewhere)
    session = create(database, form)
    reviewing.save_draft(database, drafted(database, ANN), NOW)
    submit(database, outsider)
    submit(database, ANN, on=elsewhere)
    (other,) = publish(database, replace(FORM, title="Support call, new"))
    submit_on(database, CAT, other)
    assert calibrating.material(database, session).submitted == {}


def submit_on(database: SqlDatabase, person: Person, version: FormVersion) -> None:
    """Submit the call as that person on that form version."""
    reviewing.submit(database, reviewing.on_form(drafted(database, person), version), person, NOW)


def test_of_two_evaluations_by_one_person_the_newest_counts(database: SqlDatabase, form: FormVersion) -> None:
    """Two devices may each have submitted one before they were merged."""
    session = create(database, form)
    first = submit(database, content=replace(COMPLETE, comment="first"))
    second = replace(
        first,
        key=new_key(),
        subject=replace(first.subject, evaluation=new_key()),
        content=replace(COMPLETE, comment="second"),
    ).sealed()
    with database.writing() as work:
        work.evaluations.submit(second, score(form.form, second.content.answers))
    assert calibrating.material(database, session).submitted[CALL.key, ANN.key].comment == "second"


def test_a_form_that_is_gone_is_told(database: SqlDatabase, form: FormVersion) -> None:
    lost = replace(create(database, form), key=new_key(), form_version=new_key())
    with pytest.raises(InputError, match="form of the session “January” is not in the database"):
        calibrating.material(database, lost)


def test_a_member_who_is_gone_is_told(database: SqlDatabase, form: FormVersion) -> None:
    lost = replace(create(database, form), key=new_key(), gauge=new_key())
    with pytest.raises(InputError, match="member of the calibration session is not in the database"):
        calibrating.material(database, lost)


def test_a_reviewer_of_the_session_has_still_to_score_what_is_not_submitted(
    database: SqlDatabase, form: FormVersion
) -> None:
    session = create(database, form)

    def lacking(person: Person) -> list[str]:
        material = calibrating.material(database, session)
        return [each.external_id for each in calibrating.still_to_score(material, person)]

    assert lacking(ANN) == ["C-1", "C-2"]
    submit(database, ANN)
    assert lacking(ANN) == ["C-2"]
    submit(database, ANN, on=SECOND)
    assert lacking(ANN) == []
    assert lacking(CAT) == ["C-1", "C-2"]


@pytest.mark.parametrize("role", [PersonRole.LEAD, PersonRole.ADMINISTRATOR])
def test_leads_the_gauge_and_outsiders_have_nothing_to_score_first(
    database: SqlDatabase, form: FormVersion, role: PersonRole
) -> None:
    material = calibrating.material(database, create(database, form))
    assert calibrating.still_to_score(material, replace(ANN, role=role)) == ()
    assert calibrating.still_to_score(material, replace(BEN, role=PersonRole.REVIEWER)) == ()
    assert calibrating.still_to_score(material, Person("Dora")) == ()


def test_the_material_holds_who_spoke_how_much_where_it_is_known(database: SqlDatabase, form: FormVersion) -> None:
    heard = Speech(SpeechSource.CHANNELS, (2.0, 3.0), (0, 1), 0.5, 1.0, 0.75, 0.0)
    session = create(database, form)
    assert calibrating.material(database, session).speech == {}
    with database.writing() as work:
        work.speech.put(CALL.key, heard, 1, NOW)
    assert calibrating.material(database, session).speech == {CALL.key: heard}

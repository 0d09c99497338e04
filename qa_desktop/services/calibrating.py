"""Calibration sessions: who compares what, and the material for the comparison."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork


def create(
    database: Database,
    name: str,
    form: FormVersion,
    gauge: Person,
    reviewers: Sequence[Person],
    interactions: Sequence[UUID],
    author: Person,
    now: datetime,
) -> tuple[CalibrationSession, Changes]:
    """Set a session up; whoever or whatever is named twice takes part once, and who is new is added with it.

    Raises InputError when it has no name or a name that is taken, no interaction or no reviewer beside the gauge.
    """
    others = tuple(dict.fromkeys(person.key for person in reviewers if person.key != gauge.key))
    if not name.strip():
        raise InputError("Give the calibration session a name.")
    if not interactions:
        raise InputError("A calibration session needs at least one interaction.")
    if not others:
        raise InputError("A calibration session needs at least one reviewer beside the gauge.")
    chosen = tuple(dict.fromkeys(interactions))
    session = CalibrationSession(new_key(), " ".join(name.split()), form.key, gauge.key, others, chosen)
    with database.writing() as work:
        if any(known.name.casefold() == session.name.casefold() for known in work.sessions.all()):
            raise InputError(f"There is a calibration session “{session.name}” already; choose another name.")
        for person in (gauge, *reviewers):
            if work.people.get(person.key) is None:
                work.people.put(person)
                added = f"{person.name}: {person.role}"
                entry = AuditEntry(now, database.device, author.key, "person added", "person", person.key, added)
                work.audit.add(entry)
        work.sessions.put(session)
        entry = AuditEntry(now, database.device, author.key, "session created", "session", session.key, session.name)
        work.audit.add(entry)
    return session, Changes.of(Changed.SESSION, session.key)


def sessions(database: Database) -> tuple[CalibrationSession, ...]:
    """Every session, newest first."""
    with database.reading() as work:
        return tuple(work.sessions.all())


def named(database: Database, name: str) -> CalibrationSession:
    """The session of that name or key; InputError listing the known ones when there is none."""
    known = sessions(database)
    for session in known:
        if name.casefold() in (session.name.casefold(), str(session.key)):
            return session
    names = ", ".join(f"“{session.name}”" for session in known) or "none yet"
    raise InputError(f"There is no calibration session “{name}”; there are: {names}.")


def material(database: Database, session: CalibrationSession) -> CalibrationMaterial:
    """All that the comparison rests on, read in one view of the database."""
    with database.reading() as work:
        form = work.forms.get(session.form_version)
        if form is None:
            raise InputError(f"The form of the session “{session.name}” is not in the database.")
        gauge = _person(work, session.gauge)
        reviewers = tuple(_person(work, key) for key in session.reviewers)
        interactions = tuple(found for key in session.interactions if (found := work.interactions.get(key)) is not None)
        revisions = work.evaluations.submitted(
            session.interactions, (session.gauge, *session.reviewers), session.form_version
        )
        submitted = {
            (revision.subject.interaction, revision.subject.reviewer): revision.content for revision in revisions
        }
        heard = {each.key: told for each in interactions if (told := work.speech.get(each.key)) is not None}
    return CalibrationMaterial(session, form, gauge, reviewers, interactions, submitted, heard)


def still_to_score(material: CalibrationMaterial, person: Person) -> tuple[Interaction, ...]:
    """What a reviewer of the session must submit before the marks of the others may be seen.

    Nothing for the gauge, for leads and administrators, and for who is no reviewer of the session.
    """
    reviews = any(person.key == reviewer.key for reviewer in material.reviewers)
    if not reviews or person.key == material.gauge.key or person.role is not PersonRole.REVIEWER:
        return ()
    return tuple(each for each in material.interactions if (each.key, person.key) not in material.submitted)


def _person(work: UnitOfWork, key: UUID) -> Person:
    person = work.people.get(key)
    if person is None:
        raise InputError("A member of the calibration session is not in the database.")
    return person

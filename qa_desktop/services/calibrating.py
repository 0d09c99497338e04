"""Calibration sessions: set up, followed, and what the comparison rests on."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from qa_desktop.domain.calibration import (
    USUAL_TERMS,
    CalibrationMaterial,
    CalibrationSession,
    Progress,
    Task,
    Terms,
)
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.drawing import draw as drawn
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.form_parts import narrowed, with_drivers
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork

_SEED_BITS: Final = 32
MOST_EARLIER: Final = 12
"""How many sessions before a trend goes back."""


def create(
    database: Database,
    name: str,
    form: FormVersion,
    gauge: Person | None,
    reviewers: Sequence[Person],
    interactions: Sequence[UUID],
    author: Person,
    now: datetime,
    terms: Terms = USUAL_TERMS,
) -> tuple[CalibrationSession, Changes]:
    """Set a session up; whoever or whatever is named twice takes part once, and who is new is added with it.

    Raises InputError when it has no name or a name that is taken, no interaction, nobody to compare with, or terms
    that cannot be met.
    """
    others = tuple(dict.fromkeys(person.key for person in reviewers if person != gauge))
    if not name.strip():
        raise InputError("Give the calibration session a name.")
    if not interactions:
        raise InputError("A calibration session needs at least one interaction.")
    if not others or (gauge is None and len(others) < 2):
        beside = "at least one reviewer beside the gauge" if gauge else "at least two reviewers, or a gauge"
        raise InputError(f"A calibration session needs {beside}.")
    _refuse_terms(terms, form)
    session = CalibrationSession(
        key=new_key(),
        name=" ".join(name.split()),
        form_version=form.key,
        gauge=gauge.key if gauge else None,
        reviewers=others,
        interactions=tuple(dict.fromkeys(interactions)),
        created_at=now,
        created_by=author.key,
        **vars(replace(terms, standards=with_drivers(form.form, terms.standards))),
    )
    with database.writing() as work:
        if any(known.name.casefold() == session.name.casefold() for known in work.sessions.all()):
            raise InputError(f"There is a calibration session “{session.name}” already; choose another name.")
        for person in (*([gauge] if gauge else []), *reviewers):
            if work.people.get(person.key) is None:
                work.people.put(person)
                added = f"{person.name}: {person.role}"
                entry = AuditEntry(now, database.device, author.key, "person added", "person", person.key, added)
                work.audit.add(entry)
        work.sessions.put(session)
        entry = AuditEntry(now, database.device, author.key, "session created", "session", session.key, session.name)
        work.audit.add(entry)
    return session, Changes.of(Changed.SESSION, session.key)


def _refuse_terms(terms: Terms, form: FormVersion) -> None:
    unknown = [each for each in terms.standards if each not in form.form.standard_by_id]
    if unknown:
        raise InputError(f"“{form.form.title}” has no standard “{unknown[0]}”: name standards by their ids.")
    told = terms.settings
    if told.rating < 0 or told.points < 0:
        raise InputError("A tolerance cannot be below 0.")
    if not (0 <= told.foundation_target <= 1 and 0 <= told.finesse_target <= 1):
        raise InputError("A target is a share from 0 to 100 %.")
    if terms.every_days < 0 or (terms.every_days and terms.due is None):
        raise InputError("A session that recurs needs a due date, and the days until the next one.")


def draw(
    database: Database, count: int, wanted: Draw | None = None, *, without: Iterable[UUID] = ()
) -> tuple[tuple[UUID, ...], Draw]:
    """Interactions drawn at random, and how they were drawn: who has the seed can draw them again.

    `wanted` names queue, channels, days, and a seed other than one made up now (a seed of -1 is made up too).
    Raises InputError where there are not as many.
    """
    wanted = wanted or Draw(-1, count)
    seed = secrets.randbits(_SEED_BITS) if wanted.seed < 0 else wanted.seed
    if count < 1:
        raise InputError("Draw at least one interaction.")
    with database.reading() as work:
        pool = set(work.interactions.pool(wanted)) - set(without)
    if len(pool) < count:
        raise InputError(f"Only {len(pool)} interactions fit, and {count} are to be drawn: draw fewer, or from more.")
    return drawn(pool, count, seed), replace(wanted, seed=seed, count=count, out_of=len(pool))


def following(
    database: Database, last: CalibrationSession, name: str, author: Person, now: datetime, due: date | None = None
) -> tuple[CalibrationSession, Changes]:
    """The next session of a series, made from the last: the same people, form and terms, other interactions.

    As many are drawn as the last one had, from where it drew (where it was picked, from the channels of the form);
    none that the series had before.
    """
    series = last.series or last.key
    with database.reading() as work:
        form = work.forms.get(last.form_version)
        newest = [each for each in work.forms.newest() if form and each.form.id == form.form.id]
        gauge = None if last.gauge is None else _person(work, last.gauge)
        reviewers = [_person(work, key) for key in last.reviewers]
        before = [each for each in work.sessions.all() if series in (each.key, each.series)]
    version = newest[0] if newest else form
    if version is None:
        raise InputError(f"The form of the session “{last.name}” is not in the database.")
    known = {key for each in before for key in each.interactions}
    count = len(last.interactions)
    wanted = replace(last.draw, seed=-1) if last.draw else Draw(-1, count, channels=version.form.channels)
    chosen, how = draw(database, count, wanted, without=known)
    standards = tuple(each for each in last.standards if each in version.form.standard_by_id)
    due = due or last.next_due
    terms = replace(last.terms, sealed=True, due=due, standards=standards, draw=how, series=series)
    return create(database, name, version, gauge, reviewers, chosen, author, now, terms)


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


def progress(database: Database, session: CalibrationSession) -> Progress:
    """Who has finished what; everybody may know that at any time."""
    with database.reading() as work:
        kept = work.sessions.get(session.key) or session
        return Progress(kept, work.sessions.progress(kept))


def tasks(database: Database, person: Person) -> tuple[Task, ...]:
    """What the open sessions still ask of somebody: what is due first, then the order of each session."""
    with database.reading(person.key) as work:
        found = [
            Task(session, each, begun)
            for session in work.sessions.all()
            if session.hidden and person.key in session.people
            for each, begun in _left(work, session, person.key)
        ]
    return tuple(sorted(found, key=lambda task: (task.session.due or date.max, task.session.key)))


def _left(work: UnitOfWork, session: CalibrationSession, person: UUID) -> list[tuple[Interaction, bool]]:
    done = work.sessions.progress(session)
    left = [key for key in session.interactions if (key, person) not in done]
    found = [(shown_in(session, each), key) for key in left if (each := work.interactions.get(key)) is not None]
    return [(each, work.evaluations.draft(key, person, session.key) is not None) for each, key in found]


def shown_in(session: CalibrationSession, interaction: Interaction) -> Interaction:
    """An interaction as a session shows it: without its agent where that is hidden."""
    return replace(interaction, agent=None) if session.agent_hidden else interaction


def material(database: Database, session: CalibrationSession, viewer: Person | None = None) -> CalibrationMaterial:
    """All that the comparison rests on, read in one view of the database, as far as the viewer may see it.

    What was submitted after the reveal does not count: of an evaluation its newest revision before it does.
    """
    with database.reading(viewer.key if viewer else None) as work:
        kept = work.sessions.get(session.key) or session
        form = work.forms.get(kept.form_version)
        if form is None:
            raise InputError(f"The form of the session “{kept.name}” is not in the database.")
        gauge = None if kept.gauge is None else _person(work, kept.gauge)
        reviewers = tuple(_person(work, key) for key in kept.reviewers)
        found = (work.interactions.get(key) for key in kept.interactions)
        interactions = tuple(shown_in(kept, each) for each in found if each is not None)
        occasion = kept.key if kept.sealed else None
        heads = work.evaluations.submitted(kept.interactions, kept.people, kept.form_version, occasion)
        submitted, late = _in_time(work, kept, heads)
        heard = {each.key: told for each in interactions if (told := work.speech.get(each.key)) is not None}
        consensus = {(each.interaction, each.standard): each for each in work.consensus.of(kept.key)}
        external = {each.interaction: each for each in work.consensus.external(kept.key)}
    contents = {pair: revision.content for pair, revision in submitted.items()}
    asked = narrowed(form, kept.standards)
    return CalibrationMaterial(
        kept, asked, gauge, reviewers, interactions, contents, heard, consensus, external, frozenset(late)
    )


def _in_time(
    work: UnitOfWork, session: CalibrationSession, heads: Iterable[Revision]
) -> tuple[dict[tuple[UUID, UUID], Revision], set[tuple[UUID, UUID]]]:
    """What counts of what was submitted, and whose came too late (a laptop may not have heard of the reveal)."""
    counting: dict[tuple[UUID, UUID], Revision] = {}
    late = set()
    limit = session.revealed_at if session.sealed else None
    for head in heads:
        pair = (head.subject.interaction, head.subject.reviewer)
        chain = [head] if limit is None or head.at <= limit else work.evaluations.revisions(head.subject.evaluation)
        before = [each for each in chain if limit is None or each.at <= limit]
        if before:
            counting[pair] = before[-1]
        else:
            late.add(pair)
    return counting, late - set(counting)


def comparison(database: Database, session: CalibrationSession, viewer: Person | None) -> CalibrationMaterial:
    """The material for showing the marks of all side by side.

    Raises InputError before the reveal, and in a session without seal while the viewer has still to score.
    """
    found = material(database, session, viewer)
    if found.session.hidden:
        raise InputError(
            f"“{found.session.name}” is not revealed yet: until a lead reveals it, nobody sees the marks of another."
        )
    lacking = still_to_score(found, viewer) if viewer else ()
    if lacking:
        names = ", ".join(interaction.external_id for interaction in lacking)
        raise InputError(
            f"Score all of “{found.session.name}” first, for the workbook shows the marks of the others: {names}."
        )
    return found


def earlier(database: Database, session: CalibrationSession, viewer: Person | None) -> tuple[CalibrationMaterial, ...]:
    """The sessions before on the same form, in whatever version, that the viewer may compare; the oldest first."""
    own = material(database, session, viewer)
    began = session.created_at or session.revealed_at
    found = []
    for each in sessions(database):
        made = each.created_at or each.revealed_at
        if each.key == session.key or each.hidden or made is None or began is None or made >= began:
            continue
        past = material(database, each, viewer)
        if past.form.form.id == own.form.form.id and not (viewer and still_to_score(past, viewer)):
            found.append((made, past))
    return tuple(past for _, past in sorted(found, key=lambda pair: pair[0])[-MOST_EARLIER:])


def still_to_score(material: CalibrationMaterial, person: Person) -> tuple[Interaction, ...]:
    """What a reviewer of a session without seal must submit before the marks of the others may be seen.

    Nothing for the gauge, for leads and administrators, and for who is no reviewer of the session.
    """
    reviews = any(person.key == reviewer.key for reviewer in material.reviewers)
    if material.session.sealed or not reviews or person.key == material.session.gauge:
        return ()
    if person.role is not PersonRole.REVIEWER:
        return ()
    return tuple(each for each in material.interactions if (each.key, person.key) not in material.submitted)


def _person(work: UnitOfWork, key: UUID) -> Person:
    person = work.people.get(key)
    if person is None:
        raise InputError("A member of the calibration session is not in the database.")
    return person

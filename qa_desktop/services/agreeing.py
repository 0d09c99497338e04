"""From the reveal of a calibration session to its end: what was agreed, and the rulings that stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.answers import answered
from qa_desktop.domain.calibration import LEADING, CalibrationSession, Progress
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.consensus import Consensus, ExternalScore, Precedent, consensus_to_plain, without_words
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.form_parts import narrowed
from qa_desktop.domain.forms import Form
from qa_desktop.domain.people import Person
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.precedents import of_forms

Entry = Consensus | ExternalScore
LONGEST: Final = 4000
"""Letters that a reason, an action or a ruling may have."""


def reveal(
    database: Database, session: CalibrationSession, author: Person, now: datetime
) -> tuple[CalibrationSession, Changes]:
    """Reveal what everybody gave, once and for all; from then on no evaluation of the session changes.

    What is unfinished stays so and is told as such. Raises InputError unless a lead or an administrator does it, and
    where it was done before or there is nothing to show.
    """
    with database.writing(author.key) as work:
        known = _session(work, session)
        _refuse_others(work, author, "reveals a calibration session")
        if not known.sealed:
            raise InputError(f"“{known.name}” compares ordinary evaluations, which are not sealed: it needs no reveal.")
        if known.revealed_at is not None:
            raise InputError(f"“{known.name}” was revealed on {known.revealed_at:%Y-%m-%d %H:%M} (UTC) already.")
        found = Progress(known, work.sessions.progress(known))
        if not found.submitted:
            raise InputError(f"Nobody has submitted anything in “{known.name}” yet: there is nothing to reveal.")
        work.sessions.reveal(known.key, now, author.key)
        _note(work, database, known, author, now, "session revealed", _unfinished(work, found))
        revealed = _session(work, session)
    return revealed, Changes.of(Changed.SESSION, known.key)


def _unfinished(work: UnitOfWork, found: Progress) -> str:
    wanted = len(found.session.interactions)
    lacking = [key for key in found.session.people if found.done(key) < wanted]
    names = [(person.name if (person := work.people.get(key)) else str(key), found.done(key)) for key in lacking]
    return "; ".join(f"{name}: {done} of {wanted} scored" for name, done in names) or "all finished"


def close(
    database: Database, session: CalibrationSession, author: Person, now: datetime
) -> tuple[CalibrationSession, Changes]:
    """End a session: what it agreed on does not change any more.

    Raises InputError unless a lead or an administrator does it, before the reveal, and where it was done before.
    """
    with database.writing(author.key) as work:
        known = _session(work, session)
        _refuse_others(work, author, "closes a calibration session")
        want_open(known)
        work.sessions.close(known.key, now, author.key)
        _note(work, database, known, author, now, "session closed", "")
        closed = _session(work, session)
    return closed, Changes.of(Changed.SESSION, known.key)


def agree(
    database: Database,
    session: CalibrationSession,
    entries: Sequence[Entry],
    author: Person,
    now: datetime,
    seen: Sequence[Entry] = (),
) -> Changes:
    """Enter what was agreed and what others gave, all of it or nothing; what says the same as before is left alone.

    `seen` is what stood there when the entries were made. Raises InputError where that was changed meanwhile, unless a
    lead or an administrator does it, before the reveal, after the end, and for what is not of the session or cannot be
    an answer.
    """
    changed = []
    with database.writing(author.key) as work:
        known = _session(work, session)
        _refuse_others(work, author, "enters what was agreed")
        want_open(known)
        form = work.forms.get(known.form_version)
        if form is None:
            raise InputError(f"The form of the session “{known.name}” is not in the database.")
        asked = narrowed(form, known.standards).form
        before: dict[UUID, Entry] = {each.key: each for each in work.consensus.of(known.key)}
        before |= {each.key: each for each in work.consensus.external(known.key)}
        if any(before.get(each.key, _nothing(each)) != each for each in seen):
            raise InputError(f"“{known.name}” was changed in the program meanwhile: nothing was entered.")
        for entry in entries:
            _refuse_unfit(known, asked, entry)
            if before.get(entry.key, _nothing(entry)) == entry:
                continue
            _refuse_words(work, entry)
            if isinstance(entry, Consensus):
                work.consensus.put(entry, author.key)
            else:
                work.consensus.put_external(entry, author.key)
            before[entry.key] = entry
            changed.append(entry)
        for entry in changed:
            what = "consensus entered" if isinstance(entry, Consensus) else "external score entered"
            standard = f" · {entry.standard}" if isinstance(entry, Consensus) else ""
            # About the interaction, whose name is not written out: what is erased may not stay in the trail.
            where, detail = ("interaction", entry.interaction), f"{known.name}{standard}"
            work.audit.add(AuditEntry(now, database.device, author.key, what, *where, detail))
    return Changes.of(Changed.SESSION, known.key) if changed else Changes()


def _nothing(entry: Entry) -> Entry:
    if isinstance(entry, Consensus):
        return Consensus(entry.session, entry.interaction, entry.standard)
    return ExternalScore(entry.session, entry.interaction, None)


def precedents(database: Database, form: str, standard: str) -> tuple[Precedent, ...]:
    """The rulings on a standard of a form in all sessions, over all its versions, the newest first."""
    with database.reading() as work:
        return of_forms(work, (form,), standard).get((form, standard), ())


def _session(work: UnitOfWork, session: CalibrationSession) -> CalibrationSession:
    known = work.sessions.get(session.key)
    if known is None:
        raise InputError(f"The calibration session “{session.name}” is not in the database any more.")
    return known


def _refuse_others(work: UnitOfWork, author: Person, what: str) -> None:
    known = work.people.get(author.key)
    if known is None or known.role not in LEADING:
        raise InputError(f"Only a lead or an administrator {what}: ask one of them to.")


def want_open(session: CalibrationSession) -> None:
    """Raises InputError before the reveal of a session and after its end."""
    if session.hidden:
        raise InputError(f"“{session.name}” is not revealed yet: reveal it first.")
    if session.closed_at is not None:
        raise InputError(f"“{session.name}” was closed on {session.closed_at:%Y-%m-%d}: it does not change any more.")


def _refuse_unfit(session: CalibrationSession, form: Form, entry: Entry) -> None:
    if entry.session != session.key or entry.interaction not in session.interactions:
        raise InputError(f"That interaction is not one of the session “{session.name}”.")
    if isinstance(entry, ExternalScore):
        if entry.points is not None and not 0 <= entry.points <= 100:
            raise InputError(f"An external score is a number of points from 0 to 100, not {entry.points:g}.")
        return
    standard = form.standard_by_id.get(entry.standard)
    if standard is None:
        raise InputError(f"The session “{session.name}” asks no standard “{entry.standard}”.")
    if entry.value is not None and not answered(standard, entry.value):
        raise InputError(f"That is no answer to “{standard.text}”.")
    for words in (entry.reason, entry.action, entry.owner, entry.ruling):
        if len(words) > LONGEST:
            raise InputError(f"A text has {len(words)} letters; use at most {LONGEST}.")


def _refuse_words(work: UnitOfWork, entry: Entry) -> None:
    plain = consensus_to_plain(entry) if isinstance(entry, Consensus) else canonical.plain(entry)
    if without_words(plain) != plain and work.privacy.is_erased(entry.interaction):
        raise InputError("What was known of this interaction was erased: enter marks and points, without words.")


def _note(
    work: UnitOfWork,
    database: Database,
    session: CalibrationSession,
    author: Person,
    now: datetime,
    action: str,
    detail: str,
) -> None:
    work.audit.add(AuditEntry(now, database.device, author.key, action, "session", session.key, detail))

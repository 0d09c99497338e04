"""Re-tests: the plan, what returns to whom, and how far somebody agrees with oneself."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.calibration import LEADING
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import PLAN, Retest, RetestPlan, occasion_for
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork


def plan(database: Database) -> RetestPlan | None:
    """The plan that holds; None where nothing returns."""
    with database.reading() as work:
        found = work.sessions.retest_plan()
    return found if found and found.rate > 0 else None


def set_plan(
    database: Database, rate: float, min_age_days: int, author: Person, now: datetime, spread_days: int = 14
) -> tuple[RetestPlan, Changes]:
    """Let this share (0 to 1) of all evaluations return after so many days; 0 lets none return any more.

    Raises InputError unless a lead or an administrator does it, and for what is no share or no age.
    """
    if not 0 <= rate <= 1:
        raise InputError("The share of evaluations that return is from 0 to 100 %.")
    if min_age_days < 1 or spread_days < 0:
        raise InputError("An evaluation returns after one day at the earliest.")
    made = RetestPlan(rate, min_age_days, now, secrets.randbits(32), spread_days)
    with database.writing(author.key) as work:
        known = work.people.get(author.key)
        if known is None or known.role not in LEADING:
            raise InputError("Only a lead or an administrator plans re-tests: ask one of them to.")
        work.sessions.put_retest_plan(made, author.key)
        detail = f"{100 * rate:g} % after {min_age_days} days"
        work.audit.add(AuditEntry(now, database.device, author.key, "re-tests planned", "retest plan", PLAN, detail))
    return made, Changes.of(Changed.SESSION, PLAN)


def pending(work: UnitOfWork, reviewer: UUID, now: datetime) -> Mapping[UUID, UUID]:
    """The occasion of each re-test that waits for a reviewer, by interaction; needs a view of that reviewer's own."""
    found = work.sessions.retest_plan()
    if found is None or found.rate <= 0:
        return {}
    due = {
        interaction: occasion_for(evaluation)
        for evaluation, interaction, at in work.evaluations.submitted_between(reviewer, *found.span(now))
        if (returns := found.due(evaluation, at)) is not None and returns <= now
    }
    done = work.evaluations.occasions_of(reviewer, due.values())
    return {interaction: occasion for interaction, occasion in due.items() if occasion not in done}


def of_person(database: Database, person: Person) -> tuple[Retest, ...]:
    """What a person gave twice, oldest first. Nobody else sees it: it is read with the eyes of that person."""
    found = []
    with database.reading(person.key) as work:
        for evaluation, interaction, at in work.evaluations.submitted_between(person.key):
            second = work.evaluations.latest(interaction, person.key, occasion_for(evaluation))
            first = work.evaluations.head(evaluation) if second else None
            about, form = work.interactions.get(interaction), None
            if first is not None:
                form = work.forms.get(first.subject.form_version)
            if first is None or second is None or about is None or form is None:
                continue
            again = second.revision
            found.append(Retest(about, form, first.content, again.content, at, again.at))
    return tuple(sorted(found, key=lambda each: each.second_at))

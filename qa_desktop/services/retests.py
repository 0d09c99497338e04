"""Re-tests: the plan, what returns to whom, and how far somebody agrees with oneself.

What returns looks as if it were new. So only what is on the newest version of its form does, and nothing that a
calibration session shows the marks of.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from qa_desktop.domain.calibration import LEADING
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import PLAN, Retest, RetestPlan, occasion_for
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork

SPREAD_DAYS: Final = 14
"""Over how many days what returns is usually spread."""
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True)
class Candidate:
    """An ordinary evaluation that may return to who made it."""

    evaluation: UUID
    interaction: UUID
    at: datetime


def plan(database: Database) -> RetestPlan | None:
    """The plan that holds; None where nothing returns."""
    with database.reading() as work:
        found = work.sessions.retest_plan()
    return found if found and found.rate > 0 else None


def set_plan(
    database: Database,
    rate: float,
    min_age_days: int,
    author: Person,
    now: datetime,
    spread_days: int = SPREAD_DAYS,
    seed: int | None = None,
    reviewers: Collection[UUID] = (),
) -> tuple[RetestPlan, Changes]:
    """Let this share (0 to 1) of all evaluations return after so many days; 0 lets none return any more.

    `reviewers` are those to whom something returns (none named: everybody); a seed is made up where none is given.
    Raises InputError unless a lead or an administrator does it, and for what is no share or no age.
    """
    if not 0 <= rate <= 1:
        raise InputError("The share of evaluations that return is from 0 to 100 %.")
    if min_age_days < 1 or spread_days < 0:
        raise InputError("An evaluation returns after one day at the earliest.")
    drawn_by = secrets.randbits(32) if seed is None else seed
    made = RetestPlan(rate, min_age_days, now, drawn_by, spread_days, tuple(sorted(reviewers)))
    with database.writing(author.key) as work:
        refuse_others(work, author)
        work.sessions.put_retest_plan(made, author.key)
        people = f", {len(made.reviewers)} reviewers" if made.reviewers else ""
        detail = f"{100 * rate:g} % after {min_age_days} days, seed {drawn_by}{people}"
        work.audit.add(AuditEntry(now, database.device, author.key, "re-tests planned", "retest plan", PLAN, detail))
    return made, Changes.of(Changed.SESSION, PLAN)


def refuse_others(work: UnitOfWork, person: Person) -> None:
    """Raise InputError unless somebody is a lead or an administrator."""
    known = work.people.get(person.key)
    if known is None or known.role not in LEADING:
        raise InputError("Only a lead or an administrator plans re-tests: ask one of them to.")


def candidates(
    work: UnitOfWork, reviewer: UUID, first: datetime | None, last: datetime | None
) -> tuple[Candidate, ...]:
    """What a reviewer submitted in a span of time and could score again as if it were new."""
    found = work.evaluations.submitted_between(reviewer, first, last)
    if not found:
        return ()
    newest = {form.key for form in work.forms.newest()}
    discussed = {interaction for session in work.sessions.all() for interaction in session.interactions}
    return tuple(
        Candidate(evaluation, interaction, at)
        for evaluation, interaction, form, at in found
        if form in newest and interaction not in discussed
    )


def returned(work: UnitOfWork, plan: RetestPlan, reviewer: UUID, now: datetime) -> dict[UUID, UUID]:
    """What has returned to a reviewer under a plan, done again or not: the occasion by interaction."""
    if not plan.asks(reviewer):
        return {}
    return {
        each.interaction: occasion_for(each.evaluation)
        for each in candidates(work, reviewer, *plan.span(now))
        if (at := plan.due(each.evaluation, each.at)) is not None and at <= now
    }


def pending(work: UnitOfWork, reviewer: UUID, now: datetime) -> Mapping[UUID, UUID]:
    """The occasion of each re-test that waits for a reviewer, by interaction; needs a view of that reviewer's own."""
    found = work.sessions.retest_plan()
    due = returned(work, found, reviewer, now) if found is not None else {}
    done = work.evaluations.occasions_of(reviewer, due.values())
    return {interaction: occasion for interaction, occasion in due.items() if occasion not in done}


def found_by_own_words(
    work: UnitOfWork, reviewer: UUID, wanted: WorklistFilter, interactions: Collection[UUID]
) -> frozenset[UUID]:
    """Which of these interactions match only by what the reviewer commented; what returns is not found by that."""
    if not wanted.words or not interactions:
        return frozenset()
    own, others = (
        {line.interaction.key for line in work.interactions.lines(who, wanted, interactions)}
        for who in (reviewer, _NOBODY)
    )
    return frozenset(own - others)


def of_person(database: Database, person: Person) -> tuple[Retest, ...]:
    """What a person gave twice on the same form, oldest first.

    Nobody else sees it: it is read with the eyes of that person.
    """
    found = []
    with database.reading(person.key) as work:
        submitted = work.evaluations.submitted_between(person.key)
        done = work.evaluations.occasions_of(person.key, (occasion_for(each[0]) for each in submitted))
        for evaluation, interaction, version, at in submitted:
            occasion = occasion_for(evaluation)
            if occasion not in done:
                continue
            second = work.evaluations.latest(interaction, person.key, occasion)
            first = work.evaluations.head(evaluation)
            about, form = work.interactions.get(interaction), work.forms.get(version)
            if first is None or second is None or about is None or form is None:
                continue
            again = second.revision
            if again.subject.form_version == version:
                found.append(Retest(about, form, first.content, again.content, at, again.at))
    return tuple(sorted(found, key=lambda each: each.second_at))

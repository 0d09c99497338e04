"""What a plan of re-tests would bring, and how far those that have returned are: counts, and nobody's marks."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import RetestPlan
from qa_desktop.services import retests
from qa_desktop.services.ports import Database, UnitOfWork


@dataclass(frozen=True)
class Share:
    """How many evaluations of one reviewer there are to draw from, how many are drawn, and how those are scored again.

    Of oneself `drawn`, `open` and `done` are None: nobody is told that something returned to oneself.
    """

    person: Person
    there: int
    drawn: int | None
    open: int | None = None
    done: int | None = None


@dataclass(frozen=True)
class Outlook:
    """What a plan would bring of what is scored already, by reviewer."""

    plan: RetestPlan
    shares: tuple[Share, ...]
    first: datetime | None
    """When the first of them would return; those of who asks left out."""

    @property
    def there(self) -> int:
        """How many evaluations there are to draw from."""
        return sum(each.there for each in self.shares)

    @property
    def drawn(self) -> int:
        """How many of them return, but for those of who asks."""
        return sum(each.drawn or 0 for each in self.shares)


@dataclass(frozen=True)
class Standing:
    """The plan that holds (None: nothing returns), everybody, and how far each is with what has returned."""

    plan: RetestPlan | None
    people: tuple[Person, ...]
    shares: tuple[Share, ...]


def outlook(database: Database, asker: Person, wanted: RetestPlan) -> Outlook:
    """What a plan, if it were made at its own time, would bring of what is scored already; refuses as `set_plan`."""
    with database.reading(asker.key) as work:
        retests.refuse_others(work, asker)
        shares, first = [], None
        for person in work.people.all():
            if wanted.reviewers and person.key not in wanted.reviewers:
                continue
            there, due = _drawn(work, wanted, person)
            own = person.key == asker.key
            shares.append(Share(person, there, None if own else len(due)))
            if due and not own:
                first = min(due) if first is None else min(first, *due)
    return Outlook(wanted, tuple(each for each in shares if each.there or wanted.reviewers), first)


def standing(database: Database, asker: Person, now: datetime) -> Standing:
    """The plan, and how many of what has returned are open and done by reviewer; refuses as `set_plan` does."""
    with database.reading(asker.key) as work:
        retests.refuse_others(work, asker)
        people, plan = tuple(work.people.all()), work.sessions.retest_plan()
        done = work.sessions.retests_done()
        shares = []
        for person in people:
            own = {occasion for reviewer, occasion in done if reviewer == person.key}
            due = retests.returned(work, plan, person.key, now).values() if plan else ()
            is_open = sum(occasion not in own for occasion in due)
            if person.key == asker.key:
                shares.append(Share(person, 0, None))
            else:
                shares.append(Share(person, 0, None, is_open, len(own)))
    return Standing(plan if plan and plan.rate > 0 else None, people, tuple(shares))


def _drawn(work: UnitOfWork, wanted: RetestPlan, person: Person) -> tuple[int, list[datetime]]:
    """How many evaluations may return under a plan, and when those that it draws do."""
    since = wanted.made_at - timedelta(days=wanted.longest_days)
    every = replace(wanted, rate=1)
    found = [
        each
        for each in retests.candidates(work, person.key, since, None)
        if every.due(each.evaluation, each.at) is not None
    ]
    due = [at for each in found if (at := wanted.due(each.evaluation, each.at)) is not None]
    return len(found), due

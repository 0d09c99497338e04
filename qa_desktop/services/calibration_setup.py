"""Setting a calibration session up from what somebody chose: what there is to choose from, and the session."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationSession, Terms
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services import calibrating, people, worklist
from qa_desktop.services.ports import Database

_CHOICES: Final = 2000
"""How many interactions are offered, the newest first; a queue or a span of days is drawn from beyond them."""


@dataclass(frozen=True)
class Choices:
    """What a session can be made of, and the names that are taken."""

    people: Sequence[Person] = ()
    forms: Sequence[FormVersion] = ()
    interactions: Sequence[Interaction] = ()
    queues: Sequence[str] = ()
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """A session as it is wanted: `others` are names, known or new; interactions are chosen, or `draw` says how many."""

    name: str
    form: FormVersion
    gauge: Person | None
    reviewers: tuple[Person, ...]
    others: tuple[str, ...]
    interactions: tuple[UUID, ...]
    draw: Draw | None
    terms: Terms


def choices(database: Database, person: Person) -> Choices:
    """All that can be chosen from."""
    found = worklist.load(database, person, WorklistFilter(), _CHOICES)
    with database.reading() as work:
        return Choices(
            tuple(work.people.all()),
            tuple(work.forms.newest()),
            tuple(dict.fromkeys(item.interaction for item in found.items)),
            tuple(work.interactions.queues()),
            tuple(session.name for session in work.sessions.all()),
        )


def fitting(database: Database, draw: Draw) -> int:
    """From how many interactions would be drawn."""
    with database.reading() as work:
        return len(work.interactions.pool(draw))


def set_up(database: Database, plan: Plan, author: Person, now: datetime) -> tuple[CalibrationSession, Changes]:
    """Make the session; who is new is added with it. Raises InputError as `calibrating.draw` and `create` do."""
    others = [people.find(database, name) or people.new(name, PersonRole.REVIEWER) for name in plan.others]
    chosen, how = plan.interactions, plan.draw
    if how is not None:
        chosen, how = calibrating.draw(database, how.count, how)
    terms = replace(plan.terms, draw=how)
    reviewers = (*plan.reviewers, *others)
    return calibrating.create(database, plan.name, plan.form, plan.gauge, reviewers, chosen, author, now, terms)

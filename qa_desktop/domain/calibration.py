"""Calibration: several people score the same interactions on one form, sealed from each other, then compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from qa_desktop.domain.consensus import Consensus, ExternalScore
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.speech import Speech

LEADING: Final = frozenset({PersonRole.LEAD, PersonRole.ADMINISTRATOR})
"""Who may reveal a session, enter its consensus and close it."""


@dataclass(frozen=True)
class Settings:
    """What counts as close enough (levels of a scale, points of a total) and what is aimed at (shares)."""

    rating: int = 1
    points: float = 5
    foundation_target: float = 0.95
    finesse_target: float = 0.85


USUAL: Final = Settings()
"""What holds unless a session says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a session may say beside who scores what: all of it has a usual value.

    A `sealed` session has evaluations of its own (their occasion is its key), which until the reveal nobody sees but
    who makes them. `standards` are the ids that are asked, none for all; `draw` says how the interactions were drawn,
    where they were; `series` is the session that this one follows, `every_days` after how many days the series goes
    on, 0 where it does not.
    """

    sealed: bool = True
    due: date | None = None
    settings: Settings = USUAL
    standards: tuple[str, ...] = ()
    agent_hidden: bool = False
    draw: Draw | None = None
    series: UUID | None = None
    every_days: int = 0


USUAL_TERMS: Final = Terms()
"""The terms of a session of which nothing else is said."""


@dataclass(frozen=True)
class CalibrationSession(Terms):
    """Who compares which interactions on which form version; the gauge, where there is one, is measured against.

    Sessions of programs before 0.3 are not sealed: they compare the ordinary evaluations.
    """

    key: UUID
    name: str
    form_version: UUID
    gauge: UUID | None
    reviewers: tuple[UUID, ...]
    interactions: tuple[UUID, ...]
    revealed_at: datetime | None = None
    sealed: bool = field(default=False, kw_only=True)
    created_at: datetime | None = None
    created_by: UUID | None = None
    revealed_by: UUID | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None

    @property
    def terms(self) -> Terms:
        """What it says beside who scores what."""
        return Terms(**{each.name: getattr(self, each.name) for each in fields(Terms)})

    @property
    def plan(self) -> "CalibrationSession":
        """The session as it was set up, whatever was done in it since."""
        return replace(self, revealed_at=None, revealed_by=None, closed_at=None, closed_by=None)

    @property
    def dated(self) -> datetime | None:
        """The day that its exports bear: when it was closed, else revealed, else set up; None where it says neither.

        Not when they were made: the same session gives the same workbook, byte by byte, whenever it is exported.
        """
        return self.closed_at or self.revealed_at or self.created_at

    @property
    def people(self) -> tuple[UUID, ...]:
        """Everybody who scores: the gauge first, then the reviewers."""
        gauge = () if self.gauge is None else (self.gauge,)
        return (*gauge, *(key for key in self.reviewers if key != self.gauge))

    @property
    def open(self) -> bool:
        """Whether its evaluations may still be made and changed."""
        return self.revealed_at is None

    @property
    def hidden(self) -> bool:
        """Whether its evaluations are kept from everybody but who makes them."""
        return self.sealed and self.revealed_at is None

    @property
    def next_due(self) -> date | None:
        """When the next session of the series is due; None where the series does not go on."""
        return self.due + timedelta(days=self.every_days) if self.due and self.every_days else None


@dataclass(frozen=True)
class Progress:
    """Which (interaction, person) have submitted; no mark is in it, so that everybody may see it at any time."""

    session: CalibrationSession
    submitted: frozenset[tuple[UUID, UUID]]

    def done(self, person: UUID) -> int:
        """How many of the interactions a person has submitted."""
        return sum((interaction, person) in self.submitted for interaction in self.session.interactions)

    @property
    def unfinished(self) -> tuple[tuple[UUID, UUID], ...]:
        """The (interaction, person) that are still to be scored, by person."""
        wanted = ((each, person) for person in self.session.people for each in self.session.interactions)
        return tuple(pair for pair in wanted if pair not in self.submitted)

    @property
    def complete(self) -> bool:
        """Whether everybody has scored everything."""
        return not self.unfinished


@dataclass(frozen=True)
class Task:
    """One thing that a session still asks of somebody; `begun` where there is a draft."""

    session: CalibrationSession
    interaction: Interaction
    begun: bool


@dataclass(frozen=True)
class CalibrationMaterial:
    """All that a calibration rests on: the session with everything it names, and what each person submitted.

    The form holds only the standards that the session asks.
    """

    session: CalibrationSession
    form: FormVersion
    gauge: Person | None
    reviewers: tuple[Person, ...]
    interactions: tuple[Interaction, ...]
    submitted: Mapping[tuple[UUID, UUID], Content]
    """What was submitted, by (interaction, person); the gauge stands among the people."""
    speech: Mapping[UUID, Speech] = field(default_factory=dict)
    """Who spoke how much, by interaction, where that is known."""
    consensus: Mapping[tuple[UUID, str], Consensus] = field(default_factory=dict)
    """What was agreed, by (interaction, standard)."""
    external: Mapping[UUID, ExternalScore] = field(default_factory=dict)
    """What others gave, by interaction."""
    late: frozenset[tuple[UUID, UUID]] = frozenset()
    """The (interaction, person) of evaluations that were first submitted after the reveal: they do not count."""

    @property
    def people(self) -> tuple[Person, ...]:
        """The gauge first, then the reviewers."""
        gauge = () if self.gauge is None else (self.gauge,)
        return (*gauge, *(person for person in self.reviewers if person not in gauge))

    @property
    def unfinished(self) -> tuple[tuple[Interaction, Person], ...]:
        """What was not scored (in time), by person."""
        wanted = ((each, person) for person in self.people for each in self.interactions)
        return tuple(pair for pair in wanted if (pair[0].key, pair[1].key) not in self.submitted)

"""Calibration: several people score the same interactions on one form, and compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.speech import Speech


@dataclass(frozen=True)
class CalibrationSession:
    """Who compares which interactions on which form version; the gauge is the expert measured against.

    Until `revealed_at` everybody sees the own marks only.
    """

    key: UUID
    name: str
    form_version: UUID
    gauge: UUID
    reviewers: tuple[UUID, ...]
    interactions: tuple[UUID, ...]
    revealed_at: datetime | None = None


@dataclass(frozen=True)
class CalibrationMaterial:
    """All that a calibration rests on: the session with everything it names, and what each person submitted."""

    session: CalibrationSession
    form: FormVersion
    gauge: Person
    reviewers: tuple[Person, ...]
    interactions: tuple[Interaction, ...]
    submitted: Mapping[tuple[UUID, UUID], Content]
    """What was submitted, by (interaction, person); the gauge stands among the people."""
    speech: Mapping[UUID, Speech] = field(default_factory=dict)
    """Who spoke how much, by interaction, where that is known."""

    @property
    def people(self) -> tuple[Person, ...]:
        """The gauge first, then the reviewers."""
        return (self.gauge, *(person for person in self.reviewers if person.key != self.gauge.key))

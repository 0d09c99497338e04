"""For what occasion somebody scores: a calibration session asks its standards only, and locks when it is revealed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Subject
from qa_desktop.domain.form_parts import narrowed
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.services import retests
from qa_desktop.services.calibrating import shown_in
from qa_desktop.services.ports import UnitOfWork


@dataclass(frozen=True)
class Occasion:
    """What an evaluation is made for: a session, else ordinary review; a re-test looks like that."""

    session: CalibrationSession | None = None

    @property
    def form_version(self) -> UUID | None:
        """The only form on which it is scored; None where the reviewer chooses."""
        return None if self.session is None else self.session.form_version

    @property
    def locked(self) -> str:
        """Why nothing may be changed any more; "" while it may."""
        if self.session is None or self.session.revealed_at is None:
            return ""
        return (
            f"“{self.session.name}” was revealed on {self.session.revealed_at:%Y-%m-%d %H:%M} (UTC), which locks what "
            "was scored in it: enter what should be otherwise as consensus."
        )

    def form(self, version: FormVersion) -> FormVersion:
        """The form version with the standards that are asked."""
        return version if self.session is None else narrowed(version, self.session.standards)

    def shown(self, interaction: Interaction) -> Interaction:
        """The interaction as it is shown."""
        return interaction if self.session is None else shown_in(self.session, interaction)


def occasion_of(work: UnitOfWork, key: UUID | None) -> Occasion:
    """The occasion of that key."""
    return Occasion(None if key is None else work.sessions.get(key))


def asked_of(work: UnitOfWork, interaction: UUID, reviewer: UUID, now: datetime) -> UUID | None:
    """For which occasion somebody is to score an interaction next: the session due first, a re-test, or none."""
    open_ones = [each for each in work.sessions.all() if each.hidden and interaction in each.interactions]
    asking = [
        each
        for each in open_ones
        if reviewer in each.people and (interaction, reviewer) not in work.sessions.progress(each)
    ]
    first = min(asking, key=lambda each: (each.due or date.max, each.key), default=None)
    return first.key if first else retests.pending(work, reviewer, now).get(interaction)


def refuse_strangers(occasion: Occasion, subject: Subject) -> None:
    """Raise InputError where a session does not ask this person about this interaction on this form."""
    session = occasion.session
    if session is None:
        return
    if subject.reviewer not in session.people or subject.interaction not in session.interactions:
        raise InputError(f"“{session.name}” does not ask you to score this interaction.")
    if subject.form_version != session.form_version:
        raise InputError(f"“{session.name}” is scored on another version of the form: open it again from the session.")

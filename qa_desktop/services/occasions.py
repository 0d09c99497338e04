"""For what occasion somebody scores: a calibration session asks its standards only, and locks when it is revealed."""

from dataclasses import dataclass
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Subject
from qa_desktop.domain.form_parts import narrowed
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.services.calibrating import shown_in
from qa_desktop.services.ports import UnitOfWork


@dataclass(frozen=True)
class Occasion:
    """What an evaluation is made for; ordinary ones are made for no session."""

    session: CalibrationSession | None = None

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
    """The occasion of that key; a re-test asks and locks as an ordinary evaluation does."""
    return Occasion(None if key is None else work.sessions.get(key))


def refuse_strangers(occasion: Occasion, subject: Subject) -> None:
    """Raise InputError where a session does not ask this person about this interaction on this form."""
    session = occasion.session
    if session is None:
        return
    if subject.reviewer not in session.people or subject.interaction not in session.interactions:
        raise InputError(f"“{session.name}” does not ask you to score this interaction.")
    if subject.form_version != session.form_version:
        raise InputError(f"“{session.name}” is scored on another version of the form: open it again from the session.")

"""All calibration sessions at a glance: what they are on, and who has finished."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from qa_desktop.domain.calibration import Progress
from qa_desktop.services.ports import Database


@dataclass(frozen=True)
class Listed:
    """One session: the label of its form, who has finished what, and the names of the people."""

    form: str
    progress: Progress
    names: Mapping[UUID, str]


def overview(database: Database) -> tuple[Listed, ...]:
    """Every session, newest first; no mark is in it, so that everybody may see it at any time."""
    with database.reading() as work:
        names = {person.key: person.name for person in work.people.all()}
        found = []
        for session in work.sessions.all():
            form = work.forms.get(session.form_version)
            label = form.label if form else ""
            found.append(Listed(label, Progress(session, work.sessions.progress(session)), names))
    return tuple(found)

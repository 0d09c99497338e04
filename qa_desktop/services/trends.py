"""How calibrations go over time: what each session says of each reviewer and standard, for figures to be made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.people import Person
from qa_desktop.services import calibrating
from qa_desktop.services.ports import Database


@dataclass(frozen=True)
class Point:
    """One session in a trend: when it was revealed (or set up), and all that its figures rest on."""

    at: datetime
    material: CalibrationMaterial


def of_sessions(
    database: Database,
    viewer: Person,
    *,
    form: str = "",
    series: CalibrationSession | None = None,
    newest: int = 12,
) -> Sequence[Point]:
    """The newest sessions that may be shown to somebody, oldest first: of a form (by id) or of a series.

    What is not revealed yet is left out; what nobody has finished is in the material as unfinished.
    """
    wanted = None if series is None else series.series or series.key
    with database.reading() as work:
        known = [
            session
            for session in work.sessions.all()
            if not session.hidden and (wanted is None or wanted in (session.key, session.series))
        ]
        versions = {session.form_version: work.forms.get(session.form_version) for session in known}
    of_form = [each for each in known if (of := versions[each.form_version]) and form in ("", of.form.id)]
    dated = [(at, each) for each in of_form if (at := each.revealed_at or each.created_at) is not None]
    chosen = sorted(dated, key=lambda pair: (pair[0], pair[1].key))[-newest:]
    found = [Point(at, calibrating.material(database, session, viewer)) for at, session in chosen]
    return [each for each in found if not calibrating.still_to_score(each.material, viewer)]

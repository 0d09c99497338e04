"""How calibrations go over time: what each session says of each reviewer and standard, for figures to be made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.people import Person
from qa_desktop.services import calibrating
from qa_desktop.services.ports import Database


@dataclass(frozen=True)
class Point:
    """One session in a trend: when it was revealed (or set up), and all that its figures rest on."""

    at: datetime
    material: CalibrationMaterial


@dataclass(frozen=True)
class Scope:
    """What a trend goes over: the sessions on a form, in all its versions, or those of a series."""

    form: str
    name: str
    series: CalibrationSession | None = None


def scopes(database: Database) -> tuple[Scope, ...]:
    """What there are trends of: the forms of the sessions that may be shown, then the series; the newest first."""
    with database.reading() as work:
        known = [session for session in work.sessions.all() if not session.hidden]
        forms = {each.form_version: work.forms.get(each.form_version) for each in known}
    on_forms: dict[str, Scope] = {}
    in_series: dict[UUID, Scope] = {}
    for session in known:
        if (version := forms[session.form_version]) is None:
            continue
        on_forms.setdefault(version.form.id, Scope(version.form.id, version.form.title))
        if session.series is not None:
            in_series.setdefault(session.series, Scope(version.form.id, session.name, session))
    return (*on_forms.values(), *in_series.values())


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

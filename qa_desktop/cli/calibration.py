"""Commands about calibrations: `calibration create`, `calibration status`, `export calibration`."""

from argparse import Namespace
from datetime import UTC, datetime
from uuid import UUID

from qa_desktop import app, settings
from qa_desktop.cli.output import print_json, print_table
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import calibrating, form_library, people
from qa_desktop.services.ports import Database


def create(options: Namespace) -> None:
    """Set a session up."""
    now = datetime.now(UTC)
    database = app.open_database(options.database, settings.load())
    form = form_library.named(database, options.form)
    interactions = [_interaction(database, name) for name in options.interaction]
    gauge = _person(database, options.gauge, PersonRole.LEAD, now)
    reviewers = [_person(database, name, PersonRole.REVIEWER, now) for name in options.reviewer]
    session, _ = calibrating.create(database, options.name, form, gauge, reviewers, interactions, gauge, now)
    print(f"{session.name}: {len(interactions)} interactions, {len(session.reviewers) + 1} people, {form.label}")


def _person(database: Database, name: str, role: PersonRole, now: datetime) -> Person:
    return people.find(database, name) or people.introduce(database, name, role, now)[0]


def _interaction(database: Database, name: str) -> UUID:
    with database.reading() as work:
        found = work.interactions.by_external_id(name)
    if not found:
        raise InputError(f"There is no interaction “{name}” in the database; import it first.")
    if len(found) > 1:
        raise InputError(f"There are {len(found)} interactions “{name}”; they come from different sources.")
    return found[0].key


def status(options: Namespace) -> None:
    """Print the sessions, and how many of the evaluations wanted are there."""
    database = app.open_database(options.database, settings.load())
    rows = []
    for session in calibrating.sessions(database):
        material = calibrating.material(database, session)
        wanted = len(material.people) * len(material.interactions)
        rows.append((session, material, wanted))
    if options.json:
        print_json([
            {"key": str(session.key), "name": session.name, "form": material.form.label, "gauge": material.gauge.name,
             "reviewers": [person.name for person in material.reviewers],
             "interactions": [each.external_id for each in material.interactions],
             "submitted": len(material.submitted), "wanted": wanted}
            for session, material, wanted in rows
        ])  # fmt: skip
        return
    lines = []
    for session, material, wanted in rows:
        scored = f"{len(material.submitted)} of {wanted} scored"
        lines.append((session.name, material.form.label, f"gauge {material.gauge.name}", scored))
    print_table(lines)


def export(options: Namespace) -> None:
    """Write the workbook of a session."""
    from qa_desktop.exports.calibration_workbook import write_calibration

    database = app.open_database(options.database, settings.load())
    material = calibrating.material(database, calibrating.named(database, options.session))
    write_calibration(material, options.target, datetime.now(UTC))
    print(options.target)

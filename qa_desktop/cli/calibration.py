"""Commands about calibrations: `calibration create`, `calibration status`, `export calibration`."""

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from qa_desktop.cli.output import counted, print_json, print_table, tell
from qa_desktop.cli.work import open_work, viewer
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import Form
from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import calibrating, form_library, interactions, people
from qa_desktop.services.ports import Database

_ONE = {Channel.CALL: "call", Channel.CHAT: "chat", Channel.EMAIL: "mail"}
_CHANNELS = {"call": "calls", "chat": "chats", "email": "mails", "other": "other contacts"}


def create(options: Namespace) -> None:
    """Set a session up."""
    now = datetime.now(UTC)
    with open_work(options) as database:
        form = form_library.named(database, options.form)
        found = [interactions.named(database, name) for name in options.interaction]
        gauge, *reviewers = members = _members(database, options.gauge, options.reviewer)
        known = {person.key for person in people.everybody(database)}
        keys = [each.key for each in found]
        terms = calibrating.Terms(sealed=False)
        session, _ = calibrating.create(database, options.name, form, gauge, reviewers, keys, gauge, now, terms)
        material = calibrating.material(database, session)
    for person in dict.fromkeys(members):
        if person.key not in known:
            tell(f"“{person.name}” was not in the database and was added as {person.role}.")
    for each in dict.fromkeys(found):
        _warn_of_channel(each, form.form)
    if options.json:
        print_json(_document(material))
    else:
        size = f"{counted(len(material.interactions), 'interaction')}, {len(material.people)} people"
        print(f"{session.name}: {size}, {form.label}")


def _members(database: Database, gauge: str, reviewers: Sequence[str]) -> list[Person]:
    """The gauge and the reviewers; who is new is stored with the session, so that a failure leaves nobody behind."""
    wanted = ((gauge, PersonRole.LEAD), *((name, PersonRole.REVIEWER) for name in reviewers))
    members: dict[UUID, Person] = {}
    found = []
    for name, role in wanted:
        person = people.find(database, name) or people.new(name, role)
        found.append(members.setdefault(person.key, person))
    return found


def _warn_of_channel(interaction: Interaction, form: Form) -> None:
    if form.channels and interaction.channel.value not in form.channels:
        made_for = " and ".join(_CHANNELS.get(channel, channel) for channel in form.channels)
        what = f"is a {_ONE[interaction.channel]}" if interaction.channel in _ONE else "is neither call, chat nor email"
        tell(f"“{interaction.external_id}” {what}, and the form “{form.title}” is made for {made_for}.")


def status(options: Namespace) -> None:
    """Print the sessions, and how many of the evaluations wanted each person has submitted."""
    with open_work(options) as database:
        materials = [calibrating.material(database, session) for session in calibrating.sessions(database)]
    if options.json:
        print_json([_document(material) for material in materials])
        return
    if not materials:
        print("There is no calibration session yet; “qa-desktop calibration create” sets one up.")
    for material in materials:
        print(
            f"{material.session.name}: {material.form.label}, {len(material.submitted)} of {_wanted(material)} scored"
        )
        submitted = _submitted_by(material)
        print_table(
            [
                (person.name, "gauge" if person == material.gauge else "", f"{submitted[person.key]} of {each}")
                for person in material.people
                if (each := len(material.interactions))
            ],
            indent="  ",
        )


def _document(material: CalibrationMaterial) -> dict[str, Any]:
    submitted = _submitted_by(material)
    return {
        "key": str(material.session.key),
        "name": material.session.name,
        "form": material.form.label,
        "gauge": material.gauge.name if material.gauge else None,
        "reviewers": [person.name for person in material.reviewers],
        "interactions": [each.external_id for each in material.interactions],
        "submitted": len(material.submitted),
        "wanted": _wanted(material),
        "submitted_by": {person.name: submitted[person.key] for person in material.people},
    }


def _wanted(material: CalibrationMaterial) -> int:
    return len(material.people) * len(material.interactions)


def _submitted_by(material: CalibrationMaterial) -> Counter[UUID]:
    return Counter(person for _, person in material.submitted)


def export(options: Namespace) -> None:
    """Write the workbook of a session."""
    from qa_desktop.exports.calibration_workbook import write_calibration

    if options.target.suffix.lower() != ".xlsx":
        raise InputError(f"“{options.target}” does not end in .xlsx: name the workbook so that Excel opens it.")
    with open_work(options) as database:
        session = calibrating.named(database, options.session)
        material = calibrating.comparison(database, session, viewer(options, database))
    report = write_calibration(material, options.target, datetime.now(UTC))
    if options.json:
        print_json(
            {"workbook": str(report.path), "sheets": list(report.sheets), "answers": report.answers,
             "left_out": list(report.left_out)}
        )  # fmt: skip
        return
    print(report.path)
    for sentence in report.left_out:
        tell(sentence)

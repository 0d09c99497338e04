"""The demo: real-looking interactions, scored by four people, with a calibration session."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from qa_desktop.domain.answers import Answer, AudioSpan, Evidence, TurnSpan, parse
from qa_desktop.domain.calibration import CalibrationSession, Terms
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.evaluations import Content, Draft, Subject
from qa_desktop.domain.forms import FormVersion, Standard
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import calibrating, form_library, people, reviewing, speech
from qa_desktop.services.importing import import_paths
from qa_desktop.services.ports import Database

Tell = Callable[[str], None]


def load_demo(database: Database, folder: Path, now: datetime, tell: Tell = lambda _: None) -> Changes:
    """Import the demo interactions, submit the demo scores, and set the calibration session up; twice changes nothing.

    The forms that ship must be published before (`form_library.publish_shipped`).
    """
    plan = _read(folder / "scores.yaml")
    gauge, changes = people.introduce(database, plan["session"]["gauge"], PersonRole.LEAD, now)
    tell("importing the demo interactions")
    report = import_paths(database, [folder], folder / "interactions.csv", gauge, now, None)
    changes |= report.changes
    reviewers = [people.introduce(database, name, PersonRole.REVIEWER, now)[0] for name in plan["session"]["reviewers"]]
    by_name = {person.name: person for person in (gauge, *reviewers)}
    keys = _interactions(database, plan)
    for entry in plan["evaluations"]:
        interaction, person = keys[entry["interaction"]], by_name[entry["reviewer"]]
        if not _is_scored(database, interaction, person):
            tell(f"scoring {entry['interaction']} as {person.name}")
            changes |= _score(database, entry, interaction, person, now)
    for entry in plan["drafts"]:
        changes |= _begin(database, entry, keys[entry["interaction"]], by_name[entry["reviewer"]], now)
    changes |= _session(database, plan["session"], gauge, reviewers, keys, now)
    return changes | _measured(database, report.keys, now, tell)


def demo_session(database: Database, folder: Path) -> CalibrationSession:
    """The calibration session of the demo."""
    return calibrating.named(database, _read(folder / "scores.yaml")["session"]["name"])


def _measured(database: Database, interactions: Collection[UUID], now: datetime, tell: Tell) -> Changes:
    """Who spoke how much, so that the worklist sorts by it at once; the recordings are short."""
    wanted = [key for key in speech.lacking(database) if key in interactions]
    if not wanted:
        return Changes()
    tell("finding out who spoke how much")
    return speech.measure(database, wanted, clock=lambda: now).changes


def _read(file: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    plan: dict[str, Any] = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    return plan


def _interactions(database: Database, plan: Mapping[str, Any]) -> dict[str, UUID]:
    wanted = {entry["interaction"] for entry in (*plan["evaluations"], *plan["drafts"])} | set(
        plan["session"]["interactions"]
    )
    with database.reading() as work:
        return {name: work.interactions.by_external_id(name)[0].key for name in sorted(wanted)}


def _is_scored(database: Database, interaction: UUID, person: Person) -> bool:
    with database.reading() as work:
        return work.evaluations.latest(interaction, person.key) is not None


def _score(database: Database, entry: Mapping[str, Any], interaction: UUID, person: Person, now: datetime) -> Changes:
    return reviewing.submit(database, _draft(database, entry, interaction, person), person, now)[1]


def _begin(database: Database, entry: Mapping[str, Any], interaction: UUID, person: Person, now: datetime) -> Changes:
    with database.reading() as work:
        latest = work.evaluations.latest(interaction, person.key)
        if latest is not None or work.evaluations.draft(interaction, person.key) is not None:
            return Changes()
    return reviewing.save_draft(database, _draft(database, entry, interaction, person), now)


def _draft(database: Database, entry: Mapping[str, Any], interaction: UUID, person: Person) -> Draft:
    form = form_library.named(database, entry["form"])
    content = Content(_answers(form, entry["answers"]), entry.get("comment", ""))
    return Draft(Subject(new_key(), interaction, form.key, person.key), content)


def _answers(form: FormVersion, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    return {name: _answer(form.form.standard_by_id[name], written) for name, written in given.items()}


def _answer(standard: Standard, written: Mapping[str, Any]) -> Answer:
    heard: list[Evidence] = [
        AudioSpan(round(start * 1000), round(end * 1000)) for start, end in written.get("evidence", ())
    ]
    read: list[Evidence] = [TurnSpan(first, last) for first, last in written.get("evidence_turns", ())]
    value = parse(standard, written["value"])
    return Answer(value, written.get("comment", ""), (*heard, *read), tuple(written.get("reasons", ())))


def _session(
    database: Database,
    plan: Mapping[str, Any],
    gauge: Person,
    reviewers: list[Person],
    keys: Mapping[str, UUID],
    now: datetime,
) -> Changes:
    if any(session.name == plan["name"] for session in calibrating.sessions(database)):
        return Changes()
    form = form_library.named(database, plan["form"])
    chosen = [keys[name] for name in plan["interactions"]]
    terms = Terms(sealed=False)
    return calibrating.create(database, plan["name"], form, gauge, reviewers, chosen, gauge, now, terms)[1]

"""Commands about calibrations: `calibration create`, `next`, `status`, `reveal`, `close`; `export calibration`."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from qa_desktop.cli.calibration_totals import totals_of
from qa_desktop.cli.output import counted, print_json, print_table, tell
from qa_desktop.cli.work import acting, open_work, viewer
from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession, Settings, Terms
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import Form
from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import agreeing, calibrating, form_library, interactions, people
from qa_desktop.services.ports import Database

_ONE = {Channel.CALL: "call", Channel.CHAT: "chat", Channel.EMAIL: "mail"}
_CHANNELS = {"call": "calls", "chat": "chats", "email": "mails", "other": "other contacts"}


def create(options: Namespace) -> None:
    """Set a session up."""
    now = datetime.now(UTC)
    with open_work(options) as database:
        form = form_library.named(database, options.form)
        found = [interactions.named(database, name) for name in options.interaction]
        gauge, reviewers = _members(database, options.gauge, options.reviewer)
        members = [*([gauge] if gauge else []), *reviewers]
        known = {person.key for person in people.everybody(database)}
        keys, how = _chosen(database, options, form.form, [each.key for each in found])
        author = viewer(options, database) or members[0]
        terms = _terms(options, how)
        session, _ = calibrating.create(database, options.name, form, gauge, reviewers, keys, author, now, terms)
        told = _Told(database, session)
    for person in dict.fromkeys(members):
        if person.key not in known:
            tell(f"“{person.name}” was not in the database and was added as {person.role}.")
    for each in dict.fromkeys(found):
        _warn_of_channel(each, form.form)
    _print_made(options, told)


def following(options: Namespace) -> None:
    """Set the next session of a series up."""
    now = datetime.now(UTC)
    with open_work(options) as database:
        last = calibrating.named(database, options.session)
        author = acting(options, database)
        session, _ = calibrating.following(database, last, options.name, author, now, options.due)
        told = _Told(database, session)
    _print_made(options, told)


def _print_made(options: Namespace, told: "_Told") -> None:
    if options.json:
        print_json(told.document())
        return
    session = told.session
    size = f"{counted(len(session.interactions), 'interaction')}, {len(session.people)} people"
    drawn = f"; drawn by seed {session.draw.seed}" if session.draw else ""
    print(f"{session.name}: {size}, {told.form}{drawn}")


def _chosen(
    database: Database, options: Namespace, form: Form, named: list[UUID]
) -> tuple[Sequence[UUID], Draw | None]:
    if not options.draw:
        return named, None
    if named:
        raise InputError("Name interactions, or let them be drawn: not both.")
    channels = tuple(options.channel)
    unknown = [each for each in channels if each not in tuple(Channel)]
    if unknown:
        raise InputError(f"There is no channel “{unknown[0]}”: name call, chat, email or other.")
    channels = channels or form.channels
    wanted = Draw(options.seed, options.draw, 0, options.queue, channels, options.first, options.after)
    return calibrating.draw(database, options.draw, wanted)


def _terms(options: Namespace, how: Draw | None) -> Terms:
    targets = options.foundation_target / 100, options.finesse_target / 100
    return Terms(
        sealed=not options.unsealed,
        due=options.due,
        settings=Settings(options.levels, options.points, *targets),
        standards=tuple(options.standard),
        agent_hidden=options.hide_agent,
        draw=how,
        every_days=options.every,
    )


def _members(database: Database, gauge: str | None, reviewers: Sequence[str]) -> tuple[Person | None, list[Person]]:
    """The gauge and the reviewers; who is new is stored with the session, so that a failure leaves nobody behind."""
    members: dict[UUID, Person] = {}

    def member(name: str, role: PersonRole) -> Person:
        person = people.find(database, name) or people.new(name, role)
        return members.setdefault(person.key, person)

    expert = member(gauge, PersonRole.LEAD) if gauge else None
    return expert, [member(name, PersonRole.REVIEWER) for name in reviewers]


def _warn_of_channel(interaction: Interaction, form: Form) -> None:
    if form.channels and interaction.channel.value not in form.channels:
        made_for = " and ".join(_CHANNELS.get(channel, channel) for channel in form.channels)
        what = f"is a {_ONE[interaction.channel]}" if interaction.channel in _ONE else "is neither call, chat nor email"
        tell(f"“{interaction.external_id}” {what}, and the form “{form.title}” is made for {made_for}.")


def status(options: Namespace) -> None:
    """Print the sessions, how many of the evaluations wanted each person has submitted, and how totals compare."""
    with open_work(options) as database:
        person = viewer(options, database)
        found = [_Told(database, session) for session in calibrating.sessions(database)]
        totals = [None if each.session.hidden else totals_of(database, each.session, person) for each in found]
    if options.json:
        shown = [told.document(each.names) if told else None for each, told in zip(found, totals, strict=True)]
        print_json([{**each.document(), "totals": told} for each, told in zip(found, shown, strict=True)])
        return
    if not found:
        print("There is no calibration session yet; “qa-desktop calibration create” sets one up.")
    for each, told in zip(found, totals, strict=True):
        print(each.line())
        rows = each.rows()
        if told:
            rows = [(*row, told.told(key)) for row, key in zip(rows, each.names, strict=True)]
        print_table(rows, indent="  ")
        if told:
            print(f"  all: {told.told(None)}")


def reveal(options: Namespace) -> None:
    """Show everybody the marks of all."""
    _end(options, agreeing.reveal, "is revealed: what was scored in it is locked")


def close(options: Namespace) -> None:
    """End a session."""
    _end(options, agreeing.close, "is closed")


def _end(options: Namespace, done: Callable[..., tuple[CalibrationSession, Changes]], words: str) -> None:
    now = datetime.now(UTC)
    with open_work(options) as database:
        session, _ = done(database, calibrating.named(database, options.session), acting(options, database), now)
        told = _Told(database, session)
    if options.json:
        print_json(told.document())
        return
    print(f"“{session.name}” {words}.")
    for name, what in told.unfinished.items():
        print(f"  {name} has not scored {', '.join(what)}")


class _Told:
    """What is told of a session; no mark is in it."""

    def __init__(self, database: Database, session: CalibrationSession) -> None:
        self.progress = calibrating.progress(database, session)
        self.session = self.progress.session
        with database.reading() as work:
            form = work.forms.get(session.form_version)
            self.form = form.label if form else ""
            self.names = {key: person.name if (person := work.people.get(key)) else str(key) for key in session.people}
            known = {key: work.interactions.get(key) for key in session.interactions}
        self.interactions = {key: each.external_id if each else str(key) for key, each in known.items()}

    @property
    def unfinished(self) -> dict[str, list[str]]:
        """The interactions that each person has still to score."""
        found: dict[str, list[str]] = {}
        for interaction, person in self.progress.unfinished:
            found.setdefault(self.names[person], []).append(self.interactions[interaction])
        return found

    def line(self) -> str:
        """The session in one line."""
        session = self.session
        day = session.closed_at or session.revealed_at
        state = ("closed" if session.closed_at else "revealed") if day else "sealed" if session.sealed else ""
        when = f"{state} {day:%Y-%m-%d}" if day else state
        due = f"due {session.due}" if session.due and session.hidden else ""
        counts = f"{self.submitted} of {self.wanted} scored"
        return f"{session.name}: {', '.join(filter(None, (self.form, counts, when, due)))}"

    def rows(self) -> list[tuple[str, ...]]:
        """How far each person is."""
        wanted, gauge = len(self.session.interactions), self.session.gauge
        return [
            (name, "gauge" if key == gauge else "", f"{self.progress.done(key)} of {wanted}")
            for key, name in self.names.items()
        ]

    @property
    def submitted(self) -> int:
        """How many evaluations were submitted."""
        return sum(self.progress.done(key) for key in self.names)

    @property
    def wanted(self) -> int:
        """How many evaluations are wanted."""
        return len(self.names) * len(self.session.interactions)

    def document(self) -> dict[str, Any]:
        """The session for other programs."""
        session = self.session
        times = {"due": session.due, "revealed_at": session.revealed_at, "closed_at": session.closed_at}
        return {
            "key": str(session.key),
            "name": session.name,
            "form": self.form,
            "gauge": None if session.gauge is None else self.names[session.gauge],
            "reviewers": [self.names[key] for key in session.reviewers],
            "interactions": list(self.interactions.values()),
            "submitted": self.submitted,
            "wanted": self.wanted,
            "submitted_by": {name: self.progress.done(key) for key, name in self.names.items()},
            "sealed": session.sealed,
            **{name: None if at is None else at.isoformat() for name, at in times.items()},
            "seed": session.draw.seed if session.draw else None,
            "unfinished": self.unfinished,
        }


def export(options: Namespace) -> None:
    """Write the workbook of a session, its answers as CSV, or its summary as PDF: as the target ends."""
    ending = options.target.suffix.lower()
    if ending not in _KINDS:
        raise InputError(
            f"“{options.target}” ends in none of .xlsx, .csv and .pdf: name the workbook so that Excel opens it."
        )
    with open_work(options) as database:
        session = calibrating.named(database, options.session)
        person = viewer(options, database)
        material = calibrating.comparison(database, session, person)
        earlier = calibrating.earlier(database, session, person)
    told = _KINDS[ending](material, options.target, earlier)
    if options.json:
        print_json(told)
        return
    print(options.target)
    for sentence in told.get("left_out", ()):
        tell(sentence)


def _dated(material: CalibrationMaterial) -> datetime:
    """The day that a file bears."""
    return material.session.dated or datetime.now(UTC)


def _workbook(material: CalibrationMaterial, target: Path, earlier: Sequence[CalibrationMaterial]) -> dict[str, Any]:
    from qa_desktop.exports.calibration_workbook import write_calibration

    report = write_calibration(material, target, _dated(material), earlier)
    return {
        "workbook": str(target),
        "sheets": list(report.sheets),
        "answers": report.answers,
        "left_out": list(report.left_out),
    }


def _answers(material: CalibrationMaterial, target: Path, _: object) -> dict[str, Any]:
    from qa_desktop.exports.calibration_csv import write_answers

    return {"csv": str(target), "answers": write_answers(material, target, _dated(material))}


def _summary(material: CalibrationMaterial, target: Path, earlier: Sequence[CalibrationMaterial]) -> dict[str, Any]:
    from qa_desktop import app

    app.draw_offscreen()
    app.make_application()
    from qa_desktop.ui.summary_pdf import write_summary

    write_summary(material, target, _dated(material), earlier)
    return {"pdf": str(target)}


_KINDS: Final = {".xlsx": _workbook, ".csv": _answers, ".pdf": _summary}
"""What is written, by how the target ends."""

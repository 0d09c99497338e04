"""Commands about what a calibration asks and agrees on: `calibration tasks`, `consensus`, `external`, `precedents`."""

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from qa_desktop.cli.output import print_json, print_table
from qa_desktop.cli.work import acting, open_work, viewer
from qa_desktop.domain.answers import parse
from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.consensus import ActionState, Consensus, ExternalScore, Flag, consensus_to_plain
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.explaining import answer_label
from qa_desktop.services import agreeing, calibrating, external_scores, form_library, interactions
from qa_desktop.services.ports import Database

_FLAGS = {"drift": Flag.REVIEWER_DRIFT, "unclear": Flag.UNCLEAR_STANDARD, "none": None}
_ENTERED = ("answer", "reason", "action", "owner", "ruling", "due", "flag", "state")


def tasks(options: Namespace) -> None:
    """Print what the open sessions still ask of somebody."""
    with open_work(options) as database:
        found = calibrating.tasks(database, acting(options, database))
    if options.json:
        print_json(
            [
                {
                    "session": task.session.name,
                    "due": task.session.due.isoformat() if task.session.due else None,
                    "interaction": task.interaction.external_id,
                    "begun": task.begun,
                }
                for task in found
            ]
        )
        return
    if not found:
        print("No calibration session asks anything of you.")
    print_table(
        [
            (
                task.session.name,
                task.interaction.external_id,
                "begun" if task.begun else "",
                f"due {task.session.due}" if task.session.due else "",
            )
            for task in found
        ]
    )


def consensus(options: Namespace) -> None:
    """Show what a session agreed on, or enter it for one standard of one interaction."""
    given = {name: getattr(options, name) for name in _ENTERED if getattr(options, name) is not None}
    if given and not options.standard:
        raise InputError("Name the interaction and the standard that this was agreed about.")
    now = datetime.now(UTC)
    with open_work(options) as database:
        session = calibrating.named(database, options.session)
        if given:
            author = acting(options, database)
            entry = _entry(database, session, options, given)
            agreeing.agree(database, session, [entry], author, now)
        material = calibrating.comparison(database, session, viewer(options, database))
    found = _chosen(material, options)
    if options.json:
        print_json([_document(material, each) for each in found])
        return
    if not found:
        print("Nothing was agreed yet.")
    print_table([_line(material, each) for each in found])


def _entry(database: Database, session: CalibrationSession, options: Namespace, given: dict[str, Any]) -> Consensus:
    """What was entered before, with what is given now."""
    interaction = interactions.named(database, options.interaction)
    material = calibrating.material(database, session)
    known = material.consensus.get((interaction.key, options.standard))
    entry = known or Consensus(session.key, interaction.key, options.standard)
    standard = material.form.form.standard_by_id.get(options.standard)
    if standard is None:
        raise InputError(f"The session “{session.name}” asks no standard “{options.standard}”.")
    if "answer" in given:
        answer = given.pop("answer")
        entry = replace(entry, value=parse(standard, answer) if answer else None)
    if "flag" in given:
        entry = replace(entry, flag=_FLAGS[given.pop("flag")])
    if "state" in given:
        entry = replace(entry, state=ActionState(given.pop("state")))
    return replace(entry, **given)


def _chosen(material: CalibrationMaterial, options: Namespace) -> list[Consensus]:
    names = {each.key: each.external_id for each in material.interactions}
    places = {standard.id: place for place, standard in enumerate(material.form.form.standards)}
    found = [
        each
        for each in material.consensus.values()
        if (not options.interaction or options.interaction in (names.get(each.interaction), str(each.interaction)))
        and (not options.standard or each.standard == options.standard)
    ]
    order = list(names)
    return sorted(found, key=lambda each: (order.index(each.interaction), places.get(each.standard, 0)))


def _answer(material: CalibrationMaterial, each: Consensus) -> str:
    standard = material.form.form.standard_by_id.get(each.standard)
    return answer_label(standard, each.value) if standard and each.value is not None else ""


def _line(material: CalibrationMaterial, each: Consensus) -> tuple[str, ...]:
    action = f"{each.action} ({each.owner or 'nobody'}, {each.due or 'no date'}, {each.state})" if each.action else ""
    told = (each.reason, each.flag.value if each.flag else "", action, f"ruling: {each.ruling}" if each.ruling else "")
    return (_name(material, each.interaction), each.standard, _answer(material, each), "; ".join(filter(None, told)))


def _document(material: CalibrationMaterial, each: Consensus) -> dict[str, Any]:
    plain = consensus_to_plain(each)
    kept = {name: plain.get(name) for name in ("reason", "flag", "action", "owner", "due", "ruling")}
    told = {"interaction": _name(material, each.interaction), "standard": each.standard}
    return {**told, "answer": _answer(material, each) or None, **kept, "state": each.state.value}


def _name(material: CalibrationMaterial, interaction: UUID) -> str:
    return next((each.external_id for each in material.interactions if each.key == interaction), str(interaction))


def external(options: Namespace) -> None:
    """Enter what others gave an interaction of a session, or all that stands in a table."""
    if (options.table is None) == (options.points is None):
        raise InputError("Name an interaction and its points, or a table of them with --table.")
    now = datetime.now(UTC)
    with open_work(options) as database:
        session = calibrating.named(database, options.session)
        if options.table:
            scores = external_scores.from_table(database, session, options.table)
        else:
            interaction = interactions.named(database, options.interaction)
            given = external_scores.points(options.points)
            scores = (ExternalScore(session.key, interaction.key, given, options.source),)
        agreeing.agree(database, session, scores, acting(options, database), now)
        names = {each.key: each.external_id for each in calibrating.material(database, session).interactions}
    told = [
        {"session": session.name, "interaction": names[each.interaction], "points": each.points, "source": each.source}
        for each in scores
    ]
    if options.json:
        print_json(told if options.table else told[0])
        return
    for each, score in zip(told, scores, strict=True):
        said = "has no score from others" if score.points is None else f"{score.points:g}"
        print(f"{session.name}: {each['interaction']} {said}")


def precedents(options: Namespace) -> None:
    """Print the rulings on a standard, the newest first."""
    with open_work(options) as database:
        form = form_library.named(database, options.form).form
        if options.standard not in form.standard_by_id:
            raise InputError(f"“{form.title}” has no standard “{options.standard}”: name it by its id.")
        found = agreeing.precedents(database, form.id, options.standard)
    if options.json:
        print_json(
            [
                {
                    "ruling": each.consensus.ruling,
                    "reason": each.consensus.reason,
                    "session": each.session,
                    "interaction": each.interaction,
                    "on": each.on.isoformat() if each.on else None,
                }
                for each in found
            ]
        )
        return
    if not found:
        print(f"There is no ruling on “{form.standard_by_id[options.standard].text}” yet.")
    for each in found:
        print(f"{each.on or ''} {each.session} · {each.interaction}: {each.consensus.ruling}".strip())

"""`calibration`: sessions in which several people score the same interactions."""

import argparse
from datetime import date
from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_person, add_usual, count
from qa_desktop.domain.calibration import USUAL
from qa_desktop.domain.consensus import ActionState


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    calibration = commands.group("calibration", "calibration sessions")
    _create(calibration)
    text = "set the next session of a series up: the same people and terms, other interactions, drawn at random"
    following = calibration.add("next", "calibration", "following", text)
    following.add_argument("session", metavar="SESSION", help="name or key of the last session")
    following.add_argument("name", metavar="NAME", help="what the next one will be called")
    following.add_argument("--due", type=_day, metavar="DATE", help="until when (default: as the series goes on)")
    status = calibration.add(
        "status", "calibration", "status", "the sessions, who has scored what, and how totals compare"
    )
    reveal = calibration.add("reveal", "calibration", "reveal", "show everybody the marks of all, once and for all")
    close = calibration.add("close", "calibration", "close", "end a session: what it agreed on changes no more")
    for command in (reveal, close):
        command.add_argument("session", metavar="SESSION", help="name or key of the session")
    plan = calibration.add(
        "retests", "retests", "plan", "let old interactions return to who scored them, or say how it is"
    )
    plan.add_argument("--rate", type=float, metavar="PERCENT", help="how many of all evaluations return; 0 ends it")
    plan.add_argument("--min-age", type=count, default=30, metavar="DAYS", help="after how many days (default: 30)")
    plan.add_argument("--spread", type=int, default=14, metavar="DAYS", help="spread over so many more (default: 14)")
    plan.add_argument("--seed", type=int, metavar="NUMBER", help="draw by this seed, to draw the same again")
    plan.add_argument(
        "--reviewer", action="append", default=[], metavar="NAME", help="to this reviewer only; repeat it"
    )
    own = calibration.add("consistency", "retests", "consistency", "how far you agree with yourself; for you alone")
    tasks = calibration.add("tasks", "agreeing", "tasks", "what open sessions still ask of you")
    for command in (following, status, reveal, close, tasks, plan, own):
        add_person(command, "who you are")
        add_usual(command)
    _agreeing(calibration)


def _create(calibration: Commands) -> None:
    create = calibration.add("create", "calibration", "create", "set a calibration session up")
    create.add_argument("name", metavar="NAME", help="what the session will be called")
    create.add_argument("--form", required=True, help="form id or title, as “form list” shows them")
    create.add_argument("--gauge", metavar="NAME", help="the expert measured against; may be left out")
    create.add_argument("--reviewer", action="append", required=True, metavar="NAME", help="once for each reviewer")
    text = "its id, or the file name of its recording; once for each interaction"
    create.add_argument("--interaction", action="append", default=[], metavar="ID", help=text)
    create.add_argument("--draw", type=count, metavar="N", help="draw this many interactions at random instead")
    create.add_argument("--seed", type=int, default=-1, metavar="NUMBER", help="by this seed, to draw the same again")
    create.add_argument("--queue", default="", help="draw from this queue only")
    text = "draw call, chat, email or other only (default: what the form is made for)"
    create.add_argument("--channel", action="append", default=[], help=text)
    create.add_argument("--from", dest="first", type=_day, metavar="DATE", help="draw from this day (UTC) on")
    create.add_argument("--before", dest="after", type=_day, metavar="DATE", help="draw from before this day (UTC)")
    create.add_argument("--due", type=_day, metavar="DATE", help="until when everybody is to have scored")
    create.add_argument(
        "--every", type=count, default=0, metavar="DAYS", help="the session recurs, after this many days"
    )
    create.add_argument("--standard", action="append", default=[], metavar="ID", help="ask these standards only")
    create.add_argument("--hide-agent", action="store_true", help="do not show who the agent was")
    for option, kind, usual, text in (
        ("--points", float, USUAL.points, "points that a total may be off"),
        ("--levels", int, USUAL.rating, "levels that a finesse standard may be off"),
        ("--foundation-target", float, 100 * USUAL.foundation_target, "percent within tolerance aimed at"),
        ("--finesse-target", float, 100 * USUAL.finesse_target, "percent within tolerance aimed at"),
    ):
        create.add_argument(option, type=kind, default=usual, metavar="NUMBER", help=f"{text} (default: {usual:g})")
    text = "compare the ordinary evaluations instead, without a seal"
    create.add_argument("--open", dest="unsealed", action="store_true", help=text)
    add_person(create, "who sets it up")
    add_usual(create)


def _agreeing(calibration: Commands) -> None:
    agreed = calibration.add("consensus", "agreeing", "consensus", "show what a session agreed on, or enter it")
    agreed.add_argument("session", metavar="SESSION", help="name or key of the session")
    agreed.add_argument("interaction", metavar="INTERACTION", nargs="?", help="its id; without it all is shown")
    agreed.add_argument("standard", metavar="STANDARD", nargs="?", help="id of the standard")
    agreed.add_argument("--answer", help="what was agreed: yes, no, na, a level, an option id or a number; “” for none")
    for option, text in (
        ("--reason", "why"),
        ("--action", "what is to be done"),
        ("--owner", "by whom"),
        ("--ruling", "what holds from now on: a precedent"),
    ):
        agreed.add_argument(option, metavar="WORDS", help=text)
    agreed.add_argument("--due", type=_day, metavar="DATE", help="until when it is to be done")
    agreed.add_argument("--flag", choices=("drift", "unclear", "none"), help="reviewer drift, or an unclear standard")
    agreed.add_argument("--state", choices=tuple(state.value for state in ActionState), help="of the action")
    score = calibration.add("external", "agreeing", "external", "enter what others gave an interaction of a session")
    score.add_argument("session", metavar="SESSION", help="name or key of the session")
    score.add_argument("interaction", metavar="INTERACTION", nargs="?", help="its id")
    score.add_argument("points", metavar="POINTS", nargs="?", help="from 0 to 100; “none” takes it back")
    text = "instead, from a CSV or XLSX table with the columns interaction, points, source; all of it or nothing"
    score.add_argument("--table", type=Path, metavar="FILE", help=text)
    score.add_argument("--source", default="", metavar="WORDS", help="who gave it")
    rulings = calibration.add("precedents", "agreeing", "precedents", "the rulings on a standard in all sessions")
    rulings.add_argument("form", metavar="FORM", help="form id or title")
    rulings.add_argument("standard", metavar="STANDARD", help="id of the standard")
    for command in (agreed, score, rulings):
        add_person(command, "who you are")
        add_usual(command)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{written}” is not a day: write 2026-03-09, for one") from None

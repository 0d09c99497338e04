"""The commands and their options; what they do stands in the modules beside this one, loaded when called."""

import argparse
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from qa_desktop.domain.people import PersonRole
from qa_desktop.version import program_version

Run = Callable[[argparse.Namespace], int | None]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{**named, "allow_abbrev": False})  # scripts outlive abbreviations

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{_plain(message)}; see {self.prog} --help.\n")


def _plain(message: str) -> str:
    """What argparse complains about, in our words."""
    unknown = re.match(r"argument COMMAND: invalid choice: '?([^']*)'? \(", message)
    if unknown:
        return f"There is no command “{unknown[1]}”"
    missing = re.match(r"the following arguments are required: (.*)", message)
    if missing:
        *others, last = missing[1].split(", ")
        return f"{', '.join(others)} and {last} are missing" if others else f"{last} is missing"
    return f"{message[:1].upper()}{message[1:]}"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show traces of failures")
    parser = _Parser(
        prog="qa-desktop",
        description="An offline review room for contact-centre quality. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"QA Desktop {program_version()}")
    parser.add_argument("--debug", action="store_true", help="show traces of failures")
    parser.add_argument("--as", dest="person", metavar="NAME", default="", help="who you are, for this time")
    parser.add_argument("--self-test", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--screenshot", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(database=None)
    _database(parser)
    parser.set_defaults(run=_lazily("window", "run"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, module: str, function: str, text: str, group: Any = commands) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = group.add_parser(
            name, help=text, description=_sentence(text), parents=[common]
        )
        command.set_defaults(run=_lazily(module, function))
        return command

    _add_work(add)
    _add_files(add)
    _add_groups(commands, add)
    return parser


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _add_work(add: Callable[..., argparse.ArgumentParser]) -> None:
    window = add("gui", "window", "run", "open the window (the default)")
    _database(window)
    window.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="who you are, this time")
    demo = add("demo", "demo", "run", "fill a demo database, run the main job, leave database, workbook, pictures")
    demo.add_argument("--headless", action="store_true", help="do not open the window afterwards")
    demo.add_argument("--folder", type=Path, metavar="DIR", help="where to leave the results (default: demo-output)")
    _json(demo)
    doctor = add("doctor", "doctor", "run", "versions, folders, audio formats and devices, database health")
    _database(doctor)
    _json(doctor)
    importing = add("import", "importing", "run", "bring recordings, transcripts, chats and sheets into the database")
    importing.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="files or folders; if one is refused the rest is imported"
    )
    importing.add_argument("--sheet", type=Path, metavar="FILE", help="CSV table that describes the interactions")
    importing.add_argument(
        "--codec",
        action="append",
        default=[],
        metavar="ENDING=CODEC",
        help="what recordings without a header hold: .ulaw=mulaw/8000/1 (codec/rate/channels), or one codec for all; "
        "remembered for the folder",
    )
    importing.add_argument(
        "--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="who imports (default: you)"
    )
    _database(importing)
    _json(importing)


def _add_files(add: Callable[..., argparse.ArgumentParser]) -> None:
    score = add("score", "files", "score", "score answers on a form file, without a database")
    score.add_argument("form", type=Path, metavar="FORM", help="form file (YAML)")
    score.add_argument("answers", type=Path, metavar="ANSWERS", help="answers (YAML or JSON): standard id to answer")
    _json(score)
    transcript = add("transcript", "files", "transcript", "read a transcript or chat and print it")
    transcript.add_argument("file", type=Path, metavar="FILE", help="transcript or chat")
    _json(transcript)
    recording = add("recording", "files", "recording", "say what a recording is, and who spoke when")
    recording.add_argument("file", type=Path, metavar="FILE", help="recording")
    recording.add_argument("--speech", action="store_true", help="also who spoke when")
    recording.add_argument(
        "--codec", metavar="CODEC/RATE/CHANNELS", help="how to read a file without a header, mulaw/8000/1 for one"
    )
    _json(recording)


def _add_groups(commands: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    form = _group(commands, "form", "check forms, and make them known to the database")
    check = add("check", "forms", "check", "errors and advice on form files", group=form)
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _json(check)
    publish = add("publish", "forms", "publish", "publish form files in the database", group=form)
    publish.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _database(publish)
    _json(publish)
    listed = add("list", "forms", "list_forms", "the forms in the database", group=form)
    _database(listed)
    _json(listed)

    interaction = _group(commands, "interaction", "the interactions in the database")
    those = add("list", "interactions", "list_interactions", "the interactions, newest first", group=interaction)
    those.add_argument("--find", metavar="WORDS", default="", help="only those with these words, said or known")
    orders = ("newest", "longest-silence", "hold", "overtalk", "agent-share", "interruptions")
    those.add_argument(
        "--sort", choices=orders, default=orders[0], metavar="BY", help=f"what stands first: {', '.join(orders)}"
    )
    those.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="whose state to show")
    _database(those)
    _json(those)

    find = add("find", "interactions", "find", "where words stand in all interactions, newest first", group=interaction)
    find.add_argument(
        "words",
        nargs="+",
        metavar="WORDS",
        help="all must stand in an interaction, the last as a beginning; '\"in this order\" -without'",
    )
    find.add_argument("--limit", type=_count, default=50, metavar="N", help="how many interactions (default: 50)")
    find.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="whose comments to search")
    _database(find)
    _json(find)

    text = "find out who spoke how much in all interactions that lack it; decodes every recording once"
    measure = add("measure", "interactions", "measure", text, group=interaction)
    _database(measure)
    _json(measure)

    _add_reports(commands, add)
    _add_calibrating(commands, add)
    database = _group(commands, "db", "look after the database")
    upgrade = add("upgrade", "database", "upgrade", "update the tables, or make a new database", group=database)
    _database(upgrade)
    _json(upgrade)
    reindex = add("reindex", "database", "reindex", "build the search index anew", group=database)
    _database(reindex)
    _json(reindex)
    _add_backups(add, database)
    _add_encryption(add, database)
    _add_privacy(add, database)
    _add_history(commands, add, database)
    _add_sharing(database, add)
    _add_logins(add, database)


def _add_backups(add: Callable[..., argparse.ArgumentParser], group: Any) -> None:
    backup = add("backup", "backups", "backup", "copy the database whole, and see that the copy is sound", group=group)
    backup.add_argument("target", nargs="?", type=Path, metavar="FILE", help="the copy (default: among the backups)")
    backup.add_argument("--daily", action="store_true", help="only where today has none; old daily ones go")
    backup.add_argument("--list", action="store_true", help="say which backups there are")
    text = "bring a backup back; without --apply it says what would change"
    restore = add("restore", "backups", "restore", text, group=group)
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="as “db backup --list” shows it")
    restore.add_argument("--apply", action="store_true", help="do it; what is there now is kept beside")
    check = add(
        "check", "backups", "check", "tell a sound database from a damaged one, and how to recover", group=group
    )
    text = "read what can be read from a damaged database into a new one, and say what is missing"
    salvage = add("salvage", "backups", "salvage", text, group=group)
    salvage.add_argument("damaged", type=Path, metavar="DAMAGED", help="the damaged file; it is not changed")
    salvage.add_argument("target", type=Path, metavar="OUT", help="the new database")
    for command in (backup, restore, check):
        _database(command)
    for command in (backup, restore, check, salvage):
        _json(command)


def _add_privacy(add: Callable[..., argparse.ArgumentParser], group: Any) -> None:
    text = "erase what is held about a customer or an agent; without --apply it says what that is"
    erase = add("erase", "privacy", "erase", text, group=group)
    text = "erase what is older than a rule allows; without --apply it says what that is"
    retention = add("retention", "privacy", "retention", text, group=group)
    export = add(
        "export-person", "privacy", "export", "write all that is held about a customer or an agent", group=group
    )
    for command in (erase, export):
        who = command.add_mutually_exclusive_group(required=True)
        who.add_argument("--customer", default="", metavar="REF", help="the customer's reference, whole")
        who.add_argument("--agent", default="", metavar="NAME", help="the agent's name or number, whole")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="the file to be written")
    retention.add_argument(
        "--older-than", required=True, metavar="24m", help="age in days (d), months (m) or years (y)"
    )
    for command in (erase, retention):
        command.add_argument("--apply", action="store_true", help="do it; it cannot be undone")
        command.add_argument("--recordings", action="store_true", help="delete the files of the recordings, too")
        command.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="who you are")
    for command in (erase, retention, export):
        _database(command)
        _json(command)


def _add_encryption(add: Callable[..., argparse.ArgumentParser], group: Any) -> None:
    for name, text in (
        ("encrypt", "encrypt the database file with a passphrase, which is asked for"),
        ("decrypt", "write an encrypted database file in clear again"),
        ("passphrase", "give an encrypted database file another passphrase"),
    ):
        command = add(name, "encryption", name, text, group=group)
        _database(command)
        _json(command)


def _add_history(commands: Any, add: Callable[..., argparse.ArgumentParser], database: Any) -> None:
    past = add("history", "history", "show", "who changed what in an evaluation, from what to what", group=database)
    trail = add("audit", "history", "audit", "write the audit trail into a file, with its hashes", group=database)
    trail.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.jsonl or FILE.csv")
    evaluation = _group(commands, "evaluation", "take evaluations out of the figures, or bring them back")
    delete = add("delete", "history", "delete", "take an evaluation out of all lists and figures", group=evaluation)
    restore = add("restore", "history", "restore", "bring a deleted evaluation back", group=evaluation)
    for command in (past, delete, restore):
        command.add_argument("evaluation", metavar="EVALUATION", help="its key, or the id of its interaction")
        command.add_argument("--by", metavar="NAME", help="whose evaluation of the interaction")
    for command in (delete, restore):
        command.add_argument("--reason", required=True, metavar="WORDS", help="why; it stays on record")
        command.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="who you are")
    for command in (past, trail, delete, restore):
        _database(command)
        _json(command)


def _add_sharing(database: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    share = add("share", "sharing", "share", "exchange what is new with the team folder, once", group=database)
    choice = share.add_mutually_exclusive_group()
    choice.add_argument("--folder", type=Path, metavar="DIR", help="the folder, remembered for this database")
    choice.add_argument("--stop", action="store_true", help="forget the team folder; what is in it stays")
    text = "take in everything from another database, overwriting nothing"
    merge = add("merge", "sharing", "merge", text, group=database)
    merge.add_argument("file", type=Path, metavar="FILE", help="the other database, which stays as it is")
    text = "bring the whole database to another place, and work there from now on"
    move = add("move", "sharing", "move", text, group=database)
    move.add_argument(
        "address", metavar="ADDRESS", type=_address, help="a new file, team:FOLDER, or the URL of a server"
    )
    offline = _group(database, "offline", "take a share of the work along on a laptop")
    take = add("take", "sharing", "take", "make a database that holds a share of the work", group=offline)
    take.add_argument("file", type=Path, metavar="FILE", help="the database to make")
    take.add_argument("--interactions", type=int, metavar="N", help="at most so many, the newest (default: all)")
    take.add_argument("--queue", default="", metavar="QUEUE", help="only of this queue")
    take.add_argument("--for", dest="reviewer", default="", metavar="NAME", help="only what NAME has not submitted yet")
    back = add("return", "sharing", "bring_back", "take in what was done in it", group=offline)
    back.add_argument("file", type=Path, metavar="FILE", help="the database that was taken along")
    for command in (share, merge, move, take, back):
        _database(command)
        _json(command)


def _add_logins(add: Callable[..., argparse.ArgumentParser], group: Any) -> None:
    text = "make the group roles qa_reviewer, qa_lead and qa_admin on a PostgreSQL server, and give them their rights"
    roles = add("roles", "logins", "roles", text, group=group)
    roles.add_argument("--sql", action="store_true", help="print the statements instead of running them")
    login = add("login", "logins", "login", "let a login of a PostgreSQL server in as a person", group=group)
    login.add_argument("login", metavar="LOGIN", help="the role it logs in as; made, without a password, if not there")
    login.add_argument("--person", required=True, dest="name", metavar="NAME", help="who that is")
    kinds = tuple(PersonRole)
    login.add_argument(
        "--role", choices=kinds, default=PersonRole.REVIEWER, type=PersonRole, metavar="ROLE", help=", ".join(kinds)
    )
    for command in (roles, login):
        _database(command)
        _json(command)


def _add_reports(commands: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    report = _group(commands, "report", "figures over many evaluations")
    text = "the average of every standard in a month, with how many marks it rests on"
    averages = add("averages", "reports", "averages", text, group=report)
    averages.add_argument("--month", required=True, metavar="YYYY-MM", help="by the day (UTC) of the newest revision")
    averages.add_argument("--queue", metavar="QUEUE", default="", help="only interactions of this queue")
    agent = add("agent", "reports", "agent", "how an agent was scored in a year, month by month", group=report)
    agent.add_argument("name", metavar="AGENT", help="name or id of the agent")
    agent.add_argument("--year", required=True, metavar="YYYY", help="by the day (UTC) of the newest revision")
    for each in (averages, agent):
        _database(each)
        _json(each)


def _add_calibrating(commands: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    calibration = _group(commands, "calibration", "calibration sessions")
    create = add("create", "calibration", "create", "set a calibration session up", group=calibration)
    create.add_argument("name", metavar="NAME", help="what the session will be called")
    create.add_argument("--form", required=True, help="form id or title, as “form list” shows them")
    create.add_argument("--gauge", required=True, metavar="NAME", help="the expert measured against")
    for option, metavar, text in (
        ("--reviewer", "NAME", "once for each reviewer"),
        ("--interaction", "ID", "its id, or the file name of its recording; once for each interaction"),
    ):
        create.add_argument(option, action="append", required=True, metavar=metavar, help=text)
    _database(create)
    _json(create)
    status = add("status", "calibration", "status", "the sessions, and who has scored what", group=calibration)
    _database(status)
    _json(status)

    export = _group(commands, "export", "write workbooks and clips")
    _add_clip(add, export)
    book = add("calibration", "calibration", "export", "write the workbook of a calibration session", group=export)
    book.add_argument("session", metavar="SESSION", help="name or key of the session")
    book.add_argument("target", type=Path, metavar="OUT.xlsx", help="the workbook; one that is there is replaced")
    _database(book)
    _json(book)


def _add_clip(add: Callable[..., argparse.ArgumentParser], export: Any) -> None:
    clip = add("clip", "clips", "export", "cut spans of a recording out as WAV, MP3 or Opus, redacted", group=export)
    named = "its id, the name of its recording (folder/name where several are called alike), or any audio file"
    clip.add_argument("what", metavar="INTERACTION", help=named)
    clip.add_argument("target", type=Path, metavar="OUT", help="OUT.wav, OUT.mp3 or OUT.opus; a folder for --evidence")
    clip.add_argument("--from", dest="start", metavar="TIME", help="where it begins: seconds or a clock time (1:02.5)")
    clip.add_argument("--to", dest="end", metavar="TIME", help="where it ends; without a span all is taken")
    for option, metavar, text in (
        ("--span", "A-B", "a span, 1:02-1:30 for one; several make a reel in the order given"),
        ("--redact", "A-B[:SIDE]", "redact this too, on both sides or one (1:10-1:14:customer); may be repeated"),
    ):
        clip.add_argument(option, action="append", default=[], metavar=metavar, help=text)
    clip.add_argument("--redact-digits", action="store_true", help="redact the digits that are read out, by transcript")
    clip.add_argument("--evidence", action="store_true", help="all evidence of the newest evaluation: reel or folder")
    clip.add_argument("--merge", action="store_true", help="make one of evidence that overlaps")
    clip.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help="whose evaluation")
    clip.add_argument("--side", choices=("both", "agent", "customer", "mixed"), default="both", help="who is heard")
    clip.add_argument("--agent", choices=("left", "right"), help="which channel is the agent, where it is not known")
    clip.add_argument("--codec", metavar="CODEC/RATE", help="what a headerless file holds, mulaw/8000 for one")
    masks = clip.add_mutually_exclusive_group()
    masks.add_argument("--beep", action="store_true", help="a tone in place of what is redacted (the default)")
    masks.add_argument("--silence", action="store_true", help="silence in its place")
    clip.add_argument("--fade", metavar="SECONDS", help="fade in and out")
    clip.add_argument("--level", action="store_true", help="bring the speech of each side to one loudness")
    clip.add_argument("--tone", action="store_true", help="a soft tone between the spans of a reel")
    clip.add_argument("--format", choices=("wav", "mp3", "opus"), default="mp3", help="of the files in a folder (mp3)")
    clip.add_argument("--replace", action="store_true", help="replace files that are there already")
    clip.add_argument("--title", default="", help="title in the file")
    clip.add_argument("--comment", default="", help="comment in the file")
    _database(clip)
    _json(clip)


def _group(commands: Any, name: str, text: str) -> Any:
    group = commands.add_parser(name, help=text, description=_sentence(text))
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)


def _database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        metavar="PATH-or-URL",
        default=argparse.SUPPRESS,
        type=_address,
        help="where the work is kept (default: your data folder)",
    )


def _address(written: str) -> str:
    """An address; an empty one would quietly mean the usual database."""
    if not written.strip():
        raise argparse.ArgumentTypeError("name a file or a URL")
    return written


def _count(written: str) -> int:
    """A number from 1 on."""
    if not written.isascii() or not written.isdecimal() or int(written) == 0:
        raise argparse.ArgumentTypeError("give a whole number from 1 on")
    return int(written)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _lazily(module: str, function: str) -> Run:
    """A command that loads what it needs when it is called."""

    def run(options: argparse.Namespace) -> int | None:
        loaded: Run = getattr(import_module(f"qa_desktop.cli.{module}"), function)
        return loaded(options)

    return run

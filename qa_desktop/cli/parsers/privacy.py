"""What one person may ask for, and how long things are kept."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_person, add_usual


def add(group: Commands) -> None:
    """Put them into the group `db`."""
    text = "erase what is held about a customer or an agent; without --apply it says what that is"
    erase = group.add("erase", "privacy", "erase", text)
    text = "erase what is older than a rule allows; without --apply it says what that is"
    retention = group.add("retention", "privacy", "retention", text)
    export = group.add("export-person", "privacy", "export", "write all that is held about a customer or an agent")
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
        command.add_argument("--reason", default="", metavar="WORDS", help="why, for the record: a request's number")
        add_person(command, "who you are")
    text = "take backups and packages away that still hold what was erased; without --apply it names them"
    prune = group.add("prune", "privacy", "prune", text)
    prune.add_argument("--apply", action="store_true", help="do it, after a new backup is made")
    add_usual(erase, retention, prune, export)

"""What was changed, by whom; and `evaluation`, which takes evaluations out or brings them back."""

import argparse
from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_person, add_usual


def add(group: Commands) -> None:
    """Put them into the group `db`."""
    past = group.add("history", "history", "show", "who changed what in an evaluation, from what to what")
    _name_evaluation(past)
    trail = group.add("audit", "history", "audit", "write the audit trail into a file, with its hashes")
    trail.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.jsonl or FILE.csv")
    for command in (past, trail):
        add_person(command, "who looks: of a calibration that is not revealed one sees what is one's own")
    add_usual(past, trail)


def add_evaluation(commands: Commands) -> None:
    """Put the group `evaluation` on the command line."""
    evaluation = commands.group("evaluation", "take evaluations out of the figures, or bring them back")
    delete = evaluation.add("delete", "history", "delete", "take an evaluation out of all lists and figures")
    restore = evaluation.add("restore", "history", "restore", "bring a deleted evaluation back")
    for command in (delete, restore):
        _name_evaluation(command)
        command.add_argument("--reason", required=True, metavar="WORDS", help="why; it stays on record")
        add_person(command, "who you are")
    add_usual(delete, restore)


def _name_evaluation(command: argparse.ArgumentParser) -> None:
    command.add_argument("evaluation", metavar="EVALUATION", help="its key, or the id of its interaction")
    command.add_argument("--by", metavar="NAME", help="whose evaluation of the interaction")

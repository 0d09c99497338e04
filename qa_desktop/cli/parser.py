"""The whole command line: its own options, and the commands that the modules in `parsers` put on it."""

import argparse
from pathlib import Path

from qa_desktop.cli.parsers import (
    calibration,
    database,
    exports,
    files,
    forms,
    history,
    interactions,
    mappings,
    reports,
    work,
)
from qa_desktop.cli.parsers.commands import Commands, Parser, add_database, lazily
from qa_desktop.version import program_version


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="qa-desktop",
        description="An offline review room for contact-centre quality. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"QA Desktop {program_version()}")
    parser.add_argument("--debug", action="store_true", help="show traces of failures")
    parser.add_argument("--as", dest="person", metavar="NAME", default="", help="who you are, for this time")
    parser.add_argument("--self-test", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--screenshot", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(database=None)
    add_database(parser)
    parser.set_defaults(run=lazily("window", "run"))
    commands = Commands.of(parser)
    work.add(commands)
    files.add(commands)
    forms.add(commands)
    mappings.add(commands)
    interactions.add(commands)
    reports.add(commands)
    calibration.add(commands)
    exports.add(commands)
    database.add(commands)
    history.add_evaluation(commands)
    return parser

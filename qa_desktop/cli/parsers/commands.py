"""Where commands are put on the command line, and the options that many of them have."""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

Run = Callable[[argparse.Namespace], int | None]


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{**named, "allow_abbrev": False})  # scripts outlive abbreviations

    def error(self, message: str) -> NoReturn:
        """End the program with status 2."""
        self.exit(2, f"{_plain(message)}; see {self.prog} --help.\n")


@dataclass(frozen=True)
class Commands:
    """A place for commands: the command line itself, or a group such as `db`."""

    _places: Any  # the action that argparse calls _SubParsersAction
    _common: argparse.ArgumentParser  # the options of every command

    @classmethod
    def of(cls, parser: argparse.ArgumentParser) -> "Commands":
        """The commands of the whole command line."""
        common = argparse.ArgumentParser(add_help=False)
        common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show traces of failures")
        return cls(parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser), common)

    def add(self, name: str, module: str, function: str, text: str) -> argparse.ArgumentParser:
        """A command that a function of a module beside this package runs; the text says what it does."""
        command: argparse.ArgumentParser = self._places.add_parser(
            name, help=text, description=_sentence(text), parents=[self._common]
        )
        command.set_defaults(run=lazily(module, function))
        return command

    def group(self, name: str, text: str) -> "Commands":
        """A group of commands; the text says what it is for."""
        group = self._places.add_parser(name, help=text, description=_sentence(text))
        places = group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
        return Commands(places, self._common)


def lazily(module: str, function: str) -> Run:
    """A command that loads what it needs when it is called."""

    def run(options: argparse.Namespace) -> int | None:
        loaded: Run = getattr(import_module(f"qa_desktop.cli.{module}"), function)
        return loaded(options)

    return run


def add_database(*commands: argparse.ArgumentParser) -> None:
    """Let commands be told where the work is kept."""
    for command in commands:
        command.add_argument(
            "--database",
            metavar="PATH-or-URL",
            default=argparse.SUPPRESS,
            type=address,
            help="where the work is kept (default: your data folder)",
        )


def add_json(*commands: argparse.ArgumentParser) -> None:
    """Let commands print for other programs."""
    for command in commands:
        command.add_argument("--json", action="store_true", help="print one JSON document")


DAY_ORDERS = {"day-first": True, "month-first": False}


def add_dates(*commands: argparse.ArgumentParser) -> None:
    """Let somebody say how dates such as 3/5 are meant."""
    for command in commands:
        command.add_argument(
            "--dates",
            choices=tuple(DAY_ORDERS),
            help="how dates such as 3/5/26 are meant where nothing in a file tells (WhatsApp, tables)",
        )


def add_mapping(command: argparse.ArgumentParser, text: str) -> None:
    """Let somebody say where things stand in a table or JSON that is not known here."""
    command.add_argument("--mapping", metavar="NAME-or-FILE", help=text)


def add_usual(*commands: argparse.ArgumentParser) -> None:
    """What nearly every command on a database has: `--database` and `--json`."""
    for command in commands:
        add_database(command)
        add_json(command)


def add_person(command: argparse.ArgumentParser, text: str) -> None:
    """Let a command be told who acts; the text says in what."""
    command.add_argument("--as", dest="person", metavar="NAME", default=argparse.SUPPRESS, help=text)


def address(written: str) -> str:
    """An address; an empty one would quietly mean the usual database."""
    if not written.strip():
        raise argparse.ArgumentTypeError("name a file or a URL")
    return written


def count(written: str) -> int:
    """A number from 1 on."""
    if not written.isascii() or not written.isdecimal() or int(written) == 0:
        raise argparse.ArgumentTypeError("give a whole number from 1 on")
    return int(written)


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


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

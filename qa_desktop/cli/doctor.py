"""`qa-desktop doctor`."""

from argparse import Namespace
from typing import Any

from qa_desktop import app, settings
from qa_desktop.cli.output import print_json, print_table
from qa_desktop.cli.passphrases import passphrase_for
from qa_desktop.cli.work import address_of, is_missing
from qa_desktop.domain.errors import InputError
from qa_desktop.services import health
from qa_desktop.services.ports import Database


def run(options: Namespace) -> None:
    """Say what is installed, where things lie, what can be heard, and whether the database is sound."""
    app.draw_offscreen()
    kept = settings.load()
    address = address_of(options, kept)

    def open_database() -> Database | None:
        if not is_missing(address):
            return app.open_database(address, kept, passphrase_for(address))
        if options.database:
            raise InputError(f"There is no database “{address}”: check its name and place.")
        return None

    report = health.examine(address, open_database, app.make_application)
    if options.json:
        print_json(report)
    else:
        _print(report)
    problems = report["database"]["problems"]
    if problems:
        raise InputError(str(problems[0]))


def _print(report: dict[str, dict[str, Any]]) -> None:
    """The report, one paragraph for each part."""
    for title, facts in report.items():
        print(title.replace("_", " "))
        print_table([(name.replace("_", " "), _shown(value)) for name, value in facts.items()], indent="  ")


def _shown(value: Any) -> str:
    shown = ", ".join(value) if isinstance(value, list) else str(value)
    return shown or "none"

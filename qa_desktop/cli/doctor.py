"""`qa-desktop doctor`."""

from argparse import Namespace

from qa_desktop import app, settings
from qa_desktop.cli.output import print_json
from qa_desktop.domain.errors import InputError
from qa_desktop.services import health


def run(options: Namespace) -> int:
    """Say what is installed, where things lie, what can be heard, and whether the database is sound."""
    app.draw_offscreen()
    kept = settings.load()
    address = str(options.database or kept.database or settings.default_database())
    report = health.examine(address, lambda: app.open_database(options.database, kept), app.make_application)
    if options.json:
        print_json(report)
    else:
        for title, facts in report.items():
            print(title.replace("_", " "))
            for name, value in facts.items():
                shown = ", ".join(value) if isinstance(value, list) else value
                print(f"  {name.replace('_', ' '):<18} {shown if shown not in ('', None) else '–'}")
    problems = report["database"]["problems"]
    if problems:
        raise InputError(str(problems[0]))
    return 0

"""The command `read-workbook`: a filled-in calibration workbook, shown or taken over."""

from argparse import Namespace
from datetime import UTC, datetime

from qa_desktop.cli.output import counted, print_json, print_table
from qa_desktop.cli.work import open_work, viewer, want_file
from qa_desktop.domain.errors import InputError


def read(options: Namespace) -> None:
    """Print what the workbook changes and what is wrong in it; with --apply enter it, all of it or nothing."""
    from qa_desktop.services import workbook_reading

    want_file(options.workbook)
    now = datetime.now(UTC)
    with open_work(options) as database:
        person = viewer(options, database)
        found = workbook_reading.preview(database, options.workbook, person, now)
        taken = options.apply and not found.problems
        if taken:
            if person is None:
                raise InputError("Say with --as who enters this: a lead or an administrator.")
            workbook_reading.apply(database, found, person, now)
    if options.json:
        print_json(
            {
                "session": found.session.name,
                "changes": [vars(change) | {"about": change.about} for change in found.changes],
                "problems": [vars(problem) for problem in found.problems],
                "applied": taken,
            }
        )
    else:
        print_table(
            [
                (each.where, each.field, each.about, f"{each.before or '–'} → {each.after or '–'}".replace("\n", " "))
                for each in found.changes
            ]
        )
        for problem in found.problems:
            print(f"{problem.where}: {problem.sentence}")
    if found.problems:
        told = "" if options.json else ", listed above"
        raise InputError(
            f"{counted(len(found.problems), 'problem')} in “{options.workbook.name}”{told}; nothing was changed."
        )
    if not options.json:
        what = counted(len(found.changes), "change") if found.changes else "nothing"
        print(f"{found.session.name}: {what} {'entered' if taken else 'to enter; --apply does it'}")

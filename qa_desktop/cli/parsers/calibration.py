"""`calibration`: sessions in which several people score the same interactions."""

from qa_desktop.cli.parsers.commands import Commands, add_usual


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    calibration = commands.group("calibration", "calibration sessions")
    create = calibration.add("create", "calibration", "create", "set a calibration session up")
    create.add_argument("name", metavar="NAME", help="what the session will be called")
    create.add_argument("--form", required=True, help="form id or title, as “form list” shows them")
    create.add_argument("--gauge", required=True, metavar="NAME", help="the expert measured against")
    for option, metavar, text in (
        ("--reviewer", "NAME", "once for each reviewer"),
        ("--interaction", "ID", "its id, or the file name of its recording; once for each interaction"),
    ):
        create.add_argument(option, action="append", required=True, metavar=metavar, help=text)
    add_usual(create)
    status = calibration.add("status", "calibration", "status", "the sessions, and who has scored what")
    add_usual(status)

"""`form`: the forms that people score by."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_json, add_usual


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    form = commands.group("form", "check forms, and make them known to the database")
    check = form.add("check", "forms", "check", "errors and advice on form files")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_json(check)
    publish = form.add("publish", "forms", "publish", "publish form files in the database")
    publish.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_usual(publish)
    listed = form.add("list", "forms", "list_forms", "the forms in the database")
    add_usual(listed)

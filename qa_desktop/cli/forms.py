"""Commands about forms: `form check`, `form publish`, `form list`."""

from argparse import Namespace
from datetime import UTC, datetime

from qa_desktop import app, settings
from qa_desktop.cli.output import print_json, print_table
from qa_desktop.domain.forms import FormVersion
from qa_desktop.services import form_library


def check(options: Namespace) -> int:
    """Print errors and advice; 2 when there is an error."""
    from qa_desktop.form_files.reader import check_file, spelled

    found = [(file, finding) for file in options.files for finding in check_file(file)]
    errors = [finding for _, finding in found if finding.severity == "error"]
    if options.json:
        print_json([
            {"file": str(file), "line": finding.line, "severity": str(finding.severity), "message": finding.message}
            for file, finding in found
        ])  # fmt: skip
    else:
        for file, finding in found:
            print(f"{finding.severity}: {spelled(file, finding)}")
        print(f"{len(options.files)} checked, {len(errors)} errors, {len(found) - len(errors)} pieces of advice")
    return 2 if errors else 0


def publish(options: Namespace) -> None:
    """Publish form files."""
    database = app.open_database(options.database, settings.load())
    versions, _ = form_library.publish_files(database, options.files, None, datetime.now(UTC))
    for version in versions:
        print(f"{version.form.id}: {version.label}")


def list_forms(options: Namespace) -> None:
    """Print the forms in the database."""
    versions = form_library.newest(app.open_database(options.database, settings.load()))
    if options.json:
        print_json([_about(version) for version in versions])
    else:
        print_table([(each.form.id, each.label, f"{len(each.form.standards)} standards") for each in versions])


def _about(version: FormVersion) -> dict[str, object]:
    form = version.form
    return {"id": form.id, "title": form.title, "version": version.number, "standards": len(form.standards)}

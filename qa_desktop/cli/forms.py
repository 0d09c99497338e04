"""Commands about forms: `form check`, `form publish`, `form list`."""

from argparse import Namespace
from datetime import UTC, datetime

from qa_desktop.cli.output import counted, print_json, print_table
from qa_desktop.cli.work import open_work
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import Severity
from qa_desktop.domain.forms import FormVersion
from qa_desktop.services import form_library


def check(options: Namespace) -> None:
    """Print errors and advice; InputError when there is an error."""
    from qa_desktop.form_files.reader import check_file, spelled

    found = [(file, finding) for file in options.files for finding in check_file(file)]
    errors = [file for file, finding in found if finding.severity is Severity.ERROR]
    if options.json:
        print_json([
            {"file": str(file), "line": finding.line, "severity": str(finding.severity), "message": finding.message}
            for file, finding in found
        ])  # fmt: skip
    else:
        for file, finding in found:
            print(spelled(file, finding))
        for file in options.files:
            if file not in errors:
                advice = sum(each == file for each, _ in found)
                print(f"{file}: no errors, {counted(advice, 'piece') + ' of' if advice else 'no'} advice")
    if errors:
        told = "" if options.json else ", listed above"
        raise InputError(
            f"{counted(len(errors), 'error')} in {len(set(errors))} of {counted(len(options.files), 'file')}{told}."
        )


def publish(options: Namespace) -> None:
    """Publish form files."""
    with open_work(options, new=True) as database:
        versions, changes = form_library.publish_files(database, options.files, None, datetime.now(UTC))
    added = {key for _, key in changes.items}
    if options.json:
        print_json([{**_about(version), "added": version.key in added} for version in versions])
        return
    print_table(
        [
            (version.form.id, version.label, "published" if version.key in added else "known already, unchanged")
            for version in versions
        ]
    )


def list_forms(options: Namespace) -> None:
    """Print the forms in the database."""
    with open_work(options) as database:
        versions = form_library.newest(database)
    if options.json:
        print_json([_about(version) for version in versions])
        return
    if not versions:
        print("There is no form yet; “qa-desktop form publish” adds one from a file.")
    print_table([(each.form.id, each.label, counted(len(each.form.standards), "standard")) for each in versions])


def _about(version: FormVersion) -> dict[str, object]:
    form = version.form
    return {"id": form.id, "title": form.title, "version": version.number, "standards": len(form.standards)}

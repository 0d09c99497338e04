"""`qa-desktop import`."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qa_desktop import settings
from qa_desktop.cli.output import print_json, print_table
from qa_desktop.cli.work import open_work, person_named
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import PersonRole
from qa_desktop.services.import_report import FileOutcome, ImportReport, Progress, Result

_NOBODY = "command line"


def run(options: Namespace) -> None:
    """Import files and folders, and report on each; InputError when nothing could be imported."""
    from qa_desktop.services.importing import import_paths

    now = datetime.now(UTC)
    name = options.person or settings.load().person or _NOBODY
    with open_work(options, new=True) as database:
        author, _ = person_named(database, name, PersonRole.REVIEWER, now)
        report = import_paths(database, options.paths, options.sheet, author, now, _tell_progress)
    if options.json:
        print_json(_document(report))
    else:
        _print(report)
    _refuse_nothing_but_refusals(report)


def _refuse_nothing_but_refusals(report: ImportReport) -> None:
    refused = [outcome for outcome in report.outcomes if outcome.result is Result.REFUSED]
    if not refused or len(refused) < len(report.outcomes):
        return
    if len(refused) > 1:
        raise InputError(f"Nothing was imported: all {len(refused)} were refused, for the reasons in the report.")
    name, sentence = refused[0].name, refused[0].sentence
    raise InputError(sentence if Path(name).name in sentence else f"{name}: {sentence}")


def _tell_progress(progress: Progress) -> bool:
    """One line that changes and then goes; where nobody watches the report is enough."""
    if sys.stderr.isatty():
        line = f"[{progress.done}/{progress.total}] {progress.name}"
        sys.stderr.write(f"\r\x1b[K{line}" + ("\r\x1b[K" if progress.done == progress.total else ""))
        sys.stderr.flush()
    return True


def _print(report: ImportReport) -> None:
    """What became of every file, remarks, and the counts."""
    by_name: dict[str, list[FileOutcome]] = {}
    for outcome in report.outcomes:
        by_name.setdefault(outcome.name, []).append(outcome)
    print_table([_line(name, outcomes) for name, outcomes in by_name.items()])
    for note in report.notes:
        print(note)
    print(report.summary)


def _line(name: str, outcomes: Sequence[FileOutcome]) -> tuple[str, str, str]:
    """One line for a file, however many conversations it holds."""
    results = Counter(str(outcome.result) for outcome in outcomes)
    told = list(dict.fromkeys(outcome.sentence for outcome in outcomes if outcome.sentence))
    if len(outcomes) > 1:
        which = ", ".join(f"{count} {result}" for result, count in results.items())
        told.insert(0, f"{len(outcomes)} conversations{f': {which}' if len(results) > 1 else ''}.")
    return ", ".join(results), name, " ".join(told)


def _document(report: ImportReport) -> dict[str, Any]:
    return {
        "files": [
            {"name": outcome.name, "result": str(outcome.result), "sentence": outcome.sentence}
            for outcome in report.outcomes
        ],
        "counts": {str(result): count for result, count in report.counts.items()},
        "notes": list(report.notes),
        "stopped": report.stopped,
    }

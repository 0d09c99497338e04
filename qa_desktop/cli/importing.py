"""`qa-desktop import`."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from qa_desktop import settings
from qa_desktop.cli.output import print_json, print_json_line, print_table, show_progress
from qa_desktop.cli.parsers.commands import DAY_ORDERS
from qa_desktop.cli.watching import ending, watch
from qa_desktop.cli.work import open_work, person_named
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.raw_formats import CODECS, RawFormat, parse, usual_format
from qa_desktop.services.import_headerless import ANY_ENDING, FormatQuestion
from qa_desktop.services.import_report import FileOutcome, ImportReport, Progress, Result, Unjoined, Unrecognised

_NOBODY = "command line"
_STOPPED: Final = 130
"""What programs return that Ctrl+C has ended."""


def run(options: Namespace) -> int:
    """Import files and folders, and report on each; InputError when anything was refused, or nothing but held back.

    Ctrl+C or SIGTERM stop it in order: the report says what is stored and how much is left, and 130 is returned.

    With --watch it goes on with what comes, and what is refused only stands in the reports.
    """
    from qa_desktop.imports.names import pattern
    from qa_desktop.services.importing import import_paths
    from qa_desktop.services.mapping_templates import find_or_read

    kept = settings.load()
    name = options.person or kept.person or _NOBODY
    names = kept.name_pattern if options.names is None else options.names
    told_by = pattern(names) if names else None
    mapping = find_or_read(options.mapping) if options.mapping else None
    formats, days = _formats(options.codec), DAY_ORDERS.get(options.dates)
    with open_work(options, new=True) as database:
        author, _ = person_named(database, name, PersonRole.REVIEWER, datetime.now(UTC))

        def take(among: tuple[Path, ...] | None, go_on: Callable[[], bool]) -> ImportReport:
            def on_progress(progress: Progress) -> bool:
                on = go_on()
                show_progress(progress.done if on else progress.total, progress.total, progress.name)
                return on

            now = datetime.now(UTC)
            return import_paths(
                database,
                options.paths,
                options.sheet,
                author,
                now,
                on_progress,
                formats,
                day_first=days,
                mapping=mapping,
                among=among,
                names=told_by,
            )

        if options.watch:
            watch(options, mapping, lambda files, go_on: _print_batch(take(files, go_on), options.json))
            return 0
        with ending() as ended:
            report = take(None, lambda: not ended.is_set())
    if options.json:
        print_json(_document(report))
    else:
        _print(report)
    if report.stopped:
        return _STOPPED
    _raise_for_refusals(report)
    return 0


def _print_batch(report: ImportReport, as_json: bool) -> None:
    if as_json:
        print_json_line(_document(report))
    else:
        _print(report)
        sys.stdout.flush()


def _formats(written: Sequence[str]) -> dict[str, RawFormat]:
    """Formats of headerless files by their ending, as `.ulaw=mulaw/8000/1`; without an ending for all."""
    formats = {}
    for each in written:
        ending, equals, told = each.rpartition("=")
        suffix = f".{ending.strip().lower().removeprefix('.')}" if equals else ANY_ENDING
        if equals and usual_format(suffix) is None:
            raise InputError(f"“{suffix}” is no ending of recordings without a header, so its codec need not be said.")
        formats[suffix] = parse(told)
    return formats


def _question(asked: FormatQuestion) -> str:
    """What has to be said of files that were held back, and how."""
    number = len(asked.files)
    files = f"The file ending in {asked.suffix}" if number == 1 else f"The {number} files ending in {asked.suffix}"
    have = "has" if number == 1 else "have"
    usually = f" such files usually hold {CODECS[asked.usual.codec]}:" if asked.usual else ""
    return (
        f"{files} in “{asked.folder.name}” {have} no header that names the codec;{usually} "
        f"import again with --codec {asked.suffix}={asked.proposed} or another, once for this folder."
    )


def _questions(held: Sequence[FormatQuestion]) -> str:
    """The same of several endings or folders at once; each may have its own codec."""
    number = sum(len(asked.files) for asked in held)
    options = " ".join(dict.fromkeys(f"--codec {asked.suffix}={asked.proposed}" for asked in held))
    return (
        f"Nothing is imported yet: {number} files have no header that names the codec, and are held back until you say "
        f"it; import again with {options} or others."
    )


def _unsure(files: Sequence[str]) -> str:
    """What has to be said of files whose dates may be read in two ways, and how."""
    those = f"“{Path(files[0]).name}” is" if len(files) == 1 else f"{len(files)} files are"
    return (
        f"{those} held back, as nothing tells the day from the month in the dates; "
        "import again with --dates day-first or --dates month-first."
    )


def _unrecognised(each: Unrecognised) -> str:
    """How a file that nothing here knows may be read."""
    name = Path(each.file).name
    if each.guessed:
        how = f"import it again with --mapping “{each.templates[0]}” where that is meant"
        return f"“{name}” was read by what its columns are called, and has the form of a template: {how}."
    if each.templates:
        return f"“{name}” has the form of a template: import it again with --mapping “{each.templates[0]}”."
    return f"“{name}” may be read by a mapping; “qa-desktop mapping propose” prints a first one for it."


def _held(report: ImportReport) -> list[FormatQuestion]:
    return [asked for asked in report.questions if asked.known is None]


def _raise_for_refusals(report: ImportReport) -> None:
    """What was refused is a fault of the input even where the rest is imported: whoever runs this unattended sees it.

    What is held back is only a question, as long as something else was imported.
    """
    refused = [outcome for outcome in report.outcomes if outcome.result is Result.REFUSED]
    held = [outcome for outcome in report.outcomes if outcome.result is Result.HELD]
    if len(refused) + len(held) == len(report.outcomes):
        _raise_for_nothing(report, refused, held)
    elif len(refused) == 1:
        raise InputError(f"Not everything was imported: {_reason(refused[0])}")
    elif refused:
        raise InputError(f"Not everything was imported: {len(refused)} were refused, for the reasons in the report.")


def _raise_for_nothing(report: ImportReport, refused: Sequence[FileOutcome], held: Sequence[FileOutcome]) -> None:
    asked = _held(report)
    if report.unsure_days and not refused and not asked:
        raise InputError(_unsure(report.unsure_days))
    if held and not refused and not report.unsure_days:
        raise InputError(_question(asked[0]) if len(asked) == 1 else _questions(asked))
    if len(refused) + len(held) > 1:
        how = f"all {len(refused)} were refused" if not held else report.summary.rstrip(".")
        raise InputError(f"Nothing was imported: {how}, for the reasons in the report.")
    if refused:
        raise InputError(_reason(refused[0]))


def _reason(outcome: FileOutcome) -> str:
    name, sentence = outcome.name, outcome.sentence
    return sentence if Path(name).name in sentence else f"{name}: {sentence}"


def _print(report: ImportReport) -> None:
    """What became of every file, remarks, and the counts."""
    by_name: dict[str, list[FileOutcome]] = {}
    for outcome in report.outcomes:
        by_name.setdefault(outcome.name, []).append(outcome)
    print_table([_line(name, outcomes) for name, outcomes in by_name.items()])
    print_table([("not joined", each.name, f"{each.lacks}.") for each in report.unjoined])
    if report.unjoined:
        print("What belongs together of these is joined by “qa-desktop interaction join ID OTHER”.")
    unsure = (_unsure(report.unsure_days),) if report.unsure_days else ()
    for note in (*report.notes, *map(_question, _held(report)), *unsure, *map(_unrecognised, report.unrecognised)):
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
        **({"left": report.left} if report.stopped else {}),
        "questions": [_asked(each) for each in report.questions],
        **({"unjoined": [_alone(each) for each in report.unjoined]} if report.unjoined else {}),
        **({"unsure_days": list(report.unsure_days)} if report.unsure_days else {}),
        **({"unrecognised": [_may_be_read(each) for each in report.unrecognised]} if report.unrecognised else {}),
    }


def _may_be_read(each: Unrecognised) -> dict[str, Any]:
    told = {"file": each.file, "templates": list(each.templates)}
    return {**told, "guessed": True} if each.guessed else told


def _alone(each: Unjoined) -> dict[str, str]:
    return {"id": each.name, "key": str(each.key), "lacks": each.lacks}


def _asked(each: FormatQuestion) -> dict[str, Any]:
    return {
        "folder": str(each.folder),
        "ending": each.suffix,
        "files": len(each.files),
        "codec": str(each.known) if each.known else None,
        "usual": str(each.usual) if each.usual else None,
    }

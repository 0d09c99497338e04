"""Commands about what was done: `db history`, `db audit`, `evaluation delete`, `evaluation restore`."""

import csv
import json
import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from qa_desktop import settings
from qa_desktop.cli.output import counted, print_json
from qa_desktop.cli.work import open_work, person_named, viewing
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, PersonRole, person_key
from qa_desktop.exports.text import harmless
from qa_desktop.services import deleting, history, interactions
from qa_desktop.services.history import Change, History, Step
from qa_desktop.services.ports import Database

_COLUMNS = (
    *("device", "number", "at", "author", "action", "kind", "key", "detail"),
    *("salt", "detail_digest", "previous", "hash", "author_name"),
)


def show(options: Namespace) -> None:
    """Print who changed what in an evaluation, or in all of an interaction."""
    with open_work(options) as database:
        found = _named(database, options.evaluation, options.by, viewing(options, database))
    if options.json:
        print_json([_document(each) for each in found])
        return
    for place, each in enumerate(found):
        print(*([""] if place else []), *_lines(each), sep="\n")


def audit(options: Namespace) -> None:
    """Write the audit trail into a file, each device's lines in their order, with the hashes that chain them."""
    out: Path = options.out
    writer = {".jsonl": _as_jsonl, ".csv": _as_csv}.get(out.suffix.casefold())
    if writer is None:
        raise InputError(f"“{out}” must end in .jsonl or .csv, which says how the trail is written.")
    with open_work(options) as database:
        number = _write(out, writer(history.audit_trail(database, viewing(options, database))))
    print_json({"file": str(out), "lines": number}) if options.json else print(f"{out}: {counted(number, 'line')}")


def delete(options: Namespace) -> None:
    """Take an evaluation out of all lists and figures; it stays on record."""
    _change(options, deleting.delete, "deleted")


def restore(options: Namespace) -> None:
    """Bring a deleted evaluation back."""
    _change(options, deleting.restore, "restored")


def _change(options: Namespace, done: Callable[[Database, UUID, Person, str, datetime], Changes], word: str) -> None:
    now = datetime.now(UTC)
    name = options.person or settings.load().person
    if not name:
        raise InputError("Say who you are with --as NAME.")
    with open_work(options) as database:
        found = _named(database, options.evaluation, options.by, person_key(name))
        if len(found) > 1:
            raise InputError(f"There are {len(found)} evaluations of this interaction; say whose with --by NAME.")
        author, _ = person_named(database, name, PersonRole.REVIEWER, now)
        done(database, found[0].evaluation, author, options.reason, now)
    told = {"evaluation": str(found[0].evaluation), "done": word}
    print_json(told) if options.json else print(f"The evaluation of {found[0].interaction} is {word}.")


def _named(database: Database, name: str, by: str | None, looking: UUID | None) -> tuple[History, ...]:
    """The evaluation of that key, or those of an interaction of that name, as far as who looks may see them."""
    try:
        return (history.of_evaluation(database, UUID(name), looking),)
    except (ValueError, InputError):
        interaction = interactions.named(database, name)
    found = history.of_interaction(database, interaction.key, person_key(by) if by else None, looking)
    if not found:
        raise InputError(f"Nobody has evaluated “{name}”." if by is None else f"“{by}” has not evaluated “{name}”.")
    return found


def _lines(each: History) -> Iterator[str]:
    state = " · deleted" if each.deleted else " · conflict" if len(each.leaves) > 1 else ""
    yield f"{each.interaction} · {each.form} · by {each.reviewer} · evaluation {each.evaluation}{state}"
    for step in each.steps:
        number = "" if step.number is None else f" (revision {step.number})"
        why = f": {step.reason}" if step.reason else ""
        yield f"{step.at.astimezone():%Y-%m-%d %H:%M:%S}  {step.author} {step.done}{number}{why}"
        yield f"    on device {step.device}{'; its words were erased' if step.erased else ''}"
        yield from (f"    {_told(change)}" for change in step.changes)


def _told(change: Change) -> str:
    about = f"{change.standard}: {change.what}" if change.standard else change.what
    return f"{about} {change.before or '–'} → {change.after or '–'}"


def _document(each: History) -> dict[str, Any]:
    return {
        "evaluation": str(each.evaluation),
        "interaction": each.interaction,
        "reviewer": each.reviewer,
        "form": each.form,
        "deleted": each.deleted,
        "conflict": len(each.leaves) > 1,
        "leaves": [str(leaf) for leaf in each.leaves],
        "steps": [_step(step) for step in each.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": step.at.isoformat(),
        "device": str(step.device),
        "author": step.author,
        "done": step.done,
        "reason": step.reason,
        "revision": None if step.revision is None else str(step.revision),
        "number": step.number,
        "erased": step.erased,
        "changes": [vars(change) for change in step.changes],
    }


def _as_jsonl(trail: Iterator[tuple[AuditLine, str]]) -> Iterator[str]:
    for line, name in trail:
        yield json.dumps(_plain(line, name), ensure_ascii=False) + "\n"


def _as_csv(trail: Iterator[tuple[AuditLine, str]]) -> Iterator[str]:
    yield _row(_COLUMNS)
    for line, name in trail:
        yield _row(_plain(line, name).values())


def _row(cells: Any) -> str:
    """A line of CSV; a cell that a spreadsheet would take for a formula is quoted by an apostrophe."""
    out = StringIO()
    csv.writer(out).writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _plain(line: AuditLine, name: str) -> dict[str, Any]:
    told = {key: getattr(line, key) for key in _COLUMNS[:-1]}
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in told.items()}
    return {**plain, "at": line.at.isoformat(), "author_name": name}


def _write(out: Path, lines: Iterator[str]) -> int:
    """Write beside the final name first, so that nobody meets half a file."""
    building = out.with_name(f".{out.name}.{os.getpid()}.new")
    heads = 1 if out.suffix.casefold() == ".csv" else 0
    try:
        with building.open("w", encoding="utf-8", newline="") as file:
            number = sum(1 for line in lines if file.write(line))
        building.replace(out)
    except OSError as error:
        raise InputError(f"“{out}” cannot be written ({error.strerror}): name another place.") from error
    finally:
        building.unlink(missing_ok=True)
    return number - heads

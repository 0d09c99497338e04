"""Commands that keep a database safe: `db backup`, `db restore`, `db check`, `db salvage`."""

from argparse import Namespace
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from qa_desktop import settings
from qa_desktop.cli.output import print_json, print_table
from qa_desktop.cli.passphrases import passphrase_for
from qa_desktop.cli.work import address_of, is_missing
from qa_desktop.domain.backups import Backup, FileState, Look, RestorePreview
from qa_desktop.domain.errors import InputError

_SHOWN: Final = 20


def backup(options: Namespace) -> None:
    """Make a backup, or list those that there are."""
    from qa_desktop.storage.keeping import listed

    kept, file = settings.load(), _file(options)
    if options.list:
        _tell_list(listed(file, kept.backup_folder), options.json)
        return
    with closing(_opened(options, kept)) as database:
        keeper = database.keeper
        assert keeper is not None  # it is a file
        made: Path | None
        if options.daily:
            made = keeper.make_daily(kept.backup_folder, (int(kept.backups_daily), int(kept.backups_weekly)))
        else:
            made = keeper.make_at(options.target) if options.target else keeper.make(kept.backup_folder)
    if options.json:
        print_json({"backup": None if made is None else str(made), "bytes": made.stat().st_size if made else 0})
    else:
        print(f"{made}: {_size(made.stat().st_size)}, sound" if made else "There is a backup of today already.")


def restore(options: Namespace) -> None:
    """Say what bringing a backup back would change; do it when asked to."""
    from qa_desktop.storage import keeping
    from qa_desktop.storage.ciphering import connect, key_for_both
    from qa_desktop.storage.database import SqlDatabase
    from qa_desktop.storage.engine import parse_address
    from qa_desktop.storage.looking import look

    kept, file = settings.load(), _file(options, missing=True)
    address = address_of(options, kept)
    key = key_for_both(file, options.backup, passphrase_for(address) or passphrase_for(str(options.backup)))
    opening = partial(connect, key=key)
    found = look(file, opening)
    if found.state.opens:
        with closing(SqlDatabase(parse_address(address), UUID(kept.device), key=key)) as database:
            keeper = database.keeper  # as it is: one that is damaged within would not open
            assert keeper is not None
            preview = keeper.preview(options.backup)
            before = keeper.restore(options.backup) if options.apply else None
        if options.apply:
            _opened(options, kept).close()  # brings an older one up to date
    elif found.state in (FileState.MISSING, FileState.EMPTY, FileState.DAMAGED):
        preview = keeping.preview_alone(options.backup, file, found.sentence, opening)
        before = keeping.put_back(options.backup, file, opening) if options.apply else None
    else:
        raise InputError(found.sentence)
    if options.json:
        print_json({**_told(preview), "applied": options.apply, "before": None if before is None else str(before)})
    else:
        _print_preview(preview, options, before)


def check(options: Namespace) -> None:
    """Whether a database is sound, and what to do where it is not."""
    from qa_desktop.storage.ciphering import connect, key_for
    from qa_desktop.storage.database import SqlDatabase
    from qa_desktop.storage.engine import parse_address
    from qa_desktop.storage.looking import look

    kept, file = settings.load(), _file(options, server=True)
    address = address_of(options, kept)
    key = key_for(file, passphrase_for(address)) if file is not None and file.is_file() else None
    found = Look(FileState.CURRENT) if file is None else look(file, partial(connect, key=key))
    told: dict[str, Any] = {"address": address, "state": str(found.state)}
    problems = [found.sentence] if found.sentence else []
    if found.state.opens:
        with closing(SqlDatabase(parse_address(address), UUID(kept.device), key=key)) as database:
            health = database.health()
        told |= {"engine": health.engine, "schema": health.schema, "counts": health.counts}
        problems += health.problems
        if found.state is FileState.CURRENT:
            told["state"] = "damaged" if problems else "sound"
    cure = _cure(found.state, file, kept.backup_folder) if problems else ""
    if options.json:
        print_json({**told, "problems": problems, "recover": cure})
    else:
        print_table([(name, _shown(value)) for name, value in told.items()])
        for line in problems or ["sound: tables, references, guards and every stored hash"]:
            print(line)
        if cure:
            print(f"To recover: {cure}")
    if problems:
        raise InputError(problems[0])


def salvage(options: Namespace) -> None:
    """Read what can be read from a damaged database into a new one."""
    from qa_desktop.storage.salvage import salvage as save

    damaged = options.damaged.absolute()
    passphrase = passphrase_for(str(damaged))
    report = save(damaged, options.target.absolute(), passphrase, aside_in_clear=options.clear)
    if options.json:
        told = {"target": str(report.target), "aside": None if report.aside is None else str(report.aside)}
        print_json({**asdict(report), **told, "complete": report.is_complete})
        return
    if report.broken_pages:
        print(f"Pages of it that are damaged: {_numbers(report.broken_pages)}")
    harmed = [each for each in report.tables if each.missing or each.trouble]
    for each in harmed:
        lost = f", at least {each.missing} lost" if each.missing else ""
        print(f"{each.table}: {each.read} rows read{lost} ({each.trouble})")
    for line in report.left_out[:_SHOWN]:
        print(line)
    if len(report.left_out) > _SHOWN:
        print(f"… and {len(report.left_out) - _SHOWN} more.")
    if report.waiting:
        print(f"{report.waiting} things wait in it for what they refer to: a backup merged into it may bring that.")
    if report.aside is not None:
        print(f"What could be read and not be taken over stands in “{report.aside}”.")
    elif report.unwritten:
        print(
            f"{report.unwritten} things could be read and not be taken over. With --clear they are written into a "
            "file, for a person to read, which is not encrypted."
        )
    print(f"{report.target}: {_shown(report.counts)}")
    print("; ".join(report.problems) or ("sound, and complete" if report.is_complete else "sound"))


def _numbers(pages: tuple[int, ...]) -> str:
    more = f" and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else ""
    return ", ".join(map(str, pages[:_SHOWN])) + more


def _opened(options: Namespace, kept: settings.Settings) -> Any:
    from qa_desktop import app

    address = address_of(options, kept)
    return app.open_database(address, kept, passphrase_for(address))


def _file(options: Namespace, *, server: bool = False, missing: bool = False) -> Any:
    """The file of the database; a server has none, and backups of its own."""
    from qa_desktop.storage.engine import file_of, parse_address

    address = address_of(options, settings.load())
    file = file_of(parse_address(address))
    if file is None and not server:
        raise InputError("A server keeps its own backups (pg_dump makes one): name a database file.")
    if file is not None and not missing and is_missing(address):
        raise InputError(f"There is no database “{address}”: check its name and place.")
    return file


def _cure(state: FileState, file: Path | None, folder: str) -> str:
    """What to do about a database that is not sound."""
    from qa_desktop.storage import keeping

    if file is None:
        return "bring back a backup of the server."
    if state is FileState.NEWER:
        return "install the newer QA Desktop; nothing is damaged."
    if state is FileState.OLDER:
        return "run “qa-desktop db upgrade”, then check again."
    if state in (FileState.FOREIGN, FileState.LOCKED, FileState.UNREADABLE):
        return "nothing was changed; do what the sentence says."
    newest = next((each for each in keeping.listed(file, folder) if keeping.is_sound(each.file)), None)
    read = f'“qa-desktop db salvage "{file}" OUT” reads what can be read into a new file.'
    if newest is None:
        return f"there is no sound backup beside it; close the program. {read}"
    command = f'“qa-desktop db restore "{newest.file}" --database "{file}"”'
    back = f"{command} shows what the newest sound backup ({_when(newest.at)}) would bring back."
    return back if state is FileState.EMPTY else f"close the program; {back} {read}"


def _tell_list(found: tuple[Backup, ...], json: bool) -> None:
    if json:
        rows = [
            {"file": str(each.file), "at": each.at.isoformat(), "kind": each.kind, "bytes": each.size} for each in found
        ]
        print_json(rows)
    elif found:
        print_table([(_when(each.at), str(each.kind), _size(each.size), str(each.file)) for each in found])
    else:
        print("There are no backups yet: “qa-desktop db backup” makes one.")


def _print_preview(preview: RestorePreview, options: Namespace, before: Path | None) -> None:
    now: Mapping[str, int] = preview.now.counts if preview.now else {}
    print_table(
        [
            ("", "backup", "now"),
            *((name, str(count), str(now.get(name, "-"))) for name, count in preview.backup.counts.items()),
            ("newest evaluation", _when(preview.backup.newest), _when(preview.now.newest if preview.now else None)),
        ]
    )
    if preview.trouble:
        print(preview.trouble)
    for words, counts in (("would be lost", preview.lost), ("would come back", preview.back)):
        if counts:
            done = (
                words
                if not options.apply
                else words.replace("would be lost", "were left").replace("would come", "came")
            )
            print(f"{done}: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    if options.apply:
        print("The backup is in place." + (f" What was there before lies in “{before}”." if before else ""))
    else:
        print("Nothing was changed: add --apply to bring it back.")


def _told(preview: RestorePreview) -> dict[str, Any]:
    told = asdict(preview)
    for side in ("backup", "now"):
        if told[side] is not None and told[side]["newest"] is not None:
            told[side]["newest"] = told[side]["newest"].isoformat()
    return told


def _when(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment.astimezone():%d %b %Y %H:%M}"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _shown(value: Any) -> str:
    return (
        ", ".join(f"{count} {name}" for name, count in value.items() if count)
        if isinstance(value, dict)
        else str(value)
    )

"""Commands that bring work from one database to another: `db share`, `db merge`, `db offline`, `db move`."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID

from qa_desktop import paths, settings
from qa_desktop.cli.output import counted, print_json, tell
from qa_desktop.cli.passphrases import passphrase_for, passphrase_of_other
from qa_desktop.cli.work import address_of, is_missing, open_work
from qa_desktop.domain.addresses import without_password
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.exchange import Exchanged
from qa_desktop.domain.sharing import MergeReport
from qa_desktop.services.ports import Database


def share(options: Namespace) -> int:
    """Exchange what is new with the team folder; ends with 2 where the folder cannot be used."""
    from qa_desktop.services import team_folder

    with open_work(options) as database:
        with database.reading() as work:
            key = str(work.sharing.database())
        kept = settings.load()
        if options.state:
            return _tell_state(options, database, kept.team_folders.get(key))
        if options.stop:
            return _stop(options, kept, key)
        if options.folder:
            team_folder.choose(database, options.folder.absolute())
            kept = replace(kept, team_folders={**kept.team_folders, key: str(options.folder.absolute())})
            settings.save(kept)
        folder = kept.team_folders.get(key)
        if folder is None:
            raise InputError("This database has no team folder yet: name one with --folder.")
        found = team_folder.TeamFolder(Path(folder)).exchange(database)
    _tell_exchange(options, folder, found)
    return 2 if found.problem else 0


def _tell_state(options: Namespace, database: Database, folder: str | None) -> int:
    with database.reading() as work:
        waiting = work.sharing.waiting(work.sharing.told()) if folder else 0
        aside, conflicts, refusals = work.sharing.aside(), work.sharing.conflicts(), work.sharing.refusals()
    if options.json:
        refused = [
            {"kind": each.kind, "key": each.key, "why": each.why, "at": each.at.isoformat()} for each in refusals
        ]
        print_json({"folder": folder, "waiting": waiting, "aside": aside, "conflicts": conflicts, "refused": refused})
        return 0
    print(f"team folder: {folder or 'none'}")
    print(f"{waiting} waiting to be shared, {aside} kept aside for what they refer to, {conflicts} in conflict")
    for each in refusals:
        print(f"{each.at.astimezone():%d %b %Y %H:%M}  {each.why}")
    if not refusals:
        print("Nothing was refused.")
    return 0


def _stop(options: Namespace, kept: settings.Settings, key: str) -> int:
    before = kept.team_folders.get(key)
    settings.save(replace(kept, team_folders={each: at for each, at in kept.team_folders.items() if each != key}))
    if options.json:
        print_json({"folder": None, "before": before})
    else:
        print(f"Sharing has stopped; what was shared stays in {before}." if before else "It was not shared.")
    return 0


def _tell_exchange(options: Namespace, folder: str, found: Exchanged) -> None:
    if options.json:
        numbers = {
            name: getattr(found, name) for name in ("sent", "received", "waiting", "conflicts", "arriving", "aside")
        }
        words = {name: list(getattr(found, name)) for name in ("newer", "unreadable", "refused")}
        print_json({"folder": folder, **numbers, **words, "state": found.line, "problem": found.problem or None})
    else:
        print(f"{folder}: {found.sent} sent, {found.received} received; {found.line}")
    for sentence in found.sentences:
        tell(sentence)


def merge(options: Namespace) -> None:
    """Take in everything that another database holds; that one stays as it is."""
    from qa_desktop.services import merging

    with open_work(options) as database, _other(options.file, database) as other:
        report = merging.merge(database, other)
    _tell_merge(options, str(options.file), report)


def _tell_merge(options: Namespace, source: str, report: MergeReport) -> None:
    if options.json:
        told = {"added": report.added, "known": report.known, "waiting": report.waiting}
        print_json({"from": source, **told, "refused": [*report.refused], "conflicts": [*map(str, report.conflicts)]})
    else:
        waiting = f", {report.waiting} waiting for what they refer to" if report.waiting else ""
        print(f"{source}: {report.added} new, {report.known} known already{waiting}")
    for sentence in report.refused:
        tell(sentence)
    if report.conflicts:
        corrected = counted(len(report.conflicts), "evaluation")
        tell(f"Scored or corrected in both: {corrected}. Open them in the window to say which one counts.")


def take(options: Namespace) -> None:
    """Make a database that holds a share of the work, for a laptop."""
    from qa_desktop.services import offline
    from qa_desktop.storage.database import open_database
    from qa_desktop.storage.recoding import recode

    if not is_missing(str(options.file)):
        raise InputError(f"“{options.file}” is there already: bring it back with “db offline return”, or name another.")
    device = UUID(settings.load().device)
    wanted = offline.Share(options.interactions, options.queue, options.reviewer)
    with open_work(options) as database:
        share = offline.choose(database, wanted)
        words = passphrase_for(database.address) if database.encrypted else None
        if words is not None:  # before anything is in it
            open_database(options.file, device).close()
            recode(options.file, None, words)
        with closing(open_database(options.file, device, passphrase=words)) as laptop:
            taken = offline.take(database, laptop, share, options.reviewer)
        folder = options.file.with_name(f"{options.file.stem} recordings")
        copied, missing = (0, 0) if options.no_recordings else offline.copy_recordings(database, share, folder)
    if options.json:
        told = {"recordings": copied, "missing": missing, "folder": str(folder) if copied else None}
        print_json({"file": str(options.file), "interactions": taken, **told})
        return
    print(f"{options.file}: {counted(taken, 'interaction')} to take along; bring it back with “db offline return”.")
    if copied:
        tell(f"{counted(copied, 'recording')} in “{folder}”: take it along, and locate it once on the laptop.")
    if missing:
        tell(f"{counted(missing, 'recording')} could not be copied, for they are not here.")


def away(options: Namespace) -> None:
    """Say who has taken how much along."""
    from qa_desktop.services import offline

    with open_work(options) as database:
        found = offline.away(database)
    if options.json:
        print_json([{**asdict(each), "since": each.since.isoformat()} for each in found])
        return
    for each in found:
        print(f"{each.reviewer}: {counted(each.interactions, 'interaction')} since {each.since.astimezone():%d %b %Y}")
    if not found:
        print("Nobody has taken anything along.")


def bring_back(options: Namespace) -> None:
    """Take in what was done in a database that was taken along."""
    from qa_desktop.services import offline

    with open_work(options) as database, _other(options.file, database) as laptop:
        report = offline.bring_back(database, laptop)
    _tell_merge(options, str(options.file), report)


@contextmanager
def _other(address: Path, database: Database) -> Iterator[Database]:
    """Another database, of a file a copy: it may be of an older program, on a stick, or read-only."""
    from qa_desktop.storage.copies import copy_of
    from qa_desktop.storage.database import open_database
    from qa_desktop.storage.whole_files import room_beside

    written = str(address)
    if is_missing(written):
        raise InputError(f"There is no database “{without_password(written)}”: check its name and place.")
    if "://" not in written and Path(written).resolve() == Path(database.address).resolve():
        raise InputError("That is this very database: name another one.")
    words = None if "://" in written else passphrase_of_other(written)
    here = Path(database.address) if database.keeper is not None else paths.user_data() / "merge"
    here.parent.mkdir(parents=True, exist_ok=True)
    with room_beside(here) as folder:
        place = written if "://" in written else str(copy_of(Path(written), folder, words))
        try:
            other = open_database(place, database.device, passphrase=words)
        except InputError as error:
            raise InputError(str(error).replace(place, written)) from error
        with closing(other):
            yield other


def move(options: Namespace) -> None:
    """Bring the whole database to another place, and work there from now on."""
    from qa_desktop.cli.moving import move_to

    kept = settings.load()
    before = address_of(options, kept)
    if is_missing(before):
        raise InputError(f"There is no database “{before}”: check its name and place.")
    moved = move_to(options.address, before, kept, is_usual=options.database in (None, kept.database))
    before, after = without_password(before), without_password(moved.address)
    if options.json:
        print_json({"from": before, "to": after, "rows": dict(moved.rows), "team_folder": moved.folder})
        return
    if moved.rows:
        print(f"{after}: {sum(moved.rows.values())} rows, all as in {before}")
        tell(f"{before} is kept as it was; delete it once you have seen that all is well.")
    else:
        print(f"{after}: stays where it is")
    if moved.folder:
        print(f"shared through {moved.folder}")

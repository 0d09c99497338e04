"""Commands about personal data: `db erase`, `db retention`, `db prune`, `db export-person`."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from qa_desktop import settings
from qa_desktop.cli.output import counted, print_json, print_table, show_progress
from qa_desktop.cli.work import open_work, person_named, viewing
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.privacy import About
from qa_desktop.services import leftovers, privacy

KEPT = (
    "What stays: when and how long, the channel, scores and answers without their comments. Backups made before still "
    "hold the rest until “qa-desktop db prune --apply”, as do exports and copies of the recordings; other databases "
    "erase it, also in the packages that they shared, when they hear of it."
)


def erase(options: Namespace) -> None:
    """Say what is held about a customer or an agent; erase it when asked to."""
    _erase(options, About(options.customer, options.agent))


def retention(options: Namespace) -> None:
    """Say what is older than the rule allows; erase it when asked to."""
    _erase(options, About(before=privacy.age_limit(options.older_than, datetime.now(UTC))))


def export(options: Namespace) -> None:
    """Write all that is held about a customer or an agent into a file for them."""
    about = About(options.customer, options.agent)
    with open_work(options) as database:
        counts = privacy.write_down(database, about, options.out, viewing(options, database))
    if options.json:
        print_json({"file": str(options.out), "counts": counts})
    else:
        print(f"{options.out}: {counted(counts['interactions'], 'interaction')}; recordings are named, not copied.")


def prune(options: Namespace) -> None:
    """Say where what was erased can still be read; take it away there when asked to."""
    kept = settings.load()
    failed: tuple[str, ...] = ()
    with open_work(options) as database:
        with database.reading() as work:
            named = kept.team_folders.get(str(work.sharing.database()))
        folder = Path(named) if named else None
        found = leftovers.look(database, kept.backup_folder, folder)
        if options.apply and not found.empty:
            failed = leftovers.remove(database, kept.backup_folder, found, folder)
    packages = [str(folder / str(name)) for name in found.packages] if folder else []
    if options.json:
        told = {"backups": [*map(str, found.backups)], "packages": packages, "closed": [*map(str, found.closed)]}
        print_json({"applied": options.apply, **told, "failed": list(failed)})
    else:
        for words, files in (("backup", found.backups), ("package", packages), ("cannot be looked into", found.closed)):
            for file in files:
                print(f"{words}: {file}")
        print(_pruned(options.apply, found))
    if failed:
        raise InputError(f"These could not be taken away: {', '.join(failed)}. Delete them by hand.")


def _pruned(applied: bool, found: leftovers.Leftovers) -> str:
    if found.empty:
        return "Nothing that was erased can be read in backups or in packages of the team folder."
    if applied:
        return "The backups are deleted, after a new one was made; packages without the text took the place of those."
    return "Nothing was changed: --apply makes a new backup, deletes these, and puts clean packages in place of those."


def _erase(options: Namespace, about: About) -> None:
    with open_work(options) as database:
        found = privacy.held(database, about)
        files = privacy.recording_files(database, found.interactions)
        if options.apply and found.interactions:
            now = datetime.now(UTC)
            name = getattr(options, "person", None) or settings.load().person
            if not name:
                raise InputError("Say who erases, with --as NAME: it stays on record.")
            author, _ = person_named(database, name, PersonRole.ADMINISTRATOR, now)
            privacy.erase(database, about, author, now, options.reason, lambda at, of: show_progress(at, of, "erasing"))
    failed = privacy.delete_files(files) if options.apply and options.recordings else ()
    if options.json:
        told = {"applied": options.apply, "counts": dict(found.counts), "recordings": [str(file) for file in files]}
        print_json({**told, "not_deleted": list(failed)})
    else:
        print_table([(name, str(count)) for name, count in found.counts.items()])
        for file in files:
            print(f"recording: {file}")
        print("Erased." if options.apply else "Nothing was changed: --apply erases it, for good.")
        print(KEPT)
    if failed:
        raise InputError(f"These recordings could not be deleted: {', '.join(failed)}. Delete them by hand.")

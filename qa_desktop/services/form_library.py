"""The forms that may be chosen: those that ship, and those that people add from files."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import Form, FormVersion, publish
from qa_desktop.domain.interactions import Interaction
from qa_desktop.form_files.reader import read_form
from qa_desktop.services.ports import AuditEntry, Database


def publish_files(
    database: Database, files: Iterable[Path], author: UUID | None, now: datetime
) -> tuple[tuple[FormVersion, ...], Changes]:
    """Publish forms from files; a form whose content is known already stays the version it is."""
    forms = [read_form(file) for file in files]
    with database.writing() as work:
        keys = dict.fromkeys(publish(form, 0).key for form in forms)
        added_keys = [key for key in keys if work.forms.get(key) is None]
        versions = tuple(work.forms.publish(form) for form in forms)
        added = {version.key: version for version in versions if version.key in added_keys}.values()
        for version in added:
            entry = AuditEntry(now, database.device, author, "form published", "form", version.key, version.label)
            work.audit.add(entry)
    return versions, Changes.of(Changed.FORM, *(version.key for version in added))


def publish_shipped(database: Database, folder: Path, now: datetime) -> Changes:
    """Publish the forms that ship, unless the database holds forms already: then they are the team's own affair."""
    with database.reading() as work:
        if work.forms.newest():
            return Changes()
    return publish_files(database, sorted(folder.glob("*.yaml")), None, now)[1]


def newest(database: Database) -> tuple[FormVersion, ...]:
    """The newest version of every form, by title."""
    with database.reading() as work:
        return tuple(work.forms.newest())


def named(database: Database, name: str) -> FormVersion:
    """The newest version of the form with that id, title or label; InputError when there is none."""
    versions = newest(database)
    for version in versions:
        if name.casefold() in (each.casefold() for each in (version.form.id, version.form.title, version.label)):
            return version
    known = ", ".join(version.form.id for version in versions) or "none yet"
    raise InputError(f"There is no form “{name}” in the database; it has: {known}.")


def suited(versions: Iterable[FormVersion], interaction: Interaction) -> FormVersion | None:
    """The form to start with: made for the queue, before made for the channel, before made for any; then by title."""
    ranked = sorted(versions, key=lambda version: (_distance(version.form, interaction), version.form.title))
    return ranked[0] if ranked else None


def _distance(form: Form, interaction: Interaction) -> int:
    queues = {queue.casefold() for queue in form.queues}
    in_channel = not form.channels or interaction.channel.value in form.channels
    if interaction.queue.casefold() in queues and in_channel:
        return 0
    if queues or not in_channel:
        return 3
    return 1 if form.channels else 2

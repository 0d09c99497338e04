"""Commands about the database: `db upgrade`, `db reindex`."""

from argparse import Namespace
from contextlib import closing
from uuid import UUID

from qa_desktop import settings
from qa_desktop.cli.output import counted, print_json
from qa_desktop.cli.passphrases import passphrase_for
from qa_desktop.cli.work import address_of, is_missing, open_work
from qa_desktop.domain.errors import InputError
from qa_desktop.services import finding


def upgrade(options: Namespace) -> None:
    """Bring the tables up to date, or make a new database."""
    from qa_desktop.storage.database import open_database

    kept = settings.load()
    address = address_of(options, kept)
    made = is_missing(address)
    with closing(open_database(address, UUID(kept.device), passphrase=passphrase_for(address))) as database:
        health, before = database.health(), database.upgraded_from
    if options.json:
        told = {"address": health.address, "schema": health.schema, "before": before, "created": made}
        print_json({**told, "problems": list(health.problems)})
    else:
        done = f"brought up to date from {before}" if before else "made anew" if made else "up to date"
        print(f"{health.address}: schema {health.schema}, {done}")
    if health.problems:
        raise InputError(health.problems[0])


def reindex(options: Namespace) -> None:
    """Build the search index anew."""
    with open_work(options) as database:
        done = finding.rebuild(database)
    if options.json:
        print_json({"interactions": done})
    else:
        print(f"The search index of {counted(done, 'interaction')} is built anew.")

"""Commands about the database: `db upgrade`."""

from argparse import Namespace
from uuid import UUID

from qa_desktop import settings
from qa_desktop.cli.output import print_json
from qa_desktop.storage.database import open_database


def upgrade(options: Namespace) -> None:
    """Bring the tables up to date."""
    kept = settings.load()
    database = open_database(options.database or kept.database or settings.default_database(), UUID(kept.device))
    health = database.health()
    if options.json:
        print_json({"address": health.address, "schema": health.schema, "problems": list(health.problems)})
    else:
        print(f"{health.address}: schema {health.schema}, up to date")

"""`db`: what looks after the database."""

from qa_desktop.cli.parsers import backups, history, privacy, protection, sharing
from qa_desktop.cli.parsers.commands import Commands, add_usual


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    database = commands.group("db", "look after the database")
    upgrade = database.add("upgrade", "database", "upgrade", "update the tables, or make a new database")
    reindex = database.add("reindex", "database", "reindex", "build the search index anew")
    add_usual(upgrade, reindex)
    backups.add(database)
    protection.add_encryption(database)
    privacy.add(database)
    history.add(database)
    sharing.add(database)
    protection.add_logins(database)

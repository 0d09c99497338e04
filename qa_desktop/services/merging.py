"""Merging: everything that another database holds comes in, nothing is overwritten."""

from qa_desktop.domain.sharing import MergeReport
from qa_desktop.services.absorbing import absorb
from qa_desktop.services.ports import Database


def merge(database: Database, other: Database) -> MergeReport:
    """Take in all of another database, and tell it on to those that this one shares with."""
    with other.reading() as theirs:
        return absorb(database, theirs.sharing.everything(), forward=True)

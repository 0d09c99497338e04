"""Keeping to what was erased, whatever comes back: backups, old copies, drafts that waited, packages of others."""

import contextlib
from collections.abc import Sequence
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.services.ports import Database


def settle(database: Database) -> Changes:
    """Erase again what a backup or an old copy brought back, and let the list beside the database know of the rest.

    Costs little where nothing is to be done. Raises OSError where the list cannot be read or written.
    """
    beside = database.erased_list
    if beside is None:
        return Changes()
    listed = beside.read()
    with database.reading() as work:
        known = work.privacy.erasures()
    again = {key: agent for key, agent in listed.items() if key not in known or (agent and not known[key])}
    back: Sequence[UUID] = ()
    if again:
        with database.writing() as work:
            back = work.privacy.enforce(again)
    beside.add(known)
    return Changes.of(Changed.INTERACTION, *back)


def settle_quietly(database: Database) -> None:
    """The same where nobody waits for it: what the list cannot take now it takes the next time."""
    with contextlib.suppress(OSError):
        settle(database)

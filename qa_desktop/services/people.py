"""Choosing who you are."""

import unicodedata
from datetime import datetime

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, PersonRole, person_key
from qa_desktop.services.ports import AuditEntry, Database

LONGEST_NAME = 80


def everybody(database: Database) -> tuple[Person, ...]:
    """Everybody known to the database, by name."""
    with database.reading() as work:
        return tuple(work.people.all())


def find(database: Database, name: str) -> Person | None:
    """The person of that name."""
    with database.reading() as work:
        return work.people.get(person_key(name))


def introduce(database: Database, name: str, role: PersonRole, now: datetime) -> tuple[Person, Changes]:
    """Add a person, or take the known one; a role that differs is changed and noted in the audit trail.

    Raises InputError for an empty or overlong name, and for what cannot be one, such as the path of a file.
    """
    person = new(name, role)
    with database.writing() as work:
        known = work.people.get(person.key)
        if known is not None and known.role is role:
            return known, Changes()
        person = Person(known.name, role) if known else person
        work.people.put(person)
        action = "role changed" if known else "person added"
        detail = f"{person.name}: {role}"
        work.audit.add(AuditEntry(now, database.device, person.key, action, "person", person.key, detail))
    return person, Changes.of(Changed.PERSON, person.key)


def new(name: str, role: PersonRole) -> Person:
    """Somebody who is not in the database yet; raises InputError as `introduce` does."""
    return Person(_clean(name), role)


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InputError("Type your name: it stands beside every score you give.")
    if any(letter in "/\\" or unicodedata.category(letter) == "Cc" for letter in cleaned):
        raise InputError(f"“{_shortened(cleaned)}” is no name of a person: leave out slashes and control characters.")
    if len(cleaned) > LONGEST_NAME:
        raise InputError(f"That name has {len(cleaned)} characters; use at most {LONGEST_NAME}.")
    return cleaned


def _shortened(name: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"

"""The passphrase of an encrypted database: what it may be, and that it shows itself nowhere."""

import unicodedata
from dataclasses import dataclass

from qa_desktop.domain.errors import InputError

SHORTEST = 8
"""Characters that a new passphrase must have."""

CANNOT_BE_RECOVERED = (
    "A passphrase that is lost cannot be recovered: without it nobody can read the database, nor its backups."
)


@dataclass(frozen=True, repr=False)
class Passphrase:
    """A passphrase as it was typed; it is never part of what is printed, logged or told."""

    text: str

    @property
    def bytes(self) -> bytes:
        """What keys are made from: the same on every system, however an accent was typed."""
        return unicodedata.normalize("NFC", self.text).encode()


def new_passphrase(text: str) -> Passphrase:
    """A passphrase for a database that is to be encrypted. Raises InputError when it is too short or unreadable."""
    if len(text) < SHORTEST:
        raise InputError(
            f"The passphrase is too short: take at least {SHORTEST} characters, better four words or more."
        )
    if not text.isprintable() or not text.strip():
        raise InputError("The passphrase must be of letters, digits, signs and spaces: take another one.")
    return Passphrase(text)


class PassphraseNeededError(InputError):
    """The database is encrypted, and no passphrase or a wrong one was given."""

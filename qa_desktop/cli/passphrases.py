"""Passphrases on the command line: from a file that the environment names, else typed unseen; never as an argument."""

import getpass
import sys

from qa_desktop import settings
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import CANNOT_BE_RECOVERED, Passphrase, new_passphrase


def passphrase_for(address: str) -> Passphrase | None:
    """The passphrase of the database at an address; None where it needs none, or nobody is there to type it."""
    from qa_desktop.storage.recoding import is_encrypted

    if not is_encrypted(address):
        return None
    return settings.passphrase_from_file() or (_typed("Passphrase: ") if sys.stdin.isatty() else None)


def passphrase_of_other(address: str) -> Passphrase | None:
    """The same of a database that is read beside the one that is open: its passphrase may be another one."""
    from qa_desktop.storage.recoding import is_encrypted

    if not is_encrypted(address):
        return None
    given = settings.passphrase_from_file(settings.OTHER_PASSPHRASE_VARIABLE) or settings.passphrase_from_file()
    return given or (_typed(f"Passphrase of {address}: ") if sys.stdin.isatty() else None)


def chosen_passphrase(variable: str) -> Passphrase:
    """A new passphrase, from the file that the variable names or typed twice. Raises InputError without one."""
    given = settings.passphrase_from_file(variable)
    if given is not None:
        return new_passphrase(given.text)
    if not sys.stdin.isatty():
        raise InputError(f"There is nobody to type the passphrase: let {variable} name a file that holds it.")
    print(CANNOT_BE_RECOVERED, file=sys.stderr)
    first = new_passphrase(_typed("New passphrase: ").text)
    if _typed("Once more: ") != first:
        raise InputError("The two passphrases differ: nothing was changed, try again.")
    return first


def _typed(words: str) -> Passphrase:
    try:
        return Passphrase(getpass.getpass(words))
    except EOFError:
        raise InputError("No passphrase was typed: nothing was done.") from None

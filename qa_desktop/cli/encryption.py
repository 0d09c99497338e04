"""Commands that encrypt: `db encrypt`, `db decrypt`, `db passphrase`."""

from argparse import Namespace
from contextlib import closing
from pathlib import Path

from qa_desktop import app, settings
from qa_desktop.cli.output import print_json
from qa_desktop.cli.passphrases import chosen_passphrase, passphrase_for
from qa_desktop.cli.work import address_of, is_missing
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import CANNOT_BE_RECOVERED, Passphrase
from qa_desktop.services import recovery


def encrypt(options: Namespace) -> None:
    """Encrypt the database file, drafts that wait for it included."""
    from qa_desktop.storage.recoding import recode

    address = _address(options, encrypted=False)
    new = chosen_passphrase(settings.PASSPHRASE_VARIABLE)
    _take_drafts_in(address, None)
    file = recode(address, None, new)
    _tell(options, file, f"{file}: encrypted. {CANNOT_BE_RECOVERED}")


def decrypt(options: Namespace) -> None:
    """Write the database file in clear again."""
    from qa_desktop.storage.recoding import recode

    address = _address(options, encrypted=True)
    old = passphrase_for(address)
    _take_drafts_in(address, old)
    file = recode(address, old, None)
    _tell(options, file, f"{file}: in clear again, whoever has the file can read it.")


def passphrase(options: Namespace) -> None:
    """Give the database file another passphrase; backups keep the one that they were made with."""
    from qa_desktop.storage.recoding import recode

    address = _address(options, encrypted=True)
    old = passphrase_for(address)
    new = chosen_passphrase(settings.NEW_PASSPHRASE_VARIABLE)
    file = recode(address, old, new)
    _tell(options, file, f"{file}: has the new passphrase; backups made before keep the old one. {CANNOT_BE_RECOVERED}")


def _address(options: Namespace, *, encrypted: bool) -> str:
    from qa_desktop.storage.recoding import is_encrypted

    address = address_of(options, settings.load())
    if is_missing(address):
        raise InputError(f"There is no database “{address}”: check its name and place.")
    if is_encrypted(address) == encrypted:
        return address
    raise InputError(f"The database “{address}” is {'not encrypted' if encrypted else 'encrypted already'}.")


def _take_drafts_in(address: str, words: Passphrase | None) -> None:
    """What waits in the recovery journal goes into the database, for it lies there as the database lay until now."""
    with closing(app.open_database(address, settings.load(), words)) as database:
        found = recovery.bring_back(database, settings.recovery_folder())
    if found.sentence:
        raise InputError(found.sentence)


def _tell(options: Namespace, file: Path, sentence: str) -> None:
    from qa_desktop.storage.recoding import clear_copies, is_encrypted

    encrypted = is_encrypted(file)
    copies = clear_copies(file) if encrypted else []
    if options.json:
        told = {"address": str(file), "encrypted": encrypted, "clear_copies": [str(copy) for copy in copies]}
        print_json(told)
        return
    print(sentence)
    for copy in copies:
        print(f"In clear still, delete it when it is not needed: {copy}")

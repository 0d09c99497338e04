"""The recovery journal: drafts that the database would not take wait in files of their own until it does."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Draft, content_from_plain, content_to_plain, subject_from_plain
from qa_desktop.services import reviewing
from qa_desktop.services.ports import Database, UnitOfWork, Vault
from qa_desktop.settings import write_whole

SEALED: Final = ".sealed"


@dataclass(frozen=True)
class Recovered:
    """How many drafts came back from the journal, what changed, and why others did not come back."""

    drafts: int
    changes: Changes
    sentence: str = ""


def keep(folder: Path, draft: Draft, at: datetime, vault: Vault | None = None) -> None:
    """Write a draft into the journal, in place of an older one of the same evaluation. Raises OSError.

    The vault of an encrypted database keeps it unread by others.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    file, written = _file(folder, draft.subject.evaluation), json.dumps(_to_plain(draft, at)).encode()
    if vault is None:
        write_whole(file, written)
    else:
        vault.seal(file.with_suffix(SEALED), written)


def forget(folder: Path, evaluation: UUID) -> None:
    """Take a draft out of the journal, if it is there. Raises OSError."""
    for file in (_file(folder, evaluation), _file(folder, evaluation).with_suffix(SEALED)):
        file.unlink(missing_ok=True)


def bring_back(database: Database, folder: Path) -> Recovered:
    """Save the drafts of the journal into the database and take them out of the journal.

    A draft stays there that belongs to another database, that cannot be read, or that is still not taken. What is
    about an interaction that was erased meanwhile goes.
    """
    found = Recovered(0, Changes())
    for file, draft, at in _journal(folder, database.vault):
        with database.reading() as work:
            erased = work.privacy.is_erased(draft.subject.interaction)
            if not erased and not _belongs_here(work, draft):
                continue
            saved_at = work.evaluations.draft_saved_at(draft.subject.evaluation)
        try:
            current = erased or (saved_at is not None and saved_at >= at)
            saved = Changes() if current else reviewing.save_draft(database, draft, at)
            file.unlink(missing_ok=True)
        except (InputError, OSError) as error:
            found = replace(found, sentence=str(error))
        else:
            found = replace(found, drafts=found.drafts + bool(saved.items), changes=found.changes | saved)
    return found


def scrub(database: Database, folder: Path) -> int:
    """Take the drafts about interactions that were erased out of the journal; how many there were."""
    with database.reading() as work:
        about = [(file, draft.subject.interaction) for file, draft, _ in _journal(folder, database.vault)]
        erased = [file for file, interaction in about if work.privacy.is_erased(interaction)]
    for file in erased:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(
                f"A draft about it waits in “{file}” and cannot be deleted ({error.strerror}): delete it by hand."
            ) from error
    return len(erased)


def _journal(folder: Path, vault: Vault | None) -> Iterator[tuple[Path, Draft, datetime]]:
    sealed = sorted(folder.glob(f"*{SEALED}")) if vault is not None else []
    for file in (*sorted(folder.glob("*.json")), *sealed):
        try:
            data = vault.unseal(file) if vault is not None and file.suffix == SEALED else file.read_bytes()
            draft, at = _from_plain(json.loads(data))
        except (OSError, ValueError, LookupError, TypeError):  # not ours, or harmed: left for whoever looks after it
            continue
        yield file, draft, at


def _belongs_here(work: UnitOfWork, draft: Draft) -> bool:
    subject = draft.subject
    people_and_calls = work.people.get(subject.reviewer), work.interactions.get(subject.interaction)
    return None not in (*people_and_calls, work.forms.get(subject.form_version))


def _file(folder: Path, evaluation: UUID) -> Path:
    return folder / f"{evaluation}.json"


def _to_plain(draft: Draft, at: datetime) -> dict[str, object]:
    return {
        "subject": canonical.plain(draft.subject),
        "content": content_to_plain(draft.content),
        "corrects": str(draft.corrects) if draft.corrects else None,
        "reason": draft.reason,
        "resolves": [str(key) for key in draft.resolves],
        "at": at.isoformat(),
    }


def _from_plain(plain: dict[str, object]) -> tuple[Draft, datetime]:
    subject, content = plain["subject"], plain["content"]
    if not isinstance(subject, dict) or not isinstance(content, dict):
        raise TypeError("not a draft")
    corrects = UUID(str(plain["corrects"])) if plain["corrects"] else None
    resolves = plain.get("resolves", [])
    others = tuple(UUID(key) for key in resolves) if isinstance(resolves, list) else ()
    told = subject_from_plain(subject)
    draft = Draft(told, content_from_plain(content), corrects, str(plain["reason"]), others)
    return draft, datetime.fromisoformat(str(plain["at"]))

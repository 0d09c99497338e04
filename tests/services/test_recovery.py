"""The recovery journal: what the database would not take is there at the next start."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qa_desktop.domain.changes import Changed
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.services import recovery, reviewing
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.recoding import recode
from tests.services.furniture import ANN, BEN, CALL, COMPLETE, NOW, correct, drafted, furnish, submit

LATER = NOW + timedelta(seconds=5)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


def files(journal: Path) -> list[Path]:
    return sorted(journal.iterdir())


def test_a_draft_comes_back_whole_and_leaves_the_journal(database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    submit(database)
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN)).draft
    draft = replace(opened, content=replace(COMPLETE, comment="größer 👍"), reason="heard again")
    recovery.keep(journal, replace(draft, reason="older"), NOW)
    recovery.keep(journal, draft, LATER)
    found = recovery.bring_back(database, journal)
    assert found.drafts == 1
    assert found.changes.keys(Changed.DRAFT) == {CALL.key}
    assert reviewing.open_review(database, CALL.key, ANN).draft == draft
    assert files(journal) == []
    assert recovery.bring_back(database, journal).drafts == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_only_the_owner_can_read_the_journal(database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    recovery.keep(journal, drafted(database), NOW)
    (file,) = files(journal)
    assert (journal.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_beside_an_encrypted_database_the_journal_is_encrypted(
    database: SqlDatabase, journal: Path, tmp_path: Path
) -> None:
    furnish(database)
    draft = drafted(database, content=replace(COMPLETE, comment="marked words"))
    database.close()
    file, words = tmp_path / "room.db", Passphrase("four words for the room")
    recode(file, None, words)
    encrypted = open_database(file, database.device, passphrase=words)
    recovery.keep(journal, draft, LATER, encrypted.vault)
    (sealed,) = files(journal)
    assert b"marked" not in sealed.read_bytes()
    encrypted.close()
    recode(file, words, Passphrase("other words for the room"))
    again = open_database(file, database.device, passphrase=Passphrase("other words for the room"))
    assert recovery.bring_back(again, journal).drafts == 1
    assert files(journal) == []
    recovery.keep(journal, draft, LATER, again.vault)
    recovery.forget(journal, draft.subject.evaluation)
    assert files(journal) == []
    again.close()


def test_what_was_saved_or_submitted_later_is_not_overwritten(database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    old = drafted(database, content=replace(COMPLETE, comment="old"))
    recovery.keep(journal, old, NOW)
    new = replace(old, content=replace(COMPLETE, comment="new"))
    reviewing.save_draft(database, new, LATER)
    assert recovery.bring_back(database, journal).drafts == 0
    assert reviewing.open_review(database, CALL.key, ANN).draft == new
    assert files(journal) == []
    reviewing.submit(database, new, ANN, LATER)
    recovery.keep(journal, old, NOW)
    assert recovery.bring_back(database, journal).drafts == 0
    assert reviewing.open_review(database, CALL.key, ANN).read_only


def test_a_correction_overtaken_by_another_is_kept_all_the_same(database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    submit(database)
    late = reviewing.correcting(reviewing.open_review(database, CALL.key, ANN)).draft
    late = replace(late, content=replace(COMPLETE, comment="mine"))
    recovery.keep(journal, late, LATER)
    correct(database, replace(COMPLETE, comment="theirs"))
    assert recovery.bring_back(database, journal).drafts == 1
    assert reviewing.open_review(database, CALL.key, ANN).draft == late


def test_the_draft_of_another_database_waits_for_that_one(database: SqlDatabase, journal: Path, tmp_path: Path) -> None:
    furnish(database)
    recovery.keep(journal, drafted(database), NOW)
    other = open_database(tmp_path / "other.db", database.device)
    assert recovery.bring_back(other, journal).drafts == 0
    other.close()
    assert recovery.bring_back(database, journal).drafts == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"subject": 1, "content": 2}', b"\xff"])
def test_what_is_no_draft_is_left_alone_and_stops_nothing(content: bytes, database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    recovery.keep(journal, drafted(database), NOW)
    (journal / "0.json").write_bytes(content)
    assert recovery.bring_back(database, journal).drafts == 1
    assert [file.name for file in files(journal)] == ["0.json"]


def test_no_journal_is_nothing_to_bring_back(database: SqlDatabase, journal: Path) -> None:
    assert recovery.bring_back(database, journal).drafts == 0


def test_a_database_that_still_takes_nothing_leaves_the_journal(
    database: SqlDatabase, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise InputError("The disk is full.")

    furnish(database)
    recovery.keep(journal, drafted(database), NOW)
    monkeypatch.setattr(reviewing, "save_draft", full)
    found = recovery.bring_back(database, journal)
    assert (found.drafts, found.sentence) == (0, "The disk is full.")
    assert len(files(journal)) == 1


def test_a_character_that_cannot_be_kept_stops_no_other_draft(database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    recovery.keep(journal, drafted(database, content=replace(COMPLETE, comment="half a sign: \ud83d")), NOW)
    recovery.keep(journal, drafted(database, BEN), NOW)
    found = recovery.bring_back(database, journal)
    assert found.drafts == 1
    assert "cannot be kept" in found.sentence


def test_what_is_forgotten_does_not_come_back(database: SqlDatabase, journal: Path) -> None:
    furnish(database)
    draft = drafted(database)
    recovery.forget(journal, draft.subject.evaluation)
    recovery.keep(journal, draft, NOW)
    recovery.forget(journal, draft.subject.evaluation)
    assert recovery.bring_back(database, journal).drafts == 0

"""Salvage of encrypted files: what SQLCipher refuses whole is read but for the bytes that were changed."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa_desktop.domain.backups import SalvageReport
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.passphrases import Passphrase, PassphraseNeededError
from qa_desktop.storage import ciphering
from qa_desktop.storage.ciphering import cipher_module, connect, derive, key_for, salt_of
from qa_desktop.storage.database import open_database
from qa_desktop.storage.recoding import recode
from qa_desktop.storage.salvage import salvage
from tests.storage.samples import CONTENT, DEVICE, NOON, SCORE, call, draft, furnish, revision

WORDS = Passphrase("vier Wörter für Müller")
CALLS = 20
PAGE = 4096


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """The rounds that make guessing dear, spared: which key comes of them is all the same here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ciphering, "_ROUNDS", 2)
        yield


@pytest.fixture(scope="module")
def whole(_quick: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted database with evaluations and a draft. Made once."""
    file = tmp_path_factory.mktemp("whole") / "room.db"
    with closing(open_database(file, DEVICE)) as database, database.writing() as work:
        furnish(work)
        for number in range(CALLS):
            each = call(number)
            work.interactions.put(each)
            content = Content(CONTENT.answers, f"comment {number} " * 20)
            work.evaluations.submit(revision(interaction=each, content=content), SCORE)
        work.evaluations.save_draft(draft(), NOON)
        work.roots.put("calls", "/there")
    recode(file, None, WORDS)
    return file


@pytest.fixture
def filled(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "room.db"))


def saved(file: Path, **told: bool) -> tuple[SalvageReport, dict[str, int]]:
    """The report, and what the new database holds: sound, and under the same passphrase, with nothing in clear."""
    before = file.read_bytes()
    target = file.with_name("saved.db")
    report = salvage(file, target, WORDS, **told)
    assert file.read_bytes() == before
    assert salt_of(target) is not None
    assert b"comment" not in target.read_bytes()
    with closing(open_database(target, DEVICE, passphrase=WORDS)) as opened:
        health = opened.health()
    assert (report.problems, health.problems) == ((), ())
    assert not list(file.parent.glob(".*.new"))
    return report, health.counts


def pages_of(file: Path, table: str) -> list[int]:
    """The numbers of the pages without which a table cannot be read to its end, its first one aside."""
    copy, content = file.with_name("tried.db"), file.read_bytes()
    key = derive(WORDS, salt_of(file))
    with closing(connect(file, key)) as connection:
        first = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    found = []
    for page in set(range(2, len(content) // PAGE + 1)) - {first}:
        copy.write_bytes(content[: page * PAGE - 1] + bytes([content[page * PAGE - 1] ^ 1]) + content[page * PAGE :])
        with closing(connect(copy, key)) as connection:
            try:
                connection.execute(f'SELECT * FROM "{table}" NOT INDEXED').fetchall()
            except cipher_module().DatabaseError:
                found.append(page)
    copy.unlink()
    return found


def flip(file: Path, *places: int) -> None:
    content = bytearray(file.read_bytes())
    for place in places:
        content[place] ^= 0x40
    file.write_bytes(content)


def told_by_sqlcipher(file: Path) -> list[str]:
    with closing(connect(file, derive(WORDS, salt_of(file)))) as connection:
        return [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]


def test_a_sound_one_is_saved_whole_and_old_backups_still_fit(filled: Path) -> None:
    report, counts = saved(filled)
    assert report.is_complete
    assert report.broken_pages == ()
    assert (counts["interactions"], counts["revisions"], counts["drafts"]) == (CALLS + 1, CALLS, 1)
    assert salt_of(filled) == salt_of(report.target)
    with (
        closing(open_database(filled, DEVICE, passphrase=WORDS)) as old,
        closing(open_database(report.target, DEVICE, passphrase=WORDS)) as new,
    ):
        assert old.vault is not None
        assert new.vault is not None
        old.vault.seal(filled.with_name("waiting"), b"a draft that waits")
        assert new.vault.unseal(filled.with_name("waiting")) == b"a draft that waits"


def test_flipped_bytes_cost_only_what_they_stood_in(filled: Path) -> None:
    pages = pages_of(filled, "answer")
    page = pages[len(pages) // 2]
    flip(filled, (page - 1) * PAGE + 2000)
    assert told_by_sqlcipher(filled) == [f"HMAC verification failed for page {page}"]
    report, counts = saved(filled)
    assert report.broken_pages == (page,)
    assert CALLS - 3 <= counts["revisions"] < CALLS
    assert counts["interactions"] == CALLS + 1
    assert report.left_out
    assert report.unwritten
    assert report.aside is None  # it would lie in clear
    assert {each.name for each in filled.parent.iterdir()} == {"room.db", "saved.db"}


def test_what_could_not_be_taken_over_is_written_in_clear_if_asked(filled: Path) -> None:
    pages = pages_of(filled, "answer")
    flip(filled, (pages[len(pages) // 2] - 1) * PAGE + 2000)
    report, _ = saved(filled, aside_in_clear=True)
    assert report.aside is not None
    assert "comment" in report.aside.read_text(encoding="utf-8")


@pytest.mark.parametrize("places", [range(16), range(80), [PAGE - 70]])
def test_a_damaged_beginning_is_mended(places: list[int], filled: Path) -> None:
    """The header, but for the block by which the next is decrypted; the salt too, where a backup tells it."""
    backup = filled.parent / "backups" / "room.2026-11-01T120000Z.daily.sqlite3"
    backup.parent.mkdir()
    shutil.copy(filled, backup)
    flip(filled, *places)
    with pytest.raises(PassphraseNeededError, match="does not open"):
        key_for(filled, WORDS)
    report, counts = saved(filled)
    assert (counts["interactions"], counts["revisions"]) == (CALLS + 1, CALLS)
    assert report.broken_pages in ((1,), ())


def test_without_the_salt_nothing_opens(filled: Path) -> None:
    flip(filled, 3)
    with pytest.raises(InputError, match=r"first 16 bytes of the file are destroyed.* bring back a backup"):
        salvage(filled, filled.with_name("saved.db"), WORDS)
    assert list(filled.parent.iterdir()) == [filled]


def test_a_wrong_passphrase_or_none_is_told(filled: Path) -> None:
    with pytest.raises(InputError, match="opens with this passphrase: it is another one"):
        salvage(filled, filled.with_name("saved.db"), Passphrase("ganz andere Wörter"))
    with pytest.raises(InputError, match="its passphrase is needed"):
        salvage(filled, filled.with_name("saved.db"))
    assert list(filled.parent.iterdir()) == [filled]


def test_a_first_page_that_is_gone_is_told(filled: Path) -> None:
    content = bytearray(filled.read_bytes())
    content[:PAGE] = bytes(PAGE)
    filled.write_bytes(content)
    with pytest.raises(InputError, match="seems to be encrypted and its first page is destroyed"):
        salvage(filled, filled.with_name("saved.db"), WORDS)


def test_a_file_that_was_cut_off_gives_what_is_there(filled: Path) -> None:
    with filled.open("r+b") as opened:
        opened.truncate(filled.stat().st_size * 3 // 4 + 100)
    report, counts = saved(filled)
    assert counts["interactions"] > CALLS // 2
    assert not report.is_complete


def some_pages(file: Path) -> Iterator[int]:
    count = file.stat().st_size // PAGE
    yield from range(1, count, max(1, count // 3))


def test_every_page_may_go(filled: Path) -> None:
    """Whichever page is lost, the new file is sound, or the sentence says what to do."""
    whole = filled.read_bytes()
    for page in some_pages(filled):
        filled.write_bytes(whole)
        flip(filled, *range((page - 1) * PAGE + 96, page * PAGE))
        try:
            saved(filled)
        except InputError as told:
            assert str(told).endswith("bring back a backup.")  # noqa: PT017
        filled.with_name("saved.db").unlink(missing_ok=True)

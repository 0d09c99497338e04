import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase, PassphraseNeededError, new_passphrase
from qa_desktop.storage import backups, ciphering, open_files
from qa_desktop.storage.database import open_database
from qa_desktop.storage.engine import make_engine, parse_address
from qa_desktop.storage.recoding import is_encrypted, recode
from qa_desktop.storage.schema import APPLICATION_ID
from qa_desktop.storage.upgrading import run_scripts
from tests.storage.samples import DEVICE, NOON, SCORE, draft, furnish, revision

WORDS = Passphrase("vier Wörter für Müller")
OTHERS = Passphrase("ganz andere Wörter")


@pytest.fixture
def furnished(file: Path) -> Path:
    with closing(open_database(file, DEVICE)) as database, database.writing() as work:
        furnish(work)
        work.evaluations.submit(revision(), SCORE)
        work.evaluations.save_draft(draft(), NOON)
    return file


def content(file: Path, passphrase: Passphrase | None = None) -> list[str]:
    """Everything in the file, but for the key of the journal."""
    key = ciphering.key_for(file, passphrase)
    with closing(ciphering.connect(file, key, ciphering.cipher_module())) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        tables = [row[1] for row in schema if row[0] == "table"]
        rows = [str(row) for name in tables for row in connection.execute(f'SELECT * FROM "{name}"')]
        return [line for line in [*map(str, schema), *rows] if "journal_key" not in line]


def test_encrypting_keeps_everything_and_shows_nothing(furnished: Path) -> None:
    before = content(furnished)
    clear = furnished.read_bytes()
    assert b"CREATE TABLE" in clear
    recode(furnished, None, WORDS)
    assert is_encrypted(furnished)
    hidden = furnished.read_bytes()
    assert b"CREATE" not in hidden
    assert not hidden.startswith(b"SQLite")
    assert furnished.stat().st_mode & 0o777 == 0o600
    assert content(furnished, WORDS) == before
    assert [path.name for path in furnished.parent.iterdir()] == [furnished.name]
    with closing(open_database(furnished, DEVICE, passphrase=WORDS)) as database:
        assert database.encrypted
        health = database.health()
    assert health.problems == ()
    assert health.engine.endswith(", encrypted")


def test_decrypting_brings_back_what_was_there(furnished: Path) -> None:
    before = content(furnished)
    recode(furnished, None, WORDS)
    recode(furnished, WORDS, None)
    assert not is_encrypted(furnished)
    assert content(furnished) == before
    with closing(open_database(furnished, DEVICE)) as database:
        assert not database.encrypted
        assert database.health().problems == ()


def test_a_new_passphrase_takes_the_place_of_the_old_one(furnished: Path) -> None:
    recode(furnished, None, WORDS)
    before = content(furnished, WORDS)
    recode(furnished, WORDS, OTHERS)
    assert content(furnished, OTHERS) == before
    with pytest.raises(PassphraseNeededError, match="not the right one, or the file is damaged"):
        open_database(furnished, DEVICE, passphrase=WORDS)


def test_without_the_passphrase_nothing_opens_and_nothing_is_told(
    furnished: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    recode(furnished, None, WORDS)
    with pytest.raises(PassphraseNeededError, match="is encrypted: its passphrase is needed"):
        open_database(furnished, DEVICE)
    with pytest.raises(PassphraseNeededError) as refused:
        open_database(furnished, DEVICE, passphrase=OTHERS)
    assert OTHERS.text not in str(refused.value)
    assert OTHERS.text not in repr(OTHERS)
    key = ciphering.derive(OTHERS)
    assert key.secret.hex() not in repr(key)
    assert capfd.readouterr() == ("", "")


def test_an_accent_typed_in_two_signs_is_the_same_passphrase(furnished: Path) -> None:
    recode(furnished, None, Passphrase("Mu\u0308ller und So\u0308hne"))
    open_database(furnished, DEVICE, passphrase=Passphrase("Müller und Söhne")).close()


def test_any_sqlcipher_opens_it_with_the_passphrase(furnished: Path) -> None:
    recode(furnished, None, WORDS)
    with closing(ciphering.cipher_module().connect(str(furnished))) as connection:
        connection.execute(f"PRAGMA key = '{WORDS.text}'")
        assert connection.execute("SELECT count(*) FROM revision").fetchone() == (1,)


@pytest.mark.parametrize("journal", ["wal", "truncate"])
def test_a_file_that_somebody_writes_is_left_alone(furnished: Path, journal: str) -> None:
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        f"c.execute('PRAGMA journal_mode = {journal}'); c.execute('BEGIN IMMEDIATE');"
        "print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(furnished)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(InputError, match="open in another window or program"):
            recode(furnished, None, WORDS)
        other.communicate()
    assert not is_encrypted(furnished)
    with closing(open_database(furnished, DEVICE)) as database:
        assert database.health().problems == ()


def test_a_file_that_this_program_has_open_is_left_alone(furnished: Path) -> None:
    with closing(open_database(furnished, DEVICE)), pytest.raises(InputError, match="open in another window"):
        recode(furnished, None, WORDS)
    recode(furnished, None, WORDS)


def test_two_libraries_never_hold_one_file(furnished: Path) -> None:
    recode(furnished, None, WORDS)
    clear = make_engine(parse_address(furnished), writing=False)
    with closing(open_database(furnished, DEVICE, passphrase=WORDS)) as database, database.reading():
        with pytest.raises(RuntimeError, match="two SQLite libraries"):
            clear.connect()
        assert open_files.holding(furnished) is not None
    assert open_files.holding(furnished) is None
    clear.dispose()


def test_a_second_opening_does_not_touch_the_file_that_is_held(
    furnished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recode(furnished, None, WORDS)
    with closing(open_database(furnished, DEVICE, passphrase=WORDS)) as first, first.reading():
        whole = Path.open

        def refuse(path: Path, *arguments: Any, **more: Any) -> Any:
            assert path != furnished, "closing it would drop the locks"
            return whole(path, *arguments, **more)

        monkeypatch.setattr(Path, "open", refuse)
        open_database(furnished, DEVICE, passphrase=WORDS).close()


def test_a_failure_on_the_way_leaves_the_file_as_it_was(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = furnished.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa_desktop.storage.recoding._sync", full)
    with pytest.raises(InputError, match="No space left"):
        recode(furnished, None, WORDS)
    assert content(furnished) == content_of(before, furnished.parent)
    assert not list(furnished.parent.glob(".*"))


def content_of(data: bytes, folder: Path) -> list[str]:
    other = folder / "other.db"
    other.write_bytes(data)
    return content(other)


def test_what_is_not_ours_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(InputError, match="not a QA Desktop database"):
        recode(foreign, None, WORDS)
    with pytest.raises(InputError, match="There is no database"):
        recode(tmp_path / "nowhere.db", None, WORDS)
    text = tmp_path / "text.db"
    text.write_text("something else\n" * 1000)
    assert not is_encrypted(text)
    with pytest.raises(InputError, match="not a QA Desktop database"):
        recode(text, None, WORDS)


def test_a_damaged_file_that_is_encrypted_says_both(furnished: Path) -> None:
    recode(furnished, None, WORDS)
    data = bytearray(furnished.read_bytes())
    data[100] ^= 1
    furnished.write_bytes(data)
    with pytest.raises(PassphraseNeededError, match="not the right one, or the file is damaged"):
        open_database(furnished, DEVICE, passphrase=WORDS)


@pytest.mark.parametrize(
    ("text", "words"), [("seven11", "too short"), ("        ", "another one"), ("a\0" * 8, "another")]
)
def test_passphrases_that_are_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        new_passphrase(text)
    assert text not in str(refused.value)


def test_backups_of_an_encrypted_database_are_encrypted(furnished: Path, tmp_path: Path) -> None:
    recode(furnished, None, WORDS)
    copy = tmp_path / "copy.db"
    with (
        closing(open_database(furnished, DEVICE, passphrase=WORDS)) as database,
        closing(database.opening(furnished)) as source,
    ):
        backups.copy(source, copy, database.opening)
    assert is_encrypted(copy)
    assert content(copy, WORDS) == content(furnished, WORDS)


def test_the_copy_before_an_upgrade_is_encrypted(file: Path) -> None:
    engine = make_engine(parse_address(file), writing=True)
    with engine.begin() as connection:
        run_scripts(connection, target="0001")
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    recode(file, None, WORDS)
    with closing(open_database(file, DEVICE, passphrase=WORDS)) as database:
        assert database.upgraded_from == "0001"
        assert database.health().problems == ()
    (saved,) = backups.listed(file)
    assert is_encrypted(saved.file)

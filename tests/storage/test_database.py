import os
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from subprocess import run

import pytest
from sqlalchemy.exc import DBAPIError

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.services import ports
from qa_desktop.storage.database import SqlDatabase, open_database, upgrade
from qa_desktop.storage.schema import APPLICATION_ID, NEWEST
from qa_desktop.storage.upgrading import UpgradeReport
from tests.storage.samples import ANN, DEVICE


def names(database: ports.Database) -> list[str]:
    with database.reading() as work:
        return [person.name for person in work.people.all()]


def change(file: Path, *statements: str) -> None:
    """Change a database behind the program's back; nobody else has it open."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_one_program_wrote_the_next_one_reads(database: SqlDatabase, file: Path) -> None:
    with database.writing() as work:
        work.people.put(ANN)
    database.close()
    again = open_database(file, DEVICE)
    assert (names(again), again.device) == (["Ann Reviewer"], DEVICE)
    assert upgrade(again) == UpgradeReport(NEWEST.revision, NEWEST.revision)
    again.close()


def test_a_new_file_is_marked_private_and_alone_in_its_folder(database: SqlDatabase, file: Path) -> None:
    with database._reader.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
    assert {path.name for path in file.parent.iterdir()} <= {file.name, f"{file.name}-journal"}
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600


def test_opening_an_up_to_date_database_loads_no_migrations(database: SqlDatabase, file: Path) -> None:
    database.close()
    code = (
        "import sys; from uuid import UUID; from qa_desktop.storage.database import open_database;"
        f"open_database({str(file)!r}, UUID(int=1)).close(); print('alembic' in sys.modules)"
    )
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_an_exception_rolls_everything_back(database: SqlDatabase) -> None:
    def fail() -> None:
        with database.writing() as work:
            work.people.put(ANN)
            raise KeyError("on the way")

    with pytest.raises(KeyError):
        fail()
    assert names(database) == []
    with database.writing() as work:
        work.people.put(ANN)
    assert names(database) == ["Ann Reviewer"]


def test_writing_in_a_reading_unit_fails(database: SqlDatabase) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.reading() as work:
        work.people.put(ANN)
    assert names(database) == []


def test_a_second_unit_of_work_on_the_same_thread_is_a_bug(database: SqlDatabase) -> None:
    def nest() -> None:
        with database.reading(), database.writing():
            pass

    with pytest.raises(RuntimeError, match="open already"):
        nest()
    assert names(database) == []


def test_reading_goes_on_while_another_thread_writes(database: SqlDatabase) -> None:
    """A reader neither waits for a writer nor sees what is not committed, and its view does not move."""
    seen: list[list[str]] = []
    with database.writing() as work:
        work.people.put(Person("First"))
    with database.writing() as work:
        work.people.put(Person("Second"))
        reader = threading.Thread(target=lambda: seen.append(names(database)))
        reader.start()
        reader.join(10)
    assert seen == [["First"]]
    assert names(database) == ["First", "Second"]


def test_threads_that_write_at_once_take_turns(database: SqlDatabase) -> None:
    patient = open_database(database.address, DEVICE)  # as patient as the program, on a slow machine too
    failures: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for number in range(10):
                with patient.writing() as work:
                    work.people.put(Person(f"{thread}-{number}"))
                names(patient)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    patient.close()
    assert failures == []
    assert len(names(database)) == 60


def test_a_lock_that_is_not_released_is_an_input_error(database: SqlDatabase, file: Path) -> None:
    impatient = open_database(file, DEVICE, busy_ms=50)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="is busy"), impatient.writing() as work:
            work.people.put(ANN)
        with pytest.raises(InputError, match="is busy"):
            open_database(file, DEVICE, busy_ms=50)
        assert names(impatient) == []
        other.execute("ROLLBACK")
    with impatient.writing() as work:
        work.people.put(ANN)
    impatient.close()


def test_a_thread_that_never_finishes_does_not_hang_the_others(file: Path) -> None:
    impatient = open_database(file, DEVICE, busy_ms=50)
    told: list[str] = []

    def write() -> None:
        try:
            with impatient.writing():
                told.append("wrote")
        except InputError as error:
            told.append(str(error))

    with impatient.writing():
        other = threading.Thread(target=write)
        other.start()
        other.join(10)
    impatient.close()
    assert len(told) == 1
    assert "is busy" in told[0]


def test_a_foreign_file_is_refused_and_left_alone(file: Path) -> None:
    change(file, "CREATE TABLE theirs (x)")
    before = file.read_bytes()
    with pytest.raises(InputError, match="is not a QA Desktop database"):
        open_database(file, DEVICE)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path) -> None:
    file.write_text("name,score\nAnn,4\n" * 100, encoding="utf-8")
    with pytest.raises(InputError, match="is not a QA Desktop database"):
        open_database(file, DEVICE)
    assert file.read_text(encoding="utf-8").startswith("name,score")


def test_an_emptied_file_is_not_taken_for_a_new_one(database: SqlDatabase, file: Path) -> None:
    database.close()
    file.write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        open_database(file, DEVICE)


def test_a_newer_schema_is_refused_with_the_version_that_it_needs(database: SqlDatabase, file: Path) -> None:
    database.close()
    change(file, "UPDATE alembic_version SET version_num = '9999'", "UPDATE property SET value = '7.2.0'")
    with pytest.raises(InputError, match=r"install version 7\.2\.0 or newer"):
        open_database(file, DEVICE)


def test_a_folder_and_a_place_that_does_not_exist_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        open_database(tmp_path, DEVICE)
    with pytest.raises(InputError, match="does not exist"):
        open_database(tmp_path / "nowhere" / "room.db", DEVICE)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_may_only_be_read_is_refused(database: SqlDatabase, file: Path) -> None:
    database.close()
    with pytest.raises(InputError, match="not changed"):
        open_database(f"sqlite:///file:{file}?mode=ro&uri=true", DEVICE)


def test_a_damaged_database_is_an_input_error(database: SqlDatabase, file: Path) -> None:
    database.close()
    content = bytearray(file.read_bytes())
    content[100:4000] = bytes(3900)
    file.write_bytes(bytes(content))
    with pytest.raises(InputError, match="is damaged"):
        open_database(file, DEVICE)


@pytest.mark.files
def test_a_full_disk_is_told_and_loses_nothing(database: SqlDatabase) -> None:
    """SQLite's own limit on pages answers exactly as a full disk does."""
    with database.writing() as work:
        work.people.put(ANN)
    with database._writer.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA max_page_count = 1")

    def fill() -> None:
        with database.writing() as work:
            for number in range(2000):
                work.people.put(Person(f"Somebody with a long name, number {number}"))

    with pytest.raises(InputError, match="is full"):
        fill()
    assert names(database) == ["Ann Reviewer"]

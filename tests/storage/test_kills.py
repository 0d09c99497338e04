"""A program killed amid an upgrade, a merge, a backup, a restore: the next start finds all of it or nothing of it."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from subprocess import DEVNULL, Popen
from threading import Timer

import pytest

from qa_desktop import cli
from qa_desktop.domain.backups import BackupKind
from qa_desktop.services import merging
from qa_desktop.storage import backups, keeping, whole_files
from qa_desktop.storage.database import open_database
from qa_desktop.storage.engine import make_engine, parse_address
from qa_desktop.storage.merging import digest
from qa_desktop.storage.schema import SCHEMAS, Schema
from qa_desktop.storage.tables import OutboxRow
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from tests.storage.samples import BEN, DEVICE, SCORE, call, furnish, revision
from tests.storage.test_upgrading import kept_rows, older_file
from tests.victims import KILLED, Victim

SOAK = [pytest.mark.soak, pytest.mark.timeout(3600)]
MANY = 24


class Killed:
    """A program that was killed: the file it worked on, and what it had made by then in that round."""

    def __init__(self, said: list[str]) -> None:
        self.rounds = sum(line.startswith("begin ") for line in said)
        self.finished = sum(line.startswith("done ") for line in said)
        last = max(number for number, line in enumerate(said) if line.startswith("begin "))
        self.file = Path(said[last].removeprefix("begin "))
        self.made = [Path(line.removeprefix("made ")) for line in said[last:] if line.startswith("made ")]


def killed(kills: int, folder: Path, task: str, template: Path, *other: Path) -> Iterator[Killed]:
    """Programs killed after some of what they say, at any moment of a round, however long this machine takes for it."""
    moments, longest = Random(7), seconds_of_a_round(folder / "whole", task, template, *other)
    for kill in range(kills):
        place = folder / str(kill)
        place.mkdir()
        victim = Victim("storage.killed_program", task, template, place, *other)
        said = [victim.line() for _ in range(moments.randint(1, 3))]
        yield Killed(said + victim.rest_until_killed(moments.uniform(0.0, longest)))
        shutil.rmtree(place)


def seconds_of_a_round(place: Path, *told: object) -> float:
    """How long a program takes that nobody kills meanwhile."""
    task, template, *other = told
    place.mkdir()
    victim = Victim("storage.killed_program", task, template, place, *other)
    assert victim.line().startswith("begin ")
    begun = time.monotonic()
    while not victim.line().startswith("done "):
        pass
    took = time.monotonic() - begun
    victim.kill()
    victim.rest()
    return took


def hidden(file: Path) -> list[Path]:
    """What is left in the making beside a file or among its backups.

    The journal of a file in use stays, empty. So does one that was never synced, as nothing in the database has
    changed by then: its header is still zero, it is not hot, and the next writer makes it anew.
    """
    journals = [each for each in file.parent.glob("*-journal") if each.read_bytes()[:1].strip(b"\0")]
    return [*file.parent.glob(".*"), *file.parent.glob("backups/.*"), *journals]


def shared(file: Path) -> str:
    """One hash over all that a database shares, having seen that it is sound."""
    with closing(open_database(file, DEVICE)) as database:
        assert database.health().problems == ()
        with database._reader.connect() as connection:
            return digest(connection)


def write_many(work: SqlUnitOfWork) -> None:
    for number in range(MANY):
        one = revision()
        work.evaluations.submit(one, SCORE)
        if number % 3 == 0:
            work.evaluations.submit(revision(parent=one), SCORE)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A file with much in it."""
    with closing(open_database(tmp_path / "full.db", DEVICE)) as database, database.writing() as work:
        furnish(work)
        write_many(work)
    return tmp_path / "full.db"


@pytest.fixture
def rounds(tmp_path: Path) -> Path:
    (tmp_path / "rounds").mkdir()
    return tmp_path / "rounds"


@pytest.mark.files
@pytest.mark.parametrize("schema", [SCHEMAS[1]], ids=lambda schema: schema.revision)
@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=SOAK)])
def test_an_upgrade_is_done_again_from_the_file_as_it_was(
    kills: int, schema: Schema, tmp_path: Path, rounds: Path, full: Path
) -> None:
    with closing(open_database(full, DEVICE)) as database:
        older = older_file(database, full, tmp_path / "older.db", schema)
    before, interrupted = kept_rows(older, older), 0
    for found in killed(kills, rounds, "upgrade", older):
        interrupted += found.finished < found.rounds
        with closing(open_database(found.file, DEVICE)) as database:
            assert database.health().problems == ()
        assert kept_rows(found.file, older) == before
        assert hidden(found.file) == []
        (saved,) = backups.listed(found.file)
        assert (saved.kind, saved.schema, kept_rows(saved.file, older)) == (BackupKind.UPGRADE, schema.revision, before)
    assert interrupted > 0


@pytest.mark.files
@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=SOAK)])
def test_a_merge_goes_on_where_it_was_killed(kills: int, tmp_path: Path, rounds: Path, full: Path) -> None:
    mine = tmp_path / "mine.db"
    with closing(open_database(mine, DEVICE)) as database, database.writing() as work:
        furnish(work)
        work.interactions.put(call(2))
        own = revision(interaction=call(2), reviewer=BEN)
        work.evaluations.submit(own, SCORE)
    wanted, interrupted = merged(mine, full, tmp_path / "whole.db"), 0
    for found in killed(kills, rounds, "merge", mine, full):
        interrupted += shared(found.file) != wanted
        with closing(open_database(found.file, DEVICE)) as database, database.reading() as work:
            assert work.evaluations.head(own.subject.evaluation) == own
        assert merged(found.file, full) == wanted
        assert untold(found.file) == set()
        assert hidden(found.file) == []
    assert interrupted > 0


def merged(file: Path, other: Path, copy: Path | None = None) -> str:
    """What a database (or a copy of it) shares once another one was merged into it to the end."""
    place = file if copy is None else Path(shutil.copy(file, copy))
    with closing(open_database(place, DEVICE)) as database, closing(open_database(other, DEVICE)) as theirs:
        assert merging.merge(database, theirs).refused == ()
    return shared(place)


def untold(file: Path) -> set[tuple[str, str]]:
    """What a database holds and would not tell others."""
    engine = make_engine(parse_address(file), writing=False)
    with engine.connect() as connection:
        noted = {(row.kind, row.key) for row in connection.execute(OutboxRow.__table__.select())}
    engine.dispose()
    with closing(open_database(file, DEVICE)) as database, database.reading() as work:
        return {(each.kind, each.key) for each in work.sharing.everything()} - noted


@pytest.mark.files
@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=SOAK)])  # of two, both may come before the first
def test_every_backup_that_has_its_name_is_whole(kills: int, rounds: Path, full: Path) -> None:
    before, made = shared(full), 0
    for found in killed(kills, rounds, "back-up", full):
        assert shared(found.file) == before
        assert hidden(found.file) == []
        listed = [each.file for each in backups.listed(found.file)]
        assert {*found.made} <= {*listed}
        assert all(keeping.is_sound(each) for each in listed)
        made += len(found.made)
    assert made > 0


@pytest.mark.files
@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=SOAK)])
def test_a_restore_leaves_the_one_or_the_other(kills: int, tmp_path: Path, rounds: Path, full: Path) -> None:
    with closing(open_database(full, DEVICE)) as database:
        assert database.keeper is not None
        backup = database.keeper.make_at(tmp_path / "backup.sqlite3")
        with database.writing() as work:
            write_many(work)
    old, new = shared(backup), shared(full)
    for found in killed(kills, rounds, "restore", full, backup):
        is_back = shared(found.file) == old
        assert is_back or shared(found.file) == new
        assert is_back or found.finished < found.rounds
        assert hidden(found.file) == []
        with closing(open_database(found.file, DEVICE)) as database:
            assert database.keeper is not None
            before = database.keeper.restore(backup)
        assert shared(found.file) == old
        assert [shared(each.file) for each in backups.listed(found.file) if each.file != before] <= [new]


@pytest.mark.files
@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=SOAK)])
def test_a_backup_put_in_the_place_of_a_damaged_file_is_there_or_the_damaged_one_is(
    kills: int, tmp_path: Path, rounds: Path, full: Path
) -> None:
    wanted, damaged = shared(full), tmp_path / "damaged.db"
    damaged.write_bytes(b"\0" * 4096 + full.read_bytes()[4096:])
    for found in killed(kills, rounds, "put-back", damaged, full):
        content = found.file.read_bytes()
        if content == damaged.read_bytes():
            keeping.put_back(full, found.file)
        assert shared(found.file) == wanted
        assert hidden(found.file) == []
        assert {each.read_bytes() for each in found.file.parent.glob("*.damaged")} <= {damaged.read_bytes()}


COLD = ("upgrade", "merge", "backup", "restore")


@pytest.mark.files
@pytest.mark.parametrize(("command", "kills"), [("merge", 1), *(pytest.param(each, 8, marks=SOAK) for each in COLD)])
def test_a_command_killed_at_any_moment_since_its_start_is_given_again(
    command: str, kills: int, tmp_path: Path, rounds: Path, full: Path
) -> None:
    """The command line itself, from a cold start; the other victims of this file are forked when all is loaded."""
    template, words = tmp_path / "template.db", ["db", command]
    with closing(open_database(template, DEVICE)) as database:
        with database.writing() as work:
            furnish(work)
        if command == "upgrade":
            template = older_file(database, template, tmp_path / "older.db", SCHEMAS[1])
    words += {"merge": [str(full)], "restore": ["--apply", str(full)]}.get(command, [])
    file, moments, interrupted = rounds / "room.db", Random(7), 0

    def reached() -> object:
        whole = shared(file)  # an upgrade gives new salts, which are in every hash
        return kept_rows(file, template) if command == "upgrade" else whole

    shutil.copy(template, file)
    begun = time.monotonic()
    assert run_cold(words, file).wait() == 0
    longest, wanted = time.monotonic() - begun, reached()
    while interrupted < kills:
        file = rounds / f"{time.monotonic()}" / "room.db"
        file.parent.mkdir()
        shutil.copy(template, file)
        with run_cold(words, file) as program:
            timer = Timer(moments.uniform(longest / 3, longest), program.kill)
            timer.start()
            interrupted += program.wait() == KILLED
            timer.cancel()
        assert cli.main([*words, "--database", str(file)]) == 0
        assert reached() == wanted
        assert hidden(file) == []
        assert all(keeping.is_sound(each.file) for each in backups.listed(file))


def run_cold(words: list[str], file: Path) -> Popen[bytes]:
    """The program as whoever types it starts it."""
    return Popen([sys.executable, "-m", "qa_desktop", *words, "--database", str(file)], stdout=DEVNULL)


@pytest.mark.files
def test_what_runs_still_is_left_alone(tmp_path: Path) -> None:
    """Only what a program that is gone has left is taken away, and nothing that merely looks like it."""
    with Popen([sys.executable, "-c", ""]) as gone:
        pass
    file = tmp_path / "room.db"
    mine, name = whole_files.temporary(file), f"-{os.getpid()}-"
    left = mine.with_name(mine.name.replace(name, f"-{gone.pid}-"))
    elsewhere = left.with_name(left.name.replace(f"-{gone.pid}-", f"x-{gone.pid}-"))
    for each in (mine, left, left.with_name(left.name + "-wal"), elsewhere):
        each.write_bytes(b"half")
    room = left.with_name(left.name.replace(".db", ".other"))
    (room / "within").mkdir(parents=True)
    whole_files.sweep(tmp_path)
    assert {*tmp_path.iterdir()} == {mine, elsewhere}

"""A PostgreSQL server of the test run's own: on a private port and socket, under a user without rights, gone after."""

import os
import pwd
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, run
from typing import Any

import psycopg
import pytest

from tests import memory

OWNER = "qa_owner"
TEMPLATE = "furnished"
PASSWORD = "secret of the tests"
_numbers = count(1)
_HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid != pg_backend_pid()
"""
_SHAPE = """
    SELECT md5(string_agg(line, ' ' ORDER BY line)), (SELECT string_agg(version_num, ' ') FROM alembic_version),
           (SELECT string_agg(name || value, ' ' ORDER BY name) FROM property WHERE name != 'database')
    FROM (SELECT concat(c.relname, c.relrowsecurity, c.relacl, a.attname, a.atttypid)
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE relnamespace = 'public'::regnamespace
          UNION ALL SELECT concat(tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
          UNION ALL SELECT concat(polname, polqual) FROM pg_policy) AS lines(line)
"""
_EMPTY = """
    SET session_replication_role = replica;
    DO $$ DECLARE found record; BEGIN
        FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            IF found.tablename NOT IN ('property', 'alembic_version') THEN
                EXECUTE format('DELETE FROM %I', found.tablename);
            END IF;
        END LOOP;
        FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', found.sequencename);
        END LOOP;
    END $$
"""


def binaries() -> Path | None:
    """The folder of the newest server programs on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).parent if on_path else None


class Server:
    """A server that is running; `fsync` costs half a second a test, so only tests of crashes have it."""

    def __init__(self, folder: Path, programs: Path, fsync: bool) -> None:
        self.folder = folder
        self._programs = programs
        self._spare: list[str] = []
        self._shape: object = None
        self._fsync = "on" if fsync else "off"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._user = next((name for name in ("postgres", "nobody") if os.geteuid() == 0 and _is_user(name)), None)
        if self._user:
            shutil.chown(folder, self._user)

    def make(self) -> None:
        """Lay its files out: whoever comes by the socket is trusted, by the port a password is wanted."""
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        password.chmod(0o644)
        self._run(
            *("initdb", "-D", str(self.folder / "data"), "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            *("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}"),
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self.folder} -p {self.port} -c listen_addresses=127.0.0.1 -c fsync={self._fsync}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; *immediate* is as a crash."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def address(self, database: str, user: str = OWNER) -> str:
        """The address of a database by the socket, where no password is wanted."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}&port={self.port}"

    def address_by_port(self, database: str, user: str = OWNER, password: str = PASSWORD) -> str:
        """The address of a database by the network."""
        told = f"{user}:{password.replace(' ', '%20')}" if password else user
        return f"postgresql+psycopg://{told}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str, user: str = OWNER) -> psycopg.Connection[Any]:
        """A bare connection, as any other program makes one."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, dbname=database, user=user, autocommit=True, connect_timeout=10
        )

    def create(self, template: str = "template0") -> str:
        """A new database with the content of another one; its name."""
        name = f"room{next(_numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'".encode())
        return name

    def fresh(self) -> str:
        """A database as the template is: one that a test gave back, else a copy."""
        return self._spare.pop() if self._spare else self.create(TEMPLATE)

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, which is ten times as quick as a copy; drop it if its tables differ."""
        with self.connect(name) as connection:
            connection.execute(_HANG_UP)
            made = connection.execute(_SHAPE).fetchone()
            self._shape = self._shape or made
            if made == self._shape:
                connection.execute(_EMPTY)
                self._spare.append(name)
        if name not in self._spare:
            with self.connect("postgres") as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _run(self, program: str, *arguments: str) -> None:
        done = run(
            [str(self._programs / program), *arguments], stdout=PIPE if program == "initdb" else DEVNULL, stderr=STDOUT,
            user=self._user, group=self._user and pwd.getpwnam(self._user).pw_gid,
            extra_groups=[] if self._user else None, check=False, cwd=self.folder, text=True,
        )  # fmt: skip
        assert done.returncode == 0, (program, done.stdout, _tail(self.folder / "log"))


def _is_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""


@contextmanager
def running_server(fsync: bool = False, on_disk: bool = False) -> Iterator[Server]:
    """A server for as long as the context lasts, in memory where there is room; skips where there is none to be had."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    # A short path outside pytest's own: sockets, and another user. On a disk a server starts for seconds after a crash.
    folder = Path(tempfile.mkdtemp(prefix="qapg", dir=None if on_disk else memory.folder()))
    try:
        server = Server(folder, programs, fsync)
        server.make()
        server.start()
        try:
            yield server
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)

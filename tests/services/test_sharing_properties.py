"""Three devices, packages in any order, twice, in part, late: when all has arrived, all three hold the same."""

import shutil
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.keys import new_key
from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.sharing.folder import packages_in
from qa_desktop.storage.database import SqlDatabase, open_database
from tests import memory
from tests.services.furniture import ANN, NOW
from tests.services.sharing_furniture import CALLS, PEOPLE, another, digest, join, redact, submit, template

DEVICES = 3
DEVICE = st.integers(0, DEVICES - 1)
STEPS = st.one_of(
    st.tuples(st.just("submit"), DEVICE, st.integers(0, 1), st.integers(0, 1)),
    st.tuples(st.just("redact"), DEVICE, st.integers(0, 3), st.just(0)),
    st.tuples(st.just("unredact"), DEVICE, st.integers(0, 3), st.just(0)),
    st.tuples(st.just("delete"), DEVICE, st.integers(0, 1), st.just(0)),
    st.tuples(st.just("queue"), DEVICE, st.integers(0, 1), st.integers(0, 2)),
    st.tuples(st.just("exchange"), DEVICE, st.just(0), st.just(0)),
    st.tuples(st.just("deliver"), DEVICE, DEVICE, st.integers(0, 7)),
    st.tuples(st.just("cut"), DEVICE, DEVICE, st.integers(0, 7)),
    st.tuples(st.just("forget"), DEVICE, st.just(0), st.just(0)),
)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template") / "room.db")


class Machines:
    """Three databases, each with its own copy of the folder, as a sync program keeps them."""

    def __init__(self, furnished: Path, place: Path, stack: ExitStack) -> None:
        self.folders = [place / f"folder{number}" for number in range(DEVICES)]
        self.databases: list[SqlDatabase] = []
        for number, folder in enumerate(self.folders):
            folder.mkdir()
            file = another(furnished, place / f"{number}.db")
            self.databases.append(stack.enter_context(closing(open_database(file, new_key()))))
        self.teams = [join(*pair) for pair in zip(self.databases, self.folders, strict=True)]
        self.moment = NOW

    def do(self, step: tuple[str, int, int, int]) -> None:
        what, device, first, second = step
        database = self.databases[device]
        self.moment += timedelta(minutes=1)
        if what == "submit":
            try:
                submit(database, CALLS[first], PEOPLE[second], self.moment)
            except InputError:
                assert self.deleted(database, first)
        elif what == "exchange":
            assert self.teams[device].exchange(database).problem == ""
        elif what == "forget":
            self.teams[device] = TeamFolder(self.folders[device])
        elif what in ("deliver", "cut"):
            self.copy(device, first, second, cut=what == "cut")
        else:
            self.change(what, database, first, second)

    def change(self, what: str, database: SqlDatabase, first: int, second: int) -> None:
        if what == "redact":
            redact(database, first)
            return
        with database.writing() as work:
            latest = work.evaluations.latest(CALLS[first % 2].key, ANN.key)
            redactions = work.redactions.of(CALLS[0].key)
            if what == "unredact" and redactions:
                work.redactions.remove(redactions[first % len(redactions)].key, ANN.key, self.moment)
            elif what == "delete" and latest is not None:
                work.evaluations.set_deleted(latest.revision.subject.evaluation, True, ANN.key, "by mistake")
            elif what == "queue":
                stored = work.interactions.get(CALLS[first].key)
                assert stored is not None
                from dataclasses import replace

                work.interactions.put(replace(stored, queue=f"Queue {second} {self.moment}"))

    def deleted(self, database: SqlDatabase, number: int) -> bool:
        with database.reading() as work:
            return not work.evaluations.latest(CALLS[number].key, ANN.key)

    def copy(self, source: int, target: int, which: int, *, cut: bool) -> None:
        """Bring one file from one folder to another, half of it where it is cut."""
        names = packages_in(self.folders[source])
        if source == target or not names:
            return
        name = str(names[which % len(names)])
        place = self.folders[target] / name
        if not place.exists() or not cut:
            content = (self.folders[source] / name).read_bytes()
            place.write_bytes(content[: len(content) // 2] if cut else content)

    def settle(self) -> None:
        """Let everything arrive."""
        for _ in range(3):
            for team, database in zip(self.teams, self.databases, strict=True):
                team.exchange(database)
            for source in self.folders:
                for target in self.folders:
                    for name in map(str, packages_in(source)):
                        if source != target and (source / name).stat().st_size >= _size(target / name):
                            shutil.copy(source / name, target / name)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else -1


def check(furnished: Path, steps: list[tuple[str, int, int, int]]) -> None:
    with TemporaryDirectory(prefix="qa-sharing-", dir=memory.folder()) as place, ExitStack() as stack:
        machines = Machines(furnished, Path(place), stack)
        for step in steps:
            machines.do(step)
        machines.settle()
        found = [team.exchange(database) for team, database in zip(machines.teams, machines.databases, strict=True)]
        assert [(each.waiting, each.arriving, each.refused, each.unreadable) for each in found] == [(0, 0, (), ())] * 3
        assert len({digest(database) for database in machines.databases}) == 1
        assert len({each.conflicts for each in found}) == 1
        assert [database.health().problems for database in machines.databases] == [()] * 3


QUICK = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@QUICK
@given(st.lists(STEPS, min_size=4, max_size=20))
def test_three_devices_come_to_the_same(furnished: Path, steps: list[tuple[str, int, int, int]]) -> None:
    check(furnished, steps)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=5, max_size=60))
def test_three_devices_come_to_the_same_in_many_ways(furnished: Path, steps: list[tuple[str, int, int, int]]) -> None:
    check(furnished, steps)


def test_a_package_is_written_again_when_half_of_it_comes_over_it(furnished: Path) -> None:
    check(furnished, [("redact", 2, 0, 0), ("exchange", 2, 0, 0), ("cut", 2, 0, 0), ("deliver", 0, 2, 0)])


def test_corrections_of_one_evaluation_on_all_three(furnished: Path) -> None:
    together = [("exchange", device, 0, 0) for device in range(3)]
    spread = [("deliver", one, two, which) for which in range(8) for one in range(3) for two in range(3)]
    first = [("submit", 0, 0, 0), *together, *spread, *together]
    check(furnished, [*first, *(("submit", device, 0, 0) for device in (0, 1, 2, 1)), *together])

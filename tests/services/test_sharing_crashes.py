"""A program killed while it shares: nothing acknowledged is lost, and no half package lies in the folder."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from qa_desktop.domain.keys import new_key
from qa_desktop.sharing.folder import packages_in, read_whole
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import BEN, NOW
from tests.services.sharing_furniture import CALLS, another, digest, join, submit, template
from tests.victims import Victim


def run_until_killed(file: Path, folder: Path, device: UUID, moments: Random) -> dict[str, set[str]]:
    """What was said to be submitted, and what to be shared, before the end a moment after some of it."""
    victim = Victim("services.sharing_program", file, folder, device)
    assert victim.line() == "ready"
    lines = [victim.line() for _ in range(moments.randint(1, 8))]
    said: dict[str, set[str]] = {"submitted": set(), "shared": set()}
    for line in lines + victim.rest_until_killed(moments.uniform(0, 0.15)):
        what, key = line.split()
        said[what].add(key)
    return said


def revisions(database: SqlDatabase) -> set[str]:
    with database.reading() as work:
        return {each.key for each in work.sharing.everything() if each.kind == "revision"}


@pytest.mark.parametrize("kills", [4, pytest.param(300, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])])
def test_what_was_acknowledged_arrives(tmp_path: Path, kills: int) -> None:
    file = another(template(tmp_path / "room.db"), tmp_path / "one.db")
    folder = tmp_path / "team"
    folder.mkdir()
    device, moments, acknowledged = new_key(), Random(5), 0
    with closing(open_database(tmp_path / "room.db", new_key())) as other:
        there = join(other, folder)
        with closing(open_database(file, device)) as mine:
            join(mine, folder).exchange(mine)
        for kill in range(kills):
            submit(other, CALLS[kill % len(CALLS)], BEN, NOW + timedelta(hours=kill))
            there.exchange(other)
            said = run_until_killed(file, folder, device, moments)
            acknowledged += len(said["submitted"])
            assert all(read_whole(folder, name) is not None for name in packages_in(folder))
            assert there.exchange(other).unreadable == ()
            assert said["shared"] <= revisions(other)
            with closing(open_database(file, device)) as mine:
                assert said["submitted"] <= revisions(mine)
                assert mine.health().problems == ()
        with closing(open_database(file, device)) as mine:
            here = join(mine, folder)
            here.exchange(mine), there.exchange(other)
            assert here.exchange(mine).waiting == 0
            assert (mine.device, digest(mine)) == (device, digest(other))
    assert acknowledged > kills

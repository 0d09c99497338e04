"""Packages in a team folder lose what was erased, each device's by itself, and everybody comes to the same."""

import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.privacy import About
from qa_desktop.services import leftovers, privacy, reviewing
from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.sharing import folder as files
from qa_desktop.sharing.folder import packages_in
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import ANN, BEN, CALL, COMPLETE, NOW, drafted
from tests.services.sharing_furniture import another, digest, join, template

LATER = NOW + timedelta(days=1)
CUSTOMER = About(customer="Zuckerhut")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[SqlDatabase, SqlDatabase]]:
    """Two databases that share, one with personal words in each of their packages."""
    file = template(tmp_path / "template.db")
    opened = [open_database(another(file, tmp_path / f"{name}.db"), new_key()) for name in ("one", "two")]
    with opened[0].writing() as work:
        work.interactions.put(replace(CALL, customer_reference="Zuckerhut"))
    for database, person, words in ((opened[0], ANN, "xylophone"), (opened[1], BEN, "marimba")):
        draft = drafted(database, person, content=replace(COMPLETE, comment=words))
        reviewing.submit(database, draft, person, NOW)
    yield opened[0], opened[1]
    for database in opened:
        database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "team").mkdir()
    return tmp_path / "team"


def words_in(folder: Path) -> set[str]:
    """Which of the personal words stand in packages."""
    text = b"".join(zlib.decompress((folder / str(name)).read_bytes()) for name in packages_in(folder)).decode()
    return {word for word in ("xylophone", "marimba", "Zuckerhut") if word in text}


def test_each_device_takes_the_words_out_of_its_own_packages(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, tmp_path: Path
) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    for _ in range(2):
        here.exchange(one), there.exchange(two)
    assert words_in(folder) == {"xylophone", "marimba", "Zuckerhut"}
    privacy.erase(one, CUSTOMER, BEN, LATER)
    here.exchange(one)
    assert words_in(folder) == {"marimba"}  # the other device has not heard of it
    there.exchange(two)
    assert words_in(folder) == set()
    assert all(files.read_whole(folder, name) for name in packages_in(folder))
    here.exchange(one)
    with closing(open_database(tmp_path / "third.db", new_key())) as third:
        found = join(third, folder).exchange(third)
        assert (found.refused, found.unreadable) == ((), ())
        assert third.health().problems == two.health().problems == one.health().problems == ()
        assert digest(one) == digest(two)
        assert "xylophone" not in digest_text(third)
    before = packages_in(folder)
    for _ in range(2):
        here.exchange(one), there.exchange(two)
    assert packages_in(folder) == before


def digest_text(database: SqlDatabase) -> str:
    """All that a database could tell, as text."""
    with database.reading() as work:
        return str([entry.content for entry in work.sharing.everything()])


def test_what_a_device_left_behind_that_never_comes_back_is_cleaned_for_it(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path
) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    there.exchange(two), here.exchange(one)
    privacy.erase(one, CUSTOMER, BEN, LATER)
    here.exchange(one)
    found = leftovers.look(one, "", folder)
    assert {name.device for name in found.packages} == {two.device}
    assert leftovers.remove(one, "", found, folder) == ()
    assert words_in(folder) == set()
    assert leftovers.look(one, "", folder).empty
    there.exchange(two)
    here.exchange(one)
    assert digest(one) == digest(two)
    assert two.device in {name.device for name in packages_in(folder)}


def test_a_kill_between_the_new_package_and_the_old_one_is_made_good(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    here = join(one, folder)
    here.exchange(one)
    privacy.erase(one, CUSTOMER, BEN, LATER)

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", killed)
        with pytest.raises(Killed):
            TeamFolder(folder).exchange(one)
    assert "xylophone" in words_in(folder)
    TeamFolder(folder).exchange(one)
    assert words_in(folder) == set()
    ranges = [(name.first, name.last) for name in packages_in(folder) if name.device == one.device]
    assert len(ranges) == len(set(ranges))


def test_an_interaction_that_is_not_erased_keeps_its_words(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, _ = pair
    other = Interaction(new_key(), "other", CALL.channel, customer_reference="another")
    with one.writing() as work:
        work.interactions.put(other)
    here = join(one, folder)
    here.exchange(one)
    privacy.erase(one, About(customer="another"), BEN, LATER)
    here.exchange(one)
    assert words_in(folder) == {"xylophone", "Zuckerhut"}

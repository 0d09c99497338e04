"""Sharing through a folder: whatever happens to the folder, what was written arrives, and only once."""

import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qa_desktop.domain.devices import Renewal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.sharing import Entry
from qa_desktop.services import identity, reviewing, team_folder
from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.sharing import folder as files
from qa_desktop.sharing.folder import packages_in
from qa_desktop.sharing.packages import Header, pack
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.rights import read_only
from tests.services.furniture import ANN, BEN, CALL, NOW
from tests.services.sharing_furniture import CALLS, another, digest, join, keys, submit, template


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template") / "room.db")


@pytest.fixture
def pair(furnished: Path, tmp_path: Path) -> Iterator[tuple[SqlDatabase, SqlDatabase]]:
    """Two databases on two machines."""
    opened = [open_database(another(furnished, tmp_path / f"{name}.db"), new_key()) for name in ("one", "two")]
    yield opened[0], opened[1]
    for database in opened:
        database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "für das Team"
    place.mkdir()
    return place


def test_what_one_writes_the_other_reads(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    submitted = submit(one)
    sent = here.exchange(one)
    assert (sent.line, sent.waiting, sent.problem) == ("all shared", 0, "")
    assert sent.sent > 0
    found = there.exchange(two)
    assert found.received > 0
    assert found.changes.items
    with two.reading() as work:
        assert work.evaluations.head(submitted.subject.evaluation) == submitted
    here.exchange(one)
    assert digest(one) == digest(two)


def test_nothing_is_sent_or_read_twice(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    submit(one)
    for _ in range(2):
        here.exchange(one), there.exchange(two)
    written = packages_in(folder)
    for team, database in ((here, one), (there, two), (TeamFolder(folder), one)):
        found = team.exchange(database)
        assert (found.sent, found.received, found.changes.items) == (0, 0, frozenset())
    assert packages_in(folder) == written


def test_a_merge_from_the_folder_is_not_sent_on(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    here.exchange(one), there.exchange(two)
    submit(one)
    here.exchange(one)
    before = packages_in(folder)
    there.exchange(two)
    assert packages_in(folder) == before


def test_many_things_go_in_several_packages(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team_folder, "MOST_IN_ONE", 3)
    one, two = pair
    join(one, folder).exchange(one)
    names = packages_in(folder)
    assert len(names) > 3
    assert [name.first for name in names] == [1, *(name.last + 1 for name in names[:-1])]
    join(two, folder).exchange(two)
    assert keys(one) <= keys(two)


def test_a_package_is_no_larger_than_it_may_be(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team_folder, "LARGEST_CONTENT", 1000)
    one, two = pair
    join(one, folder).exchange(one)
    assert len(packages_in(folder)) > 5
    join(two, folder).exchange(two)
    assert keys(one) <= keys(two)


def test_half_a_package_is_waited_for(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    there = join(two, folder)
    there.exchange(two)
    submitted = submit(one)
    join(one, folder).exchange(one)
    (name,) = (each for each in packages_in(folder) if each.device == one.device)
    whole = (folder / str(name)).read_bytes()
    (folder / str(name)).write_bytes(whole[: len(whole) // 2])
    found = there.exchange(two)
    assert (found.line, found.received) == ("1 package arriving", 0)
    (folder / str(name)).write_bytes(whole)
    assert there.exchange(two).line == "all shared"
    with two.reading() as work:
        assert work.evaluations.head(submitted.subject.evaluation) == submitted


def test_packages_in_any_order(pair: tuple[SqlDatabase, SqlDatabase], folder: Path, tmp_path: Path) -> None:
    one, two = pair
    here = join(one, folder)
    for number in range(3):
        submit(one, CALLS[number % 2])
        here.exchange(one)
    arriving = tmp_path / "arriving"
    arriving.mkdir()
    there = join(two, arriving)
    for name in reversed(packages_in(folder)):
        shutil.copy(folder / str(name), arriving)
        there.exchange(two)
    here.exchange(one)
    assert keys(one) <= keys(two)


def test_our_own_package_that_is_damaged_is_written_again(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    join(one, folder).exchange(one)
    (name,) = packages_in(folder)
    (folder / str(name)).write_bytes(b"half")
    assert TeamFolder(folder).exchange(one).sent > 0
    join(two, folder).exchange(two)
    assert keys(one) <= keys(two)


def test_our_own_package_that_somebody_deleted_is_written_again(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path
) -> None:
    one, _ = pair
    here = join(one, folder)
    here.exchange(one)
    submit(one)
    here.exchange(one)
    (folder / str(packages_in(folder)[0])).unlink()
    assert here.exchange(one).line == "all shared"
    assert len(packages_in(folder)) == 2


@pytest.mark.parametrize("harm", ["gone", "empty"])
def test_a_folder_that_vanishes_is_waited_for(pair: tuple[SqlDatabase, SqlDatabase], folder: Path, harm: str) -> None:
    one, two = pair
    here = join(one, folder)
    assert here.exchange(one).line == "all shared"
    away = folder.with_name("away")
    folder.rename(away)
    if harm == "empty":  # as where a share is not connected, and the empty folder that it hides comes to light
        folder.mkdir()
    assert here.exchange(one).line == "no connection"
    submit(one)
    found = here.exchange(one)
    assert found.line == "1 waiting, no connection"
    assert str(folder) in found.problem
    assert found.sentences == (found.problem,)
    if harm == "empty":
        assert list(folder.iterdir()) == []
        folder.rmdir()
    away.rename(folder)
    assert here.exchange(one).line == "all shared"
    join(two, folder).exchange(two)
    assert keys(one) <= keys(two)


def test_a_folder_that_vanishes_in_the_middle_loses_nothing(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    here = join(one, folder)
    monkeypatch.setattr(team_folder, "MOST_IN_ONE", 3)
    real, written = files.put_whole, []

    def pulled(place: Path, content: bytes, temporary: str) -> None:
        if len(written) == 2:
            raise OSError(5, "Input/output error")
        written.append(place)
        real(place, content, temporary)

    with monkeypatch.context() as patch:
        patch.setattr(files, "put_whole", pulled)
        found = here.exchange(one)
    assert "Input/output error" in found.problem
    assert found.waiting > 0
    assert here.exchange(one).line == "all shared"
    join(two, folder).exchange(two)
    assert keys(one) <= keys(two)


def newer(folder: Path, program: str = "0.9.0") -> None:
    """A package that a program of the future has written."""
    head = {"format": 1, "schema": "9999", "program": program, "device": str(new_key()), "database": "x"}
    content = zlib.compress(json.dumps({**head, "first": 1, "last": 1, "count": 1}).encode() + b"\n{}\n")
    files.write_package(folder, new_key(), 1, 1, content)


def test_a_package_of_a_newer_program_waits(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    newer(folder)
    assert here.exchange(one).line == "1 package waits for a newer program"
    newer(folder, "0.10.0")
    for found in (here.exchange(one), TeamFolder(folder).exchange(one)):
        assert found.line == "2 packages wait for a newer program"
        assert found.sentences == ("Packages wait for a newer program: install QA Desktop 0.10.0 or newer.",)
    there.exchange(two)
    assert keys(one) <= keys(two)
    assert len(packages_in(folder)) == 4


def test_what_waits_and_what_was_refused_stands_in_the_line_as_long_as_it_does(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path
) -> None:
    """A correction that arrived before what it corrects, and one that is not what its device wrote."""
    one, two = pair
    here = join(two, folder)
    first, second = submit(one), submit(one)
    with one.reading() as work:
        told = {each.key: each for each in work.sharing.everything()}
    late = told[str(second.key)]
    forged = Entry("revision", str(first.key), {**told[str(first.key)].content, "number": 7})
    hand_in(folder, two, [late, forged])
    found = here.exchange(two)
    assert found.line == "1 kept aside, 1 refused"
    again = here.exchange(two)
    assert (again.line, again.sentences) == ("1 kept aside, 1 refused", ())
    hand_in(folder, two, [told[str(first.key)]])
    assert here.exchange(two).line == "all shared"


def hand_in(folder: Path, database: SqlDatabase, entries: list[Entry]) -> None:
    """Put entries into the folder as a device of its own would."""
    with database.reading() as work:
        schema, program = work.sharing.schema()
    header = Header(schema, program, new_key(), new_key(), 1, len(entries), len(entries))
    files.write_package(folder, header.device, 1, len(entries), pack(header, entries))


HOSTILE = (
    b"no package at all",
    zlib.compress(b"[]\n"),
    zlib.compress(b'{"format":1,"schema":"0003","program":"0.3.0"}\n'),
)


@pytest.mark.parametrize("content", HOSTILE)
def test_a_hostile_file_harms_nobody(pair: tuple[SqlDatabase, SqlDatabase], folder: Path, content: bytes) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    name = files.write_package(folder, new_key(), 1, 1, content)
    submit(one)
    here.exchange(one)
    found = there.exchange(two)
    assert found.line == "1 package unreadable"
    assert str(name) in found.sentences[0]
    assert keys(one) <= keys(two)
    assert two.health().problems == ()


def test_evaluations_corrected_on_both_sides_are_a_conflict_for_a_person(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path
) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    submit(one)
    here.exchange(one), there.exchange(two)
    submit(one), submit(two)
    here.exchange(one)
    assert there.exchange(two).line == "1 conflict"
    assert here.exchange(one).line == "1 conflict"
    assert digest(one) == digest(two)


def test_one_person_s_two_evaluations_of_a_call_are_a_conflict_for_a_person(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path
) -> None:
    """Begun on two machines that had not heard of each other; a decision ends it on both, whoever decides."""
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    submit(one), submit(two), submit(one, by=BEN)
    here.exchange(one)
    assert there.exchange(two).line == "1 conflict"
    assert here.exchange(one).line == "1 conflict"
    reviews = [reviewing.open_review(database, CALL.key, ANN) for database in pair]
    first, second = [[leaf.revision.key for leaf in review.leaves] for review in reviews]
    assert len(first) == 2
    assert first == second
    assert all(review.in_conflict for review in reviews)
    for database, review in zip(pair, reviews, strict=True):
        kept = review.leaves[0].revision
        decided = reviewing.resolving(review, kept.content, kept.subject.form_version)
        assert not decided.in_conflict
        reviewing.submit(database, replace(decided.draft, reason="That one."), ANN, NOW + timedelta(hours=2))
        assert reviewing.open_review(database, CALL.key, ANN).leaves == ()
    here.exchange(one), there.exchange(two)
    assert here.exchange(one).line == "1 conflict"  # both decided, each by a correction of the same evaluation
    with one.reading() as work:
        evaluations = work.evaluations.keys_of(CALL.key, ANN.key)
        assert [work.evaluations.is_deleted(each) for each in evaluations].count(True) == 1
    assert digest(one) == digest(two)


def test_two_people_review_one_call_on_two_machines(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    submit(one, by=ANN), submit(two, by=BEN)
    here.exchange(one), there.exchange(two)
    assert here.exchange(one).line == "all shared"
    assert digest(one) == digest(two)


def lose_some(one: SqlDatabase, folder: Path, tmp_path: Path) -> tuple[SqlDatabase, Revision]:
    """A backup that was brought back, and what was shared between the backup and now."""
    join(one, folder).exchange(one)
    restored = open_database(shutil.copy(tmp_path / "one.db", tmp_path / "backup.db"), one.device)
    lost = submit(one)
    assert TeamFolder(folder).exchange(one).line == "all shared"
    return restored, lost


def test_a_backup_that_was_brought_back_writes_under_another_id(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, tmp_path: Path
) -> None:
    one, two = pair
    with one.writing() as work:
        work.roots.put("calls", "/calls")
    restored, lost = lose_some(one, folder, tmp_path)
    with closing(restored):
        assert identity.settle(restored, one.device) is Renewal.BEHIND
        written = submit(restored, by=BEN)
        assert written.device == restored.device != one.device
        assert TeamFolder(folder).exchange(restored).line == "all shared"
        with restored.reading() as work:  # what was lost comes back from the folder
            assert work.evaluations.head(lost.subject.evaluation) == lost
            assert work.roots.all() == {"calls": "/calls"}
        join(two, folder).exchange(two)
        assert digest(restored) == digest(two)


def test_a_backup_is_known_by_the_folder_where_nothing_else_tells_it(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, tmp_path: Path
) -> None:
    one, two = pair
    restored, lost = lose_some(one, folder, tmp_path)
    with closing(restored):
        written = [submit(restored, call, by=BEN) for call in CALLS]  # as many numbers as were lost, and more
        team, before = TeamFolder(folder), restored.device
        found = team.exchange(restored)
        assert restored.device != before
        assert found.problem == ""
        assert all(before.hex in each or str(before) in each for each in found.refused)  # two lines of one number
        after = submit(restored, CALLS[1])
        assert after.device == restored.device
        assert (again := team.exchange(restored)).waiting == 0
        assert (again.line, again.refused) == (f"{again.refusals} refused", ())  # which stay in the list
        join(two, folder).exchange(two)
        with two.reading() as work:
            for revision in (lost, *written, after):
                assert work.evaluations.head(revision.subject.evaluation) == revision


def test_a_folder_with_less_than_was_shared_is_filled_again_after_it_was_chosen_again(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path
) -> None:
    one, two = pair
    join(one, folder).exchange(one)
    shutil.rmtree(folder)
    folder.mkdir()
    assert "no connection" in TeamFolder(folder).exchange(one).line
    assert join(one, folder).exchange(one).line == "all shared"
    join(two, folder).exchange(two)
    assert keys(one) <= keys(two)


def test_a_folder_that_cannot_be_one_is_refused_in_words(
    pair: tuple[SqlDatabase, SqlDatabase], folder: Path, tmp_path: Path
) -> None:
    one, _ = pair
    with pytest.raises(InputError, match="There is no folder"):
        team_folder.choose(one, tmp_path / "nowhere")
    with pytest.raises(InputError, match="The database itself lies in"):
        team_folder.choose(one, tmp_path)
    with read_only(folder), pytest.raises(InputError, match=r"Nothing can be written into .*\(Permission denied\)"):
        team_folder.choose(one, folder)
    assert list(folder.iterdir()) == []


def test_a_folder_that_may_be_read_only_gives_and_waits(pair: tuple[SqlDatabase, SqlDatabase], folder: Path) -> None:
    """What others put there comes in; what is new here waits until the folder may be written to again."""
    one, two = pair
    here, there = join(one, folder), join(two, folder)
    here.exchange(one), there.exchange(two)
    theirs, mine = submit(two, CALLS[1]), submit(one)
    there.exchange(two)
    with read_only(folder):
        found = here.exchange(one)
        assert "(Permission denied)" in found.problem
        assert "can be read but not written to" in found.problem
        assert found.line == "1 waiting, folder is read-only"
        assert found.received > 0
        assert ("revision", str(theirs.key)) in keys(one)
    assert here.exchange(one).line == "all shared"
    there.exchange(two)
    assert ("revision", str(mine.key)) in keys(two)

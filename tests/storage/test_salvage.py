import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa_desktop.domain.backups import SalvageReport
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.transcripts import Transcript, Turn
from qa_desktop.storage.database import open_database
from qa_desktop.storage.salvage import salvage
from tests.storage.samples import ANN, CONTENT, DEVICE, NOON, SCORE, call, draft, furnish, revision

CALLS = 30
AGAIN = 10
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calls with transcripts, each evaluated, each third corrected; a draft; a folder. Made once."""
    file = tmp_path_factory.mktemp("whole") / "room.db"
    database = open_database(file, DEVICE)
    with database.writing() as work:
        furnish(work)
        for number in range(CALLS):
            each = call(number)
            work.interactions.put(each)
            words = tuple(Turn(f"turn {place} of call {number}, with some words to fill a page") for place in range(8))
            work.interactions.put_transcript(each.key, Transcript("csv", words))
            first = revision(interaction=each, content=Content(CONTENT.answers, f"comment {number} " * 20))
            work.evaluations.submit(first, SCORE)
            if number % 3 == 0:
                work.evaluations.submit(replace(revision(parent=first), at=NOON), SCORE)
            work.audit.add(AuditEntry(NOON, DEVICE, ANN.key, "submitted", "evaluation", first.subject.evaluation))
        work.evaluations.save_draft(draft(), NOON)
        work.roots.put("calls", "/there")
    database.close()
    return file


@pytest.fixture
def filled(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "room.db"))


def saved(file: Path) -> tuple[SalvageReport, dict[str, int]]:
    """The report, and what the new database holds once opened; it is sound, and the damaged one is as it was."""
    before = file.read_bytes()
    report = salvage(file, file.with_name("saved.sqlite3"))
    assert file.read_bytes() == before
    assert report.problems == ()
    assert report.target.stat().st_mode & 0o777 == 0o600
    opened = open_database(report.target, DEVICE)
    health = opened.health()
    opened.close()
    assert health.problems == ()
    assert not list(file.parent.glob(".*.new"))
    return report, health.counts


def pages_of(file: Path, *names: str) -> list[int]:
    """The numbers of the pages that hold rows of tables or indexes."""
    with closing(sqlite3.connect(file)) as connection:
        wanted = f"SELECT pageno FROM dbstat WHERE pagetype = 'leaf' AND name IN ({', '.join('?' * len(names))})"
        try:
            return [row[0] for row in connection.execute(wanted, names)]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite cannot say which page holds what")


def overwrite(file: Path, *pages: int) -> None:
    content = bytearray(file.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE : page * PAGE] = b"\x55" * PAGE
    file.write_bytes(content)


def test_a_sound_database_is_saved_whole(filled: Path) -> None:
    report, counts = saved(filled)
    assert report.is_complete
    assert (counts["interactions"], counts["evaluations"], counts["revisions"]) == (CALLS + 1, CALLS, CALLS + AGAIN)
    assert (counts["drafts"], counts["transcripts"], counts["audit entries"]) == (1, CALLS, CALLS)


@pytest.mark.parametrize("table", ["interaction", "turn", "person"])
def test_what_is_told_twice_is_saved_whole(filled: Path, table: str) -> None:
    pages = pages_of(filled, table)
    overwrite(filled, *pages)
    report, counts = saved(filled)
    assert not report.is_complete
    assert (counts["interactions"], counts["revisions"]) == (CALLS + 1, CALLS + AGAIN)
    assert counts["transcripts"] == CALLS


def test_a_page_in_the_middle_costs_only_what_stood_on_it(filled: Path) -> None:
    pages = pages_of(filled, "answer")
    overwrite(filled, pages[len(pages) // 2])
    report, counts = saved(filled)
    assert (CALLS + AGAIN) // 4 <= counts["revisions"] < CALLS + AGAIN
    assert counts["interactions"] == CALLS + 1
    assert report.left_out
    assert report.aside is not None
    assert report.aside.stat().st_mode & 0o777 == 0o600
    assert "comment" in report.aside.read_text(encoding="utf-8")  # for a person to type again


def test_an_evaluation_whose_row_is_lost_is_found_by_its_index(filled: Path) -> None:
    overwrite(filled, *pages_of(filled, "evaluation")[1:3])
    report, counts = saved(filled)
    assert next(each.missing for each in report.tables if each.table == "evaluation") > 0
    assert (counts["evaluations"], counts["revisions"]) == (CALLS, CALLS + AGAIN)


def test_a_correction_whose_first_version_is_lost_waits_for_a_backup(filled: Path) -> None:
    overwrite(filled, *pages_of(filled, "revision")[1:2])
    report, counts = saved(filled)
    assert counts["revisions"] < CALLS + AGAIN
    assert not report.is_complete


def test_calls_of_which_only_the_table_tells_are_kept(filled: Path) -> None:
    overwrite(filled, *pages_of(filled, "record"))
    _, counts = saved(filled)
    assert (counts["interactions"], counts["revisions"], counts["people"]) == (CALLS + 1, CALLS + AGAIN, 2)


@pytest.mark.parametrize("size", [60, 100])
def test_an_overwritten_beginning_is_mended(filled: Path, size: int) -> None:
    content = bytearray(filled.read_bytes())
    content[: min(size, 100)] = b"\0" * min(size, 100)
    filled.write_bytes(content)
    _, counts = saved(filled)
    assert counts["revisions"] == CALLS + AGAIN


def test_a_file_that_was_cut_off_gives_what_is_there(filled: Path) -> None:
    size = filled.stat().st_size
    with filled.open("r+b") as opened:
        opened.truncate(size * 3 // 4 // PAGE * PAGE)
    _, counts = saved(filled)
    assert counts["interactions"] > CALLS // 2


def test_a_flipped_byte_in_a_text_costs_one_thing(filled: Path) -> None:
    content = filled.read_bytes()
    filled.write_bytes(content.replace(b"comment 7 comment 7", b"\xffomment 7 comment 7"))  # in the search text too
    report, counts = saved(filled)
    assert counts["revisions"] == CALLS + AGAIN - 1
    assert any("does not match its hash" in line for line in report.left_out)


def test_every_page_may_go(filled: Path) -> None:
    """Whichever page is lost, the new file is sound, or the sentence says what to do."""
    pages = filled.stat().st_size // PAGE
    whole = filled.read_bytes()
    for page in range(1, pages, max(1, pages // 4)):
        filled.write_bytes(whole)
        overwrite(filled, page)
        try:
            saved(filled)
        except InputError as told:
            assert str(told).endswith("bring back a backup.")  # noqa: PT017
        filled.with_name("saved.sqlite3").unlink(missing_ok=True)


@pytest.mark.parametrize("content", [b"", b"something else\n" * 1000])
def test_what_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "room.db"
    file.write_bytes(content)
    with pytest.raises(InputError, match="bring back a backup"):
        salvage(file, tmp_path / "saved.sqlite3")
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_there_is_not_replaced(filled: Path) -> None:
    with pytest.raises(InputError, match="name another one"):
        salvage(filled, filled)

"""A calibration workbook, exported, filled in as a lead does it, and read back."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl  # type: ignore[import-untyped]
import pytest

from qa_desktop.domain.answers import NA, NO, YES, Answer
from qa_desktop.domain.calibration import CalibrationSession, Terms
from qa_desktop.domain.consensus import ActionState, Consensus, Flag
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.workbook_inputs import KEY
from qa_desktop.exports.calibration_workbook import write_calibration
from qa_desktop.imports.filled_workbook import StoppedError
from qa_desktop.services import agreeing, calibrating, reviewing, workbook_reading
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.exports import recalculation
from tests.services.conftest import DEVICE
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, NOW, furnish, interaction

LATER = NOW + timedelta(hours=1)
SECOND = interaction("C-2", started_at=NOW)


@dataclass(frozen=True)
class Made:
    """A database whose session is scored and sealed, and the workbook it gives once it is revealed."""

    database: Path
    workbook: Path
    session: CalibrationSession


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Made once: every test has copies of both files."""
    folder = tmp_path_factory.mktemp("march")
    sealed, workbook = folder / "room.db", folder / "march.xlsx"
    with closing(open_database(str(sealed), DEVICE)) as database:
        session = scored(database)
    opened = shutil.copy(sealed, folder / "revealed.db")
    with closing(open_database(str(opened), DEVICE)) as database:
        agreeing.reveal(database, session, BEN, NOW)
        write_calibration(calibrating.comparison(database, session, BEN), workbook, NOW)
    return Made(sealed, workbook, session)


def scored(database: SqlDatabase) -> CalibrationSession:
    """Three people score two calls; Ann differs."""
    form = furnish(database, SECOND)
    both = (CALL.key, SECOND.key)
    made = calibrating.create(database, "March", form, BEN, [ANN, CAT], both, BEN, NOW, Terms())[0]
    for person in (BEN, ANN, CAT):
        for key in both:
            opened = reviewing.open_review(database, key, person, occasion=made.key)
            content = COMPLETE.with_answer("greets", Answer(NO)) if person == ANN else COMPLETE
            reviewing.submit(database, replace(opened.draft, content=content), person, NOW)
    return made


@pytest.fixture
def database(made: Made, tmp_path: Path) -> Iterator[SqlDatabase]:
    with closing(open_database(str(shutil.copy(made.database, tmp_path / "room.db")), DEVICE)) as opened:
        yield opened


@pytest.fixture
def session(made: Made) -> CalibrationSession:
    return made.session


@pytest.fixture
def exported(made: Made, database: SqlDatabase, session: CalibrationSession, tmp_path: Path) -> Path:
    """The workbook of the session, which is revealed."""
    agreeing.reveal(database, session, BEN, NOW)
    return Path(shutil.copy(made.workbook, tmp_path / "march.xlsx"))


Cell = Callable[[str, str, str], Any]


def fill(path: Path, change: Callable[[Any, Cell], None]) -> Path:
    """The workbook after a lead has changed it; `cell(sheet, heading, key)` finds a cell."""
    book = openpyxl.load_workbook(path)

    def cell(sheet: str, heading: str, key: str) -> Any:
        for head in book[sheet].iter_rows(max_row=40):
            places = {each.value: each.column for each in head}
            if KEY in places and heading in places:
                rows = range(head[0].row + 1, book[sheet].max_row + 1)
                row = next(row for row in rows if book[sheet].cell(row, places[KEY]).value == key)
                return book[sheet].cell(row, places[heading])
        raise AssertionError(heading)

    change(book, cell)
    target = path.with_name("filled.xlsx")
    book.save(target)
    return target


def key_of(path: Path, standard: str, call: int = 0) -> str:
    """The key of the row of an interaction and standard."""
    lines = openpyxl.load_workbook(path)["_ids"].iter_rows(values_only=True)
    found = [key for kind, key, rest in lines if kind == "row" and rest.endswith(f"|{standard}")]
    return str(found[call])


def test_an_untouched_workbook_changes_nothing(database: SqlDatabase, exported: Path, tmp_path: Path) -> None:
    for path in (exported, recalculation.recomputed(exported, tmp_path)):
        found = workbook_reading.preview(database, path, BEN, NOW)
        assert (found.changes, found.problems, found.entries) == ((), (), ())


def test_a_workbook_of_a_session_without_a_gauge_comes_back(database: SqlDatabase, tmp_path: Path) -> None:
    with database.reading() as work:
        form = work.forms.newest()[0]
    made = calibrating.create(database, "April", form, None, [ANN, CAT], (CALL.key,), BEN, NOW, Terms())[0]
    for person, greets in ((ANN, NO), (CAT, YES)):
        opened = reviewing.open_review(database, CALL.key, person, occasion=made.key)
        content = COMPLETE.with_answer("greets", Answer(greets))
        reviewing.submit(database, replace(opened.draft, content=content), person, NOW)
    agreeing.reveal(database, made, BEN, NOW)
    path = tmp_path / "april.xlsx"
    write_calibration(calibrating.comparison(database, made, BEN), path, NOW)
    greets = key_of(path, "greets")

    def work(_: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", greets).value = "Yes"
        cell("Discussion", "Ruling, kept as a precedent", greets).value = "A name is enough."
        cell("Scores", "External score", "I01").value = 80

    found = workbook_reading.preview(database, fill(path, work), BEN, LATER)
    assert found.problems == ()
    workbook_reading.apply(database, found, BEN, LATER)
    settled = calibrating.material(database, made, BEN)
    agreed = settled.consensus[CALL.key, "greets"]
    assert (agreed.value, agreed.ruling) == (YES, "A name is enough.")
    assert settled.external[CALL.key].points == 80


def test_what_a_lead_fills_in_comes_back(
    database: SqlDatabase, session: CalibrationSession, exported: Path, tmp_path: Path
) -> None:
    greets = key_of(exported, "greets")

    def work(book: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", greets).value = " no "
        cell("Matrix", "Reason for the consensus", greets).value = "Nobody said a name."
        cell("Discussion", "Why they differ", greets).value = "Reviewer drift"
        cell("Discussion", "Ruling, kept as a precedent", greets).value = "=The name comes first"
        cell("Discussion", "Ruling, kept as a precedent", greets).data_type = "s"
        cell("Discussion", "Action", greets).value = "Listen again"
        cell("Discussion", "Owner", greets).value = "Ben"
        cell("Discussion", "Due", greets).value = date(2026, 5, 12)
        cell("Discussion", "State", greets).value = "done"
        cell("Scores", "External score", "I02").value = "72,5"
        swap(book["Matrix"], 6, 8)  # sorted

    filled = fill(exported, work)
    before = filled.read_bytes()
    for path in (filled, recalculation.recomputed(filled, tmp_path)):
        found = workbook_reading.preview(database, path, BEN, NOW)
        assert found.problems == ()
        assert len(found.changes) == 9
    assert filled.read_bytes() == before
    workbook_reading.apply(database, found, BEN, LATER)
    material = calibrating.comparison(database, session, BEN)
    assert material.consensus[CALL.key, "greets"] == Consensus(
        session.key,
        CALL.key,
        "greets",
        NO,
        "Nobody said a name.",
        Flag.REVIEWER_DRIFT,
        "Listen again",
        "Ben",
        date(2026, 5, 12),
        ActionState.DONE,
        "=The name comes first",
    )
    assert material.external[SECOND.key].points == 72.5
    # The same file once more changes nothing, and the next export says what was agreed.
    assert workbook_reading.preview(database, filled, BEN, NOW).changes == ()
    again = tmp_path / "again.xlsx"
    write_calibration(material, again, NOW)
    assert workbook_reading.preview(database, again, BEN, NOW).changes == ()


def swap(sheet: Any, one: int, other: int) -> None:
    """Two rows change places, as when a lead sorts."""
    for place in range(1, sheet.max_column + 1):
        first, second = sheet.cell(one, place), sheet.cell(other, place)
        first.value, second.value = second.value, first.value


def test_problems_are_told_by_cell_and_nothing_is_entered(
    database: SqlDatabase, session: CalibrationSession, exported: Path
) -> None:
    greets, second = key_of(exported, "greets"), key_of(exported, "greets", 1)

    def slip(_: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", greets).value = "Maybe"
        cell("Matrix", "Reason for the consensus", greets).value = "=A1"
        cell("Discussion", "Due", greets).value = "soon"
        cell("Discussion", "State", greets).value = "later"
        cell("Discussion", "Why they differ", greets).value = "weather"
        cell("Scores", "External score", "I01").value = 101
        cell("Matrix", "Consensus", second).value = "No"

    found = workbook_reading.preview(database, fill(exported, slip), BEN, NOW)
    told = " ".join(problem.sentence for problem in found.problems)
    assert len(found.problems) == 6
    for words in (
        "“Maybe” is no answer to this standard; it takes Yes, No",
        "A formula cannot be taken over",
        "“soon” is no date",
        "“later” is none of open, done, dropped",
        "“weather” is none of reviewer drift, unclear standard",
        "“101” is no number of points from 0 to 100",
    ):
        assert words in told
    assert {problem.where.split("!")[0] for problem in found.problems} == {"Matrix", "Discussion", "Scores"}
    about = {(problem.interaction, problem.standard, problem.field) for problem in found.problems}
    assert {("C-1", "Greets", "consensus"), ("C-1", "Greets", "reason"), ("C-1", "", "external")} <= about
    assert [change.where.split("!")[0] for change in found.changes] == ["Matrix"]
    with pytest.raises(InputError, match="was not taken over, for it has problems, the first in"):
        workbook_reading.apply(database, found, BEN, LATER)
    assert calibrating.comparison(database, session, BEN).consensus == {}


def test_what_changed_in_the_program_meanwhile_is_a_problem(
    database: SqlDatabase, session: CalibrationSession, exported: Path
) -> None:
    greets, second = key_of(exported, "greets"), key_of(exported, "greets", 1)
    entries = [Consensus(session.key, CALL.key, "greets", YES), Consensus(session.key, SECOND.key, "greets", NO)]
    agreeing.agree(database, session, entries, BEN, LATER)

    def agree(_: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", greets).value = "No"
        cell("Matrix", "Consensus", second).value = "No"  # what the program was told too

    found = workbook_reading.preview(database, fill(exported, agree), BEN, NOW)
    assert [problem.sentence[:46] for problem in found.problems] == ["Changed in the program meanwhile, to “Yes”: ex"]
    assert [problem.meanwhile for problem in found.problems] == [True]
    assert found.changes == ()


def test_rows_that_stand_twice_and_columns_that_went_are_told(database: SqlDatabase, exported: Path) -> None:
    def mess(book: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", key_of(exported, "greets")).value = "No"
        for place in range(1, book["Matrix"].max_column + 1):
            book["Matrix"].cell(7, place).value = book["Matrix"].cell(6, place).value
        cell("Discussion", "Owner", key_of(exported, "greets"))
        heading = next(each for each in book["Discussion"][4] if each.value == "Owner")
        heading.value = "Who"

    told = [problem.sentence for problem in workbook_reading.preview(database, fill(exported, mess), BEN, NOW).problems]
    assert "The row stands twice: remove the copy." in told
    assert "The column “Owner” is not there any more." in told


def test_what_is_no_workbook_of_a_session_here_is_refused(
    database: SqlDatabase, exported: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("no", encoding="utf-8")
    with pytest.raises(InputError, match="is no Excel workbook"):
        workbook_reading.preview(database, text, BEN, NOW)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(InputError, match="is no calibration workbook of QA Desktop"):
        workbook_reading.preview(database, other, BEN, NOW)

    def foreign(book: Any, _: Cell) -> None:
        book["_ids"]["B2"].value = "00000000-0000-0000-0000-000000000009"

    with pytest.raises(InputError, match="a calibration session that is not in this database"):
        workbook_reading.preview(database, fill(exported, foreign), BEN, NOW)

    def old(book: Any, _: Cell) -> None:
        book["_ids"]["B1"].value = 1

    with pytest.raises(InputError, match="exported by another version of the program"):
        workbook_reading.preview(database, fill(exported, old), BEN, NOW)
    damaged = tmp_path / "damaged.xlsx"
    shutil.copy(exported, damaged)
    damaged.write_bytes(damaged.read_bytes()[:-4000])
    with pytest.raises(InputError, match="is no Excel workbook"):
        workbook_reading.preview(database, damaged, BEN, NOW)
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4000))
    with pytest.raises(InputError, match=r"locked by a password, or is an old \.xls"):
        workbook_reading.preview(database, locked, BEN, NOW)
    swollen = tmp_path / "swollen.xlsx"
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(31_000_000))
    with pytest.raises(InputError, match="unpacks to more than a calibration workbook can hold"):
        workbook_reading.preview(database, swollen, BEN, NOW)


@pytest.mark.parametrize("damage", ["cut", "torn"])
def test_a_sheet_that_is_damaged_is_refused(database: SqlDatabase, exported: Path, tmp_path: Path, damage: str) -> None:
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(exported) as whole, zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as written:
        for part in whole.namelist():
            data = whole.read(part)
            sheet = part.startswith("xl/worksheets/sheet")
            written.writestr(part, data[: len(data) // 2] if sheet and damage == "cut" else data)
    if damage == "torn":
        data = bytearray(damaged.read_bytes())
        at = data.index(b"xl/worksheets/sheet")
        data[at + 100 : at + 300] = bytes(200)
        damaged.write_bytes(bytes(data))
    with pytest.raises(InputError, match="is damaged, or no Excel workbook"):
        workbook_reading.preview(database, damaged, BEN, NOW)


def test_the_workbook_of_another_session_is_refused_where_one_is_wanted(
    database: SqlDatabase, session: CalibrationSession, exported: Path
) -> None:
    other = replace(session, key=UUID(int=9), name="April")
    with pytest.raises(InputError, match="belongs to the session “March”, not to “April”"):
        workbook_reading.preview(database, exported, BEN, NOW, other)
    assert workbook_reading.preview(database, exported, BEN, NOW, session).problems == ()


def test_a_session_that_has_ended_takes_nothing(
    database: SqlDatabase, session: CalibrationSession, exported: Path
) -> None:
    agreeing.close(database, session, BEN, LATER)
    with pytest.raises(InputError, match="was closed on"):
        workbook_reading.preview(database, exported, BEN, NOW)


def test_reading_ends_where_nobody_waits_any_more(database: SqlDatabase, exported: Path) -> None:
    asked = iter([True, True, False])
    with pytest.raises(StoppedError):
        workbook_reading.preview(database, exported, BEN, NOW, going_on=lambda: next(asked))


@pytest.mark.parametrize("lock", ["~$march.xlsx", ".~lock.march.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_read_and_told(database: SqlDatabase, exported: Path, lock: str) -> None:
    assert not workbook_reading.preview(database, exported, BEN, NOW).open_elsewhere
    exported.with_name(lock).touch()
    assert workbook_reading.preview(database, exported, BEN, NOW).open_elsewhere


def test_what_is_agreed_between_preview_and_apply_is_not_written_over(
    database: SqlDatabase, session: CalibrationSession, exported: Path
) -> None:
    def agree(_: Any, cell: Cell) -> None:
        for call in (0, 1):
            cell("Matrix", "Consensus", key_of(exported, "greets", call)).value = "No"

    found = workbook_reading.preview(database, fill(exported, agree), BEN, NOW)
    meanwhile = Consensus(session.key, SECOND.key, "greets", None, "Typed in the room.")
    agreeing.agree(database, session, [meanwhile], BEN, LATER)
    with pytest.raises(InputError, match="was changed in the program meanwhile: nothing was entered"):
        workbook_reading.apply(database, found, BEN, LATER)
    assert list(calibrating.comparison(database, session, BEN).consensus.values()) == [meanwhile]


def test_blanking_a_cell_takes_back_what_was_agreed(
    database: SqlDatabase, session: CalibrationSession, exported: Path, tmp_path: Path
) -> None:
    agreeing.agree(database, session, [Consensus(session.key, CALL.key, "held", NA, "Not held.")], BEN, LATER)
    path = tmp_path / "second.xlsx"
    write_calibration(calibrating.comparison(database, session, BEN), path, NOW)

    def blank(_: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", key_of(path, "held")).value = None

    found = workbook_reading.preview(database, fill(path, blank), BEN, NOW)
    assert [(change.before, change.after) for change in found.changes] == [("N/A", "")]
    workbook_reading.apply(database, found, BEN, LATER)
    assert calibrating.comparison(database, session, BEN).consensus[CALL.key, "held"].value is None


def test_a_sealed_session_is_neither_exported_nor_read_back(
    database: SqlDatabase, session: CalibrationSession, made: Made
) -> None:
    with pytest.raises(InputError, match="is not revealed yet"):
        calibrating.comparison(database, session, BEN)
    with pytest.raises(InputError, match="is not revealed yet"):  # exported from a copy that was revealed
        workbook_reading.preview(database, made.workbook, BEN, NOW)

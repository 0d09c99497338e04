"""Times as people write them."""

from datetime import UTC, datetime

import pytest

from qa_desktop.imports.dates import day_first, in_iso_order, with_clock
from qa_desktop.imports.sheet import Sheet, read_sheet


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("01/14/2026",), False),
        (("01/02/2026", "1/14/2026 9:31"), False),
        (("01/02/2026 9:31 AM",), False),
        (("01/02/2026, 09:31 p.m.",), False),
        (("01/02/2026", "03/04/2026 17:05"), None),
        (("14/01/2026",), True),
        (("02-01-2026", "14-01-2026"), True),
        (("01/14/2026", "14/01/2026"), None),
        (("14/01/2026 9:31 AM",), None),
        (("2026-01-14", "02.01.2026", "yesterday"), True),
        ((), None),
    ],
)
def test_a_column_must_leave_no_doubt(cells: tuple[str, ...], order: bool | None) -> None:
    assert day_first(cells) is order


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ("01/14/2026", "2026-01-14T00:00:00"),
        ("1/4/2026 9:31 AM", "2026-01-04T09:31:00"),
        ("01/14/2026 12:05 am", "2026-01-14T00:05:00"),
        ("01/14/2026, 12:05:30 PM", "2026-01-14T12:05:30"),
        ("01/14/2026 1:05 p.m.", "2026-01-14T13:05:00"),
        ("01/14/2026 17:05", "2026-01-14T17:05:00"),
        ("01/14/26", "2026-01-14T00:00:00"),
        ("01/14/2026 13:05 PM", "01/14/2026 13:05 PM"),
        ("01/14/2026 0:05 AM", "01/14/2026 0:05 AM"),
    ],
)
def test_the_order_of_an_american_time(written: str, ordered: str) -> None:
    assert in_iso_order(written, False) == ordered


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ("14.01.2026", "2026-01-14T00:00:00"),
        ("4.1.26 9:31", "2026-01-04T09:31:00"),
        ("14.01.2026, 09:31:05 Uhr", "2026-01-14T09:31:05"),
        ("14.01.2026 um 09.31 Uhr", "2026-01-14T09:31:00"),
        ("14.01.2026 09:31 MEZ", "2026-01-14T09:31:00+01:00"),
        ("14/01/2026 à 9h31", "2026-01-14T09:31:00"),
        ("14/01/2026 9h31", "2026-01-14T09:31:00"),
        ("14-01-2026 09:31", "2026-01-14T09:31:00"),
        ("14/01/2026 09.31", "2026-01-14T09:31:00"),
        ("14/01/2026T09:31:00+02:00", "2026-01-14T09:31:00+02:00"),
        ("14/01/2026 9:31 PM", "2026-01-14T21:31:00"),
        ("2026/1/4 9:31", "2026-01-04T09:31:00"),
        ("2026-01-14 09:31", "2026-01-14T09:31:00"),
        ("2026-01-14T09:31:00.250+01:00", "2026-01-14T09:31:00.250+01:00"),
        ("gestern", "gestern"),
        ("14.01.2026 vormittags", "14.01.2026 vormittags"),
    ],
)
def test_times_with_the_day_first(written: str, ordered: str) -> None:
    assert in_iso_order(written, True) == ordered


def test_a_date_in_doubt_stays_as_it_is_and_one_with_points_or_of_equal_numbers_is_in_none() -> None:
    assert in_iso_order("01/02/2026", None) == "01/02/2026"
    assert in_iso_order("02.01.2026", None) == "2026-01-02T00:00:00"
    assert in_iso_order("03/03/2026 8:15", None) == "2026-03-03T08:15:00"


def test_the_time_of_day_may_stand_in_a_column_beside() -> None:
    assert with_clock("14.01.2026", "9:31") == "14.01.2026 9:31"
    assert with_clock("2026-01-14T00:00:00", "09:31:00") == "2026-01-14 09:31:00"
    assert with_clock("14.01.2026 8:00", "9:31") == "14.01.2026 8:00"
    assert with_clock("14.01.2026", "") == "14.01.2026"


def sheet_of(*times: str) -> Sheet:
    rows = [(place, (f"L-{place}", each)) for place, each in enumerate(times, 2)]
    return read_sheet([(1, ("external_id", "started_at")), *rows], UTC)


def test_a_sheet_with_american_times_is_read_as_a_whole() -> None:
    sheet = sheet_of("01/02/2026 9:31 AM", "2026-01-15T08:00:00+00:00", "02/30/2026")
    first, second, third = (row.started_at for row in sheet.rows)
    assert first == datetime(2026, 1, 2, 9, 31, tzinfo=UTC)
    assert second is not None
    assert third is None
    assert sheet.month_first
    assert [problem.line for problem in sheet.problems] == [4]


def test_times_in_doubt_are_left_out_and_told() -> None:
    sheet = sheet_of("01/02/2026", "03/04/2026")
    assert [row.started_at for row in sheet.rows] == [None, None]
    assert not sheet.month_first
    assert "the time “01/02/2026” was left out: nothing tells its day" in sheet.problems[0].sentence
    told = read_sheet([(1, ("external_id", "started_at")), (2, ("L-2", "01/02/2026"))], UTC, day_first=True)
    assert told.rows[0].started_at == datetime(2026, 2, 1, tzinfo=UTC)

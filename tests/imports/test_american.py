"""Times as Americans write them."""

from datetime import UTC, datetime

import pytest

from qa_desktop.imports.american import in_iso_order, writes_month_first
from qa_desktop.imports.sheet import Sheet, read_sheet


@pytest.mark.parametrize(
    ("cells", "clear"),
    [
        (("01/14/2026",), True),
        (("01/02/2026", "1/14/2026 9:31"), True),
        (("01/02/2026 9:31 AM",), True),
        (("01/02/2026, 09:31 p.m.",), True),
        (("01/02/2026", "03/04/2026 17:05"), False),
        (("14/01/2026",), False),
        (("01/14/2026", "14/01/2026"), False),
        (("14/01/2026 9:31 AM",), False),
        (("2026-01-14", "14.01.2026", "yesterday"), False),
        ((), False),
    ],
)
def test_a_column_must_leave_no_doubt(cells: tuple[str, ...], clear: bool) -> None:
    assert writes_month_first(cells) is clear


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ("01/14/2026", "2026-01-14T00:00:00"),
        ("1/4/2026 9:31 AM", "2026-01-04T09:31:00"),
        ("01/14/2026 12:05 am", "2026-01-14T00:05:00"),
        ("01/14/2026, 12:05:30 PM", "2026-01-14T12:05:30"),
        ("01/14/2026 1:05 p.m.", "2026-01-14T13:05:00"),
        ("01/14/2026 17:05", "2026-01-14T17:05:00"),
        ("2026-01-14 09:31", "2026-01-14 09:31"),
        ("01/14/26", "01/14/26"),
        ("01/14/2026 13:05 PM", "01/14/2026 13:05 PM"),
        ("01/14/2026 0:05 AM", "01/14/2026 0:05 AM"),
    ],
)
def test_the_order_of_a_time(written: str, ordered: str) -> None:
    assert in_iso_order(written) == ordered


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
    assert "the time “01/02/2026” was left out" in sheet.problems[0].sentence

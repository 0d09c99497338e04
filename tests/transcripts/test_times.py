from datetime import UTC, datetime

import pytest

from qa_desktop.transcripts.times import Kind, day_comes_first, read_time, spelled, unsure_date


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("0", 0.0),
        ("6.31", 6.31),
        ("1,5", 1.5),
        ("00:06", 6.0),
        ("75:30", 4530.0),
        ("1:02:03.5", 3723.5),
        ("00:00:01,250", 1.25),
    ],
)
def test_offsets(cell: str, seconds: float) -> None:
    moment = read_time(cell)
    assert moment is not None
    assert (moment.kind, moment.seconds) == (Kind.OFFSET, seconds)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-01-14T09:31:00Z", "2026-01-14T09:31:00Z"),
        ("2026-01-14T10:31:00+01:00", "2026-01-14T10:31:00+01:00"),
        ("2026-01-14 09:31:00.250", "2026-01-14T09:31:00.250000"),
        ("2026-01-14 09:31", "2026-01-14T09:31:00"),
        ("2026/01/14 09:31", "2026-01-14T09:31:00"),
        ("05/25/2020 11:09 PM", "2020-05-25T23:09:00"),
        ("5/25/20, 12:01 AM", "2020-05-25T00:01:00"),
        ("1768383060", "2026-01-14T09:31:00Z"),
        ("1768383060500", "2026-01-14T09:31:00.500000Z"),
    ],
)
def test_instants(cell: str, at: str) -> None:
    moment = read_time(cell)
    assert moment is not None
    assert moment.at is not None
    assert moment.kind is Kind.INSTANT
    assert spelled(moment.at) == at


def test_an_instant_counts_from_1970() -> None:
    moment = read_time("2026-01-14T10:31:00+01:00")
    assert moment is not None
    assert moment.seconds == datetime(2026, 1, 14, 9, 31, tzinfo=UTC).timestamp()


def test_a_time_of_day() -> None:
    moment = read_time("12:30 pm")
    assert moment is not None
    assert (moment.kind, moment.seconds) == (Kind.CLOCK, 45_000.0)


@pytest.mark.parametrize(
    "cell",
    ["", "-1.5", "NaN", "inf", "1e400", "00:61:75", "1:75", "2020-02-30T10:00:00Z", "13:30 PM", "soon",
     "25/25/2020 10:00", "2026-01-14", "9" * 5000, "٣"],
)  # fmt: skip
def test_what_is_no_time(cell: str) -> None:
    assert read_time(cell) is None


def test_the_order_of_day_and_month_comes_from_the_dates_themselves() -> None:
    assert day_comes_first(["05/04/2020 10:00", "25/04/2020 10:00"]) is True
    assert day_comes_first(["05/04/2020 10:00", "04/25/2020 10:00"]) is False
    assert day_comes_first(["05.04.2020 10:00"]) is True
    assert day_comes_first(["05/04/2020 10:00"]) is None
    assert unsure_date(["x", "05/04/2020 10:00", "06/04/2020 10:00"]) == "05/04/2020"
    assert unsure_date(["2020-04-05 10:00", "05/05/2020 10:00"]) == ""


def test_the_day_first_order_is_used() -> None:
    moment = read_time("05/04/2020 10:00", day_first=True)
    assert moment is not None
    assert moment.at == datetime.fromisoformat("2020-04-05T10:00:00")


def test_a_column_in_milliseconds() -> None:
    moment = read_time("6310", unit=0.001)
    assert moment is not None
    assert moment.seconds == 6.31

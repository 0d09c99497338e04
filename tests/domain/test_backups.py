from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.backups import Backup, BackupKind, backup_name, is_due, outlived, understood

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def daily(*days: float) -> list[Backup]:
    """Daily backups, so many days ago."""
    return [Backup(Path(f"{day}"), NOON - timedelta(days=day), BackupKind.DAILY) for day in days]


@pytest.mark.parametrize(("kind", "schema"), [(BackupKind.DAILY, ""), (BackupKind.UPGRADE, "0002")])
def test_a_name_tells_what_it_was_made_of(kind: BackupKind, schema: str) -> None:
    file = Path("/there") / backup_name("my.room-1", NOON, kind, schema)
    assert understood(file, "my.room-1", 7) == Backup(file, NOON, kind, 7, schema)


@pytest.mark.parametrize(
    "name",
    [
        "room.sqlite3",
        "other.2026-03-02T120000Z.daily.sqlite3",
        "room.2026-03-02T120000Z.weekly.sqlite3",
        "room.2026-13-02T120000Z.daily.sqlite3",
        "room.2026-03-02T120000Z.daily.sqlite3.new",
    ],
)
def test_other_files_are_no_backups_of_it(name: str) -> None:
    assert understood(Path(name), "room") is None


def test_one_is_due_each_day() -> None:
    assert is_due([], NOON)
    assert not is_due(daily(0.1), NOON)
    assert is_due(daily(1, 2), NOON)
    assert is_due(daily(-3), NOON)  # a clock was wrong
    assert is_due([Backup(Path("a"), NOON, BackupKind.UPGRADE)], NOON)
    assert not is_due([Backup(Path("a"), NOON, BackupKind.ASKED)], NOON)


def test_seven_days_and_four_weeks_stay() -> None:
    gone = {each.file.name for each in outlived(daily(*range(60)))}
    assert [day for day in range(60) if str(day) not in gone] == [0, 1, 2, 3, 4, 5, 6, 8, 15]


def test_of_one_day_the_newest_stays() -> None:
    assert [each.file.name for each in outlived(daily(0.1, 0.2, 0.3))] == ["0.2", "0.3"]


def test_what_somebody_asked_for_stays() -> None:
    asked = [Backup(Path(f"{day}"), NOON - timedelta(days=day), BackupKind.ASKED) for day in range(100)]
    assert outlived(asked) == []


@given(st.lists(st.floats(0, 400), unique=True), st.integers(1, 9), st.integers(0, 9))
def test_the_newest_always_stays_and_at_most_so_many(days: list[float], kept_days: int, kept_weeks: int) -> None:
    made = daily(*days)
    gone = outlived(made, kept_days, kept_weeks)
    assert len(made) - len(gone) <= kept_days + kept_weeks
    assert not made or min(made, key=lambda each: NOON - each.at) not in gone

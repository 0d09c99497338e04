"""Fields that take numbers and days."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from qa_desktop.domain.errors import InputError
from qa_desktop.ui.typed import TypedField, day, first_wrong, number, whole


def test_days_and_numbers_are_read_as_people_write_them() -> None:
    assert day("2026-01-30") == date(2026, 1, 30)
    assert day("") is None
    assert number(0, 100)("2,5") == number(0, 100)("2.5") == 2.5
    assert number(0, 1, 0.5)("") == 0.5
    assert whole(1, 9)("7") == 7
    assert whole(1, 9, 0)("") == 0


@pytest.mark.parametrize("typed", ["", "x", "-1", "101", "nan", "inf", "1 000"])
def test_what_is_no_number_within_bounds_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="from 0 to 100"):
        number(0, 100)(typed)
    with pytest.raises(InputError, match="from 0 to 100"):
        whole(0, 100)(typed or "2.5")


def test_a_day_that_is_none_is_named() -> None:
    with pytest.raises(InputError, match="is no date"):
        day("30.1.")


def test_all_that_is_wrong_is_said_and_the_first_is_named(qtbot: QtBot) -> None:
    fields = [TypedField("Points", number(0, 9), typed) for typed in ("1", "x", "y")]
    for field in fields:
        qtbot.addWidget(field)
    assert first_wrong(fields) is fields[1]
    assert [bool(field.complaint.text()) for field in fields] == [False, True, True]
    fields[1].edit.setText("3")
    assert first_wrong(fields) is fields[2]
    assert fields[1].value == 3
    assert fields[1].edit.accessibleDescription() == ""

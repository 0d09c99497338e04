"""Where a printed sheet turns the page."""

from qa_desktop.exports.paging import READABLE, column_breaks, page_breaks, widest
from qa_desktop.exports.plan import A4, MARGINS, Page

WIDTH = 100.0  # fits on A4 landscape as it is: 520 points of height, 494 of them counted on
TALL = dict.fromkeys(range(1, 100), 40.0)


def test_a_block_that_does_not_fit_begins_a_page() -> None:
    assert page_breaks(WIDTH, TALL, (3, 8, 13, 18), 22, Page()) == (12,)


def test_what_fits_on_one_page_has_no_break() -> None:
    assert page_breaks(WIDTH, TALL, (3, 8), 12, Page()) == ()
    assert page_breaks(WIDTH, TALL, (), 90, Page()) == ()


def test_repeated_rows_take_room_on_every_page() -> None:
    assert page_breaks(WIDTH, TALL, range(2, 27), 26, Page()) == (12, 24)
    assert page_breaks(WIDTH, TALL, range(2, 27), 26, Page(), repeated=(1,)) == (12, 23)


def test_a_block_longer_than_a_page_flows_on() -> None:
    assert page_breaks(WIDTH, TALL, (2, 40, 42), 43, Page()) == ()
    assert page_breaks(WIDTH, TALL, (2, 36, 42), 43, Page()) == (35,)


def test_a_wide_sheet_is_shrunk_and_a_page_holds_more() -> None:
    assert page_breaks(300.0, TALL, (3, 8, 13, 18), 22, Page()) == ()


def test_a_page_upright_is_higher() -> None:
    assert page_breaks(90.0, TALL, (3, 8, 13, 18), 22, Page(portrait=True)) == (17,)


COLUMNS = dict.fromkeys(range(1, 31), 15.0)  # of 450 on the whole; 171 are read on a page


def test_columns_turn_the_page_where_they_could_not_be_read() -> None:
    assert column_breaks(COLUMNS, range(1, 31), 30, Page(), ()) == (11, 22)
    assert column_breaks(COLUMNS, range(1, 12), 11, Page(), ()) == ()


def test_repeated_columns_take_room_on_every_page() -> None:
    assert column_breaks(COLUMNS, range(4, 31), 30, Page(), (1, 2, 3)) == (11, 19, 27)


def test_a_group_of_columns_stays_on_one_page() -> None:
    assert column_breaks(COLUMNS, (3, 9, 15), 17, Page(), (1, 2)) == (8,)


def test_every_page_can_be_read() -> None:
    breaks = column_breaks(COLUMNS, range(4, 31), 30, Page(), (1, 2, 3))
    points = 5.25 * widest(COLUMNS, breaks, (1, 2, 3))
    assert widest(COLUMNS, breaks, (1, 2, 3)) == 11 * 15
    assert 72 * (A4[1] - MARGINS[0] - MARGINS[1]) / points >= READABLE

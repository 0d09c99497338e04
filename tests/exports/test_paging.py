"""Where a printed sheet turns the page."""

from qa_desktop.exports.paging import page_breaks
from qa_desktop.exports.plan import Page

WIDTHS = {1: 100.0}  # fits on A4 landscape as it is: 509 points of height, 483 of them counted on
TALL = dict.fromkeys(range(1, 100), 40.0)


def test_a_block_that_does_not_fit_begins_a_page() -> None:
    assert page_breaks(WIDTHS, TALL, (3, 8, 13, 18), 22, Page()) == (12,)


def test_what_fits_on_one_page_has_no_break() -> None:
    assert page_breaks(WIDTHS, TALL, (3, 8), 12, Page()) == ()
    assert page_breaks(WIDTHS, TALL, (), 90, Page()) == ()


def test_repeated_rows_take_room_on_every_page() -> None:
    assert page_breaks(WIDTHS, TALL, range(2, 27), 26, Page()) == (12, 24)
    assert page_breaks(WIDTHS, TALL, range(2, 27), 26, Page(), repeated=(1,)) == (12, 23)


def test_a_block_longer_than_a_page_flows_on() -> None:
    assert page_breaks(WIDTHS, TALL, (2, 40, 42), 43, Page()) == ()
    assert page_breaks(WIDTHS, TALL, (2, 36, 42), 43, Page()) == (35,)


def test_a_wide_sheet_is_shrunk_and_a_page_holds_more() -> None:
    assert page_breaks({1: 300.0}, TALL, (3, 8, 13, 18), 22, Page()) == ()


def test_a_page_upright_is_higher() -> None:
    assert page_breaks({1: 90.0}, TALL, (3, 8, 13, 18), 22, Page(portrait=True)) == (17,)

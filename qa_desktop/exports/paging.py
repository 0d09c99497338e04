"""Where a printed sheet turns to the next page, so that what belongs together stays on one."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from qa_desktop.exports.plan import A4, MARGINS, Page

_POINTS_PER_WIDTH = 5.25  # a column of width 1 has 7 pixels, 96 to the inch
_USUAL_ROW = 15.0
_SURE = 0.95  # programs differ a little in what they fit on a page
READABLE: Final = 0.85
"""How far a sheet is shrunk at most before it takes another page across: letters of 10 points print with 8.5."""


def page_breaks(
    width: float,
    heights: Mapping[int, float],
    starts: Sequence[int],
    last: int,
    page: Page,
    repeated: Sequence[int] = (),
) -> tuple[int, ...]:
    """The rows after which a page ends.

    `starts` are the first rows of the blocks that stay whole where a page can hold them, `last` is the last row;
    `width` is that of the columns of a page, `repeated` are the rows on top of every page.
    """
    room = _room(width, page)
    again = _height(heights, repeated)
    used = _height(heights, range(1, starts[0])) if starts else 0.0
    breaks = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else last + 1
        block = _height(heights, range(start, end))
        if place and used + block > room:
            breaks.append(start - 1)
            used = again
        used += block
        if used > room:  # the block is longer than a page and flows on
            used = again + (used - again) % (room - again)
    return tuple(breaks)


def column_breaks(
    widths: Mapping[int, float], starts: Sequence[int], last: int, page: Page, repeated: Sequence[int]
) -> tuple[int, ...]:
    """The columns after which a page ends, each filled with what can be read on it.

    `starts` are the first columns of the groups that stay together, after the `repeated` ones on the left of every
    page; `last` is the last column, `widths` are those of all.
    """
    paper, left = _paper(page)[0], sum(widths[column] for column in repeated)
    ends = [*(start - 1 for start in starts[1:]), last]
    groups = [sum(widths[column] for column in range(start, end + 1)) for start, end in zip(starts, ends, strict=True)]
    room = paper / (READABLE * _POINTS_PER_WIDTH) - left
    breaks, used = [], 0.0
    for start, group in zip(starts, groups, strict=True):
        if used and used + group > room:
            breaks.append(start - 1)
            used = 0.0
        used += group
    return tuple(breaks)


def widest(widths: Mapping[int, float], breaks: Sequence[int], repeated: Sequence[int]) -> float:
    """The width of the widest page, when the sheet turns the page after these columns."""
    left = sum(widths[column] for column in repeated)
    ends = [len(repeated), *breaks, max(widths)]
    pages = (range(first + 1, end + 1) for first, end in pairwise(ends))
    return left + max(sum(widths[column] for column in columns) for columns in pages)


def _paper(page: Page) -> tuple[float, float]:
    """The width and height in points of what a page has room for."""
    across, down = A4 if page.portrait else A4[::-1]
    left, right, top, bottom = MARGINS
    return 72 * (across - left - right), 72 * (down - top - bottom)


def _room(width: float, page: Page) -> float:
    """The height in points of what fits on a page, when the sheet is shrunk to the width of the paper."""
    across, down = _paper(page)
    return _SURE * down / min(1.0, across / (width * _POINTS_PER_WIDTH))


def _height(heights: Mapping[int, float], rows: Sequence[int]) -> float:
    return sum(heights.get(row, _USUAL_ROW) for row in rows)

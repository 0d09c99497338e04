"""Where a printed sheet turns to the next page, so that what belongs together stays on one."""

from collections.abc import Mapping, Sequence

from qa_desktop.exports.plan import A4, MARGINS, Page

_POINTS_PER_WIDTH = 5.25  # a column of width 1 has 7 pixels, 96 to the inch
_USUAL_ROW = 15.0
_SURE = 0.95  # programs differ a little in what they fit on a page


def page_breaks(
    widths: Mapping[int, float],
    heights: Mapping[int, float],
    starts: Sequence[int],
    last: int,
    page: Page,
    repeated: Sequence[int] = (),
) -> tuple[int, ...]:
    """The rows after which a page ends.

    `starts` are the first rows of the blocks that stay whole where a page can hold them, `last` is the last row;
    `widths` are those of the printed columns, `repeated` the rows on top of every page.
    """
    room = _room(sum(widths.values()), page)
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


def _room(width: float, page: Page) -> float:
    """The height in points of what fits on a page, when the sheet is shrunk to the width of the paper."""
    across, down = A4 if page.portrait else A4[::-1]
    left, right, top, bottom = MARGINS
    scale = min(1.0, 72 * (across - left - right) / (width * _POINTS_PER_WIDTH))
    return _SURE * 72 * (down - top - bottom) / scale


def _height(heights: Mapping[int, float], rows: Sequence[int]) -> float:
    return sum(heights.get(row, _USUAL_ROW) for row in rows)

"""Rows one below the other whose heights become known bit by bit."""

from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.ui.review.transcript.heights import Heights


@given(st.lists(st.integers(1, 500), min_size=1, max_size=700), st.data())
def test_tops_are_the_sums_of_the_heights_above_whatever_has_been_measured(
    rows: list[int], data: st.DataObject
) -> None:
    heights = Heights(rows)
    for row in data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=20)):
        true = data.draw(st.integers(1, 500))
        assert heights.measure(row, true) is (true != rows[row])
        rows[row] = true
    row = data.draw(st.integers(0, len(rows) - 1))
    top = sum(rows[:row])
    assert heights.top(row) == top
    assert heights.row_at(top) == heights.row_at(top + rows[row] - 1) == row
    assert heights.total == sum(rows)
    assert heights.row_at(-5) == 0
    assert heights.row_at(heights.total + 5) == len(rows) - 1


def test_no_rows_have_no_height() -> None:
    assert (len(Heights()), Heights().total, Heights().row_at(3)) == (0, 0, -1)

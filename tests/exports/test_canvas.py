from qa_desktop.exports.canvas import Canvas, Column, Columns, fitting_width, lines_of, row_height


def test_lines_are_counted_as_words_break() -> None:
    assert lines_of("short", 10) == 1
    assert lines_of("", 10) == 1
    assert lines_of("one two\nthree", 10) == 2
    assert lines_of("aaaaaaa bbbbbbb ccccccc", 10) == 3  # 12 signs a line: no two words on one
    assert lines_of("x" * 25, 10) == 3


def test_bold_needs_more_room() -> None:
    assert lines_of("x" * 12, 10) == 1
    assert lines_of("x" * 12, 10, bold=True) == 2


def test_a_column_fits_the_longest_text_within_limits() -> None:
    assert fitting_width(("a", "x" * 20), 16, 34) == 21
    assert fitting_width((), 16, 34) == 16
    assert fitting_width(("x" * 90,), 16, 34) == 34


def test_a_row_is_as_high_as_its_longest_text_and_headings_too() -> None:
    canvas, columns = Canvas("x"), Columns((Column("a", "A heading of three words", 8, "wrap"), Column("b", "B", 8)))
    canvas.header(1, columns, 16)
    canvas.put(2, 1, "some words that take several lines", "wrap")
    canvas.fit(2, columns)
    assert canvas.heights[1] == row_height(4)
    assert canvas.heights[2] == row_height(5)

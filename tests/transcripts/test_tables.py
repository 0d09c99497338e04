import pytest

from qa_desktop.transcripts.columns import known_names
from qa_desktop.transcripts.tables import read_table, split_rows


def cells(text: str, delimiter: str = ",") -> list[tuple[str, ...]]:
    return [row.cells for row in split_rows(text, delimiter).rows]


def test_quoted_cells_keep_delimiters_quotes_and_line_ends() -> None:
    table = split_rows('a,"one\ntwo, with ""quotes""",b\nc,d,e\n', ",")
    assert [row.cells for row in table.rows] == [("a", 'one\ntwo, with "quotes"', "b"), ("c", "d", "e")]
    assert [row.line for row in table.rows] == [1, 3]
    assert table.skipped == ()


def test_a_quote_that_never_closes_costs_its_own_line_only() -> None:
    table = split_rows('1,"never closed\n2,"fine, really"\n3,x', ",")
    assert [row.cells for row in table.rows] == [("1", "never closed"), ("2", "fine, really"), ("3", "x")]
    assert [note.where for note in table.skipped] == ["line 1"]


def test_a_quoted_word_at_the_start_of_a_cell_is_no_damage() -> None:
    table = split_rows('1\t"Hello" he said\n', "\t")
    assert table.rows[0].cells == ("1", '"Hello" he said')
    assert table.skipped == ()


def test_blank_rows_are_left_out_and_lines_still_counted() -> None:
    assert [row.line for row in split_rows("a,b\n\n,,\nc,d", ",").rows] == [1, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join([delimiter.join(["start", "speaker", "text"]), delimiter.join(["1", "Agent", '"a, b; c"'])])
    assert read_table(text, known_names).delimiter == delimiter


def test_excel_may_name_the_delimiter() -> None:
    table = read_table("sep=;\nstart;text\n1,5;hello, you\n", known_names)
    assert table.delimiter == ";"
    assert [row.line for row in table.rows] == [2, 3]


def test_the_last_row_needs_no_line_end() -> None:
    assert cells('a,"b"') == [("a", "b")]
    assert cells("a,") == [("a", "")]

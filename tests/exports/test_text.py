import pytest

from qa_desktop.exports.text import CELL_LIMIT, clean, escaped, one_line


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("plain", "plain"),
        ("a\x00b\x07c\x1bd\x7fe\x85f", "abcdef"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("mac\rwin\r\nend", "mac\nwin\nend"),
        ("lone \ud800 surrogate \udc00", "lone  surrogate "),
        ("pair \ud83d\ude00", "pair 😀"),
        ("not a sign \ufffe\uffff", "not a sign "),
        ("=1+1", "=1+1"),
    ],
)
def test_clean(raw: str, kept: str) -> None:
    assert clean(raw) == kept
    clean(raw).encode("utf-8")


def test_the_limit_counts_utf16_units() -> None:
    assert clean("x" * CELL_LIMIT) == "x" * CELL_LIMIT
    cut = clean("😀" * 20_000)
    assert len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert cut.endswith("😀…")
    assert len(clean("x" * 40_000)) == CELL_LIMIT


def test_what_looks_like_an_escape_is_escaped() -> None:
    assert escaped("_x0041_ and _x005F_ but not _x41_") == "_x005F_x0041_ and _x005F_x005F_ but not _x41_"


def test_one_line() -> None:
    assert one_line("  two\n\t lines ") == "two lines"

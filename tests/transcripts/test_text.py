import codecs

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.transcripts.text import decode

LINE = "Grüße, “Ä” – 5 €"


@pytest.mark.parametrize(
    "data",
    [
        LINE.encode(),
        codecs.BOM_UTF8 + LINE.encode(),
        codecs.BOM_UTF16_LE + LINE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + LINE.encode("utf-16-be"),
        LINE.encode("utf-16-le"),
        LINE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + LINE.encode("utf-32-le"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    assert decode(data).text == LINE
    assert decode(data).skipped == ()


def test_a_file_in_windows_1252_is_read_and_told() -> None:
    decoded = decode("caf\xe9 10 \x80\r\nna\xefve".encode("latin-1"))
    assert decoded.text == "café 10 €\nnaïve"
    assert [note.where for note in decoded.skipped] == ["file"]


def test_single_lines_in_windows_1252_are_told_by_number() -> None:
    decoded = decode("für\n".encode() + b"f\xfcr\n" + b"plain")
    assert decoded.text == "für\nfür\nplain"
    assert [note.where for note in decoded.skipped] == ["line 2"]


def test_line_ends_become_one() -> None:
    assert decode(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"


def test_control_characters_go_and_are_told_once() -> None:
    decoded = decode(b"name,tex\0t that is long enough\nA\0gent,hello there and more\nx,y\0")
    assert "\0" not in decoded.text
    assert decoded.text.startswith("name,text that")
    assert [note.where for note in decoded.skipped] == ["line 1"]
    assert "2 more lines" in decoded.skipped[0].reason


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match="not a text file"):
        decode(bytes(range(256)) * 20)

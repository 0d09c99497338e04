import io
import json
import math
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.transcripts import archive
from qa_desktop.transcripts import source as source_module
from qa_desktop.transcripts.source import Source


def test_a_document_has_one_value_and_json_lines_have_many() -> None:
    assert Source(b'\xef\xbb\xbf {"a": [1]}').json == {"a": [1]}
    lines = Source(b'{"a": 1}\n\n{"a": 2}\nbad\n')
    assert lines.json == [{"a": 1}, {"a": 2}]
    assert [(line.number, line.value["a"]) for line in lines.json_lines] == [(1, 1), (3, 2)]
    assert [note.where for note in lines.json_notes] == ["line 4"]


def test_utf16_json_is_read() -> None:
    assert Source('{"a": "é"}'.encode("utf-16")).json == {"a": "é"}


def test_utf16_without_a_mark_and_xml_that_tells_another_encoding_are_read() -> None:
    assert Source('{"a": "e"}'.encode("utf-16-le")).json == {"a": "e"}
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert Source('<?xml version="1.0" encoding="UTF-8"?><a>é</a>'.encode(encoding)).xml.text == "é"


def test_blanks_before_the_declaration_of_xml_are_no_fault() -> None:
    assert Source('\n \r\n<?xml version="1.0" encoding="UTF-8"?><a>é</a>'.encode()).xml.text == "é"


def test_json_lines_cut_off_in_their_second_are_read_to_there() -> None:
    source = Source(b'{"a": 1}\n{"a": ')
    assert source.json == {"a": 1}
    assert [note.where for note in source.json_notes] == ["line 2"]


def test_numbers_that_are_none_come_as_floats_that_are_not_finite() -> None:
    assert not any(math.isfinite(value) for value in Source(b"[NaN, Infinity, 1e400]").json)


@pytest.mark.parametrize(
    "written",
    ['{"a" : 1, "a": 2}', '[{"b": {"a":1,"a":2}}]', '{"a": 1, "a" \n: 2, "b": "\\":"}', '{"a":"\\":\\":","a":{"b":1}}'],
)
def test_no_name_that_stands_twice_is_missed(written: str) -> None:
    source = Source(written.encode())
    assert source.json == json.loads(written)
    assert ["“a”" in note.reason for note in source.json_notes] == [True]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_a_value_is_read_as_it_was_written(value: object, indent: int | None, is_ascii: bool) -> None:
    written = json.dumps([value], indent=indent, ensure_ascii=is_ascii)
    source = Source(written.encode("utf-8", "surrogatepass"))
    if not is_ascii and any("\ud800" <= sign <= "\udfff" for sign in written):
        return
    assert repr(source.json) == repr(json.loads(written))
    assert source.json_notes == ()


def test_names_that_stand_twice_are_told() -> None:
    source = Source(b'{"a": 1, "a": 2}')
    assert source.json == {"a": 2}
    assert "“a”" in source.json_notes[0].reason


def test_a_large_document_is_read_and_refused_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "_LARGE", 1)
    assert Source(b'{"a": [1, "\xc3\xa9"]}').json == {"a": [1, "é"]}
    assert not math.isfinite(Source(b"[NaN]").json[0])
    assert [line.value for line in Source(b'{"a": 1}\n{"a": 2}').json_lines] == [{"a": 1}, {"a": 2}]
    with pytest.raises(InputError, match="ends in the middle"):
        _ = Source(b'{"a": [1').json
    with pytest.raises(InputError, match="nested deeper"):
        _ = Source(b"[" * 10_000 + b"]" * 10_000).json


def test_json_is_bounded_but_for_the_recordings_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "LARGEST_JSON", 1000)
    monkeypatch.setattr(source_module, "_RECORDING", 100)
    assert Source(json.dumps({"body": "A" * 5000, "more": ["b" * 5000, "c" * 90]}).encode()).json
    with pytest.raises(InputError, match="beside recordings, more than any transcript; split it"):
        _ = Source(json.dumps({"body": "A" * 5000, "turns": ["word " * 15] * 20}).encode()).json
    with pytest.raises(InputError, match="ends in the middle"):
        _ = Source(b'{"body": "' + b"A" * 5000).json


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"a": 0.', "ends in the middle"),
        (b'{"a": tru', "ends in the middle"),
        (b'{"a": 1} x', "no valid JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested deeper"),
        (b'{"a": [1, 2', "ends in the middle"),
        (b'{"a": "b', "ends in the middle"),
        (b'{"a": 1,}', "commas before a closing bracket"),
        (b'{"a": 1 // why\n}', "comments"),
        (b"{'a': 1}", "double quotation marks"),
        (b'{"a" 1}', "line 1, column 6"),
        (b'{"a": ' + b"1" * 5000 + b"}", "a number that is too long"),
        (b"[" + b"1," * 1_000_001 + b"1]", "more than 1,000,000 values"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_json_is_told(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        _ = Source(data).json


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<a>" * 100_000, "nested deeper"),
        (b"<a><b></b>", "ends in the middle"),
        (b"<a></b>", "no valid XML"),
        (b'<?xml version="1.0" encoding="utf-9"?><a/>', "XML"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "entities"),
        (b'<!DOCTYPE a [<!ENTITY e "ha"><!ENTITY f "&e;&e;">]><a>&f;</a>', "entities"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_xml_is_told(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        _ = Source(data).xml


def test_xml_is_read_in_its_own_encoding() -> None:
    assert Source('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1")).xml.text == "é"


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in entries:
            written.writestr(name, data)
    return buffer.getvalue()


def test_entries_that_lead_outside_are_left_out_and_told() -> None:
    found = Source(
        zipped(("a/b.json", b"{}"), ("../c", b"x"), ("/d", b"x"), ("C:\\e", b"x"), ("f\\..\\g", b"x"))
    ).archive
    assert found is not None
    assert found.names == ("a/b.json",)
    assert json.loads(found.read("a/b.json")) == {}
    assert len(found.skipped) == 4


def test_no_archive() -> None:
    assert Source(b"text").archive is None


def test_bombs_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="far more than any transcript"):
        _ = Source(zipped(("a", b"\0" * (2 << 20)))).archive
    monkeypatch.setattr(archive, "MOST_ENTRIES", 2)
    with pytest.raises(InputError, match="more than 2 files"):
        _ = Source(zipped(*((str(n), b"") for n in range(3)))).archive


def test_a_broken_archive_is_told() -> None:
    whole = zipped(("a", bytes(range(256)) * 50))
    with pytest.raises(InputError, match="damaged or cut off"):
        _ = Source(whole[: len(whole) // 2]).archive
    damaged = bytearray(whole)
    damaged[60:90] = b"\xff" * 30
    found = Source(bytes(damaged)).archive
    assert found is not None
    with pytest.raises(InputError, match="damaged or cut off"):
        found.read("a")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"a" * (17 << 20), "16 MB of text"), (b"a\n" * 500_001, "500,000 lines"), (b"a\r" * 1_000_001, "500,000 lines"),
     (b"a\r\n" * 500_001, "500,000 lines")],
)  # fmt: skip
def test_what_would_fill_the_memory_is_refused_at_once(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        _ = Source(data).text
    with pytest.raises(InputError, match=sentence):
        _ = Source(data).xml

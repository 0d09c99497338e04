"""What stands in a package: written and read back, and everything that is none refused in words."""

import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.sharing import packages
from qa_desktop.sharing.packages import NewerError, Package, UnreadableError, pack, unpack
from tests.sharing.samples import DEVICE, SCHEMA, entries, header, named, package

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.lists(
    st.builds(Entry, st.sampled_from([*map(str, EntryKind)]), TEXTS, st.dictionaries(TEXTS, PLAIN, max_size=4))
)


@given(ENTRIES)
def test_a_package_is_read_back(written: list[Entry]) -> None:
    told = header(len(written))
    content = pack(told, written)
    assert unpack(named(content, told.first, told.last), content, SCHEMA) == Package(told, tuple(written))


def raw(*lines: object) -> bytes:
    """A package of lines that no program of ours writes."""
    spelled = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return zlib.compress(b"".join(line + b"\n" for line in spelled))


HEAD = {"format": 1, "schema": SCHEMA, "program": "0.3.0", "device": str(DEVICE), "database": str(DEVICE)}
HEAD |= {"first": 1, "last": 1, "count": 1}
ENTRY = {"kind": "record", "key": "k", "content": {}}


def test_the_hostile_ones_below_would_be_read_but_for_their_fault() -> None:
    content = raw(HEAD, ENTRY)
    assert unpack(named(content), content, SCHEMA).entries == (Entry("record", "k", {}),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SQLite format 3\0" * 100,
        zlib.compress(b""),
        zlib.compress(b"\n"),
        zlib.compress(b"\xff\xfe\n"),
        raw([]),
        raw(b"null"),
        raw(b'{"format":1'),
        raw({**HEAD, "format": "1"}, ENTRY),
        raw({**HEAD, "format": True}, ENTRY),
        raw({**HEAD, "format": 0}, ENTRY),
        raw({**HEAD, "schema": 3}, ENTRY),
        raw({**HEAD, "device": "me"}, ENTRY),
        raw({**HEAD, "device": None}, ENTRY),
        raw({**HEAD, "device": str(DEVICE).replace("7", "8")}, ENTRY),
        raw({name: value for name, value in HEAD.items() if name != "database"}, ENTRY),
        raw({**HEAD, "first": 2, "last": 2}, ENTRY),
        raw({**HEAD, "last": 1.0}, ENTRY),
        raw({**HEAD, "count": -1}),
        raw({**HEAD, "count": 2}, ENTRY),
        raw({**HEAD, "count": 0}, ENTRY),
        raw({**HEAD, "count": 10**9}, ENTRY),
        raw({**HEAD, "program": "x" * 5000}, ENTRY),
        raw(HEAD, []),
        raw(HEAD, {**ENTRY, "kind": "table"}),
        raw(HEAD, {**ENTRY, "kind": ["record"]}),
        raw(HEAD, {**ENTRY, "key": 7}),
        raw(HEAD, {**ENTRY, "content": "x"}),
        raw(HEAD, b'{"kind":"record","key":"k","content":{"a":NaN}}'),
        raw(HEAD, b'{"kind":"record","key":"k","content":{"a":"\\ud83d"}}'),
        raw(HEAD, b'{"kind":"record","key":"\\uDFFF","content":{}}'),
        raw(HEAD, b'{"kind":"record","key":"k","content":{"a":' + b"9" * 5000 + b"}}"),
        raw(HEAD, b'{"kind":"record","key":"k","content":{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}}"),
        raw(HEAD, ENTRY)[:-1],
        raw(HEAD, ENTRY) + b"x",
        zlib.compress(json.dumps(HEAD).encode() + b"\n" + json.dumps(ENTRY).encode()),
    ],
)
def test_what_is_no_package_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        unpack(named(content), content, SCHEMA)


def test_a_whole_pair_that_is_spelled_in_halves_is_a_letter() -> None:
    content = raw(HEAD, b'{"kind":"record","key":"k","content":{"a":"\\ud83d\\udc4b and \\\\ud83d"}}')
    (entry,) = unpack(named(content), content, SCHEMA).entries
    assert entry.content == {"a": "👋 and \\ud83d"}


def test_a_small_file_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_CONTENT", 100_000)
    content = raw(HEAD, {**ENTRY, "content": {"a": "x" * 1_000_000}})
    assert len(content) < 5000
    with pytest.raises(UnreadableError):
        unpack(named(content), content, SCHEMA)


@pytest.mark.parametrize("change", [{"schema": "0004"}, {"schema": "0010"}, {"format": 2, "schema": "0004"}])
def test_a_package_of_a_newer_program_names_its_version_whatever_else_stands_in_it(change: dict[str, object]) -> None:
    content = raw({**HEAD, "program": "0.9.1", **change, "count": "many"}, b"\0what a later format holds")
    with pytest.raises(NewerError) as refused:
        unpack(named(content), content, SCHEMA)
    assert refused.value.program == "0.9.1"


def test_a_package_of_an_older_program_is_read() -> None:
    told = replace(header(1), schema="0001")
    content = pack(told, entries(1))
    assert unpack(named(content), content, SCHEMA).header == told


@given(st.data())
def test_a_package_with_a_part_cut_or_changed_never_passes_for_another(data: st.DataObject) -> None:
    name, content = package()
    place = data.draw(st.integers(0, len(content) - 1))
    changed = content[:place] if data.draw(st.booleans()) else content[:place] + b"\0" + content[place + 1 :]
    try:
        found = unpack(name, changed, SCHEMA)
    except (UnreadableError, NewerError):
        return
    assert found == unpack(name, content, SCHEMA)

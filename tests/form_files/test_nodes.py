"""Files that cannot be read: what is said, and that nothing runs away."""

from pathlib import Path

import pytest

from qa_desktop.form_files.nodes import MAX_BYTES, MAX_NODES, Fields, Items, Text, UnreadableError, load


def _load(tmp_path: Path, content: str | bytes, name: str = "x.yaml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return load(path)


def _complaint(tmp_path: Path, content: str | bytes, name: str = "x.yaml") -> tuple[int | None, str]:
    with pytest.raises(UnreadableError) as caught:
        _load(tmp_path, content, name)
    return caught.value.line, caught.value.message


def test_scalars_keep_their_text_and_line(tmp_path: Path) -> None:
    loaded = _load(tmp_path, "\ufeffa: 1.50\n# note\nb: ['yes', ~]\n")
    assert loaded == Fields(
        (
            (Text("a", 1), Text("1.50", 1)),
            (Text("b", 3), Items((Text("yes", 3, plain=False), Text("~", 3)), 3)),
        ),
        1,
    )


def test_json_gives_the_same_nodes(tmp_path: Path) -> None:
    loaded = _load(tmp_path, '{"a": 1.50,\n\n "b":\t["yes", null, true, {}, [ ]]}', "x.JSON")
    quoted = [Text(key, line, plain=False) for key, line in (("a", 1), ("b", 3), ("yes", 3))]
    items = Items((quoted[2], Text("null", 3), Text("true", 3), Fields((), 3), Items((), 3)), 3)
    assert loaded == Fields(((quoted[0], Text("1.50", 1)), (quoted[1], items)), 1)
    assert items.items[1].blank  # type: ignore[union-attr]


def test_numbers_of_any_length_keep_every_digit(tmp_path: Path) -> None:
    long = "9" * 5000
    assert _load(tmp_path, f"[{long}]", "x.json") == Items((Text(long, 1),), 1)


def test_surrogate_pairs_become_their_character(tmp_path: Path) -> None:
    for name in ("x.yaml", "x.json"):
        loaded = _load(tmp_path, '["\\ud83d\\ude00", "\\ud83d"]', name)
        assert [item.text for item in loaded.items] == ["😀", "�"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, "The file is empty"),
        (" \n\n", 1, "The file is empty"),
        ("# only a comment\n", 1, "nothing but comments"),
        ("a: 1\nb:\n\tc: 2\n", 3, "indented with a tab"),
        ("a: 1\n \tb: 2\n", 2, "indented with a tab"),
        ("a: b: c\n", 1, "put the text in quotes"),
        ("a: 1\nb\n", 2, "write “key: value”"),
        ("a:\n  - b\n - c\n", 3, "indentation does not fit"),
        ("a: 'x\n\nb: 1\n", 1, "A quote is opened and never closed"),
        ("a: [1, 2\nb: 3\n", 1, "brackets"),
        ('a: "\\q"\n', 1, "A backslash"),
        ("a: 1\nb: @x\n", 2, "put the text in quotes"),
        ("a: 1\n---\nb: 2\n", 2, "A second document"),
        ("a: *gone\n", 1, "refers to nothing above it"),
        ("a: &a\n  b: *a\n", 2, "refers to nothing above it"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "Tags such as"),
        ("a: 1\nb: !x y\n", 2, "Tags such as"),
        ("? [a]\n: 2\n", 1, "A key must be a word"),
        ("a: 1\nb: \x00\n", 2, "control character"),
        ("a: 1\nb: gr\xfc\xdfe\n".encode("latin-1"), 2, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        ("[" * 31 + "]" * 31, 1, "more than 30 deep"),
        ("[" * 100_000, 1, "more than 30 deep"),
    ],
)
def test_the_cause_stands_in_plain_words_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, words: str
) -> None:
    found = _complaint(tmp_path, content)
    assert found[0] == line
    assert words in found[1]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('{"a": 1,\n "b": }', 2, "This is not JSON (Expecting value, column 7)"),
        ('{"a": NaN}', None, "“NaN” is not a number"),
        ('{"a": -Infinity}', None, "“-Infinity” is not a number"),
        ("[" * 100_000, 1, "more than 30 deep"),
        ("[\n" + "[" * 31 + "]" * 32, 2, "more than 30 deep"),
        ('{"a":\n' * 31 + "1" + "}" * 31, 32, "more than 30 deep"),
        ("[" + "1," * MAX_NODES + "1]", 1, f"More than {MAX_NODES} entries"),
        ("a: 1", 1, "This is not JSON"),
    ],
)
def test_json_has_the_same_limits(tmp_path: Path, content: str, line: int | None, words: str) -> None:
    found = _complaint(tmp_path, content, "x.json")
    assert found[0] == line
    assert words in found[1]


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
    )
    line, words = _complaint(tmp_path, bomb)
    assert line is not None
    assert f"More than {MAX_NODES} entries" in words


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    assert _load(tmp_path, "a: b".ljust(MAX_BYTES)) == Fields(((Text("a", 1), Text("b", 1)),), 1)
    assert len(_load(tmp_path, "[" + "1," * (MAX_NODES - 2) + "1]", "x.json").items) == MAX_NODES - 1


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    assert "larger than 500 kB" in _complaint(tmp_path, "#" * (MAX_BYTES + 1))[1]


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        load(tmp_path)

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.search import (
    LONGEST_WORD,
    MOST_TERMS,
    MOST_WORDS,
    Snippet,
    fold,
    parse,
    snippet,
    words_of,
    words_with_places,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoë Straße STRASSE", "zoe strasse strasse"),
        ("İstanbul ISTANBUL istanbul ıstanbul", "istanbul istanbul istanbul istanbul"),
        ("Cafe\u0301 café CAFÉ", "cafe cafe cafe"),
        ("Søren Łódź Þór œuvre", "soren lodz thor oeuvre"),
        ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
        ("ёлка Ёлка", "елка елка"),
        ("don't C-100% a_b ann@example.com", "don t c 100 a b ann example com"),
        ("１２ ٣٤ x²", "12 34 x2"),
        ("soft\u00adhyphen joi\u200dner \u202eturned", "softhyphen joiner turned"),
        ("我想退款ok", "我 想 退 款 ok"),
        ("한국어", "한국어"),
        ("שָׁלוֹם مُحَمَّد", "שלום محمد"),
        ("हिन्दी", "हिन्दी"),
        ("\ud800 \0 👍 …", ""),
        ("", ""),
    ],
)
def test_accents_case_and_signs_make_no_difference(text: str, words: str) -> None:
    assert [unicodedata.normalize("NFC", word) for word in words_of(text)] == words.split()


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)).split() == fold(text).split()
    assert words_of(text.upper()) == words_of(text.upper().lower().upper())


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_words_consist_of_what_no_engine_takes_for_a_separator(text: str) -> None:
    for word in words_of(text):
        assert all(not letter.isascii() or (letter.isalnum() and letter == letter.lower()) for letter in word)
        assert not any(letter in "'\"\\:*&|!()<> ¶" for letter in word)


@given(st.text())
def test_each_word_has_its_place(text: str) -> None:
    placed = words_with_places(text)
    assert [word for word, _, _ in placed] == words_of(text)
    for word, first, last in placed:
        assert 0 <= first < last <= len(text)
        assert word in words_of(text[first:last]) or len(word) == LONGEST_WORD


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Refund rou", ["refund", "rou*"]),
        ("refund ", ["refund*"]),
        ('"long hold" refund', ["long hold", "refund*"]),
        ('refund "long hold"', ["refund", "long hold"]),
        ('refund "long ho', ["refund", "long ho*"]),
        ("„lange Wartezeit“ «x y» ”z”", ["lange wartezeit", "x y", "z"]),
        ("refund -angry", ["refund", "-angry"]),
        ('-"long hold" refund', ["-long hold", "refund*"]),
        ("long-hold", ["long hold*"]),
        ("C-100", ["c 100*"]),
        ("- -- %", ["*", "*", "*"]),
        ("refund refund refund", ["refund", "refund*"]),
        ("", []),
        ('"', []),
        ('""', []),
    ],
)
def test_what_is_typed_means(typed: str, terms: list[str]) -> None:
    spelled = [
        f"{'-' if term.excluded else ''}{' '.join(term.words)}{'*' if term.prefix or not term.words else ''}"
        for term in parse(typed).terms
    ]
    assert spelled == terms


@given(st.text(alphabet='ab"“”-* ()&|!:^NEAR{}\\%_\0é', max_size=200))
def test_nothing_typed_is_an_error(typed: str) -> None:
    for term in parse(typed).terms:
        assert len(term.words) <= MOST_WORDS
        assert not (term.prefix and term.excluded)


def test_a_pasted_page_asks_for_its_first_words_only() -> None:
    assert len(parse(" ".join(map(str, range(100_000)))).terms) == MOST_TERMS
    (term,) = parse('"' + "a " * 5000 + '"').terms
    assert len(term.words) == MOST_WORDS
    (word,) = parse("x" * 10_000).terms[0].words
    assert len(word) == LONGEST_WORD


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("The café bill", "CAFE", Snippet("The café bill", ((4, 8),))),
        ("Long hold, long\nholder", '"long hold"', Snippet("Long hold, long holder", ((0, 9),))),
        ("Long hold, long\nholder", "long-hold", Snippet("Long hold, long holder", ((0, 9), (11, 22)))),
        ("我想退款", "退款", Snippet("我想退款", ((2, 4),))),
        ("a\x1b[1m \u202ebill\0", "bill", Snippet("a [1m bill ", ((6, 10),))),
        ("nothing of it", "refund -of", Snippet("nothing of it")),
        ("a" * 10, "a b", Snippet("a" * 10)),
    ],
)
def test_a_snippet_marks_what_was_looked_for(text: str, typed: str, expected: Snippet) -> None:
    assert snippet(text, parse(typed)) == expected


def test_a_snippet_of_a_long_text_is_cut_at_words_around_the_first_mark() -> None:
    found = snippet("one two three " * 50 + "the refund came " + "four five " * 50, parse("refund"), room=60)
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= 62
    assert [found.text[first:last] for first, last in found.marks] == ["refund"]
    assert found.text[1] != " "


@given(st.text(max_size=400), st.text(max_size=20), st.integers(20, 80))
def test_marks_lie_in_the_snippet_one_after_the_other(text: str, typed: str, room: int) -> None:
    found = snippet(text, parse(typed), room)
    assert len(found.text) <= max(room, 20) + 2
    edges = [edge for mark in found.marks for edge in mark]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(found.text) for edge in edges)

"""Digits that somebody reads out: found in words and figures, over several turns, and with times that hold them."""

import pytest

from qa_desktop.domain.spoken_digits import SpokenDigits, find_digits
from qa_desktop.domain.transcripts import Role, Turn


def talk(*texts: str, seconds: float = 8.0) -> tuple[Turn, ...]:
    """Customer and agent in turn, each turn ten seconds after the one before."""
    sides = (Role.CUSTOMER, Role.AGENT)
    return tuple(
        Turn(text, sides[place % 2], start=place * 10.0, end=place * 10.0 + seconds) for place, text in enumerate(texts)
    )


def found(*texts: str) -> list[tuple[str, int]]:
    return [(each.words, each.count) for each in find_digits(talk(*texts))]


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        ("it is four two four two, thanks", "four two four two", 4),
        ("call double five treble oh", "double five treble oh", 5),
        ("card 1234 5678 9012 3456.", "1234 5678 9012 3456", 16),
        ("it's 4,2 and 6, 1, 0, 8", "4,2 and 6, 1, 0, 8", 6),
        ("born 24/12/1985 in York", "24/12/1985", 8),
        ("nineteen eighty-five", "nineteen eighty-five", 4),
        ("oh, one, eleven", "oh, one, eleven", 4),
        ("vierundzwanzig zwo null drei", "vierundzwanzig zwo null drei", 5),
        ("fünf DREIẞIG null sieben", "fünf DREIẞIG null sieben", 5),
        ("dos cuatro veintitrés", "dos cuatro veintitrés", 4),
    ],
)
def test_digits_are_found_however_they_are_said(text: str, words: str, count: int) -> None:
    assert found(text) == [(words, count)]


@pytest.mark.parametrize(
    "text",
    [
        "one of the two, once or twice, for one more",
        "it costs $1,250.00, or 1200 euros, at 10:30",
        "two hundred and fifty pounds",
        "ein Mann und eine Frau",
        "oh, oh, oh, oh, oh",
        "I have three questions. First, my order. Then four of the boxes are broken and two are lost",
        "one two three",
        "two of my friends and three others",
        "one two he said to me three four",
        "",
    ],
)
def test_what_is_no_number_to_hide_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_groups_of_one_speaker_with_short_answers_between_are_one_place() -> None:
    places = find_digits(talk("four two four two", "mm-hmm", "four two four two", "yes", "and then one two three"))
    assert [(each.first, each.last, each.count) for each in places] == [(0, 4, 11)]


def test_what_the_other_repeats_is_a_place_of_its_own() -> None:
    places = find_digits(talk("one two three four", "one two three four"))
    assert [(each.first, each.last) for each in places] == [(0, 0), (1, 1)]


def test_groups_far_apart_are_told_apart() -> None:
    assert len(find_digits(talk("one two", "so", "what else then and now one two", "", "one two three four"))) == 1
    apart = (Turn("one two", Role.CUSTOMER, start=0, end=1), Turn("three four", Role.CUSTOMER, start=60, end=61))
    assert find_digits(apart) == ()


def test_two_speakers_do_not_make_one_number() -> None:
    assert found("one two", "three four") == []


def test_internal_notes_are_not_heard() -> None:
    assert find_digits((Turn("12345678", Role.AGENT, start=0, end=1, internal=True),)) == ()


def test_the_time_is_taken_from_the_place_in_the_turn_with_a_margin() -> None:
    words = "x" * 40 + " 1234 " + "y" * 54
    (place,) = find_digits((Turn(words, Role.CUSTOMER, start=100.0, end=110.0),))
    assert place.start is not None
    assert place.end is not None
    assert 100.0 < place.start < 103.0  # said at 104.1
    assert 105.5 < place.end < 107.5


def test_a_turn_without_an_end_is_covered_however_fast_it_is_said() -> None:
    words = "x" * 79 + " 1234"
    turns = (Turn(words, Role.CUSTOMER, start=0.0), Turn("yes", Role.AGENT, start=30.0))
    (place,) = find_digits(turns)
    assert place.start is not None
    assert place.end is not None
    assert place.start <= 5.0  # 84 characters by a quick speaker
    assert place.end >= 30.0  # or by one who thinks before every figure
    (alone,) = find_digits(turns[:1])
    assert alone.end is not None
    assert alone.end >= 20.0


def test_without_times_the_place_is_told_all_the_same() -> None:
    assert find_digits((Turn("1234", Role.AGENT),)) == (SpokenDigits(0, 0, None, None, "1234", 4),)


def test_how_many_digits_are_wanted_can_be_said() -> None:
    assert [each.count for each in find_digits(talk("code 123"), at_least=3)] == [3]

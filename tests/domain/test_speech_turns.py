from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.speech import Sides, Speech, SpeechSource
from qa_desktop.domain.speech_turns import Stretch, cutting_in, joined, speech_of_turns, with_sides
from qa_desktop.domain.transcripts import Role, Transcript, Turn

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


def call(*turns: tuple[Role, float | None, float | None]) -> Transcript:
    return Transcript("x", tuple(Turn("words", role, start=start, end=end) for role, start, end in turns))


def cuts(*stretches: tuple[int, float, float]) -> list[tuple[int, float, float]]:
    return [(each.side, each.start, each.end) for each in cutting_in(Stretch(*each) for each in stretches)]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        # The first gives way.
        ((0, 0, 10), (1, 8, 15), [(1, 8, 10)]),
        ((1, 0, 10), (0, 9.4, 15), [(0, 9.4, 10)]),
        # The last syllables, and words of agreement.
        ((0, 0, 10), (1, 9.6, 15), []),
        ((0, 0, 10), (1, 4, 4.6), []),
        ((0, 0, 10), (1, 9.4, 10.3), []),
        ((0, 0, 10), (1, 9.1, 10.15), []),
        ((0, 0, 10), (1, 4, 5.5), []),
        # Going on against one who does not give way.
        ((0, 0, 10), (1, 4, 6.5), [(1, 4, 6.5)]),
        # Both begin at once; one after the other.
        ((0, 0, 5), (1, 0.1, 7), []),
        ((0, 0, 10), (1, 10.1, 15), []),
    ],
)
def test_what_is_an_interruption(
    first: tuple[int, float, float], second: tuple[int, float, float], found: list[tuple[int, float, float]]
) -> None:
    assert cuts(first, second) == found
    assert cuts(second, first) == found


def test_a_pause_for_breath_ends_no_turn_and_a_longer_one_does() -> None:
    assert cuts((0, 0, 4), (0, 4.4, 10), (1, 3, 9)) == [(1, 3, 9)]
    assert cuts((0, 0, 4), (0, 4.4, 10), (1, 3.2, 3.8)) == []
    assert cuts((0, 0, 4), (0, 4.6, 10), (1, 3, 9)) == [(1, 3, 4), (0, 4.6, 9)]


def test_one_after_the_other_cuts_in() -> None:
    assert cuts((0, 0, 5), (1, 4, 9), (0, 8, 12)) == [(1, 4, 5), (0, 8, 9)]


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.floats(0, 100), st.floats(0, 20)).map(lambda t: (t[0], t[1], t[1] + t[2])),
        max_size=12,
    )
)
def test_whoever_cuts_in_does_so_while_both_speak(stretches: list[tuple[int, float, float]]) -> None:
    turns = joined((Stretch(*each) for each in stretches), 0.5)
    for cut in cutting_in(Stretch(*each) for each in stretches):
        assert cut.seconds >= 0.5
        assert any(t.side == 1 - cut.side and t.start < cut.start and cut.end <= t.end for t in turns)
        assert any(t.side == cut.side and t.start == cut.start and cut.end <= t.end for t in turns)
    for before, after in pairwise(turns):
        assert before.side < after.side or after.start - before.end >= 0.5


def test_figures_of_a_transcript() -> None:
    found = speech_of_turns(
        call((AGENT, 1, 6), (CUSTOMER, 5, 9), (AGENT, 9.2, 12), (CUSTOMER, 15, 16), (AGENT, 16.5, 18))
    )
    assert found == Speech(
        source=SpeechSource.TRANSCRIPT,
        talk=(9.3, 5.0),
        interruptions=(0, 1),
        overtalk=1.0,
        silence=3.5,
        longest_silence=3.0,
        hold=0.0,
    )
    # The pairs of a transcript are agent and customer, whatever channel anybody is on.
    assert found.sides(None) == found.sides(1) == Sides(9.3, 5.0, 0, 1)


def test_words_that_are_turns_of_their_own_are_not_counted_twice() -> None:
    found = speech_of_turns(call((AGENT, 0, 5), (AGENT, 1, 2), (CUSTOMER, 6, 8), (CUSTOMER, 7, 9)))
    assert found is not None
    assert (found.talk, found.overtalk, found.silence) == ((5.0, 3.0), 0.0, 1.0)


def test_a_bot_fills_silence_but_is_nobodys_talk() -> None:
    found = speech_of_turns(call((Role.BOT, 0, 8), (CUSTOMER, 8, 10), (Role.UNKNOWN, 10, 20), (AGENT, 20, 25)))
    assert found is not None
    assert (found.talk, found.silence) == ((5.0, 2.0), 0.0)


@pytest.mark.parametrize(
    "transcript",
    [
        call(),
        call((AGENT, 0, 5), (AGENT, 6, 9)),
        call((AGENT, 0, 5), (CUSTOMER, 6, None)),
        call((AGENT, None, None), (CUSTOMER, None, None)),
        call((AGENT, 0, 5), (CUSTOMER, 6, 5.5)),
        call((AGENT, 0, 5), (CUSTOMER, 6, 6)),
        call((Role.UNKNOWN, 0, 5), (Role.UNKNOWN, 6, 9)),
        call((Role.BOT, 0, 5), (CUSTOMER, 6, 9)),
        replace(call((AGENT, 0, 5), (CUSTOMER, 6, 9)), channel="chat"),
    ],
    ids=["nothing", "one side", "no end", "no times", "backwards", "no length", "no roles", "a bot", "a chat"],
)
def test_what_does_not_say_when_each_side_speaks_has_no_figures(transcript: Transcript) -> None:
    assert speech_of_turns(transcript) is None


def test_a_note_among_the_turns_is_not_spoken() -> None:
    spoken = call((AGENT, 0, 5), (CUSTOMER, 6, 9))
    note = Turn("a note", AGENT, start=20, end=30, internal=True)
    assert speech_of_turns(replace(spoken, turns=(*spoken.turns, note))) == speech_of_turns(spoken)


HEARD = Speech(SpeechSource.ONE_CHANNEL, (20.0, 0.0), (0, 0), 0.0, 4.0, 3.0, 30.0)


def test_one_channel_takes_its_sides_from_the_transcript_and_keeps_its_silence_and_hold() -> None:
    transcript = call((AGENT, 0, 6), (CUSTOMER, 5, 10), (AGENT, 45, 50))
    assert with_sides(HEARD, transcript) == Speech(
        SpeechSource.TRANSCRIPT, (11.0, 5.0), (0, 1), 1.0, HEARD.silence, HEARD.longest_silence, HEARD.hold
    )


def test_two_channels_and_a_transcript_without_sides_leave_what_was_heard() -> None:
    two = replace(HEARD, source=SpeechSource.CHANNELS, talk=(12.0, 8.0))
    assert with_sides(two, call((AGENT, 0, 6), (CUSTOMER, 5, 10))) == two
    assert with_sides(HEARD, call((Role.UNKNOWN, 0, 6))) == HEARD
    assert with_sides(HEARD, None) == HEARD

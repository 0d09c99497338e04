import math

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts import cleaning
from qa_desktop.transcripts.cleaning import cleaned
from qa_desktop.transcripts.detect import read_transcripts


def test_what_is_sound_stays_the_same() -> None:
    turn = Turn("שלום 👨‍👩‍👧 e\u0301 \u200fok", Role.AGENT, "Kim", 1.0, 2.0)
    (kept,) = cleaned(Transcript("x", (turn,))).turns
    assert kept is turn


def test_no_text_disguises_itself() -> None:
    (turn,) = cleaned(
        Transcript("x", (Turn("pay \u202e001\u202c \x1b[2Jeuro\x00\u2028next \ud800", speaker="K\nim\u2066"),))
    ).turns
    assert (turn.text, turn.speaker) == ("pay 001 [2Jeuro\nnext \ufffd", "K im")
    (transcript,) = read_transcripts("speaker,text\nAgent,a\u202eb\n".encode())
    assert transcript.turns[0].text == "ab"
    assert "disguise" in transcript.skipped[-1].reason


def test_times_that_are_none_are_left_out_and_told() -> None:
    times = [(math.nan, None), (-1.0, 2.0), (3.0, 1.0), (1.0, math.inf), (1.0, 1.0)]
    transcript = cleaned(Transcript("x", tuple(Turn("a", start=start, end=end) for start, end in times)))
    assert [(turn.start, turn.end) for turn in transcript.turns] == [
        (None, None), (None, None), (3.0, None), (1.0, None), (1.0, 1.0)]  # fmt: skip
    assert [note.where for note in transcript.skipped] == ["turn 1", "turn 2", "turn 3", "turn 4"]


def test_a_turn_of_which_nothing_is_left_is_told() -> None:
    transcript = cleaned(Transcript("x", (Turn("\u202e\x07"), Turn("a"))))
    assert [turn.text for turn in transcript.turns] == ["a"]
    assert transcript.skipped[0] == Skipped("turn 1", "nothing that can be seen stands in it; it was left out")


def test_one_conversation_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LARGEST_TEXT", 10)
    assert cleaned(Transcript("x", (Turn("12345"), Turn("67890"))))
    with pytest.raises(InputError, match="more than any transcript; split it"):
        cleaned(Transcript("x", (Turn("12345"), Turn("67890!"))))

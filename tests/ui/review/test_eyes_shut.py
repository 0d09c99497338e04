"""Scoring with the eyes shut: what is said, when, and what is not."""

import pytest

from qa_desktop.media.earcons import Tone
from qa_desktop.ui.spoken import Line
from tests.ui.room import Room

Said = list[Line]


@pytest.fixture
def said(call: Room, monkeypatch: pytest.MonkeyPatch) -> Said:
    """What is said from the moment on in which the mode is on; this machine has no voice for the test."""
    monkeypatch.setenv("SPEECHD_ADDRESS", "none")
    noted: Said = []
    call.window.hands_free.narrator.said.connect(noted.append)
    call.window.hands_free.narrator.read.connect(noted.append)
    call.press("F12")
    noted.clear()
    return noted


def words(said: Said) -> list[str]:
    return [line.words for line in said]


def tones(said: Said) -> list[Tone]:
    return [line.tone for line in said]


def test_the_screen_says_calmly_that_the_mode_is_on(call: Room, said: Said) -> None:
    band = call.window.hands_free.band
    assert band.isVisible()
    assert "no voice is installed here" in band.text()
    assert band.text().endswith("W says where you are, F12 ends it.")
    assert band.height() <= 48
    call.press("F12")
    assert not band.isVisible()
    assert call.window.hands_free.voice is None
    call.press("Y")
    assert said == []


def test_signs_go_to_the_device_that_is_chosen(call: Room, said: Said) -> None:
    voice = call.window.hands_free.voice
    assert voice is not None
    call.window._preferences.change(output_device="headset")
    assert voice._device == "headset"


def test_a_standard_is_told_with_its_answers_and_their_keys(call: Room, said: Said) -> None:
    call.press("Down")
    call.settle()
    assert words(said) == [
        "2 of 18. Verifies the caller's identity. Not answered. Yes: Y, No: N, Not applicable: A.",
    ]


def test_levels_and_options_are_told_with_the_keys_in_force(call: Room, said: Said) -> None:
    actions = call.window.actions_by_id
    actions.bind(actions.bindings.take("level_2", "2").give("level_2", "F14").changes)
    call.go_to("listens")
    assert "Level 1: 1, Level 2: Ctrl+Shift+2, Level 3: 3," in words(said)[-1]
    call.go_to("outcome")
    assert "Solved on the call: 1, Will be done by us: Ctrl+Shift+2," in words(said)[-1]
    actions.bind({})
    call.go_to("listens")
    assert words(said)[-1].endswith("Not answered. Levels 1 to 5, Not applicable: A.")


def test_an_answer_is_told_with_the_evidence_noted_for_it(call: Room, said: Said) -> None:
    call.listen(61.5)
    call.press("Y")
    assert words(said) == ["Yes.", "Evidence: from 57 seconds to 1 minute 1 second."]
    assert tones(said) == [Tone.YES, Tone.EVIDENCE]
    said.clear()
    call.press("Backspace", "Del")
    assert words(said) == ["Answer cleared.", "Evidence removed."]


@pytest.mark.parametrize(("key", "tone"), [("Y", Tone.YES), ("N", Tone.NO), ("A", Tone.NA)])
def test_each_answer_has_a_sign_of_its_own(call: Room, said: Said, key: str, tone: Tone) -> None:
    call.press(key)
    assert tones(said)[0] is tone


def test_a_level_has_its_place_as_sign(call: Room, said: Said) -> None:
    call.go_to("listens")
    said.clear()
    call.press("4")
    assert said[0] == Line("Level 4.", Tone.LEVEL, 4)


def test_what_an_answer_needs_is_told(call: Room, said: Said) -> None:
    call.go_to("verifies")
    said.clear()
    call.press("N")
    assert words(said)[0] == "No."
    assert words(said)[1].startswith("This answer needs a comment")


def test_a_key_that_does_not_fit_is_told_as_an_error(call: Room, said: Said) -> None:
    call.press("7")
    assert tones(said) == [Tone.ERROR]
    assert "takes Y N A" in words(said)[0]


def test_what_was_done_to_the_sound_is_no_error(call: Room, said: Said) -> None:
    call.press("K")
    assert said == [Line("Silence is skipped.", Tone.TOLD)]


def test_undo_says_what_it_undid_and_where(call: Room, said: Said) -> None:
    call.press("Y", "Down", "Down")
    call.settle()
    said.clear()
    call.press("Ctrl+Z")
    call.settle()
    assert words(said)[:2] == ["1 of 18. Greets with own name and company.", "Answer cleared."]


def test_what_is_typed_is_not_read_out(call: Room, said: Said) -> None:
    call.press("C")
    assert words(said) == ["Comment on Greets with own name and company"]
    said.clear()
    call.type("fine, thank you")
    call.settle()
    assert said == []


def test_where_one_is_is_told_on_demand_and_shown(call: Room, said: Said) -> None:
    call.listen(63)
    call.press("Y", "Space")
    call.press("C", "Ctrl+Shift+W")
    told = call.window.status.remark.text()
    assert call.answer.comment == ""
    assert "At 1 minute 3 seconds of" in told
    assert "paused." in told
    assert "1 of 18. Greets with own name and company. Answer: Yes. One piece of evidence." in told
    assert "Total so far 100.0 percent." in told
    missing = len({lack.standard for lack in call.state.missing})
    assert told.endswith(f"{missing} are missing, the first is number 2.")


def test_completing_submitting_and_the_next_are_told(call: Room, said: Said) -> None:
    call.answer_all()
    assert "Nothing is missing." in words(said)
    said.clear()
    call.press("Ctrl+Return")
    call.until(lambda: call.window.review.interaction != call.keys["L-1001"])
    call.settle()
    assert words(said)[0].startswith("Submitted: ")
    assert tones(said)[0] is Tone.DONE
    assert "are missing, the first is number 1." in words(said)[1]
    assert words(said)[-1].startswith("1 of 18. Greets")


def test_what_keeps_one_from_submitting_is_told(call: Room, said: Said) -> None:
    call.press("Ctrl+Return")
    call.settle()
    assert tones(said)[0] is Tone.ERROR
    assert "still missing" in words(said)[0]


def test_a_draft_that_cannot_be_saved_is_told(call: Room, said: Said) -> None:
    call.window.review.session.saving.emit("The database is gone: look for it.")
    assert said == [Line("The database is gone: look for it.", Tone.ERROR)]


def test_the_worklist_and_the_transcript_are_read_line_by_line(call: Room, said: Said) -> None:
    review = call.window.review
    review.player.transcript.setFocus()
    said.clear()
    call.press("Down")
    turns = review.session.review.transcript.turns  # type: ignore[union-attr]
    assert turns[1].text in words(said)[-1] or turns[0].text in words(said)[-1]
    said.clear()
    call.press("Ctrl+F")
    assert words(said) == ["Search the worklist"]


def test_nothing_is_made_while_nobody_listens(call: Room) -> None:
    noted: Said = []
    call.window.hands_free.narrator.said.connect(noted.append)
    call.window.hands_free.narrator.read.connect(noted.append)
    call.press("Y", "Down", "7")
    call.settle()
    assert noted == []


def test_without_an_interaction_the_worklist_is_counted(room: Room) -> None:
    room.press("W")
    assert room.window.status.remark.text().startswith("No interaction is open. The worklist has ")

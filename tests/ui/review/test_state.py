"""Pure steps of the form pane."""

from dataclasses import replace

import pytest

from qa_desktop.domain.answers import NA, NO, YES, Answer, AudioSpan, Chosen, Several, TurnSpan, Value
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import NO as NO_OPTION
from qa_desktop.domain.forms import YES as YES_OPTION
from qa_desktop.domain.forms import AnswerType, Form, Kind, Option, Section, Sequence, Standard, publish
from qa_desktop.ui.actions import usual_key
from qa_desktop.ui.review.state import FormState, keys_for, marked, moved, toggled, value_of_key

TEN = tuple(Option(str(number), f"Option {number}") for number in range(1, 11))
BINARY = Standard("b", "B", Kind.FOUNDATION, AnswerType.YES_NO, (YES_OPTION, NO_OPTION))
LEVELS = Standard("l", "L", Kind.FINESSE, AnswerType.LEVELS, TEN[:5], na_allowed=False)
CHOICE = Standard("c", "C", Kind.FINESSE, AnswerType.CHOICE, TEN)
SEVERAL = Standard("s", "S", Kind.INFO, AnswerType.SEVERAL, TEN[:3])
TEXT = Standard("t", "T", Kind.INFO, AnswerType.TEXT)


@pytest.mark.parametrize(
    ("standard", "key", "value"),
    [
        (BINARY, "y", YES),
        (BINARY, "n", NO),
        (BINARY, "a", NA),
        (BINARY, "1", YES),
        (BINARY, "2", NO),
        (BINARY, "3", None),
        (LEVELS, "5", Chosen("5")),
        (LEVELS, "6", None),
        (LEVELS, "a", None),
        (LEVELS, "y", None),
        (CHOICE, "0", Chosen("10")),
        (SEVERAL, "2", Several(("2",))),
        (TEXT, "1", None),
        (TEXT, "a", NA),
    ],
)
def test_the_value_of_a_key(standard: Standard, key: str, value: Value | None) -> None:
    assert value_of_key(standard, key, None) == value


def test_options_are_put_in_and_taken_out() -> None:
    assert toggled(Several(("1", "2")), "1") == Several(("2",))
    assert toggled(Several(("2",)), "2") is None
    assert toggled(NA, "2") == Several(("2",))


def test_noted_evidence_gives_way_to_newly_noted_evidence_only() -> None:
    noted, attached, later = AudioSpan(0, 1, True), AudioSpan(2, 3), AudioSpan(4, 5, True)
    answer = Answer(YES, "why", (noted, attached), ("r",))
    assert marked(answer, NO, later) == Answer(NO, "why", (attached, later), ("r",))
    assert marked(answer, None, None) == Answer(None, "why", (noted, attached), ("r",))


def test_ends_of_evidence_never_cross() -> None:
    assert moved(AudioSpan(10, 20, True), 12, None) == AudioSpan(12, 20)
    assert moved(AudioSpan(10, 20), 20, None) is None
    assert moved(AudioSpan(10, 20), None, 5) is None
    assert moved(TurnSpan(3, 4, True), None, 3) == TurnSpan(3, 3)
    assert moved(TurnSpan(3, 4), None, 1) is None


def test_keys_are_told_in_words() -> None:
    told = [keys_for(standard, usual_key) for standard in (BINARY, LEVELS, CHOICE, TEXT)]
    assert told == ["Y N A", "1–5", "1–0 A", "Enter A"]


def test_evidence_in_another_order_than_the_form_asks_for_is_told() -> None:
    standards = (replace(BINARY, id="a"), replace(BINARY, id="b"))
    form = Form("f", "F", (Section("s", "S", standards),), sequences=(Sequence(("a", "b")),))
    state = FormState(publish(form, 1), Content({"a": Answer(YES, evidence=(AudioSpan(900, 1000),))}))
    state = state.with_answer("b", Answer(YES, evidence=(AudioSpan(100, 200),)))
    assert state.out_of_order == (("a", "b"),)

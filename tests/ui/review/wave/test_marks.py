"""Marks from an evaluation: where they stand, whose they are, and in which order."""

from uuid import uuid4

import pytest

from qa_desktop.domain.answers import NO, YES, Answer, AudioSpan, TurnSpan
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import form_library
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.wave.marks import CommentMark, EvidenceMark, TurnMark, marks_of

TURNS = Transcript(
    "test",
    (
        Turn("Hello", Role.AGENT, start=1.0, end=2.0),
        Turn("note", Role.SYSTEM, start=2.0, end=2.5, internal=True),
        Turn("Hi", Role.CUSTOMER, start=3.0, end=4.5),
        Turn("untimed"),
    ),
)


@pytest.fixture
def state(database: SqlDatabase) -> FormState:
    """Three answers: two with evidence, one of them commented, and one with neither."""
    version = form_library.newest(database)[0]
    first, second, third = (standard.id for standard in version.form.standards[:3])
    content = Content(
        {
            first: Answer(YES, "well said", (AudioSpan(9000, 12_000), AudioSpan(4000, 5000))),
            second: Answer(NO, "", (TurnSpan(0, 2),)),
            third: Answer(NO, "nowhere in particular"),
        }
    )
    return FormState(version, content)


def test_evidence_of_the_current_standard_comes_last(state: FormState) -> None:
    first, second = list(state.content.answers)[:2]
    found = marks_of(state, first, TURNS).evidence
    assert [(mark.start, mark.end, mark.standard, mark.place, mark.current) for mark in found] == [
        (1.0, 4.5, second, 0, False),
        (4.0, 5.0, first, 1, True),
        (9.0, 12.0, first, 0, True),
    ]
    assert [mark.number for mark in found] == [2, 1, 1]
    assert [mark.current for mark in marks_of(state, second, TURNS).evidence] == [False, False, True]


def test_evidence_in_turns_stands_where_they_are_spoken_or_nowhere(state: FormState) -> None:
    assert len(marks_of(state, "", None).evidence) == 2


def test_a_comment_stands_where_its_first_evidence_begins(state: FormState) -> None:
    first = next(iter(state.content.answers))
    assert marks_of(state, "", TURNS).comments == (CommentMark(4.0, "well said", first, 1),)


def test_turns_with_times_are_marked_but_not_notes(state: FormState) -> None:
    assert marks_of(state, "", TURNS).turns == (TurnMark(1.0, 2.0, Role.AGENT), TurnMark(3.0, 4.5, Role.CUSTOMER))


def test_redactions_are_taken_over(state: FormState) -> None:
    redaction = Redaction(uuid4(), 1, 2)
    assert marks_of(state, "", None, (redaction,)).redactions == (redaction,)


def test_keys_go_through_evidence_and_comments_by_time(state: FormState) -> None:
    stops = marks_of(state, "", TURNS).stops()
    assert [type(stop) for stop in stops] == [EvidenceMark, EvidenceMark, CommentMark, EvidenceMark]
    assert [getattr(stop, "start", 4.0) for stop in stops] == [1.0, 4.0, 4.0, 9.0]

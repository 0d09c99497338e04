"""Evidence as spans of the recording, and the names of its files."""

import pytest

from qa_desktop.domain.answers import YES, Answer, AudioSpan, TurnSpan
from qa_desktop.domain.clips import Span
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.evidence_clips import EvidenceClip, evidence_clips, file_stem, turns_span, without_overlap
from qa_desktop.domain.forms import Form
from qa_desktop.domain.transcripts import Transcript, Turn
from tests.domain.builders import section, yes_no

FORM = Form("f", "F", (section("one", yes_no("greets"), yes_no("asks")), section("two", yes_no("thanks"))))
TURNS = Transcript("x", (Turn("a", start=1.0), Turn("b", start=2.0, end=3.5), Turn("c"), Turn("d", start=9.0)))


def test_evidence_stands_in_the_order_of_the_form_then_of_time() -> None:
    content = Content(
        {
            "thanks": Answer(YES, evidence=(AudioSpan(100, 900),)),
            "greets": Answer(YES, evidence=(AudioSpan(5_000, 6_000), AudioSpan(1_000, 2_000), AudioSpan(1_000, 2_000))),
            "unknown": Answer(YES, evidence=(AudioSpan(1, 2),)),
        }
    )
    found = evidence_clips(FORM, content, None)
    assert [(each.span, each.numbers, each.text) for each in found] == [
        (Span(1_000, 2_000), (1,), FORM.standards[0].text),
        (Span(5_000, 6_000), (1,), FORM.standards[0].text),
        (Span(100, 900), (3,), FORM.standards[2].text),
    ]


def test_evidence_in_the_transcript_counts_where_it_has_times() -> None:
    content = Content({"asks": Answer(YES, evidence=(TurnSpan(0, 0), TurnSpan(0, 1), TurnSpan(2, 2), TurnSpan(7, 7)))})
    assert [each.span for each in evidence_clips(FORM, content, TURNS)] == [Span(1_000, 2_000), Span(1_000, 3_500)]
    assert evidence_clips(FORM, content, None) == ()


@pytest.mark.parametrize(("first", "last"), [(2, 2), (3, 3), (1, 0), (-1, 1), (0, 4)])
def test_turns_without_times_have_no_span(first: int, last: int) -> None:
    assert turns_span(TURNS, first, last) is None


def test_spans_that_overlap_become_one_with_the_numbers_of_all() -> None:
    clips = [
        EvidenceClip(Span(5_000, 8_000), (7,), "later"),
        EvidenceClip(Span(1_000, 3_000), (4,), "first"),
        EvidenceClip(Span(2_000, 6_000), (1, 4), "between"),
        EvidenceClip(Span(8_000, 9_000), (2,), "after"),
    ]
    assert without_overlap(clips) == (
        EvidenceClip(Span(1_000, 8_000), (1, 4, 7), "first"),
        EvidenceClip(Span(8_000, 9_000), (2,), "after"),
    )


@pytest.mark.parametrize(
    ("clip", "stem"),
    [
        (EvidenceClip(Span(86_400, 90_000), (3,), "Listens to the customer"), "03 Listens to the customer 1m26s"),
        (EvidenceClip(Span(3_723_000, 3_800_000), (1, 12), "Ends"), "01+12 Ends 1h02m03s"),
        (EvidenceClip(Span(0, 1), (1,), ' a/b\\c: "d"? <e>\n*|. '), "01 a b c d e 0m00s"),
        (EvidenceClip(Span(0, 1), (1,), "ä" * 300), f"01 {'ä' * 48} 0m00s"),
    ],
)
def test_names_are_such_as_every_file_system_takes(clip: EvidenceClip, stem: str) -> None:
    assert file_stem(clip) == stem

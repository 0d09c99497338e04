"""Clips: times as people write them, and which spans meet."""

from pathlib import Path

import pytest

from qa_desktop.domain import clips
from qa_desktop.domain.clips import ClipFormat, Hidden, Kept, Span
from qa_desktop.domain.errors import InputError


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("0", 0),
        ("62", 62_000),
        ("62.5", 62_500),
        ("62,25", 62_250),
        ("1:02", 62_000),
        (" 1:02.125 ", 62_125),
        ("1:02:03", 3_723_000),
        ("75:00", 4_500_000),
        ("1:02.0004", 62_000),
    ],
)
def test_times_are_read_as_seconds_or_clock(written: str, milliseconds: int) -> None:
    assert clips.parse_time(written) == milliseconds


@pytest.mark.parametrize("written", ["", "soon", "1:", ":30", "-5", "1:60", "1:60:00", "1e3", "²", "1:2:3:4", "nan"])
def test_what_is_no_time_is_told(written: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        clips.parse_time(written)


def test_spans_are_read_and_spelled() -> None:
    assert clips.parse_span("1:02-1:30.5") == Span(62_000, 90_500)
    assert clips.parse_span("62–90.5") == Span(62_000, 90_500)
    assert clips.spell(Span(62_000, 3_690_500)) == "1:02–1:01:30.5"


@pytest.mark.parametrize(
    ("written", "why"), [("1:02", "is no span"), ("1:30-1:02", "after it begins"), ("5-5", "after it begins")]
)
def test_what_is_no_span_is_told(written: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        clips.parse_span(written)


def test_overlapping_spans_become_one() -> None:
    spans = [Span(5_000, 6_000), Span(0, 2_000), Span(1_000, 3_000), Span(3_000, 4_000)]
    assert clips.merged(spans) == (Span(0, 4_000), Span(5_000, 6_000))
    assert clips.merged(spans, apart_ms=1_000) == (Span(0, 6_000),)
    assert clips.merged([Span(0, 9_000), Span(1_000, 2_000)]) == (Span(0, 9_000),)


def test_a_span_is_cut_to_the_recording() -> None:
    assert clips.within(Span(8_000, 12_000), 10_000) == Span(8_000, 10_000)
    with pytest.raises(InputError, match="behind the end"):
        clips.within(Span(10_000, 12_000), 10_000)


def test_what_is_redacted_in_a_span_comes_in_order() -> None:
    late, early, other = Hidden(Span(4_000, 6_000), 1), Hidden(Span(0, 2_001)), Hidden(Span(0, 2_000))
    assert clips.hidden_in(Span(2_000, 5_000), (late, early, other)) == (early, late)


def test_the_ending_names_the_format() -> None:
    assert clips.format_of("a/b.MP3") is ClipFormat.MP3
    with pytest.raises(InputError, match=r"\.wav, \.mp3, \.opus"):
        clips.format_of("a.m4a")


def test_sides_are_channels_once_the_agent_is_known() -> None:
    assert clips.kept_side("agent", 1, 2) is Kept.RIGHT
    assert clips.kept_side("customer", 1, 2) is Kept.LEFT
    assert clips.kept_side("both", None, 2) is Kept.BOTH
    assert clips.kept_side("both", None, 1) is Kept.MIXED
    for channels, agent in ((1, 0), (2, None)):
        with pytest.raises(InputError, match="leave the side out"):
            clips.kept_side("agent", agent, channels)


def test_a_clip_is_a_frozen_value() -> None:
    piece = clips.Piece(Path("a.wav"), Span(0, 1))
    assert clips.Clip((piece,), ClipFormat.WAV) == clips.Clip((piece,), ClipFormat.WAV)

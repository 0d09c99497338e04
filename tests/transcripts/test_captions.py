"""SRT and SBV; what captions have in common is tested with WebVTT."""

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts


def read(text: str, encoding: str = "utf-8") -> Transcript:
    (transcript,) = read_transcripts(text.encode(encoding))
    return transcript


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_srt_in_many_encodings(encoding: str) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n[Agent] Grüß Gott\r\n\r\n2\r\n00:00:02,500 --> 00:00:03,000\r\nJa\r\n"
    transcript = read(text, encoding)
    assert transcript.format == "srt"
    first, second = transcript.turns
    assert (first.start, first.end, first.role, first.speaker, first.text) == (
        1.0,
        2.5,
        Role.AGENT,
        "Agent",
        "Grüß Gott",
    )
    assert (second.role, second.text) == (Role.UNKNOWN, "Ja")


@pytest.mark.parametrize(
    ("payload", "speaker", "text"),
    [
        ("Agent: Hello", "Agent", "Hello"),
        (">> Agent: Hello", "Agent", "Hello"),
        ("<i>Hello</i> {\\an8}you", "", "Hello you"),
        ('<font color="red">(Customer) Hello</font>', "Customer", "Hello"),
        ("- Hello\n- Hi", "", "- Hello\n- Hi"),
        ("wrapped\nline", "", "wrapped line"),
    ],
)
def test_what_an_srt_cue_shows(payload: str, speaker: str, text: str) -> None:
    (turn,) = read(f"00:00:01,000 --> 00:00:02,000\n{payload}\n").turns
    assert (turn.speaker, turn.text) == (speaker, text)


def test_srt_without_a_number_or_blank_line_between() -> None:
    transcript = read(
        "1\n00:00:01,0 --> 00:00:02,0\na\n2\n00:00:03,0 --> 00:00:02,0\nb\n\n4\n"
        "00:99:00,0 --> 01:00:00,0\nc\n\n5\n00:00:06,0 --> 00:00:07,0\n"
    )
    assert [(turn.text, turn.start, turn.end) for turn in transcript.turns] == [("a", 1.0, 2.0), ("b", 3.0, None)]
    assert [note.where for note in transcript.skipped] == ["line 5", "line 9", "line 13"]


def test_sbv() -> None:
    transcript = read("0:00:00.378,0:00:11.378\nAgent: Hello\nthere\n\nno time here\n\n0:00:12.000,0:00:13.000\nHi\n")
    assert transcript.format == "sbv"
    assert [(turn.start, turn.speaker, turn.text) for turn in transcript.turns] == [
        (0.378, "Agent", "Hello there"),
        (12.0, "", "Hi"),
    ]
    assert [(note.where, note.reason) for note in transcript.skipped] == [("line 5", "no time: “no time here”")]


@pytest.mark.parametrize("text", ["1\n00:00:01,000 --> 00:00:02,000\n", "0:00:00.378,0:00:11.378\n"])
def test_captions_without_a_word_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="without any turn"):
        read(text)

import io
import zipfile
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts


def read(text: str) -> Transcript:
    (transcript,) = read_transcripts(text.encode())
    return transcript


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Agent Kim: Hello\nmore\n\nLee: Hi\n", None),
        ("**Agent Kim:** Hello more\n\n**Lee:** Hi", None),
        ("Agent Kim  0:03\nHello\nmore\n\nLee  0:05\nHi\n", 3.0),
        ("Agent Kim   1:00:03\nHello more\nLee   1:00:05\nHi", 0.0),
        ("[00:00:03] Agent Kim: Hello more\n[00:00:05] Lee: Hi", 3.0),
        ("0:03 Agent Kim: Hello more\n0:05 Lee: Hi", 3.0),
        ("(0:03) Agent Kim: Hello\nmore\n(0:05) Lee: Hi", 3.0),
        ("Agent Kim (00:03):\nHello more\n\nLee (00:05):\nHi", 3.0),
        ("Agent Kim [00:03]: Hello more\nLee [00:05]: Hi", 3.0),
        ("Agent Kim: 00:03\nHello more\nLee: 00:05\nHi", 3.0),
        ("[00:03.000 --> 00:05.000] Agent Kim: Hello more\n[00:05.000 --> 00:06.000] Lee: Hi", 3.0),
        ("10:15:30\t From Agent Kim to Everyone : Hello more\n10:15:32\t From Lee : Hi", 0.0),
        ("10:15:30 From Agent Kim to Everyone:\n\tHello more\n10:15:32 From Lee to Everyone:\n\tHi", 0.0),
        ("[2026-01-14 09:31:00] Agent Kim: Hello more\n[2026-01-14 09:31:02] Lee: Hi", 0.0),
        ("10:15:30 AM Agent Kim: Hello more\n10:15:32 AM Lee: Hi", 0.0),
        ("Agent Kim: [00:00:03] Hello more\n\nLee: [00:00:05] Hi", 3.0),
        ("Agent Kim    00:00:03    Hello more\nLee    00:00:05    Hi", 3.0),
        ("0:03 | Agent Kim\nHello\nmore\n\n0:05 | Lee\nHi\n", 3.0),
        ("Call - Transcript\nDate: today\nAgent Kim: Hello more\n\nLee: Hi\nTranscribed by https://x.y", None),
        ("[00:00:03.0] - Agent Kim\nHello more\n\n[00:00:05.0] - Lee\nHi", 3.0),
        ("[Agent Kim] 10:15:30\nHello more\n\n[Lee] 10:15:32\nHi", 0.0),
        ("1. Agent Kim: Hello more\n2. Lee: Hi", None),
        ("(10:15:30 AM) Agent Kim: Hello more\n(10:15:31 AM) *** Lee joined ***\n(10:15:32 AM) Lee: Hi\n---\n", 0.0),
    ],
)
def test_speakers_before_their_turns(text: str, start: float | None) -> None:
    transcript = read(text)
    first, second = transcript.turns
    assert (first.role, first.speaker, first.text) == (Role.AGENT, "Agent Kim", "Hello more")
    assert (second.role, second.speaker, second.text) == (Role.UNKNOWN, "Lee", "Hi")
    assert (first.start, second.start) == (start, None if start is None else start + 2)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[SPEAKER_00]: Hello\n[SPEAKER_01]: Hi\n", ["SPEAKER_00", "SPEAKER_01"]),
        ("SPEAKER: S1\nHello\nSPEAKER: S2\nHi\n", ["S1", "S2"]),
        ("[0:00:03.250] spk_0: Hello\n[0:00:09.000] spk_1: Hi\n", ["spk_0", "spk_1"]),
        ("Speaker 1 [00:03]: Hello\nSpeaker 2 [00:09]: Hi\n", ["Speaker 1", "Speaker 2"]),
    ],
)
def test_speakers_that_an_engine_counts(text: str, names: list[str]) -> None:
    turns = read(text).turns
    assert [(turn.speaker, turn.text) for turn in turns] == list(zip(names, ["Hello", "Hi"], strict=True))


def test_a_time_between_the_turns_is_that_of_the_next() -> None:
    transcript = read("Call\n00:00:00\nAgent: Hello\nLee: Hi\n00:05:00\nAgent: Bye\n")
    assert [(turn.start, turn.text) for turn in transcript.turns] == [(0.0, "Hello"), (None, "Hi"), (300.0, "Bye")]


def test_pairs_that_begin_late_are_times_of_day() -> None:
    transcript = read("[23:58] Agent: Hello\n[23:59] Lee: Hi\n[00:01] Agent: Bye\n".replace("00:01", "23:59"))
    assert [turn.start for turn in transcript.turns] == [0.0, 60.0, 60.0]
    assert "hours and minutes" in transcript.skipped[0].reason
    assert [turn.start for turn in read("[00:58] Agent: Hello\n[10:59] Lee: Hi\n").turns] == [58.0, 659.0]


def test_what_stands_before_the_first_speaker_is_told_and_notices_are_not() -> None:
    transcript = read(
        "Weekly call\nKim started transcription\nKim: Hello\nLee: Hi\nKim: Bye\nKim stopped transcription\n"
    )
    assert [turn.text for turn in transcript.turns] == ["Hello", "Hi", "Bye"]
    assert [note.where for note in transcript.skipped] == ["line 1"]


def test_an_instant_is_when_a_chat_began() -> None:
    transcript = read("[2026-01-14 09:31:00] Agent: a\n[2026-01-14 09:31:02] Lee: b")
    assert (transcript.started_at, transcript.channel) == ("2026-01-14T09:31:00", "chat")


@pytest.mark.parametrize(
    "text",
    ["host: localhost\nport: 80\npath: /x\n", "A letter: it has a colon.\nAnd goes on, without speakers.\n",
     "just words\nand more words\n", "start,end,text\n", "NOTE: first\nTODO: second\nFIXME: third\n"],
)  # fmt: skip
def test_other_texts_are_no_dialogue(text: str) -> None:
    with pytest.raises(InputError):
        read(text)


@pytest.mark.parametrize(
    ("name", "turns"), [("billing-complaint.txt", 11), ("followup-positive.txt", 9), ("otter_style_from_tca.txt", 37)]
)
def test_real_files(shared_data: Path, name: str, turns: int) -> None:
    transcript = read((shared_data / "interactions/transcripts/txt" / name).read_text("utf-8"))
    assert len(transcript.turns) == turns
    assert Role.AGENT in {turn.role for turn in transcript.turns}


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return buffer.getvalue()


def p(*lines: str) -> str:
    return "<w:p><w:r>" + "<w:br/>".join(f"<w:t>{line}</w:t>" for line in lines) + "</w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


@pytest.mark.parametrize(
    "body",
    [
        p("Call with Lee") + p("Agent Kim   0:03", "Hello") + p("Lee   0:05", "Hi"),
        p("Agent Kim   0:03") + p("Hello") + p("Lee   0:05") + p("Hi"),
        p("0:0:3.0 --&gt; 0:0:5.0") + p("Agent Kim") + p("Hello") + p("0:0:5.0 --&gt; 0:0:6.0") + p("Lee") + p("Hi"),
        p("Summary") + table(("Speaker", "Q1"), ("Agent", "2")) + table(
            ("Start", "Dur.", "Speaker", "", "Transcription"), ("0:00:03.0", "2.0s", "Agent Kim", "", "Hello"),
            ("0:00:05.0", "1s", "Lee", "", "Hi")),
        p("[00:03] Agent Kim: Hello") + "<w:p><w:del><w:r><w:t>[00:04] Lee: gone</w:t></w:r></w:del></w:p>"
        + p("[00:05] Lee: Hi"),
    ],
)  # fmt: skip
def test_word_documents(body: str) -> None:
    (transcript,) = read_transcripts(word(body), "call.docx")
    assert transcript.format == "docx"
    assert [(turn.start, turn.role.value, turn.speaker, turn.text) for turn in transcript.turns] == [
        (3.0, "agent", "Agent Kim", "Hello"), (5.0, "unknown", "Lee", "Hi")]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (word(p("a letter")), "without a table of turns or lines"),
        (word(p("a")).replace(b"<w:body>", b"<w:bodx>"), "damaged"),
        (word("&x;"), "no valid XML|XML entities"),
    ],
)  # fmt: skip
def test_word_documents_without_turns(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_transcripts(data, "x.docx")


def test_a_real_word_document(shared_data: Path) -> None:
    path = shared_data / "interactions/transcripts/docx/tca_example_call.docx"
    (transcript,) = read_transcripts(path.read_bytes(), path.name)
    assert len(transcript.turns) == 37
    assert {turn.role for turn in transcript.turns} == {Role.AGENT, Role.CUSTOMER}
    assert (transcript.turns[1].start, transcript.turns[1].end) == (6.31, 10.41)


def test_dates_that_may_be_two_days_are_asked_about() -> None:
    text = "Agent Kim (03/04/2026 09:31:00): Hello\nLee (03/04/2026 09:31:02): Hi\n"
    with pytest.raises(NeedsDayOrder, match="03/04/2026"):
        read(text)
    (transcript,) = read_transcripts(text.encode(), day_first=True)
    assert transcript.started_at == "2026-04-03T09:31:00"

import contextlib
import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts


def read(path: Path) -> tuple[Transcript, ...]:
    return read_transcripts(path.read_bytes(), path.name)


def interactions(shared_data: Path) -> Path:
    return shared_data / "interactions"


@pytest.mark.parametrize(
    ("name", "turns"),
    [
        ("transcripts/vtt/py_captions_with_bom.vtt", 4),
        ("transcripts/vtt/py_comments.vtt", 3),
        ("transcripts/vtt/py_cue_tags.vtt", 3),
        ("transcripts/vtt/py_metadata_headers.vtt", 2),
        ("transcripts/vtt/py_missing_timeframe.vtt", 6),
        ("transcripts/vtt/py_sample.vtt", 16),
        ("transcripts/vtt/teams_style_from_tca.vtt", 37),
        ("transcripts/generic_csv/hhmmss_tab.tsv", 37),
        ("transcripts/generic_csv/start_end_speaker_text.csv", 37),
        ("audio/two_channel/07b416a2.vtt", 11),
        ("audio/two_channel/bd361e59.csv", 11),
        ("audio/two_channel/20240507-101112-25df19c4.csv", 15),
        ("chat/generic_csv/chat_us_ampm.csv", 14),
    ],
)
def test_real_files(shared_data: Path, name: str, turns: int) -> None:
    (transcript,) = read(interactions(shared_data) / name)
    assert len(transcript.turns) == turns
    assert all(turn.start is not None for turn in transcript.turns)


@pytest.mark.parametrize(
    "name",
    ["transcripts/vtt/teams_style_from_tca.vtt", "transcripts/generic_csv/hhmmss_tab.tsv",
     "malformed/captions/cr_only.vtt",
     "malformed/captions/no_header.vtt", "malformed/csv/utf16be_bom.csv", "malformed/csv/utf16le_bom.csv",
     "malformed/csv/utf16le_no_bom.csv", "malformed/csv/utf8_bom_crlf.csv", "malformed/csv/cr_only_line_ends.csv"],
)  # fmt: skip
def test_one_call_in_many_spellings_is_one_conversation(shared_data: Path, name: str) -> None:
    (plain,) = read(interactions(shared_data) / "transcripts/generic_csv/start_end_speaker_text.csv")
    (other,) = read(interactions(shared_data) / name)
    assert [(turn.role, turn.text) for turn in other.turns] == [(turn.role, turn.text) for turn in plain.turns]
    assert {turn.role for turn in plain.turns} == {Role.AGENT, Role.CUSTOMER}
    assert [int(turn.start or 0) for turn in other.turns] == [int(turn.start or 0) for turn in plain.turns]


def test_many_chats_in_one_file(shared_data: Path) -> None:
    first, second = read(interactions(shared_data) / "chat/generic_csv/ultimate_ai_import_template.tsv")
    assert (first.conversation, first.channel, first.started_at) == ("12345", "chat", "2021-03-22T04:55:51Z")
    assert [turn.role for turn in second.turns] == [Role.CUSTOMER, Role.CUSTOMER, Role.AGENT]


def test_every_malformed_table_and_caption_is_read_or_refused_in_a_sentence(shared_data: Path) -> None:
    folder = interactions(shared_data) / "malformed"
    refused = {}
    for path in sorted([*(folder / "csv").iterdir(), *(folder / "captions").iterdir()]):
        begun = time.process_time()
        try:
            read(path)
        except InputError as error:
            refused[path.name] = str(error)
        assert time.process_time() - begun < 10, path.name
    assert set(refused) == {"empty.csv", "excel_renamed.csv", "header_only.csv"}
    assert all(name in sentence and sentence.endswith(".") for name, sentence in refused.items())


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("mixed_encodings.csv", {"line 20"}),
        ("unclosed_quote.csv", {"line 5"}),
        ("ragged_rows.csv", {"line 4", "line 5"}),
        ("nul_bytes.csv", {"line 2"}),
        ("duplicate_headers.csv", {"line 1"}),
        ("times_hostile.csv", {f"line {n}" for n in (2, 3, 4, 5, 6, 9, 10, 11, 12, 14)}),
    ],
)
def test_what_was_wrong_is_told_by_line(shared_data: Path, name: str, where: set[str]) -> None:
    (transcript,) = read(interactions(shared_data) / "malformed/csv" / name)
    assert {note.where for note in transcript.skipped} == where


MAPPED = " of a form that is not known here; say how to read it by a mapping, or export it as CSV."
UNKNOWN = " of a form that is not known here; export it as CSV, or in another form that the README lists."


def excel() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "“x.csv” is empty (0 bytes)."),
        (b" \r\n\t", "“x.csv” holds nothing but blanks."),
        (b"\xef\xbb\xbf", "“x.csv” holds nothing but blanks."),
        (excel(), "“x.csv” is an Excel workbook, a Word document or a ZIP archive; save it as CSV first."),
        (b"RIFF\0\0\0\0WAVE", "“x.csv” is a recording, not a transcript."),
        (json.dumps({"a": 1}).encode(), "“x.csv” is JSON" + MAPPED),
        (json.dumps([[1]]).encode("utf-16"), "“x.csv” is JSON" + MAPPED),
        (b"<?xml version='1.0'?><a/>", "“x.csv” is XML or HTML" + UNKNOWN),
    ],
)  # fmt: skip
def test_what_else_a_file_is(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_transcripts(data, "x.csv")
    assert str(caught.value) == sentence


def test_the_content_decides_not_the_name() -> None:
    (transcript,) = read_transcripts(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hi", "x.csv")
    assert transcript.format == "webvtt"
    (transcript,) = read_transcripts(b"start,speaker,text\n1,Agent,Hi\n", "x.vtt")
    assert transcript.format == "generic-csv"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        assert read_transcripts(data)


_PIECES = st.sampled_from(
    ["start,end,speaker,text\n", "WEBVTT\n\n", "1,2,Agent,", '"', "\n", ",", ";", "00:01.000 --> 00:02.000\n", "<v A>",
     "<", ">", "\t", "1e9", "05/04/2020 10:00", "-->", "Agent: ", "[x] ", "\0", "é", "\r", "NaN", "\u202e",
     "1591056787005"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=30))
def test_any_mixture_of_their_pieces_is_read_or_refused(pieces: list[str]) -> None:
    try:
        transcripts = read_transcripts("".join(pieces).encode())
    except InputError:
        return
    turns = [turn for transcript in transcripts for turn in transcript.turns]
    assert turns
    assert all(turn.text and "\0" not in turn.text for turn in turns)
    assert all(turn.end is None or (turn.start is not None and turn.end >= turn.start >= 0) for turn in turns)
    assert all(note.where > "" and note.reason for transcript in transcripts for note in transcript.skipped)


@pytest.mark.parametrize(
    "data",
    [b"start,text\n1," + b',"a' * 200_000, b"start,text\n1," + b'"' * 500_001, b"\n " * 300_000 + b"x",
     b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v a" * 200_000, b"text," * 100_000 + b"\nx",
     b"".join(b"%d,Agent,turn\n" % i for i in range(10_000))],
)  # fmt: skip
def test_long_and_hostile_files_end_quickly(data: bytes) -> None:
    begun = time.process_time()
    with contextlib.suppress(InputError):
        read_transcripts(data)
    assert time.process_time() - begun < 20


WHISPER = {"segments": [{"start": 0.0, "end": 1.5, "text": "Hello."}], "language": "en"}
DEEPGRAM = {
    "metadata": {"duration": 2.0},
    "results": {"utterances": [{"start": 0.0, "end": 1.0, "transcript": "Good morning.", "speaker": 0}]},
}


@pytest.mark.parametrize("as_lines", [True, False])
def test_what_is_of_another_form_in_a_list_is_read_as_what_it_is(as_lines: bool) -> None:
    values = [WHISPER, DEEPGRAM, WHISPER]
    text = "\n".join(map(json.dumps, values)) if as_lines else json.dumps(values)
    found = read_transcripts(text.encode())
    assert sorted(each.turns[0].text for each in found) == ["Good morning.", "Hello.", "Hello."]
    assert not any(each.skipped for each in found)


def test_what_is_of_no_form_in_a_list_is_told_with_its_line() -> None:
    values = [WHISPER, {"note": "not a call"}, WHISPER, 7]
    found = read_transcripts("\n".join(map(json.dumps, values)).encode())
    assert len(found) == 2
    assert [(each.where, each.reason) for each in found[0].skipped] == [
        ("line 2", "it is of another form than the rest; it was left out"),
        ("line 4", "it is of another form than the rest; it was left out"),
    ]


def test_of_many_strange_lines_some_are_named_and_the_rest_are_counted() -> None:
    values = [WHISPER, *({"note": place} for place in range(100))]
    (found,) = read_transcripts("\n".join(map(json.dumps, values)).encode())
    assert len(found.skipped) == 21
    assert found.skipped[-1].reason == "80 more lines were left out for the same reason"

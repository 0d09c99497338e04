from dataclasses import replace

import pytest

from qa_desktop.imports.joining import Call, Joining, Sound, Text, agent_channel_in, join
from qa_desktop.imports.sheet import SheetRow

ROW = SheetRow(2, sheet="sheet.csv", folder="/calls")


def one(path: str, *transcripts: str, row: SheetRow | None = None) -> Call:
    return Call(Sound((path,)), row, transcripts)


def test_equal_names_belong_together() -> None:
    joining = join(["/calls/a.wav", "/calls/b.wav"], ["/calls/b.vtt", "/calls/c.vtt"], [])
    assert joining == Joining((one("/calls/a.wav"), one("/calls/b.wav", "/calls/b.vtt")), (Text("/calls/c.vtt"),), ())


def test_equal_names_in_other_folders_too() -> None:
    joining = join(["/calls/audio/a.wav"], ["/calls/text/a_transcript.en.vtt"], [])
    assert joining.calls == (one("/calls/audio/a.wav", "/calls/text/a_transcript.en.vtt"),)


def test_the_beginning_of_a_name_counts_where_a_word_ends() -> None:
    sounds = ["/c/07b416a2_agentL_customerR_mulaw.wav", "/c/07b416a25.wav"]
    joining = join(sounds, ["/c/07b416a2.vtt"], [])
    assert joining.calls == (one(sounds[0], "/c/07b416a2.vtt"), one(sounds[1]))


def test_the_longest_beginning_wins() -> None:
    joining = join(["/c/call-1-2_x.wav"], ["/c/call-1.vtt", "/c/call-1-2.vtt"], [])
    assert joining.calls == (one("/c/call-1-2_x.wav", "/c/call-1-2.vtt"),)
    assert joining.texts == (Text("/c/call-1.vtt"),)


def test_what_fits_several_recordings_is_joined_to_none_and_told() -> None:
    joining = join(["/c/call-1-a.wav", "/c/call-1-b.wav"], ["/c/call-1.vtt"], [])
    assert joining.calls == (one("/c/call-1-a.wav"), one("/c/call-1-b.wav"))
    assert joining.texts == (Text("/c/call-1.vtt"),)
    assert "call-1.vtt" in joining.notes[0]


def test_captions_are_preferred_to_tables() -> None:
    assert join(["/c/a.wav"], ["/c/a.csv", "/c/a.vtt"], []).calls == (one("/c/a.wav", "/c/a.vtt", "/c/a.csv"),)


def test_two_legs_are_one_call() -> None:
    joining = join(["/c/x-out.wav", "/c/x-in.wav", "/c/y-in.wav"], ["/c/x.csv"], [])
    assert joining.calls == (one("/c/y-in.wav"), Call(Sound(("/c/x-in.wav", "/c/x-out.wav")), None, ("/c/x.csv",)))
    assert joining.calls[1].sound.stem == "x"


@pytest.mark.parametrize(
    "written",
    [
        "audio/a.wav",
        "a.wav",
        "A.WAV",
        "audio\\a.wav",
        "D:\\old place\\audio\\a.wav",
        "/elsewhere/a.wav",
        "./audio/a.wav",
        "a",
    ],
)
def test_a_sheet_names_its_recording_in_many_ways(written: str) -> None:
    row = replace(ROW, external_id="7", recording=written)
    assert join(["/calls/audio/a.wav", "/calls/audio/b.wav"], [], [row]).calls == (
        one("/calls/audio/a.wav", row=row),
        one("/calls/audio/b.wav"),
    )


def test_the_folder_of_the_sheet_decides_between_equal_names() -> None:
    row = replace(ROW, recording="a.wav")
    joining = join(["/calls/a.wav", "/calls/old/a.wav"], [], [row])
    assert joining.calls[0] == one("/calls/a.wav", row=row)


def test_the_sheet_comes_before_equal_names() -> None:
    row = replace(ROW, recording="a.wav", transcript="b.vtt")
    joining = join(["/calls/a.wav"], ["/calls/a.vtt", "/calls/b.vtt"], [row])
    assert joining.calls == (one("/calls/a.wav", "/calls/b.vtt", row=row),)
    assert joining.texts == (Text("/calls/a.vtt"),)


def test_a_row_without_file_names_finds_its_files_by_number() -> None:
    rows = [replace(ROW, external_id="25df19c4"), replace(ROW, external_id="C-7"), replace(ROW, external_id="12")]
    joining = join(["/c/20240507-101112-25df19c4.wav", "/c/2024-12-01.wav"], ["/c/C-7_chat.csv"], rows)
    assert joining.calls == (one("/c/20240507-101112-25df19c4.wav", row=rows[0]), one("/c/2024-12-01.wav"))
    assert joining.texts == (Text("/c/C-7_chat.csv", (rows[1],)),)
    assert joining.rows == (rows[2],)


def test_files_that_are_not_there_or_taken_are_told() -> None:
    rows = [
        replace(ROW, external_id="1", recording="a.wav"),
        replace(ROW, line=3, external_id="2", recording="a.wav"),
        replace(ROW, line=4, external_id="3", recording="gone.wav", transcript="gone.vtt"),
    ]
    joining = join(["/calls/a.wav"], [], rows)
    assert joining.rows == (rows[1], rows[2])
    assert [note.split(":")[0] for note in joining.notes] == [
        "sheet.csv, line 3",
        "sheet.csv, line 4",
        "sheet.csv, line 4",
    ]


def test_many_rows_may_name_one_chat_export() -> None:
    rows = [replace(ROW, external_id=number, transcript="chats.csv") for number in ("1", "2")]
    assert join([], ["/calls/chats.csv"], rows).texts == (Text("/calls/chats.csv", tuple(rows)),)


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("07b416a2_agentL_customerR_mulaw", 0),
        ("x_AGENT-right", 1),
        ("customerL", 1),
        ("caller_r", 0),
        ("agentL_customerL", None),
        ("magentaL", None),
        ("agentLuc", None),
        ("plain", None),
    ],
)
def test_a_file_name_may_tell_the_agents_channel(name: str, channel: int | None) -> None:
    assert agent_channel_in(name) == channel


def test_ten_thousand_files_and_rows_are_joined() -> None:
    numbers = [f"call-{number:05d}" for number in range(10_000)]
    rows = [replace(ROW, line=place, external_id=number) for place, number in enumerate(numbers)]
    joining = join([f"/c/2024_{n}.wav" for n in numbers], [f"/t/{n}.vtt" for n in numbers], rows)
    assert all(call.row and call.row.external_id in call.sound.paths[0] for call in joining.calls)

from pathlib import Path

import av
import numpy as np
import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.media.decode import FORMATS
from qa_desktop.media.probe import RecordingFacts, probe
from qa_desktop.media.spelling import spell_time

from .conftest import tone_samples, write_wav


def test_a_wav_file_is_told_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.mp3", tone_samples(3))
    assert probe(path) == RecordingFacts(3.0, "wav", "pcm_s16le", 8000, 2)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.wav", b"", "“a.wav” is empty (0 bytes)."),
        (
            "b.wav",
            b"<!DOCTYPE html><html>Sign in",
            "“b.wav” is not a recording; it is a web page (HTML), as failed downloads leave behind.",
        ),
        ("c.wav", b"%PDF-1.7\n", "“c.wav” is not a recording; it is a PDF document."),
        ("d.wav", b'{"a": 1}', "“d.wav” is not a recording; it is a JSON file."),
        ("e.csv", b"start,end\n1,2\n", "“e.csv” is not a recording; it is a text file."),
        ("f.mp3", b"\xff\x01", "“f.mp3” is damaged, or its format is not one that can be read."),
        (
            "g.ulaw",
            b"\xff\x7e" * 99,
            "“g.ulaw” has no header that names its codec; say which codec its source records in.",
        ),
        ("i.ulaw", b"%PDF-1.7\n", "“i.ulaw” is not a recording; it is a PDF document."),
        ("h.m3u8", b"#EXTM3U\n#EXTINF:9,\nother.wav\n", "“h.m3u8” is not a recording; it is a text file."),
    ],
)
def test_what_is_not_a_recording_is_called_by_its_name(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        probe(tmp_path / name)
    assert str(error.value) == sentence


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    write_wav(tmp_path / "other.wav", tone_samples(1))
    (tmp_path / "list.wav").write_bytes(b"ffconcat version 1.0\nfile other.wav\n")
    with pytest.raises(InputError):
        probe(tmp_path / "list.wav")


def test_what_is_missing_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        probe(tmp_path / "gone.wav")
    with pytest.raises(InputError, match="is a folder"):
        probe(tmp_path)


def test_a_cut_wav_tells_how_much_is_missing(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "cut.wav", tone_samples(340, channels=1))
    path.write_bytes(path.read_bytes()[: 44 + 192 * 16_000])
    facts = probe(path)
    assert facts.duration == 192
    assert facts.problems == ("ends after 3 min 12 s of 5 min 40 s announced",)


@pytest.mark.parametrize("size", [b"\0\0\0\0", b"\xff\xff\xff\xff"])
def test_a_header_that_was_never_finished_takes_the_length_from_the_file(tmp_path: Path, size: bytes) -> None:
    path = write_wav(tmp_path / "open.wav", tone_samples(2))
    data = path.read_bytes()
    path.write_bytes(data[:40] + size + data[44:])
    facts = probe(path)
    assert facts.duration == 2
    assert facts.problems == ("the recorder left the length open; it is taken from the file",)


def test_a_header_alone_holds_no_samples(tmp_path: Path) -> None:
    facts = probe(write_wav(tmp_path / "none.wav", np.zeros((0, 1), np.int16)))
    assert (facts.duration, facts.problems) == (0.0, ("holds no samples",))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.9, "0.9 s"), (59.96, "1 min 0 s"), (192, "3 min 12 s"), (3725, "1 h 2 min")],
)
def test_times_are_spelled(seconds: float, words: str) -> None:
    assert spell_time(seconds) == words


def test_every_format_that_is_allowed_is_known_to_ffmpeg() -> None:
    assert set(FORMATS.split(",")) <= set(av.formats_available)

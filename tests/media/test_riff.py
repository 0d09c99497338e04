from pathlib import Path

import pytest

from qa_desktop.media.riff import wav_layout


def chunk(name: bytes, body: bytes, size: int | None = None) -> bytes:
    return name + (len(body) if size is None else size).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def form(tag: int = 1, channels: int = 2, rest: bytes = b"") -> bytes:
    numbers = ((tag, 2), (channels, 2), (8000, 4), (32_000, 4), (4, 2), (16, 2))
    return chunk(b"fmt ", b"".join(number.to_bytes(size, "little") for number, size in numbers) + rest)


def write(path: Path, *chunks: bytes, kind: bytes = b"RIFF") -> Path:
    path.write_bytes(kind + b"\0\0\0\0WAVE" + b"".join(chunks))
    return path


def test_the_layout_is_read_past_other_chunks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", chunk(b"LIST", b"odd"), form(), chunk(b"data", b"12345678"))
    layout = wav_layout(path)
    assert layout is not None
    assert (layout.tag, layout.channels, layout.rate, layout.align, layout.bits) == (1, 2, 8000, 4, 16)
    assert (layout.offset, layout.promised, layout.there, layout.length) == (56, 8, 8, 8)
    assert path.read_bytes()[layout.offset :] == b"12345678"


def test_an_extensible_header_names_the_codec_within(tmp_path: Path) -> None:
    guid = (7).to_bytes(2, "little") + bytes(14)
    path = write(tmp_path / "a.wav", form(0xFFFE, rest=b"\x16\0\x10\0\0\0\0\0" + guid), chunk(b"data", b""))
    layout = wav_layout(path)
    assert layout is not None
    assert layout.tag == 7


@pytest.mark.parametrize(("size", "promised", "length"), [(0, 0, 6), (0xFFFFFFFF, 0, 6), (4, 4, 4), (12, 12, 6)])
def test_what_is_promised_and_what_is_there(tmp_path: Path, size: int, promised: int, length: int) -> None:
    layout = wav_layout(write(tmp_path / "a.wav", form(), chunk(b"data", b"abcdef", size)))
    assert layout is not None
    assert (layout.promised, layout.there, layout.length) == (promised, 6, length)


def test_a_long_file_keeps_its_size_elsewhere_and_a_fact_counts_frames(tmp_path: Path) -> None:
    long = chunk(b"ds64", (99).to_bytes(8, "little") + (10).to_bytes(8, "little") + bytes(12))
    fact = chunk(b"fact", (77).to_bytes(4, "little"))
    layout = wav_layout(
        write(tmp_path / "a.wav", long, form(), fact, chunk(b"data", b"12345", 0xFFFFFFFF), kind=b"RF64")
    )
    assert layout is not None
    assert (layout.promised, layout.share_there, layout.frames) == (10, 0.6, 77)


def test_what_is_no_wav_has_no_layout(tmp_path: Path) -> None:
    for content in (b"", b"RIFF", b"RIFFxxxxAVI ", b"RIFFxxxxWAVEfmt \x10\0\0\0", b"ID3" + bytes(50)):
        (tmp_path / "a.wav").write_bytes(content)
        assert wav_layout(tmp_path / "a.wav") is None
    huge = write(tmp_path / "huge.wav", chunk(b"junk", b"abc", 0xFFFFFFF0), form(), chunk(b"data", b"1234"))
    assert wav_layout(huge) is None
    bare = wav_layout(write(tmp_path / "bare.wav", chunk(b"fmt ", b"short"), chunk(b"data", b"1234")))
    assert bare is not None
    assert bare.tag == 0

"""What a file's first bytes say, where FFmpeg does not tell: promised lengths and what else it may be."""

from collections.abc import Callable
from pathlib import Path

_HEAD = 4096
_LEAST_SIGNS = 9
_MOST_BOXES = 1000

# What recordings begin with, as far as it is long enough not to be met by chance in sound without a header.
_MAGIC = (
    *(b"RIFF", b"RF64", b"RIFX", b"riff", b"FORM", b"caff", b".snd", b"dns.", b"fLaC", b"OggS", b"\x1aE\xdf\xa3"),
    *(b"#!AMR", b"#!iLBC", b"ID3", b"\x30\x26\xb2\x75\x8e\x66", b"Creative Voice File", b"NIST_1A", b"MAC ", b"wvpk"),
    *(b"TTA1", b"FLV\x01", b"\x00\x00\x01\xba", b".SoX", b"XoS.", b"\x02dss", b"\x03dss"),
    *(bytes((0x64, 0xA3, machine, 0)) for machine in (1, 2, 3, 4)),  # IRCAM
    *(bytes((0, machine, 0xA3, 0x64)) for machine in (1, 2, 3, 4)),
)
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide")  # of MP4 and QuickTime, old files of which begin with any
_FRAMES_IN_A_ROW = 3
_FRAMES_HEAD = _FRAMES_IN_A_ROW << 13  # no frame of those below is longer
_MP2_KBITS = {
    3: (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AC3_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
_MP3_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}

_OTHER_CONTENT = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"WEBVTT", "a WebVTT transcript"),
)


def shows_header(path: Path) -> bool:
    """Whether the first bytes tell beyond doubt how to read the rest."""
    with path.open("rb") as file:
        head = file.read(_FRAMES_HEAD)
    if head.startswith(_MAGIC) or head[4:8] in _BOXES or head[: 3 * 188 : 188] == b"GGG":
        return True
    return any(_frames_follow(head, frame) for frame in (_mp3_frame, _mp2_frame, _adts_frame, _loas_frame, _ac3_frame))


def _frames_follow(head: bytes, length_at: Callable[[bytes, int], int]) -> bool:
    """Whether several frames stand one behind the other from the start."""
    place = 0
    for _ in range(_FRAMES_IN_A_ROW):
        length = length_at(head, place)
        if not length:
            return False
        place += length
    return True


def _mp3_frame(head: bytes, place: int) -> int:
    """Length in bytes of the MPEG layer III frame there; 0 where there is none."""
    four = head[place : place + 4]
    if len(four) < 4 or four[0] != 0xFF or four[1] & 0xE6 != 0xE2:
        return 0
    version, rate, kbits = four[1] >> 3 & 3, four[2] >> 2 & 3, four[2] >> 4
    if version == 1 or rate == 3 or not 0 < kbits < 15:
        return 0
    kilobits = _MP3_KBITS[3 if version == 3 else 2][kbits]
    return (144_000 if version == 3 else 72_000) * kilobits // _MP3_RATES[version][rate] + (four[2] >> 1 & 1)


def _mp2_frame(head: bytes, place: int) -> int:
    """Length in bytes of the MPEG layer II frame there; 0 where there is none."""
    four = head[place : place + 4]
    if len(four) < 4 or four[0] != 0xFF or four[1] & 0xE6 != 0xE4:
        return 0
    version, rate, kbits = four[1] >> 3 & 3, four[2] >> 2 & 3, four[2] >> 4
    if version == 1 or rate == 3 or not 0 < kbits < 15:
        return 0
    return 144_000 * _MP2_KBITS[3 if version == 3 else 2][kbits] // _MP3_RATES[version][rate] + (four[2] >> 1 & 1)


def _loas_frame(head: bytes, place: int) -> int:
    """Length in bytes of the AAC frame in LOAS there; 0 where there is none."""
    three = head[place : place + 3]
    if len(three) < 3 or three[0] != 0x56 or three[1] & 0xE0 != 0xE0:
        return 0
    return ((three[1] & 31) << 8 | three[2]) + 3


def _ac3_frame(head: bytes, place: int) -> int:
    """Length in bytes of the AC-3 or E-AC-3 frame there; 0 where there is none (ETSI TS 102 366, 4.3 and E.1.2)."""
    six = head[place : place + 6]
    if len(six) < 6 or six[:2] != b"\x0b\x77" or six[5] >> 3 > 16:
        return 0
    if six[5] >> 3 > 10:
        return 2 * (((six[2] & 7) << 8 | six[3]) + 1)
    rate, code = six[4] >> 6, six[4] & 63
    if rate == 3 or code >> 1 >= len(_AC3_KBITS):
        return 0
    kbits = _AC3_KBITS[code >> 1]
    return 2 * (kbits * 96_000 // 44_100 + (code & 1)) if rate == 1 else kbits * (4 if rate == 0 else 6)


def _adts_frame(head: bytes, place: int) -> int:
    """Length in bytes of the AAC frame there; 0 where there is none."""
    six = head[place : place + 6]
    if len(six) < 6 or six[0] != 0xFF or six[1] & 0xF6 != 0xF0 or six[2] >> 2 & 15 > 12:
        return 0
    length = (six[3] & 3) << 11 | six[4] << 3 | six[5] >> 5
    return length if length > 7 else 0


def other_content(path: Path) -> str | None:
    """Names what a file is that turned out not to be a recording, or None when nobody can tell."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, name in _OTHER_CONTENT:
        if head.startswith(magic):
            return name
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML), as failed downloads leave behind"
    if start.startswith(b"<"):
        return "an XML file"
    return _text_kind(head, start)


def _text_kind(head: bytes, start: bytes) -> str | None:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text):
        return None
    if len(head) == _HEAD and len(set(text)) < _LEAST_SIGNS:
        return None  # so few different signs are the silence of a codec
    return "a JSON file" if start.startswith((b"{", b"[")) else "a text file"


def lacks_index(path: Path) -> bool:
    """Whether an MP4 or 3GP file ends before its index."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(8)[4:] != b"ftyp":
            return False
        place = 0
        for _ in range(_MOST_BOXES):
            file.seek(place)
            head = file.read(16)
            if len(head) < 8 or head[4:8] == b"moov":
                return len(head) < 8
            length = int.from_bytes(head[:4], "big")
            place += int.from_bytes(head[8:16], "big") if length == 1 else length or size
            if length > 1 and length < 8:
                return False
    return False


def mp3_seconds(path: Path) -> float | None:
    """The length that a Xing, Info or VBRI header announces; without one it could only be guessed from the bit rate."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3" and len(head) == 10:
            file.seek(10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)))
        else:
            file.seek(0)
        frame = file.read(512)
    place = next((frame.find(mark) for mark in (b"Xing", b"Info", b"VBRI") if mark in frame), -1)
    if place < 0 or not _mp3_frame(frame, 0):
        return None
    if frame[place : place + 4] != b"VBRI" and not frame[place + 7] & 1:
        return None
    count = place + (14 if frame[place : place + 4] == b"VBRI" else 8)
    version = frame[1] >> 3 & 3
    samples = 1152 if version == 3 else 576
    return int.from_bytes(frame[count : count + 4], "big") * samples / _MP3_RATES[version][frame[2] >> 2 & 3]

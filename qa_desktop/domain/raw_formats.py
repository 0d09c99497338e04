"""Recordings without a header: what has to be known of them, which nothing in the file tells."""

from dataclasses import dataclass
from typing import Final

from qa_desktop.domain.errors import InputError

CODECS: Final = {
    "mulaw": "G.711 µ-law",
    "alaw": "G.711 A-law",
    "s16le": "PCM, 16-bit",
    "gsm": "GSM 6.10",
    "g722": "G.722",
    "g726": "G.726, 32 kbit/s",
    "vox": "Dialogic ADPCM (VOX)",
    "g729": "G.729",
}
"""Codecs of headerless files, by the name they have on the command line."""


@dataclass(frozen=True)
class RawFormat:
    """Codec (a key of CODECS), samples a second and channels of a headerless recording."""

    codec: str
    rate: int = 8000
    channels: int = 1

    def __str__(self) -> str:
        return f"{self.codec}/{self.rate}/{self.channels}"


_USUAL: Final = {
    ".ulaw": RawFormat("mulaw"),
    ".ul": RawFormat("mulaw"),
    ".pcmu": RawFormat("mulaw"),
    ".alaw": RawFormat("alaw"),
    ".al": RawFormat("alaw"),
    ".pcma": RawFormat("alaw"),
    ".gsm": RawFormat("gsm"),
    ".g722": RawFormat("g722", 16000),
    ".g726": RawFormat("g726"),
    ".g729": RawFormat("g729"),
    ".vox": RawFormat("vox"),
    ".raw": RawFormat("s16le"),
    ".pcm": RawFormat("s16le"),
    ".sln": RawFormat("s16le"),
    **{f".sln{khz}": RawFormat("s16le", khz * 1000) for khz in (8, 12, 16, 24, 32, 48, 96, 192)},
    ".sln44": RawFormat("s16le", 44100),
}


def usual_format(suffix: str) -> RawFormat | None:
    """What files with this ending usually hold, to be proposed and never assumed; None for other endings."""
    return _USUAL.get(suffix.lower())


def parse(written: str) -> RawFormat:
    """Read `codec`, `codec/rate` or `codec/rate/channels`; raises InputError saying what is possible."""
    codec, _, rest = written.strip().lower().partition("/")
    rate, _, channels = rest.partition("/")
    if codec in CODECS and (rate or "8000").isdecimal() and (channels or "1") in ("1", "2"):
        usual_rate = 16000 if codec == "g722" else 8000
        found = RawFormat(codec, int(rate or usual_rate), int(channels or 1))
        if 2_000 <= found.rate <= 768_000:
            return found
    raise InputError(
        f"“{written}” is no format of a headerless recording; write it as codec/rate/channels, "
        f"mulaw/8000/1 for one; codecs are {', '.join(CODECS)}."
    )


class NeedsRawFormat(InputError):  # noqa: N818 -- it asks; nothing is wrong
    """A recording has no header; `suffix` is its ending, `usual` what such files usually hold."""

    def __init__(self, name: str, suffix: str) -> None:
        self.suffix = suffix.lower()
        self.usual = usual_format(suffix)
        super().__init__(f"“{name}” has no header that names its codec; say which codec its source records in.")

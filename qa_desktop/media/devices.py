"""What this machine can play with and decode, for `doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.media.decode import FORMATS
from qa_desktop.media.outputs import device_id
from qa_desktop.media.playback import OutputDevice

# What contact centres record in, under the decoders' names.
_CODECS = (
    ("PCM", ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le")),
    ("G.711 µ-law and A-law", ("pcm_mulaw", "pcm_alaw")),
    ("GSM 6.10", ("gsm", "gsm_ms")),
    ("IMA and MS ADPCM", ("adpcm_ima_wav", "adpcm_ms")),
    ("G.722", ("g722",)),
    ("G.726", ("g726",)),
    ("MP3", ("mp3float",)),
    ("Opus", ("opus",)),
    ("Vorbis", ("vorbis",)),
    ("Speex", ("speex",)),
    ("AAC", ("aac",)),
    ("FLAC", ("flac",)),
    ("AMR", ("amrnb", "amrwb")),
    ("WMA", ("wmav1", "wmav2")),
)


@dataclass(frozen=True, slots=True)
class AudioSupport:
    """What can be decoded: codecs by the name people know, those missing, and the containers."""

    codecs: tuple[str, ...]
    missing: tuple[str, ...]
    containers: tuple[str, ...]
    library: str


def output_devices() -> tuple[OutputDevice, ...]:
    """The sound devices of this machine as Qt lists them; needs a running Qt application object."""
    from PySide6.QtMultimedia import QMediaDevices

    default = device_id(QMediaDevices.defaultAudioOutput())
    found = [(device_id(device), device.description()) for device in QMediaDevices.audioOutputs()]
    return tuple(OutputDevice(name, description, name == default) for name, description in found)


def audio_support() -> AudioSupport:
    """What the installed decoder can read."""
    import av
    from av.codec import codecs_available

    there = tuple(name for name, decoders in _CODECS if codecs_available.issuperset(decoders))
    missing = tuple(name for name, _ in _CODECS if name not in there)
    known = tuple(name for name in FORMATS.split(",") if name in av.formats_available)
    return AudioSupport(there, missing, known, f"PyAV {av.__version__}, FFmpeg {av.ffmpeg_version_info}")

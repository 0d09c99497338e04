"""Sounds that made calls consist of: voices that know when they speak, hold music of several kinds, noise and lines.

Everything is 16 kHz, floating point from -1 to 1, and the same every time for the same seed.
"""

from __future__ import annotations

import csv
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_desktop.media.ingest import ingest
from qa_desktop.media.pcm import PcmReader
from qa_desktop.transcripts.detect import read_transcripts

RATE = 16_000
STEP = RATE // 100
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
PROMPTS = Path("/usr/share/asterisk/sounds")
MUSIC_ON_HOLD = Path("/usr/share/asterisk/moh")

SPEECH_LEVEL = -26.0
"""What a telephone network is set to, in dB below full scale while somebody speaks (ITU-T P.56 and G.168)."""

_UNDER_SPEECH = 30.0
_BRIDGED = 30

Samples = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Piece:
    """An utterance, and for each hundredth of a second whether it is speech there."""

    samples: Samples
    speech: Flags

    @property
    def seconds(self) -> float:
        return len(self.speech) / 100

    def until(self, seconds: float) -> Piece:
        """Broken off, as by somebody who gives way."""
        count = min(len(self.speech), round(seconds * 100))
        samples = self.samples[: count * STEP].copy()
        fade = min(len(samples), 2 * STEP)
        samples[len(samples) - fade :] *= np.linspace(1, 0, fade)
        return Piece(samples, self.speech[:count])


def piece(samples: Samples, level: float = SPEECH_LEVEL) -> Piece:
    """An utterance cut to its words and set to a level; the truth is taken here, where nothing else is heard.

    Speech is what lies within 30 dB of its loud parts, with pauses under 0.3 s belonging to it.
    """
    count = len(samples) // STEP
    rms = np.sqrt((samples[: count * STEP].reshape(count, STEP) ** 2).mean(axis=1))
    levels = 20 * np.log10(np.maximum(rms, 1e-9))
    loud = float(np.percentile(levels[levels > levels.max() - 40], 90))
    heard = np.flatnonzero(levels > loud - _UNDER_SPEECH)
    first, last = int(heard[0]), int(heard[-1]) + 1
    speech = bridged((levels > loud - _UNDER_SPEECH)[first:last], _BRIDGED)
    cut = samples[first * STEP : last * STEP]
    active = np.sqrt((cut.reshape(-1, STEP)[speech] ** 2).mean())
    return Piece(cut * (10 ** (level / 20) / active), speech)


def bridged(flags: Flags, shorter_than: int) -> Flags:
    """The flags with gaps closed that are shorter than so many values."""
    found = flags.copy()
    on = np.flatnonzero(flags)
    for before, after in pairwise(on):
        if 1 < after - before <= shorter_than:
            found[before:after] = True
    return found


def runs_of(flags: Flags) -> list[tuple[int, int]]:
    """Where each run of yes begins and has ended."""
    change = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    return list(zip(np.flatnonzero(change == 1).tolist(), np.flatnonzero(change == -1).tolist(), strict=True))


def pauses(piece: Piece, seconds: float) -> bool:
    """Whether an utterance pauses for so long."""
    return any(end - start >= seconds * 100 for start, end in runs_of(~piece.speech))


# --- voices -----------------------------------------------------------------------------------------------------------


def made_voice(seed: int, seconds: float, pitch: float) -> Piece:
    """Syllables of gliding harmonics under two formants, with hissed consonants: like speech, in no language."""
    chance = np.random.default_rng(seed)
    parts = []
    while sum(map(len, parts)) < seconds * RATE:
        parts.append(_syllable(chance, pitch))
        if chance.random() < 0.08:
            parts.append(np.zeros(int(chance.uniform(0.1, 0.25) * RATE)))
    return piece(np.concatenate(parts)[: int(seconds * RATE)])


def _syllable(chance: np.random.Generator, pitch: float) -> Samples:
    vowel = int(chance.uniform(0.09, 0.2) * RATE)
    time = np.arange(vowel) / RATE
    glide = pitch * (1 + chance.uniform(-0.15, 0.15) + chance.uniform(-0.8, 0.8) * time)
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    first, second = chance.uniform(300, 800), chance.uniform(900, 2200)
    sound = np.zeros(vowel)
    for harmonic in range(1, int(3800 / (pitch * 1.25))):
        frequency = harmonic * pitch
        gain = 1 / (1 + ((frequency - first) / 120) ** 2) + 0.4 / (1 + ((frequency - second) / 180) ** 2) + 0.02
        sound += gain * np.sin(harmonic * phase)
    sound *= np.sin(np.pi * np.arange(vowel) / vowel) ** 0.6 * chance.uniform(0.4, 1)
    hiss = chance.standard_normal(int(chance.uniform(0.02, 0.08) * RATE))
    hiss = np.diff(hiss, prepend=0.0) * chance.uniform(0.01, 0.08)
    return np.concatenate([hiss, sound])


@cache
def demo_voices() -> dict[str, tuple[Piece, ...]]:
    """The utterances of the demo recordings by who says them, each as loud as the others."""
    found: dict[str, list[Piece]] = {}
    for path in sorted((DEMO / "recordings").iterdir()):
        sides = decoded(path)
        text = next((DEMO / "transcripts").glob(path.stem + ".*"))
        (transcript,) = read_transcripts(text.read_bytes(), text.name)
        for turn in transcript.turns:
            assert turn.start is not None
            assert turn.end is not None
            side = sides[0 if turn.role == "agent" else 1]
            found.setdefault(turn.speaker, []).append(piece(side[int(turn.start * RATE) : int(turn.end * RATE)]))
    return {name: tuple(pieces) for name, pieces in found.items()}


def prompts(language: str, at_least: float = 1.0) -> Iterator[Piece]:
    """Real voices, where Debian's asterisk-core-sounds are installed."""
    for path in sorted((PROMPTS / language).rglob("*.wav")):
        samples = read_wav(path)
        if len(samples) > at_least * RATE and np.abs(samples).max() > 0.02:
            yield piece(samples)


def real_pieces(shared_data: Path) -> dict[str, tuple[Piece, ...]]:
    """The turns of the real two-channel calls, by side, where their transcripts say that they are spoken."""
    folder = shared_data / "interactions" / "audio" / "two_channel"
    sides = decoded(folder / "bd361e59_agentL_customerR_8k_s16.wav")
    found: dict[str, list[Piece]] = {"agent": [], "customer": []}
    with (folder / "bd361e59.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            side = row["speaker"].lower()
            samples = sides[0 if side == "agent" else 1]
            found[side].append(piece(samples[int(float(row["start"]) * RATE) : int(float(row["end"]) * RATE)]))
    return {name: tuple(pieces) for name, pieces in found.items()}


# --- hold and noise ---------------------------------------------------------------------------------------------------


def steady_music(seconds: float) -> Samples:
    """A chord at one level."""
    time = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(sum(np.sin(2 * np.pi * f * time) for f in (262, 330, 392, 523)))


def melody(seconds: float, seed: int = 1) -> Samples:
    """Notes that are struck and die away, loud and soft, with rests between them."""
    chance = np.random.default_rng(seed)
    sound = np.zeros(int((seconds + 4) * RATE))
    at = 0.0
    while at < seconds:
        length = chance.choice([0.25, 0.5, 0.5, 1.0])
        note = 262 * 2 ** (chance.choice([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)
        time = np.arange(int(length * 1.5 * RATE)) / RATE
        tone = sum(np.sin(2 * np.pi * note * h * time) / h for h in (1, 2, 3, 4)) * np.exp(-3 * time / length)
        first = int(at * RATE)
        sound[first : first + len(tone)] += tone * 10 ** (chance.uniform(-12, 0) / 20)
        at += length + (0.5 if chance.random() < 0.12 else 0.0)
    return sound[: int(seconds * RATE)]


def band_music(seconds: float, seed: int = 1) -> Samples:
    """Drums, a bass and chords."""
    chance = np.random.default_rng(seed)
    sound = melody(seconds, seed) * 0.5
    for beat in range(int(seconds * 2)):
        first = beat * RATE // 2
        for start, length, kind in ((0, 0.12, "drum"), (RATE // 4, 0.05, "hat")):
            hit = chance.standard_normal(int(length * RATE)) * np.exp(-np.arange(int(length * RATE)) / RATE * 40)
            if kind == "drum":
                hit = np.convolve(hit, np.ones(24) / 8, "same")
            room = len(sound[first + start : first + start + len(hit)])
            sound[first + start : first + start + room] += hit[:room]
        bass = np.arange(min(RATE // 2, len(sound) - first)) / RATE
        sound[first : first + len(bass)] += 0.6 * np.sin(2 * np.pi * 110 * (1 + beat // 4 % 3 / 4) * bass)
    return sound


def ringing(seconds: float, pitches: tuple[float, ...] = (425,), on: float = 1.0, off: float = 4.0) -> Samples:
    """The tone that a caller hears while it rings."""
    time = np.arange(int(seconds * RATE)) / RATE
    tone = np.asarray(sum(np.sin(2 * np.pi * pitch * time) for pitch in pitches))
    return np.where(time % (on + off) < on, tone, 0.0)


def real_music(seed: int, seconds: float) -> Samples | None:
    """A stretch of real music on hold, where Debian's asterisk-moh-opsound-wav is installed."""
    files = sorted(MUSIC_ON_HOLD.glob("*.wav"))
    if not files:
        return None
    chance = np.random.default_rng(seed)
    samples = read_wav(files[seed % len(files)])
    # Not the first and last seconds, which are faded.
    first = int(chance.uniform(4 * RATE, len(samples) - (seconds + 4) * RATE))
    return samples[first : first + int(seconds * RATE)]


def at_level(samples: Samples, level: float) -> Samples:
    """Set to a mean level in dB below full scale."""
    return samples * (10 ** (level / 20) / max(1e-9, float(np.sqrt((samples**2).mean()))))


def noise(seed: int, count: int, level: float) -> Samples:
    """White noise."""
    return at_level(np.random.default_rng(seed).standard_normal(count), level)


# --- lines and files --------------------------------------------------------------------------------------------------


def telephone(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """There and back through G.711 µ-law."""
    value = np.minimum(np.abs(samples.astype(np.int32)), 32635) + 132
    exponent = np.floor(np.log2(value)).astype(np.int32) - 7
    mantissa = (value >> (exponent + 3)) & 15
    back = (((mantissa << 3) + 132) << exponent) - 132
    return np.asarray(np.sign(samples) * back, np.int16)


def resampled(samples: Samples, rate: int, to: int) -> Samples:
    """At another rate; halved by a filter, which is quicker for a whole call, else by its spectrum."""
    if rate == to or not len(samples):
        return samples
    if rate == 2 * to:
        taps = np.sinc(np.arange(-31, 32) / 2) * np.hamming(63)
        return np.asarray(np.convolve(samples, taps / taps.sum(), "same")[::2])
    count = len(samples) * to // rate
    spectrum = np.fft.rfft(samples)
    size = count // 2 + 1
    spectrum = np.pad(spectrum, (0, max(0, size - len(spectrum))))[:size]
    return np.asarray(np.fft.irfft(spectrum, count) * (count / len(samples)))


def read_wav(path: Path) -> Samples:
    """A mono WAV file of 16-bit samples."""
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return resampled(samples[: len(samples) // 160 * 160], file.getframerate(), RATE)


def decoded(path: Path) -> list[Samples]:
    """The channels of any recording."""
    with tempfile.TemporaryDirectory() as folder:
        pcm = ingest(path, Path(folder) / "x.pcm", lambda _: True).pcm
        reader = PcmReader(pcm)
        frames = reader.read(0, reader.frames() // 160 * 160) / 32768
        reader.close()
    return [resampled(channel, pcm.rate, RATE) for channel in frames.T]

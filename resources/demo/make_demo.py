"""Make the demo recordings and their transcripts from the dialogues beside this script.

Needs Debian's `flite` and the development dependencies of the project. Run `python resources/demo/make_demo.py`.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.codec.context import Flags
from numpy.typing import NDArray
from pydub import AudioSegment  # type: ignore[import-untyped]
from ruamel.yaml import YAML

HERE = Path(__file__).parent
RATE = 16_000
FADE_MS = 8
TAIL_MS = 700
HOLD_LEVEL = -30.0
LINE_NOISE = {"agent": -66.0, "customer": -60.0}
HOLD_CHORDS = ((262, 330, 392, 523), (220, 262, 330, 440), (349, 440, 523, 698), (294, 392, 494, 587))

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Voice:
    """How one person sounds."""

    flite: str
    shift: float
    pace: float
    level: float
    band: tuple[float, float]


@dataclass(frozen=True)
class Turn:
    """One utterance with its true place in the recording, in milliseconds."""

    start: int
    end: int
    role: str
    text: str


@dataclass(frozen=True)
class Hold:
    """A stretch of hold music, in milliseconds."""

    start: int
    end: int


def main() -> None:
    """Make every recording and transcript, and say how far it is."""
    voices = read_voices(HERE / "voices.yaml")
    dialogues = sorted((HERE / "dialogues").glob("*.yaml"))
    for number, path in enumerate(dialogues, 1):
        dialogue = YAML(typ="safe").load(path)
        print(f"[{number}/{len(dialogues)}] {path.stem}: speaking", end="", flush=True)
        left, right, turns, holds = assemble(dialogue, voices)
        print(", encoding", end="", flush=True)
        encode(np.stack([samples(left), samples(right)]), HERE / dialogue["recording"])
        write_transcript(dialogue, turns, holds)
        size = (HERE / dialogue["recording"]).stat().st_size
        print(f": {len(left) / 1000:.1f} s, {len(turns)} turns, {size // 1024} kB", flush=True)


def read_voices(path: Path) -> dict[str, Voice]:
    """Return the voices by name."""
    data = YAML(typ="safe").load(path)
    return {
        name: Voice(v["flite"], v["shift"], v["pace"], float(v["level"]), (v["band"][0], v["band"][1]))
        for name, v in data["voices"].items()
    }


def assemble(
    dialogue: dict[str, Any], voices: dict[str, Voice]
) -> tuple[AudioSegment, AudioSegment, list[Turn], list[Hold]]:
    """Return the agent's track, the customer's track, and what stands where in them."""
    pieces: list[tuple[str, int, AudioSegment]] = []
    turns: list[Turn] = []
    holds: list[Hold] = []
    previous_end = clock = 0
    for step in dialogue["turns"]:
        start = (clock if step.get("pause", 0.5) >= 0 else previous_end) + round(step.get("pause", 0.5) * 1000)
        if "silence" in step:
            previous_end = clock = clock + round(step["silence"] * 1000)
            continue
        if "hold" in step:
            role, piece = "agent", hold_music(step["hold"])
            holds.append(Hold(start, start + len(piece)))
        else:
            role = "agent" if "agent" in step else "customer"
            piece = speak(step[role], voices[dialogue[role]["voice"]])
            turns.append(Turn(start, start + len(piece), role, step[role]))
        pieces.append((role, start, piece))
        previous_end = start + len(piece)
        clock = max(clock, previous_end)
    length = clock + TAIL_MS
    return track("agent", length, pieces), track("customer", length, pieces), turns, holds


def track(role: str, length: int, pieces: list[tuple[str, int, AudioSegment]]) -> AudioSegment:
    """Lay the pieces of one role over its line noise."""
    whole = segment(line_noise(length * RATE // 1000, LINE_NOISE[role], seed=len(role)))
    for owner, start, piece in pieces:
        if owner == role:
            whole = whole.overlay(piece, position=start)
    return whole


def speak(text: str, voice: Voice) -> AudioSegment:
    """Say a text: trimmed of silence, shaped like a telephone line, at the voice's level, faded at both ends."""
    spoken = shaped(flite(text, voice), voice)
    window = RATE // 100
    frames = spoken[: len(spoken) // window * window].reshape(-1, window)
    loudness = np.sqrt((frames**2).mean(axis=1))
    speech = np.flatnonzero(loudness > loudness.max() * 0.02)
    spoken = spoken[max(speech[0] - 2, 0) * window : (speech[-1] + 4) * window]
    voiced = loudness[loudness > loudness.max() * 0.1]
    spoken = spoken * 10 ** (voice.level / 20) / np.sqrt((voiced**2).mean())
    return segment(spoken).fade_in(FADE_MS).fade_out(FADE_MS)


def flite(text: str, voice: Voice) -> Samples:
    """Run the synthesiser; the length is set so that the pitch shift that follows ends at the voice's pace."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "speech.wav"
        stretch = f"duration_stretch={voice.pace * voice.shift:.3f}"
        subprocess.run(["flite", "-voice", voice.flite, "--setf", stretch, "-t", text, "-o", str(target)], check=True)
        with wave.open(str(target)) as reader:
            if reader.getframerate() != RATE or reader.getnchannels() != 1:
                sys.exit(f"flite voice {voice.flite} does not speak at {RATE} Hz mono; choose rms, slt or awb.")
            return np.frombuffer(reader.readframes(reader.getnframes()), np.int16) / 32768


def shaped(spoken: Samples, voice: Voice) -> Samples:
    """Shift pitch and timbre by resampling, and keep the voice's band with soft edges."""
    length = round(len(spoken) / voice.shift)
    spectrum = np.fft.rfft(spoken)[: length // 2 + 1]
    spectrum = np.pad(spectrum, (0, length // 2 + 1 - len(spectrum)))
    frequency = np.arange(len(spectrum)) * RATE / length
    low, high = voice.band
    gain = 1 / np.sqrt(1 + (low / np.maximum(frequency, 1)) ** 8) / np.sqrt(1 + (frequency / high) ** 16)
    return np.asarray(np.fft.irfft(spectrum * gain, length) * length / len(spoken))


def hold_music(seconds: float) -> AudioSegment:
    """Play a slow tune of four chords at one quiet, even level."""
    time = np.arange(round(seconds * RATE)) / RATE
    bar, overlap = 2.0, 0.25
    music = np.zeros_like(time)
    for number in range(int(seconds / bar) + 1):
        inside = time - number * bar
        rise = np.clip(inside / overlap + 0.5, 0, 1)
        fall = np.clip((bar - inside) / overlap + 0.5, 0, 1)
        chord = HOLD_CHORDS[number % len(HOLD_CHORDS)]
        tune = chord[(number * 3 + 1) % len(chord)] * 2
        tones = sum(np.sin(2 * np.pi * f * time + f) for f in chord) + 0.7 * np.sin(2 * np.pi * tune * time)
        music += np.sin(np.minimum(rise, fall) * np.pi / 2) * tones
    window = RATE // 10
    envelope = np.sqrt(np.convolve(music**2, np.ones(window) / window, mode="same"))
    even = music / np.maximum(envelope, envelope.mean() / 4) * 10 ** (HOLD_LEVEL / 20)
    return segment(even).fade_in(120).fade_out(120)


def line_noise(count: int, level: float, seed: int) -> Samples:
    """Return the faint hiss of a line, the same every time."""
    noise = np.random.default_rng(seed).normal(size=count + 3)
    soft = np.convolve(noise, np.ones(4) / 2, mode="valid")
    return np.asarray(soft * 10 ** (level / 20))


def segment(signal: Samples) -> AudioSegment:
    """Wrap samples from -1 to 1 as a mono 16-bit segment."""
    pcm = np.clip(np.round(signal * 32767), -32768, 32767).astype("<i2")
    return AudioSegment(data=pcm.tobytes(), sample_width=2, frame_rate=RATE, channels=1)


def samples(track_: AudioSegment) -> NDArray[np.int16]:
    """Return the 16-bit samples of a mono segment."""
    return np.frombuffer(track_.raw_data, "<i2")


def encode(channels: NDArray[np.int16], path: Path) -> None:
    """Write two channels in the format that the file's ending names: .opus, .mp3, or .wav (mu-law, 8 kHz)."""
    codec, container, rate, bits = {
        ".opus": ("libopus", "ogg", 48_000, 32_000),
        ".mp3": ("libmp3lame", "mp3", RATE, 40_000),
        ".wav": ("pcm_mulaw", "wav", 8_000, 0),
    }[path.suffix]
    path.parent.mkdir(exist_ok=True)
    with av.open(str(path), "w", format=container, options={"fflags": "+bitexact"}) as output:
        # Opus's other modes let a click into the silent channel when the hold music begins.
        options = {"application": "lowdelay"} if codec == "libopus" else {}
        stream = output.add_stream(codec, rate=rate, layout="stereo", options=options)
        assert isinstance(stream, av.AudioStream)
        # No version strings, so that a second run gives the same bytes.
        stream.codec_context.flags |= Flags.bitexact
        if bits:
            stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(channels.T.reshape(1, -1)), format="s16", layout="stereo"
        )
        frame.sample_rate = RATE
        resampler = av.AudioResampler(stream.format.name, "stereo", rate, stream.codec_context.frame_size or 1024)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))


def write_transcript(dialogue: dict[str, Any], turns: list[Turn], holds: list[Hold]) -> None:
    """Write the turns where the dialogue says, as WebVTT or as a table."""
    path = HERE / dialogue["transcript"]
    path.parent.mkdir(exist_ok=True)
    names = {role: dialogue[role]["name"] for role in ("agent", "customer")}
    ordered = sorted(turns, key=lambda turn: turn.start)
    if path.suffix == ".vtt":
        path.write_text(webvtt(dialogue["id"], names, ordered, holds), encoding="utf-8")
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["start", "end", "speaker", "text"])
        for turn in ordered:
            speaker = f"{turn.role.capitalize()} {names[turn.role]}"
            writer.writerow([f"{turn.start / 1000:.3f}", f"{turn.end / 1000:.3f}", speaker, turn.text])


def webvtt(title: str, names: dict[str, str], turns: list[Turn], holds: list[Hold]) -> str:
    """Return the turns as WebVTT cues with voices, and each hold as a note."""
    blocks = [
        (turn.start, f"{span(turn)}\n<v {turn.role.capitalize()} {names[turn.role]}>{turn.text}</v>") for turn in turns
    ]
    # A note may not hold the arrow of a cue.
    blocks += [(hold.start, "NOTE hold music " + span(hold).replace("-->", "to")) for hold in holds]
    return "\n\n".join(["WEBVTT - " + title, *(text for _, text in sorted(blocks))]) + "\n"


def span(piece: Turn | Hold) -> str:
    """Return start and end as WebVTT times."""
    return f"{stamp(piece.start)} --> {stamp(piece.end)}"


def stamp(milliseconds: int) -> str:
    """Return a WebVTT time."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


if __name__ == "__main__":
    main()

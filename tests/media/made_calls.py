"""Calls with known truth: utterances laid out on a timetable in two channels, then sent over lines of every kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qa_desktop.domain.speech_turns import Stretch, cutting_in
from qa_desktop.media.activity import Activity, speech_activity
from qa_desktop.media.pcm import MEMORY_LIMIT, Pcm, SampleMemory
from qa_desktop.media.peaks import Peaks, PeaksBuilder
from tests.media import made_sounds as sounds
from tests.media.made_sounds import RATE, STEP, Flags, Piece, Samples


@dataclass(frozen=True)
class Line:
    """How a call is recorded; levels in dB below full scale, gains and bleed in dB."""

    name: str = "clean"
    rate: int = 8000
    noise: float | None = -66.0
    gains: tuple[float, float] = (0.0, 0.0)
    bleed: float | None = None
    bleed_delay: float = 0.02
    offset: int = 0
    g711: bool = False
    dual_mono: bool = False


@dataclass(frozen=True, eq=False)
class MadeCall:
    """A recorded call and the truth about it: flags of a hundredth of a second by channel, times in seconds."""

    samples: NDArray[np.int16]
    rate: int
    speech: NDArray[np.bool_]
    hold: Flags

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def overtalk(self) -> float:
        return float(self.speech.all(axis=0).sum()) / 100

    def peaks(self) -> Peaks:
        """As ingest makes them."""
        builder = PeaksBuilder(self.samples.shape[1], self.rate)
        for first in range(0, len(self.samples), self.rate):
            builder.add(self.samples[first : first + self.rate].T)
        return builder.peaks()

    @property
    def interruptions(self) -> tuple[Stretch, ...]:
        """Who truly cuts in on whom, by the definition that the program has."""
        return cutting_in(
            Stretch(side, start / 100, end / 100)
            for side, flags in enumerate(self.speech)
            for start, end in sounds.runs_of(flags)
        )

    def pcm(self) -> Pcm:
        """As ingest decodes them, in memory."""
        memory = SampleMemory(MEMORY_LIMIT)
        memory.append(memoryview(self.samples.astype("<i2").tobytes()))
        return Pcm(None, self.rate, self.samples.shape[1], memory)

    def measured(self) -> Activity:
        """What is found in it."""
        return speech_activity(self.pcm(), self.peaks())


@dataclass
class Timetable:
    """A call being laid out."""

    seconds: float
    tracks: Samples = field(init=False)
    speech: NDArray[np.bool_] = field(init=False)
    hold: Flags = field(init=False)

    def __post_init__(self) -> None:
        count = round(self.seconds * 100)
        self.tracks = np.zeros((2, count * STEP))
        self.speech = np.zeros((2, count), bool)
        self.hold = np.zeros(count, bool)

    def say(self, channel: int, at: float, piece: Piece) -> float:
        """Somebody speaks; gives when he is done."""
        first = round(at * 100)
        room = min(len(piece.speech), self.speech.shape[1] - first)
        self.tracks[channel, first * STEP : (first + room) * STEP] += piece.samples[: room * STEP]
        self.speech[channel, first : first + room] |= piece.speech[:room]
        return at + room / 100

    def play(self, channels: Iterable[int], at: float, sound: Samples, level: float, *, hold: bool = True) -> float:
        """Music, ringing or noise in some channels; gives when it ends."""
        first, count = round(at * 100), len(sound) // STEP
        for channel in channels:
            self.tracks[channel, first * STEP : (first + count) * STEP] += sounds.at_level(sound, level)[: count * STEP]
        if hold:
            self.hold[first : first + count] = True
        return at + count / 100

    def recorded(self, line: Line | None = None, seed: int = 5) -> MadeCall:
        """The call as a recorder on that line writes it."""
        line = line or Line()
        tracks = self.tracks * 10 ** (np.array(line.gains)[:, None] / 20)
        if line.bleed is not None:
            lag = int(line.bleed_delay * RATE)
            echo = np.pad(tracks[::-1], ((0, 0), (lag, 0)))[:, : tracks.shape[1]]
            tracks = tracks + echo * 10 ** (line.bleed / 20)
        if line.dual_mono:
            tracks = np.repeat(tracks.sum(axis=0, keepdims=True), 2, axis=0)
        heard = np.stack([sounds.resampled(track, RATE, line.rate) for track in tracks])
        if line.noise is not None:
            count = heard.shape[1]
            heard = heard + [sounds.noise(seed + (not line.dual_mono) * c, count, line.noise) for c in range(2)]
        samples = np.clip(np.round(heard * 32768) + line.offset, -32768, 32767).astype(np.int16)
        if line.g711:
            samples = sounds.telephone(samples)
        return MadeCall(samples.T, line.rate, self.speech, self.hold)


LINES = (
    Line(),
    Line("noise -38", noise=-38.0),
    Line("quiet customer", gains=(0.0, -20.0)),
    Line("bleed -20", bleed=-20.0, bleed_delay=0.06),
    Line("bleed -28", bleed=-28.0, bleed_delay=0.2),
    Line("bleed -35", bleed=-35.0),
    Line("bleed -30, quiet customer", bleed=-30.0, gains=(0.0, -12.0)),
    Line("DC offset", offset=1500),
    Line("16 kHz", rate=16_000),
    Line("G.711", g711=True),
    Line("G.711, digital silence", g711=True, noise=None),
    Line("noise -50, G.711, 6 dB apart", g711=True, noise=-50.0, gains=(3.0, -3.0)),
)


HOLD_KINDS = ("steady", "melody", "band", "ringing", "US ringing", "melody, both", "comfort noise")
REAL_HOLD_KINDS = (*HOLD_KINDS, "real", "real, both", "real, quiet")
"""With real music, where Debian's asterisk-moh-opsound-wav is installed."""


@dataclass
class _Speaker:
    pieces: Sequence[Piece]
    chance: np.random.Generator

    def says(self, at_least: float, at_most: float = 12.0) -> Piece:
        fitting = [each for each in self.pieces if at_least <= each.seconds]
        found: Piece = fitting[self.chance.integers(len(fitting))]
        return found if found.seconds <= at_most else found.until(at_most)

    def hums(self) -> Piece:
        """A word of agreement."""
        whole = self.says(1.0)
        return whole.until(float(self.chance.uniform(0.3, 0.6)))


def conversation(
    agent: Sequence[Piece], customer: Sequence[Piece], seconds: float, seed: int, holds: Sequence[str] = HOLD_KINDS
) -> Timetable:
    """Turns with pauses, words of agreement, interruptions by either side, silences, and holds of several kinds."""
    chance = np.random.default_rng(seed)
    speakers = _Speaker(agent, chance), _Speaker(customer, chance)
    table = Timetable(seconds)
    at, who, kind = 1.0, 0, seed
    while at < seconds - 60:
        step = chance.random()
        if step < 0.22:
            at = _interrupted(table, speakers, who, at, chance)
        elif step < 0.42:
            at = _agreed_with(table, speakers, who, at, chance)
        elif step < 0.47:
            at += float(chance.uniform(3, 10))
        elif step < 0.52 and holds:
            at = _hold(table, at + 0.8, holds[kind % len(holds)], kind, chance) + 1.0
            kind += 1
        else:
            at = table.say(who, at, speakers[who].says(0.8))
        # One answer in six runs into the last syllables before it.
        at += float(chance.uniform(-0.3, -0.05)) if chance.random() < 0.16 else float(chance.uniform(0.15, 1.2))
        who = 1 - who if chance.random() < 0.8 else who
    return cut_to(table, at + 2.0)


def _interrupted(
    table: Timetable, speakers: tuple[_Speaker, _Speaker], who: int, at: float, chance: np.random.Generator
) -> float:
    first = speakers[who].says(3.5)
    begins = at + float(chance.uniform(1.5, first.seconds - 1.5))
    overlap = float(chance.uniform(0.8, 1.8))
    first = first.until(begins - at + overlap)
    table.say(who, at, first)
    return table.say(1 - who, begins, speakers[1 - who].says(3.0))


def _agreed_with(
    table: Timetable, speakers: tuple[_Speaker, _Speaker], who: int, at: float, chance: np.random.Generator
) -> float:
    first = speakers[who].says(3.5)
    table.say(1 - who, at + float(chance.uniform(0.8, first.seconds - 1.2)), speakers[1 - who].hums())
    return table.say(who, at, first)


def _hold(table: Timetable, at: float, name: str, seed: int, chance: np.random.Generator) -> float:
    seconds = float(chance.uniform(12, 40))
    level = -38.0 if "quiet" in name else float(chance.uniform(-34, -22))
    channels = (0, 1) if "both" in name else (0,)
    sound = hold_sound(name, seconds, seed)
    if name == "comfort noise":
        return table.play(channels, at, sound, -55.0, hold=False)
    return table.play(channels, at, sound, level)


def hold_sound(name: str, seconds: float, seed: int) -> Samples:
    """What is heard while one waits; real music is a melody where none is installed."""
    if name.startswith("real"):
        found = sounds.real_music(seed, seconds)
        return found if found is not None else sounds.melody(seconds, seed)
    if name.startswith("melody"):
        return sounds.melody(seconds, seed)
    if name == "band":
        return sounds.band_music(seconds, seed)
    if name == "ringing":
        return sounds.ringing(round(seconds / 5) * 5 + 1.0)
    if name == "US ringing":
        return sounds.ringing(round(seconds / 6) * 6 + 2.0, (440, 480), 2.0, 4.0)
    if name == "comfort noise":
        return sounds.noise(seed, int(seconds * RATE), -50)
    return sounds.steady_music(seconds)


def cut_to(table: Timetable, seconds: float) -> Timetable:
    """The same timetable cut to a length."""
    count = min(round(seconds * 100), table.speech.shape[1])
    table.tracks = table.tracks[:, : count * STEP]
    table.speech = table.speech[:, :count]
    table.hold = table.hold[:count]
    table.seconds = count / 100
    return table

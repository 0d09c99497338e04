"""Who speaks when, held against calls that were laid out on a timetable; the benchmark measures many more of them."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.speech import SpeechSource
from qa_desktop.media.activity import Activity, MeasuringStopped, Segment, Span, speech_activity
from qa_desktop.media.ingest import ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, Pcm, SampleMemory
from qa_desktop.media.peaks import PeaksBuilder
from tests.media import made_sounds as sounds
from tests.media.made_calls import Line, MadeCall, Timetable, conversation, hold_sound
from tests.media.made_sounds import Piece


@cache
def voices() -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The agents and the customers of the demo."""
    every = sounds.demo_voices()
    agents = [piece for name, pieces in every.items() if name.startswith("Agent") for piece in pieces]
    customers = [piece for name, pieces in every.items() if name.startswith("Customer") for piece in pieces]
    return agents, customers


@cache
def long_pieces(side: int) -> tuple[Piece, ...]:
    """Utterances of five seconds and more that speak on without a pause of half a second."""
    return tuple(p for p in voices()[side] if p.seconds > 5 and not sounds.pauses(p, 0.5))


@cache
def talk() -> Timetable:
    """Four minutes of conversation with holds."""
    return conversation(*voices(), 240, seed=3)


def flags(found: Activity, count: int) -> np.ndarray:
    """The found segments as flags of a hundredth of a second by channel."""
    speech = np.zeros((2, count), bool)
    for segment in found.segments:
        speech[segment.channel, round(segment.start * 100) : round(segment.end * 100)] = True
    return speech


def precision_and_recall(found: Activity, call: MadeCall, channel: int) -> tuple[float, float]:
    speech, truth = flags(found, call.speech.shape[1])[channel], call.speech[channel]
    return (speech & truth).sum() / speech.sum(), (speech & truth).sum() / truth.sum()


# --- speech -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        Line(),
        Line("DC offset", offset=1500),
        Line("16 kHz", rate=16_000),
        Line("G.711, digital silence", g711=True, noise=None),
        Line("bleed -20", bleed=-20.0, bleed_delay=0.06),
        Line("bleed -30, quiet customer", bleed=-30.0, bleed_delay=0.2, gains=(0.0, -12.0)),
    ],
    ids=lambda line: line.name,
)
def test_each_side_speaks_when_it_speaks(line: Line) -> None:
    call = talk().recorded(line)
    found = call.measured()
    for channel in (0, 1):
        assert min(precision_and_recall(found, call, channel)) > 0.97
    assert found.separated
    assert found.overtalk == pytest.approx(call.overtalk, rel=0.15)


@pytest.mark.parametrize(
    "line", [Line("noise -38", noise=-38.0), Line("quiet customer", gains=(0.0, -20.0))], ids=lambda line: line.name
)
def test_noise_and_a_quiet_side_cost_little(line: Line) -> None:
    call = talk().recorded(line)
    found = call.measured()
    for channel in (0, 1):
        assert min(precision_and_recall(found, call, channel)) > 0.95
    assert found.overtalk == pytest.approx(call.overtalk, rel=0.06)


def test_another_desk_and_a_keyboard_are_not_the_customer() -> None:
    call = talk().recorded()
    chance = np.random.default_rng(4)
    noisy = call.samples.astype(float)
    noisy[:, 1] += np.roll(call.samples[:, 0].astype(float), 91 * 997) * 10 ** (-28 / 20)
    for at in chance.integers(0, len(noisy) - 400, int(call.seconds * 3)):
        noisy[at : at + 200, 1] += chance.standard_normal(200) * np.exp(-np.arange(200) / 40) * 600
    call = replace(call, samples=noisy.clip(-32768, 32767).astype(np.int16))
    assert min(precision_and_recall(call.measured(), call, 1)) > 0.96


def test_silence_is_what_nobody_fills_and_no_pause_for_breath() -> None:
    table = Timetable(40)
    end = table.say(0, 2, long_pieces(0)[0])
    end = table.say(1, end + 0.4, long_pieces(1)[0])
    table.say(0, end + 7, long_pieces(0)[1])
    found = table.recorded().measured()
    gaps = [(stop - start) / 100 for start, stop in sounds.runs_of(~table.speech.any(axis=0))]
    assert found.longest_silence == pytest.approx(7, abs=0.1)
    assert found.silence == pytest.approx(sum(gap for gap in gaps if gap >= 0.5), abs=0.3)


def test_silence_and_nothing_at_all() -> None:
    quiet = Timetable(5).recorded(Line(noise=None)).measured()
    assert (quiet.segments, quiet.silence, quiet.longest_silence) == ((), 5.0, 5.0)
    hiss = Timetable(20).recorded(Line(noise=-60.0)).measured()
    assert (hiss.segments, hiss.hold) == ((), 0)
    memory = Pcm(None, 8000, 2, SampleMemory(MEMORY_LIMIT))
    empty = speech_activity(memory, PeaksBuilder(2, 8000).peaks())
    assert (empty.segments, empty.silence, empty.talk) == ((), 0, (0.0,))


# --- both at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("line", [Line(), Line("bleed", bleed=-28.0), Line("noise", noise=-40.0)], ids=lambda x: x.name)
def test_who_cuts_in_and_goes_on_interrupts(side: int, line: Line) -> None:
    table = Timetable(60)
    table.say(side, 1, long_pieces(side)[0])
    table.say(1 - side, 20, long_pieces(1 - side)[0].until(5.0))
    table.say(side, 23.5, long_pieces(side)[1].until(5.0))
    for seconds in (35, 42):
        table.say(1 - side, seconds, long_pieces(1 - side)[1].until(4.5))
    found = table.recorded(line).measured()
    (cut,) = found.interruptions
    assert cut.channel == side
    assert (cut.start, cut.end) == pytest.approx((23.5, 25), abs=0.3)
    assert found.overtalk_spans
    assert found.overtalk == pytest.approx(float(table.speech.all(axis=0).sum()) / 100, abs=0.3)
    assert found.speech().interruptions == ((1, 0) if side == 0 else (0, 1))


def test_words_of_agreement_and_running_into_the_last_syllable_are_no_interruptions() -> None:
    table = Timetable(60)
    end = table.say(0, 1, long_pieces(0)[0])
    table.say(1, 3, long_pieces(1)[0].until(0.5))
    end = table.say(1, end - 0.2, long_pieces(1)[1])
    table.say(0, end + 1, long_pieces(0)[1])
    found = table.recorded().measured()
    assert found.overtalk > 0.5
    assert found.interruptions == ()


# --- hold -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", [-66.0, -45.0])
@pytest.mark.parametrize("channels", [(0,), (0, 1)], ids=["one side", "both sides"])
@pytest.mark.parametrize("kind", ["steady", "melody", "band", "ringing", "US ringing"])
def test_hold_is_found_to_a_second(kind: str, channels: tuple[int, ...], noise: float) -> None:
    table = Timetable(90)
    begin = table.say(0, 1, long_pieces(0)[0]) + 1
    end = table.play(channels, begin, hold_sound(kind, 25, 7), -30.0)
    after = table.say(0, end + 0.8, long_pieces(0)[1])
    table.say(1, after + 0.8, long_pieces(1)[0])
    found = table.recorded(Line(noise=noise)).measured()
    (span,) = found.hold_spans
    truth = np.flatnonzero(table.hold)
    assert (span.start, span.end) == pytest.approx((truth[0] / 100, (truth[-1] + 1) / 100), abs=0.5)
    assert found.talk == pytest.approx(table.speech.sum(axis=1) / 100, abs=0.5)
    gaps = [(stop - start) / 100 for start, stop in sounds.runs_of(~(table.speech.any(axis=0) | table.hold))]
    assert found.silence == pytest.approx(sum(gap for gap in gaps if gap >= 0.5), abs=1)


@pytest.mark.parametrize("kind", ["steady", "melody", "ringing"])
@pytest.mark.parametrize("noise", [-66.0, -45.0])
def test_a_queue_that_lasts_nearly_the_whole_call(kind: str, noise: float) -> None:
    table = Timetable(240)
    end = table.play((0,), 1, hold_sound(kind, 215, 3), -28.0)
    table.say(0, end + 1, long_pieces(0)[0])
    table.say(1, end + 11, long_pieces(1)[0])
    found = table.recorded(Line(noise=noise)).measured()
    assert found.hold == pytest.approx(float(table.hold.sum()) / 100, abs=1)
    assert found.talk == pytest.approx(table.speech.sum(axis=1) / 100, abs=0.5)


def test_waiting_in_silence_or_comfort_noise_is_silence() -> None:
    table = Timetable(60)
    end = table.say(0, 1, long_pieces(0)[0])
    table.play((0,), end + 1, sounds.noise(3, 25 * sounds.RATE, -50), -55.0, hold=False)
    table.say(1, end + 28, long_pieces(1)[0])
    found = table.recorded().measured()
    assert found.hold == 0
    assert found.longest_silence == pytest.approx(28, abs=0.4)


def test_music_that_begins_and_ends_faintly_is_hold_from_its_first_note() -> None:
    table = Timetable(90)
    begin = table.say(0, 1, long_pieces(0)[0]) + 1
    music = hold_sound("steady", 40, 7)
    music *= 10 ** (
        np.interp(np.arange(len(music)) / sounds.RATE, [0, 8, 9, 31, 32, 40], [-25, -25, 0, 0, -25, -25]) / 20
    )
    end = table.play((0,), begin, music, -32.0)
    table.say(1, end + 1, long_pieces(1)[0])
    (span,) = table.recorded().measured().hold_spans
    assert (span.start, span.end) == pytest.approx((begin, end), abs=1)


def test_a_fan_that_is_switched_on_is_no_speech() -> None:
    table = Timetable(90)
    end = table.say(0, 1, long_pieces(0)[0])
    end = table.play((1,), end + 1, sounds.noise(3, 40 * sounds.RATE, -30), -36.0, hold=False)
    table.say(1, end + 1, long_pieces(1)[0])
    found = table.recorded().measured()
    assert found.talk == pytest.approx(table.speech.sum(axis=1) / 100, abs=0.5)


@pytest.mark.parametrize("kind", ["band", "melody", "ringing"])
def test_music_in_a_noisy_line(kind: str) -> None:
    table = Timetable(90)
    begin = table.say(0, 1, long_pieces(0)[0]) + 1
    table.play((0,), begin, hold_sound(kind, 30, 7), -30.0)
    table.say(1, begin + 35, long_pieces(1)[0])
    found = table.recorded(Line(noise=-38.0)).measured()
    assert found.hold == pytest.approx(float(table.hold.sum()) / 100, abs=2)


def test_the_customer_speaks_while_music_plays() -> None:
    table = Timetable(60)
    table.say(0, 1, long_pieces(0)[0])
    table.play((0,), 12, hold_sound("melody", 30, 5), -28.0)
    table.say(1, 20, long_pieces(1)[0])
    found = table.recorded().measured()
    assert found.hold == pytest.approx(30, abs=0.5)
    assert found.talk[1] == pytest.approx(float(table.speech[1].sum()) / 100, abs=0.3)
    assert found.overtalk == 0


@pytest.mark.parametrize("noise", [-66.0, -38.0])
def test_no_speech_is_taken_for_hold(noise: float) -> None:
    table = Timetable(120)
    for side in (0, 1):
        at = 0.5 + 60 * side
        for piece in long_pieces(side)[:5]:
            at = table.say(side, at, piece) + 0.1
    assert table.recorded(Line(noise=noise)).measured().hold == 0


# --- channels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [Line(dual_mono=True), Line(dual_mono=True, g711=True, noise=-50.0)])
@pytest.mark.parametrize("louder", [0.0, 5.0])
def test_a_doubled_mono_call_has_no_sides(line: Line, louder: float) -> None:
    call = talk().recorded(line)
    samples = call.samples.astype(float) * [1.0, 10 ** (-louder / 20)]
    found = replace(call, samples=samples.astype(np.int16)).measured()
    assert not found.separated
    assert (found.overtalk, found.interruptions) == (0, ())
    assert {segment.channel for segment in found.segments} == {0}
    speech = found.speech()
    assert (speech.source, speech.talk[1], speech.sides(0)) == (SpeechSource.ONE_CHANNEL, 0.0, None)


def test_one_channel_tells_speech_from_silence_and_hold_only() -> None:
    call = talk().recorded()
    mixed = call.samples.astype(np.int32).sum(axis=1, keepdims=True).clip(-32768, 32767).astype(np.int16)
    found = replace(call, samples=mixed).measured()
    anybody = call.speech.any(axis=0)
    assert not found.separated
    assert found.talk == pytest.approx((float(anybody.sum()) / 100,), rel=0.03)
    assert found.hold == pytest.approx(float(call.hold.sum()) / 100, abs=1)


def test_a_message_on_a_machine_with_its_echo_has_two_sides_of_which_one_is_silent() -> None:
    table = Timetable(40)
    end = table.say(0, 1, long_pieces(0)[0])
    table.say(0, end + 1, long_pieces(0)[1])
    found = table.recorded(Line(bleed=-20.0, bleed_delay=0.0)).measured()
    assert found.separated
    assert found.talk == (pytest.approx(float(table.speech[0].sum()) / 100, abs=0.3), 0)


def test_a_call_that_is_mostly_music_on_both_sides_still_has_two() -> None:
    table = Timetable(120)
    end = table.say(0, 1, long_pieces(0)[0])
    end = table.say(1, end + 1, long_pieces(1)[0])
    table.play((0, 1), end + 1, hold_sound("melody", 90, 2), -28.0)
    found = table.recorded().measured()
    assert found.separated
    assert {segment.channel for segment in found.segments} == {0, 1}


def test_measuring_stops_when_it_is_told_to() -> None:
    call = talk().recorded()
    with pytest.raises(MeasuringStopped):
        speech_activity(call.pcm(), call.peaks(), lambda: True)


def test_the_figures_that_are_kept_are_those_of_the_activity() -> None:
    found = talk().recorded().measured()
    speech = found.speech()
    assert (speech.source, speech.talk, speech.overtalk) == (SpeechSource.CHANNELS, found.talk, found.overtalk)
    assert (speech.silence, speech.longest_silence, speech.hold) == (found.silence, found.longest_silence, found.hold)
    assert sum(speech.interruptions) == len(found.interruptions)
    assert all(isinstance(span, Span) and before.end <= span.start for before, span in pairwise(found.hold_spans))


# --- real calls -------------------------------------------------------------------------------------------------------


def test_a_real_call_agrees_with_its_transcript(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "interactions/audio/two_channel"
    source = folder / "bd361e59_agentL_customerR_8k_s16.wav"
    ingested = ingest(source, tmp_path / "x.pcm", lambda _: True)
    found = speech_activity(ingested.pcm, ingested.peaks)
    with (folder / "bd361e59.csv").open(encoding="utf-8", newline="") as file:
        turns = [
            Segment(("Agent", "Customer").index(row["speaker"]), float(row["start"]), float(row["end"]))
            for row in csv.DictReader(file)
        ]
    for segment in found.segments:
        middle = (segment.start + segment.end) / 2
        assert any(t.channel == segment.channel and t.start <= middle <= t.end for t in turns), segment
    for turn in turns:
        assert any(s.channel == turn.channel and s.start < turn.end and s.end > turn.start for s in found.segments)


def test_a_real_stereo_recording_of_one_room_has_no_sides(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "interactions/audio/real/google_multi.wav"
    ingested = ingest(source, tmp_path / "x.pcm", lambda _: True)
    assert ingested.pcm.channels == 2
    assert not speech_activity(ingested.pcm, ingested.peaks).separated

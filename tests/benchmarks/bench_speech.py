"""Who spoke when, held against the truth of made calls and, more loosely, against transcripts of real ones.

Usage: python tests/benchmarks/bench_speech.py [MINUTES]     (length of each made call; default 4)

The made calls are laid out from the voices of the demo, from made voices, from the turns of a real call of the shared
sample data, and from the prompts of Debian's asterisk-core-sounds-{en,fr,it,ru}-wav where they are installed; there is
real hold music where asterisk-moh-opsound-wav is. Each figure stands beside its goal as the part used of what the goal
allows: up to 1.00 is within it.
"""

import csv
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from qa_desktop.media.activity import Activity, speech_activity
from qa_desktop.media.ingest import ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, SampleMemory
from qa_desktop.transcripts.detect import read_transcripts
from tests.media import made_sounds as sounds
from tests.media.made_calls import HOLD_KINDS, LINES, REAL_HOLD_KINDS, Line, MadeCall, Timetable, conversation
from tests.media.made_sounds import Piece

SHARED: Final = Path(os.environ.get("QA_DESKTOP_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
SIDES_MISSED: Final = 0.02
OVERTALK: Final = 0.05
HOLD_SECONDS: Final = 1.0
NOISE_POINTS: Final = 0.05
HOUR_SECONDS: Final = 2.0
LATE_MS: Final = 20.0


@dataclass(frozen=True)
class Score:
    """One measured call: precision and recall by channel, seconds, and counts."""

    precision: tuple[float, float]
    recall: tuple[float, float]
    overtalk: float
    true_overtalk: float
    wrong_hold: float
    holds: int
    found: int
    false: int
    interruptions: int


def main() -> None:
    """Print every figure."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    clean = None
    calls = list(timetables(minutes * 60))
    print(f"{len(calls)} made calls on each line; precision and recall of channel 0 (agent) and 1 (customer)\n")
    print(f"{'line':28} agent        customer     overtalk  wrong hold  interruptions")
    for line in LINES:
        scores = [score(call, call.measured()) for call in (table.recorded(line) for table in calls)]
        told = pooled(scores)
        print(f"{line.name:28} {spelled(told)}")
        clean = clean or told
        if line.name == "noise -38":
            noisy = told
    assert clean is not None
    print()
    tell_goals(clean, noisy)
    real_calls()
    tell_speed(calls[0].recorded(Line("telephone", g711=True)))


# --- made calls -------------------------------------------------------------------------------------------------------


def timetables(seconds: float) -> Iterator[Timetable]:
    """Two conversations of each pair of voices, one of them with holds."""
    kinds = REAL_HOLD_KINDS if sounds.MUSIC_ON_HOLD.is_dir() else HOLD_KINDS
    print("hold:", "of every kind, real music too" if kinds is REAL_HOLD_KINDS else "of every kind but real music")
    for place, (name, agent, customer) in enumerate(voices()):
        print(f"voices: {name}")
        yield conversation(agent, customer, seconds + 60, 10 + place, ())
        yield conversation(agent, customer, seconds + 60, 3 * place, kinds)


def voices() -> Iterator[tuple[str, Sequence[Piece], Sequence[Piece]]]:
    """Pairs of speakers, as far as they are there."""
    demo = sounds.demo_voices()
    sides = [[p for name, pieces in demo.items() if name.startswith(side) for p in pieces] for side in ("Ag", "Cu")]
    yield "demo", sides[0], sides[1]
    made = [[sounds.made_voice(100 * side + n, 3 + n % 6, 120 + 90 * side) for n in range(12)] for side in (0, 1)]
    yield "made", made[0], made[1]
    if SHARED.is_dir():
        real = sounds.real_pieces(SHARED)
        yield "the turns of a real call", real["agent"], real["customer"]
    for left, right in (("en", "fr"), ("it", "ru")):
        pair = list(sounds.prompts(left, 1.5)), list(sounds.prompts(right, 1.5))
        if all(pair):
            yield f"prompts, {left} and {right}", *pair


def score(call: MadeCall, found: Activity) -> Score:
    """What is right and wrong in what was found."""
    count = call.speech.shape[1]
    speech, hold = np.zeros((2, count), bool), np.zeros(count, bool)
    for each in found.segments:
        speech[each.channel, round(each.start * 100) : round(each.end * 100)] = True
    for span in found.hold_spans:
        hold[round(span.start * 100) : round(span.end * 100)] = True
    right = (speech & call.speech).sum(axis=1)
    left = [(each.channel, each.start) for each in found.interruptions]
    hits = 0
    for true in call.interruptions:
        near = [each for each in left if each[0] == true.side and abs(each[1] - true.start) < 0.7]
        if near:
            left.remove(near[0])
            hits += 1
    precision, recall = right / np.maximum(1, speech.sum(axis=1)), right / np.maximum(1, call.speech.sum(axis=1))
    return Score(
        (precision[0], precision[1]),
        (recall[0], recall[1]),
        found.overtalk,
        call.overtalk,
        float((hold != call.hold).sum()) / 100,
        len(sounds.runs_of(call.hold)),
        hits,
        len(left),
        len(call.interruptions),
    )


def pooled(scores: Sequence[Score]) -> Score:
    """Means of precision and recall, sums of the rest."""

    def mean(pick: Callable[[Score], float]) -> float:
        return float(np.mean([pick(each) for each in scores]))

    def total(pick: Callable[[Score], float]) -> float:
        return sum(pick(each) for each in scores)

    return Score(
        (mean(lambda s: s.precision[0]), mean(lambda s: s.precision[1])),
        (mean(lambda s: s.recall[0]), mean(lambda s: s.recall[1])),
        total(lambda s: s.overtalk),
        total(lambda s: s.true_overtalk),
        total(lambda s: s.wrong_hold),
        int(total(lambda s: s.holds)),
        int(total(lambda s: s.found)),
        int(total(lambda s: s.false)),
        int(total(lambda s: s.interruptions)),
    )


def spelled(told: Score) -> str:
    """One line of the table."""
    sides = "  ".join(f"{told.precision[side]:.3f} {told.recall[side]:.3f}" for side in (0, 1))
    overtalk = told.overtalk / max(0.01, told.true_overtalk) - 1
    hold = f"{told.wrong_hold / max(1, told.holds):6.2f} s each"
    return f"{sides}  {overtalk:+7.1%}  {hold}  {told.found} of {told.interruptions}, {told.false} false"


def tell_goals(clean: Score, noisy: Score) -> None:
    """Each goal, and the part of what it allows that is used."""
    for side, name in ((1, "customer"), (0, "agent")):
        tell(f"{name} precision", f"{clean.precision[side]:.3f}", (1 - clean.precision[side]) / SIDES_MISSED, ".98")
        tell(f"{name} recall", f"{clean.recall[side]:.3f}", (1 - clean.recall[side]) / SIDES_MISSED, ".98")
    wrong = abs(clean.overtalk / clean.true_overtalk - 1)
    tell("overtalk", f"{clean.overtalk:.1f} of {clean.true_overtalk:.1f} s", wrong / OVERTALK, "5 %")
    each = clean.wrong_hold / max(1, clean.holds)
    tell("hold", f"{each:.2f} s wrong in each of {clean.holds}", each / HOLD_SECONDS, "1 s")
    for side, name in ((1, "customer"), (0, "agent")):
        lost = max(clean.precision[side] - noisy.precision[side], clean.recall[side] - noisy.recall[side])
        tell(f"{name} in noise at -38 dBFS", f"{100 * lost:.1f} points lost", lost / NOISE_POINTS, "5 points")


def tell(what: str, figure: str, used: float, goal: str) -> None:
    """One figure against its goal."""
    print(f"{what}: {figure}, ratio {max(0.0, used):.2f} (goal {goal})")


# --- real calls -------------------------------------------------------------------------------------------------------


def real_calls() -> None:
    """Against transcripts whose times were estimated (usually to 0.3 s, at worst to 1 s) and span pauses: looser."""
    folder = SHARED / "interactions" / "audio" / "two_channel"
    if not folder.is_dir():
        print("\nthe shared sample data are not beside this checkout: no real calls")
        return
    print("\nreal calls: seconds of speech outside of the side's turns, and turns without any speech of theirs")
    for recording, transcript in (
        ("bd361e59_agentL_customerR_8k_s16.wav", "bd361e59.csv"),
        ("07b416a2_agentL_customerR_mulaw.wav", "07b416a2.vtt"),
    ):
        ingested = ingest(folder / recording, SampleMemory(MEMORY_LIMIT), lambda _: True)
        found = speech_activity(ingested.pcm, ingested.peaks)
        turns = list(turns_of(folder / transcript))
        count = round(ingested.duration * 100) + 100
        speech, told = np.zeros((2, count), bool), np.zeros((2, count), bool)
        for each in found.segments:
            speech[each.channel, round(each.start * 100) : round(each.end * 100)] = True
        for side, start, end in turns:
            told[side, max(0, round(start * 100) - 30) : round(end * 100) + 30] = True
        unheard = sum(not speech[side, round(start * 100) : round(end * 100)].any() for side, start, end in turns)
        inside = [1 - (speech[side] & ~told[side]).sum() / max(1, speech[side].sum()) for side in (0, 1)]
        print(
            f"{recording}: agent {inside[0]:.3f} of its speech in its turns, customer {inside[1]:.3f}; "
            f"{unheard} of {len(turns)} turns unheard"
        )


def turns_of(path: Path) -> Iterator[tuple[int, float, float]]:
    """Side, begin and end of each turn."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield ("Agent", "Customer").index(row["speaker"]), float(row["start"]), float(row["end"])
        return
    for turn in read_transcripts(path.read_bytes(), path.name)[0].turns:
        assert turn.start is not None
        assert turn.end is not None
        yield int(turn.role != "agent"), turn.start, turn.end


# --- speed ------------------------------------------------------------------------------------------------------------


def tell_speed(call: MadeCall) -> None:
    """An hour in two channels, measured on a worker while this thread looks at the clock each millisecond."""
    times = int(np.ceil(3600 / call.seconds))
    hour = replace(call, samples=np.tile(call.samples, (times, 1))[: 3600 * call.rate])
    pcm, peaks = hour.pcm(), hour.peaks()
    spent: list[float] = []

    def measure() -> None:
        before = time.thread_time()
        speech_activity(pcm, peaks)
        spent.append(time.thread_time() - before)

    worker = threading.Thread(target=measure)
    late = 0.0
    began = time.perf_counter()
    worker.start()
    while worker.is_alive():
        before = time.perf_counter()
        time.sleep(0.001)
        late = max(late, time.perf_counter() - before - 0.001)
    whole = time.perf_counter() - began
    print()
    tell(
        "speech activity", f"{spent[0]:.2f} s of a core ({whole:.2f} s) per stereo hour", spent[0] / HOUR_SECONDS, "2 s"
    )
    tell("another thread", f"at most {late * 1000:.1f} ms late meanwhile", late * 1000 / LATE_MS, "20 ms")


if __name__ == "__main__":
    main()

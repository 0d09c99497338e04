"""The agent's channel by a transcript: the demo calls, each with its own transcript and with every other one."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.media.activity import Activity, Segment, speech_activity
from qa_desktop.media.ingest import ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, SampleMemory
from qa_desktop.media.sides import agent_channel_of
from qa_desktop.transcripts.detect import read_transcripts
from tests.media.made_sounds import DEMO

CALLS = sorted(path.stem for path in (DEMO / "recordings").iterdir())


def heard_in(path: Path) -> Activity:
    ingested = ingest(path, SampleMemory(MEMORY_LIMIT), lambda _: True)
    return speech_activity(ingested.pcm, ingested.peaks)


@cache
def heard(stem: str) -> Activity:
    return heard_in(next((DEMO / "recordings").glob(stem + ".*")))


def read(path: Path) -> Transcript:
    (found,) = read_transcripts(path.read_bytes(), path.name)
    return found


@cache
def told(stem: str) -> Transcript:
    return read(next((DEMO / "transcripts").glob(stem + ".*")))


def swapped(activity: Activity) -> Activity:
    segments = tuple(replace(segment, channel=1 - segment.channel) for segment in activity.segments)
    return replace(activity, segments=segments, talk=activity.talk[::-1])


@pytest.mark.parametrize("stem", CALLS)
def test_the_agent_is_the_channel_that_speaks_in_the_agents_turns(stem: str) -> None:
    assert agent_channel_of(heard(stem), told(stem)) == 0
    assert agent_channel_of(swapped(heard(stem)), told(stem)) == 1


@pytest.mark.parametrize("stem", CALLS)
def test_the_transcript_of_another_call_tells_nothing(stem: str) -> None:
    for other in CALLS:
        if other != stem:
            assert agent_channel_of(heard(stem), told(other)) is None, other


@pytest.mark.parametrize("stem", CALLS)
def test_turns_in_another_order_tell_nothing(stem: str) -> None:
    turns = list(told(stem).turns)
    for seed in range(30):
        roles = [turn.role for turn in turns]
        random.Random(seed).shuffle(roles)
        mixed = tuple(replace(turn, role=role) for turn, role in zip(turns, roles, strict=True))
        agreed = sum(
            (turn.end or 0) - (turn.start or 0) for turn, old in zip(mixed, turns, strict=True) if turn.role == old.role
        )
        whole = sum((turn.end or 0) - (turn.start or 0) for turn in turns)
        if 0.3 < agreed / whole < 0.7:
            assert agent_channel_of(heard(stem), replace(told(stem), turns=mixed)) is None, seed


def test_times_that_are_off_by_half_a_second_and_lack_their_ends_still_tell() -> None:
    for stem in CALLS:
        late = tuple(replace(turn, start=(turn.start or 0) + 0.5, end=None) for turn in told(stem).turns)
        assert agent_channel_of(heard(stem), replace(told(stem), turns=late)) == 0, stem


def test_without_times_without_two_roles_or_without_two_channels_nothing_is_told() -> None:
    stem = CALLS[0]
    turns = told(stem).turns
    timeless = replace(told(stem), turns=tuple(replace(turn, start=None, end=None) for turn in turns))
    nameless = replace(told(stem), turns=tuple(replace(turn, role=Role.UNKNOWN) for turn in turns))
    one = replace(told(stem), turns=tuple(replace(turn, role=Role.AGENT) for turn in turns))
    for transcript in (timeless, nameless, one, replace(told(stem), turns=()), None):
        assert agent_channel_of(heard(stem), transcript) is None
    assert agent_channel_of(replace(heard(stem), separated=False), told(stem)) is None
    assert agent_channel_of(replace(heard(stem), segments=()), told(stem)) is None


def test_two_turns_are_too_few() -> None:
    activity = replace(heard(CALLS[0]), segments=(Segment(0, 1.0, 20.0), Segment(1, 21.0, 60.0)))
    turns = (Turn("a", Role.AGENT, start=1.0, end=20.0), Turn("b", Role.CUSTOMER, start=21.0, end=60.0))
    assert agent_channel_of(activity, replace(told(CALLS[0]), turns=turns)) is None


def test_turns_like_clockwork_fit_at_too_many_places_to_tell() -> None:
    spans = [(number % 2, number * 6.0, number * 6.0 + 5) for number in range(20)]
    activity = replace(heard(CALLS[0]), segments=tuple(Segment(*span) for span in spans))
    turns = tuple(Turn("words", (Role.AGENT, Role.CUSTOMER)[side], start=start, end=end) for side, start, end in spans)
    assert agent_channel_of(activity, replace(told(CALLS[0]), turns=turns)) is None


@pytest.mark.parametrize(
    ("recording", "transcript"),
    [
        ("bd361e59_agentL_customerR_8k_s16.wav", "bd361e59.csv"),
        ("07b416a2_agentL_customerR_mulaw.wav", "07b416a2.vtt"),
    ],
)
def test_real_calls(shared_data: Path, recording: str, transcript: str) -> None:
    folder = shared_data / "interactions/audio/two_channel"
    activity = heard_in(folder / recording)
    assert agent_channel_of(activity, read(folder / transcript)) == 0
    for other in ("bd361e59.csv", "07b416a2.vtt", "20240507-101112-25df19c4.csv"):
        if other != transcript:
            assert agent_channel_of(activity, read(folder / other)) is None, other

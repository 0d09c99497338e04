"""Measuring real files; the figures themselves are tested where they are found."""

import os
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.interactions import Channel, Interaction, Recording
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import speech
from qa_desktop.services.import_report import Progress
from qa_desktop.services.speech import Measured, keep, lacking, measure
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, NOW, interaction

RATE = 8000
HEARD = Speech(SpeechSource.CHANNELS, (2.0, 3.0), (0, 1), 0.5, 1.0, 0.75, 0.0)
ONE = replace(HEARD, source=SpeechSource.ONE_CHANNEL, talk=(5.0, 0.0), interruptions=(0, 0), overtalk=0.0)
ONE_WITH_HOLD = replace(ONE, hold=30.0)
WORDS = Transcript(
    "webvtt", (Turn("Good morning", Role.AGENT, "Zoë", 0.0, 4.0), Turn("Hello", Role.CUSTOMER, "Kim", 7.0, 8.0))
)
FROM_WORDS = Speech(SpeechSource.TRANSCRIPT, (4.0, 1.0), (0, 0), 0.0, 3.0, 3.0, 0.0)


def sound(path: Path, channels: int = 2, seed: int = 1) -> Path:
    """Ten seconds: noise as loud as speech on the left from 0 to 4 s, on the right from 6 to 9 s."""
    noise = np.random.default_rng(seed)
    samples = np.zeros((10 * RATE, channels))
    samples[: 4 * RATE, 0] = noise.normal(0, 3000, 4 * RATE)
    samples[6 * RATE : 9 * RATE, -1] += noise.normal(0, 3000, 3 * RATE)
    gate = (np.arange(10 * RATE) // (RATE // 4)) % 4 != 3  # pauses, as no music has
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, RATE, 0, "NONE", ""))
        file.writeframes((samples * gate[:, None]).astype("<i2").tobytes())
    return path


def call(file: str, channels: int = 2, name: str = "C-1", **changes: object) -> Interaction:
    recording = Recording("calls", file, file.encode().hex().ljust(64, "0")[:64], 10.0, RATE, channels)
    return interaction(name, recording=replace(recording, **changes))  # type: ignore[arg-type]


def put(database: SqlDatabase, each: Interaction, transcript: Transcript | None = None) -> Interaction:
    with database.writing() as work:
        work.interactions.put(each)
        if transcript is not None:
            work.interactions.put_transcript(each.key, transcript)
    return each


def run(database: SqlDatabase) -> Measured:
    return measure(database, lacking(database), clock=lambda: NOW)


def kept(database: SqlDatabase, each: Interaction) -> Speech | None:
    with database.reading() as work:
        return work.speech.get(each.key)


@pytest.fixture
def calls(tmp_path: Path, database: SqlDatabase) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    with database.writing() as work:
        work.roots.put("calls", str(folder))
        work.people.put(ANN)
    return folder


@pytest.fixture
def _no_leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is decoded may not be left on the disk."""
    place = tmp_path / "temp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


# Kept when a recording is opened


def test_figures_are_kept_and_told(database: SqlDatabase) -> None:
    each = put(database, call("a.wav"))
    assert keep(database, each.key, HEARD, NOW) == Changes.of(Changed.SPEECH, each.key)
    assert kept(database, each) == HEARD
    assert keep(database, each.key, HEARD, NOW) == Changes()
    assert keep(database, each.key, replace(HEARD, hold=9.0), NOW) != Changes()
    assert keep(database, new_key(), HEARD, NOW) == Changes()


def test_figures_of_an_older_method_are_replaced_though_they_are_the_same(database: SqlDatabase) -> None:
    each = put(database, call("a.wav"))
    with database.writing() as work:
        work.speech.put(each.key, HEARD, speech.METHOD - 1, NOW)
    assert keep(database, each.key, HEARD, NOW) != Changes()
    assert lacking(database) == ()


def test_one_channel_gives_way_to_a_transcript_with_speakers(database: SqlDatabase) -> None:
    each = put(database, call("a.wav", 1))
    keep(database, each.key, ONE, NOW)
    assert kept(database, each) == ONE
    put(database, each, WORDS)
    keep(database, each.key, ONE_WITH_HOLD, NOW)
    assert kept(database, each) == replace(FROM_WORDS, silence=1.0, longest_silence=0.75, hold=30.0)
    keep(database, each.key, HEARD, NOW)  # two channels are believed before any transcript
    assert kept(database, each) == HEARD


# Measured unattended


@pytest.mark.usefixtures("_no_leftovers")
def test_two_channels_are_decoded(database: SqlDatabase, calls: Path) -> None:
    sound(calls / "a.wav")
    each = put(database, call("a.wav"), WORDS)
    assert run(database) == Measured(1, changes=Changes.of(Changed.SPEECH, each.key))
    found = kept(database, each)
    assert found is not None
    assert found.source is SpeechSource.CHANNELS
    assert found.talk == pytest.approx((4.0, 3.0), abs=0.4)
    assert found.longest_silence == pytest.approx(2.0, abs=0.4)
    assert lacking(database) == ()
    assert run(database) == Measured()


def sides_of_words(found: Speech | None) -> bool:
    """Whether the sides are those of the words, and the silence that of the sound."""
    assert found is not None
    heard = replace(found, silence=3.0, longest_silence=3.0)
    return heard == FROM_WORDS and found.longest_silence == pytest.approx(2.0, abs=0.4)


def test_one_channel_takes_the_sides_of_the_words_where_they_tell_the_sides_apart(
    database: SqlDatabase, calls: Path
) -> None:
    sound(calls / "a.wav", 1)
    sound(calls / "b.wav", 1, seed=2)
    told, untold = put(database, call("a.wav", 1), WORDS), put(database, call("b.wav", 1, "C-2"))
    away = put(database, call("gone.wav", 1, "C-3"), WORDS)  # the words do not tell hold from silence
    assert (run(database).done, lacking(database)) == (2, (away.key,))
    assert sides_of_words(kept(database, told))
    found = kept(database, untold)
    assert found is not None
    assert found.source is SpeechSource.ONE_CHANNEL
    assert found.longest_silence == pytest.approx(2.0, abs=0.4)


def test_two_channels_of_the_same_sound_take_the_words_too(database: SqlDatabase, calls: Path) -> None:
    with wave.open(str(sound(calls / "mono.wav", 1)), "rb") as mono:
        samples = np.frombuffer(mono.readframes(10 * RATE), "<i2")
    with wave.open(str(calls / "a.wav"), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.repeat(samples, 2).tobytes())
    each = put(database, call("a.wav"), WORDS)
    run(database)
    assert sides_of_words(kept(database, each))


def test_a_call_of_words_alone(database: SqlDatabase) -> None:
    told = put(database, interaction("C-1"), WORDS)
    untold = put(database, interaction("C-2"), Transcript("csv", (Turn("Hello", Role.AGENT),)))
    chat = put(database, interaction("K-1", channel=Channel.CHAT), replace(WORDS, channel="chat"))
    report = run(database)
    assert (report.done, [name for name, _ in report.problems]) == (1, ["C-2"])
    assert kept(database, told) == FROM_WORDS
    assert kept(database, untold) is kept(database, chat) is None
    assert run(database) == Measured()


def test_a_long_recording_lies_in_a_private_file_while_it_is_measured(
    database: SqlDatabase, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound(calls / "a.wav")
    each = put(database, call("a.wav"))
    folder = tmp_path / "audio"
    (folder / "of-a-crash").mkdir(parents=True)
    (folder / "of-a-crash" / "1.pcm").write_bytes(b"left")
    seen: set[tuple[str, int]] = set()

    def look() -> bool:
        seen.update((file.name, file.stat().st_mode & 0o777) for file in folder.rglob("*.pcm"))
        return False

    monkeypatch.setattr(speech, "_MOST_IN_MEMORY", 0)  # nothing may be held there
    assert measure(database, [each.key], look, folder=folder).done == 1
    assert {name for name, _ in seen - {("1.pcm", 0o644)}} == {"measured.pcm"}
    if os.name == "posix":
        assert ("measured.pcm", 0o600) in seen
    assert list(folder.iterdir()) == []


def test_what_stops_or_fails_leaves_no_sound_on_the_disk(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    sound(calls / "a.wav")
    (calls / "bad.wav").write_bytes(b"RIFF\x04\0\0\0WAVE")
    put(database, call("a.wav"))
    bad = put(database, call("bad.wav", name="C-2"))
    folder = tmp_path / "audio"
    assert measure(database, lacking(database), lambda: any(folder.rglob("*.pcm")), folder=folder).stopped
    assert len(measure(database, [bad.key], folder=folder).problems) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("_no_leftovers")
def test_in_memory_alone_a_recording_that_is_too_long_is_measured_when_it_is_opened(
    database: SqlDatabase, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound(calls / "a.wav")
    put(database, call("a.wav"))
    monkeypatch.setattr(speech, "_MOST_IN_MEMORY", 9 * RATE * 4)
    assert "too long to be measured beforehand" in run(database).problems[0][1]


def test_a_folder_that_cannot_be_used_leaves_the_memory(database: SqlDatabase, calls: Path, tmp_path: Path) -> None:
    sound(calls / "a.wav")
    each = put(database, call("a.wav"))
    (tmp_path / "audio").write_bytes(b"no folder")
    assert measure(database, [each.key], folder=tmp_path / "audio").done == 1


@pytest.mark.skipif(os.name != "posix", reason="there is no such limit")
def test_a_full_disk_is_no_fault_of_the_recording(
    database: SqlDatabase, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    sound(calls / "a.wav")
    each = put(database, call("a.wav"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> bool:
        if any((tmp_path / "audio").rglob("*.pcm")):
            resource.setrlimit(resource.RLIMIT_FSIZE, (9 * RATE, before[1]))
        return False

    try:
        report = measure(database, [each.key], fill, folder=tmp_path / "audio")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert report == Measured(waiting=1)
    assert lacking(database) == (each.key,)


@pytest.mark.usefixtures("_no_leftovers")
def test_what_cannot_be_decoded_is_noted_and_not_tried_again(database: SqlDatabase, calls: Path) -> None:
    (calls / "bad.wav").write_bytes(b"RIFF\x04\0\0\0WAVE")
    sound(calls / "good.wav")
    bad, good = put(database, call("bad.wav")), put(database, call("good.wav", name="C-2"))
    report = run(database)
    assert (report.done, [name for name, _ in report.problems]) == (1, ["C-1"])
    assert "bad.wav" in report.problems[0][1]
    assert kept(database, good) is not None
    with database.reading() as work:
        assert work.speech.problem(bad.key) == report.problems[0][1]
    assert lacking(database) == ()


def test_a_file_that_is_not_there_waits(database: SqlDatabase, calls: Path) -> None:
    away = put(database, call("away.wav"))
    assert run(database) == Measured(waiting=1)
    assert lacking(database) == (away.key,)
    sound(calls / "away.wav")
    assert run(database).done == 1


def test_a_recording_of_another_device_waits(database: SqlDatabase) -> None:
    each = put(database, call("a.wav"))  # whose root is not mapped here
    assert run(database) == Measured(waiting=1)
    assert lacking(database) == (each.key,)


def test_a_headerless_recording_is_read_as_its_source_said(database: SqlDatabase, calls: Path) -> None:
    with wave.open(str(sound(calls / "a.wav", 1)), "rb") as mono:
        (calls / "a.raw").write_bytes(mono.readframes(10 * RATE))
    each = put(database, call("a.raw", 1, raw="s16le/8000/1"))
    unknown = put(database, call("b.raw", 1, "C-2"))
    (calls / "b.raw").write_bytes(b"\1\2" * 999)
    report = run(database)
    assert (report.done, [name for name, _ in report.problems]) == (1, ["C-2"])
    found = kept(database, each)
    assert found is not None
    assert found.longest_silence == pytest.approx(2.0, abs=0.4)
    assert kept(database, unknown) is None


def test_it_stops_between_and_within_recordings(
    database: SqlDatabase, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        sound(calls / f"{number}.wav", seed=number)
        put(database, call(f"{number}.wav", name=f"C-{number}"))
    seen: list[Progress] = []
    report = measure(database, lacking(database), lambda: len(seen) == 1, seen.append)
    assert (report.done, report.stopped, [each.done for each in seen]) == (1, True, [1])
    asked = 0

    def soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    monkeypatch.delattr("qa_desktop.media.activity._separated")  # nobody may get beyond decoding
    report = measure(database, lacking(database), soon)
    assert report == Measured(stopped=True)
    assert 3 < asked < 10  # a recording has ten blocks of a second
    assert len(lacking(database)) == 2


@pytest.mark.parametrize("another", [{"sha256": "77" * 32}, {"raw": "alaw/8000/1"}])
def test_a_recording_that_is_replaced_while_it_is_heard_keeps_no_figures(
    database: SqlDatabase, calls: Path, another: dict[str, Any]
) -> None:
    sound(calls / "a.wav")
    each = put(database, call("a.wav"))
    asked = 0

    def replaced_meanwhile() -> bool:
        nonlocal asked
        asked += 1
        if asked == 2:  # it is being decoded, and nothing is locked, so that others can write
            put(database, call("a.wav", **another))
        return False

    report = measure(database, lacking(database), replaced_meanwhile)
    assert asked > 2
    assert report.done == 0
    assert kept(database, each) is None
    assert lacking(database) == (each.key,)


def test_progress_names_what_was_done(database: SqlDatabase) -> None:
    for number in (1, 2):
        put(database, interaction(f"C-{number}"), WORDS)
    seen: list[Progress] = []
    measure(database, lacking(database), tell=seen.append)
    assert [(each.done, each.total) for each in seen] == [(1, 2), (2, 2)]
    assert {each.name for each in seen} == {"C-1", "C-2"}


def test_what_was_opened_meanwhile_is_not_heard_again(database: SqlDatabase) -> None:
    each = put(database, interaction("C-1"), WORDS)
    asked = lacking(database)
    keep(database, each.key, HEARD, NOW)
    assert measure(database, asked) == Measured()
    assert kept(database, each) == HEARD

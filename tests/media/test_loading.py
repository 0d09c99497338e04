import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.raw_formats import NeedsRawFormat, RawFormat
from qa_desktop.media import loading
from qa_desktop.media.activity import Activity, MeasuringStopped, speech_activity
from qa_desktop.media.cache import PcmCache
from qa_desktop.media.ingest import Ingested, ingest
from qa_desktop.media.loading import LoadedRecording, LoadProgress, RecordingLoader
from qa_desktop.media.pcm import Pcm, PcmReader
from qa_desktop.media.peaks import Peaks

from .conftest import tone_samples, write_wav


@pytest.fixture
def loader(qtbot, tmp_path: Path) -> Iterator[RecordingLoader]:
    cache = PcmCache(tmp_path / "cache")
    loader = RecordingLoader(cache)
    loader.warm_up()
    yield loader
    loader.shutdown()
    cache.close()


def test_a_recording_is_playable_from_its_first_second_and_then_ready(qtbot, loader, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.wav", tone_samples(30))
    told: list[LoadProgress] = []
    loader.progress.connect(told.append)
    heard: list[object] = []
    loader.ready.connect(lambda _: heard.append("ready"))
    loader.activity_found.connect(heard.append)
    with qtbot.waitSignal(loader.ready) as ready, qtbot.waitSignal(loader.activity_found) as found:
        loader.load(path)
    assert (told[0].seconds, told[0].announced, told[0].path) == (1.0, 30.0, path)
    assert told[0].peaks.seconds == 1
    loaded = ready.args[0]
    assert isinstance(loaded, LoadedRecording)
    assert loaded.ingested.duration == 30
    assert loaded.ingested.pcm == told[0].pcm
    assert loaded.ingested.peaks.seconds == 30
    # Who speaks when is news of its own, after the whole picture.
    assert heard == ["ready", found.args[0]]
    assert isinstance(found.args[0], Activity)


def test_loading_again_decodes_nothing(qtbot, loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_wav(tmp_path / "call.wav", tone_samples(2))
    with qtbot.waitSignal(loader.ready) as first:
        loader.load(path)
    monkeypatch.delattr(loading, "ingest")
    told: list[LoadProgress] = []
    loader.progress.connect(told.append)
    with qtbot.waitSignal(loader.ready) as second:
        loader.load(path)
    assert second.args[0].ingested is first.args[0].ingested
    assert [progress.seconds for progress in told] == [2]


def test_asking_for_another_stops_the_one_before(
    qtbot, loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_wav(tmp_path / "first.wav", tone_samples(3))
    second = write_wav(tmp_path / "second.wav", tone_samples(2))
    begun, asked = threading.Event(), threading.Event()

    def held(source: Path, *rest) -> Ingested:
        if source == first:
            begun.set()
            asked.wait(10)
        return ingest(source, *rest)

    monkeypatch.setattr(loading, "ingest", held)
    told: list[LoadProgress] = []
    loader.progress.connect(told.append)
    loader.load(first)
    assert begun.wait(10)
    with qtbot.waitSignal(loader.ready) as ready:
        loader.load(second)
        asked.set()
    assert ready.args[0].path == second
    assert {news.path for news in told} == {second}
    assert list(ready.args[0].ingested.pcm.path.parent.iterdir()) == [ready.args[0].ingested.pcm.path]


def test_what_cannot_be_loaded_is_told_in_a_sentence(qtbot, loader, tmp_path: Path) -> None:
    with qtbot.waitSignal(loader.failed) as failed:
        loader.load(tmp_path / "gone.wav")
    assert failed.args == ["“gone.wav” is not there; was it moved or renamed?"]


@pytest.mark.parametrize("step", ["ingest", "speech_activity"])
def test_a_drive_that_fails_is_told_in_a_sentence_that_names_the_file(
    qtbot, loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(loading, step, broken)
    with qtbot.waitSignal(loader.failed) as failed:
        loader.load(write_wav(tmp_path / "call.wav", tone_samples(1)))
    assert failed.args == [
        f"“call.wav” cannot be decoded ({os.strerror(errno.EIO)}): "
        "see that the drive it lies on can be reached, then open it again."
    ]


def test_a_bug_on_the_worker_reaches_the_exception_hook(
    qtbot, loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(loading, "ingest", broken)
    path = write_wav(tmp_path / "call.wav", tone_samples(1))
    with qtbot.captureExceptions() as caught:
        loader.load(path)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_shutting_down_while_loading_ends_well(qtbot, loader, tmp_path: Path) -> None:
    loader.load(write_wav(tmp_path / "call.wav", tone_samples(60)))
    loader.shutdown()


def test_a_headerless_recording_is_asked_about_and_then_plays(qtbot, loader, tmp_path: Path) -> None:
    path = tmp_path / "call.sln"
    path.write_bytes(tone_samples(2, 1).tobytes())
    with qtbot.waitSignal(loader.format_needed) as needed, qtbot.waitSignal(loader.failed) as failed:
        loader.load(path, "hash")
    assert isinstance(needed.args[0], NeedsRawFormat)
    assert failed.args == [str(needed.args[0])]
    for raw, seconds in ((RawFormat("s16le"), 2.0), (RawFormat("s16le", 16_000), 1.0)):
        with qtbot.waitSignal(loader.ready) as ready:
            loader.load(path, "hash", raw)
        assert ready.args[0].ingested.duration == seconds, "what was decoded as something else is not taken for it"


def test_who_speaks_when_delays_no_other_recording(
    qtbot, loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_wav(tmp_path / "first.wav", tone_samples(3))
    second = write_wav(tmp_path / "second.wav", tone_samples(2))
    begun, told_to_stop = threading.Event(), threading.Event()

    def slow(pcm: Pcm, peaks: Peaks, stop: Callable[[], bool]) -> Activity:
        if peaks.seconds == 3:
            begun.set()
            told_to_stop.wait(10)
            assert stop()
            raise MeasuringStopped
        return speech_activity(pcm, peaks, stop)

    monkeypatch.setattr(loading, "speech_activity", slow)
    heard: list[Activity] = []
    loader.activity_found.connect(heard.append)
    loader.load(first)
    assert begun.wait(10)
    with qtbot.waitSignal(loader.ready) as ready:
        loader.load(second)
    assert ready.args[0].path == second
    assert not heard
    with qtbot.waitSignal(loader.activity_found):
        told_to_stop.set()
    assert len(heard) == 1


def test_what_an_earlier_run_left_is_swept_by_the_worker(qtbot, tmp_path: Path) -> None:
    left = tmp_path / "cache/left"
    left.mkdir(parents=True)
    (left / "a.pcm").write_bytes(b"voice")
    cache = PcmCache(tmp_path / "cache", sweep_now=False)
    loader = RecordingLoader(cache)
    assert left.exists(), "whoever makes it, on the screen thread, does not wait for that"
    loader.warm_up()
    with qtbot.waitSignal(loader.ready):
        loader.load(write_wav(tmp_path / "call.wav", tone_samples(1)))
    assert not left.exists()
    loader.shutdown()
    cache.close()


def test_the_limit_is_kept_by_forgetting_what_was_loaded_before(qtbot, tmp_path: Path) -> None:
    cache = PcmCache(tmp_path / "cache", limit=500_000)
    loader = RecordingLoader(cache)
    sizes = []
    for number, seconds in enumerate((10, 11, 30, 3)):
        path = write_wav(tmp_path / f"{number}.wav", tone_samples(seconds))
        with qtbot.waitSignal(loader.ready) as ready, qtbot.waitSignal(loader.activity_found):
            loader.load(path, str(number))
        assert ready.args[0].ingested.pcm.path.stat().st_size == 32_000 * seconds
        sizes.append(cache.size() // 32_000)
    # The third is larger than the limit by itself: it is kept as long as it is the one that plays.
    assert sizes == [10, 11, 30, 3]
    loader.shutdown()
    cache.close()


def test_in_memory_it_loads_as_well_and_leaves_no_file(qtbot, tmp_path: Path) -> None:
    loader = RecordingLoader(PcmCache(tmp_path / "cache", in_memory=True))
    path = write_wav(tmp_path / "call.wav", tone_samples(12))
    told: list[LoadProgress] = []
    loader.progress.connect(told.append)
    with qtbot.waitSignal(loader.ready) as ready, qtbot.waitSignal(loader.activity_found):
        loader.load(path)
    reader = PcmReader(told[0].pcm)
    assert np.array_equal(reader.read(0, 96_000), tone_samples(12))
    assert ready.args[0].ingested.duration == 12
    loader.shutdown()
    assert list(tmp_path.iterdir()) == [path]

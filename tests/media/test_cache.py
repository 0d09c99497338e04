import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSysInfo

from qa_desktop.domain.errors import InputError
from qa_desktop.media.cache import PcmCache, content_key
from qa_desktop.media.ingest import Ingested, IngestProgress, ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, PcmReader

from .conftest import tone_samples, write_wav


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", tone_samples(1))


def ingested(cache: PcmCache, call: Path, key: str) -> Ingested:
    result = ingest(call, cache.place_for(key), lambda _: True)
    cache.remember(key, result)
    return result


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_the_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir(mode=0o755)
    cache = PcmCache(tmp_path / "cache")
    assert [stat.S_IMODE(f.stat().st_mode) for f in (tmp_path / "cache", cache.folder)] == [0o700, 0o700]
    cache.close()


def test_what_was_decoded_is_found_again_and_gone_after_closing(tmp_path: Path, call: Path) -> None:
    cache = PcmCache(tmp_path / "cache")
    result = ingested(cache, call, "a")
    assert cache.find("a") is result
    assert cache.find("b") is None
    cache.close()
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_that_was_taken_away_is_not_found(tmp_path: Path, call: Path) -> None:
    cache = PcmCache(tmp_path / "cache")
    ingested(cache, call, "a").pcm.path.unlink()
    assert cache.find("a") is None
    cache.close()


def test_another_living_instance_is_left_alone(tmp_path: Path, call: Path) -> None:
    first = PcmCache(tmp_path / "cache")
    result = ingested(first, call, "a")
    second = PcmCache(tmp_path / "cache")
    assert result.pcm.path.exists()
    second.close()
    assert first.find("a") is result
    first.close()


def test_what_a_killed_instance_left_is_swept_at_the_next_start(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", tone_samples(60))
    program = (
        "import time; from pathlib import Path; from qa_desktop.media.cache import PcmCache\n"
        "from qa_desktop.media.ingest import ingest\n"
        f"cache = PcmCache(Path({str(tmp_path / 'cache')!r}))\n"
        f"ingest(Path({str(call)!r}), cache.place_for('a'), lambda _: print('decoding', flush=True) or time.sleep(60))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "decoding\n"
        process.kill()
    left = list((tmp_path / "cache").glob("*/*.pcm"))
    assert [each.stat().st_size for each in left] == [32_000]
    cache = PcmCache(tmp_path / "cache")
    assert not left[0].exists()
    assert {each.stem for each in (tmp_path / "cache").iterdir()} == {cache.folder.name}
    cache.close()
    assert list((tmp_path / "cache").iterdir()) == []


def test_locks_without_a_folder_are_swept(tmp_path: Path) -> None:
    dead = f"999999999\nqa-desktop\n{QSysInfo.machineHostName()}\n"
    (tmp_path / "0123.lock").write_text(dead, encoding="utf-8")
    cache = PcmCache(tmp_path)
    cache.close()
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_go_when_the_limit_is_passed(tmp_path: Path, call: Path) -> None:
    cache = PcmCache(tmp_path / "cache", limit=3 * 32_000)
    for key in "abc":
        ingested(cache, call, key)
    assert cache.size() == 3 * 32_000
    cache.find("a")
    ingested(cache, call, "d")
    cache.place_for("e")
    assert cache.find("b") is None
    assert {key for key in "acd" if cache.find(key)} == {"a", "c", "d"}
    cache.close()


@pytest.mark.parametrize("in_memory", [False, True])
def test_room_is_made_also_for_the_one_that_is_being_decoded(tmp_path: Path, call: Path, in_memory: bool) -> None:
    cache = PcmCache(tmp_path / "cache", limit=3 * 32_000, in_memory=in_memory)
    for key in "ab":
        ingested(cache, call, key)
    long = write_wav(tmp_path / "long.wav", tone_samples(3))
    left: list[set[str]] = []

    def tell(_: IngestProgress) -> bool:
        cache.make_room()
        left.append({key for key in "ab" if cache.find(key)})
        return True

    cache.remember("c", ingest(long, cache.place_for("c"), tell))
    # After its first second, and when all three are there.
    assert left == [{"a", "b"}, set()]
    assert cache.size() == 3 * 32_000
    cache.close()


def test_in_memory_nothing_touches_the_disk(tmp_path: Path, call: Path) -> None:
    on_disk, in_memory = (PcmCache(tmp_path / name, in_memory=name == "in_memory") for name in ("disk", "in_memory"))
    same = [ingested(cache, call, "a") for cache in (on_disk, in_memory)]
    assert not (tmp_path / "in_memory").exists()
    readers = [PcmReader(each.pcm) for each in same]
    for first, count in ((0, 8000), (7_990, 500), (3, 5), (8_000, 10)):
        pair = [reader.read(first, count) for reader in readers]
        assert np.array_equal(*pair)
        assert len(pair[0]) == min(count, 8_000 - first)
    assert [reader.frames() for reader in readers] == [8_000, 8_000]
    for reader in readers:
        reader.close()
    assert in_memory.find("a") is same[1]
    for cache in (on_disk, in_memory):
        cache.close()
    assert in_memory.size() == 0


def test_in_memory_what_an_earlier_run_wrote_is_swept(tmp_path: Path) -> None:
    (tmp_path / "cache/left").mkdir(parents=True)
    (tmp_path / "cache/left/a.pcm").write_bytes(b"voice")
    PcmCache(tmp_path / "cache", in_memory=True).close()
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_is_played_stays_in_memory_until_it_is_let_go(tmp_path: Path, call: Path) -> None:
    cache = PcmCache(tmp_path, in_memory=True)
    reader = PcmReader(ingested(cache, call, "a").pcm)
    cache.forget("a")
    assert len(reader.read(0, 8_000)) == 8_000


def test_memory_ends_before_it_is_full(tmp_path: Path) -> None:
    long = write_wav(tmp_path / "long.wav", tone_samples(40))
    cache = PcmCache(tmp_path / "cache", limit=1_000_000, in_memory=True)
    result = ingest(long, cache.place_for("a"), lambda _: True)
    assert 20 < result.duration < 40
    assert result.pcm.memory is not None
    assert result.pcm.memory.size == result.frames * 4 <= 1_000_000
    assert result.facts.problems == (f"only the first {result.duration:.1f} s are kept",)
    for each, limit in ((cache, MEMORY_LIMIT), (PcmCache(tmp_path / "disk"), 1 << 40)):
        each.limit = 1 << 40
        assert each.limit == limit
        each.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match=r"cannot be used .*: see that you may write there\.$"):
        PcmCache(tmp_path / "file/cache")


def test_a_key_names_the_content(tmp_path: Path, call: Path) -> None:
    key = content_key(call)
    assert key == content_key(call)
    assert key != content_key(write_wav(tmp_path / "other.wav", tone_samples(1) // 2))

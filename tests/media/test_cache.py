import stat
import subprocess
import sys
from pathlib import Path

import pytest

from qa_desktop.media.cache import PcmCache, content_key
from qa_desktop.media.ingest import Ingested, ingest

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
    program = (
        "import os, sys; from pathlib import Path; from qa_desktop.media.cache import PcmCache\n"
        f"cache = PcmCache(Path({str(tmp_path / 'cache')!r}))\n"
        "cache.place_for('a').write_bytes(b'voice'); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    left = list((tmp_path / "cache").glob("*/*.pcm"))
    assert len(left) == 1
    cache = PcmCache(tmp_path / "cache")
    assert not left[0].exists()
    assert [f for f in (tmp_path / "cache").iterdir() if f.is_dir()] == [cache.folder]
    cache.close()


def test_the_oldest_go_when_the_limit_is_passed(tmp_path: Path, call: Path) -> None:
    cache = PcmCache(tmp_path / "cache", limit=2 * 32_000)
    for key in "abc":
        ingested(cache, call, key)
    assert cache.size() == 3 * 32_000
    cache.find("a")
    cache.place_for("d")
    assert cache.find("b") is None
    assert cache.find("a") is not None
    assert cache.find("c") is not None
    cache.close()


def test_a_key_names_the_content(tmp_path: Path, call: Path) -> None:
    key = content_key(call)
    assert key == content_key(call)
    assert key != content_key(write_wav(tmp_path / "other.wav", tone_samples(1) // 2))

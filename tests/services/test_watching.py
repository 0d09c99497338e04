import os
from pathlib import Path

from qa_desktop.services.watching import Watch


def write(file: Path, content: str, at: int) -> None:
    file.write_text(content)
    os.utime(file, (at, at))


def test_a_file_is_taken_once_it_is_whole(tmp_path: Path) -> None:
    call, watch = tmp_path / "call.wav", Watch([tmp_path])
    write(call, "a", 1)
    assert watch.look() == ()
    write(call, "ab", 1)
    assert watch.look() == ()
    write(call, "ac", 2)
    assert watch.look() == ()
    assert watch.look() == (call,)
    assert watch.look() == (call,)  # until it is said that it was taken
    watch.took((call,))
    assert watch.look() == ()
    write(call, "abc", 3)
    assert (watch.look(), watch.look()) == ((), (call,))


def test_files_of_one_name_come_together(tmp_path: Path) -> None:
    sound, leg, text, other = (tmp_path / name for name in ("7-in.wav", "7-out.wav", "7.json", "8.csv"))
    watch = Watch([tmp_path])
    for file in (sound, leg, other):
        write(file, "a", 1)
    write(tmp_path / "room.db", "a", 1)
    write(tmp_path / ".7.wav", "a", 1)
    watch.look()
    write(text, "a", 1)
    assert watch.look() == (other,)
    watch.took((other,))
    assert watch.look() == (sound, leg, text)
    watch.took((sound, leg, text))
    write(text, "ab", 2)
    assert (watch.look(), watch.look()) == ((), (sound, leg, text))

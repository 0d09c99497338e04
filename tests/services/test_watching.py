import os
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.services.import_report import FileOutcome, ImportReport, Result, Unrecognised
from qa_desktop.services.watching import Watch, unread_after


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


def test_what_cannot_be_taken_is_ready_again_and_a_folder_that_is_gone_is_told_after_the_others(tmp_path: Path) -> None:
    here, gone = tmp_path / "here", tmp_path / "gone"
    here.mkdir()
    write(here / "a.csv", "a", 1)
    watch = Watch([gone, here])
    taken: list[tuple[Path, ...]] = []

    def refuse(files: tuple[Path, ...]) -> None:
        raise InputError("busy")

    with pytest.raises(InputError, match="gone” is not there now"):
        watch.take(taken.append)
    with pytest.raises(InputError, match="busy"):
        watch.take(refuse)
    with pytest.raises(InputError, match="gone” is not there now"):
        watch.take(taken.append)
    assert taken == [(here / "a.csv",)]
    gone.mkdir()
    assert watch.take(taken.append) is None
    assert len(taken) == 1


def test_what_was_not_read_is_kept_in_mind_until_it_is() -> None:
    refused = FileOutcome("x/a.csv", Result.REFUSED, "no")
    first = unread_after(None, ImportReport((refused, FileOutcome("b.csv", Result.ADDED)), {}))
    assert first.outcomes == (refused,)
    held = FileOutcome("c.ulaw", Result.HELD, "which?")
    second = unread_after(first, ImportReport((held,), {}, unrecognised=(Unrecognised("/w/x/a.csv"),)))
    assert (second.outcomes, second.unrecognised) == ((refused, held), (Unrecognised("/w/x/a.csv"),))
    third = unread_after(second, ImportReport((FileOutcome("a.csv", Result.UPDATED),), {}))  # brought by itself
    assert (third.outcomes, third.unrecognised) == ((held,), ())

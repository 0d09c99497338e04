from pathlib import Path

import pytest

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import JOINED, Interaction, Recording
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.services import reviewing
from qa_desktop.services.recording_places import root_key
from qa_desktop.services.recording_sources import known_format, remember_format, set_agent_channel
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, CALL, NOW, furnish, interaction

OTHER = interaction("C-2", recording=Recording("calls", "b.wav", "cd" * 32, 61.0, 8000, 2))
TOLD = interaction("C-3", recording=Recording("calls", "c_agentR.wav", "ef" * 32, 61.0, 8000, 2, "", 1))
ELSEWHERE = interaction("C-4", recording=Recording("archive", "d.wav", "99" * 32, 61.0, 8000, 2))
CHAT = interaction("K-1")
MULAW = RawFormat("mulaw")


def sides(database: SqlDatabase) -> list[int | None]:
    with database.reading() as work:
        found = [work.interactions.get(each.key) for each in (CALL, OTHER, TOLD, ELSEWHERE)]
    return [each.recording.agent_channel for each in found if each and each.recording]


def audited(database: SqlDatabase, about: Interaction | str) -> list[tuple[str, str]]:
    key = root_key(about) if isinstance(about, str) else about.key
    with database.reading() as work:
        return [(entry.action, entry.detail) for entry in work.audit.of(key)]


@pytest.fixture
def furnished(database: SqlDatabase) -> SqlDatabase:
    furnish(database, OTHER, TOLD, ELSEWHERE, CHAT)
    return database


def test_one_recording_alone(furnished: SqlDatabase) -> None:
    changes = set_agent_channel(furnished, CALL.key, 1, False, ANN, NOW)
    assert changes == Changes.of(Changed.INTERACTION, CALL.key)
    assert sides(furnished) == [1, None, 1, None]
    assert audited(furnished, CALL) == [("agent's side set", "right")]
    assert set_agent_channel(furnished, CALL.key, 1, False, ANN, NOW) == Changes()
    assert len(audited(furnished, CALL)) == 1


def test_a_whole_source_but_not_what_was_told_of_a_recording(furnished: SqlDatabase) -> None:
    changes = set_agent_channel(furnished, CALL.key, 0, True, ANN, NOW)
    assert changes == Changes.of(Changed.INTERACTION, CALL.key, OTHER.key)
    assert sides(furnished) == [0, 0, 1, None]
    assert audited(furnished, "calls") == [("agent's side set for the source", "calls: left")]
    assert set_agent_channel(furnished, OTHER.key, 0, True, ANN, NOW) == Changes()
    assert set_agent_channel(furnished, CALL.key, 1, True, ANN, NOW).keys(Changed.INTERACTION) == {CALL.key, OTHER.key}
    assert sides(furnished) == [1, 1, 1, None]


def test_a_recording_that_differed_joins_its_source_when_asked_there(furnished: SqlDatabase) -> None:
    set_agent_channel(furnished, CALL.key, 0, True, ANN, NOW)
    changes = set_agent_channel(furnished, TOLD.key, 0, True, ANN, NOW)
    assert changes == Changes.of(Changed.INTERACTION, TOLD.key)
    assert sides(furnished) == [0, 0, 0, None]


def test_an_exception_stays_one(furnished: SqlDatabase) -> None:
    set_agent_channel(furnished, CALL.key, 0, True, ANN, NOW)
    set_agent_channel(furnished, OTHER.key, 1, False, ANN, NOW)
    set_agent_channel(furnished, CALL.key, 1, True, ANN, NOW)
    set_agent_channel(furnished, CALL.key, 0, True, ANN, NOW)
    assert sides(furnished) == [0, 1, 1, None]


def test_what_was_joined_from_two_legs_is_asked_one_by_one(furnished: SqlDatabase) -> None:
    first, second = (
        interaction(name, recording=Recording(JOINED, f"{name}.flac", name.ljust(64, "0"), 61.0, 8000, 2))
        for name in ("J-1", "J-2")
    )
    with furnished.writing() as work:
        work.interactions.put(first)
        work.interactions.put(second)
        work.sources.set_agent_channel(JOINED, 0)  # as it was answered once for all of them
    assert set_agent_channel(furnished, first.key, 1, True, ANN, NOW) == Changes.of(Changed.INTERACTION, first.key)
    assert audited(furnished, first) == [("agent's side set", "right")]
    assert audited(furnished, JOINED) == []
    told = [reviewing.open_review(furnished, each.key, ANN) for each in (first, second)]
    assert [each.interaction.recording and each.interaction.recording.agent_channel for each in told] == [1, None]
    assert [each.source for each in told] == ["", ""]
    with furnished.reading() as work:
        assert work.sources.agent_channel(JOINED) is None
        assert work.sources.inheriting(JOINED) == []


def test_where_there_is_no_recording_nothing_changes(furnished: SqlDatabase) -> None:
    assert set_agent_channel(furnished, CHAT.key, 1, True, ANN, NOW) == Changes()
    assert set_agent_channel(furnished, new_key(), 1, False, ANN, NOW) == Changes()
    with pytest.raises(InputError, match="left channel"):
        set_agent_channel(furnished, CALL.key, 2, False, ANN, NOW)


def test_a_review_names_the_source_and_knows_its_answer(furnished: SqlDatabase) -> None:
    set_agent_channel(furnished, OTHER.key, 1, True, ANN, NOW)
    review = reviewing.open_review(furnished, CALL.key, ANN)
    assert review.source == "calls"
    assert review.interaction.recording is not None
    assert (review.interaction.recording.agent_channel, review.interaction.recording.agent_from_source) == (1, True)
    assert reviewing.open_review(furnished, CHAT.key, ANN).source == ""


def test_a_format_is_remembered_once(database: SqlDatabase, tmp_path: Path) -> None:
    remember_format(database, tmp_path / "calls", ".ULAW", MULAW, ANN, NOW)
    assert remember_format(database, tmp_path / "calls", ".ulaw", MULAW, ANN, NOW) == Changes()
    assert audited(database, "calls")[-1] == ("headerless format set", "calls: .ulaw is mulaw/8000/1")
    remember_format(database, tmp_path / "calls", ".ulaw", RawFormat("alaw"), ANN, NOW)
    with database.reading() as work:
        assert work.sources.formats("calls") == {".ulaw": RawFormat("alaw")}


def test_a_folder_becomes_a_root_and_answers_for_what_lies_in_it(database: SqlDatabase, tmp_path: Path) -> None:
    changes = remember_format(database, tmp_path / "calls", ".ulaw", MULAW, ANN, NOW)
    remember_format(database, tmp_path / "calls" / "old", ".ulaw", RawFormat("alaw"), ANN, NOW)
    assert changes.touches(Changed.RECORDING_ROOT)
    with database.reading() as work:
        assert set(work.roots.all()) == {"calls", "old"}
        assert known_format(work, tmp_path / "calls", ".ULAW") == MULAW
        assert known_format(work, tmp_path / "calls" / "2026", ".ulaw") == MULAW
        assert known_format(work, tmp_path / "calls" / "old" / "2025", ".ulaw") == RawFormat("alaw")
        assert known_format(work, tmp_path / "calls", ".alaw") is None
        assert known_format(work, tmp_path / "calls2", ".ulaw") is None
        assert known_format(work, tmp_path, ".ulaw") is None

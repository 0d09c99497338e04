from dataclasses import replace

from qa_desktop.domain.interactions import Interaction, Recording
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from tests.storage.samples import CALL, call

EVERYTHING = WorklistFilter()

SOUND = Recording("calls", "2026/a.wav", "cd" * 32, 60.0, 8000, 2)
ASKED = call(1, recording=SOUND)
MONO = call(2, recording=replace(SOUND, sha256="ef" * 32, channels=1))


def side(work: SqlUnitOfWork, interaction: Interaction = ASKED) -> tuple[int | None, bool]:
    found = work.interactions.get(interaction.key)
    assert found is not None
    assert found.recording is not None
    return found.recording.agent_channel, found.recording.agent_from_source


def test_a_recording_takes_the_channel_of_its_source_when_it_is_read(database: SqlDatabase) -> None:
    with database.writing() as work:
        for each in (ASKED, MONO, CALL):
            work.interactions.put(each)
        assert side(work) == (None, False)
        work.sources.set_agent_channel("calls", 1)
        work.sources.set_agent_channel("others", 0)
        assert side(work) == (1, True)
        assert side(work, CALL) == (0, False)  # told of the recording itself
        assert side(work, MONO) == (None, False)  # one channel has no sides
        assert work.sources.inheriting("calls") == [ASKED.key]
        (line,) = [
            each for each in work.interactions.worklist(CALL.key, EVERYTHING) if each.interaction.key == ASKED.key
        ]
        assert line.interaction == work.interactions.get(ASKED.key)
        work.sources.set_agent_channel("calls", 0)
        assert side(work) == (0, True)


def test_saving_an_interaction_does_not_freeze_what_its_source_says(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(ASKED)
        work.sources.set_agent_channel("calls", 1)
        read = work.interactions.get(ASKED.key)
        assert read is not None
        assert not work.interactions.put(read)
        assert not work.interactions.put(ASKED)
        assert work.interactions.put(replace(read, queue="Sales"))
        work.sources.set_agent_channel("calls", 0)
        assert side(work) == (0, True)


def test_an_answer_of_its_own_goes_before_that_of_the_source_and_can_be_taken_back(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(ASKED)
        work.sources.set_agent_channel("calls", 1)
        assert work.interactions.set_agent_channel(ASKED.key, 0)
        assert not work.interactions.set_agent_channel(ASKED.key, 0)
        assert side(work) == (0, False)
        assert work.interactions.set_agent_channel(ASKED.key, None)
        assert side(work) == (1, True)
        assert not work.interactions.set_agent_channel(call(9).key, 1)


def test_an_answer_goes_along_when_the_recording_moves(database: SqlDatabase) -> None:
    with database.writing() as work:
        for each in (ASKED, CALL):
            work.interactions.put(each)
        work.sources.set_agent_channel("calls", 1)
        assert work.interactions.relocate(SOUND.sha256, replace(SOUND, root="archive", path="a.wav")) == 1
        assert side(work) == (1, False)
        assert work.interactions.relocate(CALL.recording.sha256, replace(SOUND, root="archive", path="b.wav")) == 1  # type: ignore[union-attr]
        assert side(work, CALL) == (0, False)


def test_another_source_with_an_answer_of_its_own_is_believed(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(ASKED)
        work.sources.set_agent_channel("calls", 1)
        work.sources.set_agent_channel("archive", 0)
        work.interactions.relocate(SOUND.sha256, replace(SOUND, root="archive"))
        assert side(work) == (0, True)


def test_an_import_from_another_folder_keeps_the_answer_too(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(ASKED)
        work.sources.set_agent_channel("calls", 1)
        assert work.interactions.put(replace(ASKED, recording=replace(SOUND, root="moved")))
        assert side(work) == (1, False)
        assert work.interactions.put(replace(ASKED, recording=replace(SOUND, root="other", sha256="99" * 32)))
        assert side(work) == (None, False)  # another recording


def test_the_format_of_headerless_files_is_known_by_root_and_ending(database: SqlDatabase) -> None:
    with database.writing() as work:
        assert work.sources.formats("calls") == {}
        work.sources.set_format("calls", ".ulaw", RawFormat("alaw"))
        work.sources.set_format("calls", ".ulaw", RawFormat("mulaw"))
        work.sources.set_format("calls", ".g722", RawFormat("g722", 16000, 2))
        work.sources.set_format("others", ".raw", RawFormat("s16le", 44100))
        assert work.sources.formats("calls") == {".ulaw": RawFormat("mulaw"), ".g722": RawFormat("g722", 16000, 2)}
        assert work.sources.agent_channel("calls") is None


def test_the_raw_format_of_a_recording_comes_back(database: SqlDatabase) -> None:
    headerless = call(3, recording=replace(SOUND, raw="mulaw/8000/1"))
    with database.writing() as work:
        work.interactions.put(headerless)
        assert work.interactions.get(headerless.key) == headerless

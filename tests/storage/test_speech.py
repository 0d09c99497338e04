from dataclasses import replace

import pytest

from qa_desktop.domain.interactions import Channel, Recording
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.storage.database import SqlDatabase
from tests.storage.samples import CALL, NOON, call

FIGURES = Speech(SpeechSource.CHANNELS, (20.5, 10.25), (2, 1), 1.5, 12.0, 4.25, 8.0)
WORDS = Transcript("webvtt", (Turn("Good morning", Role.AGENT, "Zoë", 0.5, 1.5),))
NEW_SOUND = Recording("calls", "b.wav", "cd" * 32, 3.0, 8000, 2)


@pytest.fixture
def known(database: SqlDatabase) -> SqlDatabase:
    with database.writing() as work:
        work.interactions.put(CALL)
        work.speech.put(CALL.key, FIGURES, 1, NOON)
    return database


@pytest.mark.parametrize("source", SpeechSource)
def test_figures_come_back_whole(database: SqlDatabase, source: SpeechSource) -> None:
    told = replace(FIGURES, source=source)
    with database.writing() as work:
        work.interactions.put(CALL)
        assert work.speech.get(CALL.key) is None
        assert work.speech.method(CALL.key) is None
        work.speech.put(CALL.key, FIGURES, 1, NOON)
        work.speech.put(CALL.key, told, 2, NOON)
        assert work.speech.get(CALL.key) == told
        assert (work.speech.method(CALL.key), work.speech.problem(CALL.key)) == (2, "")


def test_a_problem_takes_the_place_of_the_figures(known: SqlDatabase) -> None:
    with known.writing() as work:
        work.speech.put_problem(CALL.key, "holds no sound.", 2, NOON)
        assert work.speech.get(CALL.key) is None
        assert (work.speech.method(CALL.key), work.speech.problem(CALL.key)) == (2, "holds no sound.")
        work.speech.put(CALL.key, FIGURES, 2, NOON)
        assert (work.speech.get(CALL.key), work.speech.problem(CALL.key)) == (FIGURES, "")


def test_what_lacks_figures_stands_newest_first(known: SqlDatabase) -> None:
    mute, words, chat, failed = call(1), call(2), call(3, channel=Channel.CHAT), call(4, recording=NEW_SOUND)
    heard = call(5, recording=replace(NEW_SOUND, sha256="ef" * 32))
    with known.writing() as work:
        for each in (mute, words, chat, failed, heard):
            work.interactions.put(each)
        for each in (words, chat):
            work.interactions.put_transcript(each.key, WORDS)
        work.speech.put_problem(failed.key, "damaged.", 1, NOON)
        assert work.speech.lacking(1) == [heard.key, words.key]
        assert work.speech.lacking(2) == [heard.key, failed.key, words.key, CALL.key]


def test_figures_go_with_the_recording_they_were_taken_from(known: SqlDatabase) -> None:
    with known.writing() as work:
        assert work.interactions.put(replace(CALL, queue="Sales"))
        assert work.speech.get(CALL.key) == FIGURES
        assert work.interactions.put(replace(CALL, recording=NEW_SOUND))
        assert work.speech.get(CALL.key) is None
        work.speech.put(CALL.key, FIGURES, 1, NOON)
        assert work.interactions.put(replace(CALL, recording=replace(NEW_SOUND, raw="alaw/8000/1")))
        assert work.speech.method(CALL.key) is None


@pytest.mark.parametrize("source", SpeechSource)
def test_another_transcript_ends_what_words_may_tell_better(database: SqlDatabase, source: SpeechSource) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
        work.interactions.put_transcript(CALL.key, WORDS)
        work.speech.put(CALL.key, replace(FIGURES, source=source), 1, NOON)
        work.interactions.put_transcript(CALL.key, WORDS)
        assert work.speech.get(CALL.key) is not None
        work.interactions.put_transcript(CALL.key, replace(WORDS, conversation="2"))
        assert (work.speech.get(CALL.key) is None) == (source is not SpeechSource.CHANNELS)


def test_a_problem_is_forgotten_when_there_are_other_words(known: SqlDatabase) -> None:
    with known.writing() as work:
        work.speech.put_problem(CALL.key, "nobody can tell.", 1, NOON)
        work.interactions.put_transcript(CALL.key, WORDS)
        assert work.speech.lacking(1) == [CALL.key]

from dataclasses import replace
from datetime import timedelta, timezone
from uuid import uuid4

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent, Channel, Recording, SurveyResponse
from qa_desktop.domain.search import parse
from qa_desktop.domain.transcripts import Hold, Party, Role, Skipped, Transcript, Turn, Word
from qa_desktop.storage.database import SqlDatabase
from tests.storage.samples import CALL, NOON, call

CHAT = Transcript(
    "generic-csv",
    (
        Turn("Hello\nthere", Role.AGENT, "Zoë", 0.5, 1.75),
        Turn("", Role.CUSTOMER),
        Turn("note to self", Role.SYSTEM, "", None, None, True, "negative"),
    ),
    "chat",
    "2026-01-14T09:31:00Z",
    "17",
    (Skipped("line 12", "no time"), Skipped("line 3", "no text")),
)

CALLED = Transcript(
    "amazon-contact-lens",
    (
        Turn(
            "My number is [PII]",
            Role.CUSTOMER,
            start=0.5,
            end=1.75,
            words=(Word("My", 0.5, 0.6, 0.98), Word("number", 0.6, None, None), Word("[PII]")),
            confidence=0.75,
            redacted=True,
            interrupts=True,
        ),
        Turn("Thank you", Role.AGENT, confidence=0.0),
    ),
    duration=61.5,
    holds=(Hold(10.0, 20.5), Hold(40.0)),
    parties=(Party("Zoë Brandt", Role.AGENT, "tel:+1555"), Party("Kim")),
)


def test_an_interaction_comes_back_whole(database: SqlDatabase) -> None:
    with database.writing() as work:
        assert work.interactions.put(CALL)
    with database.reading() as work:
        assert work.interactions.get(CALL.key) == CALL
        assert work.interactions.get(uuid4()) is None


def test_an_interaction_without_details_comes_back_whole(database: SqlDatabase) -> None:
    bare = call(1, started_at=None, channel=Channel.EMAIL)
    with database.writing() as work:
        work.interactions.put(bare)
        assert work.interactions.get(bare.key) == bare


def test_putting_the_same_interaction_twice_changes_nothing(database: SqlDatabase) -> None:
    elsewhere = replace(CALL, started_at=NOON.astimezone(timezone(timedelta(hours=2))))
    with database.writing() as work:
        assert work.interactions.put(CALL)
        assert not work.interactions.put(CALL)
        assert not work.interactions.put(elsewhere)


def test_what_the_new_one_leaves_empty_stays(database: SqlDatabase) -> None:
    recording = Recording("calls", "b.wav", "cd" * 32, 3.0, 8000, 1)
    with database.writing() as work:
        work.interactions.put(CALL)
        assert not work.interactions.put(call(0, key=CALL.key, external_id="", started_at=None, channel=Channel.OTHER))
        news = replace(call(0), key=CALL.key, external_id="C-100%", survey=SurveyResponse(ces=2), queue="Sales")
        assert work.interactions.put(replace(news, recording=recording, agent=Agent("zoë straße", "South")))
        found = work.interactions.get(CALL.key)
    assert found == replace(
        CALL,
        queue="Sales",
        survey=SurveyResponse(4, 9, 2, "kind"),
        recording=recording,
        agent=Agent("zoë straße", "South", "A7"),
    )


def test_another_agent_takes_the_place_of_the_first(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
        work.interactions.put(replace(CALL, agent=Agent("Max", "", "A8")))
        found = work.interactions.get(CALL.key)
    assert found is not None
    assert found.agent == Agent("Max", "", "A8")


def test_a_time_without_a_zone_is_refused(database: SqlDatabase) -> None:
    with pytest.raises(ValueError, match="no time zone"), database.writing() as work:
        work.interactions.put(replace(CALL, started_at=NOON.replace(tzinfo=None)))


def test_a_name_that_is_no_text_is_an_input_error_and_leaves_nothing_behind(database: SqlDatabase) -> None:
    def put_both() -> None:
        with database.writing() as work:
            work.interactions.put(call(1))
            work.interactions.put(replace(CALL, queue="bad \udcff"))

    with pytest.raises(InputError, match="cannot be kept"):
        put_both()
    with database.reading() as work:
        assert work.interactions.get(call(1).key) is None


def test_interactions_are_found_by_number_and_by_recording(database: SqlDatabase) -> None:
    twin = replace(CALL, key=uuid4(), source="other")
    with database.writing() as work:
        for interaction in (CALL, twin, call(2)):
            work.interactions.put(interaction)
    with database.reading() as work:
        assert {found.source for found in work.interactions.by_external_id("C-100%")} == {"crm", "other"}
        assert work.interactions.with_recording("ab" * 32) in (CALL, twin)
        assert work.interactions.with_recording("00" * 32) is None


def test_relocating_moves_every_recording_of_that_content_once(database: SqlDatabase) -> None:
    assert CALL.recording
    there = replace(CALL.recording, root="archive", path="x/a.wav")
    other = call(2, recording=replace(CALL.recording, sha256="ff" * 32))
    with database.writing() as work:
        for interaction in (CALL, replace(CALL, key=uuid4()), other):
            work.interactions.put(interaction)
        assert work.interactions.relocate(CALL.recording.sha256, there) == 2
        assert work.interactions.relocate(CALL.recording.sha256, there) == 0
        found = work.interactions.get(CALL.key)
        assert found is not None
        assert found.recording == there
        assert work.interactions.get(other.key) == other


def test_a_transcript_comes_back_whole_and_is_counted(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
        assert work.interactions.transcript(CALL.key) is None
        assert work.interactions.put_transcript(CALL.key, CHAT)
        assert not work.interactions.put_transcript(CALL.key, CHAT)
        assert work.interactions.transcript(CALL.key) == CHAT
        assert work.interactions.get(CALL.key) == replace(CALL, turns=3)
        assert not work.interactions.put(CALL)


def test_what_only_some_sources_tell_comes_back_whole(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.interactions.put(CALL)
        assert work.interactions.put_transcript(CALL.key, CALLED)
        assert not work.interactions.put_transcript(CALL.key, CALLED)
        assert work.interactions.transcript(CALL.key) == CALLED
        changed = replace(CALLED, turns=(replace(CALLED.turns[0], words=()), CALLED.turns[1]))
        assert work.interactions.put_transcript(CALL.key, changed)
        assert work.interactions.transcript(CALL.key) == changed


def test_a_transcript_can_be_replaced_by_a_shorter_one(database: SqlDatabase) -> None:
    short = replace(CHAT, turns=CHAT.turns[1:2], skipped=(), started_at=None)
    with database.writing() as work:
        work.interactions.put(CALL)
        work.interactions.put_transcript(CALL.key, CHAT)
        assert work.interactions.put_transcript(CALL.key, short)
        assert work.interactions.transcript(CALL.key) == short


def test_queues_are_listed_once(database: SqlDatabase) -> None:
    with database.writing() as work:
        for number, queue in enumerate(("sales", "Billing", "", "sales")):
            work.interactions.put(call(number, queue=queue))
        assert work.interactions.queues() == ["Billing", "sales"]


def test_many_new_ones_come_back_as_if_they_had_been_put_one_by_one(database: SqlDatabase) -> None:
    silent = call(2, agent=CALL.agent, survey=SurveyResponse(comment="slow"))
    with database.writing() as work:
        work.interactions.put_new([(CALL, CALLED), (call(1), CHAT), (silent, None)])
        work.interactions.put_new([])
        found = [work.interactions.get(key) for key in (CALL.key, call(1).key, silent.key)]
        assert found == [replace(CALL, turns=2), replace(call(1), turns=3), silent]
        assert [work.interactions.transcript(each.key) for each in found if each] == [CALLED, CHAT, None]
        for each, told in ((CALL, CALLED), (call(1), CHAT)):
            assert not work.interactions.put(each)
            assert not work.interactions.put_transcript(each.key, told)
        assert {hit.interaction.key for hit in work.search.find(parse("hello there"), uuid4()).hits} == {call(1).key}
        assert {hit.interaction.key for hit in work.search.find(parse("slow"), uuid4()).hits} == {silent.key}
        assert [kind for kind, _ in work.sharing.names(1, 99)] == ["record"] * 5
    assert database.health().problems == ()

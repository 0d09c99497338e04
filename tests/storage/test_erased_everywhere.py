"""No text about an interaction outlives its erasure, in whatever column it stands and whenever it arrives."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import String, Table, select, text

from qa_desktop.domain.answers import YES, Answer, Note
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import Consensus, ExternalScore
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.interactions import Agent, Interaction, Recording, SurveyResponse
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.privacy import left_of
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.scoring import score
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.domain.transcripts import Party, Skipped, Transcript, Turn, Word
from qa_desktop.storage import merging
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.merging import absorb, entries_after
from qa_desktop.storage.tables import Row
from tests.storage.samples import ANN, BEN, CALL, CONTENT, FORM, NOON, VERSION, draft, furnish, revision

OTHER = UUID("01890a5d-ac96-774b-bcce-b302099a8058")
WORD: Final = "xylophone"
SESSION = CalibrationSession(new_key(), "March", VERSION.key, BEN.key, (ANN.key,), (CALL.key,))
EVALUATION = new_key()

TELLS_NOTHING: Final = {
    "of the program or the room": {
        *("property.name", "property.value", "person.name", "person.role", "login.name"),
        *("form_version.form", "form_version.title", "form_version.definition"),
        *("recording_root.name", "recording_root.folder", "recording_source.root"),
        *("recording_source_format.root", "recording_source_format.suffix", "recording_source_format.format"),
        *("calibration_session.name", "calibration_session.definition"),
    },
    "a kind, a key, a hash or a salt": {
        *("audit.action", "audit.kind", "audit.salt", "audit.detail_digest", "audit.previous", "audit.hash"),
        *("form_version.hash", "outbox.kind", "outbox.key", "pending.kind", "pending.key", "pending.digest"),
        *("record.kind", "record.salt", "record.content_digest", "record.hash", "refusal.kind", "refusal.key"),
        *("refusal.digest", "refusal.why", "calibration_entry.kind", "calibration_entry.standard"),
        *("recording.sha256", "transcript.hash", "revision.hash", "revision.salt", "revision.text_digest"),
        *("answer.standard", "answer.kind", "answer_evidence.standard", "answer_evidence.kind"),
        *("answer_reason.standard", "answer_reason.reason"),
    },
    "one of a few words, or a number": {
        *("standard_day.day", "standard_day.standard", "evaluation.total", "evaluation.outcome", "evaluation.band"),
        *("interaction.channel", "interaction.direction", "recording.codec", "recording.raw", "speech.source"),
        *("transcript.channel", "transcript.format", "transcript.started_at", "turn.role"),
    },
    "of the work, which stays": {"standard_day.queue", "interaction.queue", "interaction.source"},
}
"""The columns of text in which nobody's words about an interaction stand, and why. Whatever is not here is filled."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqlDatabase]:
    """A second database, on another device."""
    with closing(open_database(tmp_path / "other.db", OTHER)) as opened:
        yield opened


def spoken(number: int) -> Interaction:
    """The call, with the word wherever words may stand."""
    word = f"{WORD} {number}"
    return replace(
        CALL,
        external_id=word,
        agent=Agent(word, word, word),
        customer_reference=word,
        tags=(word,),
        survey=SurveyResponse(1, 2, None, word),
        recording=Recording(WORD, f"{word}.wav", "cd" * 32, 60.0, 8000, 1, "pcm_s16le"),
    )


def say(database: SqlDatabase, number: int, evaluation: UUID = EVALUATION) -> None:
    """Write the word wherever the program can write it; what is written the next time follows what was there."""
    word, at = f"{WORD} {number}", NOON + timedelta(hours=number)
    turn = Turn(word, speaker=word, sentiment=word, words=(Word(word, 0.0, 1.0),))
    transcript = Transcript("csv", (turn,), conversation=word, skipped=(Skipped(word, word),), parties=(Party(word),))
    content = Content({"greets": Answer(Note(word), word), "tone": Answer(YES, word)}, word)
    agreed = Consensus(SESSION.key, CALL.key, "greets", YES, word, action=word, owner=word, ruling=word)
    with database.writing() as work:
        work.interactions.put(spoken(number))
        work.interactions.put_transcript(CALL.key, transcript)
        before = work.evaluations.head(evaluation)
        if before is not None and work.evaluations.is_deleted(evaluation):
            work.evaluations.set_deleted(evaluation, False, ANN.key, word)
        given = revision(evaluation, parent=before, content=content)
        work.evaluations.submit(
            replace(given, reason=word if before else "", at=at).sealed(), score(FORM, content.answers)
        )
        work.evaluations.set_deleted(evaluation, True, ANN.key, word)
        work.evaluations.save_draft(draft(content=content), at)
        work.redactions.add(CALL.key, Redaction(new_key(), 0, 1000, None, word), ANN.key, at)
        work.speech.put_problem(CALL.key, word, 1, at)
        work.consensus.put(agreed, BEN.key)
        work.consensus.put_external(ExternalScore(SESSION.key, CALL.key, 70.0 + number, word), BEN.key)
        for kind, key in (("interaction", CALL.key), ("evaluation", evaluation)):
            work.audit.add(AuditEntry(at, database.device, ANN.key, "noted", kind, key, word))


def begin(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        work.sessions.put(SESSION)


def text_columns() -> set[str]:
    return {f"{table}.{column.name}" for table in tables() for column in table.columns if _is_text(column.type)}


def tables() -> Iterable[Table]:
    return Row.metadata.sorted_tables


def _is_text(of: object) -> bool:
    return isinstance(of, String)


def held(database: SqlDatabase) -> set[str]:
    """The columns, and on SQLite the tables of the search index, in which the word stands."""
    found = set()
    with database._reader.connect() as connection:
        for table in tables():
            for column in (each for each in table.columns if _is_text(each.type)):
                if any(WORD in str(told).casefold() for told in connection.scalars(select(column))):
                    found.add(f"{table}.{column.name}")
        if connection.dialect.name == "sqlite":
            known = {table.name for table in tables()}
            names = connection.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'table'")).all()
            for name in set(names) - known:
                rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()
                found |= {name} if WORD[2:] in str(rows).casefold() else set()
    return found


def told(of: SqlDatabase) -> list[Entry]:
    with of._reader.connect() as connection:
        return list(entries_after(connection, 0))


def give(entries: Iterable[Entry], to: SqlDatabase) -> None:
    with to._writer.begin() as connection:
        absorb(connection, list(entries), forward=True)


def erase(database: SqlDatabase) -> None:
    with database.writing() as work:
        known = work.interactions.get(CALL.key)
        assert known is not None
        work.privacy.erase([left_of(known, without_agent=True)], BEN.key)


def digest(of: SqlDatabase) -> str:
    with of._reader.connect() as connection:
        return merging.digest(connection)


def assert_sound(*databases: SqlDatabase) -> None:
    assert [each.health().problems for each in databases] == [()] * len(databases)


def test_every_column_is_filled_or_holds_no_words(database: SqlDatabase, other: SqlDatabase) -> None:
    """A column that is new is to be named above, or filled by `say`: then the other tests see whether it is erased."""
    begin(other)
    say(other, 1)
    give([each for each in told(other) if "session" not in str(each.content.get("kind"))], database)
    assert "pending.content" in held(database)
    begin(database)
    say(database, 2)
    silent = set().union(*TELLS_NOTHING.values())
    assert silent <= text_columns()
    assert text_columns() - silent == {each for each in held(database) | {"pending.content"} if "." in each}


def test_nothing_stays(database: SqlDatabase) -> None:
    begin(database)
    say(database, 1)
    say(database, 2)
    erase(database)
    assert held(database) == set()
    assert_sound(database)
    with database.reading() as work:
        assert work.evaluations.is_deleted(EVALUATION)


@pytest.mark.parametrize("shuffled", [False, True])
def test_what_arrives_late_is_erased_too(shuffled: bool, database: SqlDatabase, other: SqlDatabase) -> None:
    """The other device goes on for a while, on what is here and on what is not."""
    begin(database)
    say(database, 1)
    give(told(database), other)
    erase(database)
    say(other, 2)
    say(other, 3, evaluation=new_key())
    late = told(other)
    for part in [[each] for each in reversed(late)] if shuffled else [late]:
        give(part, database)  # what comes before the evaluation that it is about is not known to be about the call
    assert held(database) == set()
    give(told(database), other)
    give(told(other), database)
    assert held(other) == held(database) == set()
    assert_sound(database, other)
    assert digest(database) == digest(other)
    with database.reading() as here, other.reading() as there:
        assert here.evaluations.is_deleted(EVALUATION) == there.evaluations.is_deleted(EVALUATION) is True


def test_two_that_erase_apart_come_to_the_same(database: SqlDatabase, other: SqlDatabase) -> None:
    begin(database)
    say(database, 1)
    give(told(database), other)
    erase(database)
    erase(other)
    give(told(database), other)
    give(told(other), database)
    assert digest(database) == digest(other)
    assert_sound(database)


def test_why_something_was_deleted_stays_away_and_that_it_was_stays(database: SqlDatabase, other: SqlDatabase) -> None:
    """Deleted there while it was erased here: the record that arrives is blanked, the one that follows it says so."""
    begin(database)
    with database.writing() as work:
        work.evaluations.submit(revision(EVALUATION), score(FORM, CONTENT.answers))
    give(told(database), other)
    erase(database)
    with other.writing() as work:
        work.evaluations.set_deleted(EVALUATION, True, ANN.key, WORD)
    late = [each for each in told(other) if each.kind == EntryKind.RECORD and each.content["kind"] == "tombstone"]
    assert WORD in json.dumps(late[0].content, default=str)
    give(late, database)
    assert "record.content" not in held(database)
    with database.reading() as work:
        assert work.evaluations.is_deleted(EVALUATION)
        assert [each.reason for each in work.evaluations.deletions(EVALUATION)] == [""]

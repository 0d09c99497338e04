"""Databases that take over from each other what they lack end up the same, whatever the order."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from qa_desktop.domain.answers import NA, YES, Answer
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, Revision
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.raw_formats import parse as raw_format
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.sharing import Entry, EntryKind, MergeReport
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.transcripts import Hold, Role, Transcript, Turn, Word
from qa_desktop.storage import erasing, merging
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.merging import absorb, all_entries, entries_after, latest_sequence
from qa_desktop.storage.tables import AnswerRow, EvaluationRow, OutboxRow
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from tests.storage.samples import ANN, BEN, CALL, NOON, SCORE, VERSION, call, furnish, revision

OTHER = UUID("01890a5d-ac96-774b-bcce-b302099a8058")
WORDS = Transcript(
    "vtt",
    (Turn("Hello", Role.AGENT, words=(Word("Hello", 0.5, 0.9, 0.5),)), Turn("My name is Kim", Role.CUSTOMER)),
    holds=(Hold(1.0, 2.0),),
)
FIGURES = Speech(SpeechSource.CHANNELS, (10.0, 20.0), (1, 2), 0.5, 30.0, 4.0, None)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqlDatabase]:
    """A second database, on another device."""
    opened = open_database(tmp_path / "other.db", OTHER)
    yield opened
    opened.close()


def write(database: SqlDatabase, *steps: Callable[[SqlUnitOfWork], object]) -> None:
    with database.writing() as work:
        for step in steps:
            step(work)


def give(entries: Sequence[Entry], to: SqlDatabase, forward: bool = False) -> MergeReport:
    with to._writer.begin() as connection:
        return absorb(connection, entries, forward)


def everything(of: SqlDatabase) -> list[Entry]:
    with of._reader.connect() as connection:
        return list(all_entries(connection))


def new_since(of: SqlDatabase, sequence: int = 0) -> list[Entry]:
    with of._reader.connect() as connection:
        return list(entries_after(connection, sequence))


def pull(of: SqlDatabase, to: SqlDatabase) -> MergeReport:
    return give(new_since(of), to)


def digest(of: SqlDatabase) -> str:
    with of._reader.connect() as connection:
        return merging.digest(connection)


def waiting(of: SqlDatabase) -> int:
    with of._reader.connect() as connection:
        return merging.pending(connection)


def submitting(*revisions: Revision) -> Callable[[SqlUnitOfWork], object]:
    def submit(work: SqlUnitOfWork) -> None:
        for each in revisions:
            work.evaluations.submit(each, SCORE)

    return submit


def a_bit_of_all(work: SqlUnitOfWork) -> None:
    """Something of every kind that is shared."""
    furnish(work)
    work.interactions.put(call(2))
    work.interactions.put_transcript(CALL.key, WORDS)
    one = revision()
    submitting(one, revision(parent=one))(work)
    work.sessions.put(CalibrationSession(new_key(), "March", VERSION.key, BEN.key, (ANN.key,), (CALL.key,)))
    work.sources.set_agent_channel("calls", 1)
    work.sources.set_format("calls", ".raw", raw_format("mulaw/8000/1"))
    gone = Redaction(new_key(), 0, 500, reason="name")
    work.redactions.add(CALL.key, gone, ANN.key, NOON)
    work.redactions.add(CALL.key, Redaction(new_key(), 700, 900, 1), ANN.key, NOON)
    work.redactions.remove(gone.key, BEN.key, NOON)
    work.speech.put(CALL.key, FIGURES, 1, NOON)
    work.audit.add(AuditEntry(NOON, UUID(int=7), ANN.key, "submitted", "evaluation", CALL.key, "why"))
    work.audit.add(AuditEntry(NOON, UUID(int=7), ANN.key, "looked", "evaluation", CALL.key))


def shown(of: SqlDatabase) -> object:
    """What a user of the database sees."""
    with of.reading() as work:
        return (
            [work.interactions.get(key) for key in (CALL.key, call(2).key)],
            work.interactions.transcript(CALL.key),
            work.people.all(),
            work.sessions.all(),
            (work.sources.agent_channel("calls"), work.sources.formats("calls")),
            work.redactions.of(CALL.key),
            work.speech.get(CALL.key),
            work.forms.newest(),
            [work.evaluations.revisions(each.subject.evaluation) for each in heads(work)],
            work.evaluations.latest(CALL.key, ANN.key),
            work.audit.of(CALL.key),
        )


def heads(work: SqlUnitOfWork) -> list[Revision]:
    return sorted(work.evaluations.submitted([CALL.key], [ANN.key, BEN.key]), key=lambda each: each.key)


@pytest.mark.parametrize("read", [everything, new_since])
@pytest.mark.parametrize("backwards", [False, True])
def test_another_database_shows_the_same_afterwards(
    database: SqlDatabase, other: SqlDatabase, read: Callable[[SqlDatabase], list[Entry]], backwards: bool
) -> None:
    write(database, a_bit_of_all)
    entries = read(database)
    assert {entry.kind for entry in entries} == {kind.value for kind in EntryKind}
    report = give(entries[::-1] if backwards else entries, other)
    assert (report.refused, report.conflicts, report.waiting) == ((), (), 0)
    assert digest(other) == digest(database)
    with other.reading() as work:
        latest = work.evaluations.latest(CALL.key, ANN.key)
    assert latest is not None
    mine, theirs = shown(database), shown(other)
    assert isinstance(mine, tuple)
    assert isinstance(theirs, tuple)
    assert theirs[:9] == mine[:9]
    assert theirs[10:] == mine[10:]
    assert other.health().problems == ()


def test_entries_survive_json(database: SqlDatabase) -> None:
    write(database, a_bit_of_all)
    for entry in everything(database):
        assert json.loads(json.dumps(dict(entry.content))) == entry.content


def test_what_is_merged_whole_says_what_is_told_word_by_word(database: SqlDatabase) -> None:
    write(database, a_bit_of_all)
    told = {(each.kind, each.key): each.content for each in new_since(database)}
    assert {(each.kind, each.key): json.loads(json.dumps(dict(each.content))) for each in everything(database)} == told
    (revision_, *_) = [each.content for each in everything(database) if each.kind == EntryKind.REVISION]
    assert str(dict(revision_)) == str(revision_)
    assert "unheard" not in revision_


def test_a_revision_that_cannot_be_read_is_refused_alone(database: SqlDatabase, other: SqlDatabase) -> None:
    """As where a disk has changed a letter: the others come in nevertheless."""
    sound, broken = revision(), revision(reviewer=BEN)
    write(database, furnish, submitting(sound, broken))
    with database._writer.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER append_only_answer_update")
        else:
            connection.exec_driver_sql("ALTER TABLE answer DISABLE TRIGGER USER")
        connection.execute(update(AnswerRow).where(AnswerRow.revision == broken.key).values(kind="dream"))
    report = give(everything(database), other)
    assert [str(broken.key) in why and "cannot be read" in why for why in report.refused] == [True]
    with other.reading() as work:
        assert work.evaluations.head(sound.subject.evaluation) == sound


def test_one_entry_at_a_time_in_the_worst_order_comes_to_the_same(database: SqlDatabase, other: SqlDatabase) -> None:
    write(database, a_bit_of_all)
    for entry in reversed(everything(database)):
        give([entry], other)
    assert waiting(other) == 0
    assert digest(other) == digest(database)


def test_what_is_known_changes_nothing(database: SqlDatabase, other: SqlDatabase) -> None:
    write(database, a_bit_of_all)
    first = pull(database, other)
    before = digest(other)
    again = give(everything(database), other)
    assert first.added > 10
    assert (again.added, again.refused, again.waiting) == (0, (), 0)
    assert again.known == len(everything(database))
    assert digest(other) == before


def test_two_databases_that_were_written_apart_converge(database: SqlDatabase, other: SqlDatabase) -> None:
    write(database, a_bit_of_all, lambda work: work.interactions.put(replace(CALL, queue="Sales")))
    write(other, furnish, submitting(revision(reviewer=BEN)), lambda work: work.people.put(Person("Cy")))
    write(other, lambda work: work.people.put(replace(ANN, role=PersonRole.ADMINISTRATOR)))
    write(other, lambda work: work.sources.set_format("calls", ".vox", raw_format("mulaw/8000/1")))
    pull(database, other)
    pull(other, database)
    assert digest(database) == digest(other)
    with database.reading() as mine, other.reading() as theirs:
        assert mine.interactions.get(CALL.key) == theirs.interactions.get(CALL.key)
        assert mine.people.all() == theirs.people.all()
        assert mine.sources.formats("calls") == theirs.sources.formats("calls")
        assert {*mine.sources.formats("calls")} == {".raw", ".vox"}
        assert len(heads(mine)) == len(heads(theirs)) == 2


def test_what_each_imported_of_one_call_is_put_together(database: SqlDatabase, other: SqlDatabase) -> None:
    write(database, lambda work: work.interactions.put(call(1, queue="Billing")))
    write(other, lambda work: work.interactions.put(call(1, customer_reference="K9")))
    pull(database, other)
    pull(other, database)
    for each in (database, other):
        with each.reading() as work:
            found = work.interactions.get(call(1).key)
        assert found is not None
        assert (found.queue, found.customer_reference) == ("Billing", "K9")


def test_another_content_under_the_same_key_is_refused(database: SqlDatabase, other: SqlDatabase) -> None:
    first = revision()
    write(database, furnish, submitting(first))
    write(other, furnish, submitting(replace(first, salt="", content=Content({"greets": Answer(YES)})).sealed()))
    report = pull(database, other)
    assert [str(first.key) in why and "another content" in why for why in report.refused] == [True]
    with other.reading() as work:
        head = work.evaluations.head(first.subject.evaluation)
    assert head is not None
    assert head.content == Content({"greets": Answer(YES)})


@pytest.mark.parametrize("kind", ["record", "revision", "audit"])
def test_what_does_not_match_its_hash_is_refused(database: SqlDatabase, other: SqlDatabase, kind: str) -> None:
    write(database, a_bit_of_all)
    entries = everything(database)
    forged = next(entry for entry in entries if entry.kind == kind)
    rest = [entry for entry in entries if entry is not forged]
    report = give([*rest, replace(forged, content={**forged.content, "number": 77})], other)
    assert any("does not match its hash" in why for why in report.refused)
    assert other.health().problems == ()


def test_what_was_refused_stays_in_the_list_until_it_is_taken(database: SqlDatabase, other: SqlDatabase) -> None:
    write(database, a_bit_of_all)
    entries = everything(database)
    true = next(entry for entry in entries if entry.kind == "record")
    forged = replace(true, content={**true.content, "number": 77})
    (why,) = give([forged], other).refused
    assert give([forged], other).refused == (why,)
    with other.reading() as work:
        (kept,) = work.sharing.refusals()
        assert work.sharing.refused() == 1
    assert (kept.kind, kept.key, kept.why) == (true.kind, true.key, why)
    assert other.health().counts["entries refused"] == 1
    assert give(entries, other).refused == ()
    with other.reading() as work:
        assert work.sharing.refusals() == []


@pytest.mark.parametrize("content", [{}, {"key": 7}, {"definition": "{"}])
def test_what_cannot_be_read_is_refused(other: SqlDatabase, content: dict[str, object]) -> None:
    entries = [Entry(kind.value, "x", content) for kind in EntryKind]
    report = give([*entries, Entry("dream", "y", {})], other)
    assert len(report.refused) == len(EntryKind) + 1
    assert report.added == report.waiting == 0


def test_a_revision_waits_for_its_parent_and_a_line_for_the_one_before(
    database: SqlDatabase, other: SqlDatabase
) -> None:
    write(database, a_bit_of_all)
    late = [each for each in everything(database) if each.content.get("number") == 1 and each.kind != "record"]
    late = [each for each in late if each.kind in ("revision", "audit")]
    report = give([each for each in everything(database) if each not in late], other)
    assert len(late) == 2
    assert report.waiting == waiting(other) == 2
    assert give(late, other).waiting == waiting(other) == 0
    assert digest(other) == digest(database)


def apart(database: SqlDatabase, other: SqlDatabase) -> tuple[Revision, Revision, Revision]:
    """An evaluation that was corrected on two devices without knowing of each other."""
    first = revision()
    write(database, furnish, submitting(first))
    pull(database, other)
    mine = revision(parent=first, content=Content({"greets": Answer(YES)}))
    theirs = revision(parent=first, content=Content({"greets": Answer(NA)}), at=NOON + timedelta(hours=1))
    write(database, submitting(mine))
    write(other, submitting(theirs))
    return first, mine, theirs


def test_two_corrections_are_a_conflict_on_both_sides_and_nothing_is_overwritten(
    database: SqlDatabase, other: SqlDatabase
) -> None:
    first, mine, theirs = apart(database, other)
    evaluation = first.subject.evaluation
    assert pull(database, other).conflicts == (evaluation,)
    assert pull(other, database).conflicts == (evaluation,)
    assert digest(database) == digest(other)
    for each in (database, other):
        with each.reading() as work:
            assert [leaf.key for leaf in work.evaluations.leaves(evaluation)] == [mine.key, theirs.key]
            assert work.evaluations.head(evaluation) == theirs  # the later one, on both
        with each._reader.connect() as connection:
            assert connection.scalar(select(EvaluationRow.leaves)) == 2


def test_a_revision_that_names_both_resolves_the_conflict_everywhere(database: SqlDatabase, other: SqlDatabase) -> None:
    first, mine, theirs = apart(database, other)
    pull(database, other)
    pull(other, database)
    both = replace(revision(parent=theirs, content=mine.content), parents=(mine.key, theirs.key), salt="").sealed()
    write(database, submitting(both))
    assert pull(database, other).conflicts == ()
    for each in (database, other):
        with each.reading() as work:
            assert work.evaluations.leaves(first.subject.evaluation) == [both]
        with each._reader.connect() as connection:
            assert connection.execute(select(EvaluationRow.leaves, EvaluationRow.head)).one() == (1, both.key)


def test_a_correction_that_names_one_of_two_is_refused(database: SqlDatabase, other: SqlDatabase) -> None:
    first, mine, theirs = apart(database, other)
    pull(other, database)
    for parent in (mine, theirs):
        with pytest.raises(InputError):
            write(database, submitting(revision(parent=parent)))
    stale = replace(revision(parent=theirs), parents=(first.key, theirs.key), salt="").sealed()
    with pytest.raises(InputError, match="Another correction"):
        write(database, submitting(stale))


def test_a_deletion_travels_also_ahead_of_what_it_deletes(database: SqlDatabase, other: SqlDatabase) -> None:
    first = revision()
    evaluation = first.subject.evaluation
    write(database, furnish, submitting(first))
    write(database, lambda work: work.evaluations.set_deleted(evaluation, True, BEN.key, "wrong call"))
    for entry in reversed(new_since(database)):
        give([entry], other)
    assert digest(database) == digest(other)
    with other.reading() as work:
        assert work.evaluations.is_deleted(evaluation)
        assert work.evaluations.latest(CALL.key, ANN.key) is None
        assert heads(work) == []
        assert work.evaluations.revisions(evaluation) == [first]
    write(other, lambda work: work.evaluations.set_deleted(evaluation, False, BEN.key, "right after all"))
    pull(other, database)
    with database.reading() as work:
        assert heads(work) == [first]


def test_merging_is_passed_on_only_where_it_is_asked_for(database: SqlDatabase, other: SqlDatabase) -> None:
    write(database, a_bit_of_all)
    pull(database, other)
    assert new_since(other) == []
    write(database, lambda work: work.people.put(Person("Cy")))
    give(everything(database), other, forward=True)
    assert [entry.kind for entry in new_since(other)] == ["record"]
    with other._reader.connect() as connection:
        assert latest_sequence(connection) == connection.scalar(select(OutboxRow.sequence))


def test_only_what_was_written_since_is_read(database: SqlDatabase) -> None:
    write(database, furnish)
    with database._reader.connect() as connection:
        before = latest_sequence(connection)
    write(database, lambda work: work.people.put(ANN), lambda work: work.interactions.put(CALL))
    assert new_since(database, before) == []  # nothing changed
    write(database, lambda work: work.people.put(Person("Cy")))
    found = new_since(database, before)
    assert [entry.sequence > before for entry in found] == [True]


def test_a_redaction_removed_anywhere_is_removed(database: SqlDatabase, other: SqlDatabase) -> None:
    span = Redaction(new_key(), 0, 500)
    write(database, furnish, lambda work: work.redactions.add(CALL.key, span, ANN.key, NOON))
    pull(database, other)
    write(database, lambda work: work.redactions.remove(span.key, ANN.key, NOON + timedelta(hours=2)))
    write(other, lambda work: work.redactions.remove(span.key, BEN.key, NOON + timedelta(hours=1)))
    pull(database, other)
    pull(other, database)
    assert digest(database) == digest(other)
    with database.reading() as work:
        assert work.redactions.of(CALL.key) == ()


def test_figures_hold_for_the_recording_they_were_made_from(database: SqlDatabase, other: SqlDatabase) -> None:
    assert CALL.recording is not None
    write(database, furnish, lambda work: work.speech.put(CALL.key, FIGURES, 1, NOON))
    newer = replace(CALL, recording=replace(CALL.recording, sha256="cd" * 32))
    write(other, furnish, lambda work: work.interactions.put(newer))
    pull(database, other)
    with other.reading() as work:
        assert work.speech.get(CALL.key) is None
    write(other, lambda work: work.speech.put(CALL.key, FIGURES, 2, NOON))
    pull(other, database)
    with database.reading() as work:
        assert work.speech.method(CALL.key) == 2


def test_an_erasure_wins_over_what_arrives_later_and_over_a_new_import(
    database: SqlDatabase, other: SqlDatabase
) -> None:
    write(database, a_bit_of_all)
    before = new_since(database)
    left = replace(CALL, external_id="", customer_reference="", survey=type(CALL.survey)(), tags=(), recording=None)
    with other._writer.begin() as connection:
        absorb(connection, before, False)
        erasing.erase(connection, OTHER, [left], BEN.key)
    last = new_since(other)
    newcomer = open_database(Path(other.address).with_name("third.db"), new_key())
    give(last, newcomer)
    give(before, newcomer)
    give(last, database)
    write(database, lambda work: work.interactions.put(CALL))
    give(before, other)
    for each in (database, other, newcomer):
        assert digest(each) == digest(other)
        assert each.health().problems == ()
        with each.reading() as work:
            assert work.interactions.get(CALL.key) == left
            assert work.interactions.transcript(CALL.key) is None
            head = heads(work)[0]
            assert head.is_erased
            assert head.content.comment == ""
    newcomer.close()

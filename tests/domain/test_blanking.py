"""Entries lose their personal text, and their hashes stay true."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.answers import YES, Answer, Note
from qa_desktop.domain.blanking import Erased, blanked, wordless
from qa_desktop.domain.chains import AuditLine, Record, RecordKind
from qa_desktop.domain.evaluations import Content, Revision, Subject, revision_from_plain, revision_to_plain
from qa_desktop.domain.sharing import Entry, EntryKind

AT = datetime(2026, 1, 2, tzinfo=UTC)
CALL, EVALUATION, KEPT, OTHER, DEVICE = (UUID(int=number) for number in range(1, 6))
ERASED = Erased(frozenset({str(CALL)}), frozenset({str(EVALUATION)}), frozenset({str(KEPT)}))


def record(key: UUID, kind: RecordKind, subject: UUID) -> Entry:
    made = Record(key, kind.value, subject, (), 1, DEVICE, None, AT, '{"said":"xylophone"}').sealed()
    return Entry(EntryKind.RECORD, str(key), {name: canonical.plain(value) for name, value in vars(made).items()})


def test_records_of_what_was_erased_say_nothing_but_what_is_left() -> None:
    for kind in (RecordKind.INTERACTION, RecordKind.TRANSCRIPT):
        left = blanked(record(OTHER, kind, CALL), ERASED)
        assert "xylophone" not in str(left)
        assert left.content["hash"] == blanked(left, ERASED).content["hash"]
        kept = record(KEPT, kind, CALL)
        assert blanked(kept, ERASED) is kept
    deletion = record(OTHER, RecordKind.TOMBSTONE, EVALUATION)
    assert blanked(deletion, ERASED).content["content"] is None
    for foreign in (record(OTHER, RecordKind.TRANSCRIPT, OTHER), record(OTHER, RecordKind.PERSON, CALL)):
        assert blanked(foreign, ERASED) is foreign


def test_words_that_were_agreed_on_go_and_what_follows_them_is_the_same_everywhere() -> None:
    def agreed(**more: object) -> Record:
        plain = {"session": str(OTHER), "interaction": str(CALL), "standard": "greets", "value": ["option", "yes"]}
        spelled = canonical.spell({**plain, **more})
        return Record(OTHER, RecordKind.CONSENSUS.value, EVALUATION, (), 1, DEVICE, None, AT, spelled).sealed()

    def entry(made: Record) -> Entry:
        return Entry(
            EntryKind.RECORD, str(made.key), {name: canonical.plain(value) for name, value in vars(made).items()}
        )

    spoken, silent = agreed(reason="the xylophone"), agreed()
    assert blanked(entry(spoken), ERASED).content["content"] is None
    for foreign, erased in ((silent, ERASED), (spoken, Erased(frozenset({str(OTHER)})))):
        told = entry(foreign)
        assert blanked(told, erased) is told
    left = wordless(spoken)
    assert left is not None
    assert left == wordless(spoken)
    assert (left.is_true, left.parents, left.number, left.content) == (True, (OTHER,), 2, silent.content)
    assert wordless(left) is None
    assert wordless(replace(spoken, content=None)) is None


def test_a_revision_keeps_its_marks_and_its_hash() -> None:
    answers = {"greets": Answer(YES, "the xylophone"), "remark": Answer(Note("xylophone"))}
    subject = Subject(EVALUATION, CALL, OTHER, OTHER)
    written = Revision(OTHER, subject, Content(answers, "xylophone"), (), 1, DEVICE, OTHER, AT, "xylophone").sealed()
    left = blanked(Entry(EntryKind.REVISION, str(OTHER), revision_to_plain(written)), ERASED)
    assert "xylophone" not in str(left)
    revision = revision_from_plain(left.content)
    assert revision.is_true
    assert revision.is_erased
    assert revision.content.answers["greets"].value == YES
    elsewhere = replace(subject, interaction=OTHER)
    foreign = Entry(EntryKind.REVISION, str(OTHER), revision_to_plain(replace(written, subject=elsewhere)))
    assert blanked(foreign, ERASED) is foreign


def test_lines_of_the_trail_and_redactions() -> None:
    line = AuditLine(DEVICE, 1, AT, None, "corrected", "evaluation", EVALUATION, "xylophone").sealed()
    told = Entry(EntryKind.AUDIT, "1", {name: canonical.plain(value) for name, value in vars(line).items()})
    assert blanked(told, ERASED).content["detail"] == ""
    why = replace(told, content={**told.content, "action": "erased"})
    assert blanked(why, ERASED) is why
    span = Entry(EntryKind.REDACTION, "1", {"interaction": str(CALL), "reason": "xylophone"})
    assert blanked(span, ERASED).content["reason"] == ""
    form = Entry(EntryKind.FORM, "1", {"interaction": str(CALL)})
    assert blanked(form, ERASED) is form

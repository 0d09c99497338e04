"""Reading and checking what arrives from another database: all that can be done before anybody waits for a lock.

What is here already, with the same hash, stays so (nothing that is shared ever goes), so it is told apart here too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, select

from qa_desktop.domain import forms as domain_forms
from qa_desktop.domain.chains import AuditLine, Record
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Revision, revision_from_plain
from qa_desktop.domain.forms import Form, FormVersion
from qa_desktop.domain.scoring import verdict
from qa_desktop.domain.sharing import Arrival, Entry, EntryKind
from qa_desktop.storage.asking import rows_again
from qa_desktop.storage.evaluations import head_values, own_values
from qa_desktop.storage.forms import FormRepository, decode_form
from qa_desktop.storage.merge_pass import hashes
from qa_desktop.storage.revision_entries import Whole
from qa_desktop.storage.revisions import Spelled, spelled
from qa_desktop.storage.search_index import Document
from qa_desktop.storage.spelling import spell_rows
from qa_desktop.storage.tables import AuditRow, EvaluationRow, RecordRow, RevisionRow, SpeechRow
from qa_desktop.storage.writes import chunks, table_of

_FORGED: Final = "is not what its device wrote: its content does not match its hash"
FIXED: Final = ("interaction", "start_ms", "end_ms", "channel", "author", "at")
OWN: Final = ("key", "interaction", "reviewer", "occasion")
"""What the row of an evaluation says of it from its first revision on."""
SHOWN: Final = ("form_version", "head", "number", "total", "total_value", "outcome", "band", "submitted_at")
"""What it says of its head."""
_FIGURES: Final = tuple(column.key for column in table_of(SpeechRow).columns if column.key != "problem")


_NUMBERS: Final[BindParameter[int]] = bindparam("numbers", expanding=True)
_LINES: Final = select(AuditRow.number, AuditRow.hash).where(
    AuditRow.device == bindparam("device"), AuditRow.number.in_(_NUMBERS)
)
"""Made once, for it is asked with every piece of a merge."""


class Ready(NamedTuple):
    """What is written of a revision, as the driver takes it.

    The row of its evaluation where it is the head (`OWN`, then `SHOWN`), its own rows, its comments for the index.
    """

    evaluation: tuple[Any, ...]
    rows: Spelled
    comments: Document
    words: Sequence[str]


@dataclass(frozen=True)
class Marked:
    """A revision, ready to be written; not yet where its form is not here."""

    revision: Revision
    ready: Ready | None = None


def prepare(connection: Connection, entries: Iterable[Entry]) -> list[Arrival]:
    """The entries, each with what it spells, or why it is not taken."""
    read = [_read(entry) for entry in entries]
    stored = _stored(connection, [each for each in read if not each.problem])
    told = [replace(each, known=True, weight=0) if _same(each, stored) else each for each in read]
    return _scored(connection, told)


def _read(entry: Entry) -> Arrival:
    import msgspec

    if entry.kind not in _READERS:
        return Arrival(entry, problem="is of a kind that only a newer program knows", weight=0)
    try:
        value, is_true, weight = _READERS[entry.kind](entry)
    except (InputError, KeyError, TypeError, ValueError, AttributeError, msgspec.MsgspecError) as error:
        return Arrival(entry, problem=f"cannot be read ({error})", weight=0)
    return Arrival(entry, value, "" if is_true else _FORGED, weight=weight)


# What each kind of entry spells, whether it holds, and about how many rows it comes to


def _form(entry: Entry) -> tuple[FormVersion, bool, int]:
    content = entry.content
    version = domain_forms.publish(decode_form(content["definition"]), int(content["number"]))
    return version, entry.key == str(version.key), 5


def _record(entry: Entry) -> tuple[Record, bool, int]:
    import msgspec

    record = msgspec.convert(entry.content, Record)
    return record, record.is_true and entry.key == str(record.key), 15 + len(record.content or "") // 100


def _revision(entry: Entry) -> tuple[Marked, bool, int]:
    content = entry.content
    revision = content.revision if isinstance(content, Whole) else revision_from_plain(content)
    is_true = revision.is_true and entry.key == str(revision.key)
    return Marked(revision), is_true, 8 + len(revision.content.answers)


def _redaction(entry: Entry) -> tuple[dict[str, Any], bool, int]:
    names = ("key", *FIXED, "reason", "removed_by", "removed_at")
    read: dict[str, Callable[[str], Any]] = {
        "at": datetime.fromisoformat,
        "removed_at": datetime.fromisoformat,
        **dict.fromkeys(("key", "interaction", "author", "removed_by"), UUID),
    }
    told = {name: entry.content[name] for name in names}
    row = {name: read[name](value) if name in read and value is not None else value for name, value in told.items()}
    return row, True, 10


def _figures(entry: Entry) -> tuple[dict[str, Any], bool, int]:
    told = {name: entry.content[name] for name in _FIGURES}
    measured_at = datetime.fromisoformat(told["measured_at"])
    return {**told, "interaction": UUID(told["interaction"]), "measured_at": measured_at}, True, 10


def _line(entry: Entry) -> tuple[AuditLine, bool, int]:
    import msgspec

    line = msgspec.convert(entry.content, AuditLine)
    return line, line.is_true and entry.key == f"{line.device}/{line.number}", 2


_READERS: Final[Mapping[str, Callable[[Entry], tuple[Any, bool, int]]]] = {
    EntryKind.FORM.value: _form,
    EntryKind.RECORD.value: _record,
    EntryKind.REVISION.value: _revision,
    EntryKind.REDACTION.value: _redaction,
    EntryKind.SPEECH.value: _figures,
    EntryKind.AUDIT.value: _line,
}


# What is here already


def _stored(connection: Connection, arrived: Sequence[Arrival]) -> dict[tuple[str, str], str]:
    """The stored hash of those that have one, by kind and key."""
    found: dict[tuple[str, str], str] = {}
    for kind, row in ((EntryKind.RECORD, RecordRow), (EntryKind.REVISION, RevisionRow)):
        keys = [UUID(each.entry.key) for each in arrived if each.entry.kind == kind]
        found |= {(kind.value, str(key)): hash_ for key, hash_ in hashes(connection, row, keys).items()}
    lines = [each.value for each in arrived if each.entry.kind == EntryKind.AUDIT]
    for device in {line.device for line in lines}:
        for part in chunks(line.number for line in lines if line.device == device):
            for number, hash_ in rows_again(connection, _LINES, {"device": device, "numbers": part}):
                found[EntryKind.AUDIT.value, f"{device}/{number}"] = hash_
    return found


def _same(arrival: Arrival, stored: Mapping[tuple[str, str], str]) -> bool:
    here = stored.get((arrival.entry.kind, arrival.entry.key))
    return here is not None and not arrival.problem and here == arrival.entry.content.get("hash")


def make_ready(connection: Connection, form: Form, revision: Revision) -> Ready:
    """Score a revision, and spell all that is written of it."""
    of, comments = verdict(form, revision.content.answers), Document.comments(revision)
    told = {**own_values(revision.subject), **head_values(revision, of)}
    (row,) = spell_rows(connection.dialect, table_of(EvaluationRow), (*OWN, *SHOWN), [told])
    return Ready(row, spelled(connection.dialect, revision, of), comments, comments.spelled(connection))


def _scored(connection: Connection, arrived: Sequence[Arrival]) -> list[Arrival]:
    forms: dict[UUID, Form | None] = {}

    def scored(arrival: Arrival) -> Arrival:
        if arrival.known or arrival.problem or not isinstance(arrival.value, Marked):
            return arrival
        revision = arrival.value.revision
        key = revision.subject.form_version
        if key not in forms:
            version = FormRepository(connection).get(key)
            forms[key] = None if version is None else version.form
        form = forms[key]
        if form is None:
            return arrival
        return replace(arrival, value=Marked(revision, make_ready(connection, form, revision)))

    return [scored(each) for each in arrived]

"""Who changed what in an evaluation, from what to what, when and where; and the audit trail as a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from qa_desktop.domain.answers import Answer, Evidence
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, Revision
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.forms import Form, Standard
from qa_desktop.domain.history import Deletion, Difference, differences
from qa_desktop.services import retests
from qa_desktop.services.ports import Database, UnitOfWork


@dataclass(frozen=True)
class Change:
    """One thing that became another; `standard` is its text, "" for the evaluation as a whole."""

    standard: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One thing that was done to an evaluation: submitted, corrected, resolved, deleted, restored.

    `revision` is None for what changed no mark. `erased` says that its words were taken away since.
    """

    at: datetime
    device: UUID
    author: str
    done: str
    reason: str
    number: int | None = None
    revision: UUID | None = None
    changes: tuple[Change, ...] = ()
    erased: bool = False


@dataclass(frozen=True)
class History:
    """The past of one evaluation, oldest first; `leaves` are the revisions that nothing follows yet."""

    evaluation: UUID
    interaction: str
    reviewer: str
    form: str
    deleted: bool
    leaves: tuple[UUID, ...]
    steps: tuple[Step, ...]


def of_evaluation(database: Database, evaluation: UUID, viewer: UUID | None = None) -> History:
    """The history of an evaluation, where the viewer may see it. Raises InputError when there is none of that key."""
    with database.reading(viewer) as work:
        found = _history(work, evaluation)
    if found is None:
        raise InputError(f"There is no evaluation {evaluation} in the database.")
    return found


def of_interaction(
    database: Database, interaction: UUID, reviewer: UUID | None = None, viewer: UUID | None = None
) -> tuple[History, ...]:
    """The history of every evaluation of an interaction (by one person) that the viewer may see, deleted ones too.

    While it is to be scored once more, who scores it does not read how it was the first time.
    """
    with database.reading(viewer) as work:
        returns = viewer is not None and interaction in retests.pending(work, viewer, datetime.now(UTC))
        own = set(work.evaluations.keys_of(interaction, viewer)) if returns else set()
        keys = [key for key in work.evaluations.keys_of(interaction, reviewer) if key not in own]
        return tuple(each for each in (_history(work, key) for key in keys) if each is not None)


def _history(work: UnitOfWork, evaluation: UUID) -> History | None:
    chain = work.evaluations.revisions(evaluation)
    if not chain:
        return None
    names = _Names(work)
    subject = chain[-1].subject
    found, form = work.interactions.get(subject.interaction), work.forms.get(subject.form_version)
    deletions = [_deletion(each, names) for each in work.evaluations.deletions(evaluation)]
    steps = [*_steps(work, chain, names), *deletions]
    return History(
        evaluation,
        (found.external_id if found else "") or str(subject.interaction),
        names(subject.reviewer),
        form.label if form else "",
        work.evaluations.is_deleted(evaluation),
        tuple(leaf.key for leaf in work.evaluations.leaves(evaluation)),
        tuple(sorted(steps, key=lambda step: (step.at, step.number or 0))),
    )


class _Names:
    """The names of people, each looked up once."""

    def __init__(self, work: UnitOfWork) -> None:
        self._known = {person.key: person.name for person in work.people.all()}

    def __call__(self, person: UUID | None) -> str:
        return "" if person is None else self._known.get(person, str(person))


def _steps(work: UnitOfWork, chain: Sequence[Revision], names: _Names) -> Iterator[Step]:
    by_key = {revision.key: revision for revision in chain}
    forms: dict[UUID, Form | None] = {}
    for revision in chain:
        version = revision.subject.form_version
        if version not in forms:
            known = work.forms.get(version)
            forms[version] = known.form if known else None
        parents = [by_key[key] for key in revision.parents if key in by_key]
        before = max(parents, key=lambda each: (each.number, each.at, each.key)).content if parents else Content()
        yield Step(
            revision.at,
            revision.device,
            names(revision.author),
            "submitted" if not parents else "corrected" if len(parents) == 1 else "conflict resolved",
            revision.reason,
            revision.number,
            revision.key,
            tuple(changes_between(before, revision.content, forms[version])),
            revision.is_erased,
        )


def _deletion(deletion: Deletion, names: _Names) -> Step:
    done = "deleted" if deletion.deleted else "restored"
    return Step(deletion.at, deletion.device, names(deletion.author), done, deletion.reason)


def changes_between(before: Content, after: Content, form: Form | None) -> Iterator[Change]:
    """What became what, in the words of the form and in its order."""
    standards = form.standard_by_id if form else {}
    places = {key: place for place, key in enumerate(standards)}
    found = differences(before, after)
    for each in sorted(found, key=lambda one: places.get(one.standard, -1 if not one.standard else len(places))):
        yield from _changes(each, standards.get(each.standard))


def _changes(difference: Difference, standard: Standard | None) -> Iterator[Change]:
    before, after = difference.before, difference.after
    name = standard.text if standard else difference.standard
    pairs = (
        ("mark", _mark(standard, before), _mark(standard, after)),
        ("comment", before.comment, after.comment),
        ("evidence", _spans(before.evidence), _spans(after.evidence)),
        ("reasons", ", ".join(before.reasons), ", ".join(after.reasons)),
    )
    for what, old, new in pairs:
        if old != new:
            yield Change(name, what if name else "overall comment", old, new)


def _mark(standard: Standard | None, answer: Answer) -> str:
    if answer.value is None:
        return ""
    return answer_label(standard, answer.value) if standard else str(answer.value)


def _spans(evidence: Iterable[Evidence]) -> str:
    from qa_desktop.domain.evaluations import evidence_to_plain

    told = []
    for each in evidence:
        kind, first, last, _ = evidence_to_plain(each)
        turns = f"turn {first + 1}" if first == last else f"turns {first + 1}–{last + 1}"
        told.append(turns if kind == "turns" else f"{first / 1000:.1f}–{last / 1000:.1f} s")
    return ", ".join(told)


def audit_trail(database: Database, viewer: UUID | None = None) -> Iterator[tuple[AuditLine, str]]:
    """Every line of the audit trail with the name of who did it, each device's in their order.

    Of what the viewer may not see yet the words are left out, as if they were erased.
    """
    with database.reading(viewer) as work:
        names = _Names(work)
        yield from ((line, names(line.author)) for line in work.audit.lines())

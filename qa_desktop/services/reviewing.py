"""Reviewing: open an interaction, keep the draft, submit, correct."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.answers import Answer, Several, Value, answered, parse
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, Draft, Revision, Subject
from qa_desktop.domain.forms import FormVersion, Standard
from qa_desktop.domain.interactions import JOINED, Interaction
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.requirements import missing, submitted_answers
from qa_desktop.domain.scoring import score
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.services import form_library, precedents
from qa_desktop.services.occasions import Occasion, asked_of, occasion_of, refuse_strangers
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork
from qa_desktop.services.precedents import Precedents
from qa_desktop.services.recording_places import recording_file


@dataclass(frozen=True)
class Leaf:
    """One of several revisions that nothing follows, and who wrote it."""

    revision: Revision
    author: str


@dataclass(frozen=True)
class Review:
    """An interaction opened for one reviewer, with everything that the review window shows.

    `submitted` is the newest submitted revision; while it is set and `draft.corrects` is not, the evaluation is only
    read. `recording_here` says whether the file of the recording was there a moment ago; `source` names where it comes
    from, for what is asked once for each source.
    """

    interaction: Interaction
    transcript: Transcript | None
    recording: Path | None
    form: FormVersion
    forms: tuple[FormVersion, ...]
    draft: Draft
    submitted: Revision | None = None
    recording_here: bool = False
    redactions: tuple[Redaction, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    """What was submitted on two devices that did not know of each other, the head last; empty without a conflict.

    Corrections of one evaluation, or two evaluations that were begun under two keys: the later one stays.
    """
    session: CalibrationSession | None = None
    """The calibration session for which it is scored; its agent may be hidden, and its form be asked in part."""
    precedents: Precedents = field(default_factory=dict)
    """What calibrations ruled on the standards of `form` and `forms`."""

    @property
    def in_conflict(self) -> bool:
        """Whether the reviewer has to decide between several revisions, and has not set out to."""
        named = {self.draft.corrects, *self.draft.resolves}
        return any(leaf.revision.key not in named for leaf in self.leaves)

    @property
    def source(self) -> str:
        """The source of the recording, as shown; "" where there is none, as for what was joined from two legs."""
        root = self.interaction.recording.root if self.interaction.recording else ""
        return "" if root == JOINED else root

    @property
    def read_only(self) -> bool:
        """Whether the evaluation stands as submitted and is not being corrected, or the session is revealed."""
        if Occasion(self.session).locked:
            return True
        if self.submitted is None or self.draft.corrects is not None:
            return False
        return self.draft.subject.evaluation == self.submitted.subject.evaluation


def open_asked(
    database: Database, interaction: UUID, reviewer: Person, now: datetime, unsaved: Draft | None = None
) -> Review:
    """Open an interaction for what is asked of the reviewer next: a session, a re-test, else ordinary review."""
    with database.reading(reviewer.key) as work:
        occasion = asked_of(work, interaction, reviewer.key, now)
    return open_review(database, interaction, reviewer, unsaved, occasion)


def open_review(
    database: Database,
    interaction: UUID,
    reviewer: Person,
    unsaved: Draft | None = None,
    occasion: UUID | None = None,
) -> Review:
    """Open an interaction where the reviewer left it: at the draft, else as submitted, else new on the form that suits.

    `unsaved` is what the reviewer typed last and the database would not take; it goes before what is stored.
    `occasion` is the calibration session for which it is scored, on its form; None for the ordinary evaluation.
    Raises InputError when the interaction is gone, there is no form, or the session does not ask that person.
    """
    with database.reading(reviewer.key) as work:
        found = work.interactions.get(interaction)
        if found is None:
            raise InputError("This interaction is no longer in the database; refresh the worklist with F5.")
        made_for = occasion_of(work, occasion)
        found = made_for.shown(found)
        transcript = work.interactions.transcript(interaction)
        file = recording_file(work, found)
        redactions = work.redactions.of(interaction) if found.recording else ()
        unsaved = unsaved if unsaved and unsaved.subject.occasion == occasion else None
        draft = unsaved or work.evaluations.draft(interaction, reviewer.key, occasion)
        latest = work.evaluations.latest(interaction, reviewer.key, occasion)
        submitted = latest.revision if latest else None
        leaves = _leaves(work, submitted)
        draft = draft if submitted is None else _beside(draft, submitted)
        forms = _forms(work, made_for)
        form = made_for.form(_form_of(work, found, forms, draft))
        rulings = precedents.of_forms(work, {each.form.id for each in (form, *forms)})
    here = file is not None and file.is_file()  # outside the transaction: a share on the network may take its time
    draft = draft or _new_draft(found, form, reviewer, occasion)
    refuse_strangers(made_for, draft.subject)
    return Review(
        found, transcript, file, form, forms, draft, submitted, here, redactions, leaves, made_for.session, rulings
    )


def _forms(work: UnitOfWork, made_for: Occasion) -> tuple[FormVersion, ...]:
    """The forms among which the reviewer may choose: a session has one."""
    if made_for.form_version is None:
        return tuple(work.forms.newest())
    form = work.forms.get(made_for.form_version)
    return () if form is None else (made_for.form(form),)


def _leaves(work: UnitOfWork, submitted: Revision | None) -> tuple[Leaf, ...]:
    if submitted is None:
        return ()
    of = submitted.subject.evaluation
    found = [leaf for each in (*work.evaluations.twins(of), of) for leaf in work.evaluations.leaves(each)]
    if len(found) < 2:
        return ()
    people = {person.key: person.name for person in work.people.all()}
    return tuple(Leaf(revision, people.get(revision.author, "")) for revision in found)


def conflict(database: Database, evaluation: UUID, viewer: Person | None = None) -> tuple[Revision, ...]:
    """The revisions of an evaluation between which a person must decide, the head last; empty without a conflict."""
    with database.reading(viewer.key if viewer else None) as work:
        found = work.evaluations.leaves(evaluation)
    return tuple(found) if len(found) > 1 else ()


def resolving(review: Review, content: Content, form_version: UUID) -> Review:
    """The evaluation opened for a revision that follows all that are in conflict, and begins with this content.

    The reason stands there already and may be said better.
    """
    if not review.leaves or review.submitted is None:
        raise InputError("There is no conflict in this evaluation any more; refresh with F5.")
    *others, head = (leaf.revision.key for leaf in review.leaves)
    form = next((form for form in review.forms if form.key == form_version), review.form)
    subject = replace(review.submitted.subject, form_version=form.key)
    draft = Draft(subject, content, head, "Decided between two corrections", tuple(others))
    return replace(review, draft=draft, form=form)


def _beside(draft: Draft | None, submitted: Revision) -> Draft:
    """What is open where something is submitted: a correction under way, else what was submitted.

    Another evaluation that was begun in another window or on another device before goes on as a correction.
    """
    if draft is None or (draft.corrects is None and draft.subject.evaluation == submitted.subject.evaluation):
        return Draft(submitted.subject, submitted.content)
    if draft.corrects is not None:
        return draft
    subject = replace(submitted.subject, form_version=draft.subject.form_version)
    return replace(draft, subject=subject, corrects=submitted.key)


def _form_of(work: UnitOfWork, found: Interaction, forms: tuple[FormVersion, ...], draft: Draft | None) -> FormVersion:
    form = work.forms.get(draft.subject.form_version) if draft else form_library.suited(forms, found)
    if form is None:
        raise InputError("There is no form to score on; add one with Evaluation, Add form from file.")
    return form


def _new_draft(interaction: Interaction, form: FormVersion, reviewer: Person, occasion: UUID | None) -> Draft:
    return Draft(Subject(new_key(), interaction.key, form.key, reviewer.key, occasion), prefilled(form))


def prefilled(form: FormVersion) -> Content:
    """The content a new evaluation starts with: the answers that the form fills in beforehand."""
    given = {
        standard.id: Answer(parse(standard, standard.prefill))
        for standard in form.form.standards
        if standard.prefill is not None
    }
    return Content(given)


def on_form(draft: Draft, form: FormVersion) -> Draft:
    """The draft on another form: what was answered under an id that both forms know comes along.

    A mark that cannot be given there stays behind; its comment and evidence come along.
    """
    carried = dict(prefilled(form).answers)
    for standard_id, answer in draft.content.answers.items():
        standard = form.form.standard_by_id.get(standard_id)
        if standard is not None:
            moved = _fitted(standard, answer, carried.get(standard_id, Answer()).value)
            carried |= {} if moved.empty else {standard_id: moved}
    content = replace(draft.content, answers=carried)
    return replace(draft, subject=replace(draft.subject, form_version=form.key), content=content)


def _fitted(standard: Standard, answer: Answer, otherwise: Value | None) -> Answer:
    """The answer as the standard can take it; `otherwise` is the mark where the answer's own does not fit."""
    several = answer.value if isinstance(answer.value, Several) else Several(())
    fits = answered(standard, answer.value) and {*several.options} <= {option.id for option in standard.options}
    reasons = tuple(reason for reason in answer.reasons if reason in standard.reasons)
    return replace(answer, value=answer.value if fits else otherwise, reasons=reasons)


def save_draft(database: Database, draft: Draft, now: datetime) -> Changes:
    """Keep what has been typed so far.

    Nothing is kept of an evaluation that was submitted meanwhile: its draft is what was submitted. A correction that
    says what was submitted needs no draft either. Nothing is kept about an interaction that was erased.
    """
    with database.writing(draft.subject.reviewer) as work:
        if work.privacy.is_erased(draft.subject.interaction):
            return Changes()
        if draft.corrects is None and work.evaluations.is_submitted(draft.subject.evaluation):
            return Changes()
        head = work.evaluations.head(draft.subject.evaluation) if draft.corrects is not None else None
        if head is not None and _corrects_nothing(draft, head):
            work.evaluations.drop_draft(draft.subject.evaluation)
        else:
            work.evaluations.save_draft(draft, now)
    return Changes.of(Changed.DRAFT, draft.subject.interaction)


def _corrects_nothing(draft: Draft, head: Revision) -> bool:
    same = draft.subject == head.subject and draft.content == head.content
    return same and draft.corrects == head.key and not draft.reason.strip() and not draft.resolves


def discard_draft(database: Database, draft: Draft) -> Changes:
    """Forget what the reviewer has begun about the interaction of a draft; what was submitted stays."""
    with database.writing() as work:
        subject = draft.subject
        work.evaluations.drop_drafts(subject.interaction, subject.reviewer, subject.occasion)
    return Changes.of(Changed.DRAFT, draft.subject.interaction)


def correcting(review: Review) -> Review:
    """The submitted evaluation opened for correction, which will be its next revision."""
    if review.submitted is None:
        raise InputError("Only a submitted evaluation can be corrected.")
    if locked := Occasion(review.session).locked:
        raise InputError(locked)
    draft = Draft(review.submitted.subject, review.submitted.content, corrects=review.submitted.key)
    return replace(review, draft=draft)


def submit(
    database: Database, draft: Draft, author: Person, now: datetime, reason: str = ""
) -> tuple[Revision, Changes]:
    """Submit the draft as the next revision of its evaluation, with its audit entry, in one transaction.

    The reason is that of the draft unless another is given; the reviewer's drafts of the interaction go.
    Raises InputError when something is missing, a correction has no reason, the reviewer's evaluation of the
    interaction was submitted or corrected meanwhile, or the session that it is made for was revealed.
    """
    subject = draft.subject
    why = (reason or draft.reason).strip()
    if draft.corrects is not None and not why:
        raise InputError("Say in a few words why the evaluation is corrected.")
    with database.writing(author.key) as work:
        form = work.forms.get(subject.form_version)
        if form is None:
            raise InputError("The form of this evaluation is not in the database.")
        if work.privacy.is_erased(subject.interaction):
            raise InputError("What was known of this interaction was erased: nothing more can be said about it.")
        made_for = occasion_of(work, subject.occasion)
        _refuse_locked(made_for, draft, author)
        asked = made_for.form(form)
        _refuse_incomplete(asked, draft)
        revision = _revision(database, work, draft, asked, author, now, why)
        work.evaluations.submit(revision, score(form.form, revision.content.answers))
        _end_twins(work, draft, author, why)
        work.evaluations.drop_drafts(subject.interaction, subject.reviewer, subject.occasion)
        action = "corrected" if revision.parents else "submitted"
        work.audit.add(AuditEntry(now, database.device, author.key, action, "evaluation", subject.evaluation, why))
    changes = Changes.of(Changed.EVALUATION, subject.interaction)
    of = [] if made_for.session is None else [made_for.session.key]
    return revision, changes | Changes.of(Changed.SESSION, *of)


def _end_twins(work: UnitOfWork, draft: Draft, author: Person, reason: str) -> None:
    """Delete the evaluations by the same reviewer all of which the decision for this one names."""
    subject = draft.subject
    others = work.evaluations.keys_of(subject.interaction, subject.reviewer) if draft.resolves else ()
    for other in others:
        if other != subject.evaluation and {leaf.key for leaf in work.evaluations.leaves(other)} <= {*draft.resolves}:
            work.evaluations.set_deleted(other, True, author.key, reason)


def _refuse_locked(made_for: Occasion, draft: Draft, author: Person) -> None:
    if made_for.locked:
        raise InputError(made_for.locked)
    refuse_strangers(made_for, draft.subject)
    if draft.subject.occasion is not None and author.key != draft.subject.reviewer:
        raise InputError("What is scored for a calibration is submitted by who scored it.")


def _refuse_incomplete(form: FormVersion, draft: Draft) -> None:
    lacking = missing(form.form, draft.content.answers)
    if lacking:
        first = form.form.standard_by_id[lacking[0].standard].text
        what = lacking[0].need or "answer"
        things = "One thing is" if len(lacking) == 1 else f"{len(lacking)} things are"
        raise InputError(f"{things} missing before it can be submitted, first the {what} to “{first}”.")


def _revision(
    database: Database, work: UnitOfWork, draft: Draft, form: FormVersion, author: Person, now: datetime, reason: str
) -> Revision:
    parent = work.evaluations.head(draft.subject.evaluation)
    subject = draft.subject
    latest = work.evaluations.latest(subject.interaction, subject.reviewer, subject.occasion)
    if parent is None and latest is not None:
        raise InputError(
            "You have submitted an evaluation of this interaction already; open it again to correct it: "
            "what you typed here is kept for that."
        )
    if parent is not None and parent.key != draft.corrects:
        raise InputError(
            "Someone else has corrected this evaluation meanwhile; discard your draft to see the correction."
            if draft.corrects
            else "This evaluation has been submitted already; open it again to see it."
        )
    own = {leaf.key for leaf in work.evaluations.leaves(subject.evaluation)} if draft.resolves else set()
    return Revision(
        key=new_key(),
        subject=draft.subject,
        content=replace(draft.content, answers=submitted_answers(form.form, draft.content.answers)),
        parents=(draft.corrects, *(key for key in draft.resolves if key in own)) if draft.corrects else (),
        number=parent.number + 1 if parent else 1,
        device=database.device,
        author=author.key,
        at=now,
        reason=reason,
    ).sealed()

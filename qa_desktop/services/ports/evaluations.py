"""Forms, the people who score by them, and what they gave."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.evaluations import Draft, Revision
from qa_desktop.domain.forms import Form, FormVersion
from qa_desktop.domain.history import Deletion
from qa_desktop.domain.people import Person
from qa_desktop.domain.records import Submitted
from qa_desktop.domain.scoring import Score


class Forms(Protocol):
    """Published form versions."""

    def publish(self, form: Form) -> FormVersion:
        """The version with this content: the stored one if it is known, else the next number of its form."""

    def get(self, key: UUID) -> FormVersion | None:
        """A form version."""

    def newest(self) -> Sequence[FormVersion]:
        """The newest version of every form, by title."""


class People(Protocol):
    """Reviewers, leads and administrators."""

    def get(self, key: UUID) -> Person | None:
        """A person."""

    def all(self) -> Sequence[Person]:
        """Everybody, by name."""

    def put(self, person: Person) -> None:
        """Add a person or change the role."""


class Evaluations(Protocol):
    """Drafts and submitted revisions; of what is sealed, only what the viewer of the unit of work may see.

    An occasion is a calibration session or a re-test; None asks for ordinary evaluations.
    """

    def draft(self, interaction: UUID, reviewer: UUID, occasion: UUID | None = None) -> Draft | None:
        """The reviewer's newest draft for an interaction."""

    def save_draft(self, draft: Draft, at: datetime) -> None:
        """Overwrite the draft of this evaluation."""

    def draft_saved_at(self, evaluation: UUID) -> datetime | None:
        """When the draft of an evaluation was last saved."""

    def drop_draft(self, evaluation: UUID) -> None:
        """Forget a draft."""

    def drop_drafts(self, interaction: UUID, reviewer: UUID, occasion: UUID | None = None) -> None:
        """Forget everything that the reviewer has begun about an interaction."""

    def submit(self, revision: Revision, score: Score) -> None:
        """Append a revision, make it the head of its evaluation; its draft goes."""

    def head(self, evaluation: UUID) -> Revision | None:
        """The newest revision of an evaluation."""

    def leaves(self, evaluation: UUID) -> Sequence[Revision]:
        """The revisions that nothing follows, the head last; more than one is a conflict."""

    def twins(self, evaluation: UUID) -> Sequence[UUID]:
        """Evaluations by the same reviewer of the same, on the same form, begun where this one was not seen."""

    def is_deleted(self, evaluation: UUID) -> bool:
        """Whether an evaluation was deleted; its revisions stay."""

    def deletions(self, evaluation: UUID) -> Sequence[Deletion]:
        """Every time that it was deleted or brought back, in the order in which that holds."""

    def keys_of(self, interaction: UUID, reviewer: UUID | None = None) -> Sequence[UUID]:
        """The evaluations of an interaction (by one person), deleted ones and those of occasions included."""

    def set_deleted(self, evaluation: UUID, deleted: bool, author: UUID, reason: str) -> bool:
        """Take an evaluation out of all lists and figures, or bring it back; False where that is so already."""

    def interaction_of(self, evaluation: UUID) -> UUID | None:
        """What an evaluation is of, whoever may see its marks."""

    def submitted_between(
        self, reviewer: UUID, first: datetime | None = None, last: datetime | None = None
    ) -> Sequence[tuple[UUID, UUID, UUID, datetime]]:
        """The ordinary evaluations of a reviewer: key, interaction, form version, and when it was submitted."""

    def occasions_of(self, reviewer: UUID, occasions: Iterable[UUID]) -> frozenset[UUID]:
        """For which of these occasions a reviewer has submitted something."""

    def is_submitted(self, evaluation: UUID) -> bool:
        """Whether an evaluation has a revision; quicker than loading it."""

    def revisions(self, evaluation: UUID) -> Sequence[Revision]:
        """The chain, oldest first."""

    def latest(self, interaction: UUID, reviewer: UUID, occasion: UUID | None = None) -> Submitted | None:
        """The head of the reviewer's most recently submitted evaluation of an interaction."""

    def submitted(
        self,
        interactions: Iterable[UUID],
        people: Iterable[UUID],
        form_version: UUID | None = None,
        occasion: UUID | None = None,
    ) -> Sequence[Revision]:
        """The heads of all evaluations of these interactions by these people (on that form version)."""

"""Who may see what somebody scored: the one rule, which storage applies to every evaluation that it reads."""

from collections.abc import Container
from uuid import UUID

from qa_desktop.domain.evaluations import Subject


def may_see(subject: Subject, viewer: UUID | None, revealed: Container[UUID]) -> bool:
    """Whether somebody may see marks, totals and words of an evaluation, or of a draft of it.

    Ordinary evaluations are seen by all. One that was made for an occasion (a calibration session, a re-test) is seen
    by who makes it alone, until that occasion is revealed, which a re-test never is. `viewer` is None for nobody.
    """
    return subject.occasion is None or subject.reviewer == viewer or subject.occasion in revealed

"""Two evaluations by one reviewer of one interaction, begun on two devices under two keys, on the same form.

A program lets nobody begin a second one that it sees; what was begun where the other was not seen is a conflict, as are
two corrections of one evaluation, and a person decides.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.orm import aliased

from qa_desktop.storage.tables import EvaluationRow

_Other = aliased(EvaluationRow)


def has_twin() -> Any:
    """The condition that an evaluation, which is not deleted, has a twin."""
    return ~EvaluationRow.deleted & exists().where(*_is_twin())


def twins(connection: Connection, evaluation: UUID) -> list[UUID]:
    """The twins of an evaluation, the oldest first."""
    wanted = select(_Other.key).join(EvaluationRow, EvaluationRow.key == evaluation).where(*_is_twin())
    return list(connection.scalars(wanted.order_by(_Other.submitted_at, _Other.key)))


def count(connection: Connection) -> int:
    """How many reviewers have twins of an interaction; the index of what is one's own finds them."""
    of = (EvaluationRow.interaction, EvaluationRow.reviewer)
    several = select(*of).group_by(*of).having(func.count() > 1).subquery()
    here = (several.c.interaction == EvaluationRow.interaction) & (several.c.reviewer == EvaluationRow.reviewer)
    told = select(*of, EvaluationRow.form_version, EvaluationRow.occasion).join(several, here).where(has_twin())
    return connection.scalar(select(func.count()).select_from(told.distinct().subquery())) or 0


def _is_twin() -> tuple[Any, ...]:
    return (
        _Other.interaction == EvaluationRow.interaction,
        _Other.reviewer == EvaluationRow.reviewer,
        _Other.form_version == EvaluationRow.form_version,
        _Other.occasion.is_not_distinct_from(EvaluationRow.occasion),
        _Other.key != EvaluationRow.key,
        ~_Other.deleted,
    )

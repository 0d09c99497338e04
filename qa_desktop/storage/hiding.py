"""Interactions that were joined into others are not shown, unless somebody evaluates or has evaluated them themselves.

That happens where one device joined what another had evaluated: nothing of it may be lost.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from qa_desktop.storage.tables import DraftRow, EvaluationRow, InteractionRow


def hidden() -> Select[UUID]:
    """The keys of what stands in no list; asks the few that were joined."""
    joined = aliased(InteractionRow)
    return (
        select(joined.key)
        .where(
            joined.joined_into.is_not(None),
            ~exists().where(EvaluationRow.interaction == joined.key, ~EvaluationRow.deleted),
            ~exists().where(DraftRow.interaction == joined.key),
        )
        .correlate(None)
    )


def is_shown() -> ColumnElement[bool]:
    """Whether an interaction stands in lists."""
    return InteractionRow.key.not_in(hidden())

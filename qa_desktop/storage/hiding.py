"""Interactions that were joined into others are not shown, unless somebody evaluates or has evaluated them themselves.

That happens where one device joined what another had evaluated: nothing of it may be lost.
"""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from qa_desktop.storage.tables import DraftRow, EvaluationRow, InteractionRow


def is_shown() -> ColumnElement[bool]:
    """Whether an interaction stands in lists; asks the few that were joined, and not each line."""
    joined = aliased(InteractionRow)
    hidden = select(joined.key).where(
        joined.joined_into.is_not(None),
        ~exists().where(EvaluationRow.interaction == joined.key, ~EvaluationRow.deleted),
        ~exists().where(DraftRow.interaction == joined.key),
    )
    return InteractionRow.key.not_in(hidden.correlate(None))

"""The rule of `domain.seals`, as a condition on rows: what of evaluations and drafts somebody may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_

from qa_desktop.storage.tables import DraftRow, EvaluationRow, SessionRow


def seen_by(viewer: UUID | None, row: type[EvaluationRow] | type[DraftRow] = EvaluationRow) -> ColumnElement[bool]:
    """Whether a row of evaluations or drafts may be shown to a person (None: to nobody in particular)."""
    revealed = exists().where(SessionRow.key == row.occasion, SessionRow.revealed_at.is_not(None))
    own = [] if viewer is None else [row.reviewer == viewer]
    return or_(row.occasion.is_(None), *own, revealed)


def for_occasion(
    occasion: UUID | None, row: type[EvaluationRow] | type[DraftRow] = EvaluationRow
) -> ColumnElement[bool]:
    """Whether a row was made for that occasion; None for ordinary ones."""
    return row.occasion.is_(None) if occasion is None else row.occasion == occasion

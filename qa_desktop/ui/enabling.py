"""Which actions make sense now."""

from qa_desktop.ui.action_list import SPECS
from qa_desktop.ui.opener import NEEDS_DATABASE
from qa_desktop.ui.review.session import ReviewSession


def allowed_actions(session: ReviewSession, shown: bool, has_failed: bool) -> dict[str, bool]:
    """By id, whether an action can be done.

    `shown` says whether the review is to be seen: no key may act on what cannot. `has_failed` says that the database
    did not open.
    """
    state = session.state if shown else None
    is_open, is_read_only = state is not None, state is not None and state.read_only
    return {
        **{spec.id: shown and session.review is not None for spec in SPECS if spec.needs_review},
        **dict.fromkeys(NEEDS_DATABASE, not has_failed),
        **dict.fromkeys(("submit", "discard"), is_open and not is_read_only),
        **dict.fromkeys(("correct", "delete_evaluation"), is_read_only),
        "undo": shown and session.undo_stack.canUndo(),
        "redo": shown and session.undo_stack.canRedo(),
    }

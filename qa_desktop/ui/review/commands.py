"""What each action does to the open interaction and the panes around it, by the id of the action."""

from collections.abc import Callable

from qa_desktop.ui.review.review_screen import ReviewScreen


def commands(screen: ReviewScreen) -> dict[str, Callable[[], object]]:
    """The commands of the review window."""
    keys, sound, transport = screen.keys, screen.sound, screen.player.transport
    return {
        "undo": screen.session.undo_stack.undo,
        "redo": screen.session.undo_stack.redo,
        "search": screen.worklist.search.setFocus,
        "play": sound.toggle,
        "back": lambda: sound.skip(-5),
        "forward": lambda: sound.skip(5),
        "slower": lambda: transport.change_speed(-1),
        "faster": lambda: transport.change_speed(1),
        "channel_agent": lambda: transport.hear("agent"),
        "channel_both": lambda: transport.hear("both"),
        "channel_customer": lambda: transport.hear("customer"),
        "swap_sides": screen.swap_sides,
        "answer_yes": lambda: keys.press("y"),
        "answer_no": lambda: keys.press("n"),
        "answer_na": lambda: keys.press("a"),
        "clear_answer": keys.clear,
        "comment": screen.form.begin_comment,
        "reason": screen.form.detail.begin_reasons,
        "overall_comment": screen.form.begin_overall,
        "evidence_add": keys.add_evidence,
        "evidence_play": lambda: keys.play_evidence(),
        "evidence_next": keys.next_evidence,
        "evidence_start": keys.move_start,
        "evidence_end": keys.move_end,
        "evidence_remove": keys.remove_evidence,
        "next_missing": keys.next_missing,
        "choose_form": screen.form.head.choose_form,
        "submit": screen.submit,
        "correct": screen.session.start_correction,
        "discard": screen.discard,
        "next_pane": screen.next_pane,
        "next_interaction": lambda: screen.step(1),
        "previous_interaction": lambda: screen.step(-1),
        "refresh": screen.reload,
    }

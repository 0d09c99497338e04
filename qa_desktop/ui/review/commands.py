"""What each action does to the open interaction and the panes around it, by the id of the action."""

from collections.abc import Callable

from qa_desktop.ui.review.mixing import AGENT, BOTH, CUSTOMER
from qa_desktop.ui.review.review_screen import ReviewScreen


def commands(screen: ReviewScreen) -> dict[str, Callable[[], object]]:
    """The commands of the review window."""
    keys, sound, player = screen.keys, screen.sound, screen.player
    wave = player.waveform
    return {
        "undo": screen.session.undo_stack.undo,
        "redo": screen.session.undo_stack.redo,
        "search": screen.worklist.search.setFocus,
        "play": sound.toggle,
        "back": lambda: sound.skip(-5),
        "forward": lambda: sound.skip(5),
        "slower": lambda: sound.change_speed(-1),
        "faster": lambda: sound.change_speed(1),
        "preset_speed": sound.switch_speed,
        "replay_slower": sound.replay_slower,
        "loop": lambda: sound.cycle_loop(player.waveform.selection),
        "longest_silence": sound.go_to_longest_silence,
        "previous_turn": lambda: player.step_turn(-1),
        "next_turn": lambda: player.step_turn(1),
        "zoom_in": wave.zoom_in,
        "zoom_out": wave.zoom_out,
        "zoom_all": wave.zoom_all,
        "zoom_selection": wave.zoom_selection,
        "select_start": wave.select_start,
        "select_end": wave.select_end,
        "select_none": wave.select_none,
        "play_selection": keys.play_selection,
        "channel_agent": lambda: sound.mixer.hear(AGENT),
        "channel_both": lambda: sound.mixer.hear(BOTH),
        "channel_customer": lambda: sound.mixer.hear(CUSTOMER),
        "swap_sides": screen.sides.swap,
        "agent_louder": lambda: sound.mixer.louder(AGENT, 1),
        "agent_quieter": lambda: sound.mixer.louder(AGENT, -1),
        "customer_louder": lambda: sound.mixer.louder(CUSTOMER, 1),
        "customer_quieter": lambda: sound.mixer.louder(CUSTOMER, -1),
        "balance_left": lambda: sound.mixer.change_balance(-1),
        "balance_right": lambda: sound.mixer.change_balance(1),
        "balance_middle": lambda: sound.mixer.change_balance(0),
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

"""What each action does to the open interaction and the panes around it, by the id of the action."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from qa_desktop.ui.review.mixing import AGENT, BOTH, CUSTOMER
from qa_desktop.ui.review.review_screen import ReviewScreen

Commands = dict[str, Callable[[], object]]


def commands(screen: ReviewScreen) -> Commands:
    """The commands of the review window."""
    return {
        "undo": screen.session.undo_stack.undo,
        "redo": screen.session.undo_stack.redo,
        "search": screen.worklist.search.setFocus,
        "submit": screen.submit,
        "correct": screen.session.start_correction,
        "discard": screen.discard,
        "next_pane": screen.next_pane,
        "next_interaction": lambda: screen.step(1),
        "previous_interaction": lambda: screen.step(-1),
        "refresh": screen.reload,
        **_moving(screen),
        **_hearing(screen),
        **_answering(screen),
    }


def _moving(screen: ReviewScreen) -> Commands:
    """Where in the recording one is, and what of it is in view."""
    keys, sound, player = screen.keys, screen.sound, screen.player
    wave = player.waveform
    return {
        "play": sound.toggle,
        "back": lambda: sound.skip(-5),
        "forward": lambda: sound.skip(5),
        "slower": lambda: sound.change_speed(-1),
        "faster": lambda: sound.change_speed(1),
        "preset_speed": sound.switch_speed,
        "replay_slower": sound.replay_slower,
        "loop": lambda: sound.cycle_loop(wave.selection),
        "longest_silence": sound.go_to_longest_silence,
        "previous_turn": lambda: player.step_turn(-1),
        "next_turn": lambda: player.step_turn(1),
        "follow": player.reading.follow_again,
        "find_here": lambda: _find(screen),
        "zoom_in": wave.zoom_in,
        "zoom_out": wave.zoom_out,
        "zoom_all": wave.zoom_all,
        "zoom_selection": wave.zoom_selection,
        "select_start": wave.select_start,
        "select_end": wave.select_end,
        "select_none": wave.select_none,
        "play_selection": keys.play_selection,
    }


def _find(screen: ReviewScreen) -> None:
    """Look for words in what is open, where there are any."""
    if screen.player.reading.isVisible():
        screen.player.reading.find_bar.begin()
    else:
        screen.remark.emit(_tr("There is no transcript to look in."))


def _hearing(screen: ReviewScreen) -> Commands:
    """Which side is heard, where and how loud."""
    mixer = screen.sound.mixer
    return {
        "channel_agent": lambda: _hear(screen, AGENT, _tr("Hearing the agent only.")),
        "channel_both": lambda: _hear(screen, BOTH, _tr("Hearing both.")),
        "channel_customer": lambda: _hear(screen, CUSTOMER, _tr("Hearing the customer only.")),
        "swap_sides": screen.sides.swap,
        "agent_louder": lambda: mixer.louder(AGENT, 1),
        "agent_quieter": lambda: mixer.louder(AGENT, -1),
        "customer_louder": lambda: mixer.louder(CUSTOMER, 1),
        "customer_quieter": lambda: mixer.louder(CUSTOMER, -1),
        "balance_left": lambda: mixer.change_balance(-1),
        "balance_right": lambda: mixer.change_balance(1),
        "balance_middle": lambda: mixer.change_balance(0),
    }


def _hear(screen: ReviewScreen, side: str, done: str) -> None:
    """Hear a side and say so; where it cannot be heard, the mixer says why."""
    mixer = screen.sound.mixer
    mixer.hear(side)
    if side == BOTH or mixer.mix.sides_known:
        screen.note.emit(done)


def tell_switched(screen: ReviewScreen, setting: str, on: bool) -> None:
    """Say what a switch of the sound does from now on."""
    words = {
        "skip_silence": (screen.tr("Silence is played."), screen.tr("Silence is skipped.")),
        "skip_hold": (screen.tr("Hold music is played."), screen.tr("Hold music is skipped.")),
        "levelling": (screen.tr("Quiet sides are left as they are."), screen.tr("Quiet sides are levelled.")),
    }
    screen.note.emit(words[setting][on])


def _answering(screen: ReviewScreen) -> Commands:
    """What is done to the form."""
    keys = screen.keys
    return {
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
    }


def _tr(words: str) -> str:
    return QCoreApplication.translate("ReviewScreen", words)

"""Every action, declared once: id, menu, text and usual keys. What each does stands in `commands`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # PySide6 types it as returning an object

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
        """Mark a text for translation."""

else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class ActionSpec:
    """What an action is called, in which menu, its usual keys, and whether it is about the open interaction."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    needs_review: bool = False


FILE = QT_TRANSLATE_NOOP("Actions", "&File")
EDIT = QT_TRANSLATE_NOOP("Actions", "&Edit")
PLAYBACK = QT_TRANSLATE_NOOP("Actions", "&Playback")
EVALUATION = QT_TRANSLATE_NOOP("Actions", "E&valuation")
CALIBRATION = QT_TRANSLATE_NOOP("Actions", "&Calibration")
VIEW = QT_TRANSLATE_NOOP("Actions", "Vie&w")
HELP = QT_TRANSLATE_NOOP("Actions", "&Help")
MENUS = (FILE, EDIT, PLAYBACK, EVALUATION, CALIBRATION, VIEW, HELP)


def _line(menu: str) -> ActionSpec:
    """A separator."""
    return ActionSpec("", menu, "")


def _any(name: str, menu: str, text: str, *keys: str, checkable: bool = False) -> ActionSpec:
    """An action that may be wanted at any time."""
    return ActionSpec(name, menu, text, keys, checkable)


def _here(name: str, menu: str, text: str, *keys: str, checkable: bool = False) -> ActionSpec:
    """An action on the interaction that is open."""
    return ActionSpec(name, menu, text, keys, checkable, needs_review=True)


PLAY_KEYS = ("Space", "Ctrl+Space", "Media Play", "Toggle Media Play/Pause")
FORWARD_KEYS = ("Right", "Ctrl+.", "Ctrl+;", "Media Next")
"""A French keyboard has the semicolon beside the comma, and the full stop on no key of its own."""
CLEAR_KEY = "Ctrl+Shift+Backspace"
# Single letters act unless a text is being typed: a text field takes them first. The Ctrl variants act always.
SPECS = (
    _any("import_files", FILE, QT_TRANSLATE_NOOP("Actions", "Import files…"), "Ctrl+O"),
    _any("import_folder", FILE, QT_TRANSLATE_NOOP("Actions", "Import a folder…"), "Ctrl+Shift+O"),
    _any("watch_folder", FILE, QT_TRANSLATE_NOOP("Actions", "Watch a folder…")),
    _any("stop_watching", FILE, QT_TRANSLATE_NOOP("Actions", "Stop watching the folder")),
    _any("mapping", FILE, QT_TRANSLATE_NOOP("Actions", "Say how a file is read…"), "Ctrl+M"),
    _any("stop_import", FILE, QT_TRANSLATE_NOOP("Actions", "Stop the import")),
    _any("new_interaction", FILE, QT_TRANSLATE_NOOP("Actions", "New interaction by hand…"), "Ctrl+N"),
    _any("join_other", FILE, QT_TRANSLATE_NOOP("Actions", "Join with another interaction"), "Ctrl+Alt+J"),
    _any("part_joined", FILE, QT_TRANSLATE_NOOP("Actions", "Part what was joined")),
    _line(FILE),
    _here("locate", FILE, QT_TRANSLATE_NOOP("Actions", "Locate the recording…"), "Ctrl+L"),
    _here("export_clip", FILE, QT_TRANSLATE_NOOP("Actions", "Export a clip…"), "Ctrl+Shift+C"),
    _here("export_evidence", FILE, QT_TRANSLATE_NOOP("Actions", "Export the evidence as clips…")),
    _line(FILE),
    _any("last_report", FILE, QT_TRANSLATE_NOOP("Actions", "What the last import or export said")),
    _line(FILE),
    _any("backups", FILE, QT_TRANSLATE_NOOP("Actions", "Backups, and where the work is kept…")),
    _any("passphrase", FILE, QT_TRANSLATE_NOOP("Actions", "Passphrase of the database…")),
    _any("privacy", FILE, QT_TRANSLATE_NOOP("Actions", "Personal data: look, write down, erase…")),
    _any("team_folder", FILE, QT_TRANSLATE_NOOP("Actions", "Share through a team folder…")),
    _any("share_now", FILE, QT_TRANSLATE_NOOP("Actions", "Share now")),
    _any("stop_sharing", FILE, QT_TRANSLATE_NOOP("Actions", "Stop sharing")),
    _line(FILE),
    _any("switch_person", FILE, QT_TRANSLATE_NOOP("Actions", "Change who you are…")),
    _any("quit", FILE, QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q"),
    _any("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo"), "Ctrl+Z"),
    _any("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "Redo"), "Ctrl+Shift+Z", "Ctrl+Y"),
    _line(EDIT),
    _any("search", EDIT, QT_TRANSLATE_NOOP("Actions", "Search the worklist"), "Ctrl+F"),
    _here("find_here", EDIT, QT_TRANSLATE_NOOP("Actions", "Find in this transcript"), "/", "Ctrl+T"),
    _any("find_all", EDIT, QT_TRANSLATE_NOOP("Actions", "Find in all interactions…"), "Ctrl+Shift+F"),
    _line(EDIT),
    _here("redact", EDIT, QT_TRANSLATE_NOOP("Actions", "Redact the selection"), "Ctrl+Shift+R"),
    _here("unredact", EDIT, QT_TRANSLATE_NOOP("Actions", "Remove the redaction here"), "Ctrl+Shift+U"),
    _here("redact_digits", EDIT, QT_TRANSLATE_NOOP("Actions", "Offer digits for redaction…")),
    _here("play", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Play or pause"), *PLAY_KEYS),
    _here("pause", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Pause"), "Media Pause", "Media Stop"),
    _here("hold_play", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Play while the key is held")),
    _here("back", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Back 5 seconds"), "Left", "Ctrl+,", "Media Previous"),
    _here("forward", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Forward 5 seconds"), *FORWARD_KEYS),
    _line(PLAYBACK),
    _here("slower", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Slower"), "-", "Ctrl+-"),
    _here("faster", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Faster"), "+", "=", "Ctrl++"),
    _here("preset_speed", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Switch between two speeds"), "S", "Ctrl+J"),
    _here("replay_slower", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Replay the last seconds slower"), "B", "Ctrl+B"),
    _here("loop", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Loop: begin, end, off"), "L", "Ctrl+Shift+L"),
    _line(PLAYBACK),
    _here("skip_silence", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Skip silence"), "K", "Ctrl+Shift+K", checkable=True),
    _here("skip_hold", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Skip hold music"), "H", "Ctrl+H", checkable=True),
    _here("longest_silence", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Go to the longest silence"), "J", "Ctrl+Shift+J"),
    _here("previous_turn", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Previous turn"), "Ctrl+Left", "Ctrl+PgUp"),
    _here("next_turn", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Next turn"), "Ctrl+Right", "Ctrl+PgDown"),
    _here("follow", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Let the transcript follow the sound"), "U", "Ctrl+U"),
    _here("align_transcript", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "The chosen turn is heard here"), "Ctrl+Alt+T"),
    _line(PLAYBACK),
    _here("zoom_in", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Zoom in"), "Z", "Ctrl+Alt+Up"),
    _here("zoom_out", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Zoom out"), "Shift+Z", "Ctrl+Alt+Down"),
    _here("zoom_all", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Zoom to the whole recording"), "Ctrl+0"),
    _here("zoom_selection", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Zoom to the selection"), "Ctrl+Alt+Z"),
    _line(PLAYBACK),
    _here("select_start", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Selection begins here"), "I", "Ctrl+I"),
    _here("select_end", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Selection ends here"), "P", "Ctrl+Shift+P"),
    _here("select_none", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Select nothing")),
    _here("play_selection", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Play the selection"), "Ctrl+Shift+Space"),
    _line(PLAYBACK),
    _here("channel_agent", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear the agent only"), "Alt+1"),
    _here("channel_both", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear both"), "Alt+2"),
    _here("channel_customer", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear the customer only"), "Alt+3"),
    _here("swap_sides", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Swap agent and customer"), "Ctrl+Shift+S"),
    _line(PLAYBACK),
    _here(
        "levelling", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Level quiet sides"), "V", "Ctrl+Shift+V", checkable=True
    ),
    _here("agent_louder", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Agent louder"), "Alt+4"),
    _here("agent_quieter", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Agent quieter"), "Alt+5"),
    _here("customer_louder", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Customer louder"), "Alt+6"),
    _here("customer_quieter", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Customer quieter"), "Alt+7"),
    _here("balance_left", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "More to the left ear"), "Alt+Left"),
    _here("balance_right", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "More to the right ear"), "Alt+Right"),
    _here("balance_middle", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Both ears alike"), "Alt+Down"),
    _here("answer_yes", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Answer Yes"), "Y", "Ctrl+Shift+Y"),
    _here("answer_no", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Answer No"), "N", "Ctrl+Shift+N"),
    _here("answer_na", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Not applicable"), "A", "Ctrl+Shift+A"),
    _here("clear_answer", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Clear the answer"), "Backspace", CLEAR_KEY),
    _line(EVALUATION),
    _here("comment", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Comment on the standard"), "C", "F2"),
    _here("reason", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Reason for the answer"), "T", "F9"),
    _here("overall_comment", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Overall comment"), "O", "F3"),
    _line(EVALUATION),
    _here("evidence_add", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Add evidence here"), "E", "Ctrl+E"),
    _here("evidence_play", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Replay the evidence"), "R", "Ctrl+R"),
    _here("evidence_next", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Choose the next evidence"), "G", "Ctrl+G"),
    _here("evidence_start", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Evidence begins here"), "D", "[", "Ctrl+Shift+D"),
    _here("evidence_end", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Evidence ends here"), "F", "]", "Ctrl+Shift+G"),
    _here("evidence_remove", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Remove the evidence"), "Del", "Ctrl+Shift+Del"),
    _line(EVALUATION),
    _here("next_missing", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Next that is missing"), "M", "F4"),
    _here("explain", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Explain the score"), "X", "F8", checkable=True),
    _line(EVALUATION),
    _here("choose_form", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Choose the form"), "F7"),
    _any("add_form", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Add form from file…")),
    _line(EVALUATION),
    _here("submit", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Submit and next"), "Ctrl+Return", "Ctrl+Enter"),
    _here("correct", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Correct what was submitted"), "Ctrl+Shift+E"),
    _here("history", EVALUATION, QT_TRANSLATE_NOOP("Actions", "History: who changed what")),
    _here("discard", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Discard the draft")),
    _here("delete_evaluation", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Delete what was submitted…"), "Ctrl+Alt+D"),
    _here("restore_evaluation", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Bring back what was deleted")),
    _any("calibration", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "Calibration sessions"), "Ctrl+2"),
    _any("new_session", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "New calibration session…")),
    _any("retests", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "Re-tests…"), "Ctrl+Alt+R"),
    _any("own_consistency", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "How far you agree with yourself"), "Ctrl+Alt+Y"),
    _any("export_calibration", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "Export workbook…"), "Ctrl+Shift+X"),
    _any("read_workbook", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "Read workbook back…"), "Ctrl+Shift+B"),
    _any("next_pane", VIEW, QT_TRANSLATE_NOOP("Actions", "Next pane"), "F6"),
    _here("next_interaction", VIEW, QT_TRANSLATE_NOOP("Actions", "Next interaction"), "Ctrl+Down"),
    _here("previous_interaction", VIEW, QT_TRANSLATE_NOOP("Actions", "Previous interaction"), "Ctrl+Up"),
    _any("refresh", VIEW, QT_TRANSLATE_NOOP("Actions", "Refresh"), "F5"),
    _line(VIEW),
    _any("larger", VIEW, QT_TRANSLATE_NOOP("Actions", "Larger text"), "Ctrl+Shift+Up"),
    _any("smaller", VIEW, QT_TRANSLATE_NOOP("Actions", "Smaller text"), "Ctrl+Shift+Down"),
    _line(VIEW),
    _any("eyes_shut", VIEW, QT_TRANSLATE_NOOP("Actions", "Eyes-shut mode"), "F12", checkable=True),
    _any("say_where", VIEW, QT_TRANSLATE_NOOP("Actions", "Say where I am"), "W", "Ctrl+Shift+W"),
    _line(VIEW),
    _any("settings", VIEW, QT_TRANSLATE_NOOP("Actions", "Settings…"), "Ctrl+P"),
    _any("theme", VIEW, QT_TRANSLATE_NOOP("Actions", "Light or dark"), "Ctrl+D"),
    _any("keys", HELP, QT_TRANSLATE_NOOP("Actions", "Keys that work here"), "?", "F1", checkable=True),
    _any("change_keys", HELP, QT_TRANSLATE_NOOP("Actions", "Change the keys…"), "Ctrl+F1"),
    _any("about", HELP, QT_TRANSLATE_NOOP("Actions", "About QA Desktop")),
)
LEVEL_KEYS = tuple("1234567890")
"""The options of the current standard, in their order, by the keys that usually choose them."""
LEVEL_TEXT = QT_TRANSLATE_NOOP("Actions", "Choose level or option {0}")
LEVELS = tuple(ActionSpec(f"level_{key}", EVALUATION, LEVEL_TEXT, (key, f"Ctrl+Shift+{key}")) for key in LEVEL_KEYS)
"""One action for each; they stand in no menu."""
REPEATING = frozenset(
    {
        *("back", "forward", "slower", "faster", "previous_turn", "next_turn", "zoom_in", "zoom_out"),
        *("balance_left", "balance_right", "agent_louder", "agent_quieter", "customer_louder", "customer_quieter"),
    }
)
"""What goes on while its key is held down; nothing else may happen twice by that."""

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


# Single letters act unless a text is being typed: a text field takes them first. The Ctrl variants act always.
SPECS = (
    _any("import_files", FILE, QT_TRANSLATE_NOOP("Actions", "Import files…"), "Ctrl+O"),
    _any("import_folder", FILE, QT_TRANSLATE_NOOP("Actions", "Import a folder…"), "Ctrl+Shift+O"),
    _any("new_interaction", FILE, QT_TRANSLATE_NOOP("Actions", "New interaction by hand…"), "Ctrl+N"),
    _line(FILE),
    _here("locate", FILE, QT_TRANSLATE_NOOP("Actions", "Locate the recording…"), "Ctrl+L"),
    _any("last_report", FILE, QT_TRANSLATE_NOOP("Actions", "What the last import or export said")),
    _line(FILE),
    _any("switch_person", FILE, QT_TRANSLATE_NOOP("Actions", "Change who you are…")),
    _any("quit", FILE, QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q"),
    _any("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo"), "Ctrl+Z"),
    _any("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "Redo"), "Ctrl+Shift+Z", "Ctrl+Y"),
    _line(EDIT),
    _any("search", EDIT, QT_TRANSLATE_NOOP("Actions", "Search the worklist"), "Ctrl+F"),
    _here("play", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Play or pause"), "Space", "Ctrl+Space", "Media Play"),
    _here("back", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Back 5 seconds"), "Left", "Ctrl+,"),
    _here("forward", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Forward 5 seconds"), "Right", "Ctrl+."),
    _line(PLAYBACK),
    _here("slower", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Slower"), "-", "Ctrl+-"),
    _here("faster", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Faster"), "+", "=", "Ctrl++", "Ctrl+="),
    _line(PLAYBACK),
    _here("channel_agent", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear the agent only"), "Alt+1"),
    _here("channel_both", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear both"), "Alt+2"),
    _here("channel_customer", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear the customer only"), "Alt+3"),
    _here("swap_sides", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Swap agent and customer"), "Ctrl+Shift+S"),
    _here("answer_yes", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Answer Yes"), "Y"),
    _here("answer_no", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Answer No"), "N"),
    _here("answer_na", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Not applicable"), "A"),
    _here("clear_answer", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Clear the answer"), "Backspace"),
    _line(EVALUATION),
    _here("comment", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Comment on the standard"), "C", "F2"),
    _here("reason", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Reason for the answer"), "T", "F9"),
    _here("overall_comment", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Overall comment"), "O", "F3"),
    _line(EVALUATION),
    _here("evidence_add", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Add evidence here"), "E", "Ctrl+E"),
    _here("evidence_play", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Replay the evidence"), "R", "Ctrl+R"),
    _here("evidence_next", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Choose the next evidence"), "G"),
    _here("evidence_start", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Evidence begins here"), "["),
    _here("evidence_end", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Evidence ends here"), "]"),
    _here("evidence_remove", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Remove the evidence"), "Del"),
    _line(EVALUATION),
    _here("next_missing", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Next that is missing"), "M", "F4"),
    _here("explain", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Explain the score"), "X", "F8", checkable=True),
    _line(EVALUATION),
    _here("choose_form", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Choose the form"), "F7"),
    _any("add_form", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Add form from file…")),
    _line(EVALUATION),
    _here("submit", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Submit and next"), "Ctrl+Return", "Ctrl+Enter"),
    _here("correct", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Correct what was submitted"), "Ctrl+Shift+E"),
    _here("discard", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Discard the draft")),
    _any("new_session", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "New calibration session…")),
    _any("export_calibration", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "Export workbook…"), "Ctrl+Shift+X"),
    _any("next_pane", VIEW, QT_TRANSLATE_NOOP("Actions", "Next pane"), "F6"),
    _here("next_interaction", VIEW, QT_TRANSLATE_NOOP("Actions", "Next interaction"), "Ctrl+Down"),
    _here("previous_interaction", VIEW, QT_TRANSLATE_NOOP("Actions", "Previous interaction"), "Ctrl+Up"),
    _any("refresh", VIEW, QT_TRANSLATE_NOOP("Actions", "Refresh"), "F5"),
    _line(VIEW),
    _any("larger", VIEW, QT_TRANSLATE_NOOP("Actions", "Larger text"), "Ctrl+Shift+Up"),
    _any("smaller", VIEW, QT_TRANSLATE_NOOP("Actions", "Smaller text"), "Ctrl+Shift+Down"),
    _any("theme", VIEW, QT_TRANSLATE_NOOP("Actions", "Light or dark"), "Ctrl+D"),
    _any("keys", HELP, QT_TRANSLATE_NOOP("Actions", "Keys that work here"), "?", "F1", checkable=True),
    _any("about", HELP, QT_TRANSLATE_NOOP("Actions", "About QA Desktop")),
)
LEVEL_KEYS = tuple("1234567890")
"""Keys of the options of the current standard, in their order."""

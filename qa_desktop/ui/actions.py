"""Every action, declared once: id, text, keys and menu."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

if TYPE_CHECKING:  # PySide6 types it as returning an object

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
        """Mark a text for translation."""

else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class ActionSpec:
    """What an action is called, which keys it has, and in which menu it stands (an empty text is a separator)."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False


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


# Single letters act unless a text is being typed: a text field takes them first. The Ctrl variants act always.
SPECS = (
    ActionSpec("import_files", FILE, QT_TRANSLATE_NOOP("Actions", "Import files…"), ("Ctrl+O",)),
    ActionSpec("import_folder", FILE, QT_TRANSLATE_NOOP("Actions", "Import a folder…"), ("Ctrl+Shift+O",)),
    ActionSpec("new_interaction", FILE, QT_TRANSLATE_NOOP("Actions", "New interaction by hand…"), ("Ctrl+N",)),
    _line(FILE),
    ActionSpec("locate", FILE, QT_TRANSLATE_NOOP("Actions", "Locate the recording…"), ("Ctrl+L",)),
    ActionSpec("last_report", FILE, QT_TRANSLATE_NOOP("Actions", "What the last import or export said")),
    _line(FILE),
    ActionSpec("switch_person", FILE, QT_TRANSLATE_NOOP("Actions", "Change who you are…")),
    ActionSpec("quit", FILE, QT_TRANSLATE_NOOP("Actions", "Quit"), ("Ctrl+Q",)),
    ActionSpec("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo"), ("Ctrl+Z",)),
    ActionSpec("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    _line(EDIT),
    ActionSpec("search", EDIT, QT_TRANSLATE_NOOP("Actions", "Search the worklist"), ("Ctrl+F",)),
    ActionSpec("play", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Play or pause"), ("Space", "Ctrl+Space", "Media Play")),
    ActionSpec("back", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Back 5 seconds"), ("Left", "Ctrl+,")),
    ActionSpec("forward", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Forward 5 seconds"), ("Right", "Ctrl+.")),
    _line(PLAYBACK),
    ActionSpec("slower", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Slower"), ("-", "Ctrl+-")),
    ActionSpec("faster", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Faster"), ("+", "=", "Ctrl++", "Ctrl+=")),
    _line(PLAYBACK),
    ActionSpec("channel_agent", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear the agent only"), ("Alt+1",)),
    ActionSpec("channel_both", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear both"), ("Alt+2",)),
    ActionSpec("channel_customer", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Hear the customer only"), ("Alt+3",)),
    ActionSpec("swap_sides", PLAYBACK, QT_TRANSLATE_NOOP("Actions", "Swap agent and customer"), ("Ctrl+Shift+S",)),
    ActionSpec("answer_yes", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Answer Yes"), ("Y",)),
    ActionSpec("answer_no", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Answer No"), ("N",)),
    ActionSpec("answer_na", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Not applicable"), ("A",)),
    ActionSpec("clear_answer", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Clear the answer"), ("Backspace",)),
    _line(EVALUATION),
    ActionSpec("comment", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Comment on the standard"), ("C", "F2")),
    ActionSpec("reason", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Reason for the answer"), ("T", "F9")),
    ActionSpec("overall_comment", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Overall comment"), ("O", "F3")),
    _line(EVALUATION),
    ActionSpec("evidence_add", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Add evidence here"), ("E", "Ctrl+E")),
    ActionSpec("evidence_play", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Replay the evidence"), ("R", "Ctrl+R")),
    ActionSpec("evidence_next", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Choose the next evidence"), ("G",)),
    ActionSpec("evidence_start", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Evidence begins here"), ("[",)),
    ActionSpec("evidence_end", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Evidence ends here"), ("]",)),
    ActionSpec("evidence_remove", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Remove the evidence"), ("Del",)),
    _line(EVALUATION),
    ActionSpec("next_missing", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Next that is missing"), ("M", "F4")),
    ActionSpec("explain", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Explain the score"), ("X", "F8"), checkable=True),
    _line(EVALUATION),
    ActionSpec("choose_form", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Choose the form"), ("F7",)),
    ActionSpec("add_form", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Add form from file…")),
    _line(EVALUATION),
    ActionSpec("submit", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Submit and next"), ("Ctrl+Return", "Ctrl+Enter")),
    ActionSpec("correct", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Correct what was submitted"), ("Ctrl+Shift+E",)),
    ActionSpec("discard", EVALUATION, QT_TRANSLATE_NOOP("Actions", "Discard the draft")),
    ActionSpec("new_session", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "New calibration session…")),
    ActionSpec("export_calibration", CALIBRATION, QT_TRANSLATE_NOOP("Actions", "Export workbook…"), ("Ctrl+Shift+X",)),
    ActionSpec("next_pane", VIEW, QT_TRANSLATE_NOOP("Actions", "Next pane"), ("F6",)),
    ActionSpec("next_interaction", VIEW, QT_TRANSLATE_NOOP("Actions", "Next interaction"), ("Ctrl+Down",)),
    ActionSpec("previous_interaction", VIEW, QT_TRANSLATE_NOOP("Actions", "Previous interaction"), ("Ctrl+Up",)),
    ActionSpec("refresh", VIEW, QT_TRANSLATE_NOOP("Actions", "Refresh"), ("F5",)),
    _line(VIEW),
    ActionSpec("larger", VIEW, QT_TRANSLATE_NOOP("Actions", "Larger text"), ("Ctrl+Shift+Up",)),
    ActionSpec("smaller", VIEW, QT_TRANSLATE_NOOP("Actions", "Smaller text"), ("Ctrl+Shift+Down",)),
    ActionSpec("theme", VIEW, QT_TRANSLATE_NOOP("Actions", "Light or dark"), ("Ctrl+D",)),
    ActionSpec("keys", HELP, QT_TRANSLATE_NOOP("Actions", "Keys that work here"), ("?", "F1"), checkable=True),
    ActionSpec("about", HELP, QT_TRANSLATE_NOOP("Actions", "About QA Desktop")),
)
NEEDS_REVIEW = (
    "play", "back", "forward", "slower", "faster", "channel_agent", "channel_both", "channel_customer", "swap_sides",
    "answer_yes", "answer_no", "answer_na", "clear_answer", "comment", "reason", "overall_comment",
    "evidence_add", "evidence_play", "evidence_next", "evidence_start", "evidence_end", "evidence_remove",
    "next_missing", "explain", "choose_form", "submit", "correct", "discard", "locate",
    "next_interaction", "previous_interaction",
)  # fmt: skip
"""Actions that need an open interaction."""
LEVEL_KEYS = tuple("1234567890")
"""Keys of the options of the current standard, in their order."""


class Actions:
    """The actions of one window, by id."""

    def __init__(self, window: QWidget) -> None:
        self._by_id = {spec.id: self._make(window, spec) for spec in SPECS if spec.text}
        self.levels = [self._level(window, key) for key in LEVEL_KEYS]

    def __getitem__(self, action_id: str) -> QAction:
        return self._by_id[action_id]

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put every action into its menu, and give the menus by title."""
        menus = {title: QMenu(tr(title), bar) for title in MENUS}
        for title, menu in menus.items():
            bar.addMenu(menu)
            for spec in SPECS:
                if spec.menu == title and spec.text:
                    menu.addAction(self._by_id[spec.id])
                elif spec.menu == title:
                    menu.addSeparator()
        return menus

    def _make(self, window: QWidget, spec: ActionSpec) -> QAction:
        action = QAction(tr(spec.text), window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.checkable)
        action.setMenuRole(QAction.MenuRole.QuitRole if spec.id == "quit" else QAction.MenuRole.NoRole)
        window.addAction(action)
        return action

    def _level(self, window: QWidget, key: str) -> QAction:
        action = QAction(window)
        action.setObjectName(f"level_{key}")
        action.setShortcut(QKeySequence(key))
        window.addAction(action)
        return action


def tr(text: str) -> str:
    """The translation of a text declared here."""
    return QCoreApplication.translate("Actions", text)

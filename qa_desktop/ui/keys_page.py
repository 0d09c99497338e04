"""The page on which keys are changed: every action with its keys, by menu, and the one that is being changed."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.errors import InputError
from qa_desktop.settings import write_whole
from qa_desktop.ui.action_list import LEVELS, MENUS, SPECS, ActionSpec
from qa_desktop.ui.actions import Actions, text_of, tr
from qa_desktop.ui.dialogs import plain_buttons
from qa_desktop.ui.flow import FlowLayout
from qa_desktop.ui.key_bindings import FIXED, KeyBindings, portable, read, shown, written
from qa_desktop.ui.key_capture import KeyCapture
from qa_desktop.ui.sheet import row_of
from qa_desktop.ui.spoken import announce

ACTION = Qt.ItemDataRole.UserRole
WIDEST = 1100
"""Pixels beyond which a line is hard to follow."""
LARGEST = 1_000_000
"""Bytes that a file of keys may have."""


class _List(QTreeWidget):
    """The actions; Enter asks for a key, Delete takes the last one away."""

    chosen = Signal()
    cleared = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)


class KeysPage(QWidget):
    """Changes the keys of a window at once; `changed` carries what to remember, `left` says that it is done."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._wanted = ""  # a key that another action has
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: list[QTreeWidgetItem] = []
        self._search = QLineEdit()
        self._list = _List()
        self._name, self._message = QLabel(), QLabel()
        self._chips = FlowLayout(6)
        self._capture = KeyCapture()
        self._add = self._button(self.tr("Add a key…"), self._ask_key, primary=True)
        self._usual = self._button(self.tr("Usual keys"), self._reset)
        self._take_it = self._button(self.tr("Take it from there"), self._take_from_there)
        self._all = self._button(self.tr("Usual keys for all"), self._reset_all)
        self._export = self._button(self.tr("Export…"), self._ask_target)
        self._import = self._button(self.tr("Import…"), self._ask_source)
        self._back = self._button(self.tr("Back to the work (Esc)"), self.left.emit)
        self._fill()
        self._lay_out()
        self.setFocusProxy(self._search)
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._list.setFocus)
        self._list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self._list.chosen.connect(self._ask_key)
        self._list.cleared.connect(self._take_last)
        self._list.itemDoubleClicked.connect(lambda *_: self._ask_key())
        self._capture.captured.connect(self._captured)
        self._capture.given_up.connect(self._stop_asking)
        actions.keys_changed.connect(self._show_keys)
        self._show_keys()

    def begin(self) -> None:
        """Show the page afresh."""
        self._search.clear()
        self._say("")
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building -------------------------------------------------------------------------------------------------

    def _button(self, words: str, run: Callable[[], None], primary: bool = False) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(True)
        button.setProperty("primary", primary)
        button.clicked.connect(lambda: run())
        return button

    def _lay_out(self) -> None:
        title, hint = QLabel(self.tr("Change the keys")), QLabel()
        title.setProperty("role", "title")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        hint.setText(
            self.tr(
                "Choose an action and press Enter, then the key: also one of a foot pedal, a macro pad, "
                "a headset or the side of a mouse. While a text is being typed, keys with Ctrl or Alt and F keys act."
            )
        )
        self._name.setProperty("role", "strong")
        self._message.setWordWrap(True)
        sheet = QWidget()
        sheet.setMaximumWidth(WIDEST)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(32, 16, 32, 16)
        column.setSpacing(8)
        for widget in (title, hint, self._search, self._list, self._name):
            column.addWidget(widget, 1 if widget is self._list else 0)
        column.addLayout(self._chips)
        column.addWidget(self._capture)
        column.addLayout(row_of(self._add, self._usual, self._take_it))
        column.addWidget(self._message)
        column.addLayout(row_of(self._back, self._all, self._export, self._import))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(sheet)

    def _fill(self) -> None:
        self._search.setPlaceholderText(self.tr("Search actions and keys"))
        self._search.setAccessibleName(self.tr("Search actions and keys"))
        self._search.setClearButtonEnabled(True)
        self._list.setAccessibleName(self.tr("Actions and their keys"))
        self._list.setHeaderHidden(True)
        self._list.setColumnCount(2)
        self._list.setUniformRowHeights(True)
        for menu in MENUS:
            group = QTreeWidgetItem(self._list, [tr(menu).replace("&", "")])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._groups.append(group)
            for spec in _in_menu(menu):
                item = QTreeWidgetItem(group, [text_of(spec).replace("…", ""), ""])
                item.setData(0, ACTION, spec.id)
                self._items[spec.id] = item
            group.setExpanded(True)
        self._list.setCurrentItem(next(iter(self._items.values())))

    # --- showing --------------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> str:
        """The id of the chosen action."""
        item = self._list.currentItem()
        found: str | None = item.data(0, ACTION) if item is not None and not item.isHidden() else None
        return found or ""

    def _show_keys(self) -> None:
        for action, item in self._items.items():
            keys = " · ".join(map(shown, self._actions.bindings.in_force[action]))
            changed = self._actions.bindings.is_changed(action)
            item.setText(1, f"{keys}   ({self.tr('changed')})" if changed else keys)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{item.text(0)}: {item.text(1)}")
        self._list.resizeColumnToContents(0)
        self._all.setEnabled(any(map(self._actions.bindings.is_changed, self._items)))
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._wanted = ""
        self._take_it.hide()
        self._say("")
        action = self._chosen
        self._name.setText(self._items[action].text(0) if action else self.tr("Choose an action"))
        self._chips.clear()
        for key in self._actions.bindings.in_force.get(action, ()):
            chip = self._button(f"{shown(key)}  ✕", partial(self._take, key))
            chip.setProperty("chip", True)
            chip.setAccessibleName(self.tr("Take {0} away").format(shown(key)))
            chip.setToolTip(chip.accessibleName())
            self._chips.addWidget(chip)
        self._add.setEnabled(bool(action))
        self._usual.setEnabled(bool(action) and self._actions.bindings.is_changed(action))

    def _filter(self, typed: str) -> None:
        wanted = typed.casefold().split()
        shown_items = []
        for action, item in self._items.items():
            words = f"{item.text(0)} {item.text(1)} {action}".casefold()
            item.setHidden(not all(part in words for part in wanted))
            shown_items += [] if item.isHidden() else [item]
        for group in self._groups:
            rows = [group.child(row) for row in range(group.childCount())]
            group.setHidden(all(row is None or row.isHidden() for row in rows))
        if shown_items:
            self._list.setCurrentItem(shown_items[0])
        self._show_chosen()
        if not shown_items:
            self._say(self.tr("No action and no key is called that."))

    def _say(self, words: str) -> None:
        self._message.setText(words)
        if words:
            announce(self, words)

    # --- changing -------------------------------------------------------------------------------------------------

    def _ask_key(self) -> None:
        if self._chosen:
            self._say("")
            self._capture.begin(self._name.text())

    def _stop_asking(self) -> None:
        self._say(self.tr("Nothing is changed."))
        self._list.setFocus()

    def _captured(self, pressed: str) -> None:
        self._list.setFocus()
        key, action = portable(pressed), self._chosen
        refusal = self._refusal(key)
        owner = self._actions.bindings.owner.get(key, "")
        if refusal:
            self._say(refusal)
        elif owner == action:
            self._say(self.tr("{0} does that already.").format(shown(key)))
        elif owner:
            self._wanted = key
            self._say(self.tr("{0} belongs to “{1}”.").format(shown(key), self._items[owner].text(0)))
            self._take_it.show()
            self._take_it.setFocus()
        else:
            self._put(self._actions.bindings.give(action, key), self._now_does(key))

    def _refusal(self, key: str) -> str:
        """Why no action may have this key."""
        if not key:
            return self.tr("That key has no name here: let its driver send another, such as F13.")
        if key in FIXED:
            return self.tr("{0} moves about in every window and stays as it is.").format(shown(key))
        for menu in MENUS:
            if "&" in tr(menu) and key == f"Alt+{tr(menu).split('&')[1][0].upper()}":
                return self.tr("{0} opens the menu “{1}”.").format(shown(key), tr(menu).replace("&", ""))
        return ""

    def _now_does(self, key: str) -> str:
        return self.tr("{0} does “{1}” now.").format(shown(key), self._name.text())

    def _take_from_there(self) -> None:
        key, self._wanted = self._wanted, ""
        self._put(self._actions.bindings.give(self._chosen, key), self._now_does(key))

    def _take(self, key: str) -> None:
        words = self.tr("{0} does “{1}” no more.").format(shown(key), self._name.text())
        self._put(self._actions.bindings.take(self._chosen, key), words)

    def _take_last(self) -> None:
        keys = self._actions.bindings.in_force.get(self._chosen, ())
        if keys:
            self._take(keys[-1])

    def _reset(self) -> None:
        self._put(
            self._actions.bindings.reset(self._chosen),
            self.tr("“{0}” has its usual keys again.").format(self._name.text()),
        )

    def _reset_all(self) -> None:
        self._put(self._actions.bindings.reset_all(), self.tr("Every action has its usual keys again."))

    def _put(self, bindings: KeyBindings, words: str) -> None:
        before = self._actions.bindings
        lost = [action for action in self._items if set(before.in_force[action]) - set(bindings.in_force[action])]
        self._actions.bind(bindings.changes)
        self.changed.emit({action: list(keys) for action, keys in bindings.changes.items()})
        bare = [action for action in lost if not bindings.in_force[action]]
        if bare:
            words += " " + self.tr("“{0}” has no key now.").format(self._items[bare[0]].text(0))
        self._list.setFocus()
        self._say(words)

    # --- files ----------------------------------------------------------------------------------------------------

    def _ask_target(self) -> None:
        dialog = self._dialog(self.tr("Export the keys"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("keys.json")
        dialog.filesSelected.connect(lambda names: self._write(Path(names[0])))
        dialog.open()

    def _ask_source(self) -> None:
        dialog = self._dialog(self.tr("Import keys"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.filesSelected.connect(lambda names: self._read(Path(names[0])))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([self.tr("Keys") + " (*.json)"])
        for box in dialog.findChildren(QDialogButtonBox):
            plain_buttons(box)
        return dialog

    def _write(self, file: Path) -> None:
        try:
            write_whole(file, written(self._actions.bindings).encode())
        except OSError as error:
            self._say(self.tr("“{0}” cannot be written: {1}.").format(file.name, error.strerror))
        else:
            self._say(self.tr("The changed keys are written to “{0}”.").format(file.name))

    def _read(self, file: Path) -> None:
        try:
            with file.open("rb") as stream:
                found = read(stream.read(LARGEST).decode("utf-8", "replace"), self._actions.bindings)
        except OSError as error:
            self._say(self.tr("“{0}” cannot be read: {1}.").format(file.name, error.strerror))
        except InputError as error:
            self._say(str(error))
        else:
            words = self.tr("The keys of “{0}” are in force.").format(file.name)
            if found.unknown:
                words += " " + self.tr("Unknown here and left out: {0}.").format(", ".join(found.unknown))
            self._put(self._actions.bindings.with_changes(found.changes), words)


def _in_menu(menu: str) -> Iterator[ActionSpec]:
    """The actions of a menu, and among those of the evaluation the levels, which stand in no menu."""
    yield from (spec for spec in (*SPECS, *LEVELS) if spec.menu == menu and spec.text)

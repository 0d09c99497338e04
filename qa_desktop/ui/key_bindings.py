"""Which keys each action has: the usual ones, and what somebody changed about them. Values in, values out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from qa_desktop.domain.errors import InputError

Keys = tuple[str, ...]
"""Keys of one action, as `portable` spells them, the one to be shown first."""
FORMAT = "qa-desktop-keys"
MOUSE = re.compile(r"Mouse([4-9])")
"""The buttons beside left, right and wheel, as pedals and trackballs have them."""
FIXED = ("Esc", "Tab", "Backtab", "Shift+Tab", "Return", "Enter", "Up", "Down")
"""What one moves about with in every window; no action may have them."""
EDITING = frozenset(
    {
        *("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+Backspace", "Ctrl+Del"),
        *("Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End", "Ctrl+Shift+Left", "Ctrl+Shift+Right"),
        *("Ctrl+Shift+Home", "Ctrl+Shift+End", "Ctrl+Ins", "Shift+Ins", "Shift+Del"),
    }
)
"""What a text that is being typed keeps for itself, whatever else has these keys."""


def portable(key: str) -> str:
    """A key in the spelling that is the same in every language, or nothing where it is no single key."""
    if MOUSE.fullmatch(key):
        return key
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.PortableText) if sequence.count() == 1 else ""


def shown(key: str) -> str:
    """A key as it is called here."""
    button = MOUSE.fullmatch(key)
    if button:
        return QCoreApplication.translate("Keys", "Mouse {0}").format(button[1])
    if key == "Toggle Media Play/Pause":  # too long for any menu, and no keyboard calls it that
        return QCoreApplication.translate("Keys", "Media Play/Pause")
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def while_typing(key: str) -> bool:
    """Whether a key acts while a text is being typed: with Ctrl or Alt, and those that write and move nothing."""
    modifiers = {"Ctrl", "Alt", "Meta"} & set(key.split("+")[:-1])
    if key in EDITING:
        return False
    return bool(modifiers) or bool(re.fullmatch(r"(Shift\+)?(F\d+|Media .+|Toggle Media .+|Launch.*|Mouse\d)", key))


@dataclass(frozen=True)
class KeyBindings:
    """The usual keys by action, and the keys of those actions that were given others; no key has two actions."""

    usual: Mapping[str, Keys]
    changes: Mapping[str, Keys] = field(default_factory=dict)

    @cached_property
    def in_force(self) -> dict[str, Keys]:
        """The keys of every action; what was changed goes before what is usual, then the order of the actions."""
        taken: set[str] = set()
        found: dict[str, Keys] = {}
        for changed in (True, False):
            for action, usual in self.usual.items():
                if (action in self.changes) == changed:
                    wanted = dict.fromkeys(map(portable, self.changes.get(action, usual)))
                    found[action] = tuple(key for key in wanted if key and key not in taken and key not in FIXED)
                    taken.update(found[action])
        return {action: found[action] for action in self.usual}

    @cached_property
    def owner(self) -> dict[str, str]:
        """The action of every key in force."""
        return {key: action for action, keys in self.in_force.items() for key in keys}

    def is_changed(self, action: str) -> bool:
        """Whether an action has other keys than usual."""
        return self.in_force[action] != tuple(map(portable, self.usual[action]))

    def give(self, action: str, key: str) -> "KeyBindings":
        """Add a key to an action; whoever had it has it no more."""
        return self._with(action, (*(each for each in self.in_force[action] if each != key), key))

    def take(self, action: str, key: str) -> "KeyBindings":
        """Take a key from an action."""
        return self._with(action, tuple(each for each in self.in_force[action] if each != key))

    def reset(self, action: str) -> "KeyBindings":
        """Give an action its usual keys again; whoever had one of them has it no more."""
        return self._with(action, tuple(map(portable, self.usual[action])))

    def reset_all(self) -> "KeyBindings":
        """Every action has its usual keys again; changes to actions unknown here are kept."""
        return replace(
            self, changes={action: keys for action, keys in self.changes.items() if action not in self.usual}
        )

    def with_changes(self, changes: Mapping[str, Keys]) -> "KeyBindings":
        """These changes in place of all others."""
        return replace(self, changes=dict(changes))

    def _with(self, action: str, keys: Keys) -> "KeyBindings":
        after = {**self.in_force, action: keys}
        for other in after:
            if other != action:
                after[other] = tuple(key for key in after[other] if key not in keys)
        unknown = {each: kept for each, kept in self.changes.items() if each not in self.usual}
        changed = {each: kept for each, kept in after.items() if kept != tuple(map(portable, self.usual[each]))}
        return replace(self, changes=unknown | changed)


def written(bindings: KeyBindings) -> str:
    """What was changed, as a file to hand on."""
    keys = {action: list(keys) for action, keys in bindings.changes.items()}
    return json.dumps({"format": FORMAT, "version": 1, "keys": keys}, indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class ReadKeys:
    """What a file of keys holds, and what of it is unknown here."""

    changes: Mapping[str, Keys]
    unknown: Keys


def read(text: str, bindings: KeyBindings) -> ReadKeys:
    """The changes in a file of keys. Raises InputError where it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    keys = document.get("keys") if isinstance(document, dict) and document.get("format") == FORMAT else None
    if not isinstance(keys, dict) or not all(map(_are_strings, keys.values())):
        raise InputError("That is not a file of keys: choose one that “Export…” on this page has written.")
    if document.get("version") != 1:
        raise InputError("This file of keys was written by a newer QA Desktop: export it anew from this version.")
    return ReadKeys(
        {action: tuple(kept) for action, kept in keys.items() if action in bindings.usual},
        tuple(_unknown(keys, bindings)),
    )


def _unknown(keys: Mapping[str, list[str]], bindings: KeyBindings) -> Iterator[str]:
    for action, kept in keys.items():
        if action in bindings.usual:
            yield from (key for key in kept if not portable(key) or portable(key) in FIXED)
        else:
            yield action


def _are_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)

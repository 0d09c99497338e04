"""Usual keys and changes to them: one owner for every key, whatever was changed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.ui.actions import USUAL
from qa_desktop.ui.key_bindings import FIXED, KeyBindings, portable, read, shown, while_typing, written

FEW = {"play": ("Space", "Ctrl+Space"), "yes": ("Y",), "no": ("N",), "bare": ()}
KEYS = ("Space", "Y", "N", "F13", "Num+1", "Mouse4", "Ctrl+K")


@pytest.mark.parametrize(
    ("spelled", "kept"),
    [
        *(("ctrl+k", "Ctrl+K"), ("y", "Y"), ("F24", "F24"), ("Num+1", "Num+1"), ("Num++", "Num++"), ("?", "?")),
        *(("Media Play", "Media Play"), ("Mouse4", "Mouse4"), ("é", "É"), ("Ctrl+Shift+=", "Ctrl+Shift+=")),
        *(("", ""), ("Ctrl+", ""), ("nonsense", ""), ("Mouse1", ""), ("Mouse44", ""), ("Ctrl+K, Ctrl+C", "")),
    ],
)
def test_a_key_is_spelled_in_one_way(spelled: str, kept: str) -> None:
    assert portable(spelled) == kept


def test_every_usual_key_is_spelled_that_way_and_has_one_action() -> None:
    keys = [key for usual in USUAL.values() for key in usual]
    assert [portable(key) for key in keys] == keys
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set(FIXED)


def test_every_key_has_a_name_to_show() -> None:
    assert all(shown(key) for keys in USUAL.values() for key in keys)
    assert shown("Mouse4") == "Mouse 4"


@pytest.mark.parametrize("action", sorted(USUAL))
def test_what_has_a_key_has_one_that_works_while_a_text_is_typed(action: str) -> None:
    assert not USUAL[action] or action in ("undo", "redo") or any(map(while_typing, USUAL[action]))


@pytest.mark.parametrize("key", ["Y", "Shift+Z", "1", "?", "Left", "Space", "Num+1", "Del", "Ctrl+Z", "Ctrl+Left"])
def test_what_writes_or_edits_does_not_act_while_a_text_is_typed(key: str) -> None:
    assert not while_typing(key)


@pytest.mark.parametrize("key", ["Ctrl++", "Ctrl+Shift+Y", "Alt+1", "F2", "Shift+F13", "Media Play", "Mouse5"])
def test_what_does_neither_acts(key: str) -> None:
    assert while_typing(key)


def test_nothing_is_changed_to_begin_with() -> None:
    bindings = KeyBindings(USUAL)
    assert bindings.in_force == dict(USUAL)
    assert not any(map(bindings.is_changed, USUAL))


def test_a_key_that_is_given_is_taken_from_whoever_had_it() -> None:
    bindings = KeyBindings(FEW).give("yes", "N")
    assert bindings.in_force == {**FEW, "yes": ("Y", "N"), "no": ()}
    assert bindings.owner["N"] == "yes"
    assert bindings.is_changed("no")


def test_a_key_that_is_given_twice_is_there_once() -> None:
    assert KeyBindings(FEW).give("play", "Space").in_force["play"] == ("Ctrl+Space", "Space")


def test_resetting_takes_the_usual_keys_back() -> None:
    bindings = KeyBindings(FEW).give("yes", "N").reset("no")
    assert bindings.in_force == {**FEW, "yes": ("Y",)}
    assert bindings.changes == {}
    assert KeyBindings(FEW).take("play", "Space").reset_all().in_force == FEW


def test_what_was_changed_goes_before_what_has_become_usual() -> None:
    newer = KeyBindings({**FEW, "new": ("F13",)}, {"yes": ("F13",)})
    assert newer.in_force == {**FEW, "yes": ("F13",), "new": ()}


def test_changes_of_another_version_are_kept_and_do_nothing() -> None:
    bindings = KeyBindings(FEW, {"gone": ("Y",)}).give("bare", "F13")
    assert bindings.changes == {"gone": ("Y",), "bare": ("F13",)}
    assert bindings.in_force["yes"] == ("Y",)
    assert bindings.reset_all().changes == {"gone": ("Y",)}


def test_nonsense_and_what_moves_about_is_no_key() -> None:
    assert KeyBindings(FEW, {"yes": ("nonsense", "Tab", "Esc", "Up", "F13")}).in_force["yes"] == ("F13",)


STEPS = st.lists(
    st.tuples(st.sampled_from(["give", "take", "reset"]), st.sampled_from(sorted(FEW)), st.sampled_from(KEYS))
)
CHANGES = st.dictionaries(
    st.sampled_from([*FEW, "gone"]), st.lists(st.sampled_from([*KEYS, "nonsense", "Tab"]), max_size=4).map(tuple)
)


@given(CHANGES, STEPS)
def test_no_key_ever_has_two_actions_and_a_file_brings_all_back(
    changes: dict[str, tuple[str, ...]], steps: list[tuple[str, str, str]]
) -> None:
    bindings = KeyBindings(FEW, changes)
    for step, action, key in steps:
        before = bindings
        match step:
            case "give":
                bindings = bindings.give(action, key)
                assert bindings.in_force[action][-1] == key
            case "take":
                bindings = bindings.take(action, key)
                assert key not in bindings.in_force[action]
            case _:
                bindings = bindings.reset(action)
                assert bindings.in_force[action] == FEW[action]
        touched = {*before.in_force[action], *bindings.in_force[action]}
        for other in FEW:
            lost = set(before.in_force[other]) - set(bindings.in_force[other])
            assert other == action or (lost <= touched and set(bindings.in_force[other]) <= set(before.in_force[other]))
    in_force = [key for keys in bindings.in_force.values() for key in keys]
    assert len(set(in_force)) == len(in_force)
    again = read(written(bindings), KeyBindings(FEW))
    assert KeyBindings(FEW, again.changes).in_force == bindings.in_force


def test_what_a_file_holds_that_is_unknown_here_is_named() -> None:
    text = json.dumps(
        {"format": "qa-desktop-keys", "version": 1, "keys": {"yes": ["F13", "Foo", "Esc"], "gone": ["Y"]}}
    )
    found = read(text, KeyBindings(FEW))
    assert found.unknown == ("Foo", "Esc", "gone")
    assert KeyBindings(FEW, found.changes).in_force["yes"] == ("F13",)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"keys": {}}', "\x00", "[" * 100_000),
        *('{"format": "qa-desktop-keys", "version": 1, "keys": []}',),
        *('{"format": "qa-desktop-keys", "version": 1, "keys": {"yes": "Y"}}',),
        *('{"format": "qa-desktop-keys", "version": 1, "keys": {"yes": [1]}}',),
    ],
)
def test_a_file_that_is_none_of_keys_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match="not a file of keys"):
        read(text, KeyBindings(FEW))


def test_a_file_of_a_newer_version_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="newer"):
        read('{"format": "qa-desktop-keys", "version": 2, "keys": {}}', KeyBindings(FEW))

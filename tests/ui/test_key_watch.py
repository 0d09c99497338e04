"""Keys act wherever the keyboard is: every action, with key events as the window system sends them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.answers import YES
from qa_desktop.ui.action_list import REPEATING
from qa_desktop.ui.key_bindings import EDITING, while_typing
from tests.ui.room import Room

READING = ("worklist", "transcript", "waveform", "form", "explain")
TYPING = ("search", "comment", "overall")
KEPT_BY_TEXT = {"undo", "redo"}
"""In a text that is being typed these undo the typing."""


def place(room: Room, name: str) -> QWidget:
    """Put the keyboard somewhere, and say where."""
    review = room.window.review
    review.explain(name == "explain")
    if name == "comment":
        review.form.begin_comment()
    found: QWidget = {
        "worklist": review.worklist.list,
        "transcript": review.player.transcript,
        "waveform": review.player.waveform,
        "form": review.form._rows["greets"],
        "explain": review.explainer,
        "search": review.worklist.search,
        "comment": review.form.detail._comment,
        "overall": review.form._overall,
    }[name]
    found.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is found or found.isAncestorOf(focus)
    return focus


@pytest.fixture
def done(call: Room) -> list[str]:
    """What is done by keys: every action is on, and does nothing but to be noted here."""
    noted: list[str] = []
    actions = call.window.actions_by_id
    for action_id in actions.bindings.usual:
        action = actions[action_id]
        action.setCheckable(False)
        action.triggered.disconnect()
        action.triggered.connect(lambda _=False, name=action_id: noted.append(name))
    return noted


def press(room: Room, key: str, repeated: int = 0) -> None:
    """Press and release a key, with every action on; the window system sends it again so often while it is down."""
    for action_id in room.window.actions_by_id.bindings.usual:
        room.window.actions_by_id[action_id].setEnabled(True)
    focus = QApplication.focusWidget()
    assert focus is not None
    combination = QKeySequence(key)[0]
    writes = not combination.keyboardModifiers() and key.isascii() and len(key) == 1
    text = key.lower() if writes else " " if key == "Space" else ""
    code, modifiers = combination.key().value, combination.keyboardModifiers()
    for repeat in (False, *(True,) * repeated):
        QTest.simulateEvent(focus, True, code, modifiers, text, repeat)
    QTest.simulateEvent(focus, False, code, modifiers, text, False)
    QApplication.processEvents()


def all_keys(room: Room) -> list[tuple[str, str]]:
    """Every action and key in force."""
    return [(action, key) for action, keys in room.window.actions_by_id.bindings.in_force.items() for key in keys]


@pytest.mark.parametrize("name", READING)
def test_every_key_acts_where_nothing_is_typed(call: Room, done: list[str], name: str) -> None:
    focus = place(call, name)
    for action, key in all_keys(call):
        press(call, key)
        assert (key, done) == (key, [action])
        done.clear()
        assert QApplication.focusWidget() is focus


@pytest.mark.parametrize("name", TYPING)
def test_while_a_text_is_typed_letters_write_and_the_others_act(call: Room, done: list[str], name: str) -> None:
    focus = place(call, name)
    acting = set()
    for action, key in all_keys(call):
        press(call, key)
        assert (key, done) == (key, [action] if while_typing(key) else [])
        acting |= {action} if done else set()
        done.clear()
        assert QApplication.focusWidget() is focus
    silent = {action for action, _ in all_keys(call)} - acting
    assert silent == KEPT_BY_TEXT


def test_what_a_text_keeps_for_itself_is_never_the_only_key(call: Room) -> None:
    for action, keys in call.window.actions_by_id.bindings.in_force.items():
        assert not keys or action in KEPT_BY_TEXT or set(keys) - EDITING


@pytest.mark.parametrize("name", ["form", "comment"])
def test_a_key_that_is_held_down_does_nothing_twice_but_move_and_change_speed(
    call: Room, done: list[str], name: str
) -> None:
    place(call, name)
    for action, key in all_keys(call):
        if name == "form" or while_typing(key):
            press(call, key, repeated=2)
            assert (key, done) == (key, [action] * (3 if action in REPEATING else 1))
            done.clear()


def test_a_key_that_is_held_down_answers_once_and_submits_once(call: Room) -> None:
    call.answer_all()
    submitted: list[object] = []
    call.window.review.submitted.connect(submitted.append)
    call.go_to("greets")
    place(call, "form")
    before = call.window.review.session.undo_stack.index()
    press(call, "N", repeated=2)
    assert call.window.review.session.undo_stack.index() == before + 1
    press(call, "Y")
    press(call, "Ctrl+Return", repeated=2)
    call.until(lambda: bool(submitted))
    call.settle()
    assert len(submitted) == 1
    assert call.draft("L-1001") is None


def test_a_key_of_the_number_pad_chooses_a_level(call: Room) -> None:
    call.go_to("listens")
    focus = place(call, "worklist")
    QTest.simulateEvent(focus, True, Qt.Key.Key_4.value, Qt.KeyboardModifier.KeypadModifier, "4", False)
    assert call.answer.value is not None
    assert call.answer.value.option == "4"  # type: ignore[union-attr]


def test_multimedia_keys_play_pause_and_move(call: Room) -> None:
    place(call, "form")
    press(call, "Media Play")
    assert call.player.playing
    call.player.seek(60)
    press(call, "Media Next")
    assert call.player.position == 65
    press(call, "Media Previous")
    assert call.player.position == 60
    for key, plays in (
        *(("Media Stop", False), ("Media Stop", False), ("Media Pause", False)),
        *(("Toggle Media Play/Pause", True), ("Media Pause", False), ("Media Play", True), ("Media Play", False)),
    ):
        press(call, key)
        assert call.player.playing == plays


def hold(room: Room, key: str) -> None:
    """Give playing while held this key."""
    actions = room.window.actions_by_id
    actions.bind(actions.bindings.give("hold_play", key).changes)


def test_a_pedal_plays_while_it_is_pressed(call: Room) -> None:
    hold(call, "F13")
    for name in ("form", "comment"):
        place(call, name)
        window = call.window.windowHandle()
        QTest.keyPress(window, Qt.Key.Key_F13)
        assert call.player.playing
        none = Qt.KeyboardModifier.NoModifier
        QTest.simulateEvent(QApplication.focusWidget(), True, Qt.Key.Key_F13.value, none, "", True)
        call.player.run(2)
        assert call.player.playing
        QTest.keyRelease(window, Qt.Key.Key_F13)
        assert not call.player.playing


def test_a_pedal_with_a_modifier_may_release_that_first(call: Room) -> None:
    hold(call, "Ctrl+F13")
    window = call.window.windowHandle()
    QTest.keyPress(window, Qt.Key.Key_F13, Qt.KeyboardModifier.ControlModifier)
    assert call.player.playing
    QTest.keyRelease(window, Qt.Key.Key_A)
    assert call.player.playing
    QTest.keyRelease(window, Qt.Key.Key_F13)
    assert not call.player.playing


def test_from_a_menu_it_plays_until_the_next_time(call: Room) -> None:
    hold(call, "F13")
    place(call, "form")
    press(call, "Down")  # a key that was pressed before, and is up again
    QTest.keyPress(call.window.windowHandle(), Qt.Key.Key_P)  # one whose release the menu got
    action = call.window.actions_by_id["hold_play"]
    action.trigger()
    assert call.player.playing
    QTest.keyRelease(call.window.windowHandle(), Qt.Key.Key_P)
    press(call, "Down")
    assert call.player.playing
    action.trigger()
    assert not call.player.playing
    QTest.keyPress(call.window.windowHandle(), Qt.Key.Key_F13)
    assert call.player.playing
    QTest.keyRelease(call.window.windowHandle(), Qt.Key.Key_F13)
    assert not call.player.playing


def test_what_is_held_ends_when_another_window_takes_the_keyboard(call: Room) -> None:
    hold(call, "F13")
    QTest.keyPress(call.window.windowHandle(), Qt.Key.Key_F13)
    assert call.player.playing
    other = QWidget()
    with call.bot.waitExposed(other):
        other.show()
    other.activateWindow()
    call.until(lambda: QApplication.focusWindow() is other.windowHandle())
    assert not call.player.playing
    other.close()
    other.deleteLater()


def test_a_side_button_of_a_mouse_is_a_key(call: Room) -> None:
    actions = call.window.actions_by_id
    actions.bind(actions.bindings.give("answer_yes", "Mouse4").give("hold_play", "Mouse5").changes)
    window, middle = call.window.windowHandle(), QPoint(700, 400)
    QTest.mouseClick(window, Qt.MouseButton.BackButton, pos=middle)
    assert call.answer.value == YES
    QTest.mousePress(window, Qt.MouseButton.ForwardButton, pos=middle)
    assert call.player.playing
    QTest.mouseRelease(window, Qt.MouseButton.ForwardButton, pos=middle)
    assert not call.player.playing


def test_a_button_without_a_task_is_left_alone(call: Room) -> None:
    before = call.state.content
    QTest.mouseClick(call.window.windowHandle(), Qt.MouseButton.BackButton, pos=QPoint(700, 400))
    assert call.state.content == before

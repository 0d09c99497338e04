"""What a screen reader meets: a slider over the time, in numbers and in words, and what is announced."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface

from qa_desktop.ui.review.wave import accessible
from tests.ui.review.wave.recorded import SECONDS, Hands


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """What is told to a screen reader."""
    told: list[tuple[str, object]] = []

    def hear(event: object) -> None:
        message = event.message() if hasattr(event, "message") else event.value()  # type: ignore[attr-defined]
        told.append((type(event).__name__, message))

    monkeypatch.setattr(accessible.QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(accessible.QAccessible, "updateAccessibility", staticmethod(hear))
    return told


def interface(hands: Hands) -> QAccessibleInterface:
    """What a screen reader gets."""
    found = QAccessible.queryAccessibleInterface(hands.wave)
    assert found is not None
    return found


def test_it_is_a_slider_with_a_name(hands: Hands) -> None:
    assert interface(hands).role() is QAccessible.Role.Slider
    assert interface(hands).text(QAccessible.Text.Name) == "Waveform"
    assert interface(hands).state().focusable


def test_its_value_is_the_position_between_nothing_and_the_duration(hands: Hands) -> None:
    hands.wave.set_position(12.5)
    value = interface(hands).valueInterface()
    assert (value.minimumValue(), value.currentValue(), value.maximumValue()) == (0.0, 12.5, SECONDS)
    assert value.minimumStepSize() > 0


def test_setting_the_value_goes_there(hands: Hands) -> None:
    interface(hands).valueInterface().setCurrentValue(31.5)
    interface(hands).valueInterface().setCurrentValue(1000)
    assert hands.sought == [31.5, SECONDS]


def test_the_value_in_words_tells_what_is_there(marked: Hands) -> None:
    marked.wave.set_position(5)
    assert interface(marked).text(QAccessible.Text.Value) == "0:05 of 1:00, Agent speaks"
    marked.wave.set_position(42)
    words = interface(marked).text(QAccessible.Text.Value)
    assert words.startswith("0:42 of 1:00, Evidence 2 of 2 at 0:42, for standard 5")


def test_the_description_tells_duration_selection_and_marks(marked: Hands) -> None:
    words = interface(marked).text(QAccessible.Text.Description)
    assert words == "Duration 1:00, nothing selected, evidence 2, comments 1, redactions 1"
    marked.wave.select(10, 12.5)
    marked.look(10, 19)
    words = interface(marked).text(QAccessible.Text.Description)
    assert "Selected 0:10.0 to 0:12.5, 2.5 s" in words
    assert words.endswith("in view 0:09.5 to 0:19.5")


def test_without_a_recording_the_description_is_the_reason(empty: Hands) -> None:
    empty.wave.clear("The recording is not where it was.")
    assert interface(empty).text(QAccessible.Text.Description) == "The recording is not where it was."


def test_other_widgets_speak_as_before(hands: Hands) -> None:
    hands.wave.overview.setAccessibleName("strip")
    assert QAccessible.queryAccessibleInterface(hands.wave.overview).text(QAccessible.Text.Name) == "strip"


def test_a_mark_that_a_key_goes_to_is_announced(marked: Hands, heard: list[tuple[str, object]]) -> None:
    marked.wave.seek_wanted.connect(marked.wave.set_position)
    marked.key(Qt.Key.Key_Down)
    assert ("QAccessibleValueChangeEvent", 12.0) in heard
    assert heard[-1] == ("QAccessibleAnnouncementEvent", "Evidence 1 of 2 at 0:12, for standard 1")


def test_a_playing_recording_is_not_talked_over(hands: Hands, heard: list[tuple[str, object]]) -> None:
    hands.wave.set_playing(True)
    hands.wave.set_position(10)
    assert heard == []
    hands.wave.set_playing(False)
    hands.wave.set_position(11)
    assert heard == [("QAccessibleValueChangeEvent", 11)]


SCRIPT = """
import gc, sys
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
import shiboken6
from qa_desktop.ui.review.wave.waveform import Waveform
from qa_desktop.ui.theme import Theme
app = QApplication(sys.argv)
theme = Theme(app, "light")
QAccessible.setActive(True)
for number in range(200):
    wave = Waveform(theme)
    wave.show()
    found = QAccessible.queryAccessibleInterface(wave)
    found.valueInterface().maximumValue(), found.text(QAccessible.Text.Value)
    assert "SetFocus" in found.actionInterface().actionNames()
    for kind in ("text", "editableText", "tableCell", "selection", "attributes"):
        assert getattr(found, kind + "Interface")() is None, kind
    wave.set_position(3.0)
    if number % 3:
        del found
    if number % 2:
        wave.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    elif number % 4:
        shiboken6.delete(wave)
    del wave
    gc.collect() if number % 7 == 0 else app.processEvents()
print("alive")
"""


def test_interfaces_come_and_go_with_their_widgets_and_are_asked_for_everything() -> None:
    """Who owns what, Qt's cache or Python, and what may be answered, shows in crashes: in a process of its own."""
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=100, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "alive"), run.stderr

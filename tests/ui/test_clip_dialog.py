"""Clips from the window: what is proposed, what is said of redactions and digits, and that the file is written."""

import threading
import wave
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog

from qa_desktop.domain.answers import Answer, AudioSpan
from qa_desktop.domain.spoken_digits import SpokenDigits
from qa_desktop.services import clips, redactions
from qa_desktop.ui.clip_dialog import ClipDialog, EvidenceDialog
from qa_desktop.ui.dialogs import Dialog
from tests.services.furniture import NOW
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

Asked = TypeVar("Asked", bound=Dialog)
DIGITS = (37_250, 53_260)
"""Where L-1001 has account number and date of birth read out."""


def ask(room: Room) -> ClipDialog:
    """The dialog, opened by its key and ready to type into."""
    room.press("Ctrl+Shift+C")
    found = shown(room, ClipDialog)
    room.until(lambda: found.start.hasFocus() and not room.operations.busy)
    return found


def ask_evidence(room: Room) -> EvidenceDialog:
    """The dialog, with the keyboard in its list."""
    room.window.actions_by_id["export_evidence"].trigger()
    found = shown(room, EvidenceDialog)
    room.until(lambda: found.list.hasFocus() and not room.operations.busy)
    return found


def shown(room: Room, kind: type[Asked]) -> Asked:
    """The dialog of that kind; one that was closed may still be waiting to be deleted."""
    (found,) = (each for each in room.window.findChildren(kind) if each.isVisible())
    return found


def ok(dialog: Dialog) -> object:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def save_as(room: Room, target: Path) -> None:
    """Name the file, and wait until it is written."""
    room.until(lambda: room.window.findChild(QFileDialog) is not None)
    dialog = room.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(target)])
    dialog.reject()
    room.until(lambda: bool(room.window.notice.text) and QApplication.activeModalWidget() is None)
    room.settle()
    room.window.activateWindow()  # the offscreen platform leaves no window active


def seconds(file: Path) -> float:
    with av.open(str(file)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def select(room: Room, start: float, end: float) -> None:
    """Select in the waveform, by key."""
    room.player.seek(start)
    room.press("I")
    room.player.seek(end)
    room.press("P")
    assert room.window.review.player.waveform.selection == (start, end)


def give_evidence(room: Room, *spans: AudioSpan, standard: int = 0) -> None:
    session = room.window.review.session
    session.set_evidence(room.state.form.standards[standard].id, spans)
    room.saved()


def test_the_selection_is_proposed(call: Room) -> None:
    select(call, 12.0, 20.5)
    dialog = ask(call)
    assert (dialog.start.text(), dialog.end.text()) == ("0:12", "0:20.5")
    assert dialog.title.placeholderText() == "L-1001 0:12–0:20.5"
    dialog.reject()


def test_else_the_chosen_evidence_is_proposed(call: Room) -> None:
    call.go_to(call.state.form.standards[0].id)
    give_evidence(call, AudioSpan(3_000, 7_000))
    dialog = ask(call)
    assert (dialog.start.text(), dialog.end.text()) == ("0:03", "0:07")
    dialog.reject()


def test_else_what_was_heard_last_is_proposed(call: Room) -> None:
    call.player.seek(42.5)
    dialog = ask(call)
    assert (dialog.start.text(), dialog.end.text()) == ("0:32.5", "0:42.5")
    dialog.reject()


@pytest.mark.parametrize("kind", ["mp3", "opus", "wav"])
def test_a_clip_is_written_by_keyboard_alone(call: Room, tmp_path: Path, kind: str) -> None:
    select(call, 12.0, 14.0)
    dialog = ask(call)
    dialog.options.format.setCurrentIndex(dialog.options.format.findData(kind))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    save_as(call, tmp_path / f"clip.{kind}")
    assert call.window.notice.text == f"Clip written: clip.{kind}, 0:02.0."
    assert [button.text() for button in call.window.notice._actions] == ["Open"]
    assert seconds(tmp_path / f"clip.{kind}") == pytest.approx(2, abs=0.1)
    assert call.window.status.work.text() == ""


def test_what_is_written_can_be_opened(call: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    ask(call).accept()
    save_as(call, tmp_path / "clip.mp3")
    call.window.notice._actions[0].click()
    assert opened == [str(tmp_path / "clip.mp3")]


def test_an_ending_that_is_another_format_does_not_name_the_file(call: Room, tmp_path: Path) -> None:
    ask(call).accept()
    save_as(call, tmp_path / "clip.wav")
    assert [each.name for each in tmp_path.glob("clip*")] == ["clip.wav.mp3"]


def test_a_span_that_is_none_is_told_in_place(call: Room) -> None:
    dialog = ask(call)
    dialog.end.setText("0:00")
    assert "after it begins" in dialog.wrong.text()
    assert not ok(dialog).isEnabled()
    assert not dialog.listen.isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    dialog.end.setText("0:30")
    assert dialog.wrong.isHidden()
    assert ok(dialog).isEnabled()
    dialog.reject()


def test_the_span_can_be_heard_before(call: Room) -> None:
    dialog = ask(call)
    dialog.start.setText("0:05")
    dialog.end.setText("0:06.5")
    dialog.listen.click()
    assert call.player.spans == [(5.0, 6.5)]
    dialog.reject()


def test_digits_that_can_be_heard_are_told_and_redacted_only_when_ticked(call: Room, tmp_path: Path) -> None:
    select(call, 30.0, 60.0)
    dialog = ask(call)
    assert dialog.redactions.told == "2 places with digits are not redacted."
    assert not dialog.redactions.digits.isChecked()
    dialog.accept()
    save_as(call, tmp_path / "clip.mp3")
    assert call.window.notice.text.endswith("2 places with digits are not redacted.")
    dialog = ask(call)
    dialog.redactions.digits.setChecked(True)
    assert dialog.redactions.told == "2 places with digits will be redacted."
    dialog.made.connect(lambda wanted: made.append(wanted))
    made: list[object] = []
    dialog.accept()
    assert [each.channel for each in made[0].wish.hidden] == [None, None]  # type: ignore[attr-defined]
    call.window.notice.clear()
    save_as(call, tmp_path / "clip.mp3")
    assert call.window.notice.text == "Clip written: clip.mp3, 0:30.0."


def test_stored_redactions_are_told(call: Room) -> None:
    redactions.add(call.database, call.keys["L-1001"], *DIGITS, None, "", call.person, NOW)
    call.press("F5")
    call.settle()
    select(call, 30.0, 60.0)
    dialog = ask(call)
    assert dialog.redactions.told == "1 redaction of the recording applies."
    assert dialog.redactions.digits.isHidden()
    dialog.start.setText("0:01")
    dialog.end.setText("0:02")
    assert dialog.redactions.told == "Nothing is redacted here."
    dialog.reject()


def test_digits_are_looked_for_once_and_not_on_the_screen_thread(call: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    found = clips.digits_in

    def looking(source: clips.ClipSource) -> tuple[SpokenDigits, ...]:
        threads.append(threading.current_thread().name)
        return found(source)

    monkeypatch.setattr(clips, "digits_in", looking)
    dialog = ask(call)
    for time in ("0:30", "0:31", "0:32"):
        dialog.start.setText(time)
        dialog.end.setText("1:00")
    assert dialog.redactions.told == "2 places with digits are not redacted."
    dialog.redactions.digits.setChecked(True)
    assert threads == ["qa-desktop-read"]
    dialog.reject()


def frames(file: Path) -> npt.NDArray[np.int16]:
    with wave.open(str(file)) as stream:
        return np.frombuffer(stream.readframes(10**9), "<i2")


def ask_silenced(room: Room) -> ClipDialog:
    """The dialog for 12 s to 14 s, set to WAV with silence where something is redacted."""
    select(room, 12.0, 14.0)
    dialog = ask(room)
    dialog.options.format.setCurrentIndex(dialog.options.format.findData("wav"))
    dialog.options.mask.setCurrentIndex(1)
    return dialog


def test_a_redaction_that_waits_to_be_stored_counts(call: Room, tmp_path: Path) -> None:
    ask_silenced(call).accept()
    save_as(call, tmp_path / "plain.wav")
    assert frames(tmp_path / "plain.wav").any()
    call.window.notice.clear()
    dialog = ask_silenced(call)
    held = threading.Event()
    call.operations.write(lambda _: held.wait(20) and None)
    call.window.redactions.redact()
    dialog.accept()
    call.until(lambda: call.window.findChild(QFileDialog) is not None)
    threading.Timer(0.3, held.set).start()  # after the file was named
    save_as(call, tmp_path / "clip.wav")
    assert not frames(tmp_path / "clip.wav").any()


def test_what_a_colleague_redacted_meanwhile_counts(call: Room, tmp_path: Path) -> None:
    dialog = ask_silenced(call)
    redactions.add(call.database, call.keys["L-1001"], 11_000, 15_000, None, "", call.person, NOW)
    dialog.accept()
    save_as(call, tmp_path / "clip.wav")
    assert not frames(tmp_path / "clip.wav").any()
    with call.database.reading() as work:
        (entry,) = (each for each in work.audit.of(call.keys["L-1001"]) if each.action == "clip exported")
    assert (entry.detail, entry.author) == ("0:12–0:14: clip.wav", call.person.key)


def test_what_is_redacted_while_the_dialog_is_open_is_told_in_it(call: Room) -> None:
    dialog = ask_silenced(call)
    assert dialog.redactions.told == "Nothing is redacted here."
    call.window.redactions.redact()
    call.settle()
    assert dialog.redactions.told == "1 redaction of the recording applies."
    dialog.reject()
    call.window.notice._actions[0].click()
    call.settle()


def test_one_side_can_be_kept_where_it_is_known(call: Room, tmp_path: Path) -> None:
    dialog = ask(call)
    sides = dialog.options.sides
    assert [sides.itemData(row) for row in range(sides.count())] == ["both", "mixed", "agent", "customer"]
    sides.setCurrentIndex(sides.findData("customer"))
    dialog.accept()
    save_as(call, tmp_path / "clip.mp3")
    with av.open(str(tmp_path / "clip.mp3")) as container:
        assert container.streams.audio[0].codec_context.channels == 1


def test_what_cannot_be_written_is_told(call: Room, tmp_path: Path) -> None:
    ask(call).accept()
    save_as(call, tmp_path / "nowhere" / "clip.mp3")
    assert "the folder does not exist" in call.window.notice.text
    assert call.window.status.work.text() == ""


def test_a_chat_has_nothing_to_cut(room: Room) -> None:
    room.open(next(key for key in room.keys if key.startswith("C")))
    room.press("Ctrl+Shift+C")
    assert "has no recording" in room.window.notice.text
    assert room.window.findChild(ClipDialog) is None


# evidence


def test_evidence_that_is_ticked_becomes_files(call: Room, tmp_path: Path) -> None:
    give_evidence(call, AudioSpan(3_000, 4_000), AudioSpan(3_500, 5_000))
    give_evidence(call, AudioSpan(8_000, 9_000), standard=2)
    dialog = ask_evidence(call)
    assert [dialog.list.item(row).text().split()[:2] for row in range(3)] == [
        ["0:03–0:04", "1"],
        ["0:03–0:05", "1"],
        ["0:08–0:09", "3"],
    ]
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert len(dialog.chosen()) == 2
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    save_as(call, tmp_path)
    names = sorted(file.name[:10] for file in tmp_path.glob("*.mp3"))
    assert names == ["L-1001 01 ", "L-1001 03 "]
    assert call.window.notice.text.startswith("2 clips written to “")


def test_evidence_becomes_one_reel_of_merged_spans(call: Room, tmp_path: Path) -> None:
    give_evidence(call, AudioSpan(3_000, 4_000), AudioSpan(3_500, 5_000))
    give_evidence(call, AudioSpan(8_000, 9_000), standard=2)
    dialog = ask_evidence(call)
    dialog.merge.setChecked(True)
    assert dialog.list.count() == 2
    assert not dialog.tone.isEnabled()
    dialog.into.setCurrentIndex(1)
    dialog.tone.setChecked(True)
    dialog.accept()
    save_as(call, tmp_path / "reel.mp3")
    assert seconds(tmp_path / "reel.mp3") == pytest.approx(2 + 1 + 0.6, abs=0.15)


def test_nothing_ticked_is_nothing_to_write(call: Room) -> None:
    give_evidence(call, AudioSpan(3_000, 4_000))
    dialog = ask_evidence(call)
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not ok(dialog).isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    dialog.reject()


def test_digits_in_the_evidence_are_told(call: Room) -> None:
    give_evidence(call, AudioSpan(36_000, 49_000))
    dialog = ask_evidence(call)
    assert dialog.redactions.told == "1 place with digits is not redacted."
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.redactions.told == "Nothing is redacted here."
    dialog.reject()


def test_without_evidence_it_is_said_how_to_attach_it(call: Room) -> None:
    call.window.actions_by_id["export_evidence"].trigger()
    assert call.window.findChild(EvidenceDialog) is None
    assert "E attaches it" in call.window.notice.text


def test_closing_stops_what_is_being_written(clean: MakeRoom, call: Room, tmp_path: Path) -> None:
    call.operations.stopping.set()
    assert call.window.clips._go_on(0.5) is False


def test_labels_belong_to_their_fields(call: Room) -> None:
    give_evidence(call, AudioSpan(3_000, 4_000), AudioSpan(5_000, 6_000))
    for dialog in (ask(call), ask_evidence(call)):
        for field in (dialog.options.format, dialog.options.sides, dialog.options.mask, dialog.options.fade):
            assert dialog.form.labelForField(field).text()
        dialog.reject()


def test_an_answer_is_kept_while_a_dialog_is_open(call: Room) -> None:
    give_evidence(call, AudioSpan(3_000, 4_000))
    ask(call).reject()
    assert call.state.answer(call.state.form.standards[0].id) == Answer(evidence=(AudioSpan(3_000, 4_000),))

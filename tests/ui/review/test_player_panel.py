"""The player: keys, sides, what is kept of them, and what is said when the recording is not there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.interactions import Channel, Interaction, interaction_key
from qa_desktop.media.loading import LoadProgress
from qa_desktop.media.playback import ChannelMode, PlayerState
from qa_desktop.ui.action_list import SPECS
from tests.ui.furnishing import SECONDS
from tests.ui.room import Room, heard, loaded, put

KEY = {spec.id: spec.keys[0] for spec in SPECS if spec.keys}


def stored(room: Room, external_id: str) -> Interaction:
    """The interaction as the database has it."""
    with room.database.reading() as work:
        found = work.interactions.get(room.keys[external_id])
    assert found is not None
    return found


def with_recording(room: Room, **facts: object) -> None:
    """Open a call that is like the first one but for these facts of its recording."""
    call = stored(room, "L-1001")
    assert call.recording is not None
    other = replace(call.recording, sha256="5" * 64, **facts)  # type: ignore[arg-type]
    room.keys["other"] = interaction_key("test", "other")
    put(room.database, replace(call, key=room.keys["other"], external_id="other", recording=other))
    room.open("other")


def test_space_plays_and_pauses_and_the_button_says_so(call: Room) -> None:
    play = call.window.review.player.transport.play
    call.press("Space")
    assert call.player.playing
    assert play.text() == "Pause"
    call.press("Space")
    assert not call.player.playing
    assert play.text() == "Play"
    play.click()
    assert call.player.playing


def test_arrows_go_back_and_forward_and_stop_at_the_start(call: Room) -> None:
    call.listen(20)
    call.press("Left")
    assert call.player.position == 15
    call.press("Right", "Right")
    assert call.player.position == 25
    call.press(*["Left"] * 7)
    assert call.player.position == 0


def test_speed_changes_by_key_and_is_remembered(call: Room) -> None:
    call.press("+", "+", "-")
    assert call.player.speed == pytest.approx(1.05)
    assert call.window.review.player.transport.speed.text() == "1.05×"
    assert call.window._preferences.settings.speed == pytest.approx(1.05)
    call.open("L-1002")
    assert call.window.review.player.transport.speed.text() == "1.05×"
    call.press(*["-"] * 30)
    assert call.player.speed == 0.5


def test_the_time_and_the_waveform_follow(call: Room) -> None:
    call.listen(62.34)
    panel = call.window.review.player
    assert panel.transport._time.text() == "1:02.3 / 3:00"
    assert panel.waveform.position == pytest.approx(62.34)


def test_a_damaged_recording_is_as_long_as_what_can_be_decoded_of_it(call: Room) -> None:
    panel, decoding, whole = call.window.review.player, call.window.sound.decoding, loaded(call.loader.loaded[-1])
    call.player._become(duration=SECONDS + 60)
    decoding.progress.emit(
        LoadProgress(whole.path, whole.ingested.pcm, 1.0, SECONDS + 60, whole.ingested.peaks)  # as its header promises
    )
    assert panel.waveform.view.duration == SECONDS + 60
    assert panel.transport._time.text() == "0:00.0 / 4:00"
    decoding.ready.emit(whole)
    decoding.activity_found.emit(heard())
    assert panel.waveform.view.duration == SECONDS
    assert panel.transport._time.text() == "0:00.0 / 3:00"
    story = panel.waveform._scene.story
    assert story is not None
    assert all(end <= SECONDS for _, end in story.silences)
    assert story.silences


def test_a_click_on_the_waveform_seeks(call: Room) -> None:
    waveform = call.window.review.player.waveform
    QTest.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(waveform.width() // 2, 20))
    assert call.player.position == pytest.approx(SECONDS / 2, abs=2)


def test_one_side_is_heard_by_key(call: Room) -> None:
    call.press(KEY["channel_agent"])
    assert call.player.state.hearing.mode is ChannelMode.LEFT
    assert call.window.review.player.transport.sides.checkedButton().objectName() == "agent"
    call.press(KEY["channel_customer"])
    assert call.player.state.hearing.mode is ChannelMode.RIGHT
    call.press(KEY["channel_both"])
    assert call.player.state.hearing.mode is ChannelMode.BOTH


def test_swapped_sides_are_kept_for_the_next_time(call: Room) -> None:
    call.press(KEY["channel_agent"], KEY["swap_sides"])
    assert call.player.state.hearing.mode is ChannelMode.RIGHT
    call.settle()
    assert stored(call, "L-1001").recording.agent_channel == 1  # type: ignore[union-attr]
    call.open("L-1002")
    call.open("L-1001")
    assert call.window.sound.agent_channel == 1
    assert call.player.state.hearing.mode is ChannelMode.RIGHT
    call.press(KEY["swap_sides"])
    call.settle()
    assert stored(call, "L-1001").recording.agent_channel == 0  # type: ignore[union-attr]


def test_sides_cannot_be_chosen_before_it_is_known_which_is_which(room: Room) -> None:
    with_recording(room, agent_channel=None)
    transport = room.window.review.player.transport
    assert not any(button.isVisible() for button in (*transport.sides.buttons(), transport.side))
    room.press(KEY["channel_agent"])
    assert room.player.state.hearing.mode is ChannelMode.BOTH
    assert "which side is the agent" in room.remarks[-1]


def test_a_mono_recording_has_no_sides(room: Room) -> None:
    with_recording(room, channels=1, agent_channel=None)
    assert not any(button.isVisible() for button in room.window.review.player.transport.sides.buttons())
    room.press(KEY["swap_sides"])
    room.settle()
    assert stored(room, "other").recording.agent_channel is None  # type: ignore[union-attr]


def test_a_missing_recording_says_how_to_locate_it_and_can_be_scored(room: Room) -> None:
    with_recording(room, path="gone/away.opus")
    waveform = room.window.review.player.waveform
    assert "gone/away.opus" in waveform._message
    assert "Ctrl+L" in waveform._message
    assert room.loader.loaded == []
    assert room.window.actions_by_id["locate"].isEnabled()
    room.press("Space", "Y")
    assert not room.player.playing
    assert room.answer.value is not None
    assert room.answer.evidence == ()


def test_a_recording_that_cannot_be_decoded_says_so_in_its_place_and_can_be_scored(call: Room) -> None:
    panel = call.window.review.player
    panel._sound.close()
    call.loader.failed.emit("“a.opus” holds no sound.")
    assert panel.waveform._message == "“a.opus” holds no sound."
    assert not panel.transport.isEnabled()
    call.press("Y")
    assert call.answer.value is not None
    call.open("L-1002")
    assert panel.transport.isEnabled()


def test_what_is_missing_of_a_recording_stays_beside_it(call: Room) -> None:
    note = call.window.review.player.note
    assert not note.isVisible()
    call.window.sound.problems_found.emit(("ends after 3 min 12 s of 5 min 40 s announced",))
    assert note.isVisible()
    assert note.text() == "Ends after 3 min 12 s of 5 min 40 s announced."
    call.listen(20)
    assert note.isVisible()
    call.open("L-1002")
    assert not note.isVisible()


def test_a_lost_device_is_told_in_place_until_there_is_another(call: Room) -> None:
    note = call.window.review.player.note
    gone = PlayerState(loaded=True, duration=SECONDS, notice="The sound device is gone; playing is paused.")
    call.player.state_changed.emit(gone)
    assert note.isVisible()
    assert note.text() == gone.notice
    call.player.state_changed.emit(replace(gone, device="speaker", notice="Sound is back."))
    assert not note.isVisible()
    assert call.remarks[-1] == "Sound is back."


def test_without_a_device_the_controls_say_so_and_work(call: Room) -> None:
    transport = call.window.review.player.transport
    call.window.resize(1920, 900)
    assert not transport._silent.isVisible()
    call.player._become(device_missing=True)
    assert transport._silent.isVisible()
    assert transport._silent.text() == "no sound device"
    call.press("Space", "Y")
    assert call.player.playing
    assert call.answer.value is not None


def test_what_comes_under_the_waveform_takes_its_room_from_the_words(call: Room) -> None:
    panel = call.window.review.player
    wave, split = panel.waveform.height(), panel.split.sizes()
    panel.note.about_file(("the recorder left the length open",))
    QApplication.processEvents()
    assert panel.waveform.height() == wave
    assert panel.split.sizes()[0] > split[0]
    panel.note.clear()
    QApplication.processEvents()
    assert panel.split.sizes() == split


def test_a_chat_gives_its_words_the_room_and_a_call_has_it_back(call: Room) -> None:
    panel = call.window.review.player
    before = panel.split.sizes()
    call.open(next(name for name in call.keys if name.startswith("C")))
    QApplication.processEvents()
    assert panel.split.sizes()[0] < 60
    call.open("L-1001")
    QApplication.processEvents()
    assert panel.split.sizes() == before


def test_a_chat_has_neither_waveform_nor_controls(room: Room) -> None:
    room.open("L-1001")
    room.listen(5)
    chat = next(name for name in room.keys if name.startswith("C"))
    room.open(chat)
    panel = room.window.review.player
    assert not panel.waveform.isVisible()
    assert not panel.transport.isVisible()
    assert not room.player.state.loaded
    assert panel.transcript.isVisible()


def test_a_long_number_is_kept_whole_for_the_label_to_elide(room: Room) -> None:
    number = "a-number-that-is-longer-than-the-line-has-room-for"
    put(room.database, Interaction(interaction_key("test", number), number, Channel.CALL))
    room.keys[number] = interaction_key("test", number)
    room.open(number)
    assert number in room.window.review.player.head.details.text()


def test_survey_answers_stand_beside_the_name_and_low_ones_warn(call: Room) -> None:
    panel = call.window.review.player
    pills = [panel.head.pills.itemAt(place).widget() for place in range(panel.head.pills.count())]
    assert [pill.text() for pill in pills] == ["CSAT 3", "NPS 5", "effort 4"]
    assert [pill.property("tone") for pill in pills] == ["", "warn", ""]


def test_another_recording_starts_at_its_beginning(call: Room) -> None:
    call.listen(30)
    call.open("L-1002")
    assert call.player.position == 0
    assert not call.player.playing
    assert call.window.review.player.transport._time.text().startswith("0:00.0")


def test_evidence_is_marked_in_the_waveform_with_that_of_the_current_standard_last(call: Room) -> None:
    call.listen(10)
    call.press("Y")
    call.listen(20)
    call.press("Down", "Y")
    waveform = call.window.review.player.waveform

    def marked() -> list[tuple[float, float, bool]]:
        return [(mark.start, mark.end, mark.current) for mark in waveform.marks.evidence]

    assert marked() == [(6.0, 10.0, False), (26.0, 30.0, True)]
    call.press("Up")
    assert marked() == [(26.0, 30.0, False), (6.0, 10.0, True)]
    assert not waveform.grab().isNull()

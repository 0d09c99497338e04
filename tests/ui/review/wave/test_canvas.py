"""What is drawn where: lanes, shades, marks, the playhead; and what is drawn again when something changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.redactions import Redaction
from qa_desktop.media.playback import Slower
from qa_desktop.ui.review.wave import canvas
from qa_desktop.ui.review.wave.brush import PALE
from qa_desktop.ui.review.wave.marks import EvidenceMark, Marks
from qa_desktop.ui.review.wave.telling import happening
from qa_desktop.ui.review.wave.waveform import Waveform
from tests.ui.review.wave.recorded import HEIGHT, RATE, SECONDS, WIDTH, Hands, activity, marks, peaks_of, samples


def near(columns: set[int], first: float, last: float) -> bool:
    """Whether columns lie between two, give or take a bar."""
    return bool(columns) and first - 4 <= min(columns) and max(columns) <= last + 4


@contextmanager
def painted(wave: Waveform) -> Iterator[list[QRect]]:
    """The parts of the waveform that are painted meanwhile."""
    parts: list[QRect] = []
    paint = wave.paintEvent
    wave.paintEvent = lambda event: (parts.append(QRect(event.rect())), paint(event))[1]  # type: ignore[method-assign]
    yield parts
    QApplication.processEvents()
    wave.paintEvent = paint  # type: ignore[method-assign]


@contextmanager
def drawn_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Whether whole pictures are drawn meanwhile, or only extended."""
    done: list[str] = []
    draw, extend = canvas.draw_picture, canvas.extend_picture
    with monkeypatch.context() as patch:
        patch.setattr(canvas, "draw_picture", lambda *given: (done.append("whole"), draw(*given))[1])
        patch.setattr(canvas, "extend_picture", lambda *given: (done.append("new part"), extend(*given))[1])
        yield done


def test_the_agent_is_above_the_customer_in_their_colours(hands: Hands) -> None:
    theme, frame = hands.wave._theme, hands.wave.frame
    upper, lower = frame.lane(0), frame.lane(1)
    agent = hands.columns(theme.color("agent"), upper.top() + 20, upper.bottom())
    customer = hands.columns(theme.color("customer"), lower.top() + 20, lower.bottom())
    assert near(agent, 0, 550)
    assert not {x for x in agent if 105 < x < 395}
    assert near(customer, 90, 200)
    assert not hands.columns(theme.color("customer"), upper.top(), upper.bottom())


def test_swapped_sides_swap_the_lanes(hands: Hands) -> None:
    hands.wave.set_agent_channel(1)
    theme, frame = hands.wave._theme, hands.wave.frame
    assert near(hands.columns(theme.color("agent"), frame.lane(0).top() + 20, frame.lane(0).bottom()), 90, 200)
    assert near(hands.columns(theme.color("customer"), frame.lane(1).top() + 20, frame.lane(1).bottom()), 0, 550)


def test_while_the_sides_are_unknown_the_lanes_are_left_and_right_in_a_neutral_colour(hands: Hands) -> None:
    hands.wave.set_agent_channel(None)
    assert [(lane.label, lane.color) for lane in hands.wave._scene.lanes()] == [("Left", "muted"), ("Right", "muted")]
    for side in ("agent", "customer"):
        assert not hands.columns(hands.wave._theme.color(side), 0, HEIGHT)


def test_one_channel_has_one_lane(empty: Hands) -> None:
    empty.wave.show_peaks(peaks_of(samples()[:1]), SECONDS)
    assert [lane.label for lane in empty.wave._scene.lanes()] == ["One channel"]
    assert empty.wave.frame.lane(0).height() > 100
    middle = empty.wave.frame.lane(0).center().y()
    assert near(empty.columns(empty.wave._theme.color("muted"), middle - 30, middle - 25), 0, 550)


def test_what_is_not_speech_is_pale(hands: Hands) -> None:
    brush, box = hands.wave._brush, hands.wave.frame.lane(0)
    pale = hands.columns(brush.mixed("agent", PALE), box.center().y() - 6, box.center().y() - 4)
    assert near({x for x in pale if 105 < x < 395}, 330, 380)


def test_silence_hold_and_overtalk_are_shaded(hands: Hands) -> None:
    theme = hands.wave._theme
    assert hands.color(260, 20) == theme.color("quiet").name()
    assert near(hands.columns(theme.color("hold"), 10, 16), 330, 380)
    picture = hands.picture()
    ground = [picture.pixelColor(x, 2) for x in range(WIDTH)]
    assert near({x for x, color in enumerate(ground) if color.red() - color.blue() > 15}, 90, 100)
    hatched = {hands.color(x, y) for x in range(335, 375) for y in range(6, 20)}
    assert len(hatched) > 2, "never by colour alone"


def test_an_interruption_points_at_who_is_interrupted(hands: Hands) -> None:
    frame, customer = hands.wave.frame, hands.wave._theme.color("customer")
    border = frame.lane(1).top()
    tip = [len(near_tip(hands, customer, 90, round(border) + down)) for down in (-2, 0, 2)]
    assert tip[0] < tip[1] < tip[2], "up, from the customer's lane to the agent's"


def near_tip(hands: Hands, color: QColor, x: int, y: int) -> list[int]:
    """The pixels of an arrow in a row."""
    return [each for each in range(x - 6, x + 7) if hands.color(each, y) == color.name()]


def test_a_redaction_covers_its_lane_or_both(marked: Hands) -> None:
    frame, dark = marked.wave.frame, marked.wave._brush.mixed("text", 0.88)
    assert near(marked.columns(dark, frame.lane(1).top() + 2, frame.lane(1).bottom()), 140, 160)
    assert not marked.columns(dark, frame.lane(0).top(), frame.lane(0).bottom() - 2)
    both = Redaction(UUID(int=2), 50_000, 52_000)
    marked.wave.set_marks(replace(marks(), redactions=(both,)))
    for lane in (0, 1):
        assert near(marked.columns(dark, frame.lane(lane).top() + 2, frame.lane(lane).bottom()), 500, 520)
    sound = marked.columns(marked.wave._theme.color("agent"), frame.lane(0).top(), frame.lane(0).bottom())
    assert not {x for x in sound if 501 < x < 519}, "nothing shines through"


def test_evidence_has_its_sign_and_that_of_the_current_standard_stands_out(marked: Hands) -> None:
    theme, frame = marked.wave._theme, marked.wave.frame
    row = (frame.marks, frame.ticks)
    assert near(marked.columns(theme.color("accent"), *row), 115, 180)
    assert {420, 440} <= marked.columns(theme.color("muted"), *row)
    before = marked.color(170, 10)
    marked.wave.set_marks(Marks(evidence=(EvidenceMark(12.0, 18.0, "greets", 1),)))
    assert marked.color(170, 10) != before
    assert not marked.columns(theme.color("accent"), *row)


def test_turns_have_brackets_above_and_below(marked: Hands) -> None:
    brush, frame = marked.wave._brush, marked.wave.frame
    above = marked.columns(brush.mixed("agent", 0.7), 0, frame.top - 1)
    below = marked.columns(brush.mixed("customer", 0.7), frame.bottom + 1, frame.marks)
    assert near(below, 90, 200)
    assert {50, 450} <= above
    assert not {x for x in above if 110 < x < 390}


def test_selection_and_loop_are_drawn(hands: Hands) -> None:
    theme = hands.wave._theme
    hands.wave.select(25, 30)
    assert near(hands.columns(theme.color("accent"), 20, 40), 248, 302)
    hands.wave.set_loop((22.0, None))
    assert near(hands.columns(theme.color("good"), 20, 40), 219, 221)
    hands.wave.set_loop((22.0, 45.0))
    assert {220, 450} <= hands.columns(theme.color("good"), 100, 110) | {220}
    assert max(hands.columns(theme.color("good"), 0, 2)) >= 449
    hands.wave.set_loop(None)
    assert not hands.columns(theme.color("good"), 0, HEIGHT)


def test_a_replay_is_marked_along_the_foot_while_it_runs(hands: Hands) -> None:
    color, bottom = hands.wave._theme.color("warn"), hands.wave.frame.bottom
    assert not hands.columns(color, bottom - 4, bottom)
    hands.wave.set_slower(Slower(20.0, 40.0, 0.75))
    assert near(hands.columns(color, bottom - 4, bottom), 199, 400)
    assert "replayed at 0.75×" in list(happening(hands.wave._scene, 30.0))
    assert "replayed at 0.75×" not in list(happening(hands.wave._scene, 41.0))
    hands.wave.set_slower(None)
    assert not hands.columns(color, bottom - 4, bottom)


def test_marks_leave_the_loop_and_a_replay_alone(hands: Hands) -> None:
    hands.wave.set_loop((1.0, 2.0))
    hands.wave.set_slower(Slower(0.0, 1.0, 0.5))
    hands.wave.set_marks(marks())
    assert hands.wave.marks.loop == (1.0, 2.0)
    assert hands.wave.marks.slower == Slower(0.0, 1.0, 0.5)


def test_a_playhead_that_moves_paints_a_strip_and_draws_no_picture(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.picture()
    QApplication.processEvents()
    with painted(hands.wave) as parts, drawn_anew(monkeypatch) as done:
        hands.wave.set_position(30.0)
        QApplication.processEvents()
        parts.clear()
        hands.wave.set_position(30.1)
        QApplication.processEvents()
    assert done == []
    assert parts
    assert max(part.width() for part in parts) < 30
    assert hands.color(301, 30) == hands.wave._theme.color("text").name()


def test_while_it_is_decoded_only_what_is_new_is_drawn(empty: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    wave, planar = empty.wave, samples()
    planar[0, :8000] = 8000  # the loudest comes first: the scale stays
    planar[1, :8000] = 8000
    wave.set_agent_channel(0)
    wave.show_peaks(peaks_of(planar[:, : 10 * RATE]), SECONDS)
    QApplication.processEvents()
    with painted(wave) as parts, drawn_anew(monkeypatch) as done:
        for seconds in (12, 14):
            wave.show_peaks(peaks_of(planar[:, : seconds * RATE]), SECONDS)
            QApplication.processEvents()
    assert done == ["new part", "new part"]
    assert max(part.width() for part in parts) < 40
    grown = empty.picture()
    wave._forget_picture()
    assert empty.picture() == grown, "the same as if it had been drawn at once"


def test_a_louder_part_changes_the_scale_and_draws_all_anew(empty: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    planar = samples()
    planar[0, 11 * RATE : 12 * RATE] = 30_000
    empty.wave.show_peaks(peaks_of(planar[:, : 10 * RATE]), SECONDS)
    empty.picture()
    with drawn_anew(monkeypatch) as done:
        empty.wave.show_peaks(peaks_of(planar[:, : 12 * RATE]), SECONDS)
        empty.picture()
    assert done == ["whole"]


def test_a_recording_that_turns_out_shorter_ends_at_the_right_edge(empty: Hands) -> None:
    empty.wave.show_peaks(peaks_of(samples()[:, : 20 * RATE]), SECONDS)
    empty.wave.show_peaks(peaks_of(samples()[:, : 20 * RATE]), 20.0)
    assert empty.wave.view.end == 20.0
    assert empty.wave.view.is_whole


def test_samples_are_read_below_five_seconds_only_and_not_again_while_they_suffice(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[float] = []
    honest = canvas.read_block
    monkeypatch.setattr(canvas, "read_block", lambda pcm, view: (read.append(view.span), honest(pcm, view))[1])
    hands.look(40, 45.2)
    hands.picture()
    assert read == []
    hands.look(42, 44)
    hands.picture()
    hands.wave.look(hands.wave.view.scrolled(100))
    hands.picture()
    assert len(read) == 1
    hands.wave.look(hands.wave.view.scrolled(600))
    hands.picture()
    assert len(read) == 2


def test_a_close_look_shows_the_wave_itself(hands: Hands) -> None:
    """200 Hz: within 20 ms the tone of the agent goes up and down four times."""
    hands.wave.look(hands.wave.view.showing(45.0, 45.018))
    box = hands.wave.frame.lane(0)
    high = sorted(hands.columns(hands.wave._theme.color("agent"), box.top() + 2, box.top() + 14))
    runs = 1 + int(np.count_nonzero(np.diff(high) > 40))
    assert runs == 4


def test_samples_that_are_gone_fall_back_to_peaks(hands: Hands) -> None:
    pcm = hands.wave._scene.pcm
    assert pcm is not None
    assert pcm.path is not None
    pcm.path.unlink()
    hands.look(45, 46)
    box = hands.wave.frame.lane(0)
    assert hands.columns(hands.wave._theme.color("agent"), box.top() + 20, box.bottom())


def test_the_view_follows_the_playhead_page_by_page(hands: Hands) -> None:
    wave = hands.wave
    hands.look(10, 19)
    wave.set_position(15)
    start = wave.view.start
    wave.set_playing(True)
    wave.set_position(wave.view.end - 0.01)
    assert wave.view.start == start, "calm until the end of the page"
    seconds = wave.view.end + 0.05
    wave.set_position(seconds)
    assert wave.view.start == pytest.approx(seconds - 0.1 * wave.view.span)


def test_the_view_stays_where_one_looks_while_it_plays_and_comes_back_when_asked(hands: Hands) -> None:
    wave = hands.wave
    wave.set_position(15)
    wave.set_playing(True)
    hands.look(40, 45)
    view = wave.view
    for seconds in (15.1, 15.2, 20.0):
        wave.set_position(seconds)
    assert wave.view == view
    wave.reveal(20.0)
    assert wave.view.holds(20.0)
    wave.set_position(wave.view.end + 0.1)
    assert wave.view.holds(wave.position), "it follows again"


def test_while_paused_a_jump_is_shown(hands: Hands) -> None:
    hands.look(40, 45)
    hands.wave.set_position(5)
    assert hands.wave.view.holds(5)


def test_light_and_dark(hands: Hands) -> None:
    light = hands.color(300, 3)
    hands.wave._theme.choose("dark")
    try:
        assert hands.color(300, 3) != light
        assert hands.columns(hands.wave._theme.color("agent"), 20, 60)
    finally:
        hands.wave._theme.choose("light")


def test_why_there_is_nothing_to_see_is_said(empty: Hands) -> None:
    blank = empty.picture()
    empty.wave.clear("The recording is not where it was.")
    assert empty.picture() != blank
    assert not empty.wave.complete


def test_complete_once_it_is_known_who_speaks(empty: Hands) -> None:
    empty.wave.show_peaks(peaks_of(samples()), SECONDS)
    assert not empty.wave.complete
    empty.wave.show_activity(activity())
    assert empty.wave.complete


@pytest.mark.parametrize("size", [(160, 96), (320, 100), (2560, 300), (WIDTH, 60)])
def test_any_size_holds_together(marked: Hands, size: tuple[int, int]) -> None:
    marked.wave.resize(*size)
    marked.wave.select(10, 12)
    marked.look(10, 20)
    assert marked.picture().width() == size[0]
    assert marked.wave.view.width == size[0]

"""The surface that the waveform is painted on: what is known of the recording, what is in view, and the playhead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.review.wave.brush import Brush
from qa_desktop.ui.review.wave.lanes import loudest_of
from qa_desktop.ui.review.wave.marks import Marks
from qa_desktop.ui.review.wave.overlay import Moving, Overlay
from qa_desktop.ui.review.wave.overview import Overview
from qa_desktop.ui.review.wave.picture import draw_picture, extend_picture
from qa_desktop.ui.review.wave.scene import STRIP_ROW, Frame, Scene
from qa_desktop.ui.review.wave.shape import SAMPLES_BELOW_S, Block, read_block
from qa_desktop.ui.review.wave.story import story_of
from qa_desktop.ui.review.wave.view import View

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity
    from qa_desktop.media.pcm import Pcm
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.media.playback import Slower
    from qa_desktop.ui.theme import Theme


class Canvas(QWidget):
    """Draws a recording. All times are in seconds; what has been drawn once is kept as a picture."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._brush = Brush(theme)
        self._scene = Scene(View(), Marks())
        self._moving = Moving()
        self._activity: Activity | None = None
        self._message = ""
        self._playing = False
        self._held = False  # the view stays where it is while a hand works on it
        self._picture: QPixmap | None = None
        self._block: Block | None = None
        self.overview = Overview(self._brush, self)
        self.overview.hide()
        self.overview.start_wanted.connect(lambda start: self.look(self.view.moved(start)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Two lanes, the marks and the time line."""
        return QSize(400, self._theme.px(148))

    def minimumSizeHint(self) -> QSize:
        """Narrow and low panes still show it."""
        return QSize(160, self._theme.px(96))

    # --- what is known --------------------------------------------------------------------------------------------

    def clear(self, message: str = "") -> None:
        """Show no recording, and say why."""
        self._scene = Scene(View(), Marks())
        self._moving = Moving()
        self._activity = None
        self._message = message
        self._forget_picture()

    def set_pcm(self, pcm: Pcm | None) -> None:
        """Say where the samples lie, for a closer look."""
        self._change(pcm=pcm)

    def show_peaks(self, peaks: Peaks, duration: float) -> None:
        """Show what is decoded so far of a recording of this length; only what is new is drawn."""
        before = self._scene
        duration = max(duration, peaks.seconds, 0.001)
        view = before.view.lengthened(duration) if before.view.duration else View.whole(duration, self.width())
        self._scene = replace(before, peaks=peaks, view=view)
        self._message = ""
        if self._picture is None or before.peaks is None or not self._can_extend(before):
            self._forget_picture()
            return
        new = extend_picture(self._picture, self._brush, self._scene, self.frame, before.peaks.seconds)
        self.update(new.toAlignedRect())

    def _can_extend(self, before: Scene) -> bool:
        now = self._scene
        same = (before.view, before.story, before.channels) == (now.view, now.story, now.channels)
        levels = all(loudest_of(before, channel) == loudest_of(now, channel) for channel in range(now.channels))
        return same and levels and now.view.span >= SAMPLES_BELOW_S

    def show_activity(self, activity: Activity) -> None:
        """Shade who speaks when, silence, overtalk and hold."""
        self._activity = activity
        self._change(story=story_of(activity, self._scene.channels, self._scene.view.duration))

    @property
    def complete(self) -> bool:
        """Whether the whole recording is drawn, with who spoke when."""
        return self._scene.story is not None

    def set_agent_channel(self, channel: int | None) -> None:
        """Say which channel is the agent, where that is known."""
        self._change(agent_channel=channel)

    def set_marks(self, marks: Marks) -> None:
        """Mark evidence, comments, turns and redactions; loop and replay are those of `set_loop` and `set_slower`."""
        marks = replace(marks, loop=self._scene.marks.loop, slower=self._scene.marks.slower)
        if marks.turns != self._scene.marks.turns:
            self._change(marks=marks)
        elif marks != self._scene.marks:
            self._scene = replace(self._scene, marks=marks)
            self._show_scene()

    def set_loop(self, loop: tuple[float, float | None] | None) -> None:
        """Mark the span that is heard again and again; its end may be still to come."""
        if loop != self._scene.marks.loop:
            self._scene = replace(self._scene, marks=replace(self._scene.marks, loop=loop))
            self._show_scene()

    def set_slower(self, slower: Slower | None) -> None:
        """Mark the span that is replayed slower, for as long as it is."""
        if slower != self._scene.marks.slower:
            self._scene = replace(self._scene, marks=replace(self._scene.marks, slower=slower))
            self._show_scene()

    @property
    def marks(self) -> Marks:
        """What is marked."""
        return self._scene.marks

    # --- where one is ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The seconds in view."""
        return self._scene.view

    @property
    def frame(self) -> Frame:
        """Where the rows stand."""
        return self._scene.frame(self.width(), self.height(), self._theme.scale)

    @property
    def position(self) -> float:
        """Where the playhead stands."""
        return self._moving.position

    def look(self, view: View) -> None:
        """Show these seconds."""
        if view != self._scene.view:
            self._change(view=view)

    def reveal(self, seconds: float) -> None:
        """Bring a time into view, if it is not there."""
        if not self.view.holds(seconds):
            self.look(self.view.paged(seconds))

    def set_playing(self, playing: bool) -> None:
        """Say whether the playhead moves by itself."""
        self._playing = playing

    def set_position(self, seconds: float) -> None:
        """Move the playhead. The view follows page by page, but not while a hand holds it or one looks elsewhere."""
        before = self._moving.position
        self._move(replace(self._moving, position=seconds))
        watched = self.view.holds(before) or not self._playing
        if watched and not self._held:
            self.reveal(seconds)

    def _move(self, moving: Moving) -> None:
        """Paint what has moved, and no more."""
        before, self._moving = self._moving, moving
        if before.position != moving.position:
            self._repaint(before.position, moving.position, 6)
            self.overview.set_position(moving.position)
        if before.hover != moving.hover:
            for seconds in (before.hover, moving.hover):
                if seconds is not None:
                    self._repaint(seconds, seconds, 120)
        if (before.selection, before.pending) != (moving.selection, moving.pending):
            self.update()

    def _repaint(self, one: float, other: float, around: float) -> None:
        left, right = sorted((self.view.x(one), self.view.x(other)))
        room = self._brush.px(around)
        left, right = max(left - room, 0), min(right + room, self.width())
        if left < right:
            self.update(int(left), 0, int(right - left) + 2, self.height())

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the kept picture, then what lies over it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("panel"))
        if self._scene.peaks is None:
            painter.setPen(self._theme.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        else:
            ratio = self.devicePixelRatioF()
            if self._picture is None or self._picture.devicePixelRatio() != ratio:
                self._read_samples()
                self._picture = draw_picture(
                    self._brush, self._scene, self.frame, self._block, max(self.height(), 1), ratio
                )
            painter.drawPixmap(0, 0, self._picture)
            painter.save()
            Overlay(painter, self._brush, self._scene, self.frame, QRectF(event.rect())).draw(self._moving)
            painter.restore()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _read_samples(self) -> None:
        """Have the samples in view at hand: a short read of a local file, and only when looking closely."""
        view, pcm = self.view, self._scene.pcm
        if pcm is None or view.span >= SAMPLES_BELOW_S:
            self._block = None
        elif self._block is None or not self._block.holds(view.start, view.end):
            self._block = read_block(pcm, view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size needs another picture; the same seconds stay in view."""
        height = round(STRIP_ROW * self._theme.scale)
        gap = round(4 * self._theme.scale)
        self.overview.setGeometry(0, self.height() - height + gap, self.width(), height - gap)
        self._change(view=self.view.resized(self.width()))

    def _change(self, **changes: object) -> None:
        self._scene = replace(self._scene, **changes)  # type: ignore[arg-type]
        if "pcm" in changes:
            self._block = None
        self._forget_picture()

    def _forget_picture(self) -> None:
        self._picture = None
        self._show_scene()

    def _show_scene(self) -> None:
        self.overview.setVisible(self._scene.peaks is not None and not self.view.is_whole)
        if self.overview.isVisible():
            self.overview.display(self._scene)
        self.update()

    def _restyle(self) -> None:
        self._brush.forget()
        self.overview.restyle()
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

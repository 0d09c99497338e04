"""The legend of the waveform, drawn with the strokes of the waveform itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from qa_desktop.ui.review.wave.brush import PALE

if TYPE_CHECKING:
    from qa_desktop.ui.review.wave.brush import Brush
    from qa_desktop.ui.review.wave.scene import Scene

WIDTH, HEIGHT = 34, 16
Stroke = Callable[[QPainter, QRectF], object]


def legend(brush: Brush, scene: Scene, ratio: float) -> str:
    """What each sign in this recording means, as rich text; what does not occur is left out."""
    rows = "".join(
        f'<tr><td style="padding-right:8px"><img src="data:image/png;base64,{_swatch(brush, stroke, ratio)}" '
        f'width="{WIDTH}" height="{HEIGHT}"></td><td><p style="white-space:pre">{words}</p></td></tr>'
        for stroke, words in _entries(brush, scene)
    )
    return f"<table>{rows}</table>"


def _entries(brush: Brush, scene: Scene) -> Iterator[tuple[Stroke, str]]:
    for lane in scene.lanes():
        words = _tr("{0}: strong where somebody speaks, pale where it is noise or music").format(lane.label)
        yield partial(_bars, brush, lane.color), words
    yield from _shades(brush, scene)
    yield from _signs(brush, scene)


def _shades(brush: Brush, scene: Scene) -> Iterator[tuple[Stroke, str]]:
    story = scene.story
    if story is None:
        return
    if story.silences:
        yield partial(brush.silence), _tr("silence of 5 seconds and more")
    if story.overtalk:
        yield partial(brush.overtalk), _tr("both speak")
    if story.interruptions and scene.channels == 2:
        words = _tr("an interruption: the arrow points at who is interrupted")
        yield partial(_arrow, brush, scene.lanes()[0].color), words
    if story.holds:
        yield partial(brush.hold), _tr("hold music")


def _signs(brush: Brush, scene: Scene) -> Iterator[tuple[Stroke, str]]:
    marks = scene.marks
    if marks.turns:
        words = _tr("a turn of the transcript: the customer's below, others above")
        yield partial(_bracket, brush), words
    if marks.evidence:
        words = _tr("evidence for the current standard; click goes there, Shift+click chooses it")
        yield lambda painter, box: brush.diamond(painter, box.center(), "accent", True), words
        other = _tr("evidence for another standard")
        yield lambda painter, box: brush.diamond(painter, box.center(), "muted", False), other
    if marks.comments:
        yield lambda painter, box: brush.bubble(painter, box.center(), "text"), _tr("a comment")
    if marks.redactions:
        yield partial(brush.redacted), _tr("redacted: nobody hears it outside")


def _arrow(brush: Brush, color: str, painter: QPainter, box: QRectF) -> None:
    brush.arrow(painter, QPointF(box.center().x(), box.bottom() - 3), color, down=True)


def _bracket(brush: Brush, painter: QPainter, box: QRectF) -> None:
    painter.fillRect(QRectF(4, box.center().y(), 24, 2), brush.theme.color("muted"))


def _bars(brush: Brush, color: str, painter: QPainter, box: QRectF) -> None:
    for bar in range(11):
        reach = (3, 6, 4, 7, 5, 2)[bar % 6]
        shown = brush.theme.color(color) if bar < 6 else brush.mixed(color, PALE)
        painter.fillRect(QRectF(1 + bar * 3, box.center().y() - reach, 2, 2 * reach), shown)


def _swatch(brush: Brush, stroke: Stroke, ratio: float) -> str:
    picture = QPixmap(round(WIDTH * ratio), round(HEIGHT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    stroke(painter, QRectF(0, 1, WIDTH, HEIGHT - 2))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(data.toBase64().data()).decode()


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waveform", words)

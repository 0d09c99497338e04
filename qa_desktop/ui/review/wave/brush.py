"""The few strokes that everything in the waveform is made of: hatches, labels, signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from qa_desktop.ui.theme import SMALL

if TYPE_CHECKING:
    from qa_desktop.ui.theme import Theme

TILE = 8
PALE = 0.42
"""How much of its colour is left of sound that is not speech."""


class Brush:
    """Strokes in the colours and sizes of a theme; tiles of hatches are kept until the theme changes."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._tiles: dict[tuple[str, int, float], QPixmap] = {}

    def forget(self) -> None:
        """Make everything anew: the theme has changed."""
        self._tiles.clear()

    def px(self, size: float) -> float:
        """A length that grows with the text."""
        return size * self.theme.scale

    def color(self, name: str, alpha: int = 255) -> QColor:
        """A colour by its meaning, perhaps letting through what is beneath."""
        color = self.theme.color(name)
        color.setAlpha(alpha)
        return color

    def mixed(self, name: str, part: float) -> QColor:
        """A colour thinned with that of the panel; opaque."""
        color, ground = self.theme.color(name), self.theme.color("panel")
        mix = (part * a + (1 - part) * b for a, b in zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True))  # type: ignore[index]
        return QColor(*(round(value) for value in mix))

    def hatch(self, painter: QPainter, box: QRectF, name: str, alpha: int, rising: bool = True) -> None:
        """Fill a box with diagonal lines."""
        ratio = painter.device().devicePixelRatio()
        key = (f"{name}{'/' if rising else chr(92)}", alpha, ratio)
        if key not in self._tiles:
            self._tiles[key] = self._tile(self.color(name, alpha), ratio, rising)
        left, top = box.left() % TILE, box.top() % TILE
        painter.drawTiledPixmap(box, self._tiles[key], QPointF(left, top))

    def silence(self, painter: QPainter, box: QRectF) -> None:
        """The ground where nobody speaks."""
        painter.fillRect(box, self.theme.color("quiet"))

    def hold(self, painter: QPainter, box: QRectF) -> None:
        """The ground under hold music."""
        painter.fillRect(box, self.theme.color("hold"))
        self.hatch(painter, box, "muted", 40, rising=False)

    def overtalk(self, painter: QPainter, box: QRectF) -> None:
        """The ground where both speak."""
        if box.width() < TILE / 2:  # too narrow for a hatch to be seen
            painter.fillRect(box, self.color("warn", 110))
            return
        painter.fillRect(box, self.theme.color("warn_soft"))
        self.hatch(painter, box, "warn", 90)

    def redacted(self, painter: QPainter, box: QRectF) -> None:
        """What covers sound that nobody may hear outside."""
        painter.fillRect(box, self.mixed("text", 0.88))
        self.hatch(painter, box, "panel", 90)

    def label(self, painter: QPainter, box: QRectF, words: str, color: str = "muted") -> bool:
        """Write into a box where there is room; says whether there was."""
        painter.setFont(self.theme.font(SMALL))
        if painter.fontMetrics().horizontalAdvance(words) + self.px(8) > box.width():
            return False
        painter.setPen(self.theme.color(color))
        painter.drawText(box.adjusted(self.px(4), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
        return True

    def diamond(self, painter: QPainter, center: QPointF, name: str, full: bool) -> None:
        """The sign of evidence, filled where it is about the current standard."""
        side = self.px(5 if full else 4)
        x, y = center.x(), center.y()
        corners = (QPointF(x, y - side), QPointF(x + side, y), QPointF(x, y + side), QPointF(x - side, y))
        self._shape(painter, QPolygonF(corners), name, full)

    def bubble(self, painter: QPainter, center: QPointF, name: str) -> None:
        """The sign of a comment."""
        side, x, y = self.px(4), center.x(), center.y()
        foot = y + side * 0.4
        corners = (
            *(QPointF(x - side, y - side), QPointF(x + side, y - side), QPointF(x + side, foot)),
            *(QPointF(x - side * 0.1, foot), QPointF(x - side * 0.6, y + side), QPointF(x - side * 0.6, foot)),
            QPointF(x - side, foot),
        )
        self._shape(painter, QPolygonF(corners), name, full=False)

    def arrow(self, painter: QPainter, tip: QPointF, name: str, down: bool) -> None:
        """The sign of an interruption; the tip points at whoever is interrupted."""
        side = self.px(5) * (-1 if down else 1)
        corners = (
            tip,
            QPointF(tip.x() - abs(side), tip.y() + 1.6 * side),
            QPointF(tip.x() + abs(side), tip.y() + 1.6 * side),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color("panel"), 1.5))
        painter.setBrush(self.theme.color(name))
        painter.drawPolygon(QPolygonF(corners))

    def _shape(self, painter: QPainter, shape: QPolygonF, name: str, full: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(name), 1.4))
        painter.setBrush(self.theme.color(name if full else "panel"))
        painter.drawPolygon(shape)

    def _tile(self, color: QColor, ratio: float, rising: bool) -> QPixmap:
        tile = QPixmap(round(TILE * ratio), round(TILE * ratio))
        tile.setDevicePixelRatio(ratio)
        tile.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.2))
        tops = (TILE + 2, -2) if rising else (-2, TILE + 2)
        for shift in (-TILE, 0, TILE):
            painter.drawLine(QLineF(shift - 2, tops[0], shift + TILE + 2, tops[1]))
        painter.end()
        return tile

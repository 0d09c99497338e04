"""The figures on top of the calibration room, each with what it rests on."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from qa_desktop.domain.forms import Kind
from qa_desktop.statistics.measure import Measure
from qa_desktop.ui.calibration import say
from qa_desktop.ui.calibration.board import Board
from qa_desktop.ui.flow import FlowLayout


@dataclass(frozen=True)
class Figure:
    """A number, a word on how it stands to its target, and the small print."""

    value: str
    word: str
    tone: str
    about: str


class Tile(QFrame):
    """Shows one figure."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.setObjectName("tile")
        value, word, about = QLabel(figure.value, self), QLabel(figure.word, self), QLabel(figure.about, self)
        value.setProperty("role", "tile")
        word.setProperty("pill", True)
        word.setProperty("tone", figure.tone)
        word.setVisible(bool(figure.word))
        about.setProperty("role", "small")
        about.setWordWrap(True)
        self.setAccessibleName(" ".join(filter(None, (figure.value, figure.word, figure.about))))
        line = FlowLayout(8)
        line.addWidget(value)
        if figure.word:
            line.addWidget(word)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(about)
        column.addStretch(1)


def tiles(board: Board) -> tuple[Figure, ...]:
    """Agreement with the reference on both kinds, among everybody, on totals, and about auto-fails."""
    figures = board.figures
    settings = figures.settings
    finesse, foundation = figures.of_kind(Kind.FINESSE), figures.of_kind(Kind.FOUNDATION)
    strikes = sum(found.strikes for found in board.standards)
    within = _say("finesse within {0} level").format(settings.rating)
    inside = _say("totals within {0} points").format(f"{settings.points:g}")
    gap = figures.mean_gap
    mean = "" if gap.value is None else _say("mean gap {0}").format(f"{gap.value:.1f}")
    exact = _say("exact {0}").format(say.share(finesse.exact))
    return (
        _share(finesse.within, settings.finesse_target, f"{within} · {exact}"),
        _share(foundation.exact, settings.foundation_target, _say("foundation exact")),
        _share(board.exact, None, _say("all marks the same as the reference")),
        _share(figures.totals_within, None, " · ".join(filter(None, (inside, mean)))),
        Figure(
            str(strikes),
            _say("look first") if strikes else _say("none"),
            "bad" if strikes else "good",
            _say("auto-fail disagreements, counted apart"),
        ),
    )


def _share(measure: Measure, target: float | None, about: str) -> Figure:
    word, tone = "", ""
    if measure.value is not None and target is not None:
        word, tone = _say("target {0}").format(f"{100 * target:.0f}"), "good" if measure.value >= target else "bad"
    if few := say.few(measure):
        word, tone = f"{word}: {_say('too few')}" if word else few, "warn"
    elif word:
        word = f"{word} {_say('met') if tone == 'good' else _say('missed')}"
    return Figure(say.share(measure), word, tone, f"{about} · {say.basis(measure)}")


def _say(words: str) -> str:
    return QCoreApplication.translate("Calibration", words)

"""How a clip is to sound: the rows that every dialog about clips has."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout

from qa_desktop.domain.clips import LONGEST_FADE_MS, ClipFormat, Mask, Style
from qa_desktop.services.clips import ClipSource
from qa_desktop.ui.setting_controls import NumberBox


class ClipOptions:
    """Format, sides, what stands for what is redacted, fades and loudness."""

    def __init__(self, source: ClipSource) -> None:
        self.format, self.sides, self.mask = QComboBox(), QComboBox(), QComboBox()
        names = {
            ClipFormat.MP3: _tr("MP3: plays everywhere"),
            ClipFormat.OPUS: _tr("Opus: smallest"),
            ClipFormat.WAV: _tr("WAV: exactly as played here"),
        }
        for kind, name in names.items():
            self.format.addItem(name, kind)
        for name, side in self._sides_of(source):
            self.sides.addItem(name, side)
        self.mask.addItem(_tr("Beep"), Mask.BEEP)
        self.mask.addItem(_tr("Silence"), Mask.SILENCE)
        self.fade = NumberBox((0.0, LONGEST_FADE_MS / 1000, 0.1), _tr(" s"), 1)
        self.fade.setMaximumWidth(self.fade.sizeHint().width() + 24)
        self.level = QCheckBox(_tr("Bring the speech of each side to one loudness"))

    def _sides_of(self, source: ClipSource) -> list[tuple[str, str]]:
        """What can be chosen: one side alone only where it is known which it is."""
        if source.channels < 2:
            return [(_tr("Both sides, as recorded in one channel"), "both")]
        both = [(_tr("Both sides, each in its channel"), "both"), (_tr("Both sides in one channel"), "mixed")]
        if source.agent_channel is None:
            return both
        return [*both, (_tr("The agent alone"), "agent"), (_tr("The customer alone"), "customer")]

    def add_to(self, form: QFormLayout) -> None:
        """Put the rows into a form."""
        for label, field in (
            (_tr("Format"), self.format),
            (_tr("Sides"), self.sides),
            (_tr("Where redacted"), self.mask),
            (_tr("Fade in and out"), self.fade),
            (_tr("Loudness"), self.level),
        ):
            form.addRow(label, field)

    @property
    def kind(self) -> ClipFormat:
        """The format that was chosen."""
        return ClipFormat(self.format.currentData())

    @property
    def side(self) -> str:
        """Whose voice is kept, as `Wish.side` has it."""
        return str(self.sides.currentData())

    def style(self, tone_between: bool = False) -> Style:
        """How it is to sound."""
        return Style(
            Mask(self.mask.currentData()), round(self.fade.value() * 1000), self.level.isChecked(), tone_between
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("ClipOptions", text)

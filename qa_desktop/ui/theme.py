"""Light and dark after the system: colours that mean something, one type scale, an 8-pixel grid."""

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from qa_desktop import paths

TEXT, TITLE, SMALL, FIGURE = 13, 15, 12, 30
"""Sizes of type in pixels at a text scale of 1."""


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, by what they mean."""

    panel: str
    canvas: str
    field: str
    line: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    agent: str
    agent_soft: str
    customer: str
    customer_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    quiet: str
    hold: str


LIGHT = Tokens(
    panel="#ffffff", canvas="#f6f7f9", field="#ffffff", line="#dcdfe4", text="#1f2328", muted="#606a74",
    accent="#1863d6", accent_soft="#e2ecfd", on_accent="#ffffff", agent="#0069a6",
    agent_soft="#e3eff7", customer="#b04a00", customer_soft="#fbece0",
    good="#00704a", good_soft="#dcf2e7", warn="#855600", warn_soft="#fff0d4", bad="#b42318", bad_soft="#fde2e0",
    quiet="#ebeef1", hold="#e8e0f3",
)  # fmt: skip
DARK = Tokens(
    panel="#1d2126", canvas="#15181c", field="#15181c", line="#343a42", text="#e6e9ec", muted="#9ba5af",
    accent="#6ea8fe", accent_soft="#22365a", on_accent="#0c1522", agent="#56b4e9",
    agent_soft="#1c2f3d", customer="#f0955a", customer_soft="#3a2a1f",
    good="#56cc97", good_soft="#16382a", warn="#e3ad45", warn_soft="#3d2f12", bad="#ff8880", bad_soft="#4a2122",
    quiet="#272c33", hold="#352c45",
)  # fmt: skip


class Theme(QObject):
    """The theme in force; `changed` tells painters to draw anew.

    The style sheet is put on last, by `dress`: while one is on, Qt matches its rules anew for everything inside a
    widget that gets a parent, and a window takes three times as long to build.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._scale = scale
        self._family = bundled_family()
        self.tokens = LIGHT
        app.setStyleSheet("")
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        self._color()

    def dress(self) -> None:
        """Put the style sheet on all that has been built, and on what is built from now on."""
        self._app.setStyleSheet(_style_sheet(self))

    @property
    def dark(self) -> bool:
        """Whether the dark theme is in force."""
        return self.tokens is DARK

    @property
    def scale(self) -> float:
        """How much larger than usual the text is."""
        return self._scale

    def choose(self, choice: str) -> None:
        """Take `light`, `dark`, or `system`."""
        self._choice = choice
        self._apply()

    def set_scale(self, scale: float) -> None:
        """Make all text larger or smaller, between 0.75 and 2."""
        self._scale = min(2.0, max(0.75, round(scale, 2)))
        self._apply()

    def px(self, size: float) -> int:
        """A length that grows with the text."""
        return round(size * self._scale)

    def font(self, size: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """A font of the one family, with figures of equal width."""
        font = QFont(self._family)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def color(self, name: str) -> QColor:
        """A colour by its meaning."""
        return QColor(getattr(self.tokens, name))

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        self._color()
        self.dress()
        self.changed.emit()

    def _color(self) -> None:
        self.tokens = _tokens(self._choice)
        self._app.setFont(self.font())
        self._app.setPalette(_palette(self.tokens))


def ground(choice: str) -> QPalette:
    """The colours of a theme alone, for what is painted before the rest of it is there."""
    return _palette(_tokens(choice))


def _tokens(choice: str) -> Tokens:
    system_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return DARK if choice == "dark" or (choice == "system" and system_dark) else LIGHT


def bundled_family() -> str:
    """Load the bundled fonts, so that text looks alike everywhere and shows where no font is installed."""
    families = [
        family
        for file in sorted((paths.resources() / "fonts").glob("*.otf"))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    ]
    return families[0] if families else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.panel,
        QPalette.ColorRole.Base: tokens.field,
        QPalette.ColorRole.AlternateBase: tokens.canvas,
        QPalette.ColorRole.Button: tokens.panel,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.panel,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.Mid: tokens.line,
    }
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    disabled = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(disabled, role, QColor(tokens.muted))
    return palette


def _style_sheet(theme: Theme) -> str:
    sheet = (paths.resources() / "styles" / "app.qss").read_text(encoding="utf-8")
    values = {field.name: getattr(theme.tokens, field.name) for field in fields(Tokens)}
    sizes = {
        f"px{size}": f"{theme.px(size)}px" for size in (1, 2, 4, 6, 8, 12, 16, 24, 28, 32, SMALL, TEXT, TITLE, FIGURE)
    }
    return Template(sheet).substitute(values | sizes, icons=(paths.resources() / "icons").as_posix())

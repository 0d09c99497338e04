"""Both themes can be read: WCAG contrast of every text on what stands behind it; one scale of type."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from qa_desktop import paths
from qa_desktop.ui.theme import DARK, FIGURE, LIGHT, TEXT, Theme, Tokens
from tests.ui.room import Room

AA = 4.5
"""WCAG 2.2, 1.4.3, for text of this size."""
TEXT_ON = (
    *product(("text", "muted", "accent"), ("panel", "canvas")),
    *product(("agent", "customer"), ("canvas", "accent_soft")),
    *((tone, f"{tone}_soft") for tone in ("good", "warn", "bad", "accent")),
    *product(("text",), ("field", "quiet", "hold", "accent_soft", "good_soft", "warn_soft", "bad_soft")),
    ("muted", "field"),
    ("muted", "quiet"),
    ("muted", "accent_soft"),
    ("warn", "panel"),
    ("on_accent", "accent"),
)
"""What is written on what, in the style sheet and by the painters."""
SIGN_ON = (("accent", "panel"), ("accent", "canvas"), ("muted", "panel"))
"""Borders of focus and signs: 3:1 (WCAG 2.2, 1.4.11)."""


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb`."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_of_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_ON)
def test_text_can_be_read(tokens: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= AA


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SIGN_ON)
def test_signs_can_be_seen(tokens: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= 3


def style_pairs() -> set[tuple[str, str]]:
    """Every text colour of the style sheet with the background of the same rule."""
    sheet = (paths.resources() / "styles" / "app.qss").read_text(encoding="utf-8")
    pairs = set()
    for body in re.findall(r"\{([^}]*)\}", sheet):
        front = re.search(r"(?<![-\w])color: \$(\w+)", body)
        back = re.search(r"(?<!-)background: \$(\w+)", body)
        if front and back:
            pairs.add((front[1], back[1]))
    return pairs


def test_every_pair_of_the_style_sheet_is_among_those_checked() -> None:
    assert style_pairs()
    assert style_pairs() <= set(TEXT_ON)


def test_no_colour_is_written_outside_of_the_theme() -> None:
    sources = [*Path("qa_desktop/ui").rglob("*.py"), paths.resources() / "styles" / "app.qss"]
    root = Path(__file__).resolve().parents[2]
    strays = [
        str(file)
        for file in sources
        if file.name != "theme.py" and re.search(r"#[0-9a-fA-F]{6}\b", (root / file).read_text(encoding="utf-8"))
    ]
    assert strays == []


def test_light_and_dark_are_chosen_and_told(qapp: QApplication) -> None:
    theme = Theme(qapp, "dark")
    told = []
    theme.changed.connect(lambda: told.append(theme.dark))
    assert theme.dark
    assert qapp.palette().window().color().name() == DARK.panel
    theme.choose("light")
    assert told == [False]
    assert qapp.palette().window().color().name() == LIGHT.panel
    theme.deleteLater()


def test_system_follows_the_system(qapp: QApplication) -> None:
    theme = Theme(qapp, "system")
    from PySide6.QtCore import Qt

    assert theme.dark == (QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark)
    theme.deleteLater()


def test_a_window_is_dressed_when_it_is_built_and_not_before(qapp: QApplication, room: Room) -> None:
    assert LIGHT.line in qapp.styleSheet()
    naked = Theme(qapp, "dark")
    assert qapp.styleSheet() == ""
    naked.dress()
    assert DARK.line in qapp.styleSheet()
    naked.deleteLater()


@pytest.mark.parametrize(("wanted", "got"), [(1.0, 1.0), (1.5, 1.5), (0.1, 0.75), (9.0, 2.0)])
def test_text_grows_within_limits(qapp: QApplication, wanted: float, got: float) -> None:
    theme = Theme(qapp, "light")
    theme.set_scale(wanted)
    assert theme.scale == got
    assert theme.font(TEXT).pixelSize() == round(TEXT * got)
    assert f"font-size: {round(FIGURE * got)}px" in qapp.styleSheet()
    theme.set_scale(1)
    theme.deleteLater()


def test_figures_are_equally_wide_in_the_bundled_font(qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    label = QLabel()
    label.setFont(theme.font(FIGURE))
    widths = {label.fontMetrics().horizontalAdvance(digit * 4) for digit in "0123456789"}
    assert len(widths) == 1
    assert QFontInfo(theme.font()).family() == theme.font().family()
    theme.deleteLater()

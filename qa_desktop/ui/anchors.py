"""What each level of a scale means, with the one that counts standing out."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from qa_desktop.domain.answers import Value, chosen_option
from qa_desktop.domain.forms import Standard
from qa_desktop.ui import text
from qa_desktop.ui.theme import Theme


class Anchors(QLabel):
    """The levels of a standard that say what they mean, beside or below each other; hidden where none does."""

    def __init__(self, theme: Theme, between: str) -> None:
        super().__init__()
        self._theme = theme
        self._between = between
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setProperty("role", "small")

    def display(self, standard: Standard, value: Value | None) -> None:
        """Show the levels of a standard; the one that the value chooses is as dark as any text."""
        given = chosen_option(standard, value)
        parts = []
        for option in standard.options:
            if option.anchor:
                sentence = f"<b>{escape(option.id)}</b> – {escape(text.breakable(option.anchor))}"
                color = self._theme.tokens.text if option == given else self._theme.tokens.muted
                parts.append(f'<span style="color:{color}">{sentence}</span>')
        self.setText(self._between.join(parts))
        self.setVisible(bool(parts))

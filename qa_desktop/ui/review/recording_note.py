"""What is wrong with the recording or the sound, said where one listens, for as long as it is so."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy


class RecordingNote(QLabel):
    """Sentences about the file stay with the recording; the player's own line comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._of_file: tuple[str, ...] = ()
        self._of_player = ""
        self.hide()

    def clear(self) -> None:
        """Another recording: nothing is wrong with it yet."""
        self._of_file, self._of_player = (), ""
        self._draw()

    def about_file(self, sentences: Iterable[str]) -> None:
        """Say what is wrong with the file, beside what was said of it before."""
        self._of_file = (*self._of_file, *(each for each in sentences if each not in self._of_file))
        self._draw()

    def about_player(self, sentence: str) -> None:
        """Say what is wrong with playing; nothing when all is well again."""
        self._of_player = sentence
        self._draw()

    def _draw(self) -> None:
        told = (*self._of_file, self._of_player)
        words = "\n".join(dict.fromkeys(_sentence(each) for each in told if each))
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


def _sentence(words: str) -> str:
    """What a decoder says of a file, as it stands alone on a line."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"

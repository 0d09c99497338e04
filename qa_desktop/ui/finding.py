"""Finding in all interactions, in one window: the page, the looking, and opening at the turn."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.search import Hit
from qa_desktop.services import finding
from qa_desktop.ui.find_page import FindPage
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.theme import Theme


class Finding(QObject):
    """What the action does; `page` is to be shown by the window when `shown` says so, and left when the page is."""

    shown = Signal()

    def __init__(self, operations: Operations, review: ReviewScreen, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._operations = operations
        self._review = review
        self.page = FindPage(theme)
        self.page.wanted.connect(self._look)
        self.page.open_wanted.connect(self._open)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"find_all": self._begin}

    def _begin(self) -> None:
        if self._review.person is not None:
            self.shown.emit()
            self.page.begin()

    def _look(self, words: str, offset: int) -> None:
        person = self._review.person
        if person is not None:
            self._operations.read(
                lambda database: finding.find(database, person, words, offset=offset),
                self.page.show_findings,
                lambda sentence: self.page.show_failure(words, sentence),
            )

    def _open(self, hit: Hit) -> None:
        self.page.left.emit()
        self._review.open(hit.interaction.key, hit.place)

"""Pictures of every screen, drawn without a person: for the demo, the README and the self-test."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.calibration import LEADING
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import State
from qa_desktop.ui.calibration.new_session import NewSession
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.theme import Theme
from qa_desktop.ui.who_page import PERSON

PATIENCE_MS = 60_000


class Photographer:
    """Leads a window through its screens and saves what it shows."""

    def __init__(self, window: MainWindow, theme: Theme, folder: Path) -> None:
        self._window = window
        self._theme = theme
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, widget: QWidget | None = None) -> Path:
        """Save the window as it is now, or what is open over it."""
        settle()
        file = self._folder / f"{name}.png"
        if not (widget or self._window).grab().save(str(file)):
            raise OSError(f"the picture {file} cannot be written")
        return file

    def tour(self, tell: Callable[[str], None]) -> Iterator[Path]:
        """A picture of each screen: a call light and dark, the explainer, a chat, the keys, and who you are."""
        window = self._window
        review = window.review
        window.show()
        wait_until(lambda: bool(review.worklist.model.items), "the worklist")
        for name, channel in (("review-call", "call"), ("review-chat", "chat"), ("review-mail", "email")):
            self.open_first(channel)
            tell(f"drawing {name}")
            yield self.take(name)
        self.open_first("call")
        self._theme.choose("dark")
        yield self.take("review-call-dark")
        self._theme.choose("light")
        window.actions_by_id["explain"].trigger()
        yield self.take("explain-score")
        window.actions_by_id["explain"].trigger()
        yield from self._calibration()
        window.actions_by_id["keys"].trigger()
        yield self.take("keys")
        window.actions_by_id["keys"].trigger()
        window.actions_by_id["switch_person"].trigger()
        yield self.take("who-are-you")

    def _calibration(self) -> Iterator[Path]:
        """The room of the first session as its lead sees it, and how another is set up."""
        calibration, before = self._window.calibration, self._window.review.person
        people = [self._window.who.known.item(place).data(PERSON) for place in range(self._window.who.known.count())]
        self._be(next((each for each in people if each.role in LEADING), before))
        calibration.begin()
        wait_until(lambda: calibration.sessions.chosen is not None, "the sessions")
        chosen = calibration.sessions.chosen
        if chosen is not None:
            calibration.open(chosen.progress.session)
            wait_until(lambda: calibration.page.currentWidget() is calibration.room, "the calibration room")
            calibration.room.standards.setCurrentIndex(calibration.room.standards.standards.index(1))
            yield self.take("calibration-room")
        calibration.page.left.emit()
        self._window.actions_by_id["new_session"].trigger()
        wait_until(lambda: self._window.findChild(NewSession) is not None, "the new session")
        dialog = self._window.findChild(NewSession)
        if dialog is not None:
            dialog.random.click()
            dialog.more.click()
            yield self.take("new-session", dialog)
            dialog.reject()
        self._be(before)

    def _be(self, person: Person | None) -> None:
        """Let somebody else sit down."""
        if person is not None:
            self._window.who.chosen.emit(person.name, person.role)
            wait_until(lambda: self._window.review.person == person, "the other person")

    def open_first(self, channel: str) -> None:
        """Open an interaction of a channel, best one under way, and wait until its sound is drawn."""
        review = self._window.review
        found = [each for each in review.worklist.model.items if each.interaction.channel == channel]
        item = next((each for each in found if each.state is State.DRAFT), found[0])
        review.open(item.interaction.key)
        wait_until(lambda: review.interaction == item.interaction.key, "the interaction")
        if item.interaction.recording is not None:
            wait_until(lambda: review.sound.loaded and review.player.waveform.complete, "the waveform")
            review.sound.seek((item.interaction.duration or 0) * 0.4)
        if review.session.state is not None and review.session.state.answered:
            asked = [s.id for s in review.session.state.visible if review.session.state.is_answered(s)]
            review.form.go_to(asked[-1])


def settle() -> None:
    """Let everything that is due be drawn."""
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 100)
    loop = QEventLoop()
    QTimer.singleShot(250, loop.quit)
    loop.exec()


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Let the program run until something has happened; TimeoutError when it does not."""
    loop = QEventLoop()
    poll, end = QTimer(), QTimer()
    poll.timeout.connect(lambda: loop.quit() if true() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    poll.start(20)
    end.start(PATIENCE_MS)
    if not true():
        loop.exec()
    poll.stop()
    if not true():
        raise TimeoutError(f"{what} did not appear within {PATIENCE_MS // 1000} s")

"""The line at the foot of the window: who is here, what is saved, notices and remarks, the keys for the work."""

from uuid import UUID

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton

from qa_desktop.ui.elided import ElidedLabel
from qa_desktop.ui.messages import Notice
from qa_desktop.ui.saved_label import SavedLabel

REMARK_MS = 5000


class StatusLine(QStatusBar):
    """Everything beside each other, not over what is there already, as `showMessage` would put it."""

    def __init__(self) -> None:
        super().__init__()
        self.who, self.saved, self.work = QLabel(), SavedLabel(), QLabel()
        self.notice = Notice()
        self.remark, self.hint = ElidedLabel(), ElidedLabel()
        self._about: UUID | None = None
        self.stop = QToolButton()
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for label in (self.who, self.saved, self.work, self.stop):
            self.addWidget(label)
        self.addWidget(self.notice, 4)
        self.addWidget(self.remark, 1)
        self.addPermanentWidget(self.hint)
        self.setSizeGripEnabled(False)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(REMARK_MS)
        self._forget.timeout.connect(self._drop_remark)
        self.saved.failed.connect(self.notice.warn)
        self.saved.recovered.connect(self.notice.clear)
        self.notice.shown.connect(self._share_out)
        self.notice.closed.connect(self._share_out)
        self._share_out()

    def offer_stop(self, action: QAction, wanted: SignalInstance) -> None:
        """Offer an action beside what is being done, as long as it is wanted; else it cannot be used."""
        self.stop.setDefaultAction(action)
        for follow in (action.setEnabled, self.stop.setVisible):
            wanted.connect(follow)
            follow(False)

    def show_remark(self, words: str, about: UUID | None) -> None:
        """Say in passing what was or was not done with an interaction."""
        self.remark.setText(words)
        self._about = about
        self._forget.start()
        self._share_out()

    def keep_remark_about(self, interaction: UUID | None) -> None:
        """Drop the remark unless it is about what is being opened."""
        if self._about != interaction:
            self._drop_remark()

    def offer_hint(self, words: str) -> None:
        """Name the keys for the work, or none."""
        self.hint.setText(words)
        self._share_out()

    def _drop_remark(self) -> None:
        self.remark.setText("")
        self._share_out()

    def _share_out(self) -> None:
        """A notice has the room of the keys as long as it shows, and that of a remark where there is none."""
        free = self.notice.isHidden()
        self.hint.setVisible(bool(self.hint.text()) and free)
        self.remark.setVisible(free or bool(self.remark.text()))

"""The main window: menus, the notice, the screens, the status line; and the one block that wires them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qa_desktop import paths
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import people
from qa_desktop.ui import reports, words
from qa_desktop.ui.action_list import LEVEL_KEYS
from qa_desktop.ui.actions import Actions
from qa_desktop.ui.appearance import appearance
from qa_desktop.ui.calibration.retesting import Retesting
from qa_desktop.ui.calibration.setting_up import SettingUp
from qa_desktop.ui.calibration.tasks import CalibrationTasks
from qa_desktop.ui.clip_tasks import ClipTasks
from qa_desktop.ui.deleting import Deleting
from qa_desktop.ui.dropping import TakesFiles
from qa_desktop.ui.enabling import allowed_actions
from qa_desktop.ui.export_tasks import ExportTasks
from qa_desktop.ui.file_tasks import FileTasks
from qa_desktop.ui.finding import Finding
from qa_desktop.ui.frame import USUAL_SIZE
from qa_desktop.ui.hands_free import HandsFree
from qa_desktop.ui.joining import Joining
from qa_desktop.ui.keys_sheet import KeysSheet
from qa_desktop.ui.mapping.tasks import MappingTasks
from qa_desktop.ui.messages import show_about
from qa_desktop.ui.opener import Opener
from qa_desktop.ui.opening_page import OpeningPage
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.privacy_tasks import PrivacyTasks
from qa_desktop.ui.protecting import Protecting
from qa_desktop.ui.redaction_tasks import RedactionTasks
from qa_desktop.ui.report_page import ReportPage
from qa_desktop.ui.review.commands import commands, tell_switched
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.safekeeping import Safekeeping
from qa_desktop.ui.setting_controls import switch_by
from qa_desktop.ui.settings_page import SettingsPage
from qa_desktop.ui.sharing_tasks import SharingTasks
from qa_desktop.ui.status_line import StatusLine
from qa_desktop.ui.theme import Theme
from qa_desktop.ui.watch_tasks import WatchTasks
from qa_desktop.ui.who_page import WhoPage


class MainWindow(TakesFiles):
    """One window; `ready` says that the worklist is there."""

    ready = Signal()

    def __init__(
        self, operations: Operations, preferences: Preferences, theme: Theme, opener: Opener, person: str = ""
    ) -> None:
        super().__init__()
        for own in (preferences, opener):
            own.setParent(self)  # whoever listens to them is let go with the window
        self._operations = operations
        self._preferences = preferences
        self.theme = theme
        self._opener = opener
        self._asked_person = person
        self._forsaken = self._name_wanted = self._painted = False
        self.setWindowTitle("QA Desktop")
        self.setWindowIcon(QIcon(str(paths.resources() / "icons" / "qa-desktop.svg")))
        self.actions_by_id = Actions(self, preferences.settings.keys)
        self.actions_by_id.fill(self.menuBar())
        self.sound = Sound(preferences, self)
        self.review = ReviewScreen(operations, preferences, theme, self.sound, self.actions_by_id.key)
        self.who = WhoPage(theme)
        self.keys_sheet = KeysSheet(self.actions_by_id)
        self.report = ReportPage()
        self.settings_page = SettingsPage(preferences, theme, self.sound)
        self.files = FileTasks(operations, self, preferences)
        self.exporting = ExportTasks(operations, lambda: self.review.person, self)
        self.mapping = MappingTasks(operations, self.files, lambda: self.review.person, theme, self)
        self.watching = WatchTasks(operations, preferences, self.files, lambda: self.review.person, self)
        self.clips = ClipTasks(operations, self.review, self)
        self.redactions = RedactionTasks(operations, self.review, self)
        self.finding = Finding(operations, self.review, theme, self)
        self.calibration = CalibrationTasks(
            operations, lambda: self.review.person, lambda: Sound(preferences, self), theme, self
        )
        self.setting_up = SettingUp(operations, self.review, self)
        self.retesting = Retesting(operations, lambda: self.review.person, theme, self)
        self.sharing = SharingTasks(operations, preferences, self)
        self.safekeeping = Safekeeping(operations, preferences, self)
        self.privacy = PrivacyTasks(operations, preferences, self.review, self.sharing, self)
        self.protecting = Protecting(operations, opener, self)
        self.deleting, self.joining = Deleting(operations, self.review, self), Joining(operations, self.review, self)
        self.hands_free = HandsFree(self, self.actions_by_id, self.review, preferences)
        self.status = StatusLine()
        self.notice = self.status.notice
        self._pages = QStackedWidget()
        self._opening = OpeningPage()
        self._beside = (  # what Escape leaves
            *(self.who, self.report, self.settings_page, self.hands_free.page, self.finding.page, self.retesting.page),
            *(self.safekeeping.page, self.privacy.page, self.protecting.page, self.calibration.page, self.mapping.page),
        )
        for page in (self._opening, self.review, self.keys_sheet, *self._beside):
            self._pages.addWidget(page)
        self._pages.currentChanged.connect(self._enable)
        self._lay_out()
        self._wire()
        self._wire_actions()
        self._resize()
        self._enable()
        if not (person or preferences.settings.person):  # nobody to look for: the name is asked for at once
            self._ask_name()

    # --- building -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.hands_free.band)
        column.addWidget(self._pages)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        for label in (self.watching.label, self.sharing.label):
            self.status.addPermanentWidget(label)

    def _resize(self) -> None:
        wanted = self._preferences.settings.window
        self.resize(*(wanted if len(wanted) == 2 else USUAL_SIZE))

    def _wire(self) -> None:
        review, files = self.review, self.files
        for remark in (review.remark, review.note, self.redactions.remark, self.hands_free.told):
            remark.connect(self._show_remark)
        review.told.connect(self.notice.tell)
        for failed in (review.failed, self._preferences.failed, self._operations.failed):
            failed.connect(self.notice.warn)
        self._opener.attach(self._opening, self)
        self._opener.found.connect(self._found)
        self._opener.failed.connect(self._not_opened)
        self.ready.connect(self._opener.greet)
        self.ready.connect(self.watching.begin)
        review.submitted.connect(self._tell_submitted)
        review.session.saving.connect(self.status.saved.display)
        others = (review.session.undo_stack.indexChanged, self.calibration.moved, self.actions_by_id.keys_changed)
        for moved in (review.session.opened, review.session.changed, *others):
            moved.connect(self._enable)
        review.session.opened.connect(lambda _: self.actions_by_id["explain"].setChecked(False))
        review.session.opened.connect(lambda _: self.status.keep_remark_about(review.interaction))
        review.worklist.import_wanted.connect(lambda: files.choose_files(review.person))
        review.worklist.demo_wanted.connect(files.load_demo)
        review.form.foot.submit.clicked.connect(review.submit)
        review.form.foot.explain.clicked.connect(lambda: self.actions_by_id["explain"].trigger())
        review.explainer.close_button.clicked.connect(lambda: self.actions_by_id["explain"].trigger())
        self.who.chosen.connect(self._introduce)
        self.who.name.textEdited.connect(lambda _: self.notice.clear())
        self.files_dropped.connect(self._import)
        files.reopen.connect(lambda _: review.reload())
        files.added.connect(review.worklist.open_new)
        self.status.offer_stop(self.actions_by_id["stop_import"], files.importing)
        for reporting in (files, self.exporting, self.sharing):
            reporting.kept.connect(self._keep_report)
            reporting.reported.connect(self._show_report)
        self.report.mapping_wanted.connect(self.mapping.begin)
        self.report.answered.connect(lambda answers: files.import_answered(answers, review.person))
        self.settings_page.wanted.connect(lambda action: self.actions_by_id[action].trigger())
        for busy in (files, self.exporting, self.clips, self.safekeeping, self.privacy, self.calibration.reading):
            busy.working.connect(self.status.work.setText)
        for page in self._beside[1:]:
            page.left.connect(self._come_back)
        paged = (self.finding, self.safekeeping, self.privacy, self.protecting, self.calibration, self.retesting)
        for shown in (*paged, self.mapping):
            shown.shown.connect(lambda page=shown.page: self._pages.setCurrentWidget(page))
        self.safekeeping.restored.connect(self._opener.again)
        self.safekeeping.restored.connect(review.reload)
        for gone in (self.privacy.erased, self.deleting.changed):
            gone.connect(review.reopen)
        self.safekeeping.team_wanted.connect(self.sharing.choose)
        self.safekeeping.move_wanted.connect(self._opener.move_to)
        self.calibration.export_wanted.connect(self.exporting.export)
        self.calibration.sessions.wanted.connect(lambda action: self.actions_by_id[action].trigger())
        self._opener.found.connect(lambda _: self.sharing.begin())
        review.submitted.connect(lambda _: self.sharing.share_soon())
        speaking = (self.clips, self.redactions, self.sharing, self.safekeeping, self.privacy, self.deleting)
        importing = (files, self.exporting, self.joining, self.mapping, self.watching)
        for tasks in (*speaking, *importing, self.calibration, self.setting_up, self.retesting, self._opener):
            tasks.told.connect(self.notice.tell)
            tasks.refused.connect(self.notice.warn)
        self.hands_free.follow(self.notice)

    def _wire_actions(self) -> None:
        review, files, keys = self.review, self.files, self.review.keys
        tasks = (
            *(self.hands_free, self.clips, self.redactions, self.finding, self.sharing),
            *(self.safekeeping, self.privacy, self.protecting, self.deleting, self.calibration),
            *(self.setting_up, self.retesting, self.mapping, self.joining, self.watching, self.exporting),
        )
        handlers = {
            **commands(self.review),
            **{name: run for each in tasks for name, run in each.commands.items()},
            **files.commands_for(review),
            "last_report": lambda: self._show_report(self.report.report),
            "switch_person": self._ask_who,
            "quit": lambda: self.window().close(),
            **appearance(self.theme, self._preferences),
            "settings": self._show_settings,
            "change_keys": self._change_keys,
            "about": lambda: show_about(self),
        }
        for action_id, handler in handlers.items():
            self.actions_by_id[action_id].triggered.connect(lambda _=False, run=handler: run())
        for name in ("skip_silence", "skip_hold", "levelling"):
            action = self.actions_by_id[name]
            switch_by(action, self._preferences, name)
            action.triggered.connect(lambda on, name=name: tell_switched(review, name, on))
        review.player.bind(self.actions_by_id)
        self.actions_by_id["explain"].toggled.connect(self._explain)
        self.actions_by_id["keys"].toggled.connect(self._show_keys)
        for key, action in zip(LEVEL_KEYS, self.actions_by_id.levels, strict=True):
            action.triggered.connect(lambda _=False, key=key: keys.press(key))

    # --- beginning and ending -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """What takes time begins when there is something to look at."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        """Open the database, and find out who is here."""
        self._opener.begin(self._asked_person or self._preferences.settings.person)

    def _not_opened(self, sentence: str, address: str) -> None:
        self._pages.setCurrentWidget(self._opening)
        (self._opening.ask if self._opener.is_locked else self._opening.give_up)(sentence, address)
        self._enable()

    def _found(self, found: tuple[tuple[Person, ...], Person | None]) -> None:
        known, person = found
        self._enable()
        self.who.offer(known, self._asked_person)
        if self.review.person is not None:  # who typed a name before the database was open is here already
            return
        if person is not None:
            self._be(person)
        elif self._asked_person:
            self._introduce(self._asked_person, PersonRole.REVIEWER)
        elif self._pages.currentWidget() is not self.who:
            self._ask_name()

    def _ask_name(self) -> None:
        self._name_wanted = True
        self._pages.setCurrentWidget(self.who)
        self.who.begin()

    def _introduce(self, name: str, role: PersonRole) -> None:
        now = datetime.now().astimezone()
        self._operations.write(
            lambda database: people.introduce(database, name, role, now),
            lambda result: self._be(result[0]),
            self._not_introduced,
        )

    def _not_introduced(self, sentence: str) -> None:
        if not self._opener.has_failed:
            self._ask_name()
            self.notice.warn(sentence)

    def _be(self, person: Person) -> None:
        if not self._asked_person:
            self._preferences.change(person=person.name)
        self.status.who.setText(f"{words.person_role(person.role)}: {person.name}")
        self._pages.setCurrentWidget(self.review)
        self.notice.clear()
        self.review.worklist.show_loading()
        self.review.be(person)
        self.takes_files = True
        self._enable()
        QTimer.singleShot(0, self.sound.warm_up)
        self.ready.emit()

    def _import(self, files: Sequence[Path]) -> None:
        if self.review.person is not None and not self.calibration.reading.offer(files):
            self.files.import_paths(files, self.review.person)

    def _ask_who(self) -> None:
        self.review.session.save_now()
        self._operations.read(people.everybody, lambda known: self.who.offer(known))
        self._asked_person = ""
        self._ask_name()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is unsaved, then end every thread; what can be saved nowhere keeps the window open."""
        try:
            self.review.session.put_away()
        except InputError as error:
            if not self._forsaken:
                event.ignore()
                self.notice.warn(str(error), [(self.tr("Close without saving"), self._forsake)])
                return
        if not self._asked_person:  # a visit under another name leaves no trace in the settings
            window = self.window()
            enlarged = window.isMaximized() or window.isFullScreen()
            size = window.normalGeometry().size() if enlarged else window.size()
            self._preferences.change(window=[size.width(), size.height()])
        self._preferences.flush()
        self.hands_free.close()
        for working in (self.sharing, self.watching, self.calibration):
            working.close()
        self.sound.shutdown()
        self._operations.close()
        super().closeEvent(event)

    def _forsake(self) -> None:
        self._forsaken = True
        self.window().close()

    # --- showing --------------------------------------------------------------------------------------------------

    def _enable(self, _: object = None) -> None:
        session = self.review.session
        shown = self._pages.currentWidget() is self.review  # no key may act on what cannot be seen
        state = session.state if shown else None
        self.status.offer_hint(self.hands_free.hint() if shown else self.calibration.hint())
        allowed = allowed_actions(session, shown, self._opener.has_failed)
        allowed["last_report"] = self.report.report is not None and self.review.person is not None
        for action_id, on in allowed.items():
            self.actions_by_id[action_id].setEnabled(on)
        for action in self.actions_by_id.levels:
            action.setEnabled(state is not None)

    def _tell_submitted(self, revision: Revision) -> None:
        """Name the call and its score, for the next one is shown already."""
        review, state = self.review.session.review, self.review.session.state
        if review is not None and state is not None:
            self.notice.tell(reports.of_submission(review.interaction, state.score, revision.number))

    def _show_remark(self, words: str) -> None:
        self.status.show_remark(words, self.review.interaction)

    def _explain(self, on: bool) -> None:
        self.review.form.foot.explain.setChecked(on)
        self.review.explain(on)

    def _show_keys(self, on: bool) -> None:
        if on:
            self.keys_sheet.display(self._pages.size())
            self._pages.setCurrentWidget(self.keys_sheet)
            self.keys_sheet.setFocus()
        else:
            self._come_back()

    def _keep_report(self, report: reports.Report) -> None:
        self.report.display(report)
        self._enable()

    def _show_report(self, report: reports.Report | None) -> None:
        if report is not None:
            self.report.display(report)
            self._pages.setCurrentWidget(self.report)
            self.report.setFocus()

    def _show_settings(self) -> None:
        self._pages.setCurrentWidget(self.settings_page)
        self.settings_page.begin()

    def _change_keys(self) -> None:
        self._pages.setCurrentWidget(self.hands_free.page)
        self.hands_free.page.begin()

    def _come_back(self) -> None:
        """Go back to the work, or to what has to be done first."""
        if self.review.person:
            self._pages.setCurrentWidget(self.review)
            self.review.form.focus_current()
        elif self._name_wanted and not self._opener.has_failed:
            self._ask_name()
        else:
            self._pages.setCurrentWidget(self._opening)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the page that is not work, or takes the notice away."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.actions_by_id["keys"].isChecked():
            self.actions_by_id["keys"].setChecked(False)
        elif self._pages.currentWidget() in self._beside:
            self._come_back()
        else:
            self.notice.clear()

"""Writing a calibration session: asks which and where to, then writes workbook, table or page in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.people import Person
from qa_desktop.services import calibrating
from qa_desktop.services.ports import Database
from qa_desktop.ui import reports
from qa_desktop.ui.dialogs import ChooseSession, file_dialog
from qa_desktop.ui.messages import Action
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.reports import Report
from qa_desktop.ui.tasks import ReportingTasks

if TYPE_CHECKING:
    from qa_desktop.exports.calibration_workbook import WorkbookReport


_ENDINGS = (".xlsx", ".csv", ".pdf")
LONGEST_NAME = 60
"""File names of more bytes than 255 are refused, and a sign may have four."""


def _dated(material: CalibrationMaterial) -> datetime:
    """The day that a file bears."""
    return material.session.dated or datetime.now().astimezone()


def _file_name(session: CalibrationSession) -> str:
    """A name that every system takes, of what the session is called."""
    kept = "".join(sign if sign.isalnum() or sign in "-_" else " " for sign in session.name)
    return " ".join(kept.split())[:LONGEST_NAME].strip() or "calibration"


class ExportTasks(ReportingTasks):
    """Exports sessions."""

    def __init__(self, operations: Operations, person: Callable[[], Person | None], window: QWidget) -> None:
        super().__init__(operations, window)
        self._person = person

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """What its actions do."""
        return {"export_calibration": self._export_any}

    def _export_any(self) -> None:
        """Ask which session and where to, then write its workbook."""
        person = self._person()
        if person is None:
            return

        def ask(sessions: Sequence[CalibrationSession]) -> None:
            if not sessions:
                sentence = self.tr("There is no calibration session yet; set one up in the Calibration menu.")
                self.refused.emit(sentence, ())
            elif len(sessions) == 1 or all(session.hidden for session in sessions):
                self._check_export(sessions[0], person)
            else:
                dialog = ChooseSession(sessions, self._window)
                dialog.made.connect(lambda session: self._check_export(session, person))
                dialog.open()

        self._operations.read(calibrating.sessions, ask)

    def export(self, session: CalibrationSession) -> None:
        """Ask where to, then write the workbook of a session."""
        person = self._person()
        if person is not None:
            self._check_export(session, person)

    def _check_export(self, session: CalibrationSession, person: Person) -> None:
        """The workbook shows the marks of all: nobody sees them who has still to score."""

        self._operations.read(
            lambda database: calibrating.comparison(database, session, person),
            lambda _: self._ask_target(session, person),
            lambda sentence: self.refused.emit(sentence, ()),
        )

    def _ask_target(self, session: CalibrationSession, person: Person) -> None:
        dialog = file_dialog(self.tr("Export calibration"), self._window)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = {
            self.tr("Excel workbook") + " (*.xlsx)": "xlsx",
            self.tr("Answers as a table") + " (*.csv)": "csv",
            self.tr("Summary on one page") + " (*.pdf)": "pdf",
        }
        dialog.setNameFilters([*filters])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
        dialog.selectFile(_file_name(session) + ".xlsx")
        dialog.filesSelected.connect(lambda names: self._write(session, person, self._named(dialog, Path(names[0]))))
        dialog.open()

    def _named(self, dialog: QFileDialog, target: Path) -> Path | None:
        """What was typed, with the ending of what was chosen where it has none of its own; None if that is there."""
        if target.suffix.lower() in _ENDINGS:
            return target
        whole = target.with_name(f"{target.name}.{dialog.defaultSuffix()}")  # of “Week 2.5” the system takes .5 for one
        if not whole.exists():
            return whole
        self.refused.emit(self.tr("“{0}” is there already: choose another name.").format(whole.name), ())
        return None

    def _write(self, session: CalibrationSession, person: Person, target: Path | None) -> None:
        if target is not None:
            write = {".csv": self._write_answers, ".pdf": self._write_summary}
            write.get(target.suffix.lower(), self._write_workbook)(session, person, target)

    def _write_answers(self, session: CalibrationSession, person: Person, target: Path) -> None:
        def run(database: Database) -> None:
            from qa_desktop.exports.calibration_csv import write_answers

            material = calibrating.comparison(database, session, person)
            write_answers(material, target, _dated(material))

        self._long(run, target, self._again(session, person))

    def _write_summary(self, session: CalibrationSession, person: Person, target: Path) -> None:
        def run(database: Database) -> None:
            from qa_desktop.ui.summary_pdf import write_summary

            material = calibrating.comparison(database, session, person)
            write_summary(material, target, _dated(material), calibrating.earlier(database, session, person))

        self._long(run, target, self._again(session, person))

    def _again(self, session: CalibrationSession, person: Person) -> Callable[[str], None]:
        """Tells why nothing was written, and offers to choose another place for it."""

        def failed(sentence: str) -> None:
            self.working.emit("")
            self.refused.emit(sentence, ((self.tr("Export again…"), lambda: self._ask_target(session, person)),))

        return failed

    def _long(self, run: Callable[[Database], None], target: Path, failed: Callable[[str], None]) -> None:
        def done(_: object) -> None:
            self.working.emit("")
            self.told.emit(self.tr("Written to {0}.").format(target.name), (self._open_action(target),))

        self.working.emit(self.tr("Writing {0}…").format(target.name))
        self._operations.long(run, done, failed)

    def _open_action(self, target: Path) -> Action:
        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))

        return self.tr("Open"), show

    def _write_workbook(self, session: CalibrationSession, person: Person, target: Path) -> None:
        stopped = threading.Event()

        def told(share: float) -> bool:
            self._progress.emit(self.tr("Writing the workbook: {0} %").format(round(100 * share)))
            return not (stopped.is_set() or self._operations.stopping.is_set())

        def run(database: Database) -> WorkbookReport:
            from qa_desktop.exports.calibration_workbook import write_calibration

            material = calibrating.comparison(database, session, person)
            earlier = calibrating.earlier(database, session, person)
            return write_calibration(material, target, _dated(material), earlier, told)

        def done(written: WorkbookReport) -> None:
            self.working.emit("")
            report = reports.of_workbook(target.name, written.left_out)
            self.kept.emit(report)
            actions = self._show_actions(report)
            self.told.emit(report.line, (*actions, self._open_action(target)))

        self.working.emit(self.tr("Writing the workbook…"))
        self.told.emit(self.tr("Writing {0}…").format(target.name), ((self.tr("Stop"), stopped.set),))
        self._operations.long(run, done, self._again(session, person))

    def _show_actions(self, report: Report) -> tuple[Action, ...]:
        return ((self.tr("Show"), lambda: self.reported.emit(report)),) if report.worth_reading else ()

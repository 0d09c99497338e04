"""The page of personal data: what is held about one person or for too long, written down for them, erased."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QSpinBox, QWidget

from qa_desktop.domain.interactions import Interaction
from qa_desktop.services.leftovers import Leftovers
from qa_desktop.services.privacy import Preview
from qa_desktop.ui.setting_controls import LEFT
from qa_desktop.ui.sheet import row_of, sheet_on, words

CUSTOMER, AGENT, AGE = "customer", "agent", "age"
NAMED = 8
"""Files that are named; more are counted."""


class PrivacyPage(QWidget):
    """Says what is wanted: `look_wanted` carries whose data and the words typed (an age such as `24m`).

    `erase_wanted` carries the preview, the reason and whether recordings go too; `export_wanted` the preview;
    `prune_wanted` that what is left in backups and packages is to go as well.
    """

    look_wanted = Signal(str, str)
    erase_wanted = Signal(object, str, bool)
    export_wanted = Signal(object)
    prune_wanted = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._leftovers = Leftovers()
        self.whose, self.who = QComboBox(), QLineEdit()
        self.number, self.unit = QSpinBox(), QComboBox()
        self.look = QPushButton(self.tr("Show what is held"))
        self.told, self.rest = words(), words(role="muted")
        self.list = QListWidget()
        self.why, self.recordings = QLineEdit(), QCheckBox(self.tr("Delete the files of the recordings, too"))
        self.erase = QPushButton(self.tr("Erase for good"))
        self.export = QPushButton(self.tr("Write it down for them…"))
        self.prune = QPushButton(self.tr("Take it away there, too"))
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self._fill()
        self._lay_out()
        self._connect()
        self.forget()

    # --- building -------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        for text, kind in (
            (self.tr("A customer"), CUSTOMER),
            (self.tr("An agent"), AGENT),
            (self.tr("What is older than"), AGE),
        ):
            self.whose.addItem(text, kind)
        for text, unit in ((self.tr("days"), "d"), (self.tr("months"), "m"), (self.tr("years"), "y")):
            self.unit.addItem(text, unit)
        self.number.setRange(1, 9999)
        self.number.lineEdit().setTextMargins(LEFT, 0, 0, 0)
        self.who.setClearButtonEnabled(True)
        self.who.setMaxLength(200)
        self.why.setMaxLength(200)
        self.why.setPlaceholderText(self.tr("Why? It stays on record: the number of the request, the rule"))
        for widget, name in (
            (self.whose, self.tr("Whose data")),
            (self.number, self.tr("Age")),
            (self.unit, self.tr("Unit of the age")),
            (self.list, self.tr("Interactions that are meant")),
            (self.why, self.tr("Why it is erased")),
        ):
            widget.setAccessibleName(name)
        self.look.setProperty("primary", True)

    def _lay_out(self) -> None:
        column = sheet_on(self, QLabel(self.tr("Personal data")))
        column.addWidget(
            words(
                self.tr(
                    "See what is held about one customer or agent, or has been held for too long; write it down for "
                    "them, or erase it for good. Erasing leaves when and how long it was, by which channel, and the "
                    "marks without their comments."
                ),
                "muted",
            )
        )
        asked = row_of(self.whose, self.number, self.unit)
        asked.insertWidget(1, self.who, 3)
        asked.insertWidget(asked.count() - 1, self.look)
        column.addLayout(asked)
        column.addWidget(self.told)
        column.addWidget(self.list, 1)
        column.addStretch(0)  # takes the room while there is no list
        column.addWidget(self.recordings)
        column.addWidget(self.why)
        column.addLayout(row_of(self.erase, self.export))
        column.addSpacing(8)
        column.addWidget(self.rest)
        column.addLayout(row_of(self.prune, self.back))

    def _connect(self) -> None:
        self.whose.currentIndexChanged.connect(lambda _: self._ask())
        self.who.textChanged.connect(lambda _: self.forget())
        self.number.valueChanged.connect(lambda _: self.forget())
        self.unit.currentIndexChanged.connect(lambda _: self.forget())
        self.who.returnPressed.connect(self._look)
        self.look.clicked.connect(self._look)
        self.why.textChanged.connect(lambda _: self._enable())
        self.erase.clicked.connect(self._erase)
        self.export.clicked.connect(lambda: self.export_wanted.emit(self._preview))
        self.prune.clicked.connect(lambda: self.prune_wanted.emit(self._leftovers))
        self.back.clicked.connect(self.left)
        for button in (self.look, self.erase, self.export, self.prune, self.back):
            button.setAutoDefault(True)
        self._ask()

    # --- showing --------------------------------------------------------------------------------------------------

    def begin(self, rule: str) -> None:
        """Give the keyboard to the question; `rule` is the age that was asked for last."""
        self.setEnabled(True)
        if rule[:-1].isdecimal():
            self.number.setValue(int(rule[:-1]))
            self.unit.setCurrentIndex(max(self.unit.findData(rule[-1]), 0))
        self.why.clear()
        self.forget()
        (self.who if self.who.isVisibleTo(self) else self.whose).setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why nothing can be done here: all but leaving is off."""
        self.forget()
        self.told.setText(sentence)
        for widget in (self.whose, self.who, self.number, self.unit, self.look, self.why, self.recordings):
            widget.setEnabled(False)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self, sentence: str) -> None:
        """Say what is being done; nothing can be asked for meanwhile."""
        self.told.setText(sentence)
        for button in (self.look, self.erase, self.export, self.prune):
            button.setEnabled(False)

    def display(self, preview: Preview) -> None:
        """Show what is held."""
        self._preview = preview
        self.list.clear()
        self.list.addItems([_line(each) for each in preview.interactions])
        counts = preview.holding.counts
        self.told.setText(self._summary(preview) if counts["interactions"] else self.tr("Nothing is held."))
        self.recordings.setVisible(bool(preview.files))
        self.recordings.setText(
            self.tr("Delete the {0} files of recordings on this computer, too").format(len(preview.files))
        )
        self._enable()
        if counts["interactions"]:
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rest(self, found: Leftovers) -> None:
        """Say where what was erased can still be read, and offer to take it away there."""
        self._leftovers = found
        told = []
        if found.backups:
            names = _named(found.backups)
            told.append(self.tr("Backups that still hold what was erased: {0}").format(names))
        if found.packages:
            told.append(
                self.tr("{0} packages in the team folder still hold it; each device cleans its own.").format(
                    len(found.packages)
                )
            )
        if found.closed:
            told.append(self.tr("Backups that cannot be looked into: {0}").format(_named(found.closed)))
        if not found.empty:
            told.append(self.tr("Taking it away makes a new backup, deletes these, and cleans the packages."))
        self.rest.setText("\n".join(told))
        self.rest.setVisible(bool(told))
        self.prune.setVisible(not found.empty)
        self.prune.setEnabled(True)

    def forget(self) -> None:
        """What was shown is no longer what is asked for."""
        self._preview = None
        self.list.clear()
        self.told.setText("")
        self.recordings.setVisible(False)
        self.recordings.setChecked(False)
        for widget in (self.whose, self.who, self.number, self.unit, self.why, self.recordings):
            widget.setEnabled(True)
        self._enable()

    def _enable(self) -> None:
        is_any = self._preview is not None and bool(self._preview.holding.interactions)
        self.look.setEnabled(True)
        self.export.setEnabled(is_any)
        self.erase.setEnabled(is_any and bool(self.why.text().strip()))
        for widget in (self.list, self.why, self.erase, self.export):
            widget.setVisible(is_any)

    def _ask(self) -> None:
        is_age = self.whose.currentData() == AGE
        self.who.setVisible(not is_age)
        self.number.setVisible(is_age)
        self.unit.setVisible(is_age)
        reference, name = self.tr("The customer's reference, whole"), self.tr("The agent's name or number, whole")
        asked = reference if self.whose.currentData() == CUSTOMER else name
        self.who.setPlaceholderText(asked)
        self.who.setAccessibleName(asked)
        self.forget()

    def _look(self) -> None:
        kind = self.whose.currentData()
        typed = f"{self.number.value()}{self.unit.currentData()}" if kind == AGE else self.who.text().strip()
        if typed:
            self.wait(self.tr("Looking…"))
            self.look_wanted.emit(kind, typed)
        else:
            self.told.setText(self.tr("Type whose data are meant first."))
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def _erase(self) -> None:
        self.erase_wanted.emit(self._preview, self.why.text(), self.recordings.isChecked())

    def _summary(self, preview: Preview) -> str:
        counts = preview.holding.counts
        told = [
            self.tr("interactions {0}").format(counts["interactions"]),
            self.tr("transcripts {0}").format(counts["transcripts"]),
            self.tr("recordings {0}").format(counts["recordings"]),
            self.tr("evaluations {0}").format(counts["evaluations"]),
            self.tr("drafts {0}").format(counts["drafts"]),
        ]
        words = self.tr("Held now, and gone once it is erased: {0}.").format(", ".join(told))
        shown = len(preview.interactions)
        if shown < counts["interactions"]:
            words += " " + self.tr("The first {0} are listed.").format(shown)
        return words


def _line(interaction: Interaction) -> str:
    agent = interaction.agent.name if interaction.agent else ""
    at = _when(interaction.started_at) if interaction.started_at else ""
    parts = (interaction.external_id, at, agent, interaction.queue, interaction.customer_reference)
    return "  ·  ".join(part for part in parts if part)


def _named(files: tuple[Path, ...]) -> str:
    more = f" +{len(files) - NAMED}" if len(files) > NAMED else ""
    return ", ".join(file.name for file in files[:NAMED]) + more


def _when(moment: datetime) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(moment.timestamp())), QLocale.FormatType.ShortFormat)

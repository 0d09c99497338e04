"""What a calibration session may say beside who scores what: tolerances, targets, standards, how it goes on."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLabel, QListWidget, QListWidgetItem, QWidget

from qa_desktop.domain.calibration import USUAL, Settings, Terms
from qa_desktop.domain.forms import Form
from qa_desktop.ui.dialogs import DATA
from qa_desktop.ui.typed import Complaint, TypedField, first_wrong, number, whole

MOST_LEVELS = 10
MOST_DAYS = 3650


class TermsPanel(QFrame):
    """Each field begins with what is usual."""

    def __init__(self) -> None:
        super().__init__()
        share, usual = number(0, 100), USUAL
        points, levels, days = self.tr("points"), self.tr("levels"), self.tr("days")
        foundation, finesse = (f"{100 * each:g}" for each in (usual.foundation_target, usual.finesse_target))
        self.points = TypedField(self.tr("Totals may be off, points"), share, f"{usual.points:g}", unit=points)
        self.levels = TypedField(
            self.tr("Finesse may be off, levels"), whole(0, MOST_LEVELS), str(usual.rating), unit=levels
        )
        self.foundation = TypedField(self.tr("Target of foundation, percent"), share, foundation, unit="%")
        self.finesse = TypedField(self.tr("Target of finesse, percent"), share, finesse, unit="%")
        self.every = TypedField(
            self.tr("Again after, days"), whole(1, MOST_DAYS, 0), hint=self.tr("not again"), unit=days
        )
        self.hide_agent = QCheckBox(self.tr("Hide the agent's name"))
        self.unsealed = QCheckBox(self.tr("Without a seal: compare the ordinary evaluations"))
        self.standards = QListWidget()
        self.standards.setAccessibleName(self.tr("Standards that are asked"))
        self.lack = Complaint()
        self._lay_out()
        self.standards.itemChanged.connect(lambda _: self.lack.tell("", self.standards))

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        for label, field in (
            (self.tr("Totals may be off"), self.points),
            (self.tr("Finesse may be off"), self.levels),
            (self.tr("Foundation, target"), self.foundation),
            (self.tr("Finesse, target"), self.finesse),
            (self.tr("Again after"), self.every),
        ):
            form.addRow(label, field)
        form.addRow(self.hide_agent)
        form.addRow(self.unsealed)
        form.addRow(QLabel(self.tr("Standards that are asked, and what they depend on")))
        form.addRow(self.standards)
        form.addRow(self.lack)

    def suit(self, form: Form | None) -> None:
        """Offer the standards of a form, all of them ticked."""
        self.standards.clear()
        for standard in form.standards if form else ():
            item = QListWidgetItem(standard.text)
            item.setToolTip(standard.text)
            item.setData(DATA, standard.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.standards.addItem(item)

    def first_wrong(self, due: date | None) -> QWidget | None:
        """The first field that keeps the terms from being met; what is amiss is said beside it."""
        wrong = first_wrong((self.points, self.levels, self.foundation, self.finesse, self.every))
        if wrong is not None:
            return wrong
        if self.every.value and due is None:
            self.every.complain(self.tr("Give the session a due date: the next one is due so many days later."))
            return self.every
        if self.standards.count() and not self._asked():
            self.lack.tell(self.tr("Tick at least one standard."), self.standards)
            return self.standards
        return None

    def terms(self, due: date | None) -> Terms:
        """The terms that are described; raises InputError where something is wrong."""
        asked = self._asked()
        every_standard = len(asked) == self.standards.count()
        targets = self.foundation.value / 100, self.finesse.value / 100
        return Terms(
            sealed=not self.unsealed.isChecked(),
            due=due,
            settings=Settings(self.levels.value, self.points.value, *targets),
            standards=() if every_standard else asked,
            agent_hidden=self.hide_agent.isChecked(),
            every_days=self.every.value,
        )

    def _asked(self) -> tuple[str, ...]:
        items = (self.standards.item(row) for row in range(self.standards.count()))
        return tuple(item.data(DATA) for item in items if item.checkState() is Qt.CheckState.Checked)

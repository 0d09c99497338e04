"""The head of the calibration room: which session it is, and what may be done with the whole of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.ui.elided import ElidedLabel


class RoomHead(QWidget):
    """A line; what is wanted of the session is told by signals."""

    export_wanted = Signal()
    reading_wanted = Signal()
    close_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.facts = ElidedLabel(), ElidedLabel()
        self.title.setProperty("role", "title")
        self.facts.setProperty("role", "muted")
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the name comes first
        self.export = QPushButton(self.tr("Export workbook"))
        self.read = QPushButton(self.tr("Read workbook back"))
        self.end = QPushButton(self.tr("Close the session"))
        self.back = QPushButton(self.tr("Sessions (Esc)"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.title)
        line.addWidget(self.facts, 1)
        for button, wanted in (
            (self.export, self.export_wanted),
            (self.read, self.reading_wanted),
            (self.end, self.close_wanted),
            (self.back, self.left),
        ):
            line.addWidget(button)
            button.clicked.connect(wanted)

    def display(self, material: CalibrationMaterial, editable: bool) -> None:
        """Name the session; only while it is `editable` may it be closed, or a workbook be read back."""
        session = material.session
        self.title.setText(session.name)
        gauge = self.tr("gauge {0}").format(material.gauge.name) if material.gauge else self.tr("no gauge")
        facts = [
            material.form.label,
            self.tr("{0} interactions").format(len(material.interactions)),
            self.tr("{0} people, {1}").format(len(material.people), gauge),
        ]
        if material.unfinished:
            names = dict.fromkeys(person.name for _, person in material.unfinished)
            facts.append(self.tr("not finished: {0}").format(", ".join(names)))
        if session.closed_at is not None:
            facts.append(self.tr("closed"))
        self.facts.setText(" · ".join(facts))
        for button in (self.read, self.end):
            button.setVisible(editable)

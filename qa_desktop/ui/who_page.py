"""Who you are: asked once at the first start, and again when somebody else sits down."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.ui.theme import Theme


class WhoPage(QWidget):
    """A name and a role; Enter goes on."""

    chosen = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._people: dict[str, Person] = {}
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("First name and surname"))
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.setMaxLength(80)
        self.name.returnPressed.connect(self._go_on)
        self.name.textChanged.connect(self._match_role)
        self.go = QPushButton(self.tr("Start reviewing"))
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._go_on)
        self.go.setAutoDefault(True)
        self.roles = QButtonGroup(self)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        card = QVBoxLayout()
        card.setSpacing(10)
        title = QLabel(self.tr("Who are you?"))
        title.setProperty("role", "title")
        why = QLabel(self.tr("Your name stands beside every score you give. You can change it later in the File menu."))
        why.setWordWrap(True)
        why.setProperty("role", "muted")
        for widget in (title, why, self.name):
            card.addWidget(widget)
        notes = {
            PersonRole.REVIEWER: self.tr("Reviewer – scores interactions"),
            PersonRole.LEAD: self.tr("Lead – scores, and runs calibrations"),
            PersonRole.ADMINISTRATOR: self.tr("Administrator – looks after forms and data"),
        }
        for role, note in notes.items():
            button = QRadioButton(note)
            button.setObjectName(role)
            button.setChecked(role is PersonRole.REVIEWER)
            self.roles.addButton(button)
            card.addWidget(button)
        card.addSpacing(6)
        card.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        box = QWidget()
        box.setLayout(card)
        box.setFixedWidth(theme.px(420))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(box)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)

    def offer(self, people: Sequence[Person], current: str = "") -> None:
        """Complete the names of people whom the database knows."""
        self._people = {person.name.casefold(): person for person in people}
        completer = QCompleter([person.name for person in people], self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(completer)
        if current:  # otherwise somebody may be typing already
            self.name.setText(current)

    def begin(self) -> None:
        """Put the cursor into the name."""
        self.name.setFocus()
        self.name.selectAll()

    def _match_role(self, name: str) -> None:
        known = self._people.get(" ".join(name.split()).casefold())
        for button in self.roles.buttons():
            if known is not None and button.objectName() == known.role:
                button.setChecked(True)

    def _go_on(self) -> None:
        chosen = next(button.objectName() for button in self.roles.buttons() if button.isChecked())
        self.chosen.emit(self.name.text(), PersonRole(chosen))

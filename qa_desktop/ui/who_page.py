"""Who you are: asked once at the first start, and again when somebody else sits down."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.ui import words
from qa_desktop.ui.theme import Theme

PERSON = Qt.ItemDataRole.UserRole
LINES = 6
"""How many known people are seen at once."""


class WhoPage(QWidget):
    """A name, typed or chosen among those who are known, and a role; Enter goes on from anywhere."""

    chosen = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._people: dict[str, Person] = {}
        self._own_role: str = PersonRole.REVIEWER
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("First name and surname"))
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.setMaxLength(80)
        self.name.setAcceptDrops(False)  # what is dropped here is a file, not a name
        self.name.textChanged.connect(self._match_role)
        self.name.textEdited.connect(self._narrow)
        self.known = QListWidget()
        self.known.setAccessibleName(self.tr("People who are known"))
        self.known.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.known.currentItemChanged.connect(self._take)
        self.known.itemClicked.connect(self._take)
        self.known.itemDoubleClicked.connect(lambda _: self._go_on())
        self.go = QPushButton(self.tr("Start reviewing"))
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._go_on)
        self.go.setAutoDefault(True)
        self.roles = QButtonGroup(self)
        self._lay_out(theme)
        self.offer(())

    def _lay_out(self, theme: Theme) -> None:
        card = QVBoxLayout()
        card.setSpacing(10)
        title = QLabel(self.tr("Who are you?"))
        title.setProperty("role", "title")
        why = QLabel(self.tr("Your name stands beside every score you give. You can change it later in the File menu."))
        why.setWordWrap(True)
        why.setProperty("role", "muted")
        for widget in (title, why, self.name, self.known):
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
            button.clicked.connect(lambda _=False, role=role: self._keep_role(role))
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
        """Offer the people whom the database knows."""
        self._people = {person.name.casefold(): person for person in people}
        self.known.blockSignals(True)
        self.known.clear()
        for person in people:
            item = QListWidgetItem(f"{person.name} · {words.person_role(person.role)}")
            item.setData(PERSON, person)
            self.known.addItem(item)
        self.known.blockSignals(False)
        line = self.known.sizeHintForRow(0) if people else 0
        self.known.setFixedHeight(line * min(len(people), LINES) + 12)
        self.known.setVisible(bool(people))
        if current:  # otherwise somebody may be typing already
            self.name.setText(current)
        self._narrow(self.name.text() if self.name.isModified() else "")

    def begin(self) -> None:
        """Put the cursor into the name, with everybody to choose from."""
        self.name.setModified(False)
        self._narrow("")
        self.name.setFocus()
        self.name.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; Down leads from the name to those who are known."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        elif event.key() == Qt.Key.Key_Down and not self.known.hasFocus() and self._shown_rows():
            self.known.setFocus()
            self.known.setCurrentRow(self._shown_rows()[0])
        else:
            super().keyPressEvent(event)

    def _shown_rows(self) -> list[int]:
        return [row for row in range(self.known.count()) if not self.known.item(row).isHidden()]

    def _narrow(self, typed: str) -> None:
        """Show those whose name holds what is typed."""
        for row in range(self.known.count()):
            item = self.known.item(row)
            item.setHidden(" ".join(typed.split()).casefold() not in item.data(PERSON).name.casefold())

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.name.setText(item.data(PERSON).name)

    def _keep_role(self, role: PersonRole) -> None:
        self._own_role = role

    def _match_role(self, name: str) -> None:
        """Somebody known has a role already; somebody new has the one that was chosen."""
        known = self._people.get(" ".join(name.split()).casefold())
        for button in self.roles.buttons():
            if button.objectName() == (known.role if known else self._own_role):
                button.setChecked(True)

    def _go_on(self) -> None:
        chosen = next(button.objectName() for button in self.roles.buttons() if button.isChecked())
        self.chosen.emit(self.name.text(), PersonRole(chosen))

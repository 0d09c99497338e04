"""The dialog that explains the four ways to keep the work, in one sentence each, and leads to the one chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from qa_desktop.ui.dialogs import Dialog

WIDE = 640
LOCAL, TEAM, SHARED, SERVER = "local", "team", "shared", "server"


class StoringDialog(Dialog):
    """`chosen` carries the way, and the address of a server where that is meant."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.tr("Keep the work elsewhere"), parent.tr("Go on…"), parent)
        self.group = QButtonGroup(self)
        self.ways = {
            LOCAL: QRadioButton(self.tr("A file on this computer")),
            TEAM: QRadioButton(self.tr("A team folder")),
            SHARED: QRadioButton(self.tr("One file on a network drive")),
            SERVER: QRadioButton(self.tr("A PostgreSQL server")),
        }
        sentences = {
            LOCAL: self.tr("The quickest and safest, for one person at one computer."),
            TEAM: self.tr(
                "For teams and laptops: everybody works in a file of their own, and what is new travels through any "
                "folder that all can reach, also after hours without a connection."
            ),
            SHARED: self.tr(
                "For a few people in one office on a wired network drive with working locks: "
                "everybody sees everything at once, and nobody can work without the drive."
            ),
            SERVER: self.tr("For more than one office: a database server that somebody looks after."),
        }
        self.address = QLineEdit()
        self.address.setPlaceholderText("postgresql+psycopg://name@host/database")
        self.address.setAccessibleName(self.tr("Address of the server"))
        for way, button in self.ways.items():
            self.group.addButton(button)
            words = QLabel(sentences[way])
            words.setWordWrap(True)
            words.setProperty("role", "muted")
            words.setContentsMargins(26, 0, 0, 6)
            button.setAccessibleDescription(sentences[way])
            box = QVBoxLayout()
            box.setSpacing(2)
            box.addWidget(button)
            box.addWidget(words)
            self.form.addRow(box)
        self.form.addRow(self.address)
        self.address.textEdited.connect(lambda _: self.ways[SERVER].setChecked(True))
        note = QLabel(self.tr("All the work comes along, and the database of now stays as it is until you delete it."))
        note.setWordWrap(True)
        self.form.addRow(note)
        self.ways[TEAM].setChecked(True)
        self.ways[TEAM].setFocus()
        self.accepted.connect(self._tell)
        layout = self.layout()
        if layout is not None:  # its sentences break: the height follows from the width
            self.resize(WIDE, layout.totalHeightForWidth(WIDE))

    def _tell(self) -> None:
        way = next(way for way, button in self.ways.items() if button.isChecked())
        self.chosen.emit(way, self.address.text().strip())

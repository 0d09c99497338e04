"""Which column, or path in a turn, is the text, the time, the speaker and so on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit

from qa_desktop.transcripts.mapping import FIELDS, Mapping
from qa_desktop.ui.mapping.box import Box, choice, offer, write

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

_LONGEST_EXAMPLE = 40


class FieldsBox(Box):
    """A list of columns for each field, each with what stands in it first."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("What stands where"))
        self._names = {
            "text": self.tr("Text"),
            "time": self.tr("Time"),
            "end": self.tr("End"),
            "speaker": self.tr("Speaker"),
            "role": self.tr("Role"),
            "conversation": self.tr("Conversation"),
            "internal": self.tr("Internal note"),
        }
        self.boxes: dict[str, QComboBox] = {}
        for name in FIELDS:
            box = self.boxes[name] = choice()
            box.activated.connect(lambda _, name=name: self._choose(name))
            self.row(self._names[name], box)
        self.internal_when = QLineEdit()
        self.internal_when.editingFinished.connect(self._say_internal)
        self.row(self.tr("It is one when it says"), self.internal_when)

    def display(self, shown: Preview) -> None:
        """Offer the columns of the file."""
        columns = [(_with_example(each.name, each.example), each.name) for each in shown.columns]
        inside = {each.name for each in shown.columns}
        around = [
            (_with_example(each.name, each.example), each.name) for each in shown.around if each.name not in inside
        ]
        for name, box in self.boxes.items():
            offered = [*around, *columns] if name == "conversation" else [*columns, *around]
            offer(box, [("–", ""), *offered], shown.mapping.fields.get(name, ""))
        self.form.setRowVisible(self.internal_when, "internal" in shown.mapping.fields)
        write(self.internal_when, ", ".join(shown.mapping.internal_when))

    def _choose(self, name: str) -> None:
        column = self.boxes[name].currentData()

        def edit(old: Mapping) -> Mapping:
            fields = {**old.fields, name: column}
            kept = {each: fields[each] for each in FIELDS if fields.get(each)}
            # What the values of another column meant means nothing here.
            roles = {} if name in ("role", "speaker") else old.roles
            return replace(old, fields=kept, roles=roles)

        self.edited.emit(edit, False)

    def _say_internal(self) -> None:
        said = tuple(each.strip().casefold() for each in self.internal_when.text().split(",") if each.strip())
        if said:
            self.edited.emit(lambda old: replace(old, internal_when=said), False)


def _with_example(name: str, example: str) -> str:
    told = " ".join(example.split())
    return f"{name}  ·  {told[:_LONGEST_EXAMPLE]}{'…' if len(told) > _LONGEST_EXAMPLE else ''}" if told else name

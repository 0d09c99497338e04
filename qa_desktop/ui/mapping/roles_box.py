"""Who is the agent and who the customer: a role for each word by which the file names those who speak."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.mapping import Mapping
from qa_desktop.ui import words
from qa_desktop.ui.mapping.box import Box, choice, offer

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview, RoleWord


class RolesBox(Box):
    """A line for each word; what somebody changes makes all of them the mapping's own."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("Who is who"))
        self.boxes: dict[str, QComboBox] = {}
        self._words: tuple[RoleWord, ...] = ()

    def display(self, shown: Preview) -> None:
        """Show the words of the file; lines stay as long as the words do, and so does the cursor."""
        self._words = shown.roles
        if list(self.boxes) != [each.word for each in shown.roles]:
            self._make_lines()
        for each in shown.roles:
            offer(self.boxes[each.word], [(words.role(role), role.value) for role in Role], each.role.value)
        self.setVisible(bool(shown.roles))

    def _make_lines(self) -> None:
        while self.form.rowCount():
            self.form.removeRow(0)
        self.boxes = {}
        for each in self._words:
            box = self.boxes[each.word] = choice()
            box.activated.connect(lambda _, word=each.word: self._choose(word))
            turns = self.tr("1 turn") if each.turns == 1 else self.tr("{0} turns").format(each.turns)
            self.row(f"{each.word[:60]}  ·  {turns}", box)

    def _choose(self, word: str) -> None:
        roles = {each.word.casefold(): each.role for each in self._words}
        chosen = Role(self.boxes[word].currentData())

        def edit(old: Mapping) -> Mapping:
            return replace(old, roles={**roles, **old.roles, word.casefold(): chosen})

        self.edited.emit(edit, False)

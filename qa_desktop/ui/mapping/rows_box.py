"""How a file is cut into turns: the signs and the header of a table, the paths of a JSON file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from qa_desktop.domain.interactions import Channel
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.ui import words
from qa_desktop.ui.mapping.box import Box, choice, offer, picked, when_said

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

_ENCODINGS = ("utf-8", "cp1252", "utf-16", "iso-8859-15", "cp1250", "cp850", "mac_roman")


class RowsBox(Box):
    """Encoding, delimiter and header of a table; for JSON the paths to conversations and turns; and the channel."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("How it is cut"))
        self.encoding, self.delimiter, self.header = choice(editable=True), choice(), QCheckBox()
        self.conversations, self.turns, self.lines = choice(editable=True), choice(editable=True), QCheckBox()
        self.channel = choice()
        self.header.setText(self.tr("The first row names the columns"))
        self.lines.setText(self.tr("Each line is a JSON document of its own"))
        for name, control in (
            (self.tr("Encoding"), self.encoding),
            (self.tr("Delimiter"), self.delimiter),
            (self.tr("Conversations in"), self.conversations),
            (self.tr("Turns in"), self.turns),
        ):
            self.row(name, control)
        self.form.addRow(self.header)
        self.form.addRow(self.lines)
        self.row(self.tr("Channel"), self.channel)
        self._connect()

    def _connect(self) -> None:
        self.header.clicked.connect(lambda on: self.edited.emit(lambda old: replace(old, header=on), True))
        self.lines.clicked.connect(lambda on: self.edited.emit(lambda old: replace(old, lines=on), True))
        for box, run in (
            (self.encoding, self._recode),
            (self.delimiter, self._cut),
            (self.conversations, self._regroup),
            (self.turns, self._regroup),
            (self.channel, self._choose_channel),
        ):
            when_said(box, run)

    def display(self, shown: Preview) -> None:
        """Show how the file is cut, with the controls that its kind has."""
        mapping, is_json = shown.mapping, shown.mapping.turns is not None
        for box in (self.delimiter, self.header):
            self.form.setRowVisible(box, not is_json)
        for box in (self.conversations, self.turns, self.lines):
            self.form.setRowVisible(box, is_json)
        found = self.tr("as found")
        offer(self.encoding, [(found, ""), *((each, each) for each in _ENCODINGS)], mapping.encoding)
        signs = {
            ",": self.tr("comma"),
            ";": self.tr("semicolon"),
            "\t": self.tr("tab"),
            "|": self.tr("vertical line"),
        }
        guessed = f"{found}: {signs.get(shown.delimiter, shown.delimiter)}" if shown.delimiter else found
        offer(self.delimiter, [(guessed, ""), *((name, sign) for sign, name in signs.items())], mapping.delimiter)
        kinds = [(words.channel(each), each.value) for each in Channel]
        offer(self.channel, [(self.tr("as the times suggest"), ""), *kinds], mapping.channel)
        whole = self.tr("the whole file is one")
        outer = mapping.conversations.written
        offer(self.conversations, [(whole, ""), *((path, path) for path in shown.lists)], outer)
        inner = shown.inner_lists if outer else shown.lists
        written = mapping.turns.written if mapping.turns else ""
        offer(self.turns, [(path, path) for path in inner], written)
        for switch, on in ((self.header, mapping.header), (self.lines, mapping.lines)):
            with QSignalBlocker(switch):
                switch.setChecked(on)

    def _recode(self) -> None:
        encoding = picked(self.encoding)
        if _is_encoding(encoding):
            self.edited.emit(lambda old: replace(old, encoding=encoding), True)

    def _cut(self) -> None:
        sign = self.delimiter.currentData()
        self.edited.emit(lambda old: replace(old, delimiter=sign), True)

    def _choose_channel(self) -> None:
        channel = self.channel.currentData()
        self.edited.emit(lambda old: replace(old, channel=channel), False)

    def _regroup(self) -> None:
        """Both paths at once; a path that is none is left as it was."""
        outer, inner = _path(self.conversations), _path(self.turns)
        if outer is not None and inner is not None:
            self.edited.emit(lambda old: replace(old, conversations=outer, turns=inner), True)


def _path(box: QComboBox) -> JsonPath | None:
    try:
        return JsonPath(picked(box))
    except ValueError:
        return None


def _is_encoding(written: str) -> bool:
    try:
        return not written or bool("a".encode(written))
    except (LookupError, ValueError, TypeError):
        return False

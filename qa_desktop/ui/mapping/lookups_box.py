"""Ids that stand for something else: the list in a JSON file in which their meaning is looked up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapping import Lookup, Mapping
from qa_desktop.ui.mapping.box import Box, choice, offer, picked, when_said

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

_LOOKED_UP = ("speaker", "role", "conversation")
_MEANINGS = {
    "speaker": ("name", "displayname", "display_name", "label"),
    "role": ("role", "type", "kind", "purpose"),
    "conversation": ("number", "name", "id"),
}


class LookupsBox(Box):
    """One field at a time: in which list, by which key, and what is taken from there."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("Ids that stand for something else"))
        self.field, self.within = choice(), choice(editable=True)
        self.key, self.value = choice(editable=True), choice(editable=True)
        self._shown: Preview | None = None
        for name, control in (
            (self.tr("Look up the"), self.field),
            (self.tr("in the list"), self.within),
            (self.tr("by its"), self.key),
            (self.tr("and take the"), self.value),
        ):
            self.row(name, control)
        names = (self.tr("speaker"), self.tr("role"), self.tr("conversation"))
        offer(self.field, zip(names, _LOOKED_UP, strict=True), _LOOKED_UP[0])
        self.field.activated.connect(lambda _: self._show())
        when_said(self.within, self._take_list)
        for box in (self.key, self.value):
            when_said(box, self._take)

    def display(self, shown: Preview) -> None:
        """Show the lookup of the field at hand; only JSON has any."""
        self._shown = shown
        self.setVisible(shown.mapping.turns is not None)
        self._show()

    def _show(self) -> None:
        if self._shown is None:
            return
        lookup = self._lookup
        within, key, value = (
            (each.written for each in (lookup.within, lookup.key, lookup.value)) if lookup else ("", "", "")
        )
        lists = [(path, path) for path in self._shown.entries]
        offer(self.within, [(self.tr("– (it says it itself)"), ""), *lists], within)
        fields = self._shown.entries.get(within, ())
        for box, chosen in ((self.key, key), (self.value, value)):
            offer(box, [(name, name) for name in fields], chosen)
            self.form.setRowVisible(box, bool(within))

    @property
    def _lookup(self) -> Lookup | None:
        lookups = self._shown.mapping.lookups if self._shown else ()
        return next((each for each in lookups if each.field == self.field.currentData()), None)

    def _take_list(self) -> None:
        """Another list begins with what its names suggest."""
        within, name = picked(self.within), str(self.field.currentData())
        old = self._lookup.within.written if self._lookup else ""
        if within == old or self._shown is None:
            return
        fields = self._shown.entries.get(within, ())
        key = next((each for each in fields if each.casefold().endswith(("id", "key"))), next(iter(fields), "id"))
        others = [each for each in fields if each != key] or ["name"]
        meant = next((each for each in others if each.rsplit(".", 1)[-1].casefold() in _MEANINGS[name]), others[0])
        self._put(name, within, key, meant)

    def _take(self) -> None:
        if self._lookup is not None:
            self._put(str(self.field.currentData()), picked(self.within), picked(self.key), picked(self.value))

    def _put(self, name: str, *paths: str) -> None:
        try:
            within, key, value = (JsonPath(path) for path in paths)
        except ValueError:
            return  # what is no path is left as it was

        def edit(old: Mapping) -> Mapping:
            others = tuple(each for each in old.lookups if each.field != name)
            return replace(old, lookups=(*others, Lookup(name, within, key, value)) if within.written else others)

        self.edited.emit(edit, False)

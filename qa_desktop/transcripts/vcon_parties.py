"""Who takes part in a vCon, and who of them says something."""

from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.transcripts import Party, Role
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling
from qa_desktop.transcripts.values import either, record, said

_CONTACTS = ("tel", "mailto", "email", "sip", "did", "uuid", "id")


@dataclass(frozen=True)
class People:
    """The parties in the order of the vCon, by which dialogs name them."""

    parties: tuple[Party, ...]

    @classmethod
    def of(cls, value: Any, telling: Telling) -> "People":
        """Those in a list; what is none keeps its place without a name."""
        if value is not None and not isinstance(value, list):
            telling.skip("parties", "they are no list and were left out")
        elif value is None:
            telling.skip("parties", "the vCon names no parties")
        return cls(tuple(_party(record(each)) for each in (value if isinstance(value, list) else ())))

    def at(self, place: Any) -> tuple[str, Role]:
        """The name and the role of the party at a place; unknown where there is none."""
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(self.parties):
            return "", Role.UNKNOWN
        party = self.parties[place]
        return party.name or party.contact, party.role

    def speaker(self, dialog: dict[str, Any]) -> tuple[str, Role]:
        """Who sent a message: its originator, else the first of its parties."""
        places = places_of(dialog.get("parties"))
        origin = dialog.get("originator")
        return self.at(origin if isinstance(origin, int) else places[0] if places else None)

    def named(self, label: str) -> tuple[str, Role]:
        """Who a name, a role or a place in a transcript means."""
        if label.isdecimal() and int(label) < len(self.parties):
            return self.at(int(label))
        same = [party for party in self.parties if party.name and party.name.casefold() == label.casefold()]
        if same:
            return same[0].name, same[0].role
        role = role_of(label)
        own = [party for party in self.parties if role is not Role.UNKNOWN and party.role is role]
        return (own[0].name or label if len(own) == 1 and len(label.split()) == 1 else label), role

    def check(self, telling: Telling, where: str, value: Any) -> None:
        """Tell of parties that a dialog names and that are not there."""
        missing = [each for each in places_of(value) if not 0 <= each < len(self.parties)]
        if missing:
            telling.skip(where, f"it names parties that are not there: {', '.join(map(str, missing[:5]))}")


def places_of(value: Any) -> list[int]:
    """The places of parties that a dialog names; those of a channel with several stand in a list of their own."""
    flat: list[int] = []
    for each in value if isinstance(value, list) else [value]:
        flat += [one for one in (each if isinstance(each, list) else [each]) if _is_place(one)]
    return flat


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _party(of: dict[str, Any]) -> Party:
    name = said(of.get("name"))
    label = said(of.get("role")) or said(record(of.get("meta")).get("role"))
    contact = said(either(of, *_CONTACTS))
    return Party(name, role_of(label) if label else role_of(name), contact.partition(":")[2] or contact)

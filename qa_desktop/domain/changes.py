"""What an operation changed, so that every view can decide whether it concerns it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Changed(StrEnum):
    """The kinds of things that change."""

    INTERACTION = "interaction"
    FORM = "form"
    PERSON = "person"
    DRAFT = "draft"
    EVALUATION = "evaluation"
    SESSION = "session"
    RECORDING_ROOT = "recording root"
    SPEECH = "speech"


@dataclass(frozen=True)
class Changes:
    """The things that an operation touched."""

    items: frozenset[tuple[Changed, UUID]] = frozenset()

    @staticmethod
    def of(kind: Changed, *keys: UUID) -> "Changes":
        """Changes of one kind."""
        return Changes(frozenset((kind, key) for key in keys))

    def __or__(self, other: "Changes") -> "Changes":
        """Both together."""
        return Changes(self.items | other.items)

    def touches(self, *kinds: Changed) -> bool:
        """Whether anything of these kinds changed."""
        return any(kind in kinds for kind, _ in self.items)

    def keys(self, kind: Changed) -> frozenset[UUID]:
        """The keys of that kind that changed."""
        return frozenset(key for each, key in self.items if each is kind)

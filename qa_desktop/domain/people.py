"""The people who use the program."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from qa_desktop.domain.keys import key_from_outside


class PersonRole(StrEnum):
    """What a person may do."""

    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Person:
    """A reviewer, calibration lead or administrator; the name makes the key, so one name is one person."""

    name: str
    role: PersonRole = PersonRole.REVIEWER

    @cached_property
    def key(self) -> UUID:
        """The person's key, equal on every device."""
        return person_key(self.name)


def person_key(name: str) -> UUID:
    """The key of the person of that name; case and surrounding or doubled spaces do not matter."""
    return key_from_outside("person", " ".join(name.split()).casefold())

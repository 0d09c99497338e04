"""What a calibration session agreed on, with what is to be done about it; and what others gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from qa_desktop.domain import answers as marks
from qa_desktop.domain import canonical
from qa_desktop.domain.answers import Value
from qa_desktop.domain.keys import key_from_outside

_WORDS: Final = frozenset({"reason", "action", "owner", "ruling", "source"})


class Flag(StrEnum):
    """Why the reviewers differed."""

    REVIEWER_DRIFT = "reviewer drift"
    UNCLEAR_STANDARD = "unclear standard"


class ActionState(StrEnum):
    """How far an action is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Consensus:
    """All that a session has to say about one standard of one interaction; `value` is the answer it agreed on.

    A `ruling` is kept as a precedent, shown beside the standard ever after.
    """

    session: UUID
    interaction: UUID
    standard: str
    value: Value | None = None
    reason: str = ""
    flag: Flag | None = None
    action: str = ""
    owner: str = ""
    due: date | None = None
    state: ActionState = ActionState.OPEN
    ruling: str = ""

    @property
    def key(self) -> UUID:
        """The key, equal on every device: two that are entered apart are told apart by their records."""
        return key_from_outside("consensus", str(self.session), str(self.interaction), self.standard)

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return self == Consensus(self.session, self.interaction, self.standard)


@dataclass(frozen=True)
class ExternalScore:
    """What somebody outside gave an interaction, in points from 0 to 100; None takes it back."""

    session: UUID
    interaction: UUID
    points: float | None
    source: str = ""

    @property
    def key(self) -> UUID:
        """The key, equal on every device."""
        return key_from_outside("external score", str(self.session), str(self.interaction))


@dataclass(frozen=True)
class Precedent:
    """A ruling, and where it was made."""

    consensus: Consensus
    session: str
    interaction: str
    on: date | None
    """The day (UTC) of the reveal."""


def consensus_to_plain(consensus: Consensus) -> dict[str, Any]:
    """Consensus as dicts, lists and strings; what is at its default is left out."""
    plain: dict[str, Any] = canonical.plain(consensus)
    if consensus.value is not None:
        plain["value"] = list(marks.encode(consensus.value))
    return plain


def consensus_from_plain(plain: Mapping[str, Any]) -> Consensus:
    """The consensus that `consensus_to_plain` wrote. Raises KeyError, TypeError or ValueError where it is none."""
    value, flag, due = plain.get("value"), plain.get("flag"), plain.get("due")
    return Consensus(
        session=UUID(plain["session"]),
        interaction=UUID(plain["interaction"]),
        standard=plain["standard"],
        value=None if value is None else marks.decode(*value),
        reason=plain.get("reason", ""),
        flag=None if flag is None else Flag(flag),
        action=plain.get("action", ""),
        owner=plain.get("owner", ""),
        due=None if due is None else date.fromisoformat(due),
        state=ActionState(plain.get("state", ActionState.OPEN)),
        ruling=plain.get("ruling", ""),
    )


def without_words(plain: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of plain consensus or of a plain external score once its interaction is erased: all but free text."""
    left = {name: value for name, value in plain.items() if name not in _WORDS or not value}
    value = left.get("value")
    return {**left, "value": None} if value is not None and value[0] == "text" else left

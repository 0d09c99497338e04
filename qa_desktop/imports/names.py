"""What the names of files tell, by a regular expression with named groups that somebody has set.

A pattern may be hostile, or only badly thought out: its length is bounded, and looking at one name ends after a time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent
from qa_desktop.imports.sheet import SheetRow

if TYPE_CHECKING:
    from regex import Pattern

GROUPS: Final = ("id", "agent", "agent_id", "team", "queue", "customer", "direction", "started", "leg")
"""The names that groups may have; they mean what the columns of a sheet mean, `leg` a side of a call in two files."""
LONGEST: Final = 500
"""Characters of a pattern."""
_SECONDS: Final = 0.1
_CUSTOMER: Final = frozenset(["in", "rx", "incoming", "inbound", "customer", "caller", "client", "external"])
_LAYOUTS: Final = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_EXAMPLE: Final = r"(?P<agent>[^_]+)_(?P<started>[^_]+)_(?P<id>[^_]+)"


@dataclass(frozen=True)
class NameParts:
    """What one name tells; empty where it tells nothing."""

    id: str = ""
    agent: str = ""
    agent_id: str = ""
    team: str = ""
    queue: str = ""
    customer: str = ""
    direction: str = ""
    started: datetime | None = None
    leg: str = ""

    @property
    def is_incoming(self) -> bool:
        """Whether the leg is the customer's, by its name."""
        return self.leg.casefold() in _CUSTOMER

    @property
    def row(self) -> SheetRow:
        """The same as a row of a sheet says it."""
        known = self.agent or self.agent_id
        return SheetRow(
            0,
            external_id=self.id,
            agent=Agent(known, self.team, self.agent_id) if known else None,
            queue=self.queue,
            started_at=self.started,
            customer_reference=self.customer,
            direction=self.direction.casefold(),
        )


@dataclass(frozen=True)
class NamePattern:
    """A pattern that was checked: what `written` finds in the name of a file without its ending."""

    written: str
    _compiled: "Pattern[str]" = field(repr=False, compare=False)

    def read(self, stem: str) -> NameParts | None:
        """What a name tells, None where the pattern does not fit; raises InputError where that takes too long."""
        try:
            found = self._compiled.search(stem, timeout=_SECONDS)
        except TimeoutError as error:
            raise InputError(
                f"The pattern for names takes too long on “{stem[:60]}”: it repeats what repeats already, as in (a+)+; "
                "say what a part may not hold instead, as in [^_]+."
            ) from error
        return None if found is None else _parts(found.groupdict(default=""))


def pattern(written: str) -> NamePattern:
    """The pattern that is spelled so; raises InputError saying what is wrong with it."""
    import regex

    if len(written) > LONGEST:
        raise InputError(f"The pattern for names is longer than {LONGEST} characters.")
    try:
        compiled = regex.compile(written)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        where = getattr(error, "pos", None)
        at = f", at character {where + 1}" if isinstance(where, int) else ""
        told = getattr(error, "msg", "") or "it cannot be understood"
        raise InputError(f"The pattern for names is no regular expression: {told}{at}.") from error
    unknown = [name for name in compiled.groupindex if name not in GROUPS]
    if unknown:
        raise InputError(
            f"The pattern for names has a group “{unknown[0]}”, which means nothing here; "
            f"groups are {', '.join(GROUPS)}."
        )
    if not compiled.groupindex:
        raise InputError(f"The pattern for names has no named group; write it like {_EXAMPLE}.")
    return NamePattern(written, compiled)


def with_name(row: SheetRow | None, parts: NameParts | None) -> SheetRow | None:
    """A row with what it leaves open told by the name of the file; the row alone where the name tells nothing."""
    if parts is None or parts.row == SheetRow(0):
        return row
    if row is None:
        return parts.row
    told = {each.name: getattr(parts.row, each.name) for each in fields(SheetRow) if not getattr(row, each.name)}
    return replace(row, **{name: value for name, value in told.items() if value})


def moment(written: str) -> datetime | None:
    """The time in a name: digits of a date and a time with anything between them, or seconds since 1970; local or UTC.

    `20260114T0931`, `2026-01-14_09-31-22Z`, `1768383060`.
    """
    digits = re.sub(r"(?i)%3a|\D", "", written)  # a colon as names of files spell it
    utc = written.strip().upper().endswith(("Z", "UTC"))
    layout = _LAYOUTS.get(len(digits[:14]))
    try:
        if len(digits) in (10, 13) and not digits.startswith(("19", "20")):
            return datetime.fromtimestamp(int(digits[:10]), UTC)
        if layout is None:
            return None
        at = datetime.strptime(digits[:14], layout)  # noqa: DTZ007 -- its zone follows
        return at.replace(tzinfo=UTC) if utc else at.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _parts(told: Mapping[str, str]) -> NameParts:
    started = moment(told.get("started", ""))
    spoken = {name: _words(told[name]) for name in ("agent", "team", "queue") if name in told}
    return NameParts(**{**told, **spoken, "started": started})  # type: ignore[arg-type]


def _words(value: str) -> str:
    """As people write it: names of files have underscores and pluses for spaces."""
    return " ".join(value.replace("_", " ").replace("+", " ").split())

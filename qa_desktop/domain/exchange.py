"""What came of an exchange with the team folder, and the few words that say how things stand."""

from dataclasses import dataclass, field

from qa_desktop.domain.changes import Changes


@dataclass(frozen=True)
class Exchanged:
    """How one exchange went, and what is left to do.

    `waiting` things are not in the folder yet, for the reason of `problem`, which is another one where the folder is
    there and `read_only`. `newer` holds the versions that packages
    need, one for each; `arriving` packages are not whole yet; `aside` things wait for others that they refer to.
    `unreadable` and `refused` are sentences, the latter of this exchange; `refusals` counts all that stand in the list.
    """

    sent: int = 0
    received: int = 0
    waiting: int = 0
    conflicts: int = 0
    arriving: int = 0
    newer: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    refusals: int = 0
    aside: int = 0
    problem: str = ""
    read_only: bool = False
    changes: Changes = field(default_factory=Changes)

    @property
    def line(self) -> str:
        """How things stand, for the status line."""
        told = [f"{self.waiting} waiting"] if self.waiting else []
        if self.problem:
            told.append("folder is read-only" if self.read_only else "no connection")
        told += [f"{_counted(self.arriving, 'package')} arriving"] if self.arriving and not self.problem else []
        if self.newer:
            verb = "waits" if len(self.newer) == 1 else "wait"
            told.append(f"{_counted(len(self.newer), 'package')} {verb} for a newer program")
        told += [f"{_counted(len(self.unreadable), 'package')} unreadable"] if self.unreadable else []
        told += [f"{self.aside} kept aside"] if self.aside else []
        told += [f"{self.refusals} refused"] if self.refusals else []
        told += [_counted(self.conflicts, "conflict")] if self.conflicts else []
        return ", ".join(told) or "all shared"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What needs more words than the line has."""
        highest = max(self.newer, key=_version, default="")
        newer = f"Packages wait for a newer program: install QA Desktop {highest} or newer." if highest else ""
        return tuple(each for each in (self.problem, newer, *self.unreadable, *self.refused) if each)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _version(written: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in written.split("."))

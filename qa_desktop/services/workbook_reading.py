"""Reading a filled-in calibration workbook back: a preview of every change and problem, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from qa_desktop.domain.answers import NA, Answer, Chosen, Value
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.consensus import ActionState, Consensus, ExternalScore, Flag
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.workbook_inputs import canonical
from qa_desktop.exports.text import clean
from qa_desktop.imports.filled_workbook import Filled, FilledWorkbook, open_elsewhere, read_filled
from qa_desktop.services import agreeing, calibrating
from qa_desktop.services.ports import Database
from qa_desktop.statistics.marks import Mark, State

if TYPE_CHECKING:  # it loads NumPy, which the window does without until a workbook is read
    from qa_desktop.exports.calibration.context import Context

_SOURCE: Final = "workbook"


@dataclass(frozen=True)
class Change:
    """What a cell changes: `before` and `after` are what is shown, empty for a blank.

    `interaction` is called as in the workbook; `standard` is empty for what others gave the whole of it.
    """

    where: str
    interaction: str
    standard: str
    field: str
    before: str
    after: str

    @property
    def about(self) -> str:
        """What the cell is about, in one line."""
        return " · ".join(filter(None, (self.interaction, self.standard)))


@dataclass(frozen=True)
class Problem:
    """What cannot be taken over, and in which cell; what that is about, as far as it can be told.

    `meanwhile` where the program was told something else since the workbook was exported.
    """

    where: str
    sentence: str
    interaction: str = ""
    standard: str = ""
    field: str = ""
    meanwhile: bool = False


@dataclass(frozen=True)
class Preview:
    """What reading a workbook back would do; with problems it does nothing.

    `before` is what the program says now, for each of the `entries` in their order. `open_elsewhere` where another
    program has the workbook open, perhaps with more in it than is saved.
    """

    session: CalibrationSession
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    entries: tuple[agreeing.Entry, ...]
    before: tuple[agreeing.Entry, ...]
    open_elsewhere: bool


def preview(
    database: Database,
    path: Path,
    viewer: Person | None,
    now: datetime,
    wanted: CalibrationSession | None = None,
    going_on: Callable[[], bool] = lambda: True,
) -> Preview:
    """What a filled-in workbook would change; `going_on` is asked again and again whether to go on.

    Raises InputError, in a sentence, where the file is no workbook of a session in this database (of the one that is
    wanted, if one is), or the session is not revealed or has ended; StoppedError where nobody waits any more.
    """
    filled = read_filled(path, going_on)
    session = next((each for each in calibrating.sessions(database) if each.key == filled.session), None)
    if session is None:
        raise InputError(f"“{path.name}” belongs to a calibration session that is not in this database.")
    if wanted is not None and wanted.key != session.key:
        raise InputError(
            f"“{path.name}” belongs to the session “{session.name}”, not to “{wanted.name}”: "
            "open that one, or choose the workbook that was exported from this one."
        )
    material = calibrating.comparison(database, session, viewer)
    agreeing.want_open(material.session)
    if material.form.key != filled.form_version:
        raise InputError(f"“{path.name}” was made on another version of the form: export the workbook again.")
    from qa_desktop.exports.calibration.context import Context
    from qa_desktop.statistics.calibration import Calibration

    found = _Comparison(Context(Calibration(material, session.settings), now), filled).preview()
    return replace(found, open_elsewhere=open_elsewhere(path))


def apply(database: Database, found: Preview, author: Person, now: datetime) -> Changes:
    """Enter everything that a preview shows.

    Raises InputError where it has problems, or the program was told something else since; then nothing was entered.
    """
    if found.problems:
        first = found.problems[0]
        raise InputError(
            f"The workbook was not taken over, for it has problems, the first in {first.where}: {first.sentence}"
        )
    return agreeing.agree(database, found.session, found.entries, author, now, found.before)


class _Comparison:
    """Holds what was filled in against what was exported, and against what the database says by now."""

    def __init__(self, context: Context, filled: FilledWorkbook) -> None:
        self.context, self.filled = context, filled
        material = context.figures.material
        self.material = material
        self.consensus = dict(material.consensus)
        self.external = dict(material.external)
        self.touched: dict[UUID, agreeing.Entry] = {}
        self.before: dict[UUID, agreeing.Entry] = {}
        self.changes: list[Change] = []
        self.known = {each.key: each for each in context.interactions}
        self.problems = [
            Problem(each.where, each.sentence, *self._about(each.key), each.field) for each in filled.problems
        ]

    def preview(self) -> Preview:
        for cell in self.filled.cells:
            if cell.found != cell.exported:
                self._take(cell)
        return Preview(
            self.material.session,
            tuple(self.changes),
            tuple(self.problems),
            tuple(self.touched.values()),
            tuple(self.before[key] for key in self.touched),
            open_elsewhere=False,
        )

    def _take(self, cell: Filled) -> None:
        try:
            if cell.field == "external":
                self._external(cell)
            else:
                self._agreed(cell)
        except _UnfitError as unfit:
            about = self._about(cell.key)
            self.problems.append(Problem(cell.where, str(unfit), *about, cell.field, isinstance(unfit, _StaleError)))

    def _about(self, key: str) -> tuple[str, str]:
        """The interaction and the standard of a row, as far as they are known."""
        interaction, standard_id = self.filled.rows.get(key, (self.filled.interactions.get(key), ""))
        standard = self.material.form.form.standard_by_id.get(standard_id)
        label = self.context.labels.get(interaction, "") if interaction else ""
        return label, standard.text if standard else ""

    def _external(self, cell: Filled) -> None:
        interaction = self.known.get(self.filled.interactions.get(cell.key, UUID(int=0)))
        if interaction is None:
            raise _UnfitError("The row belongs to no interaction of the session.")
        session = self.material.session.key
        now = self.external.get(interaction.key, ExternalScore(session, interaction.key, None))
        if self._is_new(cell, canonical(now.points)):
            entry = replace(now, points=_points(cell.found), source=now.source or _SOURCE)
            self.external[interaction.key] = entry
            self._touch(now, entry, cell)

    def _agreed(self, cell: Filled) -> None:
        key = self.filled.rows.get(cell.key)
        standard = self.material.form.form.standard_by_id.get(key[1]) if key else None
        if key is None or standard is None or key[0] not in self.known:
            raise _UnfitError("The row belongs to no interaction and standard of the session.")
        stored = self.material.consensus.get(key, Consensus(self.material.session.key, *key))
        if self._is_new(cell, self._shown(stored, cell.field)):
            changed: dict[str, Any] = {_FIELDS.get(cell.field, cell.field): self._value(cell)}
            entry = self.consensus[key] = replace(self.consensus.get(key, stored), **changed)
            self._touch(stored, entry, cell)

    def _touch(self, stored: agreeing.Entry, entry: agreeing.Entry, cell: Filled) -> None:
        self.before.setdefault(entry.key, stored)
        self.touched[entry.key] = entry
        self.changes.append(Change(cell.where, *self._about(cell.key), cell.field, cell.exported, cell.found))

    def _is_new(self, cell: Filled, current: str) -> bool:
        """Whether the cell changes something; a problem where the program was told something else meanwhile."""
        if current == cell.found:
            return False
        if current != cell.exported:
            raise _StaleError(
                f"Changed in the program meanwhile, to {_quoted(current)}: export the workbook again or type that here."
            )
        return True

    def _shown(self, entry: Consensus, field: str) -> str:
        """What the program would export now."""
        if field == "consensus":
            if entry.value is None:
                return ""
            standard = self.material.form.form.standard_by_id[entry.standard]
            person, interaction = self.context.people[0], self.known[entry.interaction]
            mark = Mark(interaction, standard, person, State.ANSWERED, Answer(entry.value))
            return canonical(self.context.shown(mark))
        if field == "state":
            return entry.state.value if entry.action or entry.state is not ActionState.OPEN else ""
        value = getattr(entry, field)
        return canonical(clean(value) if isinstance(value, str) else value)

    def _value(self, cell: Filled) -> object:
        match cell.field:
            case "consensus":
                return self._answer(cell.found, self.filled.rows[cell.key][1])
            case "flag":
                return _word(Flag, cell.found, None)
            case "state":
                return _word(ActionState, cell.found, ActionState.OPEN)
            case "due":
                return _day(cell.found)
        if len(cell.found) > agreeing.LONGEST:
            raise _UnfitError(f"The text has {len(cell.found)} letters; use at most {agreeing.LONGEST}.")
        return cell.found

    def _answer(self, written: str, standard_id: str) -> Value | None:
        if not written:
            return None
        standard = self.material.form.form.standard_by_id[standard_id]
        answers: dict[str, Value] = {
            canonical(self.context.option_label(standard, option.id)): Chosen(option.id) for option in standard.options
        }
        if standard.na_allowed:
            from qa_desktop.exports.calibration.context import NA as NA_WORD

            answers[NA_WORD] = NA
        folded = {label.casefold(): value for label, value in answers.items()}
        if written.casefold() not in folded:
            raise _UnfitError(f"{_quoted(written)} is no answer to this standard; it takes {', '.join(answers)}.")
        return folded[written.casefold()]


_FIELDS: Final = {"consensus": "value"}


class _UnfitError(Exception):
    """What stands in a cell cannot be taken over; the message is a sentence."""


class _StaleError(_UnfitError):
    """The program was told something else meanwhile."""


def _word(words: Any, written: str, blank: object) -> object:
    if not written:
        return blank
    found = next((word for word in words if word.value == written.casefold()), None)
    if found is None:
        raise _UnfitError(f"{_quoted(written)} is none of {', '.join(word.value for word in words)}.")
    return found


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise _UnfitError(f"{_quoted(written)} is no date: write it as 2026-05-12.") from error


def _points(written: str) -> float | None:
    if not written:
        return None
    try:
        points = float(written.replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= 100:
        raise _UnfitError(f"{_quoted(written)} is no number of points from 0 to 100.")
    return points


def _quoted(text: str) -> str:
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return f"“{short}”" if text else "nothing"

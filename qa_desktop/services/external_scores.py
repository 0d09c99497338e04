"""What others gave the interactions of a calibration session, read from a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import ExternalScore
from qa_desktop.domain.errors import InputError
from qa_desktop.services.ports import Database
from qa_desktop.services.rating_tables import table_rows

_COLUMNS: Final = {
    "interaction": ("interaction", "external_id", "id", "number", "call"),
    "points": ("points", "score", "external score", "external_score"),
    "source": ("source", "who", "from"),
}
_TOLD: Final = 3
"""How many problems are told at once."""
NONE: Final = "none"
"""Takes a score back."""


def points(written: str) -> float | None:
    """Points from 0 to 100, with a point or a comma; “none” or nothing is no score. Raises InputError."""
    if written.casefold() in ("", NONE):
        return None
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        found = -1.0
    if not 0 <= found <= 100:
        raise InputError(f"“{written}” is no number of points: write one from 0 to 100, or none.")
    return found


def from_table(database: Database, session: CalibrationSession, file: Path) -> tuple[ExternalScore, ...]:
    """The scores in a table with the columns interaction, points and, where wanted, source; blank points say nothing.

    Raises InputError, with the lines that are amiss, unless all of it can be taken.
    """
    rows = table_rows(file)
    places = _places(file, rows[0][1] if rows else ())
    with database.reading() as work:
        found = {key: work.interactions.get(key) for key in session.interactions}
    known = {each.external_id: key for key, each in found.items() if each is not None}
    scores: dict[UUID, ExternalScore] = {}
    problems = []
    for line, cells in rows[1:]:
        name, written, source = (_cell(cells, places.get(column)) for column in _COLUMNS)
        if not written:
            continue
        try:
            key = _key(session, known, name, scores)
            scores[key] = ExternalScore(session.key, key, points(written), source)
        except InputError as error:
            problems.append(f"line {line}: {error}")
    if problems:
        more = f" And {len(problems) - _TOLD} more lines." if len(problems) > _TOLD else ""
        raise InputError(f"Nothing was entered from “{file.name}”: {' '.join(problems[:_TOLD])}{more}")
    if not scores:
        raise InputError(f"“{file.name}” holds no score: write an interaction and its points in each line.")
    return tuple(scores.values())


def _places(file: Path, header: Sequence[str]) -> dict[str, int]:
    plain = [cell.casefold() for cell in header]
    found = {
        name: next((plain.index(word) for word in words if word in plain), None) for name, words in _COLUMNS.items()
    }
    places = {name: place for name, place in found.items() if place is not None}
    lacking = next((name for name in ("interaction", "points") if name not in places), None)
    if lacking:
        raise InputError(
            f"“{file.name}” has no column “{lacking}”: its first line names interaction, points and source."
        )
    return places


def _key(session: CalibrationSession, known: dict[str, UUID], name: str, scores: dict[UUID, ExternalScore]) -> UUID:
    key = known.get(name)
    if key is None:
        raise InputError(f"“{name}” is no interaction of “{session.name}”.")
    if key in scores:
        raise InputError(f"“{name}” has a score further up already.")
    return key


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""

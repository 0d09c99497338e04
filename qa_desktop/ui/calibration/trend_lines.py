"""What the page of trends shows, worked out from the sessions: pure. One figure for each line and session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.calibration import Settings
from qa_desktop.domain.forms import Kind
from qa_desktop.services.trends import Point
from qa_desktop.statistics.marks import Comparison
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.ui.calibration.board import Board

Key = TypeVar("Key")


class By(StrEnum):
    """What there is a line for each of."""

    REVIEWER = "reviewer"
    STANDARD = "standard"
    VERSION = "form version"


@dataclass(frozen=True)
class Stop:
    """One session on the way: its name, when it was, and on which form version."""

    name: str
    at: datetime
    form: str


@dataclass(frozen=True)
class Line:
    """The shares within tolerance of one reviewer, standard or form version: one for each session, None where absent.

    `targets` are what each session aimed at, where it says so of what the line is about.
    """

    name: str
    values: tuple[Measure | None, ...]
    targets: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Trend:
    """The sessions, oldest first, and the lines over them; the first of each kind is that of everything."""

    stops: tuple[Stop, ...]
    lines: Mapping[By, tuple[Line, ...]]


def trend_of(points: Sequence[Point]) -> Trend:
    """The lines over some sessions: every mark is held against the consensus, or else the gauge's, as in the room."""
    compared = [Board(point.material).compared for point in points]
    settings = [point.material.session.settings for point in points]
    everything = Line(_say("Everything"), tuple(_within(each) for each in compared))
    people = {each.key: each.name for point in points for each in point.material.people}
    standards = {each.id: each for point in points for each in point.material.form.form.standards if each.scored}
    versions = {point.material.form.key: point.material.form.label for point in points}
    forms = [point.material.form.key for point in points]

    def lines(names: Mapping[Key, str], of: Callable[[Comparison], Key]) -> dict[Key, Line]:
        grouped = [_grouped(each, of) for each in compared]
        found = {
            key: Line(name, tuple(_within(each[key]) if key in each else None for each in grouped))
            for key, name in names.items()
        }
        return {key: line for key, line in found.items() if any(line.values)}

    by_person = lines(people, lambda each: each.mark.person.key)
    by_standard = lines({key: each.text for key, each in standards.items()}, lambda each: each.mark.standard.id)
    return Trend(
        tuple(Stop(each.material.session.name, each.at, each.material.form.label) for each in points),
        {
            By.REVIEWER: (everything, *sorted(by_person.values(), key=lambda line: line.name.casefold())),
            By.STANDARD: (
                everything,
                *(
                    Line(line.name, line.values, tuple(_target(each, standards[key].kind) for each in settings))
                    for key, line in by_standard.items()
                ),
            ),
            By.VERSION: (
                everything,
                *(
                    Line(
                        name,
                        tuple(
                            _within(each) if form == key else None for form, each in zip(forms, compared, strict=True)
                        ),
                    )
                    for key, name in versions.items()
                ),
            ),
        },
    )


def _grouped(compared: Iterable[Comparison], of: Callable[[Comparison], Key]) -> dict[Key, list[Comparison]]:
    found: dict[Key, list[Comparison]] = {}
    for each in compared:
        found.setdefault(of(each), []).append(each)
    return found


def _within(compared: Sequence[Comparison]) -> Measure:
    from qa_desktop.statistics.calibration import agreement_of  # loads NumPy, which no first paint waits for

    return agreement_of(compared).within if compared else undefined(_say("nothing to compare with"))


def _target(settings: Settings, kind: Kind) -> float:
    return settings.foundation_target if kind is Kind.FOUNDATION else settings.finesse_target


def _say(words: str) -> str:
    return QCoreApplication.translate("Calibration", words)

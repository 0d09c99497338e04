"""Figures over many evaluations."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StandardAverage:
    """The average credit (0 to 1) on a standard over the versions of a form, and how many marks it rests on."""

    form: str
    form_title: str
    standard: str
    title: str
    marks: int
    average: float


@dataclass(frozen=True)
class MonthAverage:
    """The average total (0 to 1) of an agent's evaluations in a month; None where none has a total."""

    month: str
    evaluations: int
    average: float | None

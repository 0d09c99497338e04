"""The four steps of a calibration after the first: consistent ratings, effective coaching, what customers said."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.consensus import ExternalScore
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.numbers import percent
from qa_desktop.statistics.measure import Measure
from qa_desktop.ui.calibration import say
from qa_desktop.ui.calibration.board import Board

if TYPE_CHECKING:
    from qa_desktop.statistics.calibration import Calibration, ReviewerFigures

Content = tuple[Sequence[str], Sequence[Sequence[str]], int]
"""Heads, rows, and which column is wide."""


def tabs() -> tuple[str, ...]:
    """What the steps are called."""
    return (_say("1 Agreement"), *(f"{place} {name}" for place, name in enumerate(names(), start=2)))


def names() -> tuple[str, ...]:
    """What the tables of the later steps are called."""
    return (_say("Consistency by reviewer"), _say("Rulings for coaching"), _say("What customers said"))


def contents(board: Board) -> tuple[Content, ...]:
    """The tables of the later steps."""
    return (_consistency(board.figures), _rulings(board), _customers(board.figures))


def _consistency(figures: Calibration) -> Content:
    heads = (
        *(_say("Reviewer"), _say("Foundation exact"), _say("Finesse within"), _say("Leniency, points")),
        *(_say("Verdict"), _say("Gap of totals, points"), _say("N/A"), _say("Auto-fail differs"), _say("Not scored")),
    )
    lacking = [person.key for _, person in figures.material.unfinished]
    rows = [_reviewer(each, lacking.count(each.person.key)) for each in figures.by_reviewer]
    return heads, rows, len(heads) - 1


def _reviewer(each: ReviewerFigures, lacking: int) -> list[str]:
    from qa_desktop.statistics.reference import verdict  # loads NumPy, which no first paint waits for

    return [
        each.person.name,
        _cell(each.foundation.exact),
        _cell(each.finesse.within),
        say.points(each.overall.deviation),
        verdict(each.overall.deviation),
        say.points(each.gap),
        _cell(each.na_rate),
        str(each.overall.strike_count),
        str(lacking) if lacking else "",
    ]


def _cell(share: Measure) -> str:
    """A share with what it rests on below."""
    return "\n".join(filter(None, (say.share(share), say.basis(share), say.few(share))))


def _rulings(board: Board) -> Content:
    heads = (
        *(_say("Standard"), _say("Interaction"), _say("Consensus"), _say("Reason"), _say("Ruling")),
        *(_say("This was"), _say("Action"), _say("Owner"), _say("Due"), _say("State")),
    )
    rows = []
    for found in board.standards:
        for interaction in board.material.interactions:
            agreed = board.consensus(interaction, found.standard)
            if agreed.empty:
                continue
            rows.append(
                [
                    found.standard.text,
                    interaction.external_id,
                    answer_label(found.standard, agreed.value),
                    agreed.reason,
                    agreed.ruling,
                    agreed.flag or "",
                    agreed.action,
                    agreed.owner,
                    agreed.due.isoformat() if agreed.due else "",
                    agreed.state if agreed.action else "",
                ]
            )
    return heads, rows, 3


def _customers(figures: Calibration) -> Content:
    material = figures.material
    heads = (
        *(_say("Interaction"), _say("Mean total"), _say("Reference"), _say("Spread")),
        *(_say("CSAT 1–5"), _say("NPS 0–10"), _say("CES 1–7"), _say("External score"), _say("What they wrote")),
    )
    rows = []
    for interaction in material.interactions:
        scores = (figures.scores.get((interaction.key, person.key)) for person in material.people)
        totals = [each.before_auto_fail for each in scores if each and each.before_auto_fail is not None]
        reference = figures.reference_totals[interaction.key].share
        survey, external = interaction.survey, material.external.get(interaction.key)
        asked = (survey.csat, survey.nps, survey.ces) if survey else (None, None, None)
        rows.append(
            [
                interaction.external_id,
                percent(sum(totals, Fraction(0)) / len(totals)) if totals else "–",
                "–" if reference is None else percent(reference),
                f"{100 * float(max(totals) - min(totals)):.1f}" if len(totals) > 1 else "–",
                *("–" if each is None else str(each) for each in asked),
                _given(external),
                survey.comment if survey else "",
            ]
        )
    return heads, rows, 8


def _given(external: ExternalScore | None) -> str:
    if external is None or external.points is None:
        return "–"
    return f"{external.points:g}\n{external.source}".strip()


def _say(words: str) -> str:
    return QCoreApplication.translate("Calibration", words)

"""The worklist: interactions and one reviewer's own state, in one query."""

from fractions import Fraction
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from qa_desktop.domain.interactions import Agent, Interaction
from qa_desktop.domain.search import parse
from qa_desktop.domain.speech import SpeechSource
from qa_desktop.domain.worklist import Order, State, WorklistFilter, WorklistItem
from qa_desktop.storage.hiding import is_shown
from qa_desktop.storage.search_index import holding
from qa_desktop.storage.sources import answers_for_recording
from qa_desktop.storage.speech import FIGURES, speech_of
from qa_desktop.storage.tables import DraftRow, EvaluationRow, InteractionRow, RecordingRow, SourceRow, SpeechRow

_Lines = Select[*tuple[Any, ...]]


def searchable(interaction: Interaction) -> str:
    """Everything about an interaction that words are looked for in, case-folded."""
    agent = interaction.agent or Agent("")
    parts = (agent.name, agent.external_id, agent.team, interaction.queue, interaction.external_id)
    return "\n".join((*parts, interaction.customer_reference, *interaction.tags)).casefold()


def statement(over: _Lines, reviewer: UUID, wanted: WorklistFilter, limit: int) -> _Lines:
    """The lines wanted in their order: the newest or the greatest figure first, what is not known last.

    `over` selects from the interactions; `has_draft`, `submitted`, `total`, `outcome` and the figures are added to it.
    """
    own = aliased(EvaluationRow)
    latest = (
        select(own.key)
        .where(own.interaction == InteractionRow.key, own.reviewer == reviewer, ~own.deleted, own.occasion.is_(None))
        .order_by(own.submitted_at.desc(), own.key.desc())
        .limit(1)
        .scalar_subquery()
    )
    has_draft = _has_draft(reviewer)
    is_submitted = EvaluationRow.key.is_not(None)
    in_conflict = func.coalesce(EvaluationRow.leaves, 1) > 1
    found = (
        over.outerjoin(EvaluationRow, EvaluationRow.key == latest)
        .outerjoin(SpeechRow, SpeechRow.interaction == InteractionRow.key)
        .add_columns(has_draft.label("has_draft"), is_submitted.label("submitted"))
        .add_columns(EvaluationRow.total, EvaluationRow.outcome, EvaluationRow.leaves, *FIGURES)
        .order_by(*_in_order(wanted.order))
    )
    if wanted.order is Order.NEWEST:  # an index gives this order
        return found.where(*_wanted(reviewer, wanted, has_draft, is_submitted, in_conflict)).limit(limit)
    return found.where(InteractionRow.key.in_(_greatest(reviewer, wanted, limit)))


def _greatest(reviewer: UUID, wanted: WorklistFilter, limit: int) -> Select[UUID]:
    """The keys of the lines wanted: sorting keys alone takes half as long as sorting all that is shown of a line."""
    return (
        select(InteractionRow.key)
        .outerjoin(SpeechRow, SpeechRow.interaction == InteractionRow.key)
        .outerjoin(RecordingRow, RecordingRow.interaction == InteractionRow.key)
        .outerjoin(SourceRow, answers_for_recording())
        .where(*_wanted(reviewer, wanted, _has_draft(reviewer), _has_submitted(reviewer), _has_conflict(reviewer)))
        .order_by(*_in_order(wanted.order))
        .limit(limit)
        .correlate(None)
    )


def _has_draft(reviewer: UUID) -> ColumnElement[bool]:
    own = (DraftRow.interaction == InteractionRow.key, DraftRow.reviewer == reviewer)
    return exists().where(*own, DraftRow.occasion.is_(None))


def _has_conflict(reviewer: UUID) -> ColumnElement[bool]:
    return exists().where(*_own(reviewer), EvaluationRow.leaves > 1)


def _has_submitted(reviewer: UUID) -> ColumnElement[bool]:
    return exists().where(*_own(reviewer))


def _own(reviewer: UUID) -> tuple[ColumnElement[bool], ...]:
    """The ordinary evaluations of a line by a reviewer."""
    own = (EvaluationRow.interaction == InteractionRow.key, EvaluationRow.reviewer == reviewer)
    return (*own, ~EvaluationRow.deleted.expression, EvaluationRow.occasion.is_(None))


def _wanted(
    reviewer: UUID,
    wanted: WorklistFilter,
    has_draft: ColumnElement[bool],
    is_submitted: ColumnElement[bool],
    in_conflict: ColumnElement[bool],
) -> list[ColumnElement[bool]]:
    """What a filter asks of a line."""
    asked = [*holding(parse(wanted.words), reviewer, numbers=True), is_shown()]
    if wanted.queue:
        asked.append(InteractionRow.queue == wanted.queue)
    if wanted.states:
        asked.append(_in_states(wanted.states, has_draft, is_submitted, in_conflict))
    return asked


def _in_order(order: Order) -> list[ColumnElement[Any]]:
    newest = (InteractionRow.started_at.desc().nulls_last(), InteractionRow.key.desc())
    return [*_figure(order), *newest]


def count_statement(reviewer: UUID, wanted: WorklistFilter) -> _Lines:
    """How many interactions match the words and the queue; of these with a draft; and submitted without a draft."""
    has_draft, is_submitted = _has_draft(reviewer), _has_submitted(reviewer)
    in_conflict = _has_conflict(reviewer)
    counted = select(
        func.count().label("all"),
        func.count(case((and_(has_draft, ~in_conflict), 1))).label("drafts"),
        func.count(case((and_(~has_draft, is_submitted, ~in_conflict), 1))).label("submitted"),
        func.count(case((in_conflict, 1))).label("conflicts"),
    ).select_from(InteractionRow)
    counted = counted.where(*holding(parse(wanted.words), reviewer, numbers=True), is_shown())
    return counted.where(InteractionRow.queue == wanted.queue) if wanted.queue else counted


def item(interaction: Interaction, row: Any) -> WorklistItem:
    """The line of a row; a draft that corrects a submitted evaluation still shows the submitted score."""
    in_conflict = row.leaves is not None and row.leaves > 1
    left = State.DRAFT if row.has_draft else State.SUBMITTED if row.submitted else State.NEW
    state = State.CONFLICT if in_conflict else left
    total = None if row.total is None else Fraction(row.total)
    return WorklistItem(interaction, state, total, row.outcome, speech_of(row))


def _figure(order: Order) -> list[ColumnElement[Any]]:
    """What the lines are ordered by before their time; the same as the domain's `figure`."""
    figures: dict[Order, ColumnElement[Any]] = {
        Order.LONGEST_SILENCE: SpeechRow.longest_silence.expression,
        Order.HOLD: SpeechRow.hold.expression,
        Order.OVERTALK: _of_sides(SpeechRow.overtalk.expression),
        Order.INTERRUPTIONS: _of_sides(SpeechRow.interruptions_first + SpeechRow.interruptions_second),
        Order.AGENT_SHARE: _of_sides(_agent_share()),
    }
    return [figures[order].desc().nulls_last()] if order in figures else []


def _of_sides(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A figure that one channel does not tell."""
    return case((SpeechRow.source != SpeechSource.ONE_CHANNEL.value, value))


def _agent_share() -> ColumnElement[Any]:
    own = func.coalesce(RecordingRow.agent_channel, SourceRow.agent_channel)
    side = case((SpeechRow.source == SpeechSource.TRANSCRIPT.value, 0), else_=own)
    talk = case((side == 0, SpeechRow.talk_first), (side == 1, SpeechRow.talk_second))
    return talk / func.nullif(SpeechRow.talk_first + SpeechRow.talk_second, 0)


def _in_states(
    states: frozenset[State],
    has_draft: ColumnElement[bool],
    is_submitted: ColumnElement[bool],
    in_conflict: ColumnElement[bool],
) -> ColumnElement[bool]:
    meaning = {
        State.CONFLICT: in_conflict,
        State.DRAFT: and_(has_draft, ~in_conflict),
        State.SUBMITTED: and_(~has_draft, is_submitted, ~in_conflict),
        State.NEW: and_(~has_draft, ~is_submitted),
    }
    return reduce(or_, (meaning[state] for state in sorted(states)))

"""The worklist: interactions and one reviewer's own state, page by page, each as quick as the first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from qa_desktop.domain.interactions import Agent, Interaction
from qa_desktop.domain.search import parse
from qa_desktop.domain.speech import SpeechSource
from qa_desktop.domain.worklist import Order, Place, State, WorklistFilter, WorklistItem
from qa_desktop.storage.columns import Key, Moment
from qa_desktop.storage.hiding import hidden, is_shown
from qa_desktop.storage.making import made
from qa_desktop.storage.search_index import holding
from qa_desktop.storage.sources import answers_for_recording
from qa_desktop.storage.speech import FIGURES, speech_of
from qa_desktop.storage.tables import DraftRow, EvaluationRow, InteractionRow, RecordingRow, SourceRow, SpeechRow

_Lines = Select[*tuple[Any, ...]]
_Own: Final = aliased(EvaluationRow)
_Others: Final = aliased(EvaluationRow)
_FIRST: Final = Place(None, None, UUID(int=0))
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LIMIT: Final = bindparam("limit", type_=Integer)
_AT: Final = bindparam("at", type_=Moment)
_KEY: Final = bindparam("key", type_=Key)
_FIGURE: Final = bindparam("figure", type_=Double)


def searchable(interaction: Interaction) -> str:
    """Everything about an interaction that words are looked for in, case-folded."""
    agent = interaction.agent or Agent("")
    parts = (agent.name, agent.external_id, agent.team, interaction.queue, interaction.external_id)
    return "\n".join((*parts, interaction.customer_reference, *interaction.tags)).casefold()


@dataclass(frozen=True)
class Page:
    """Which lines are asked for: at most `limit` that match, those after a place where one is named.

    `shown_as` tells which lines count as in another state than their own.
    """

    reviewer: UUID
    wanted: WorklistFilter
    limit: int = 0
    after: Place | None = None
    shown_as: tuple[tuple[UUID, State], ...] = ()
    dated: bool = True
    """Whether the newest with a time are asked for, or those without one."""

    @property
    def parts(self) -> "tuple[Page, ...]":
        """The page in parts, each to be asked for where those before it have not filled it.

        The newest come in two: an engine does not read an index on to what has no time where it is to begin at a place.
        """
        undated = replace(self, dated=False)
        if self.wanted.order is not Order.NEWEST:
            return (self,)
        if self.after is not None and self.after.started_at is None:
            return (undated,)
        return self, replace(undated, after=None)

    @property
    def values(self) -> dict[str, Any]:
        """What the statement of the page is run with."""
        after = self.after or _FIRST
        return {"limit": self.limit, "figure": after.figure, "at": after.started_at, "key": after.key}

    @property
    def shape(self) -> "Page":
        """What pages have in common that one statement serves."""
        return replace(self, limit=0, after=None if self.after is None else _like(self.after))


def _like(place: Place) -> Place:
    """The same for all places of which the same is known."""
    figure = None if place.figure is None else 0.0
    return Place(figure, None if place.started_at is None else _EPOCH, _FIRST.key)


@lru_cache(maxsize=64)
def statement(over: _Lines, page: Page) -> _Lines:
    """The lines wanted in their order: the newest or the greatest figure first, what is not known last.

    `over` selects from the interactions; what `item` wants besides is added to it.
    Made once for a shape, and run with the values of a page: making it takes longer than running it.
    """
    at, key = InteractionRow.started_at.expression, InteractionRow.key.expression
    found = _with_own(over, page.reviewer)
    if page.wanted.order is not Order.NEWEST:
        return found.where(key.in_(_greatest(page))).order_by(*_in_order(page.wanted.order))
    newest = (at.desc(), key.desc())
    if page.wanted.states and State.NEW not in page.wanted.states:  # they may be few and far apart
        found = found.where(key.in_(_own_keys(page)), *_behind(page, at, key))
        return found.order_by(*newest).limit(_LIMIT)
    return found.where(*_asked(page), *_in_states(page), *_behind(page, at, key)).order_by(*newest).limit(_LIMIT)


def lines(over: _Lines, page: Page, keys: Sequence[UUID]) -> _Lines:
    """Those lines that the words and the queue of a page ask for, as `statement` has them."""
    return _with_own(over, page.reviewer).where(InteractionRow.key.in_(keys), *_asked(page))


def _with_own(over: _Lines, reviewer: UUID) -> _Lines:
    key = InteractionRow.key.expression
    return (
        over.outerjoin(EvaluationRow, EvaluationRow.key == _latest(reviewer, key))
        .outerjoin(SpeechRow, SpeechRow.interaction == key)
        .add_columns(_has_draft(reviewer, key).label("has_draft"), EvaluationRow.key.is_not(None).label("submitted"))
        .add_columns(EvaluationRow.total, EvaluationRow.outcome, EvaluationRow.leaves, *FIGURES)
    )


def _greatest(page: Page) -> Select[UUID]:
    """The keys of the lines wanted: sorting keys alone takes half as long as sorting all that is shown of a line."""
    return (
        select(InteractionRow.key)
        .outerjoin(SpeechRow, SpeechRow.interaction == InteractionRow.key)
        .outerjoin(RecordingRow, RecordingRow.interaction == InteractionRow.key)
        .outerjoin(SourceRow, answers_for_recording())
        .where(*_asked(page), *_in_states(page), *_below(page))
        .order_by(*_in_order(page.wanted.order))
        .limit(_LIMIT)
        .correlate(None)
    )


def _own_keys(page: Page) -> Select[UUID]:
    """The keys of lines in states that a reviewer brought about: of each the newest, found by an index of one's own."""
    at, key = _Own.started_at.expression, _Own.interaction.expression
    own = select(InteractionRow.key).where(
        *_asked(page), *([InteractionRow.key.not_in(dict(page.shown_as))] * bool(page.shown_as))
    )
    scored = (
        own.join(_Own, InteractionRow.key == key)
        .where(*_ordinary(_Own, page.reviewer), _Own.key == _latest(page.reviewer, key), *_behind(page, at, key))
        .order_by(at.desc(), key.desc())
        .limit(_LIMIT)
    )
    begun = own.join(DraftRow, DraftRow.interaction == InteractionRow.key).where(*_begun(page.reviewer))
    by_state = {
        State.SUBMITTED: scored.where(_Own.leaves == 1, ~_has_draft(page.reviewer, key)),
        State.CONFLICT: scored.where(_Own.leaves > 1),
        State.DRAFT: begun.where(~_has_conflict(page.reviewer, InteractionRow.key.expression)),
    }
    named = select(InteractionRow.key).where(*_asked(page), InteractionRow.key.in_(_named(page)))
    parts = [*(by_state[state] for state in sorted(page.wanted.states)), *([named] * bool(page.shown_as))]
    found = union_all(*(select(part.correlate(None).subquery().c.key) for part in parts)).subquery()
    return select(found.c.key)


# What a line is asked for


def _asked(page: Page) -> list[ColumnElement[bool]]:
    """What a list asks of an interaction, whatever its state."""
    return [*_narrowed(page.reviewer, page.wanted), is_shown()]


def _narrowed(reviewer: UUID, wanted: WorklistFilter) -> list[ColumnElement[bool]]:
    """What the words and the queue ask of an interaction."""
    asked = holding(parse(wanted.words), reviewer, numbers=True)
    return [*asked, InteractionRow.queue == wanted.queue] if wanted.queue else asked


def _in_states(page: Page) -> list[ColumnElement[bool]]:
    """What the states ask of an interaction."""
    if not page.wanted.states:
        return []
    key = InteractionRow.key.expression
    has_draft, has_submitted = _has_draft(page.reviewer, key), _has_submitted(page.reviewer, key)
    in_conflict = _has_conflict(page.reviewer, key)
    meaning = {
        State.CONFLICT: in_conflict,
        State.DRAFT: and_(has_draft, ~in_conflict),
        State.SUBMITTED: and_(~has_draft, has_submitted, ~in_conflict),
        State.NEW: and_(~has_draft, ~has_submitted),
    }
    own = reduce(or_, (meaning[state] for state in sorted(page.wanted.states)))
    return [or_(and_(own, key.not_in(dict(page.shown_as))), key.in_(_named(page))) if page.shown_as else own]


def _named(page: Page) -> list[UUID]:
    return [key for key, state in page.shown_as if state in page.wanted.states]


def _behind(page: Page, at: ColumnElement[Any], key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Whether a line with that time and key has a time or none, as asked, and stands after the place."""
    kept = at.is_not(None) if page.dated else at.is_(None)
    return [kept] if page.after is None else [kept, _later(page.after, at, key)]


def _later(place: Place, at: ColumnElement[Any], key: ColumnElement[Any]) -> ColumnElement[bool]:
    if place.started_at is None:
        return key < _KEY
    return tuple_(at, key) < tuple_(_AT, _KEY)


def _below(page: Page) -> list[ColumnElement[bool]]:
    """Whether a line stands after the place in the order of a figure."""
    place = page.after
    if place is None:
        return []
    (figure,) = _figures(page.wanted.order)
    at, key = InteractionRow.started_at.expression, InteractionRow.key.expression
    later = _later(place, at, key)
    later = and_(at.is_(None), later) if place.started_at is None else or_(later, at.is_(None))
    if place.figure is None:
        return [and_(figure.is_(None), later)]
    return [or_(figure < _FIGURE, and_(figure == _FIGURE, later), figure.is_(None))]


def _ordinary(row: Any, reviewer: UUID) -> list[ColumnElement[bool]]:
    """The evaluations of a reviewer that are made for no occasion."""
    return [row.reviewer == reviewer, ~row.deleted, row.occasion.is_(None)]


def _latest(reviewer: UUID, interaction: ColumnElement[UUID]) -> Any:
    """The key of the reviewer's newest ordinary evaluation of an interaction."""
    own = select(_Others.key).where(_Others.interaction == interaction, *_ordinary(_Others, reviewer))
    return own.order_by(_Others.submitted_at.desc(), _Others.key.desc()).limit(1).scalar_subquery()


def _begun(reviewer: UUID) -> list[ColumnElement[bool]]:
    return [DraftRow.reviewer == reviewer, DraftRow.occasion.is_(None)]


def _has_draft(reviewer: UUID, interaction: ColumnElement[UUID]) -> ColumnElement[bool]:
    return exists().where(DraftRow.interaction == interaction, *_begun(reviewer))


def _has_submitted(reviewer: UUID, interaction: ColumnElement[UUID]) -> ColumnElement[bool]:
    return exists().where(_Others.interaction == interaction, *_ordinary(_Others, reviewer))


def _has_conflict(reviewer: UUID, interaction: ColumnElement[UUID]) -> ColumnElement[bool]:
    return exists().where(_Others.interaction == interaction, *_ordinary(_Others, reviewer), _Others.leaves > 1)


# Counting


@lru_cache(maxsize=64)
def count_statement(reviewer: UUID, wanted: WorklistFilter) -> _Lines:
    """How many interactions match the words and the queue; of these with a draft; submitted without; in conflict.

    What is one's own is read from its index alone, in whose order it is grouped: each interaction has one time.
    """
    own = select(func.max(_Own.leaves).label("leaves")).where(*_ordinary(_Own, reviewer))
    begun = select(func.count(DraftRow.interaction.distinct())).where(
        *_begun(reviewer), ~_has_conflict(reviewer, DraftRow.interaction.expression)
    )
    every: Any = _how_many(InteractionRow) - _how_many(hidden().subquery())  # counting all needs no look at any of them
    narrowed = _narrowed(reviewer, wanted)
    if narrowed:
        matching = select(InteractionRow.key).where(*narrowed, is_shown()).cte()
        own = own.where(_Own.interaction.in_(select(matching.c.key)))
        begun = begun.where(DraftRow.interaction.in_(select(matching.c.key)))
        every = _how_many(matching)
    both = begun.where(_has_submitted(reviewer, DraftRow.interaction.expression))
    leaves = own.group_by(_Own.started_at, _Own.interaction).subquery().c.leaves
    return select(
        every.label("all"),
        begun.scalar_subquery().label("drafts"),
        (func.count(case((leaves == 1, 1))) - both.scalar_subquery()).label("submitted"),
        func.count(case((leaves > 1, 1))).label("conflicts"),
    )


def _how_many(of: Any) -> Any:
    return select(func.count()).select_from(of).scalar_subquery()


# Lines and their order


def item(interaction: Interaction, told: Sequence[Any]) -> WorklistItem:
    """The line of what a row tells behind its interaction.

    A draft that corrects a submitted evaluation still shows the submitted score.
    """
    has_draft, submitted, total, outcome, leaves, source, *figures = told
    in_conflict = leaves is not None and leaves > 1
    return made(
        WorklistItem,
        {
            "interaction": interaction,
            "state": _CONFLICT if in_conflict else _DRAFT if has_draft else _SUBMITTED if submitted else _NEW,
            "total": None if total is None else _score(total),
            "outcome": outcome,
            "speech": None if source is None else speech_of(source, *figures),
            "session": "",
        },
    )


_NEW, _DRAFT, _SUBMITTED, _CONFLICT = State.NEW, State.DRAFT, State.SUBMITTED, State.CONFLICT
"""Looked up once, and not for every line."""


@lru_cache(maxsize=4096)
def _score(total: str) -> Fraction:
    return Fraction(total)


def _in_order(order: Order) -> list[ColumnElement[Any]]:
    """A figure, then the newest; what is not known last."""
    columns = (*_figures(order), InteractionRow.started_at)
    return [*(column.desc().nulls_last() for column in columns), InteractionRow.key.desc()]


def _figures(order: Order) -> list[ColumnElement[Any]]:
    """What the lines are ordered by before their time; the same as the domain's `figure`."""
    figures: dict[Order, ColumnElement[Any]] = {
        Order.LONGEST_SILENCE: SpeechRow.longest_silence.expression,
        Order.HOLD: SpeechRow.hold.expression,
        Order.OVERTALK: _of_sides(SpeechRow.overtalk.expression),
        Order.INTERRUPTIONS: _of_sides(SpeechRow.interruptions_first + SpeechRow.interruptions_second),
        Order.AGENT_SHARE: _of_sides(_agent_share()),
    }
    return [figures[order]] if order in figures else []


def _of_sides(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A figure that one channel does not tell."""
    return case((SpeechRow.source != SpeechSource.ONE_CHANNEL.value, value))


def _agent_share() -> ColumnElement[Any]:
    own = func.coalesce(RecordingRow.agent_channel, SourceRow.agent_channel)
    side = case((SpeechRow.source == SpeechSource.TRANSCRIPT.value, 0), else_=own)
    talk = case((side == 0, SpeechRow.talk_first), (side == 1, SpeechRow.talk_second))
    return talk / func.nullif(SpeechRow.talk_first + SpeechRow.talk_second, 0)

"""Figures over many evaluations: averages of standards from the roll-up by day, an agent's months."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal_column, select

from qa_desktop.domain.averages import MonthAverage, StandardAverage
from qa_desktop.domain.interactions import Agent
from qa_desktop.storage.figure_tables import UNITS
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.tables import AgentRow, AnswerRow, EvaluationRow, InteractionRow, StandardDayRow


class AverageRepository:
    """Each ordinary evaluation counts on the day (UTC) of its newest revision; calibrations and re-tests do not."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standards(self, first: date, after: date, queue: str = "") -> Sequence[StandardAverage]:
        """The average credit of every standard in a span of days, of one queue or of all; in the order of the forms."""
        marks, credits_ = func.sum(StandardDayRow.marks), func.sum(StandardDayRow.credits)
        wanted = (
            select(StandardDayRow.form_version, StandardDayRow.standard, marks, credits_)
            .where(StandardDayRow.day >= first.isoformat(), StandardDayRow.day < after.isoformat())
            .group_by(StandardDayRow.form_version, StandardDayRow.standard)
            .having(marks > 0)
        )
        if queue:
            wanted = wanted.where(StandardDayRow.queue == queue)
        return self._by_form(self._connection.execute(wanted).all())

    def agents(self) -> Sequence[tuple[UUID, Agent]]:
        """Everybody who served customers, by name."""
        rows = self._connection.execute(select(AgentRow.key, AgentRow.name, AgentRow.external_id))
        found = [(row.key, Agent(row.name, external_id=row.external_id)) for row in rows]
        return sorted(found, key=lambda each: (each[1].name.casefold(), each[0]))

    def months(self, agent: UUID, first: date, after: date) -> Sequence[MonthAverage]:
        """How an agent was scored, month by month; months without evaluations are left out."""
        span = {"agent": agent, "first": _midnight(first), "after": _midnight(after)}
        return [MonthAverage(*row) for row in self._connection.execute(_months(self._connection.dialect.name), span)]

    def _by_form(self, rows: Sequence[Any]) -> list[StandardAverage]:
        """Versions of a form together, under the titles of its newest version that has the standard."""
        sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        forms = FormRepository(self._connection)
        versions = [version for key in {row[0] for row in rows} if (version := forms.get(key)) is not None]
        by_key = {version.key: version for version in versions}
        for version, standard, marks, credits_ in rows:
            if version in by_key:
                total = sums[by_key[version].form.id, standard]
                total[0] += int(marks)
                total[1] += int(credits_)
        found: list[StandardAverage] = []
        for version in sorted(versions, key=lambda each: (each.form.title.casefold(), each.form.id, -each.number)):
            for standard in version.form.standards:
                if (version.form.id, standard.id) in sums:
                    marks, credits_ = sums.pop((version.form.id, standard.id))
                    told = (version.form.id, version.form.title, standard.id, standard.text)
                    found.append(StandardAverage(*told, marks, credits_ / (UNITS * marks)))
        return found


def is_true(connection: Connection) -> bool:
    """Whether the roll-up says what the newest revisions say."""
    kept: Any = select(
        StandardDayRow.day,
        StandardDayRow.queue,
        StandardDayRow.form_version,
        StandardDayRow.standard,
        StandardDayRow.marks,
        StandardDayRow.credits,
    ).where(StandardDayRow.marks > 0)
    day = _spelled(connection.dialect.name, "%Y-%m-%d", "YYYY-MM-DD")
    of = (day, InteractionRow.queue, EvaluationRow.form_version, AnswerRow.standard)
    counted: Any = (
        select(*of, func.count(), func.sum(func.round(AnswerRow.credit * UNITS)))
        .select_from(EvaluationRow)
        .join(InteractionRow, InteractionRow.key == EvaluationRow.interaction)
        .join(AnswerRow, AnswerRow.revision == EvaluationRow.head)
        .where(AnswerRow.credit.is_not(None), ~EvaluationRow.deleted, EvaluationRow.occasion.is_(None))
        .group_by(*of)
    )
    return _plain(connection, kept) == _plain(connection, counted)


def _plain(connection: Connection, statement: Any) -> set[tuple[Any, ...]]:
    return {(*row[:4], int(row[4]), int(row[5])) for row in connection.execute(statement)}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@cache
def _months(engine: str) -> Select[Any]:
    """The months of an agent in a span."""
    month = _spelled(engine, "%Y-%m", "YYYY-MM")
    at = EvaluationRow.submitted_at
    return (
        select(month.label("month"), func.count(), func.avg(EvaluationRow.total_value))
        .join(InteractionRow, InteractionRow.key == EvaluationRow.interaction)
        .where(InteractionRow.agent == bindparam("agent"), ~EvaluationRow.deleted, EvaluationRow.occasion.is_(None))
        .where(at >= bindparam("first"), at < bindparam("after"))
        .group_by(month)
        .order_by(month)
    )


def _spelled(engine: str, sqlite: str, postgres: str) -> ColumnElement[str]:
    """The time of the newest revision as each engine is told to write it, in UTC."""
    at = EvaluationRow.submitted_at
    if engine == "sqlite":
        return func.strftime(literal_column(f"'{sqlite}'"), at)
    return func.to_char(func.timezone("UTC", at), literal_column(f"'{postgres}'"))

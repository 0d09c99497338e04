"""Figures over many evaluations: averages of a month, an agent's year."""

import re
from collections.abc import Sequence
from datetime import date

from qa_desktop.domain.averages import MonthAverage, StandardAverage
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent
from qa_desktop.services.ports import Database


def of_month(database: Database, month: str, queue: str = "") -> Sequence[StandardAverage]:
    """The average of every standard in a month written `2026-01`. Raises InputError for anything else."""
    first = _first_day(month)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    with database.reading() as work:
        if queue and queue not in work.interactions.queues():
            raise InputError(
                f"There is no queue “{queue}”; there are: {', '.join(work.interactions.queues()) or 'none'}."
            )
        return work.averages.standards(first, after, queue)


def agent_year(database: Database, name: str, year: str) -> tuple[Agent, Sequence[MonthAverage]]:
    """How the agent of that name or id was scored, month by month. Raises InputError when there is none, or several."""
    if not re.fullmatch(r"\d{4}", year) or not 1 <= int(year) < date.max.year:
        raise InputError(f"“{year}” is not a year: write 2026, for one.")
    with database.reading() as work:
        wanted = " ".join(name.split()).casefold()
        found = [each for each in work.averages.agents() if wanted in (each[1].name.casefold(), each[1].external_id)]
        if not found:
            raise InputError(f"There is no agent “{name}”; write the name as “interaction list” shows it.")
        if len(found) > 1:
            known = ", ".join(agent.external_id for _, agent in found)
            raise InputError(f"There are several agents “{name}”: name the id ({known}).")
        key, agent = found[0]
        return agent, work.averages.months(key, date(int(year), 1, 1), date(int(year) + 1, 1, 1))


def _first_day(month: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}", month):
            first = date.fromisoformat(f"{month}-01")
            if first.year < date.max.year:
                return first
    except ValueError:
        pass
    raise InputError(f"“{month}” is not a month: write 2026-01, for one.")

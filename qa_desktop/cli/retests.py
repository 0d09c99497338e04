"""Commands about re-tests: `calibration retests`, `calibration consistency`."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

from qa_desktop.cli.output import print_json
from qa_desktop.cli.work import acting, open_work
from qa_desktop.domain.calibration import USUAL
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import RetestPlan
from qa_desktop.services import people, retests
from qa_desktop.services.ports import Database
from qa_desktop.statistics.measure import Measure


def plan(options: Namespace) -> None:
    """Say how many evaluations return, or make that another number."""
    now = datetime.now(UTC)
    with open_work(options) as database:
        if options.rate is not None:
            author = acting(options, database)
            named = {_known(database, name).key for name in options.reviewer}
            spread, seed = options.spread, options.seed
            retests.set_plan(database, options.rate / 100, options.min_age, author, now, spread, seed, named)
        found = retests.plan(database)
        names = _names(people.everybody(database), found)
    if options.json:
        print_json(None if found is None else _plain(found, names))
    elif found is None:
        print("No interaction returns to who scored it.")
    else:
        whose = f"the evaluations of {', '.join(names)}" if names else "all evaluations"
        print(f"{100 * found.rate:g} % of {whose} return after {found.min_age_days} days or later.")
        print(f"They are drawn by seed {found.seed}, and spread over {found.spread_days} days more.")


def _known(database: Database, name: str) -> Person:
    found = people.find(database, name)
    if found is None:
        raise InputError(f"There is nobody called “{name}” in the database.")
    return found


def _names(everybody: Sequence[Person], found: RetestPlan | None) -> list[str]:
    return [person.name for person in everybody if found and person.key in found.reviewers]


def _plain(found: RetestPlan, names: Sequence[str]) -> dict[str, object]:
    return {
        "percent": 100 * found.rate,
        "min_age_days": found.min_age_days,
        "spread_days": found.spread_days,
        "seed": found.seed,
        "reviewers": names,
    }


def consistency(options: Namespace) -> None:
    """Say how far somebody agrees with oneself."""
    from qa_desktop.statistics.consistency import self_consistency

    with open_work(options) as database:
        person = acting(options, database)
        tests = retests.of_person(database, person)
    figures = self_consistency(tests, person, USUAL)
    shares = {"exact": figures.exact, "within": figures.within}
    if options.json:
        standards = [
            {"form": each.form, "standard": each.standard.id, **_figure(each.exact)} for each in figures.standards
        ]
        named = {name: _figure(each) for name, each in {**shares, "totals_icc": figures.totals}.items()}
        print_json({"interactions": len(tests), **named, "standards": standards})
    elif figures.exact.value is None:
        print("Nothing has returned to you and been scored again yet.")
    else:
        for name, each in shares.items():
            limits = each.reason
            if each.low is not None and each.high is not None:
                limits = f"{100 * each.low:.0f} to {100 * each.high:.0f} %"
            print(f"{name}: {100 * (each.value or 0):.0f} % of {each.n} marks ({limits})")
        for own in (each for each in figures.standards if each.differing):
            print(f"{own.standard.text}: {own.differing} of {len(own.marks)} marks differ from the first time")


def _figure(of: Measure) -> dict[str, float | int | None]:
    return {"value": of.value, "low": of.low, "high": of.high, "n": of.n}

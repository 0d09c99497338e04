"""Commands about re-tests: `calibration retests`, `calibration consistency`."""

from argparse import Namespace
from datetime import UTC, datetime

from qa_desktop.cli.output import print_json
from qa_desktop.cli.work import acting, open_work
from qa_desktop.domain.calibration import USUAL
from qa_desktop.services import retests


def plan(options: Namespace) -> None:
    """Say how many evaluations return, or make that another number."""
    now = datetime.now(UTC)
    with open_work(options) as database:
        if options.rate is not None:
            retests.set_plan(database, options.rate / 100, options.min_age, acting(options, database), now)
        found = retests.plan(database)
    if options.json:
        told = None if found is None else {"percent": 100 * found.rate, "min_age_days": found.min_age_days}
        print_json(told)
    elif found is None:
        print("No interaction returns to who scored it.")
    else:
        print(f"{100 * found.rate:g} % of all evaluations return after {found.min_age_days} days or later.")


def consistency(options: Namespace) -> None:
    """Say how far somebody agrees with oneself."""
    from qa_desktop.statistics.disagreement import self_consistency

    with open_work(options) as database:
        person = acting(options, database)
        tests = retests.of_person(database, person)
    figures = self_consistency(tests, person, USUAL)
    shares = {"exact": figures.exact, "within": figures.within}
    if options.json:
        named = {
            name: {"value": each.value, "low": each.low, "high": each.high, "n": each.n}
            for name, each in shares.items()
        }
        print_json({"interactions": len(tests), **named})
    elif figures.exact.value is None:
        print("Nothing has returned to you and been scored again yet.")
    else:
        for name, each in shares.items():
            limits = each.reason
            if each.low is not None and each.high is not None:
                limits = f"{100 * each.low:.0f} to {100 * each.high:.0f} %"
            print(f"{name}: {100 * (each.value or 0):.0f} % of {each.n} marks ({limits})")

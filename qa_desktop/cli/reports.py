"""Commands for figures over many evaluations: `report averages`, `report agent`."""

from argparse import Namespace
from dataclasses import asdict

from qa_desktop.cli.output import print_json, print_table
from qa_desktop.cli.work import open_work
from qa_desktop.services import averages as figures


def averages(options: Namespace) -> None:
    """Print the average of every standard in a month."""
    with open_work(options) as database:
        found = figures.of_month(database, options.month, options.queue)
    if options.json:
        print_json(
            {"month": options.month, "queue": options.queue or None, "standards": [asdict(each) for each in found]}
        )
    elif not found:
        print(f"Nothing that is scored was submitted in {options.month}.")
    else:
        rows = [(each.form_title, each.title, _percent(each.average), str(each.marks)) for each in found]
        print_table([("form", "standard", "average", "n"), *rows])


def agent(options: Namespace) -> None:
    """Print how an agent was scored in a year."""
    with open_work(options) as database:
        who, months = figures.agent_year(database, options.name, options.year)
    if options.json:
        told = {"agent": who.name, "agent_id": who.external_id or None, "year": options.year}
        print_json({**told, "months": [asdict(each) for each in months]})
    elif not months:
        print(f"No evaluation of {who.name} was submitted in {options.year}.")
    else:
        rows = [(each.month, _percent(each.average), str(each.evaluations)) for each in months]
        print_table([("month", "average", "n"), *rows])


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"

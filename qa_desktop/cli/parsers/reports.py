"""`report`: figures over many evaluations."""

from qa_desktop.cli.parsers.commands import Commands, add_usual


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    report = commands.group("report", "figures over many evaluations")
    text = "the average of every standard in a month, with how many marks it rests on"
    averages = report.add("averages", "reports", "averages", text)
    averages.add_argument("--month", required=True, metavar="YYYY-MM", help="by the day (UTC) of the newest revision")
    averages.add_argument("--queue", metavar="QUEUE", default="", help="only interactions of this queue")
    agent = report.add("agent", "reports", "agent", "how an agent was scored in a year, month by month")
    agent.add_argument("name", metavar="AGENT", help="name or id of the agent")
    agent.add_argument("--year", required=True, metavar="YYYY", help="by the day (UTC) of the newest revision")
    add_usual(averages, agent)

"""Commands about interactions: `interaction list`."""

from argparse import Namespace
from pathlib import PurePosixPath

from qa_desktop import settings
from qa_desktop.cli.output import clock, print_json, print_table, tell
from qa_desktop.cli.work import open_work
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import WorklistFilter, WorklistItem
from qa_desktop.services import people, worklist

_ALL = 1_000_000


def list_interactions(options: Namespace) -> None:
    """Print the interactions, newest first, with how far one person is with each."""
    name = options.person or settings.load().person
    with open_work(options) as database:
        reviewer = people.find(database, name) if name else None
        found = worklist.load(database, reviewer or Person(""), WorklistFilter(options.find), _ALL).items
    if options.json:
        print_json([_document(item, reviewer) for item in found])
        return
    if not found:
        print(
            f"Nothing matches “{options.find}”."
            if options.find
            else "There is no interaction yet; “qa-desktop import” brings them in."
        )
        return
    print_table(
        [("id", "channel", "agent", "queue", "time", "length", "state"), *(_row(each, reviewer) for each in found)]
    )
    if reviewer is None:
        tell("The state is that of one person: say who with --as NAME.")


def _row(item: WorklistItem, reviewer: Person | None) -> tuple[str, ...]:
    each = item.interaction
    return (
        each.external_id,
        str(each.channel),
        each.agent.name if each.agent else "",
        each.queue,
        f"{each.started_at.astimezone():%Y-%m-%d %H:%M}" if each.started_at else "",
        "" if each.duration is None else clock(each.duration),
        str(item.state) if reviewer else "–",
    )


def _document(item: WorklistItem, reviewer: Person | None) -> dict[str, object]:
    each = item.interaction
    return {
        "id": each.external_id,
        "key": str(each.key),
        "channel": str(each.channel),
        "agent": each.agent.name if each.agent else None,
        "team": (each.agent.team or None) if each.agent else None,
        "queue": each.queue or None,
        "started_at": each.started_at.isoformat() if each.started_at else None,
        "duration": each.duration,
        "recording": PurePosixPath(each.recording.path).name if each.recording else None,
        "state": str(item.state) if reviewer else None,
    }

"""Commands about interactions: `interaction list`, `interaction measure`."""

from argparse import Namespace
from pathlib import PurePosixPath

from qa_desktop import settings
from qa_desktop.cli.output import clock, counted, print_json, print_table, show_progress, tell
from qa_desktop.cli.work import open_work
from qa_desktop.domain.people import Person
from qa_desktop.domain.speech import SpeechSource
from qa_desktop.domain.telling_apart import apart
from qa_desktop.domain.worklist import Order, WorklistFilter, WorklistItem, figure
from qa_desktop.services import people, speech, worklist
from qa_desktop.services.import_report import Progress

_ALL = 1_000_000


def list_interactions(options: Namespace) -> None:
    """Print the interactions in the order asked for, with how far one person is with each."""
    name = options.person or settings.load().person
    order = Order(options.sort)
    with open_work(options) as database:
        reviewer = people.find(database, name) if name else None
        wanted = WorklistFilter(options.find, order=order)
        found = worklist.load(database, reviewer or Person(""), wanted, _ALL).items
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
    head = ("id", "channel", "agent", "queue", "time", "length", "state")
    sorted_by = () if order is Order.NEWEST else (order.replace("-", " "),)
    alike = apart((each.interaction for each in found), lambda each: each.external_id)
    told = [(alike.get(each.interaction.key, ""),) if alike else () for each in found]
    rows = [(*_row(each, reviewer, order), *which) for each, which in zip(found, told, strict=True)]
    print_table([(*head, *sorted_by, *(("which",) if alike else ())), *rows])
    if reviewer is None:
        tell("The state is that of one person: say who with --as NAME.")


def measure(options: Namespace) -> None:
    """Find out who spoke how much in all interactions that lack it, and keep it."""
    with open_work(options) as database:
        folder = settings.sound_folder(settings.load())
        report = speech.measure(database, speech.lacking(database), tell=_tell_progress, folder=folder)
    if options.json:
        problems = [{"id": name, "sentence": sentence} for name, sentence in report.problems]
        print_json({"measured": report.done, "problems": problems, "waiting": report.waiting})
        return
    for name, sentence in report.problems:
        print(f"{name}: {sentence}")
    waiting = f"; {counted(report.waiting, 'recording')} not found here" if report.waiting else ""
    print(f"{counted(report.done, 'interaction')} measured{waiting}.")


def _tell_progress(progress: Progress) -> None:
    show_progress(progress.done, progress.total, progress.name)


def _row(item: WorklistItem, reviewer: Person | None, order: Order) -> tuple[str, ...]:
    each = item.interaction
    sorted_by = () if order is Order.NEWEST else (_shown(figure(item, order), order),)
    return (
        each.external_id,
        str(each.channel),
        each.agent.name if each.agent else "",
        each.queue,
        f"{each.started_at.astimezone():%Y-%m-%d %H:%M}" if each.started_at else "",
        "" if each.duration is None else clock(each.duration),
        str(item.state) if reviewer else "–",
        *sorted_by,
    )


def _shown(value: float | None, order: Order) -> str:
    if value is None:
        return "–"
    if order is Order.AGENT_SHARE:
        return f"{value * 100:.0f} %"
    return str(round(value)) if order is Order.INTERRUPTIONS else f"{value:.1f} s"


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
        "speech": _speech(item),
    }


def _speech(item: WorklistItem) -> dict[str, object] | None:
    """The figures; null where the sides cannot be told apart or the agent's is not known."""
    found, recording = item.speech, item.interaction.recording
    if found is None:
        return None
    sides = found.sides(recording.agent_channel if recording else None)
    share = figure(item, Order.AGENT_SHARE)
    apart = found.source is not SpeechSource.ONE_CHANNEL
    return {
        "from": str(found.source),
        "agent": sides.agent_talk if sides else None,
        "customer": sides.customer_talk if sides else None,
        "agent_share": None if share is None else round(share, 4),
        "agent_interruptions": sides.agent_interruptions if sides else None,
        "customer_interruptions": sides.customer_interruptions if sides else None,
        "overtalk": found.overtalk if apart else None,
        "silence": found.silence,
        "longest_silence": found.longest_silence,
        "hold": found.hold,
    }

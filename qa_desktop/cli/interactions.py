"""Commands about interactions: `interaction list`, `interaction find`, `interaction measure`."""

import sys
from argparse import Namespace
from pathlib import PurePosixPath

from qa_desktop import settings
from qa_desktop.cli.output import clock, counted, print_json, print_table, show_progress, tell
from qa_desktop.cli.work import open_work, viewer
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.search import Hit, Source
from qa_desktop.domain.speech import SpeechSource
from qa_desktop.domain.telling_apart import apart
from qa_desktop.domain.worklist import Order, Place, State, WorklistFilter, WorklistItem, figure
from qa_desktop.services import finding, interactions, speech, worklist
from qa_desktop.services.import_report import Progress
from qa_desktop.services.ports import Database


def list_interactions(options: Namespace) -> None:
    """Print the interactions in the order asked for, with how far one person is with each."""
    order = Order(options.sort)
    with open_work(options) as database:
        reviewer = viewer(options, database)
        wanted = WorklistFilter(options.find, order=order)
        found, more = _listed(database, reviewer or Person(""), wanted, options)
    if options.json:
        print_json([_document(item, reviewer) for item in found])
        return
    if not found:
        print(
            f"Nothing matches “{options.find}”."
            if options.find
            else f"Nothing stands after “{options.after}”."
            if options.after
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
    if more:
        tell(f"There are more: --after {found[-1].interaction.key} goes on.")


def _listed(
    database: Database, reviewer: Person, wanted: WorklistFilter, options: Namespace
) -> tuple[list[WorklistItem], bool]:
    """The lines asked for, read page by page, and whether there are more."""
    found: list[WorklistItem] = []
    after: Place | None = None
    most = sys.maxsize if options.limit is None else options.limit
    if options.after:
        named = interactions.named(database, options.after)
        after = worklist.place(database, reviewer, named.key, wanted.order)
    else:
        first = worklist.load(database, reviewer, wanted, min(most, worklist.PAGE))
        found, after = list(first.items), first.after
    while after is not None and len(found) < most:
        page = worklist.more(database, reviewer, wanted, after, min(most - len(found), worklist.PAGE))
        found.extend(page.items)
        after = page.after
    return found[:most], after is not None


def find(options: Namespace) -> None:
    """Print where words stand in all interactions."""
    words = " ".join(options.words)
    with open_work(options) as database:
        searcher = viewer(options, database)
        found = finding.find(database, searcher or Person(""), words, options.limit)
    if not found.asks:
        raise InputError(f"“{words}” names nothing to look for: give at least one word.")
    if options.json:
        print_json({"words": words, "total": found.total, "found": [_hit_document(hit) for hit in found.hits]})
        return
    for hit in found.hits:
        print("  ".join(filter(None, _row(WorklistItem(hit.interaction, State.NEW), None, Order.NEWEST)[:5])))
        print(f"    {_where(hit)}: {_lit(hit) if sys.stdout.isatty() else hit.snippet.text}{_others(hit)}")
    if found.total > len(found.hits):
        tell(f"These are the newest {len(found.hits)} of {found.total} interactions; --limit {found.total} shows all.")
    elif not found.hits:
        print(f"Nothing matches “{words}”.")


def _where(hit: Hit) -> str:
    if hit.turn is None or hit.place is None:
        return "in your comments" if hit.source is Source.COMMENT else "known of it"
    at = "" if hit.turn.start is None else f", {clock(hit.turn.start)}"
    return f"turn {hit.place + 1}, {hit.turn.speaker or hit.turn.role}{at}"


def _others(hit: Hit) -> str:
    others = hit.turns - (hit.source is Source.TURN)
    return f" (and in {counted(others, 'more turn')})" if others else ""


def _lit(hit: Hit) -> str:
    """The snippet with what was looked for in bold."""
    shown, place = "", 0
    for first, last in hit.snippet.marks:
        shown += f"{hit.snippet.text[place:first]}\x1b[1m{hit.snippet.text[first:last]}\x1b[0m"
        place = last
    return shown + hit.snippet.text[place:]


def _hit_document(hit: Hit) -> dict[str, object]:
    each, turn = hit.interaction, hit.turn
    return {
        "id": each.external_id,
        "key": str(each.key),
        "agent": each.agent.name if each.agent else None,
        "queue": each.queue or None,
        "started_at": each.started_at.isoformat() if each.started_at else None,
        "where": str(hit.source),
        "turn": None if hit.place is None else hit.place + 1,
        "speaker": (turn.speaker or None) if turn else None,
        "role": str(turn.role) if turn else None,
        "start": turn.start if turn else None,
        "snippet": hit.snippet.text,
        "marks": [list(mark) for mark in hit.snippet.marks],
        "turns": hit.turns,
    }


def measure(options: Namespace) -> None:
    """Find out who spoke how much in all interactions that lack it, and keep it."""
    with open_work(options) as database:
        folder = settings.sound_folder(settings.load(), database.encrypted)
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

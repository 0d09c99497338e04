"""Commands that work on files alone: `score`, `transcript`, `recording`."""

from argparse import Namespace
from dataclasses import replace
from fractions import Fraction
from typing import Any

from qa_desktop.cli.output import clock, print_json, print_table
from qa_desktop.cli.parsers.commands import DAY_ORDERS
from qa_desktop.cli.work import want_file
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.explaining import Explanation, Line, explain
from qa_desktop.domain.forms import Scope
from qa_desktop.domain.numbers import percent, rounded
from qa_desktop.domain.raw_formats import NeedsRawFormat, RawFormat, parse
from qa_desktop.domain.speech import SpeechSource
from qa_desktop.domain.transcripts import NeedsDayOrder

_FAILS = {Scope.SECTION: "fails its section", Scope.TOP_SECTION: "fails its top section", Scope.FORM: "fails the form"}

_SPEECH = {
    "agent": "agent speaks",
    "customer": "customer speaks",
    "silence": "silence",
    "overtalk": "both speak",
    "longest_silence": "longest silence",
    "hold": "hold",
}
_INTERRUPTS = {"agent_interruptions": "agent interrupts", "customer_interruptions": "customer interrupts"}
_CHANNELS = ("left", "right")
_TOLD_BY = {"name": "from the file's name", "transcript": "from the transcript beside it"}


def score(options: Namespace) -> None:
    """Score answers on a form file."""
    from qa_desktop.form_files.answers import read_answers
    from qa_desktop.form_files.reader import read_form
    from qa_desktop.form_files.score_json import score_document

    want_file(options.form)
    want_file(options.answers)
    form = read_form(options.form)
    answers = read_answers(form, options.answers)
    if options.json:
        print_json(score_document(form, answers))
    else:
        _print_score(explain(form, answers))


def _print_score(explanation: Explanation) -> None:
    result = explanation.score
    print_table(
        [
            ("total", _shown(result.total)),
            ("before auto-fail", _shown(result.before_auto_fail)),
            ("foundation", _shown(result.foundation)),
            ("finesse", _shown(result.finesse)),
            ("critical", _shown(result.critical)),
            ("outcome", result.outcome or "–"),
            ("band", result.band or "–"),
        ]
    )
    print()
    print_table([("standard", "answer", "share", "points", ""), *(_row(line) for line in explanation.lines)])
    if result.missing:
        print(f"\nstill to be answered: {', '.join(result.missing)}")


def _row(line: Line) -> tuple[str, ...]:
    share, points = ("", "")
    if line.term is not None:
        share, points = f"{percent(line.term.share)} %", str(rounded(line.term.points))
    fails = _FAILS[line.strikes] if line.strikes else ""
    return line.standard.id, line.answer, share, points, "; ".join(filter(None, (fails, line.remark)))


def _shown(value: Fraction | None) -> str:
    return "–" if value is None else f"{percent(value)} %"


def transcript(options: Namespace) -> None:
    """Print a transcript or chat."""
    from qa_desktop.services.import_sources import read_limited
    from qa_desktop.services.mapping_templates import find_or_read
    from qa_desktop.services.reading import read_conversations
    from qa_desktop.transcripts.document import transcript_document

    want_file(options.file)
    data = read_limited(options.file)
    # Said of one file, a mapping is meant for it, whatever its name.
    mapping = replace(find_or_read(options.mapping), applies_to=()) if options.mapping else None
    try:
        found = read_conversations(data, options.file.name, DAY_ORDERS.get(options.dates), mapping)
    except NeedsDayOrder as question:
        raise InputError(f"{str(question).rstrip('.')} with --dates day-first or --dates month-first.") from question
    if options.json:
        print_json(transcript_document(found))
        return
    for each in found:
        if each.conversation:
            print(f"--- {each.conversation}")
        if not each.turns:
            took_part = ", ".join(filter(None, (party.name or party.contact for party in each.parties)))
            print(
                f"no turns; began {each.started_at or 'at an unknown time'}; took part: {took_part or 'nobody named'}"
            )
        for turn in each.turns:
            start = "" if turn.start is None else clock(turn.start)
            note = " (internal)" if turn.internal else ""
            print(f"{start:>9}  {turn.speaker or turn.role}{note}: {turn.text}")
        for skipped in each.skipped:
            print(f"({skipped.where}: {skipped.reason})")


def recording(options: Namespace) -> None:
    """Say what a recording is."""
    from qa_desktop.services.recordings import recording_document

    want_file(options.file)
    try:
        document = recording_document(options.file, options.speech, _raw_format(options))
    except NeedsRawFormat as needed:
        raise InputError(_ask_for_codec(options.file.name, needed)) from needed
    if options.json:
        print_json(document)
        return
    units = {"duration": " s", "sample_rate": " Hz"}
    speech = document["speech"] or {}
    if speech:
        _print_speech(speech)
    rows = [
        (key.replace("_", " "), f"{value}{units.get(key, '')}")
        for key, value in document.items()
        if key not in ("speech", "problems")
    ]
    rows += _speech_rows(speech) if speech else []
    rows += [("problem", problem) for problem in document["problems"]]
    print_table(rows)


def _ask_for_codec(name: str, needed: NeedsRawFormat) -> str:
    """The sentence of the command line: what to add, and what such files usually hold."""
    usual = f"; “{needed.suffix}” files usually hold {needed.usual}" if needed.usual else ""
    return f"“{name}” has no header that names its codec: say --codec CODEC/RATE/CHANNELS{usual}."


def _raw_format(options: Namespace) -> RawFormat | None:
    return parse(options.codec) if options.codec is not None else None


def _print_speech(speech: dict[str, Any]) -> None:
    """A line for each time that somebody speaks or waits, in order."""
    cuts = {(each["channel"], each["start"]) for each in speech["interruptions"]}
    lines = [(each["start"], each["end"], "hold") for each in speech["hold_spans"]]
    for each in speech["segments"]:
        cuts_in = ", cuts in" if (each["channel"], each["start"]) in cuts else ""
        lines.append((each["start"], each["end"], _side(speech, each["channel"]) + cuts_in))
    for start, end, what in sorted(lines):
        span = f"{clock(start, tenths=True)}–{clock(end, tenths=True)}"
        print(f"{span:>15}  {what}")
    if lines:
        print()


def _speech_rows(speech: dict[str, Any]) -> list[tuple[str, str]]:
    """The totals; by channel where it is not known which of them is the agent."""
    rows = []
    if speech["agent_channel"] is not None:
        rows.append(("agent", f"{_CHANNELS[speech['agent_channel']]} ({_TOLD_BY[speech['agent_channel_from']]})"))
    elif speech["source"] == SpeechSource.CHANNELS:
        for channel, name in enumerate(_CHANNELS):
            spoken = [each["end"] - each["start"] for each in speech["segments"] if each["channel"] == channel]
            cuts = sum(each["channel"] == channel for each in speech["interruptions"])
            rows += [(f"{name} speaks", f"{round(sum(spoken), 2)} s"), (f"{name} interrupts", _times(cuts))]
    rows += [(name, f"{speech[key]} s") for key, name in _SPEECH.items() if speech[key] is not None]
    return rows + [(name, _times(speech[key])) for key, name in _INTERRUPTS.items() if speech[key] is not None]


def _side(speech: dict[str, Any], channel: int) -> str:
    """Who speaks in a channel, as far as that is known."""
    if speech["source"] != SpeechSource.CHANNELS:
        return "somebody"
    if speech["agent_channel"] is None:
        return _CHANNELS[channel]
    return "agent" if channel == speech["agent_channel"] else "customer"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"

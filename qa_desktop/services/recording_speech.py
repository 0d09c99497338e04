"""Who spoke when in a recording that belongs to no database: the `speech` of `qa-desktop recording --speech --json`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.speech import Sides, Speech, SpeechSource
from qa_desktop.domain.speech_turns import with_sides
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.imports.joining import agent_channel_in

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity, Interruption, Segment, Span

_TEXTS = (".vtt", ".csv", ".tsv", ".txt", ".srt", ".sbv", ".json", ".xml", ".docx", ".eaf", ".textgrid", ".vcon")
_LARGEST_TEXT = 20 << 20

_ONE_CHANNEL = "one channel: no shares"
_SAME_SOUND = "both channels hold the same sound: no shares"
_BY_TRANSCRIPT = "the channels do not tell the sides apart: the shares are those of the transcript beside, “{0}”"
_SIDE_UNKNOWN = (
    "which channel is the agent is not known: neither the name of the file (as in call_agentL.wav) nor a transcript of "
    "the same name beside it tells"
)


def speech_document(path: Path, channels: int, activity: "Activity") -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is printed of a recording's speech, and what there is to say about it.

    The sides come from the channels once the agent's is known, by the file's name or by a transcript of the same name
    beside it; where channels tell no sides apart they come from that transcript, and are None without one.
    """
    beside = tuple(_beside(path))
    agent, told_by = _agent_channel(path, activity, [transcript for _, transcript in beside])
    found = activity.speech()
    said: tuple[str, ...] = (_SIDE_UNKNOWN,) if activity.separated and agent is None else ()
    if not activity.separated:
        said = (_ONE_CHANNEL if channels == 1 else _SAME_SOUND,)
        for file, transcript in beside:
            found = with_sides(activity.speech(), transcript)
            if found.source is SpeechSource.TRANSCRIPT:
                said = (_BY_TRANSCRIPT.format(file.name),)
                break
    document = _document(activity, found, agent, found.sides(agent))
    document["agent_channel_from"] = told_by if document["agent_channel"] is not None else None
    return document, said


def _document(activity: "Activity", found: Speech, agent: int | None, sides: Sides | None) -> dict[str, Any]:
    apart = found.source is not SpeechSource.ONE_CHANNEL
    return {
        "agent": round(sides.agent_talk, 2) if sides else None,
        "customer": round(sides.customer_talk, 2) if sides else None,
        "silence": found.silence,
        "overtalk": round(found.overtalk, 2) if apart else None,
        "longest_silence": found.longest_silence,
        "hold": found.hold,
        "agent_interruptions": sides.agent_interruptions if sides else None,
        "customer_interruptions": sides.customer_interruptions if sides else None,
        "source": found.source.value,
        "agent_channel": agent if activity.separated else None,
        "segments": _in_channels(activity.segments),
        "interruptions": _in_channels(activity.interruptions),
        "hold_spans": _spans(activity.hold_spans),
    }


def _in_channels(spans: "Sequence[Segment | Interruption]") -> list[dict[str, Any]]:
    return [{"channel": each.channel, "start": each.start, "end": each.end} for each in spans]


def _spans(spans: "Sequence[Span]") -> list[dict[str, float]]:
    return [{"start": each.start, "end": each.end} for each in spans]


def _agent_channel(path: Path, activity: "Activity", transcripts: Sequence[Transcript]) -> tuple[int | None, str]:
    """The agent's channel, and what tells it: the `name` of the file or the `transcript` beside it."""
    named = agent_channel_in(path.stem)
    if named is not None:
        return named, "name"
    from qa_desktop.media.sides import agent_channel_of

    guesses = (agent_channel_of(activity, transcript) for transcript in transcripts)
    return next((guess for guess in guesses if guess is not None), None), "transcript"


def _beside(path: Path) -> Iterator[tuple[Path, Transcript]]:
    """The transcripts of the same name in the same folder; what cannot be read as one is passed over."""
    from qa_desktop.transcripts.detect import read_transcripts

    stem = path.stem.casefold()
    try:
        files = sorted(file for file in path.parent.iterdir() if file.suffix.casefold() in _TEXTS)
    except OSError:
        return
    for file in files:
        try:
            if file.stem.casefold() != stem or file.stat().st_size > _LARGEST_TEXT:
                continue
            found = read_transcripts(file.read_bytes(), file.name)
        except (InputError, OSError):
            continue
        if len(found) == 1:
            yield file, found[0]

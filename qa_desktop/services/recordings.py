"""What a recording is, and who spoke when in it: the document of `qa-desktop recording --json`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.imports.joining import agent_channel_in

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity

_ONE_CHANNEL = "one channel: no shares"
_SAME_SOUND = "both channels hold the same sound: no shares"
_SIDE_ASSUMED = "the file name does not tell which channel is the agent; the left one is taken"


def recording_document(path: Path, speech: bool, raw: RawFormat | None = None) -> dict[str, Any]:
    """The facts of a recording, its duration by decoding all of it; with `speech` the seconds of each side.

    What is decoded is held in memory alone. Raises InputError when it cannot be decoded, NeedsRawFormat when it has no
    header and `raw` does not say how to read it.
    """
    from qa_desktop.media.activity import speech_activity
    from qa_desktop.media.ingest import ingest
    from qa_desktop.media.pcm import MEMORY_LIMIT, SampleMemory

    ingested = ingest(path, SampleMemory(MEMORY_LIMIT) if speech else None, lambda _: True, raw)
    activity = speech_activity(ingested.pcm, ingested.peaks) if speech else None
    facts = ingested.facts
    side = agent_channel_in(path.stem)
    return {
        "duration": round(facts.duration, 3),
        "sample_rate": facts.sample_rate,
        "channels": facts.channels,
        "codec": facts.codec,
        "container": facts.container,
        "problems": [*facts.problems, *(_problems(activity, facts.channels, side) if activity else ())],
        "speech": _speech(activity, agent_side(path)) if activity else None,
    }


def agent_side(path: Path) -> int:
    """The channel that is taken for the agent: what the file name tells, else the left one."""
    return agent_channel_in(path.stem) or 0


def _problems(activity: "Activity", channels: int, side: int | None) -> tuple[str, ...]:
    if not activity.separated:
        return (_ONE_CHANNEL if channels == 1 else _SAME_SOUND,)
    return () if side is not None else (_SIDE_ASSUMED,)


def _speech(activity: "Activity", agent: int) -> dict[str, Any]:
    """Seconds of each side; None where the sides cannot be told apart."""
    apart = activity.separated
    return {
        "agent": round(activity.talk[agent], 2) if apart else None,
        "customer": round(activity.talk[1 - agent], 2) if apart else None,
        "silence": activity.silence,
        "overtalk": round(activity.overtalk, 2) if apart else None,
        "longest_silence": activity.longest_silence,
        "segments": [{"channel": each.channel, "start": each.start, "end": each.end} for each in activity.segments],
    }

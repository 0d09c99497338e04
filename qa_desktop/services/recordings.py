"""What a recording is, and who spoke when in it: the document of `qa-desktop recording --json`."""

from pathlib import Path
from typing import Any

from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.services.recording_speech import speech_document


def recording_document(path: Path, speech: bool, raw: RawFormat | None = None) -> dict[str, Any]:
    """The facts of a recording, its duration by decoding all of it; with `speech` who spoke when.

    What is decoded is held in memory alone. Raises InputError when it cannot be decoded, NeedsRawFormat when it has no
    header and `raw` does not say how to read it.
    """
    from qa_desktop.media.activity import speech_activity
    from qa_desktop.media.ingest import ingest
    from qa_desktop.media.pcm import MEMORY_LIMIT, SampleMemory

    ingested = ingest(path, SampleMemory(MEMORY_LIMIT) if speech else None, lambda _: True, raw)
    facts = ingested.facts
    told: dict[str, Any] | None = None
    said: tuple[str, ...] = ()
    if speech:
        told, said = speech_document(path, facts.channels, speech_activity(ingested.pcm, ingested.peaks))
    return {
        "duration": round(facts.duration, 3),
        "sample_rate": facts.sample_rate,
        "channels": facts.channels,
        "codec": facts.codec,
        "container": facts.container,
        "problems": [*facts.problems, *said],
        "speech": told,
    }

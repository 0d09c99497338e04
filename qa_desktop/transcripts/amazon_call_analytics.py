"""Calls as Amazon Transcribe Call Analytics writes them: `Transcript[]` with the role of who speaks."""

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts import amazon
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import with_turns

FORMAT = "amazon-call-analytics"


def recognises(source: Source) -> bool:
    """Whether turns have offsets in milliseconds and a role."""
    found = amazon.calls(source)
    return bool(found) and not amazon.is_by_participant(found[0])


def read(source: Source) -> tuple[Transcript, ...]:
    """The calls in a file; raises InputError where nothing is said in them."""
    return with_turns([amazon.read_call(call, FORMAT) for call in amazon.calls(source)], "a call")

"""The document that `qa-desktop transcript --json` prints."""

from collections.abc import Sequence
from typing import Any

from qa_desktop.domain.transcripts import Transcript


def transcript_document(transcripts: Sequence[Transcript]) -> dict[str, Any] | list[dict[str, Any]]:
    """One object for a file with one conversation, an array of them for a file with several."""
    documents = [_document(transcript, len(transcripts)) for transcript in transcripts]
    return documents[0] if len(documents) == 1 else documents


def _document(transcript: Transcript, conversations: int) -> dict[str, Any]:
    return {
        "format": transcript.format,
        "channel": transcript.channel,
        "started_at": transcript.started_at,
        "turns": [
            {
                "start": turn.start,
                "end": turn.end,
                "role": turn.role.value,
                "speaker": turn.speaker,
                "text": turn.text,
                "internal": turn.internal,
                "sentiment": turn.sentiment,
            }
            for turn in transcript.turns
        ],
        "skipped": [{"where": each.where, "reason": each.reason} for each in transcript.skipped],
        "conversations": conversations,
    }

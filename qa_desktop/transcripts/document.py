"""The document that `qa-desktop transcript --json` prints."""

from collections.abc import Sequence
from typing import Any

from qa_desktop.domain.transcripts import Transcript, Turn


def transcript_document(transcripts: Sequence[Transcript]) -> dict[str, Any] | list[dict[str, Any]]:
    """One object for a file with one conversation, an array of them for a file with several.

    What only some sources tell has its keys only where there is something.
    """
    documents = [_document(transcript, len(transcripts)) for transcript in transcripts]
    return documents[0] if len(documents) == 1 else documents


def _document(transcript: Transcript, conversations: int) -> dict[str, Any]:
    more = {
        "conversation": transcript.conversation,
        "duration": transcript.duration,
        "holds": [{"start": hold.start, "end": hold.end} for hold in transcript.holds],
        "parties": [
            {"name": party.name, "role": party.role.value, "contact": party.contact} for party in transcript.parties
        ],
    }
    return {
        "format": transcript.format,
        "channel": transcript.channel,
        "started_at": transcript.started_at,
        "turns": [_turn(turn) for turn in transcript.turns],
        "skipped": [{"where": each.where, "reason": each.reason} for each in transcript.skipped],
        "conversations": conversations,
        **{key: value for key, value in more.items() if value},
    }


def _turn(turn: Turn) -> dict[str, Any]:
    more = {
        "confidence": turn.confidence,
        "redacted": turn.redacted,
        "interrupts": turn.interrupts,
        "words": [word._asdict() for word in turn.words],
    }
    return {
        "start": turn.start,
        "end": turn.end,
        "role": turn.role.value,
        "speaker": turn.speaker,
        "text": turn.text,
        "internal": turn.internal,
        "sentiment": turn.sentiment,
        **{key: value for key, value in more.items() if value or (value == 0.0 and value is not False)},
    }

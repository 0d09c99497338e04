"""One conversation that an export has cut into files, as `message_1.json` … or `messages.html`, `messages2.html` …"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from qa_desktop.domain.transcripts import Transcript, moved
from qa_desktop.transcripts.tiers import in_time_order

_PIECE = re.compile(r"message_(\d{1,4})\.json|messages\d{0,4}\.html", re.IGNORECASE)


def piece_of(path: str) -> str | None:
    """What all pieces of a conversation have in common, by their path: their folder; None for any other file."""
    pure = PurePosixPath(path)
    return str(pure.parent) if _PIECE.fullmatch(pure.name) else None


def together(pieces: Sequence[Transcript]) -> Transcript | None:
    """The pieces as one conversation by time; None where they are no chats of one format with times."""
    starts = [datetime.fromisoformat(each.started_at) for each in pieces if each.started_at]
    alike = {(each.format, each.channel) for each in pieces} if all(each.turns for each in pieces) else set()
    if len(starts) < len(pieces) or len(alike) != 1 or len({start.tzinfo is None for start in starts}) != 1:
        return None
    first = min(starts)
    told = [moved(each, (start - first).total_seconds()) for each, start in zip(pieces, starts, strict=True)]
    oldest = pieces[starts.index(first)]
    return replace(
        oldest,
        turns=in_time_order([turn for each in told for turn in each.turns]),
        skipped=tuple(note for each in pieces for note in each.skipped),
        parties=tuple(dict.fromkeys(party for each in pieces for party in each.parties)),
    )

"""What is stored as one interaction."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.imports.sheet import SheetRow
from qa_desktop.transcripts.speakers import role_of

FILE_SOURCE = "file"
HAND_SOURCE = "hand"


@dataclass(frozen=True)
class Item:
    """An interaction ready to be stored.

    `identity` is made of the content of its recording, else of its transcript; `text_identities` of its
    transcript, the one to use first: how a conversation began, then what its file held.
    `mapped` says that somebody has said how to read it, which takes the place of how it was read before.
    `label` is what people call it where no sheet gives it a number: the name of its file, or its conversation.
    The recording's root is still empty: `folder` is the folder that it will stand for, under the name `own_root` where
    it is the program's own.
    """

    names: tuple[str, ...]
    row: SheetRow | None = None
    recording: Recording | None = None
    folder: Path | None = None
    own_root: str = ""
    transcript: Transcript | None = None
    identity: str = ""
    text_identities: tuple[str, ...] = ()
    mapped: bool = False
    sentence: str = ""
    label: str = ""

    @property
    def number(self) -> str:
        """What makes the key: the number in the sheet, else the identity."""
        return (self.row.external_id if self.row else "") or self.identity

    @property
    def source(self) -> str:
        """Where the number comes from."""
        return (self.row.source if self.row else "") or FILE_SOURCE


def interaction_from(item: Item, key: UUID, stored: Interaction | None) -> Interaction:
    """What the item says of its interaction; empty where it says nothing, so that storing it keeps what is known."""
    row = item.row or SheetRow(0)
    transcript = item.transcript
    heard = Interaction(
        key=key,
        external_id=row.external_id or ("" if stored else item.label or item.number),
        channel=row.channel or (Channel.OTHER if stored else _channel(item)),
        agent=row.agent,
        queue=row.queue,
        started_at=row.started_at,
        duration=item.recording.duration if item.recording else None,
        customer_reference=row.customer_reference,
        direction=row.direction,
        tags=row.tags,
        survey=row.survey,
        recording=item.recording,
        turns=len(transcript.turns) if transcript else 0,
        source=row.source or ("" if stored else item.source),
    )
    return _completed(heard, transcript, stored) if transcript else heard


def _completed(heard: Interaction, transcript: Transcript, stored: Interaction | None) -> Interaction:
    """Let the transcript, or metadata without turns, say what neither the sheet nor the database does."""
    known = stored or heard
    length = None if heard.recording or known.recording else _length(transcript)
    return replace(
        heard,
        agent=heard.agent or (None if known.agent else _agent_in(transcript)),
        started_at=heard.started_at or (None if known.started_at else _moment(transcript.started_at)),
        duration=heard.duration if length is None else length,
    )


def _channel(item: Item) -> Channel:
    if item.recording is not None:
        return Channel.CALL
    written = item.transcript.channel if item.transcript else ""
    return Channel(written) if written in [each.value for each in Channel] else Channel.OTHER


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    at = datetime.fromisoformat(written)
    try:
        return at if at.tzinfo else at.astimezone()
    except (OverflowError, OSError):
        return None


def _length(transcript: Transcript) -> float | None:
    times = [time for turn in transcript.turns for time in (turn.start, turn.end) if time is not None]
    return transcript.duration or (max(times) if times else None)


def _agent_in(transcript: Transcript) -> Agent | None:
    """The agent, where all of the agent's turns bear one name that is more than a label such as `Agent`.

    Where nothing is said by an agent, it is the only agent among those who took part.

    `Agent Maya Brandt` is the Maya Brandt of the sheet.
    """
    names = {turn.speaker for turn in transcript.turns if turn.role is Role.AGENT}
    names = names or {party.name for party in transcript.parties if party.role is Role.AGENT}
    label, *rest = (names.pop() if len(names) == 1 else "").split() or [""]
    name = " ".join(rest if role_of(label.rstrip(".:")) is Role.AGENT else [label, *rest])
    is_name = len(name.split()) > 1 and all(sign.isalpha() or sign in " .'’-" for sign in name)
    return Agent(name) if is_name else None


def identities_of(content: str, transcript: Transcript, conversations: int) -> tuple[str, ...]:
    """By what a conversation is known again: how it began, where that says enough, else what the file holds.

    An export of chats grows; the conversations that it held before begin as they did.
    """
    # Many files number none of their conversations; each is one of its own all the same.
    number = transcript.conversation or (canonical.digest(transcript) if conversations > 1 else "")
    of_file = content if conversations == 1 else f"{content}#{number}"
    grows = transcript.channel != "call" or conversations > 1
    if not (grows and transcript.started_at and transcript.turns):
        return (of_file,)
    first = transcript.turns[0]
    begun = (transcript.format, transcript.conversation, transcript.started_at, first.speaker, first.text)
    return hashlib.sha256("\n".join(begun).encode()).hexdigest(), of_file

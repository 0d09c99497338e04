"""Recordings that lie inside a vCon, as base64 in the body of a dialog."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import Telling
from qa_desktop.transcripts.values import either, records, said
from qa_desktop.transcripts.vcon import is_inside, parts, recognises, start_of, vcons
from qa_desktop.transcripts.vcon_bodies import decoded
from qa_desktop.transcripts.vcon_parties import People, places_of

_ENDINGS = {"wav": ".wav", "x-wav": ".wav", "wave": ".wav", "mpeg": ".mp3", "mp3": ".mp3", "ogg": ".ogg",
            "opus": ".opus", "flac": ".flac", "mp4": ".m4a", "x-m4a": ".m4a", "aac": ".aac",
            "webm": ".webm"}  # fmt: skip
_CHUNK = 4 << 20  # a multiple of the four signs that make three bytes
_BLANK = re.compile(r"\s")
_MARKS = (b'"dialog"', b'"payload"')


@dataclass(frozen=True)
class Inside:
    """A recording as it is spelled, the ending that a file of it gets, and the agent's channel where that is told.

    `conversation` is the place of its conversation among those of the file, `offset` when it begins in that (seconds).
    `of_agent` says whose side it is, where it is one of two.
    """

    body: str = field(repr=False)
    encoding: str
    ending: str
    agent_channel: int | None = None
    conversation: int = 0
    offset: float = 0.0
    of_agent: bool | None = None

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, a few megabytes at a time; raises InputError where they are no base64."""
        parts = (self.body[place : place + _CHUNK] for place in range(0, len(self.body), _CHUNK))
        for part in parts if not _BLANK.search(self.body) else [self.body]:
            content = decoded(part, self.encoding)
            if content is None:
                raise InputError("It is no base64.")
            yield content


def recordings_inside(data: bytes) -> tuple[list[Inside], list[str]]:
    """The recordings in a file that is a vCon, and what of them cannot be taken out; none in any other file."""
    if not any(mark in data for mark in _MARKS):
        return [], []
    source = Source(data)
    if not recognises(source):
        return [], []
    try:
        found, _ = vcons(source)
    except InputError:
        return [], []
    inside, problems = [], []
    several = [part for vcon in found if records(vcon.get("dialog")) for part in parts(vcon)]
    for conversation, vcon in enumerate(several):
        people = People.of(vcon.get("parties"), Telling())
        dialogs = records(vcon.get("dialog"))
        zero = min((at for each in dialogs if (at := start_of(each)) is not None), default=None)
        for number, dialog in enumerate(dialogs):
            if not is_inside(dialog):
                continue
            encoding = said(dialog.get("encoding")) or "base64url"
            if not encoding.startswith("base64"):
                problems.append(f"the recording inside dialog[{number}] is no base64 and was left out")
                continue
            at = start_of(dialog)
            inside.append(
                Inside(
                    dialog["body"],
                    encoding,
                    _ending(dialog),
                    _agent_channel(dialog, people),
                    conversation,
                    0.0 if at is None or zero is None else round(at - zero, 3),
                    _of_agent(dialog, people),
                )
            )
    return inside, problems


def _of_agent(dialog: dict[str, Any], people: People) -> bool | None:
    """Whether one party alone is heard, and it is an agent."""
    heard = places_of(dialog.get("parties"))
    return people.at(heard[0])[1] is Role.AGENT if len(heard) == 1 else None


def _ending(dialog: dict[str, Any]) -> str:
    kind = said(either(dialog, "mediatype", "mimetype")).casefold().partition(";")[0].rpartition("/")[2]
    return _ENDINGS.get(kind, ".audio")


def _agent_channel(dialog: dict[str, Any], people: People) -> int | None:
    """The channel of the only agent: the parties of a recording stand in the order of its channels."""
    parties = dialog.get("parties")
    order = parties if isinstance(parties, list) else []
    agents = [
        channel
        for channel, party in enumerate(order)
        if any(people.at(each)[1] is Role.AGENT for each in (party if isinstance(party, list) else [party]))
    ]
    return agents[0] if len(agents) == 1 and len(order) > 1 else None

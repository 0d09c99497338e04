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
from qa_desktop.transcripts.vcon import recognises, vcons
from qa_desktop.transcripts.vcon_bodies import decoded
from qa_desktop.transcripts.vcon_parties import People

_ENDINGS = {"wav": ".wav", "x-wav": ".wav", "wave": ".wav", "mpeg": ".mp3", "mp3": ".mp3", "ogg": ".ogg",
            "opus": ".opus", "flac": ".flac", "mp4": ".m4a", "x-m4a": ".m4a", "aac": ".aac",
            "webm": ".webm"}  # fmt: skip
_CHUNK = 4 << 20  # a multiple of the four signs that make three bytes
_BLANK = re.compile(r"\s")
_MARKS = (b'"dialog"', b'"payload"')


@dataclass(frozen=True)
class Inside:
    """A recording as it is spelled, the ending that a file of it gets, and the agent's channel where that is told."""

    body: str = field(repr=False)
    encoding: str
    ending: str
    agent_channel: int | None = None

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
    for vcon in found:
        people = People.of(vcon.get("parties"), Telling())
        for number, dialog in enumerate(records(vcon.get("dialog"))):
            if said(dialog.get("type")) != "recording" or not said(dialog.get("body")):
                continue
            encoding = said(dialog.get("encoding")) or "base64url"
            if encoding.startswith("base64"):
                inside.append(Inside(dialog["body"], encoding, _ending(dialog), _agent_channel(dialog, people)))
            else:
                problems.append(f"the recording inside dialog[{number}] is no base64 and was left out")
    return inside, problems


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

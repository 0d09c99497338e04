"""Calls as Microsoft Teams' call records tell them; a transcript, where there is one, is one text with names."""

from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Party, Role, Transcript
from qa_desktop.transcripts.labelled import split_labelled
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling
from qa_desktop.transcripts.values import documents, either, instant, record, records, said

FORMAT = "teams-call"


def recognises(source: Source) -> bool:
    """Whether it has the times of a call and who took part."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The calls in a file, without turns where there is no transcript; raises InputError where they tell nothing."""
    told = tuple(map(_read, documents(source, _is_one)))
    if not any(each.turns or each.parties for each in told):
        raise InputError("is a call record that names nobody and holds no transcript")
    return told


def _is_one(of: dict[str, Any]) -> bool:
    return "startDateTime" in of and ("participants" in of or "sessions" in of) and ("organizer" in of or "type" in of)


def _read(of: dict[str, Any]) -> Transcript:
    telling, parties = Telling(), _parties(of)
    holders = (of, *(value for value in of.values() if isinstance(value, dict)))
    text = next((each["transcript"] for each in holders if isinstance(each.get("transcript"), str)), "")
    roles = {party.name: party.role for party in parties}
    for place, (name, words) in enumerate(split_labelled(text, tuple(roles)) or ([("", text)] if text.strip() else [])):
        role = roles.get(name, Role.UNKNOWN)
        telling.say(f"turn {place + 1}", words, role=role_of(name) if role is Role.UNKNOWN else role, speaker=name)
    start, end = instant(of.get("startDateTime")), instant(of.get("endDateTime"))
    known = start is not None and end is not None and end.seconds >= start.seconds
    return telling.transcript(
        FORMAT,
        began=of.get("startDateTime"),
        conversation=said(of.get("id")),
        duration=round(end.seconds - start.seconds, 3) if known and start and end else None,
        parties=parties,
    )


def _parties(of: dict[str, Any]) -> list[Party]:
    found = []
    for each in records(of.get("participants")):
        person = record(either(each, "user", "phone", "guest", "acsUser")) or each
        name = said(person.get("displayName"))
        contact = said(either(person, "userPrincipalName", "id"))
        if name or contact:
            found.append(Party(name, role_of(name), contact))
    return found

"""Metadata that platforms write as JSON beside recordings and transcripts, told as the rows of a sheet.

Amazon Connect: contact records, and contacts as its API gives them. Genesys Cloud: conversation details, and the
metadata of recordings. Zendesk: tickets without their comments. Written after the published schemas.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

_Cells = dict[str, str]
_MARKS: Final = (
    (b'"InitiationTimestamp"', b'"Channel"'),
    (b'"conversationStart"', b'"conversationId"'),
    (b'"conversationId"', b'"media"'),
    (b'"requester_id"', b'"subject"'),
)
_SPOKEN: Final = ("Transcript", "transcripts", "phrases", "comments", "messages")
# Recordings of calls have these too, but nothing in them.
_WRITTEN: Final = (*_SPOKEN, "transcript", "messagingTranscript")
_WRAPPERS: Final = ("tickets", "ticket", "conversations", "recordings", "entities", "Contact", "Contacts", "results")
_DEEPEST: Final = 3
_CHANNELS: Final = {"VOICE": "call", "CALLBACK": "call", "TELEPHONY": "call", "CHAT": "chat", "MESSAGE": "chat",
                    "EMAIL": "email", "TASK": "other", "AUDIO": "call"}  # fmt: skip
_WAYS: Final = {"INBOUND": "inbound", "OUTBOUND": "outbound", "EXTERNAL_OUTBOUND": "outbound", "CALLBACK": "outbound"}


def may_be_contact_records(head: bytes) -> bool:
    """Whether JSON that begins so may hold metadata alone; cheap, as every file of a folder is asked."""
    return any(all(mark in head for mark in marks) for marks in _MARKS) and not any(
        f'"{name}"'.encode() in head for name in _SPOKEN
    )


def contact_rows(document: Any) -> list[tuple[str, ...]]:
    """The header of a sheet and its rows; nothing where the document holds anything but such metadata."""
    read: list[_Cells] = []
    for each in _found(document, _DEEPEST):
        reader = next((reader for is_one, reader in _KINDS if is_one(each)), None)
        if reader is None or any(each.get(name) for name in _WRITTEN):
            return []
        read += reader(each)
    names = sorted({name for cells in read for name, value in cells.items() if value})
    return (
        [tuple(names), *(tuple(cells.get(name, "") for name in names) for cells in _told_apart(read))] if read else []
    )


def _found(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """The objects in a list, or in what an API wraps them in."""
    if isinstance(value, list):
        for each in value:
            yield from _found(each, depth)
    elif isinstance(value, dict):
        inner = next((value[name] for name in _WRAPPERS if isinstance(value.get(name), list | dict)), None)
        if inner is None or depth == 0:
            yield value
        else:
            yield from _found(inner, depth - 1)


def _told_apart(read: Sequence[_Cells]) -> Iterator[_Cells]:
    """Several recordings of one conversation are rows of their own: `17`, `17/2`, `17/3`."""
    seen: dict[str, int] = {}
    for cells in read:
        number = cells["external_id"]
        seen[number] = seen.get(number, 0) + 1
        yield cells if seen[number] == 1 else {**cells, "external_id": f"{number}/{seen[number]}"}


def _connect(of: Mapping[str, Any]) -> list[_Cells]:
    agent, queue = _record(of, "Agent", "AgentInfo"), _record(of, "Queue", "QueueInfo")
    recordings = _records(of.get("Recordings")) or _records([of.get("Recording")])
    places = [
        _text(each, "Location")
        for each in recordings
        if "AUDIO" in _text(each, "MediaStreamType", "Type", default="AUDIO")
    ]
    told = {
        "external_id": _text(of, "ContactId", "Id"),
        "channel": _channel(_text(of, "Channel")),
        "agent": _text(agent, "Username", "Name", "Id"),
        "queue": _text(queue, "Name"),
        "started_at": _text(of, "InitiationTimestamp"),
        "direction": _WAYS.get(_text(of, "InitiationMethod").upper(), ""),
        "customer_reference": _text(_record(of, "CustomerEndpoint"), "Address"),
    }
    return [{**told, "recording": place.rpartition("/")[2]} for place in places or [""]]


def _conversation(of: Mapping[str, Any]) -> list[_Cells]:
    people = _records(of.get("participants"))
    agents = [each for each in people if _text(each, "purpose") in ("agent", "user")]
    customers = [each for each in people if _text(each, "purpose") in ("customer", "external")]
    sessions = [each for person in people for each in _records(person.get("sessions"))]
    return [
        {
            "external_id": _text(of, "conversationId", "id"),
            "channel": next(filter(None, (_channel(_text(each, "mediaType")) for each in sessions)), ""),
            "agent": _text(agents[-1], "participantName", "name") if agents else "",
            "agent_id": _text(agents[-1], "userId") if agents else "",
            "started_at": _text(of, "conversationStart", "startTime"),
            "direction": _text(of, "originatingDirection").casefold(),
            "customer_reference": _text(customers[0], "externalContactId", "participantName") if customers else "",
        }
    ]


def _recording(of: Mapping[str, Any]) -> list[_Cells]:
    agents = _records(of.get("agents"))
    return [
        {
            "external_id": _text(of, "conversationId"),
            "recording": _text(of, "fileName", "mediaFilename", "filePath", "recordingId", "id").rpartition("/")[2],
            "channel": _channel(_text(of, "media")),
            "agent": _text(agents[-1], "name") if agents else "",
            "agent_id": _text(agents[-1], "id") if agents else "",
            "started_at": _text(of, "originalRecordingStartTime", "startTime"),
        }
    ]


def _ticket(of: Mapping[str, Any]) -> list[_Cells]:
    rating = _record(of, "satisfaction_rating")
    return [
        {
            "external_id": _text(of, "id"),
            "agent_id": _text(of, "assignee_id"),
            "customer_reference": _text(of, "requester_id"),
            "started_at": _text(of, "created_at"),
            "tags": ";".join(each for each in _list(of.get("tags")) if isinstance(each, str)),
            "csat": _text(rating, "score").removesuffix("_with_comment"),
            "survey_comment": _text(rating, "comment"),
        }
    ]


def _is_connect(of: Mapping[str, Any]) -> bool:
    return "InitiationTimestamp" in of and ("ContactId" in of or "Id" in of)


def _is_conversation(of: Mapping[str, Any]) -> bool:
    return "conversationStart" in of and "conversationId" in of


def _is_recording(of: Mapping[str, Any]) -> bool:
    return "conversationId" in of and "media" in of


def _is_ticket(of: Mapping[str, Any]) -> bool:
    return "requester_id" in of and "id" in of


_KINDS: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Mapping[str, Any]], list[_Cells]]], ...]] = (
    (_is_connect, _connect),
    (_is_conversation, _conversation),
    (_is_recording, _recording),
    (_is_ticket, _ticket),
)


def _record(of: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    return next((of[name] for name in names if isinstance(of.get(name), dict)), {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _records(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _text(of: Mapping[str, Any], *names: str, default: str = "") -> str:
    found = (of.get(name) for name in names)
    return next((str(each) for each in found if isinstance(each, str | int) and not isinstance(each, bool)), default)


def _channel(written: str) -> str:
    return _CHANNELS.get(written.upper(), "")

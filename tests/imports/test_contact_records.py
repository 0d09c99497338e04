import json
from typing import Any

import pytest

from qa_desktop.imports.contact_records import contact_rows, may_be_contact_records

CONNECT = {
    "ContactId": "c1f20a77-1",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2026-01-14T09:31:00Z",
    "Agent": {"Username": "maya", "ARN": "arn:1"},
    "Queue": {"Name": "Cards"},
    "CustomerEndpoint": {"Address": "+4930123", "Type": "TELEPHONE_NUMBER"},
    "Recordings": [{"Location": "bucket/CallRecordings/2026/c1_UTC.wav", "MediaStreamType": "AUDIO"},
                   {"Location": "bucket/Chat/c1.json", "MediaStreamType": "CHAT"}],
}  # fmt: skip
RECORDING = {
    "id": "r-1",
    "conversationId": "c-9",
    "media": "audio",
    "startTime": "2026-01-14T09:31:00Z",
    "agents": [{"id": "a7", "name": "Maya Brandt"}],
}
CONVERSATION = {
    "conversationId": "c-9",
    "conversationStart": "2026-01-14T09:31:00Z",
    "originatingDirection": "inbound",
    "participants": [
        {"purpose": "customer", "participantName": "Kim", "sessions": [{"mediaType": "voice"}]},
        {"purpose": "agent", "participantName": "Maya Brandt", "userId": "a7", "sessions": []},
    ],
}
TICKET = {"id": 7, "subject": "Help", "requester_id": 3, "assignee_id": 5, "created_at": "2026-01-14T09:31:00Z",
          "tags": ["vip", "late"], "satisfaction_rating": {"score": "good", "comment": "Quick"}}  # fmt: skip


def rows(document: Any) -> list[dict[str, str]]:
    """What is told, without the empty cells."""
    header, *told = contact_rows(document)
    return [{name: cell for name, cell in zip(header, cells, strict=True) if cell} for cells in told]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        pytest.param(CONNECT, {
            "external_id": "c1f20a77-1", "channel": "call", "agent": "maya", "queue": "Cards", "direction": "inbound",
            "started_at": "2026-01-14T09:31:00Z", "customer_reference": "+4930123", "recording": "c1_UTC.wav"},
            id="connect-record"),
        pytest.param({"Contact": {"Id": "c1", "Channel": "CHAT", "InitiationTimestamp": "2026-01-14T09:31:00Z",
                                  "AgentInfo": {"Id": "a7"}, "QueueInfo": {"Id": "q"}}},
            {"external_id": "c1", "channel": "chat", "agent": "a7", "started_at": "2026-01-14T09:31:00Z"},
            id="connect-api"),
        pytest.param([RECORDING], {
            "external_id": "c-9", "recording": "r-1", "channel": "call", "agent": "Maya Brandt", "agent_id": "a7",
            "started_at": "2026-01-14T09:31:00Z"}, id="genesys-recording"),
        pytest.param({"conversations": [CONVERSATION]}, {
            "external_id": "c-9", "agent": "Maya Brandt", "agent_id": "a7", "direction": "inbound",
            "started_at": "2026-01-14T09:31:00Z", "customer_reference": "Kim"}, id="genesys-conversation"),
        pytest.param({"tickets": [TICKET]}, {
            "external_id": "7", "agent_id": "5", "customer_reference": "3", "tags": "vip;late",
            "started_at": "2026-01-14T09:31:00Z", "csat": "good", "survey_comment": "Quick"}, id="zendesk-ticket"),
    ],
)  # fmt: skip
def test_what_platforms_tell_of_a_contact(document: Any, told: dict[str, str]) -> None:
    assert may_be_contact_records(json.dumps(document).encode())
    (row,) = rows(document)
    assert {name: cell for name, cell in row.items() if name != "channel" or name in told} == told


def test_recordings_of_one_conversation_are_rows_of_their_own() -> None:
    found = rows([RECORDING, {**RECORDING, "id": "r-2"}, {**RECORDING, "conversationId": "c-8", "id": "r-3"}])
    assert [(row["external_id"], row["recording"]) for row in found] == [
        ("c-9", "r-1"),
        ("c-9/2", "r-2"),
        ("c-8", "r-3"),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {**TICKET, "comments": [{"author_id": 3, "body": "Help"}]},
        [RECORDING, {"phrases": [{"text": "Hi"}]}],
        {"conversationId": "c", "media": "audio", "transcripts": [{"phrases": []}]},
        {"tickets": []},
        [],
        "text",
        {"tickets": {"tickets": {"tickets": {"tickets": {"tickets": 1}}}}},
        {"ContactId": 1},
    ],
)
def test_what_holds_words_or_anything_else_is_no_metadata(document: Any) -> None:
    assert contact_rows(document) == []


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], [[1]]])
def test_whatever_stands_in_a_field_is_no_fault(odd: Any) -> None:
    for whole in (CONNECT, RECORDING, CONVERSATION, TICKET):
        for name in whole:
            contact_rows({**whole, name: odd})


@pytest.mark.parametrize("name", ["transcript", "messagingTranscript"])
def test_a_recorded_chat_is_a_transcript_and_no_metadata(name: str) -> None:
    assert contact_rows([{**RECORDING, name: []}])
    assert contact_rows([{**RECORDING, name: [{"body": "Hi", "utc": "2026-01-14T09:31:00Z"}]}]) == []

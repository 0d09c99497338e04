"""The variants in which platforms write calls, chats and tickets, beyond the real samples."""

import json
from typing import Any

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Hold, Party, Role
from tests.transcripts.telling_samples import Line, lines, read_all, read_one

AT = "2026-01-14T09:31:00.000Z"
LATER = "2026-01-14T09:31:05.500Z"


def lens(*turns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A call as Contact Lens writes it."""
    people = [{"ParticipantId": "a", "ParticipantRole": "AGENT"}, {"ParticipantId": "c", "ParticipantRole": "CUSTOMER"}]
    return {"Participants": people, "Transcript": list(turns), **more}


def said(who: str, begin: Any, end: Any, text: str, **more: Any) -> dict[str, Any]:
    """A turn in it."""
    return {"ParticipantId": who, "BeginOffsetMillis": begin, "EndOffsetMillis": end, "Content": text, **more}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(lens(said("c", "500", 900, "Hi"), said("a", 1000, 1500, "Hello")),
                     [(0.5, 0.9, "customer", "Customer", "Hi"), (1.0, 1.5, "agent", "Agent", "Hello")], id="lens"),
        pytest.param({"Segments": [{"Transcript": {**said("c", 0, 900, "Hi"), "ParticipantRole": "CUSTOMER"}},
                                   {"Categories": {}}]},
                     [(0.0, 0.9, "customer", "Customer", "Hi")], id="lens-live"),
        pytest.param({"entries": [
            {"startTimestampUsec": "1768383060000000", "text": "Hi", "role": "END_USER", "userId": "1"},
            {"startTimestampUsec": 1768383062500000, "text": "Yes", "role": "AUTOMATED_AGENT"}]},
            [(0.0, None, "customer", "End user", "Hi"), (2.5, None, "bot", "Automated agent", "Yes")], id="ccai-epoch"),
        pytest.param({"name": "projects/p/conversations/7", "startTime": AT, "transcript": {"transcriptSegments": [
            {"text": "Hi", "messageTime": LATER, "segmentParticipant": {"role": "HUMAN_AGENT"},
             "sentiment": {"score": -0.6}}]}},
            [(5.5, None, "agent", "Human agent", "Hi")], id="ccai-export"),
        pytest.param({"conversationId": "7", "conversationStartTime": 1768383060000, "transcripts": [{"phrases": [
            {"participantPurpose": "external", "text": "hi", "startTimeMs": 1768383061500,
             "duration": {"milliseconds": 500}},
            {"participantPurpose": "internal", "text": "yes", "decoratedText": "Yes.", "startTimeMs": 1768383063000,
             "duration": {"milliseconds": "250"}},
            {"participantPurpose": "internal", "text": "me", "startTimeMs": 1768383069000}]}],
            "participants": [
                {"participantPurpose": "internal", "userId": "u1", "startTimeMs": 1768383060000,
                 "endTimeMs": 1768383065000},
                {"participantPurpose": "internal", "userId": "u2", "startTimeMs": 1768383065000}]},
            [(1.5, 2.0, "customer", "Customer", "hi"), (3.0, 3.25, "agent", "u1", "Yes."),
             (9.0, None, "agent", "u2", "me")], id="genesys-two-agents"),
        pytest.param({"Participants": [{"ParticipantId": "A1", "ParticipantRole": "AGENT"}], "Transcript": [
            {"ParticipantId": "A1", "Id": "T1", "Content": "Hello"}, {"ParticipantId": "C1", "Content": "Hi"}]},
            [(None, None, "agent", "Agent", "Hello"), (None, None, "unknown", "C1", "Hi")],
            id="contact-lens-without-times"),
    ],
)  # fmt: skip
def test_calls(document: Any, expected: list[Line]) -> None:
    assert lines(read_one(document)) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"Transcript": [
            {"AbsoluteTime": AT, "Type": "EVENT", "ContentType": "application/vnd.amazonaws.connect.event.typing"},
            {"AbsoluteTime": AT, "Type": "MESSAGE", "ContentType": "text/plain", "Content": "Welcome",
             "ParticipantRole": "SYSTEM", "DisplayName": "SYSTEM_MESSAGE"},
            {"AbsoluteTime": LATER, "Type": "MESSAGE", "ContentType": "text/plain", "Content": "Hi <3",
             "ParticipantRole": "CUSTOM_BOT"}]},
            [(0.0, None, "system", "SYSTEM_MESSAGE", "Welcome"), (5.5, None, "bot", "Custom bot", "Hi <3")],
            id="connect"),
        pytest.param({"type": "conversation", "id": "1", "created_at": 1768383060, "source": {
            "type": "conversation", "body": "<p>Hi &amp; hello</p>", "author": {"type": "lead", "name": "Kim"}},
            "conversation_parts": {"conversation_parts": [
                {"id": "2", "part_type": "comment", "created_at": 1768383070, "body": "<p>old</p>",
                 "author": {"type": "admin", "name": "Zoë"}},
                {"id": "2", "part_type": "comment", "created_at": 1768383070, "body": "<p>Yes<br>sure</p>",
                 "author": {"type": "admin", "name": "Zoë"}},
                {"id": "3", "part_type": "close", "created_at": 1768383080, "body": None,
                 "author": {"type": "bot"}}]}},
            [(0.0, None, "customer", "Kim", "Hi & hello"), (10.0, None, "agent", "Zoë", "Yes\nsure")], id="intercom"),
        pytest.param({"type": "conversation.list", "conversations": [
            {"type": "conversation", "id": "9", "created_at": 1768383060,
             "source": {"body": "<p>Hi</p>", "author": {"type": "lead", "name": None}}}]},
            [(0.0, None, "customer", "Lead", "Hi")], id="intercom-list"),
        pytest.param({"messages": [
            {"id": "m", "received": AT, "author": {"type": "user", "displayName": "Kim"},
             "content": {"type": "text", "text": "Hi"}},
            {"id": "n", "received": AT, "author": {"type": "business", "displayName": "Bot"},
             "source": {"type": "zd:answerBot"}, "content": {"type": "text", "text": "Hello"}},
            {"id": "o", "received": LATER, "author": {"type": "business"}, "content": {"type": "image"}}]},
            [(0.0, None, "customer", "Kim", "Hi"), (0.0, None, "bot", "Bot", "Hello"),
             (5.5, None, "agent", "Agent", "[image]")], id="zendesk-messaging"),
        pytest.param({"messages": [
            {"name": "projects/p/conversations/c/messages/2", "content": "Yes", "participantRole": "HUMAN_AGENT",
             "createTime": LATER},
            {"name": "projects/p/conversations/c/messages/1", "content": "Hi", "participantRole": "END_USER",
             "createTime": AT}]},
            [(0.0, None, "customer", "End user", "Hi"), (5.5, None, "agent", "Human agent", "Yes")], id="dialogflow"),
        pytest.param({"conversationId": "c", "messagingTranscript": [
            {"from": "+1", "fromExternalContact": {"firstName": "Kim"}, "timestamp": AT, "messageText": "Hi"},
            {"from": "x", "fromUser": {"name": "Zoë"}, "timestamp": LATER, "messageText": "Yes"}]},
            [(0.0, None, "customer", "Kim", "Hi"), (5.5, None, "agent", "Zoë", "Yes")], id="genesys-messages"),
        pytest.param([{"conversationId": "c", "transcript": [
            {"type": "memberjoin", "bodyType": "memberjoin", "body": "joined", "utc": AT},
            {"type": "message", "bodyType": "standard", "body": "Hi", "utc": AT, "participantPurpose": "customer"},
            {"type": "message", "body": "Yes", "utc": LATER, "user": {"name": "Zoë"}}]}],
            [(0.0, None, "customer", "Customer", "Hi"), (5.5, None, "agent", "Zoë", "Yes")], id="genesys-chat"),
        pytest.param({"ticket": {"id": 7, "requester_id": 1, "via": {"channel": "chat"}, "comments": [
            {"author_id": 2, "created_at": LATER, "public": True, "html_body": "<div>On it &#39;now&#39;</div>",
             "body": "x"},
            {"author_id": 1, "created_at": AT, "public": True, "body": "Help"}]},
            "users": [{"id": 2, "name": "Zoë", "role": "agent"}]},
            [(0.0, None, "customer", "1", "Help"), (5.5, None, "agent", "Zoë", "On it 'now'")], id="zendesk-ticket"),
        pytest.param({"chats": [{"id": "c", "history": [
            {"type": "chat.memberjoin", "timestamp": AT, "name": "Kim"},
            {"type": "chat.msg", "timestamp": AT, "name": "Kim", "sender_type": "Visitor", "msg": "Hi"},
            {"type": "chat.msg", "timestamp": LATER, "name": "Zoë", "nick": "agent:1", "msg": "Yes"}]}]},
            [(0.0, None, "customer", "Kim", "Hi"), (5.5, None, "agent", "Zoë", "Yes")], id="zendesk-chat"),
        pytest.param({"chats": [{"id": "c", "users": [{"id": "k", "name": "Kim", "type": "customer"},
                                                      {"id": "z", "name": "Zoë", "type": "agent"}],
            "thread": {"events": [
                {"type": "filled_form", "created_at": "2026-01-14T09:31:00.000000Z", "author_id": "k",
                 "fields": [{"label": "Name", "answer": "Kim"}]},
                {"type": "system_message", "created_at": AT, "text": "rated"},
                {"type": "message", "created_at": "2026-01-14T09:31:05.500000Z", "author_id": "z",
                 "text": "Hi &amp; <b>bye</b>"}]}}]},
            [(0.0, None, "customer", "Kim", "Name: Kim"), (5.5, None, "agent", "Zoë", "Hi & bye")], id="livechat"),
        pytest.param({"chats": [{"id": "c", "messages": [
            {"type": "event", "text": "closed", "user_type": "agent", "timestamp": 1768383060},
            {"type": "message", "text": "Hi", "user_type": "visitor", "author_name": "Kim",
             "timestamp": 1768383060}]}]},
            [(0.0, None, "customer", "Kim", "Hi")], id="livechat-older"),
        pytest.param({"id": 3, "source": 7, "description_text": "Help", "created_at": AT,
                      "requester": {"name": "Kim"}, "conversations": [
            {"body": "<div>On it</div>", "body_text": "On it", "incoming": False, "private": False, "user_id": 5,
             "created_at": LATER}]},
            [(0.0, None, "customer", "Kim", "Help"), (5.5, None, "agent", "5", "On it")], id="freshdesk"),
        pytest.param({"messages": [
            {"message_parts": [{"text": {"content": "Hi"}}], "actor_type": "user", "created_time": AT,
             "message_type": "normal"},
            {"message_parts": [{"text": {"content": "joined"}}], "actor_type": "system", "created_time": AT,
             "message_type": "system"}]},
            [(0.0, None, "customer", "User", "Hi")], id="freshchat"),
    ],
)  # fmt: skip
def test_chats(document: Any, expected: list[Line]) -> None:
    transcript = read_one(document)
    assert lines(transcript) == expected
    assert transcript.channel == "chat"
    assert transcript.started_at in ("2026-01-14T09:31:00Z",)
    assert not any(turn.internal for turn in transcript.turns)


@pytest.mark.parametrize(
    "document",
    [
        [{"type": "conversation_part", "part_type": "note", "body": "hm", "created_at": 1768383060,
          "author": {"type": "admin"}}],
        {"comments": [{"author_id": 1, "body": "hm", "public": False, "created_at": AT}]},
        {"users": [], "thread": {"events": [
            {"type": "message", "text": "hm", "visibility": "agents", "author_id": "z", "created_at": AT}]}},
        [{"ticket_id": 1, "body_text": "hm", "incoming": False, "private": True, "created_at": AT}],
        "id,ticket_id,body,created,public,user_id\n1,7,hm,2026-01-14 09:31:00,FALSE,9\n",
        "id,conversation_id,author_type,part_type,body,created_at\n1,7,admin,note,hm,2026-01-14 09:31:00\n",
    ],
    ids=["intercom", "zendesk", "livechat", "freshdesk", "zendesk-table", "intercom-table"],
)  # fmt: skip
def test_what_the_customer_never_saw_is_internal(document: Any) -> None:
    (turn,) = read_one(document).turns
    assert (turn.text, turn.internal) == ("hm", True)


def test_zendesk_events_that_stand_twice_count_once_and_come_in_order_of_time() -> None:
    header = "chat_id,created_at,actor_id,chat_index,message,type,original_message\n"
    rows = [
        "a,2026-01-14 09:31:05.5,agent:7,1,Hello,ChatMessage,",
        "b,2026-01-14 09:40:00.0,9,0,Other,ChatMessage,",
        'a,2026-01-14 09:31:00.0,55,0,,ChatMessage,"{""content"":{""text"":{""text"":""Hi""}}}"',
        "a,2026-01-14 09:31:05.5,agent:7,1,Hello,ChatMessage,",
        "a,2026-01-14 09:31:09.0,7,2,Bye,ChatMessage,",
        "a,2026-01-14 09:31:10.0,__system,3,,ChatEnd,",
    ]
    one, other = read_all(header + "\n".join(rows))
    assert [(turn.start, turn.role.value, turn.text) for turn in one.turns] == [
        (0.0, "customer", "Hi"), (5.5, "agent", "Hello"), (9.0, "agent", "Bye"),
    ]  # fmt: skip
    assert other.conversation == "b"
    assert one.skipped == ()


def test_an_interactive_message_says_what_it_shows() -> None:
    content = {"templateType": "ListPicker", "data": {"content": {"title": "Pick", "elements": [{"title": "A"}]}}}
    message = {"AbsoluteTime": AT, "Type": "MESSAGE", "ParticipantRole": "CUSTOM_BOT",
               "ContentType": "application/vnd.amazonaws.connect.message.interactive",
               "Content": json.dumps(content)}  # fmt: skip
    assert [turn.text for turn in read_one({"Transcript": [message]}).turns] == ["Pick\nA"]


def test_an_export_of_an_account_holds_tickets_with_notes() -> None:
    notes = [{"note": {"body": "<p>hm</p>", "incoming": False, "private": True, "created_at": LATER}}]
    ticket = {"display_id": 5, "description": "Help", "created_at": AT, "requester_name": "Kim", "notes": notes}
    told = read_one([{"helpdesk_ticket": ticket}])
    assert [(turn.speaker, turn.text, turn.internal) for turn in told.turns] == [
        ("Kim", "Help", False), ("Agent", "hm", True),
    ]  # fmt: skip
    assert (told.conversation, told.channel) == ("5", "email")


def test_a_table_of_conversations_holds_what_began_them() -> None:
    told = read_one(
        "id,created_at,updated_at,source_body,source_author_type\n"
        "1,2026-01-14 09:31:00,2026-01-14 09:31:00,<p>Hi</p>,user\n"
        "1,2026-01-14 09:31:00,2026-01-15 09:31:00,Hello,user\n"
    )
    assert [(turn.role, turn.text) for turn in told.turns] == [(Role.CUSTOMER, "Hello")]


def test_zendesk_writes_utc() -> None:
    told = read_one("id,ticket_id,body,created,public,user_id\n1,7,Hi,2026-01-14 09:31:00,true,9\n")
    assert told.started_at == "2026-01-14T09:31:00Z"


@pytest.mark.parametrize(
    "columns",
    [
        "author_id,requester_id,assignee_id",
        "author,requester,assignee",
        "user_name,requester_name,assignee_name",
    ],
)
def test_zendesk_tables_tell_roles_by_who_asked_and_who_answers(columns: str) -> None:
    told = read_one(
        f"ticket_id,body,created,public,{columns}\n7,Help,2026-01-14 09:31:00,true,Kim,Kim,Zoë\n"
        "7,On it,2026-01-14 09:32:00,true,Zoë,Kim,Zoë\n7,I know him,2026-01-14 09:33:00,false,Max,Kim,Zoë\n"
        "7,Hello,2026-01-14 09:34:00,true,Max,Kim,Zoë\n7,Me too,2026-01-14 09:35:00,true,Lee,Kim,Zoë\n"
    )
    assert [turn.role.value for turn in told.turns] == ["customer", "agent", "agent", "agent", "unknown"]


def test_contact_lens_marks_what_was_taken_out_and_who_breaks_in() -> None:
    traits = {"Interruptions": {"InterruptionsByInterrupter": {"AGENT": [{"BeginOffsetMillis": 1200}]}}}
    call = read_one(
        lens(
            said("c", 0, 2000, "My name is [PII]", Redaction={"RedactedTimestamps": []}),
            said("a", 1000, 1500, "Stop"),
            ConversationCharacteristics=traits,
            CustomerMetadata={"ContactId": "contact-9"},
        )
    )
    assert [(turn.redacted, turn.interrupts) for turn in call.turns] == [(True, False), (False, True)]
    assert call.conversation == "contact-9"


def test_a_text_with_names_in_bold_is_parted_and_one_without_names_stays_whole() -> None:
    call = {"ConversationId": "1", "StartTime": "2026-01-14 09:31:00", "Duration": "2.5"}
    parted = read_one({**call, "Content": "**Title**\n\n**Agent:** Hello: **you**?\n\n**Customer:** Hi\nthere"})
    assert lines(parted) == [
        (None, None, "agent", "Agent", "Hello: you?"), (None, None, "customer", "Customer", "Hi\nthere"),
    ]  # fmt: skip
    whole = read_one({**call, "Content": "Hello. Note: this is one."})
    assert lines(whole) == [(None, None, "unknown", "", "Hello. Note: this is one.")]
    assert whole.duration == 150.0


# vCon


def vcon(*analysis: dict[str, Any], dialog: Any = None, **more: Any) -> dict[str, Any]:
    """A vCon of Kim, the customer, and Zoë, the agent, who is the first of the parties of its dialog."""
    call = {"type": "recording", "start": AT, "duration": 60, "parties": [1, 0]}
    parties = [{"name": "Kim", "tel": "tel:+1555", "role": "customer"}, {"name": "Zoë", "meta": {"role": "agent"}}]
    dialogs = [call] if dialog is None else dialog
    return {"vcon": "0.3.0", "uuid": "u", "parties": parties, "dialog": dialogs, "analysis": list(analysis), **more}


def transcript(body: Any, **more: Any) -> dict[str, Any]:
    """A transcript in it."""
    return {"type": "transcript", "dialog": 0, "body": body, **more}


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ([{"speaker": "Agent", "message": "Hello"}, {"speaker": "Customer", "message": "Hi"}], None),
        ([{"agent": "Hello"}, {"customer": "Hi"}], None),
        ("Zoë: Hello\n\nKim: Hi", None),
        ("Hello\n\nHi", None),
        ({"transcript": "Hello\n\nHi", "confidence": 0.9}, None),
        ('{"segments": [{"start": 1, "end": 2, "text": "Hello", "speaker": 1}, '
         '{"start": 3, "end": 4, "text": "Hi", "speaker": 0}]}', 1.0),
        ({"results": {"utterances": [{"start": 1, "end": 2, "transcript": "Hello", "speaker": 1},
                                     {"start": 3, "end": 4, "transcript": "Hi", "speaker": 0}]}}, 1.0),
        ({"transcript": "Hello Hi", "confidence": 0.9, "words": [
            {"word": "hello", "punctuated_word": "Hello", "start": 1, "end": 2, "speaker": 1},
            {"word": "hi", "punctuated_word": "Hi", "start": 3, "end": 4, "speaker": 0}]}, 1.0),
    ],
    ids=["pairs", "roles", "names", "paragraphs", "object", "wtf-text", "deepgram", "deepgram-alternative"],
)  # fmt: skip
def test_every_form_of_a_vcon_transcript(body: Any, start: float | None) -> None:
    call = read_one(vcon(transcript(body)))
    assert [(turn.role.value, turn.speaker, turn.text) for turn in call.turns] == [
        ("agent", "Zoë", "Hello"), ("customer", "Kim", "Hi"),
    ]  # fmt: skip
    assert call.turns[0].start == start
    assert (call.channel, call.duration) == ("call", 60.0)
    assert call.parties == (Party("Kim", Role.CUSTOMER, "+1555"), Party("Zoë", Role.AGENT))


def test_dialogs_of_a_vcon_follow_each_other_with_their_transcripts_and_holds() -> None:
    second = {"type": "recording", "start": "2026-01-14T09:32:00Z", "duration": "30", "parties": [1, 0],
              "party_history": [{"party": 0, "event": "hold", "time": "2026-01-14T09:32:10Z"}]}  # fmt: skip
    first = {"type": "recording", "start": AT, "duration": 50, "parties": [1, 0],
             "party_history": [{"party": 0, "event": "hold", "time": "2026-01-14T09:31:20Z"},
                               {"party": 0, "event": "unhold", "time": "2026-01-14T09:31:25Z"}]}  # fmt: skip
    body = {"transcript": {}, "segments": [{"start": 1, "end": 2, "text": "Hi", "speaker": 0}]}
    call = read_one(vcon(transcript(body), {**transcript(body), "dialog": [1]}, dialog=[first, second]))
    assert [(turn.start, turn.end) for turn in call.turns] == [(1.0, 2.0), (61.0, 62.0)]
    assert call.holds == (Hold(20.0, 25.0), Hold(70.0))
    assert call.duration == 90.0


def test_a_vcon_with_the_extension_for_wtf_and_dates_as_mails_write_them() -> None:
    body = {"transcript": {}, "segments": [{"start": 1, "end": 2, "text": "Hi", "speaker": 0}]}
    call = {"type": "recording", "start": "Wed, 14 Jan 2026 10:31:00 +0100", "duration": 60, "parties": [1, 0]}
    inside = {**transcript(json.dumps(body), encoding="json"), "type": "wtf_transcription"}
    for document in (vcon(inside, dialog=[call]), vcon(dialog=[call], attachments=[inside, {"type": "tags"}])):
        told = read_one(document)
        assert (told.started_at, [turn.text for turn in told.turns]) == ("2026-01-14T10:31:00+01:00", ["Hi"])


def test_genesys_times_counted_from_the_start() -> None:
    phrases = [{"text": "Hi", "startTimeMs": 500, "duration": {"milliseconds": 250}, "participantPurpose": "external"},
               {"text": "Yes", "startTimeMs": 4200, "participantPurpose": "internal"}]  # fmt: skip
    call = read_one({"conversationId": "c", "mediaType": "voice", "transcripts": [{"phrases": phrases}]})
    assert lines(call) == [(0.5, 0.75, "customer", "Customer", "Hi"), (4.2, None, "agent", "Agent", "Yes")]
    assert call.skipped == ()


def test_messages_of_a_vcon_are_decoded() -> None:
    def text(body: Any, at: str, **more: Any) -> dict[str, Any]:
        return {"type": "text", "start": at, "parties": [0, 1], "body": body, **more}

    chat = read_one(
        vcon(
            dialog=[
                text("<b>Hi</b> &amp; more", AT, mediatype="text/html"),
                text("SGVsbG8", LATER, encoding="base64url", originator=1),
                text("%%%", LATER, encoding="base64url"),
            ]
        )
    )
    assert lines(chat) == [
        (0.0, None, "customer", "Kim", "Hi & more"), (5.5, None, "agent", "Zoë", "Hello"),
    ]  # fmt: skip
    assert [note.where for note in chat.skipped] == ["dialog[2]"]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"ciphertext": "x", "recipients": [], "protected": ""}, "encrypted vCon"),
        ({"payload": "e30", "signatures": []}, "content is no vCon"),
        (vcon(dialog=[]), "without any dialog"),
        ({"vcon": "0.3.0", "parties": []}, "without any dialog"),
    ],
)
def test_vcons_that_cannot_be_read_say_why(document: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_all(document)


def test_a_vcon_without_a_dialog_does_not_stop_the_others() -> None:
    chat = read_one([vcon(dialog=[]), vcon(dialog=[{"type": "text", "start": AT, "parties": [0], "body": "Hi"}])])
    assert [turn.text for turn in chat.turns] == ["Hi"]
    assert any("without any dialog" in note.reason for note in chat.skipped)


# SIPREC


def test_siprec_metadata_of_the_standard() -> None:
    told = read_one(
        '<?xml version="1.0"?><recording xmlns="urn:ietf:params:xml:ns:recording:1"><datamode>complete</datamode>'
        '<session session_id="s1"><sipSessionID>ab30;remote=47</sipSessionID><start-time>2026-01-14T09:31:00Z'
        '</start-time></session><participant participant_id="p1"><nameID aor="sip:kim@example.org">'
        '<name xml:lang="en">Kim</name></nameID></participant><participant participant_id="p2">'
        '<nameID aor="tel:+1555"><name>Agent Zoë</name></nameID></participant><participantsessionassoc '
        'participant_id="p1" session_id="s1"><associate-time>2026-01-14T09:31:01Z</associate-time>'
        "<disassociate-time>2026-01-14T09:33:00Z</disassociate-time></participantsessionassoc></recording>"
    )
    assert (told.turns, told.started_at, told.duration) == ((), "2026-01-14T09:31:00Z", 120.0)
    assert told.parties == (
        Party("Kim", Role.UNKNOWN, "kim@example.org"), Party("Agent Zoë", Role.AGENT, "+1555"),
    )  # fmt: skip
    assert told.conversation == "s1"

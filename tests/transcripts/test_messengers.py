"""Slack, Telegram, Meta and Salesforce."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts


def zipped(files: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, str) else json.dumps(content))
    return buffer.getvalue()


def said(transcript: Transcript) -> list[tuple[float | None, str, str, str]]:
    return [(turn.start, turn.role.value, turn.speaker, turn.text) for turn in transcript.turns]


def message(ts: str, text: str = "", **rest: Any) -> dict[str, Any]:
    return {"type": "message", "ts": ts, "text": text, **rest}


SLACK: dict[str, Any] = {
    "users.json": [{"id": "U1", "profile": {"display_name": "Kim", "real_name": "Kim Lee"}},
                   {"id": "U2", "name": "ann"}],
    "channels.json": [{"id": "C1", "name": "help"}],
    "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
    "help/2026-01-02.json": [message("1767340800.0", "later", user="U2")],
    "help/2026-01-01.json": [
        message("1767254410.5", "<@U2> see <https://a.example|the page> &amp; <#C1|help> <!here>", user="U1"),
        message("1767254400.0", "Kim has joined", subtype="channel_join", user="U1"),
        message("1767254400.5", subtype="bot_message", bot_id="B1", username="Deploy",
                attachments=[{"pretext": "build", "text": "failed", "fallback": "x"}]),
        message("1767254420.5", "look", user="U2", attachments=[{"from_url": "https://a.example", "text": "preview"}]),
        message("1767254430.5", user="U2", files=[{"title": "photo.png"}]),
        message("bad", user="U9", blocks=[{"type": "rich_text", "elements": [{"elements": [{"text": "in blocks"}]}]}]),
        message("1767254440.5", user="U1"),
        "junk", 7,
    ],
    "D1/2026-01-03.json": [message("1767427200.0", "private", user="U1")],
}  # fmt: skip


def test_slack_gives_a_conversation_for_each_channel() -> None:
    direct, channel = sorted(read_transcripts(zipped(SLACK)), key=lambda each: len(each.turns))
    assert (direct.conversation, direct.started_at) == ("Kim, ann", "2026-01-03T08:00:00Z")
    assert (channel.format, channel.conversation, channel.channel) == ("slack-export", "help", "chat")
    assert said(channel) == [
        (0.0, "bot", "Deploy", "build\nfailed"),
        (10.0, "unknown", "Kim", "@ann see the page (https://a.example) & #help @here"),
        (20.0, "unknown", "ann", "look"),
        (30.0, "unknown", "ann", "(file: photo.png)"),
        (None, "unknown", "U9", "in blocks"),
        (86_399.5, "unknown", "ann", "later"),
    ]
    assert [note.reason for note in channel.skipped if "no text" in note.reason] == ["no text"] * 3


def test_slack_in_a_folder_with_a_broken_day_reads_the_rest() -> None:
    files = {f"export/{name}": content for name, content in SLACK.items()} | {"export/help/2026-01-04.json": "[{"}
    found = {each.conversation: each for each in read_transcripts(zipped(files))}
    assert len(found["help"].turns) == 6
    assert any(note.where == "export/help/2026-01-04.json" for each in found.values() for note in each.skipped)


def test_a_day_of_slack_alone_and_an_answer_of_its_service() -> None:
    day = [message("1767254400.000100", "Hi <@U1>", user="U1", user_profile={"real_name": "Kim Lee"}),
           message("1767254401.000100", "joined", subtype="channel_join", user="U2"),
           message("1767254410.5", "Hello", user="U2")]  # fmt: skip
    for document in (day, {"ok": True, "messages": day}):
        (transcript,) = read_transcripts(json.dumps(document).encode())
        assert transcript.format == "slack-export"
        assert said(transcript) == [(0.0, "unknown", "Kim Lee", "Hi @Kim Lee"), (10.5, "unknown", "U2", "Hello")]


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>
<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">
Shop &amp; Co
</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">
3 October 2025
</div></div>
<div class="message default clearfix" id="message1"><div class="pull_left userpic_wrap"><div class="userpic userpic7">
<div class="initials" style="line-height: 42px">KL</div></div></div><div class="body">
<div class="pull_right date details" title="03.10.2025 12:34:18 UTC+03:00">
12:34
</div><div class="from_name">
Kim Lee
</div><div class="text">
Hi &lt;there&gt;,<br>is it <strong>open</strong>?
</div></div></div>
<div class="message default clearfix joined" id="message2"><div class="body">
<div class="pull_right date details" title="03.10.2025 12:35:00 UTC+03:00">12:35</div>
<div class="media_wrap clearfix">
<a class="photo_wrap clearfix pull_left" href="photos/a.jpg"><img src="b.jpg"/></a></div>
</div></div>
<div class="message default clearfix" id="message3"><div class="body">
<div class="pull_right date details" title="03.10.2025 12:36:00 UTC+03:00">12:36</div>
<div class="from_name">Support Agent</div>
<div class="reply_to details">In reply to <a href="#go_to_message1">this message</a></div>
<div class="forwarded body"><div class="from_name">
News <span class="date details" title="01.10.2025 08:00:00 UTC+03:00"> 01.10.2025 08:00:00</span></div>
<div class="text">We are</div></div></div></div>
<div class="message default clearfix" id="message4"><div class="body"><div class="from_name">Kim Lee</div></div></div>
</div></div></div></body></html>"""


def test_a_page_of_telegram() -> None:
    (chat,) = read_transcripts(PAGE.encode())
    assert (chat.format, chat.conversation, chat.started_at) == ("telegram", "Shop & Co", "2025-10-03T09:34:18Z")
    assert [(turn.start, turn.role, turn.speaker) for turn in chat.turns] == [
        (0.0, Role.UNKNOWN, "Kim Lee"), (42.0, Role.UNKNOWN, "Kim Lee"), (102.0, Role.AGENT, "Support Agent"),
    ]  # fmt: skip
    assert [turn.text for turn in chat.turns][:2] == ["Hi <there>,\nis it open?", "(photo)"]
    assert chat.turns[2].text.startswith("(forwarded from News")
    assert chat.turns[2].text.endswith("\nWe are")
    assert [(note.where, note.reason) for note in chat.skipped] == [("message 4", "no text")]


def test_pages_of_one_telegram_chat_are_one_conversation() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("ChatExport/messages.html", PAGE)
        file.writestr("ChatExport/messages2.html", PAGE.replace("03.10.2025", "04.10.2025"))
    (chat,) = read_transcripts(data.getvalue())
    assert [turn.start for turn in chat.turns] == [0.0, 42.0, 102.0, 86400.0, 86442.0, 86502.0]


@pytest.mark.parametrize(
    ("form", "chat"),
    [
        ("telegram", {"name": "Kim", "id": 5, "messages": [
            {"id": 1, "type": "message", "date_unixtime": "1760000000", "from": "Kim", "text": "Hi"}]}),
        ("meta-messages", {"messages": [{"sender_name": "Kim", "timestamp_ms": 1760000000000, "content": "Hi"}]}),
    ],
)  # fmt: skip
def test_chats_in_a_list_or_in_what_wraps_them(form: str, chat: dict[str, Any]) -> None:
    for document, number in (([chat], 1), ([chat, chat], 2), ({"data": chat}, 1)):
        found = read_transcripts(json.dumps(document).encode())
        assert [(each.format, said(each)) for each in found] == [(form, [(0.0, "unknown", "Kim", "Hi")])] * number


def test_a_telegram_page_without_messages_is_told() -> None:
    page = b'<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_body chat_page">'
    with pytest.raises(InputError, match="without any message"):
        read_transcripts(page + b"</div></body></html>")


def test_salesforce_records_as_its_service_answers() -> None:
    body = "<p>Chat Started: Friday, January 06, 2023, 10:15:30 (+0000)</p>( 5s ) Agent Kim: Hi<br>( 1m ) Lee: Yes<br>"
    records = [{"attributes": {"type": "LiveChatTranscript"}, "Id": f"570{n}", "Body": body} for n in range(2)]
    found = read_transcripts(json.dumps({"totalSize": 2, "done": True, "records": records}).encode())
    assert [(each.format, each.conversation) for each in found] == [
        ("salesforce-chat", "5700"), ("salesforce-chat", "5701"),
    ]  # fmt: skip
    assert said(found[0]) == [(5.0, "agent", "Agent Kim", "Hi"), (60.0, "unknown", "Lee", "Yes")]


def test_who_leaves_a_messenger_chat_says_nothing() -> None:
    told = [{"sender_name": "Kim", "timestamp_ms": 1767254400000 + n, "content": text, "type": kind}
            for n, (text, kind) in enumerate([("Hi", "Generic"), ("Kim left", "Unsubscribe")])]  # fmt: skip
    (transcript,) = read_transcripts(json.dumps({"messages": told}).encode())
    assert [turn.text for turn in transcript.turns] == ["Hi"]


def test_telegram_of_all_chats() -> None:
    chats = [
        {"name": "Helper", "type": "bot_chat", "id": 5, "messages": [
            {"id": 1, "type": "service", "date_unixtime": "1767254400", "action": "phone_call"},
            {"id": 2, "type": "message", "date_unixtime": "1767254400", "from": "Helper", "from_id": "user5",
             "text": "Hi"},
            {"id": 3, "type": "message", "date": "2026-01-01T08:00:00", "from": None, "from_id": "user9",
             "text": ["a ", {"type": "bold", "text": "b"}, 7]},
            {"id": 4, "type": "message", "date_unixtime": "1767254460", "from": "Kim", "text": "", "photo": "x.jpg"},
            {"id": 5, "type": "message", "date_unixtime": "1767254460", "from": "Kim", "text": ""},
        ]},
        {"name": "Ann", "type": "personal_chat", "id": 6, "messages": [
            {"id": 1, "type": "message", "date_unixtime": "1767254400", "from": "Ann", "text": "x"}]},
        {"name": "Empty", "id": 7, "messages": []},
    ]  # fmt: skip
    first, second = read_transcripts(json.dumps({"about": "x", "chats": {"list": chats}}).encode())
    assert (first.format, first.conversation, second.conversation) == ("telegram", "Helper (5)", "Ann (6)")
    assert said(first) == [
        (0.0, "bot", "Helper", "Hi"), (0.0, "unknown", "user9", "a b"),
        (60.0, "unknown", "Kim", "(photo)")]  # fmt: skip
    assert [note.where for note in first.skipped] == ["message 5"]


def test_meta_in_both_of_its_forms() -> None:
    old = {
        "participants": [{"name": "Ren\u00c3\u00a9"}],
        "messages": [
            {"sender_name": "Jane", "timestamp_ms": 1767254460000, "photos": [{"uri": "x"}]},
            {
                "sender_name": "Ren\u00c3\u00a9",
                "timestamp_ms": 1767254400000,
                "content": "Caf\u00c3\u00a9 \u00e2\u009d\u00a4",
            },
        ],
    }
    new = {"messages": [{"senderName": "René", "timestamp": 1767254400000, "text": "Café"}]}  # fmt: skip
    (transcript,) = read_transcripts(json.dumps(old).encode())
    assert (transcript.format, transcript.started_at) == ("meta-messages", "2026-01-01T08:00:00Z")
    assert said(transcript) == [(0.0, "unknown", "René", "Café ❤"), (60.0, "unknown", "Jane", "(photos)")]
    assert [note.reason for note in transcript.skipped] == ["texts that had been taken for Latin-1 were put right"]
    (transcript,) = read_transcripts(json.dumps(new).encode())
    assert said(transcript) == [(0.0, "unknown", "René", "Café")]


BODY = (
    '<p align="center">Chat Started: Monday, December 17, 2018, 23:27:57 (-0500)</p>'
    '<p align="center">Chat Origin: B</p>'
    '<p align="center">Agent Royalle G</p>( 10s ) Royalle G: I&#39;ll\nhelp<br>( 1h 1m 13s ) Visitor: a: b<br>'
    "( 2h ) Kim<br>"
    '<p align="center">Chat Transferred From Royalle G To Jo</p>( 3h 1s ) Jo: Hi<br>( 3h 2s ) '
)


def test_a_salesforce_body() -> None:
    (transcript,) = read_transcripts(BODY.encode(), "body.html")
    assert (transcript.format, transcript.started_at) == ("salesforce-chat", "2018-12-17T23:27:57-05:00")
    assert said(transcript) == [
        (10.0, "agent", "Royalle G", "I'll help"), (3673.0, "customer", "Visitor", "a: b"),
        (10_801.0, "agent", "Jo", "Hi")]  # fmt: skip
    assert [note.where for note in transcript.skipped] == ["( 2h )"]


def test_salesforce_bodies_in_a_table() -> None:
    quoted = BODY.replace('"', '""')
    first, second = read_transcripts(f'Id,Name,Body\n5,T-1,"{quoted}"\n6,T-2,"{quoted}"\n'.encode())
    assert (first.conversation, second.conversation, len(second.turns)) == ("T-1", "T-2", 3)


def test_a_zip_of_anything_gives_all_that_can_be_read() -> None:
    files = {"a/one.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "two.txt": "Agent: Hello\nKim: Hi\n",
             "bad.json": "{",
             "x.png": "p", "__MACOSX/two.txt": "x", "in.docx": zipped({"a.txt": "x"}).decode("latin-1")}  # fmt: skip
    first, second = read_transcripts(zipped(files))
    assert (first.conversation, first.format, second.conversation) == ("a/one", "webvtt", "two")
    assert {"bad.json", "x.png", "in.docx"} <= {note.where for note in first.skipped}
    (only,) = read_transcripts(zipped({"_chat.txt": "25.03.26, 10:00 - Kim: a\n25.03.26, 10:00 - Lee: b\n"}))
    assert (only.format, only.conversation) == ("whatsapp", "_chat")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped({"x.png": "p"}), "is a ZIP archive without any transcript"),
        (zipped({"users.json": [], "general/2026-01-01.json": []}), "is a Slack export without any message"),
        (b'{"chats": {"list": [{"messages": [{"type": "service", "date": "x"}]}]}}', "is a Telegram export without"),
        (b'{"messages": [{"senderName": "a", "text": ""}]}', "without any message"),
        (b"<p>Chat Started: x</p>( 1s ) ", "is a Salesforce chat without any message"),
    ],
)
def test_exports_without_a_message_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_transcripts(data)


@pytest.mark.parametrize(
    ("name", "turns", "roles"),
    [("slack/slack_export_traveling-sailor.zip", 51, {Role.BOT, Role.UNKNOWN}),
     ("telegram/test_single_export.json", 2, {Role.UNKNOWN}), ("meta/instagram_test_export.json", 2, {Role.UNKNOWN}),
     ("salesforce/livechattranscript_body_1.html", 5, {Role.AGENT, Role.CUSTOMER})],
)  # fmt: skip
def test_real_files(shared_data: Path, name: str, turns: int, roles: set[Role]) -> None:
    path = shared_data / "interactions/chat" / name
    (transcript,) = read_transcripts(path.read_bytes(), path.name)
    assert (len(transcript.turns), {turn.role for turn in transcript.turns}) == (turns, roles)
    assert all(turn.start is not None for turn in transcript.turns)

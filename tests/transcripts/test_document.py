import json

from qa_desktop.domain.transcripts import Hold, Party, Role, Transcript, Turn, Word
from qa_desktop.transcripts.detect import read_transcripts
from qa_desktop.transcripts.document import transcript_document


def test_one_conversation_is_the_documented_object() -> None:
    data = b"time,role,speaker,text,internal\n2026-01-14T09:31:00Z,agent,Kim,Hello,\n,customer,Ann,Hi,yes\n"
    document = transcript_document(read_transcripts(data))
    assert json.loads(json.dumps(document)) == {
        "format": "generic-csv",
        "channel": "chat",
        "started_at": "2026-01-14T09:31:00Z",
        "turns": [
            {"start": 0.0, "end": None, "role": "agent", "speaker": "Kim", "text": "Hello", "internal": False,
             "sentiment": None},
            {"start": None, "end": None, "role": "customer", "speaker": "Ann", "text": "Hi", "internal": True,
             "sentiment": None},
        ],
        "skipped": [{"where": "line 3", "reason": "no time; the turn is kept without a time"}],
        "conversations": 1,
    }  # fmt: skip


def test_what_only_some_sources_tell_is_added_where_it_is_told() -> None:
    told = Turn("Hi", words=(Word("Hi", 0.5, 0.6, 0.9),), confidence=0.0, redacted=True, interrupts=True)
    transcript = Transcript(
        "vcon",
        (told, Turn("plain")),
        "call",
        None,
        "17",
        (),
        9.5,
        (Hold(1.0, 2.0),),
        (Party("Zoë", Role.AGENT, "a@b"),),
    )
    document = transcript_document([transcript])
    assert isinstance(document, dict)
    more, plain = (
        {key: value for key, value in turn.items() if key in ("words", "confidence", "redacted", "interrupts")}
        for turn in document["turns"]
    )
    assert more == {
        "words": [{"text": "Hi", "start": 0.5, "end": 0.6, "confidence": 0.9}],
        "confidence": 0.0,
        "redacted": True,
        "interrupts": True,
    }
    assert plain == {}
    assert document["holds"] == [{"start": 1.0, "end": 2.0}]
    assert document["parties"] == [{"name": "Zoë", "role": "agent", "contact": "a@b"}]
    assert (document["duration"], document["conversation"]) == (9.5, "17")


def test_several_conversations_are_an_array() -> None:
    document = transcript_document(read_transcripts(b"chat_id,speaker,text\n1,Agent,a\n2,Agent,b\n"))
    assert isinstance(document, list)
    assert [each["conversations"] for each in document] == [2, 2]
    assert [each["turns"][0]["text"] for each in document] == ["a", "b"]

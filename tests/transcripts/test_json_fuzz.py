"""Whatever stands where in the JSON of a platform: it is read, or refused in a sentence, and never anything else."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.detect import read_transcripts
from qa_desktop.transcripts.document import transcript_document

# The names that the formats look for, so that made documents are recognised and then disappoint.
_NAMES = """
AbsoluteTime AudioFileResults BeginOffsetMillis Content ContentType ConversationAnalytics ConversationId Events
DialogueID EndOffsetMillis Items NBest ParticipantId ParticipantRole Participants SegmentResults
SegmentStartTime SpeechSegments Transcript Type UnixTime Agent Action Text alternatives analysis author
author_id audio_duration audio_items audio_segments body channel channels chats comments conversationItems
conversation_id contents conversation_parts convo_id created_at data dialog duration elements end entries events
from history id incoming items job language_code message messages monologues msg name nBest offset offset_ms
original part_type participants participantPurpose parties party_history payload phrases public
recognizedPhrases results role segments sid source speaker speaker_labels speaker_role speakers start
startDateTime startTimeMs start_time start_timestamp_millis start_time_ms text thread time timestamps to
transcript transcriptPhrases transcripts type users utterances value vcon word words offsetMilliseconds
endTimeMs startTime endTime signatures incoming body_text user_type
""".split()  # noqa: SIM905 -- names to be read in one look
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.sampled_from(
        ["", "Hi", "agent", "0.5", "PT1S", "1.5s", "2026-01-14T09:31:00Z", "text", "recording", "transcript", "\ud83d",
         "word", "0", "\x00", "<b>x</b>", "Agent: Hi\n\nKim: Yes", "[1]", "{", "hold", "MESSAGE",
         "999999999999999999999"]
    ),
)  # fmt: skip
_NAMED = st.sampled_from(_NAMES)
_DOCUMENTS = st.recursive(
    _VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(_NAMED, inner, max_size=6),
        st.dictionaries(_NAMED, inner, max_size=2),
    ),
    max_leaves=40,
)


def check(found: tuple[Transcript, ...]) -> None:
    """Everything that is read keeps what others rely on."""
    assert found
    json.dumps(transcript_document(found), allow_nan=False).encode()
    for transcript in found:
        assert all(note.where and note.reason for note in transcript.skipped)
        for turn in transcript.turns:
            assert turn.text.strip()
            assert turn.start is None or turn.start >= 0
            assert turn.end is None or (turn.start is not None and turn.end >= turn.start)
            assert turn.confidence is None or 0 <= turn.confidence <= 1
            times = [(word.start, word.end) for word in turn.words]
            assert all(end is None or start is None or end >= start >= 0 for start, end in times)


def read_or_refuse(document: Any) -> None:
    try:
        found = read_transcripts(json.dumps(document).encode())
    except InputError:
        return
    check(found)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_NAMED, _DOCUMENTS, min_size=1, max_size=8))
def test_any_json_of_their_names_is_read_or_refused(document: dict[str, Any]) -> None:
    read_or_refuse(document)


_TEMPLATES: tuple[Any, ...] = (
    {"Transcript": [{"Content": "Hi", "BeginOffsetMillis": 1, "EndOffsetMillis": 2, "ParticipantRole": "AGENT",
                     "Items": [{"Content": "Hi", "BeginOffsetMillis": 1}]}]},
    {"Transcript": [{"AbsoluteTime": "2026-01-14T09:31:00Z", "Type": "MESSAGE", "Content": "Hi", "ContentType": "t"}]},
    {"SpeechSegments": [{"SegmentStartTime": 1, "DisplayText": "Hi"}], "ConversationAnalytics": {"SpeakerLabels": []}},
    {"results": {"transcripts": [], "items": [{"type": "pronunciation", "start_time": "1", "end_time": "2",
                                               "alternatives": [{"content": "Hi"}]}]}},
    {"audio_segments": [{"text": "Hi", "start_timestamp_millis": 1, "audio_item_indices": [0]}], "audio_items": [{}]},
    {"results": [{"alternatives": [{"transcript": "Hi", "words": [{"word": "Hi", "startTime": "1s"}]}]}]},
    {"entries": [{"start_timestamp_usec": 1, "text": "Hi", "role": "AGENT"}]},
    {"transcript": {"transcriptSegments": [{"text": "Hi", "words": [{"word": "Hi"}], "segmentParticipant": {}}]}},
    {"recognizedPhrases": [{"offset": "PT1S", "duration": "PT1S", "nBest": [{"display": "Hi", "words": [{}]}]}]},
    {"result": {"contents": [{"transcriptPhrases": [{"text": "Hi", "startTimeMs": 1, "words": [{}]}]}]}},
    {"conversationItems": [{"text": "Hi", "participantId": "Agent"}]},
    {"conversationId": "1", "participants": [{}], "transcripts": [{"phrases": [
        {"participantPurpose": "external", "text": "Hi", "startTimeMs": 1768383061500, "words": [{}]}]}]},
    {"results": {"utterances": [{"transcript": "Hi", "start": 1, "words": [{"word": "Hi"}]}], "channels": [{}]}},
    {"audio_duration": 9, "language_code": "en", "words": [{"text": "Hi", "start": 1, "end": 2}]},
    {"segments": [{"text": "Hi", "start": 1, "end": 2, "words": [{"word": "Hi"}]}]},
    {"transcript": {}, "segments": [{"text": "Hi", "start": 1}], "words": [{"text": "Hi"}], "speakers": {"0": {}}},
    {"results": [{"type": "word", "start_time": 1, "end_time": 2, "alternatives": [{"content": "Hi"}]}], "job": {}},
    {"job": {}, "words": [{"name": "Hi", "time": "1", "duration": "1"}], "speakers": [{"time": "1", "name": "a"}]},
    {"results": [{"alternatives": [{"transcript": "Hi", "timestamps": [["Hi", 1, 2]]}]}], "speaker_labels": [{}]},
    {"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "Hi", "ts": 1}]}]},
    [{"offset_ms": 1, "duration_ms": 2, "speaker_role": "agent", "human_transcript": "Hi", "emotion": [0.1, 0.2, 0.7]}],
    {"sid": "1", "start_time_ms": 1768383060000, "end_time_ms": 1768383061000, "agent": {"metadata": {}}},
    {"convo_id": 1, "original": [["agent", "Hi"], ["action", "x"]]},
    {"conversation_id": "1", "utterances": [{"speaker": "USER", "text": "Hi"}]},
    {"DialogueID": 1, "Events": [{"Agent": "User", "Action": "utter", "Text": "Hi", "UnixTime": 1768383060}]},
    {"ConversationId": "1", "Content": "**Agent:** Hi\n\n**Customer:** Yes", "StartTime": "2026-01-14 09:31:00"},
    {"startDateTime": "2026-01-14T09:31:00Z", "type": "x", "participants": [{"user": {"displayName": "Kim"}}]},
    {"id": "1", "history": [{"type": "chat.msg", "msg": "Hi", "timestamp": "2026-01-14T09:31:00Z"}]},
    {"ticket": {"id": 1, "requester_id": 2, "comments": [{"author_id": 2, "body": "Hi"}]}, "users": [{"id": 2}]},
    {"conversation_parts": {"conversation_parts": [{"part_type": "note", "body": "Hi", "author": {}}]}, "source": {}},
    {"conversations": [{"incoming": True, "body_text": "Hi", "created_at": "2026-01-14T09:31:00Z"}]},
    {"messages": [{"message_parts": [{"text": {"content": "Hi"}}], "actor_type": "user"}]},
    {"users": [{"id": "k"}], "thread": {"events": [{"type": "message", "text": "Hi", "author_id": "k",
                                                    "created_at": "2026-01-14T09:31:00Z"}]}},
    {"messages": [{"user_type": "visitor", "text": "Hi", "timestamp": 1768383060}]},
    {"vcon": "0.3.0", "parties": [{"name": "Kim"}, {"name": "Zoë"}], "dialog": [
        {"type": "text", "start": "2026-01-14T09:31:00Z", "parties": [0, 1], "body": "Hi", "party_history": [
            {"party": 0, "event": "hold", "time": "2026-01-14T09:31:00Z"}]}],
     "analysis": [{"type": "transcript", "dialog": 0, "body": "Hi\n\nYes"}]},
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in _places(each, (*path, key)))]


def _changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The same with another value in one place."""
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        return {**value, key: _changed(value[key], tuple(rest), new)}
    return [_changed(each, tuple(rest), new) if place == key else each for place, each in enumerate(value)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_document_with_anything_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(_TEMPLATES))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_places(document)))
        document = _changed(document, path, data.draw(_DOCUMENTS))
    read_or_refuse(document)


def test_the_templates_are_recognised() -> None:
    for document in _TEMPLATES:
        check(read_transcripts(json.dumps(document).encode()))

"""Audio as Amazon Bedrock Data Automation writes it: `audio_segments[]`, words in `audio_items[]`."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said, seconds
from qa_desktop.transcripts.words import word

FORMAT = "amazon-bda"

_MS = 0.001
_BEGIN, _END = "start_timestamp_millis", "end_timestamp_millis"


def recognises(source: Source) -> bool:
    """Whether it holds audio segments."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a recording")


def _is_one(of: dict[str, Any]) -> bool:
    return bool(records(of.get("audio_segments")))


def _read(of: dict[str, Any]) -> Transcript:
    telling, items = Telling(_MS), records(of.get("audio_items"))
    for where, segment in telling.each(of.get("audio_segments"), "audio_segments"):
        if said(segment.get("type")).upper() not in ("", "TRANSCRIPT"):
            continue
        speaker, channel = record(segment.get("speaker")), record(segment.get("channel"))
        label = said(either(speaker, "speaker_role", "speaker_name", "speaker_label", "speaker_id"))
        name = label or said(channel.get("channel_label"))
        telling.say(
            where,
            segment.get("text"),
            segment.get(_BEGIN),
            segment.get(_END),
            role=role_of(name),
            speaker=name,
            words=_words(segment, items),
        )
    length = seconds(record(of.get("metadata")).get("duration_millis"), _MS)
    return telling.transcript(FORMAT, duration=length)


def _words(segment: dict[str, Any], items: list[dict[str, Any]]) -> tuple[Word, ...]:
    places = segment.get("audio_item_indices")
    own = [
        items[place]
        for place in (places if isinstance(places, list) else ())
        if isinstance(place, int) and 0 <= place < len(items)
    ]
    # Punctuation has no time.
    return tuple(
        word(each.get("content"), each.get(_BEGIN), each.get(_END), None, _MS) for each in own if _BEGIN in each
    )

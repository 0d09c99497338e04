"""The variants in which engines write recordings, beyond the real samples."""

from typing import Any

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Word
from tests.transcripts.telling_samples import Line, lines, read_all, read_one


def aws(*items: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """What Amazon Transcribe answers, of words with their times; a sign has none."""
    told = [
        {"type": "pronunciation" if start else "punctuation", "alternatives": [{"content": text, "confidence": "0.9"}],
         **({"start_time": start, "end_time": end} if start else {})}
        for text, start, end in items
    ]  # fmt: skip
    return {"jobName": "j", "results": {"transcripts": [{"transcript": ""}], "items": told, **more}}


WORDS = (("Hello", "0.5", "0.9"), (".", "", ""), ("Hi", "2.0", "2.2"), ("there", "2.3", "2.5"), ("!", "", ""))


def google(*words: tuple[str, Any, Any, int | None], **result: Any) -> dict[str, Any]:
    """A result of Google's, of words with their times and the tag of their speaker."""
    told = [
        {"word": word, "startTime": start, "endTime": end, **({} if tag is None else {"speakerTag": tag})}
        for word, start, end, tag in words
    ]
    return {"alternatives": [{"transcript": " ".join(word for word, *_ in words), "words": told}], **result}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(aws(*WORDS), [(0.5, 0.9, "unknown", "", "Hello."), (2.0, 2.5, "unknown", "", "Hi there!")],
                     id="aws-sentences"),
        pytest.param(
            aws(*WORDS, speaker_labels={"segments": [
                {"start_time": "0.5", "end_time": "1.0", "speaker_label": "spk_0"},
                {"start_time": "2.0", "end_time": "2.5", "speaker_label": "spk_1"}]}),
            [(0.5, 0.9, "unknown", "spk_0", "Hello."), (2.0, 2.5, "unknown", "spk_1", "Hi there!")],
            id="aws-speakers",
        ),
        pytest.param(
            aws(*WORDS, channel_labels={"channels": [
                {"channel_label": "ch_1", "items": aws(*WORDS)["results"]["items"][2:]},
                {"channel_label": "ch_0", "items": aws(*WORDS)["results"]["items"][:2]}]}),
            [(0.5, 0.9, "unknown", "ch_0", "Hello."), (2.0, 2.5, "unknown", "ch_1", "Hi there!")],
            id="aws-channels",
        ),
        pytest.param(
            aws(*WORDS, audio_segments=[
                {"id": 0, "transcript": "Hello.", "start_time": "0.5", "end_time": "1.0", "speaker_label": "spk_0"}]),
            [(0.5, 1.0, "unknown", "spk_0", "Hello.")],
            id="aws-segments",
        ),
        pytest.param(
            {"results": [google(("Hi", {"seconds": "1", "nanos": 500000000}, "1.900s", None))]},
            [(1.5, 1.9, "unknown", "", "Hi")],
            id="google-both-durations",
        ),
        pytest.param(
            {"response": {"results": [
                google(("Hi", "1s", "2s", 0)), google(("there", "3s", "4s", 0)),
                google(("Hi", "1s", "2s", 1), ("there", "3s", "4s", 2))]}},
            [(1.0, 2.0, "unknown", "Speaker 1", "Hi"), (3.0, 4.0, "unknown", "Speaker 2", "there")],
            id="google-last-result-repeats-all",
        ),
        pytest.param(
            {"results": {"gs://a.wav": {"transcript": {"results": [{
                "alternatives": [{"transcript": "Hi", "words": [
                    {"word": "Hi", "startOffset": "1s", "endOffset": "1.5s", "speakerLabel": "1"}]}]}]}}}},
            [(1.0, 1.5, "unknown", "Speaker 1", "Hi")],
            id="google-v2-batch",
        ),
        pytest.param(
            {"results": [google(("Hi", "1s", "2s", None), channelTag=1),
                         google(("Yes", "1.5s", "2s", None), channelTag=2)]},
            [(1.0, 2.0, "unknown", "Channel 1", "Hi"), (1.5, 2.0, "unknown", "Channel 2", "Yes")],
            id="google-channels",
        ),
        pytest.param(
            {"recognizedPhrases": [
                {"recognitionStatus": "Failure", "offset": "PT0S", "duration": "PT1S"},
                {"recognitionStatus": "Success", "channel": 0, "offsetInTicks": 12000000, "durationInTicks": "5000000",
                 "nBest": [{"display": "Hi."}]},
                {"recognitionStatus": "Success", "channel": 1, "offset": "PT1M2.5S", "duration": "PT1S", "speaker": 2,
                 "nBest": [{"display": "Yes."}]}]},
            [(1.2, 1.7, "unknown", "Channel 0", "Hi."), (62.5, 63.5, "unknown", "Channel 1 Speaker 2", "Yes.")],
            id="azure-batch",
        ),
        pytest.param(
            {"durationMilliseconds": 9000, "combinedPhrases": [], "phrases": [
                {"speaker": 1, "offsetMilliseconds": 40, "durationMilliseconds": 500, "text": "Hi.", "confidence": 0.9,
                 "words": [{"text": "Hi.", "offsetMilliseconds": 40, "durationMilliseconds": 500}]}]},
            [(0.04, 0.54, "unknown", "Speaker 1", "Hi.")],
            id="azure-fast",
        ),
        pytest.param(
            {"AudioFileResults": [{"AudioFileName": "a.wav", "SegmentResults": [
                {"RecognitionStatus": "Success", "OffsetInSeconds": 1.0, "DurationInSeconds": 2.0,
                 "NBest": [{"Display": "Hi."}]}]}]},
            [(1.0, 3.0, "unknown", "", "Hi.")],
            id="azure-v2",
        ),
        pytest.param(
            {"id": "1", "status": "Succeeded", "result": {"contents": [{"kind": "audioVisual", "transcriptPhrases": [
                {"speaker": "Agent 1", "startTimeMs": 80, "endTimeMs": 4960, "text": "Hi.", "confidence": 0.9,
                 "words": []}]}]}},
            [(0.08, 4.96, "agent", "Agent 1", "Hi.")],
            id="azure-content",
        ),
        pytest.param(
            {"result": {"contents": [{"markdown":
                "# Audio\n```WEBVTT\n\n00:01.000 --> 00:02.000\n<v Speaker 1>Hi</v>\n```\nKey".replace("```W", "```\nW")
            }]}},
            [(1.0, 2.0, "unknown", "Speaker 1", "Hi")],
            id="azure-content-markdown",
        ),
        pytest.param(
            {"metadata": {"channels": 2}, "results": {"channels": [
                {"alternatives": [{"transcript": "Hi", "words": [{"word": "hi", "start": 1, "end": 2}]}]},
                {"alternatives": [{"transcript": "Yes", "words": [
                    {"word": "yes", "punctuated_word": "Yes.", "start": 0.5, "end": 0.8}]}]}]}},
            [(0.5, 0.8, "unknown", "Channel 1", "Yes."), (1.0, 2.0, "unknown", "Channel 0", "hi")],
            id="deepgram-channels",
        ),
        pytest.param(
            {"results": {"channels": [{"alternatives": [{"transcript": "", "words": [
                {"word": "hi", "start": 1, "end": 2, "speaker": 0}, {"word": "ann", "start": 2, "end": 3, "speaker": 0},
                {"word": "yes", "start": 4, "end": 5, "speaker": 1}]}]}]}},
            [(1.0, 3.0, "unknown", "Speaker 0", "hi ann"), (4.0, 5.0, "unknown", "Speaker 1", "yes")],
            id="deepgram-speakers",
        ),
        pytest.param(
            '{"type":"Results","is_final":false,"start":0,"duration":1,"channel":{"alternatives":[{"transcript":"h"}]}}\n'
            '{"type":"Results","is_final":true,"start":0,"duration":1,"channel":{"alternatives":[{"transcript":"hi"}]}}',
            [(0.0, 1.0, "unknown", "", "hi")],
            id="deepgram-stream",
        ),
        pytest.param(
            {"id": "x", "audio_duration": 9, "language_code": "en", "utterances": None, "words": [
                {"text": "Hi.", "start": 100, "end": 900, "speaker": None},
                {"text": "Yes.", "start": 1000, "end": 1900, "speaker": None}]},
            [(0.1, 0.9, "unknown", "", "Hi."), (1.0, 1.9, "unknown", "", "Yes.")],
            id="assemblyai-words",
        ),
        pytest.param(
            {"segments": [{"start": 0.5, "end": 1.5, "text": " Hi", "speaker": "SPEAKER_00",
                           "words": [{"word": "Hi", "start": 0.5, "end": 1.0, "score": 0.8}]}], "word_segments": []},
            [(0.5, 1.5, "unknown", "SPEAKER_00", "Hi")],
            id="whisperx",
        ),
        pytest.param(
            {"systeminfo": "", "transcription": [
                {"timestamps": {"from": "00:00:01,000", "to": "00:00:02,500"}, "offsets": {"from": 1000, "to": 2500},
                 "text": " Hi"}]},
            [(1.0, 2.5, "unknown", "", "Hi")],
            id="whisper-cpp",
        ),
        pytest.param(
            {"text": "Hi", "chunks": [
                {"timestamp": [0.0, 2.5], "text": " Hi"}, {"timestamp": [2.5, None], "text": "Yes"}]},
            [(0.0, 2.5, "unknown", "", "Hi"), (2.5, None, "unknown", "", "Yes")],
            id="whisper-chunks",
        ),
        pytest.param(
            [{"start": "0.5", "end": "1,5", "text": "Hi"}], [(0.5, 1.5, "unknown", "", "Hi")], id="whisper-list"
        ),
        pytest.param({"text": "Hi", "language": "en"}, [(None, None, "unknown", "", "Hi")], id="whisper-text"),
        pytest.param({"results": [{"alternatives": [{"transcript": "Hi", "confidence": 0.9}]}]},
                     [(None, None, "unknown", "", "Hi")], id="google-text"),
        pytest.param({"results": [{"final": True, "alternatives": [{"transcript": "hi "}]}], "result_index": 0},
                     [(None, None, "unknown", "", "hi")], id="watson-text"),
        pytest.param(
            {"sentences": [{"text": "Hi.", "start": 100, "end": 900}], "audio_duration": 10, "confidence": 0.9},
            [(0.1, 0.9, "unknown", "", "Hi.")], id="assemblyai-sentences"),
        pytest.param(
            {"job": {"id": 1, "duration": 9}, "speakers": [{"duration": "1.0", "name": "M1", "time": "0.5"},
                                                        {"duration": "1.0", "name": "F1", "time": "2.0"}],
             "words": [{"duration": "0.4", "name": "Hi", "time": "0.5"},
                       {"duration": "0.0", "name": ".", "time": "0.9"},
                       {"duration": "0.5", "name": "Yes", "time": "2.0"}]},
            [(0.5, 0.9, "unknown", "M1", "Hi."), (2.0, 2.5, "unknown", "F1", "Yes")],
            id="speechmatics-v1",
        ),
        pytest.param(
            {"format": "2.9", "results": [
                {"type": "word", "channel": "Agent", "start_time": 0.5, "end_time": 0.9,
                 "alternatives": [{"content": "Hi", "speaker": "UU"}]},
                {"type": "punctuation", "channel": "Agent", "start_time": 0.9, "end_time": 0.9,
                 "attaches_to": "previous", "alternatives": [{"content": "."}]},
                {"type": "word", "channel": "Customer", "start_time": 0.6, "end_time": 0.8,
                 "alternatives": [{"content": "Yes"}]}]},
            [(0.5, 0.9, "agent", "Agent", "Hi."), (0.6, 0.8, "customer", "Customer", "Yes")],
            id="speechmatics-channels",
        ),
        pytest.param(
            {"results": [{"final": True, "alternatives": [
                {"transcript": "hi yes ", "timestamps": [["hi", 0.5, 0.9], ["yes", 1.0, 1.4]]}]}],
             "speaker_labels": [{"from": 0.5, "to": 0.9, "speaker": 0}, {"from": 1.0, "to": 1.4, "speaker": 2}]},
            [(0.5, 0.9, "unknown", "Speaker 0", "hi"), (1.0, 1.4, "unknown", "Speaker 2", "yes")],
            id="watson-speakers",
        ),
        pytest.param(
            {"monologues": [{"speaker": 1, "speaker_info": {"display_name": "Agent"}, "elements": [
                {"type": "text", "value": "Hi", "ts": 0.5, "end_ts": 0.9, "confidence": 0.9},
                {"type": "punct", "value": ", "}, {"type": "text", "value": "Ann", "ts": 1.0, "end_ts": 1.4},
                {"type": "punct", "value": "."}, {"type": "punct", "value": " "}]}]},
            [(0.5, 1.4, "agent", "Agent", "Hi, Ann.")],
            id="rev-ai",
        ),
        pytest.param(
            {"speakers": [{"id": 1, "name": "Kim"}], "monologues": [{"speaker": 1, "elements": [
                {"type": "text", "value": "Hi", "ts": "0.5", "end_ts": "0.9"},
                {"type": "text", "value": "Ann", "ts": "1.0", "end_ts": "1.4"}, {"type": "punct", "value": "."}]}]},
            [(0.5, 1.4, "unknown", "Kim", "Hi Ann.")],
            id="rev-ai-without-blanks",
        ),
        pytest.param(
            {"transcript": {"text": "Hi", "language": "en", "duration": 3}, "segments": [],
             "words": [{"id": 0, "text": "Hi", "start": 0.5, "end": 0.9, "speaker": "a"}],
             "speakers": [{"id": "a", "label": "Customer"}]},
            [(0.5, 0.9, "customer", "Customer", "Hi")],
            id="wtf-words",
        ),
        pytest.param(
            {"audio_segments": [{"start_timestamp_millis": "500", "end_timestamp_millis": 900, "type": "TRANSCRIPT",
                                 "text": "Hi", "channel": {"channel_label": "ch_0"}}]},
            [(0.5, 0.9, "unknown", "ch_0", "Hi")],
            id="bda-channel",
        ),
        pytest.param(
            {"monologues": [{"speaker": 0, "elements": [
                {"type": "text", "value": "Hi", "timestamp": "00:00:01,390", "end_timestamp": "00:00:01,800"},
                {"type": "punct", "value": ", "},
                {"type": "text", "value": "Ann", "timestamp": "00:00:02,000", "end_timestamp": "00:00:02,500"}]}]},
            [(1.39, 2.5, "unknown", "Speaker 0", "Hi, Ann")],
            id="rev-ai-by-people",
        ),
        pytest.param(
            [{"type": "Results", "channel_index": [place, 2], "start": place, "duration": 0.5, "is_final": True,
              "channel": {"alternatives": [{"transcript": "Hi", "words": []}]}} for place in range(2)],
            [(0.0, 0.5, "unknown", "Channel 0", "Hi"), (1.0, 1.5, "unknown", "Channel 1", "Hi")],
            id="deepgram-stream-of-two-channels",
        ),
        pytest.param(
            {"results": [{"alternatives": [{"transcript": text}], "channelTag": tag, "resultEndTime": end}
                         for text, tag, end in (("a", 1, "2.1s"), ("b", 2, "3s"), ("c", 1, "4.5s"))]},
            [(0.0, 2.1, "unknown", "Channel 1", "a"), (0.0, 3.0, "unknown", "Channel 2", "b"),
             (2.1, 4.5, "unknown", "Channel 1", "c")],
            id="google-results-without-words",
        ),
        pytest.param(
            [{"RecognitionStatus": "Success", "Offset": 1_800_000, "Duration": 12_000_000, "DisplayText": "Hi.",
              "NBest": [{"Confidence": 0.9, "Display": "Hi."}]},
             {"RecognitionStatus": "EndOfDictation", "Offset": 20_000_000, "Duration": 0, "DisplayText": ""},
             {"RecognitionStatus": "Success", "Offset": 20_000_000, "Duration": 10_000_000, "DisplayText": "Bye."}],
            [(0.18, 1.38, "unknown", "", "Hi."), (2.0, 3.0, "unknown", "", "Bye.")],
            id="azure-phrase-by-phrase",
        ),
        pytest.param(
            {"ConversationAnalytics": {"Agent": "BobS", "SpeakerLabels": [{"Speaker": "spk_1", "DisplayText": "BobS"}]},
             "SpeechSegments": [{"SegmentStartTime": 0, "SegmentEndTime": 1, "SegmentSpeaker": "spk_1",
                                 "DisplayText": "Hi"}]},
            [(0.0, 1.0, "agent", "BobS", "Hi")],
            id="pca-agent-by-name",
        ),
    ],
)  # fmt: skip
def test_variants(document: Any, expected: list[Line]) -> None:
    transcript = read_one(document)
    assert lines(transcript) == expected
    assert transcript.channel == "call"


def test_words_keep_their_times_and_how_sure_the_engine_is() -> None:
    document = {"segments": [{"start": 0, "end": 2, "text": "Hi Ann", "avg_logprob": -0.1,
                              "words": [{"word": "Hi", "start": 0.5, "end": 0.9, "probability": 0.5},
                                        {"word": "Ann", "start": 1.5, "end": 1.2, "probability": 7}]}]}  # fmt: skip
    (turn,) = read_one(document).turns
    assert turn.words == (Word("Hi", 0.5, 0.9, 0.5), Word("Ann", 1.5, None, None))
    assert turn.confidence == 0.9048


def test_words_of_segments_that_count_them_by_their_place() -> None:
    segments = [{"transcript": "Hello.", "start_time": "0.5", "end_time": "0.9", "items": [0, 1]}]
    (turn,) = read_one(aws(*WORDS, audio_segments=segments)).turns
    assert [word.text for word in turn.words] == ["Hello"]


def test_a_silent_recording_is_said_to_be_one() -> None:
    with pytest.raises(InputError, match="nothing is said"):
        read_one(aws())


def test_a_transcript_that_was_never_finished_says_why() -> None:
    with pytest.raises(InputError, match=r"status is “error” \(Download error\)"):
        read_one({"status": "error", "error": "Download error", "audio_url": "x", "text": None, "words": None})


def test_a_file_of_several_recordings_is_several_conversations() -> None:
    documents = [{"metadata": {"request_id": str(n)}, "results": {"utterances": [
        {"start": n, "end": n + 1, "transcript": "Hi", "speaker": 0}]}} for n in range(2)]  # fmt: skip
    assert [each.conversation for each in read_all(documents)] == ["0", "1"]
    assert [each.conversation for each in read_all({"data": documents})] == ["0", "1"]


def test_times_that_are_none_are_told_and_the_turn_is_kept() -> None:
    transcript = read_one(
        '{"segments": [{"start": -1, "end": NaN, "text": "a"}, {"start": 5, "end": 1, "text": "b"}, '
        '{"start": 1e400, "end": 1, "text": "c"}, {"start": 2, "end": 3, "text": ""}, 7]}'
    )
    assert [(turn.start, turn.end, turn.text) for turn in transcript.turns] == [
        (None, None, "a"), (5.0, None, "b"), (None, None, "c"),
    ]  # fmt: skip
    assert {note.where for note in transcript.skipped} == {f"segments[{place}]" for place in range(5)}

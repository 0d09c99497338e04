import json
import wave
from math import pi, sin
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.services.recordings import recording_document

RATE = 8000


def speak(path: Path, *channels: list[tuple[float, float]], seconds: float = 6.0) -> Path:
    """A WAV file with a wavering tone where a channel speaks; spans in seconds."""
    count = int(seconds * RATE)
    data = bytearray()
    for place in range(count):
        at = place / RATE
        for spans in channels:
            loud = any(start <= at < end for start, end in spans)
            level = 9000 * (1 + sin(2 * pi * 3 * at) * 0.7) if loud else 2.0
            data += int(level * sin(2 * pi * 300 * at)).to_bytes(2, "little", signed=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(data))
    return path


def test_the_document_of_a_two_channel_call(tmp_path: Path) -> None:
    path = speak(tmp_path / "call_agentR.wav", [(0.0, 1.0)], [(2.0, 5.0)])
    document = recording_document(path, speech=True)
    assert json.loads(json.dumps(document)) == document
    assert list(document) == ["duration", "sample_rate", "channels", "codec", "container", "problems", "speech"]
    assert (document["duration"], document["sample_rate"], document["channels"]) == (6.0, 8000, 2)
    assert (document["codec"], document["container"], document["problems"]) == ("pcm_s16le", "wav", [])
    speech = document["speech"]
    assert list(speech) == ["agent", "customer", "silence", "overtalk", "longest_silence", "segments"]
    assert speech["agent"] == pytest.approx(3.0, abs=0.3)
    assert speech["customer"] == pytest.approx(1.0, abs=0.3)
    assert speech["silence"] == pytest.approx(2.0, abs=0.4)
    assert [segment["channel"] for segment in speech["segments"]] == [0, 1]


def test_an_agent_channel_that_is_not_known_is_taken_to_be_the_left_and_told(tmp_path: Path) -> None:
    document = recording_document(speak(tmp_path / "call.wav", [(0.0, 1.0)], [(2.0, 5.0)]), speech=True)
    assert document["speech"]["agent"] == pytest.approx(1.0, abs=0.3)
    assert document["problems"] == ["the file name does not tell which channel is the agent; the left one is taken"]


def test_one_channel_has_no_shares(tmp_path: Path) -> None:
    document = recording_document(speak(tmp_path / "mono.wav", [(0.0, 2.0)]), speech=True)
    assert document["problems"] == ["one channel: no shares"]
    assert [document["speech"][name] for name in ("agent", "customer", "overtalk")] == [None, None, None]
    assert document["speech"]["silence"] == pytest.approx(4.0, abs=0.4)


def test_without_speech_only_the_facts_are_told(tmp_path: Path) -> None:
    document = recording_document(speak(tmp_path / "mono.wav", [(0.0, 2.0)]), speech=False)
    assert (document["speech"], document["problems"]) == (None, [])


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_text("hello")
    with pytest.raises(InputError):
        recording_document(tmp_path / "x.wav", speech=False)


def test_a_real_call_agrees_with_its_transcript(shared_data: Path) -> None:
    path = shared_data / "interactions/audio/two_channel/bd361e59_agentL_customerR_8k_s16.wav"
    document = recording_document(path, speech=True)
    assert document["duration"] == pytest.approx(56.33, abs=0.01)
    # The turns of the transcript add up to 36 s of the agent and 15 s of the customer, pauses included.
    assert 25 < document["speech"]["agent"] < 38
    assert 10 < document["speech"]["customer"] < 17

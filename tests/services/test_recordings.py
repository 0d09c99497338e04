import json
import shutil
import wave
from math import pi, sin
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.services.recordings import recording_document
from tests.media.made_sounds import DEMO

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


KEYS = [
    "agent",
    "customer",
    "silence",
    "overtalk",
    "longest_silence",
    "hold",
    "agent_interruptions",
    "customer_interruptions",
    "source",
    "agent_channel",
    "segments",
    "interruptions",
    "hold_spans",
    "agent_channel_from",
]
SIDE_UNKNOWN = (
    "which channel is the agent is not known: neither the name of the file (as in call_agentL.wav) nor a transcript of "
    "the same name beside it tells"
)


def turns(path: Path, *spans: tuple[str, float, float]) -> Path:
    """A transcript as a table."""
    rows = [f"{start},{end},{speaker},words" for speaker, start, end in spans]
    path.write_text("\n".join(["start,end,speaker,text", *rows]), encoding="utf-8")
    return path


def demo_call(folder: Path, number: str, *, transcript: bool) -> Path:
    """A recording of the demo, perhaps with its transcript beside it."""
    recording = next((DEMO / "recordings").glob(number + "*"))
    copied = Path(shutil.copy(recording, folder / f"call{recording.suffix}"))
    if transcript:
        text = next((DEMO / "transcripts").glob(number + "*"))
        shutil.copy(text, folder / f"CALL{text.suffix}")
    return copied


def test_the_document_of_a_two_channel_call(tmp_path: Path) -> None:
    path = speak(tmp_path / "call_agentR.wav", [(0.0, 1.0)], [(2.0, 5.0)])
    document = recording_document(path, speech=True)
    assert json.loads(json.dumps(document)) == document
    assert list(document) == ["duration", "sample_rate", "channels", "codec", "container", "problems", "speech"]
    assert (document["duration"], document["sample_rate"], document["channels"]) == (6.0, 8000, 2)
    assert (document["codec"], document["container"], document["problems"]) == ("pcm_s16le", "wav", [])
    speech = document["speech"]
    assert list(speech) == KEYS
    assert speech["agent"] == pytest.approx(3.0, abs=0.3)
    assert speech["customer"] == pytest.approx(1.0, abs=0.3)
    assert speech["silence"] == pytest.approx(2.0, abs=0.4)
    assert [segment["channel"] for segment in speech["segments"]] == [0, 1]
    assert (speech["source"], speech["agent_channel"], speech["hold"]) == ("channels", 1, 0)
    assert speech["agent_channel_from"] == "name"


def test_an_agent_channel_that_is_not_known_is_not_assumed(tmp_path: Path) -> None:
    document = recording_document(speak(tmp_path / "call.wav", [(0.0, 1.0)], [(2.0, 5.0)]), speech=True)
    speech = document["speech"]
    for name in ("agent", "customer", "agent_interruptions", "customer_interruptions", "agent_channel"):
        assert speech[name] is None, name
    assert speech["agent_channel_from"] is None
    assert speech["overtalk"] == 0
    assert [segment["channel"] for segment in speech["segments"]] == [0, 1]
    assert document["problems"] == [SIDE_UNKNOWN]


def test_interruptions_and_holds_are_told_by_whom_and_when(tmp_path: Path) -> None:
    document = recording_document(demo_call(tmp_path, "L-1002", transcript=True), speech=True)
    speech = document["speech"]
    assert speech["agent_channel_from"] == "transcript"
    # The demo's agent cuts in at 41 s and is cut in on later; the music plays for 20 s.
    assert (speech["agent_channel"], document["problems"]) == (0, [])
    assert speech["agent_interruptions"] + speech["customer_interruptions"] == len(speech["interruptions"]) > 0
    assert speech["hold"] == pytest.approx(20, abs=1)
    assert [span["end"] - span["start"] for span in speech["hold_spans"]] == [pytest.approx(20, abs=1)]


def test_a_transcript_of_the_same_name_tells_the_agents_channel(tmp_path: Path) -> None:
    alone = recording_document(demo_call(tmp_path, "L-1005", transcript=False), speech=True)
    assert (alone["speech"]["agent_channel"], alone["problems"]) == (None, [SIDE_UNKNOWN])
    told = recording_document(demo_call(tmp_path, "L-1005", transcript=True), speech=True)
    assert (told["speech"]["agent_channel"], told["problems"]) == (0, [])
    assert told["speech"]["agent"] > told["speech"]["customer"] > 10
    # The name of the file is what somebody meant; it outweighs the guess.
    turned = (tmp_path / "call.wav").rename(tmp_path / "call_agentR.wav")
    (tmp_path / "CALL.vtt").rename(tmp_path / "call_agentR.vtt")
    assert recording_document(turned, speech=True)["speech"]["agent_channel"] == 1


def test_the_transcript_of_another_call_and_what_is_none_tell_nothing(tmp_path: Path) -> None:
    call = demo_call(tmp_path, "L-1005", transcript=False)
    other = next((DEMO / "transcripts").glob("L-1006*"))
    shutil.copy(other, tmp_path / f"call{other.suffix}")
    (tmp_path / "call.json").write_text("{", encoding="utf-8")
    (tmp_path / "call.txt").write_bytes(b"\0\1\2")
    shutil.copy(next((DEMO / "transcripts").glob("L-1005*")), tmp_path / "another name.vtt")
    assert recording_document(call, speech=True)["speech"]["agent_channel"] is None


def test_one_channel_has_no_shares(tmp_path: Path) -> None:
    document = recording_document(speak(tmp_path / "mono.wav", [(0.0, 2.0)]), speech=True)
    assert document["problems"] == ["one channel: no shares"]
    assert [document["speech"][name] for name in ("agent", "customer", "overtalk")] == [None, None, None]
    assert document["speech"]["silence"] == pytest.approx(4.0, abs=0.4)
    assert document["speech"]["source"] == "one channel"


def test_one_channel_has_the_shares_of_a_transcript_with_speakers_and_times(tmp_path: Path) -> None:
    path = speak(tmp_path / "mono.wav", [(0.0, 4.0)])
    turns(tmp_path / "mono.csv", ("Agent", 0, 3), ("Customer", 2, 4))
    document = recording_document(path, speech=True)
    speech = document["speech"]
    assert (speech["agent"], speech["customer"], speech["overtalk"]) == (3, 2, 1)
    assert (speech["agent_interruptions"], speech["customer_interruptions"]) == (0, 1)
    assert (speech["source"], speech["agent_channel"]) == ("transcript", None)
    assert speech["silence"] == pytest.approx(2.0, abs=0.4)
    assert document["problems"] == [
        "the channels do not tell the sides apart: the shares are those of the transcript beside, “mono.csv”"
    ]


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

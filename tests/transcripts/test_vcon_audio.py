import base64
import json
from typing import Any

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.transcripts import vcon_audio
from qa_desktop.transcripts.vcon_audio import recordings_inside

SOUND = bytes(range(256)) * 3


def vcon(body: str, **dialog: Any) -> bytes:
    told = {"type": "recording", "start": "2026-01-14T09:31:00Z", "body": body, "encoding": "base64url", **dialog}
    parties = [{"name": "Kim", "role": "customer"}, {"name": "Zoë", "role": "agent"}]
    return json.dumps({"vcon": "0.3.0", "parties": parties, "dialog": [told], "analysis": []}).encode()


def spelled(sound: bytes) -> str:
    return base64.urlsafe_b64encode(sound).decode()


@pytest.mark.parametrize(
    "body",
    [spelled(SOUND), spelled(SOUND).rstrip("="), base64.b64encode(SOUND).decode(), base64.encodebytes(SOUND).decode()],
    ids=["padded", "bare", "plain", "lines"],
)  # fmt: skip
def test_a_recording_is_decoded_piece_by_piece(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcon_audio, "_CHUNK", 64)
    (inside,), problems = recordings_inside(vcon(body, mimetype="audio/mpeg"))
    assert b"".join(inside.chunks()) == SOUND
    assert (inside.ending, problems) == (".mp3", [])


@pytest.mark.parametrize(
    ("parties", "channel"),
    [([1, 0], 0), ([0, 1], 1), ([0, [1]], 1), ([1], None), ([0, 0], None), (None, None), ([0, 9], None)],
)  # fmt: skip
def test_the_channel_of_the_agent_is_told_by_the_order_of_the_parties(parties: Any, channel: int | None) -> None:
    (inside,), _ = recordings_inside(vcon(spelled(SOUND), parties=parties))
    assert inside.agent_channel == channel


def test_what_is_no_base64_is_told() -> None:
    (inside,), _ = recordings_inside(vcon("%%%%"))
    with pytest.raises(InputError, match="no base64"):
        list(inside.chunks())
    found, problems = recordings_inside(vcon("text", encoding="none"))
    assert (found, len(problems)) == ([], 1)


@pytest.mark.parametrize(
    "data", [b"", b"text", b'{"dialog": [', b'{"dialog": [], "vcon": 1}', b'{"payload": "x", "signature": 1}']
)
def test_other_files_hold_none(data: bytes) -> None:
    assert recordings_inside(data) == ([], [])

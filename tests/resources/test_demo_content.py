"""The demo has to hold together: sheet, recordings, transcripts, chats and marks name each other and agree."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
RATE = 16_000
CUE = re.compile(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)\n<v (\w+) [^>]+>(.+)</v>")


@dataclass(frozen=True)
class Turn:
    start: float
    end: float
    role: str
    text: str


def table(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


SHEET = table("interactions.csv")
CALLS = [row["external_id"] for row in SHEET if row["channel"] == "call"]
WRITTEN = [row["external_id"] for row in SHEET if row["channel"] != "call"]
SCORES = yaml(DEMO / "scores.yaml")
EVALUATIONS = SCORES["evaluations"]
EVALUATION_IDS = [f"{e['interaction']} {e['reviewer']}" for e in EVALUATIONS]


def row_of(external_id: str) -> dict[str, str]:
    return next(row for row in SHEET if row["external_id"] == external_id)


@cache
def sound(external_id: str) -> NDArray[np.float64]:
    """Both channels, decoded at 16 kHz, from -1 to 1."""
    with av.open(str(DEMO / row_of(external_id)["recording"])) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.channels == 2
        resampler = av.AudioResampler("s16p", "stereo", RATE)
        blocks = [block.to_ndarray() for frame in container.decode(stream) for block in resampler.resample(frame)]
    pcm = np.concatenate(blocks, axis=1).astype(np.float64)
    return pcm / 32768


@cache
def turns(external_id: str) -> list[Turn]:
    name = row_of(external_id)["transcript"]
    if name.endswith(".csv"):
        return [
            Turn(float(row["start"]), float(row["end"]), row["speaker"].split()[0].lower(), row["text"])
            for row in table(name)
        ]
    found = CUE.findall((DEMO / name).read_text(encoding="utf-8"))
    return [
        Turn(int(h) * 3600 + int(m) * 60 + float(s), int(eh) * 3600 + int(em) * 60 + float(es), role.lower(), text)
        for h, m, s, eh, em, es, role, text in found
    ]


def gaps(external_id: str) -> Iterator[float]:
    """Seconds from the end of all that was said so far to the next turn; below 0 where both speak."""
    said = turns(external_id)
    until = said[0].end
    for turn in said[1:]:
        yield turn.start - until
        until = max(until, turn.end)


def level(signal: NDArray[np.float64]) -> float:
    return float(20 * np.log10(np.sqrt((signal**2).mean()) + 1e-9))


def test_the_sheet_names_only_what_exists() -> None:
    for row in SHEET:
        assert (DEMO / row["transcript"]).is_file()
        assert not row["recording"] or (DEMO / row["recording"]).is_file()
        assert bool(row["recording"]) == (row["channel"] == "call") == (row["agent_channel"] == "left")
        assert datetime.fromisoformat(row["started_at"]).strftime("%Y-%m %z") == "2026-01 +0000"


def test_everything_in_the_folder_is_in_the_sheet() -> None:
    named = {row[column] for row in SHEET for column in ("recording", "transcript")} - {""}
    folders = ("recordings", "transcripts", "chats", "emails")
    assert {f"{path.parent.name}/{path.name}" for name in folders for path in (DEMO / name).iterdir()} == named


def test_the_demo_has_the_mix_that_it_promises() -> None:
    assert len(CALLS) >= 5
    assert [row["channel"] for row in SHEET if row["external_id"] in WRITTEN] == ["chat"] * 3 + ["email"]
    assert len({row["agent"] for row in SHEET}) == 4
    assert {row["team"] for row in SHEET} == {"Billing", "Technical support"}
    assert {Path(row["recording"]).suffix for row in SHEET} - {""} == {".opus", ".mp3", ".wav"}
    answered = [row for row in SHEET if row["csat"]]
    assert len(SHEET) // 2 < len(answered) < len(SHEET)
    for row in answered:
        assert 1 <= int(row["csat"]) <= 5
        assert 0 <= int(row["nps"]) <= 10
        assert 1 <= int(row["ces"]) <= 7


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 5_200_000


@pytest.mark.parametrize("call", CALLS)
def test_a_recording_is_a_plausible_call(call: str) -> None:
    channels = sound(call)
    assert channels.shape[0] == 2
    assert 30 <= channels.shape[1] / RATE <= 240
    assert np.abs(channels).max() < 0.95


@pytest.mark.parametrize("call", CALLS)
def test_turns_lie_in_order_inside_the_recording(call: str) -> None:
    said = turns(call)
    assert len(said) > 10
    assert {turn.role for turn in said} == {"agent", "customer"}
    assert [turn.start for turn in said] == sorted(turn.start for turn in said)
    assert said[0].start >= 0
    assert max(turn.end for turn in said) <= sound(call).shape[1] / RATE
    assert all(turn.start < turn.end and turn.text.strip() for turn in said)


@pytest.mark.parametrize("call", CALLS)
def test_the_speaker_of_a_turn_sounds_in_the_right_channel(call: str) -> None:
    channels = sound(call)
    for turn in turns(call):
        own, other = (0, 1) if turn.role == "agent" else (1, 0)
        if any(t.role != turn.role and t.start < turn.end and turn.start < t.end for t in turns(call)):
            continue
        piece = channels[:, round(turn.start * RATE) : round(turn.end * RATE)]
        assert -26 < level(piece[own]) < -17, turn
        assert level(piece[other]) < -50, turn


@pytest.mark.parametrize("call", CALLS)
def test_turns_begin_and_end_with_the_voice(call: str) -> None:
    channels = sound(call)
    for turn in turns(call):
        own = 0 if turn.role == "agent" else 1
        first, last = round(turn.start * RATE), round(turn.end * RATE)
        assert level(channels[own, first : first + RATE // 4]) > -45, turn
        assert level(channels[own, last - RATE * 2 // 5 : last]) > -45, turn
        assert level(channels[own, first - RATE // 5 : first - RATE // 50]) < -50, turn


def test_calls_hold_silence_overtalk_and_hold_music() -> None:
    assert any(gap < -2 for call in CALLS for gap in gaps(call))
    held, silent = 0, 0
    for call in CALLS:
        channels = sound(call)
        until = 0.0
        for turn in turns(call):
            if turn.start - until >= 8:
                middle = channels[:, round((until + 1) * RATE) : round((turn.start - 1) * RATE)]
                held += -35 < level(middle[0]) < -25
                silent += level(middle[0]) < -55 and level(middle[1]) < -55
            until = max(until, turn.end)
    assert held >= 2
    assert silent >= 1


@pytest.mark.parametrize("conversation", WRITTEN)
def test_a_written_conversation_is_in_order(conversation: str) -> None:
    row = row_of(conversation)
    messages = table(row["transcript"])
    times = [datetime.fromisoformat(message["sent_at"]) for message in messages]
    assert times == sorted(times)
    assert times[0] == datetime.fromisoformat(row["started_at"])
    assert {message["conversation_id"] for message in messages} == {conversation}
    assert {message["sender_role"] for message in messages} == {"agent", "customer"}
    assert {m["sender"] for m in messages if m["sender_role"] == "agent"} == {row["agent"]}
    assert 3 <= len(messages) <= 30


def test_written_conversations_hold_a_note_an_emoji_and_paragraphs() -> None:
    messages = [message for row in SHEET if row["external_id"] in WRITTEN for message in table(row["transcript"])]
    assert [message["conversation_id"] for message in messages if message["internal"] == "true"] == ["C-2003"]
    assert any("🎉" in message["text"] for message in messages)
    assert sum(message["text"].count("\n\n") >= 3 for message in messages) >= 4


def test_no_filler_text() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DEMO.rglob("*") if path.suffix in (".csv", ".vtt", ".yaml")]
    assert texts
    assert not [text for text in texts if re.search(r"lorem|ipsum|\bTODO\b|\bfoo\b", text, re.IGNORECASE)]


def test_the_session_is_scored_by_everybody() -> None:
    session = SCORES["session"]
    people = [session["gauge"], *session["reviewers"]]
    scored = {(e["interaction"], e["reviewer"]) for e in EVALUATIONS if e["form"] == session["form"]}
    assert scored == {(interaction, person) for interaction in session["interactions"] for person in people}
    assert {row_of(interaction)["team"] for interaction in session["interactions"]} == {"Billing"}
    others = [e for e in EVALUATIONS if e["interaction"] not in session["interactions"]]
    assert {e["form"] for e in others} == {"chat-email", "collections"}
    assert {e["reviewer"] for e in others} <= set(people)


@pytest.mark.parametrize("evaluation", EVALUATIONS, ids=EVALUATION_IDS)
def test_evidence_points_into_the_interaction(evaluation: dict[str, Any]) -> None:
    external_id = evaluation["interaction"]
    for standard, answer in evaluation["answers"].items():
        for start, end in answer.get("evidence", []):
            assert 0 <= start < end <= sound(external_id).shape[1] / RATE, standard
            assert any(turn.start < end and start < turn.end for turn in turns(external_id)), standard
        for first, last in answer.get("evidence_turns", []):
            assert 0 <= first <= last < len(table(row_of(external_id)["transcript"])), standard


def standards_of(form: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Each standard with the conditions that its sections and itself set."""

    def own_condition(part: dict[str, Any]) -> list[Any]:
        return [part["show_when"]] if "show_when" in part else []

    def walk(section: dict[str, Any], above: list[Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        conditions = above + own_condition(section)
        for standard in section.get("standards", []):
            yield standard, conditions + own_condition(standard)
        for inner in section.get("sections", []):
            yield from walk(inner, conditions)

    for section in form["sections"]:
        yield from walk(section, [])


@pytest.mark.parametrize("evaluation", EVALUATIONS, ids=EVALUATION_IDS)
def test_an_evaluation_can_be_submitted_on_its_form(evaluation: dict[str, Any]) -> None:
    form = yaml(ROOT / "forms" / f"{evaluation['form']}.yaml")
    answers = evaluation["answers"]
    visible = set()
    for standard, conditions in standards_of(form):
        if all(answers.get(c["standard"], {}).get("value") in c["is"] for c in conditions):
            visible.add(standard["id"])
            assert not need_lacking(standard, answers), standard["id"]
    assert set(answers) <= visible


def need_lacking(standard: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    """What the form asks for beside this answer, or as this answer, and does not find."""
    answer = answers.get(standard["id"])
    if answer is None:
        return ["answer"] if standard["kind"] != "info" or standard.get("required") else []
    value = answer["value"]
    allowed = value != "na" or standard.get("na", True)
    if standard["kind"] == "finesse":
        allowed = allowed and (value == "na" or value in range(1, len(standard["levels"]) + 1))
    elif standard["kind"] == "foundation" and "answer" not in standard:
        allowed = allowed and value in ("yes", "no", "na")
    elif "options" in standard:
        allowed = value in [option["id"] for option in standard["options"]]
    needs = {need for rule in standard.get("require", []) if value in rule["when"] for need in rule["needs"]}
    given = {
        "comment": bool(answer.get("comment")),
        "evidence": bool(answer.get("evidence") or answer.get("evidence_turns")),
        "reason": bool(answer.get("reasons")) and set(answer["reasons"]) <= set(standard.get("reasons", [])),
    }
    return [] if allowed and all(given[need] for need in needs) else ["not allowed or not supported"]


def test_the_reviewers_disagree_as_described() -> None:
    marks = {(e["interaction"], e["reviewer"]): e["answers"] for e in EVALUATIONS}
    session = SCORES["session"]
    gauge, (lenient, missing, _) = session["gauge"], session["reviewers"]
    assert marks["L-1005", gauge]["verifies"]["value"] == "no"
    assert marks["L-1005", missing]["verifies"]["value"] == "yes"
    for call in session["interactions"]:
        assert len({marks[call, p]["next_steps"]["value"] for p in [gauge, *session["reviewers"]]}) == 4
        finesse = [s for s, a in marks[call, gauge].items() if isinstance(a["value"], int)]
        assert all(marks[call, lenient][s]["value"] >= marks[call, gauge][s]["value"] for s in finesse)

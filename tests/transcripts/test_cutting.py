"""Files that are too large to be read whole are read conversation by conversation."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_desktop.domain.transcripts import NeedsDayOrder
from qa_desktop.transcripts import cutting
from qa_desktop.transcripts.cutting import Piece, in_pieces


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, here."""
    monkeypatch.setattr(cutting, "LARGEST_TEXT", 4000)
    monkeypatch.setattr(cutting, "LARGEST_JSON", 4000)
    monkeypatch.setattr(cutting, "_PIECE", 1500)


def _call(number: int, turns: int = 3) -> dict[str, object]:
    segments = [{"start": at * 2.0, "end": at * 2.0 + 1, "text": f"call {number} turn {at}"} for at in range(turns)]
    return {"id": f"C{number}", "segments": segments, "language": "en"}


def _written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def _all(pieces: Iterator[Piece] | None) -> tuple[list[str], list[str]]:
    """The numbers of the conversations, with how many turns each has; and what is told."""
    assert pieces is not None
    found, told = [], []
    for piece in pieces:
        told += [piece.problem] if piece.problem else []
        for each in piece.conversations:
            found.append(f"{each.conversation}:{len(each.turns)}")
            told += [f"{note.where}: {note.reason}" for note in each.skipped]
    return found, told


def test_lines_of_json_are_read_in_pieces_and_bad_ones_told_with_their_number(tmp_path: Path) -> None:
    lines = [json.dumps(_call(number)) for number in range(40)]
    lines[7] = '{"id": "C7", '
    lines[20] = json.dumps(_call(20, turns=200))  # longer than any conversation
    lines[30] = json.dumps({"other": 1})
    file = _written(tmp_path, "calls.jsonl", "\n".join(lines))
    pieces = in_pieces(file)
    assert pieces is not None
    several = list(pieces)
    assert len(several) > 3
    found, told = _all(iter(several))
    assert found == [f"C{number}:3" for number in range(40) if number not in (7, 20, 30)]
    assert "line 8: it is not JSON and was left out" in told
    assert any(each.startswith("line 21: it holds more than") for each in told)


@pytest.mark.parametrize(
    "around", ["[{}]", '{{"meta": 1, "conversations": [{}], "after": 2}}', '{{"data": {{"items": [{}]}}}}']
)
def test_a_list_in_json_is_read_item_by_item(tmp_path: Path, around: str) -> None:
    calls = ", ".join(json.dumps(_call(number), indent=1) for number in range(40))
    found, told = _all(in_pieces(_written(tmp_path, "calls.json", around.format(calls))))
    assert found == [f"C{number}:3" for number in range(40)]
    assert not told


def test_of_a_list_that_is_cut_off_what_came_before_is_kept(tmp_path: Path) -> None:
    text = json.dumps([_call(number) for number in range(40)])
    found, told = _all(in_pieces(_written(tmp_path, "calls.json", text[: -len(text) // 3])))
    assert 20 < len(found) < 30
    assert told == [f"After item {len(found)} it is no valid JSON, or was cut off; export it again."]


def test_an_item_larger_than_any_conversation_ends_the_list_in_a_sentence(tmp_path: Path) -> None:
    calls = [_call(number, turns=2000 if number == 30 else 3) for number in range(40)]
    cutting_at = _all(in_pieces(_written(tmp_path, "calls.json", json.dumps(calls))))
    assert len(cutting_at[0]) <= 30
    assert "more than any conversation" in cutting_at[1][-1]


def _table(rows: list[tuple[str, str, str]]) -> str:
    return "conversation_id,start,speaker,text\n" + "".join(f'{c},{at},Agent,"{text}"\n' for c, at, text in rows)


def test_rows_of_a_table_come_together_by_conversation_wherever_they_stand(tmp_path: Path) -> None:
    rows = [
        (f"C{block * 3 + each}", str(at), 'says ""so""\nand goes on')
        for block in range(20)
        for at in range(5)
        for each in range(3)
    ]
    found, told = _all(in_pieces(_written(tmp_path, "turns.csv", _table(rows))))
    assert found == [f"C{number}:5" for number in range(60)]
    assert not told


def test_what_is_wrong_in_a_row_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [(f"C{number // 3}", str(number % 3), "words that say something") for number in range(300)]
    text = _table(rows).replace("C70,1,Agent,", "C70,soon,Agent,")
    found, told = _all(in_pieces(_written(tmp_path, "turns.csv", text)))
    assert len(found) == 100
    assert told == ["line 213: the time “soon” cannot be read; the turn is kept without a time"]


def test_rows_that_lie_too_far_apart_are_told_and_do_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "_MOST_WAITING", 3000)
    rows = [(f"C{each}", str(at), "words that say something") for at in range(5) for each in range(60)]
    found, told = _all(in_pieces(_written(tmp_path, "turns.csv", _table(rows))))
    assert not found
    assert told == [
        "From line 2 on nothing was read: its conversations lie too far apart to be read in pieces; "
        "sort the table by conversation."
    ]


def test_the_order_of_day_and_month_holds_for_the_whole_table(tmp_path: Path) -> None:
    rows = [
        (f"C{number // 3}", f"0{number % 3 + 1}/02/2026 10:00", "words that say something") for number in range(300)
    ]
    with pytest.raises(NeedsDayOrder, match=r"“turns.csv” writes dates such as 01/02/2026"):
        in_pieces(_written(tmp_path, "turns.csv", _table(rows)))
    last = [("C200", "25/02/2026 10:00", "the end")]
    pieces = in_pieces(_written(tmp_path, "turns.csv", _table([*rows, *last])))
    assert pieces is not None
    assert next(pieces).conversations[0].started_at == "2026-02-01T10:00:00"


def test_what_is_one_conversation_is_not_cut(tmp_path: Path) -> None:
    turns = [{"start": at * 2.0, "end": at * 2.0 + 1, "text": f"turn {at}"} for at in range(300)]
    assert in_pieces(_written(tmp_path, "turns.jsonl", "\n".join(map(json.dumps, turns)))) is None
    assert in_pieces(_written(tmp_path, "turns.json", json.dumps(turns))) is None
    assert in_pieces(_written(tmp_path, "call.json", json.dumps(_call(1, turns=300)))) is None
    rows = "".join(f"{at},Agent,words that say something\n" for at in range(300))
    assert in_pieces(_written(tmp_path, "turns.csv", f"start,speaker,text\n{rows}")) is None
    assert in_pieces(_written(tmp_path, "small.jsonl", json.dumps(_call(1)))) is None


def test_a_number_that_comes_again_is_told(tmp_path: Path) -> None:
    lines = [json.dumps(_call(number % 39)) for number in range(40)]
    found, told = _all(in_pieces(_written(tmp_path, "calls.jsonl", "\n".join(lines))))
    assert len(found) == 40
    assert told == ["conversation: another of the same number stands before it in the file; each is kept on its own"]

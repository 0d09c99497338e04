"""What the assistant proposes for a file nobody knows, and what it shows of a mapping."""

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role
from qa_desktop.services.mapping_preview import Preview, open_sample, preview, propose, refitted, retimed
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapping import Lookup, Mapping, TimeFormat, Times

TABLE = (
    "Fall;Wann;Wer;Seite;Gesagtes\n7;03/04/2026 10:00;AB;A;Guten Tag, was kann ich tun?\n"
    "7;03/04/2026 10:01;Kim;C;Die Rechnung stimmt nicht\n8;03/04/2026 11:00;AB;A;Hallo\n8;bald;Lee;C;\n"
)
CHATS = {
    "export": {
        "chats": [
            {
                "no": 17,
                "folk": [{"key": 1, "kind": "teammate", "called": "Ann"}, {"key": 2, "kind": "guest", "called": "Bo"}],
                "lines": [
                    {"kind": "SAID", "when": 1775379600000, "by": {"key": 2}, "words": {"plain": "Is it broken?"}},
                    {"kind": "TYPING", "when": 1775379601000, "by": {"key": 1}},
                    {"kind": "SAID", "when": 1775379602000, "by": {"key": 1}, "words": {"plain": "No, it is not"}},
                ],
            }
        ]
    }
}


def shown(tmp_path: Path, content: str | bytes, name: str = "a.csv", mapping: Mapping | None = None) -> Preview:
    """The preview of a file by a mapping, or by what is proposed."""
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    sample = open_sample(file)
    return preview(sample, mapping or propose(sample))


def test_a_table_with_strange_names_is_proposed_by_what_stands_in_it(tmp_path: Path) -> None:
    found = shown(tmp_path, TABLE)
    assert found.mapping.fields == {"text": "Gesagtes", "time": "Wann"}
    sides = shown(tmp_path, TABLE.replace(";A;", ";Berater;").replace(";C;", ";Kundin;"))
    assert sides.mapping.fields == {"text": "Gesagtes", "time": "Wann", "role": "Seite"}
    assert (found.delimiter, found.mapping.times.format) == (";", TimeFormat.DAY_FIRST)
    assert [column.name for column in found.columns] == ["Fall", "Wann", "Wer", "Seite", "Gesagtes"]
    assert found.columns[0].example == "7"


def test_an_ambiguous_date_is_shown_in_both_readings_and_a_clear_one_is_not(tmp_path: Path) -> None:
    found = shown(tmp_path, TABLE)
    assert found.reading is not None
    assert found.reading.written == "03/04/2026 10:00"
    assert (found.reading.day_first, found.reading.month_first) == (
        datetime(2026, 4, 3, 10),  # noqa: DTZ001 -- the file names no zone
        datetime(2026, 3, 4, 10),  # noqa: DTZ001
    )
    assert shown(tmp_path, TABLE.replace("03/04/2026 11", "23/04/2026 11")).reading is None
    assert shown(tmp_path, TABLE.replace("03/04", "04/04")).reading is None
    american = shown(tmp_path, TABLE.replace("03/04", "04/23"))
    assert (american.reading, american.mapping.times.format) == (None, TimeFormat.MONTH_FIRST)


def test_what_would_be_skipped_is_told_with_its_place(tmp_path: Path) -> None:
    fields = {"text": "Gesagtes", "time": "Wann", "speaker": "Wer", "role": "Seite", "conversation": "Fall"}
    mapping = Mapping("m", fields, Times(TimeFormat.DAY_FIRST), roles={"a": Role.AGENT})
    found = shown(tmp_path, TABLE, mapping=mapping)
    assert [each.conversation for each in found.transcripts] == ["7", "8"]
    assert [(turn.role, turn.speaker, turn.start) for _, turn in found.first_turns(3)] == [
        (Role.AGENT, "AB", 0.0), (Role.UNKNOWN, "Kim", 60.0), (Role.AGENT, "AB", 0.0),
    ]  # fmt: skip
    assert [(note.where, note.reason) for note in found.skipped] == [
        ("line 5", "no text"),
        ("file", "the mapping has no role for “C”; 1 turn is of an unknown role"),
    ]
    assert [(each.word, each.turns, each.role, each.told) for each in found.roles] == [
        ("A", 2, Role.AGENT, True), ("C", 2, Role.UNKNOWN, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "times"),
    [
        (["1", "2.5", "300"], Times()),
        (["1500", "90500", "180000"], Times(TimeFormat.MILLISECONDS)),
        (["1775379600", "1775379610"], Times(TimeFormat.EPOCH_SECONDS)),
        (["1775379600000", "1775379610000"], Times(TimeFormat.EPOCH_MILLISECONDS)),
        (["1775379600000000"], Times(TimeFormat.EPOCH_MICROSECONDS)),
        (["0:01", "1:02:03"], Times(TimeFormat.CLOCK)),
        (["2026-04-05T09:00:00Z", "2026-04-05 09:00:01"], Times(TimeFormat.ISO)),
        (["31/12/2026 9:00"], Times(TimeFormat.DAY_FIRST)),
        (["12/31/2026 9:00"], Times(TimeFormat.MONTH_FIRST)),
        (["14 Jan 2026 09:31:00"], Times(pattern="%d %b %Y %H:%M:%S")),
        (["20260114093100"], Times(pattern="%Y%m%d%H%M%S")),
        (["1.001,5", "1.002,5"], Times(decimal_comma=True)),
    ],
)
def test_the_format_of_times_is_proposed_from_the_values(tmp_path: Path, values: list[str], times: Times) -> None:
    rows = "".join(f"{value}|Good morning to you\n" for value in values)
    found = shown(tmp_path, f"start|text\n{rows}")
    assert found.mapping.times == times
    assert retimed(found, replace(found.mapping, times=Times(TimeFormat.ISO))).times == times


def test_json_is_proposed_with_its_paths_and_a_lookup_names_the_people(tmp_path: Path) -> None:
    found = shown(tmp_path, json.dumps(CHATS), "a.json")
    mapping = found.mapping
    assert (mapping.conversations.written, mapping.turns) == ("export.chats[]", JsonPath("lines[]"))
    assert (mapping.fields["text"], mapping.fields["time"]) == ("words.plain", "when")
    assert mapping.times == Times(TimeFormat.EPOCH_MILLISECONDS)
    assert found.lists == ("export.chats[]", "export.chats[].folk[]", "export.chats[].lines[]")
    assert found.inner_lists == ("folk[]", "lines[]")
    assert found.entries["folk[]"] == ("key", "kind", "called")
    assert [note.reason for note in found.skipped] == ["no text"]
    people = JsonPath("folk[]"), JsonPath("key")
    better = replace(
        mapping,
        fields={"text": "words.plain", "time": "when", "role": "by.key", "conversation": "no"},
        lookups=(Lookup("role", *people, JsonPath("kind")),),
        keep={"kind": ("SAID",)},
    )
    found = preview(open_sample(tmp_path / "a.json"), better)
    assert [(turn.role, turn.text) for _, turn in found.first_turns(9)] == [
        (Role.CUSTOMER, "Is it broken?"), (Role.AGENT, "No, it is not"),
    ]  # fmt: skip
    assert [each.word for each in found.roles] == ["guest", "teammate"]


def test_json_lines_and_a_list_at_the_top_are_proposed(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"who": "Agent", "say": f"Good day, number {n}"}) + "\n" for n in range(3))
    found = shown(tmp_path, lines, "a.jsonl")
    assert (found.mapping.lines, found.mapping.turns, found.turns) == (True, JsonPath("[]"), 3)
    assert found.mapping.fields == {"text": "say", "speaker": "who"}


def test_other_rows_are_fitted_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("0:01;Agent;Good day\n0:04;Customer;Hello there\n", encoding="utf-8")
    sample = open_sample(file)
    mapping = propose(sample)
    assert (mapping.header, mapping.fields["text"], mapping.fields["time"]) == (False, "#3", "#1")
    named = refitted(sample, replace(mapping, header=True))
    assert named.fields["text"] == "Hello there" or named.fields["text"] == "Good day"
    assert preview(sample, replace(mapping, header=True)).refusal == ""  # numbers count with a header too


def test_a_workbook_is_looked_at_by_its_fullest_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Zeit", "Sprecher", "Text"), ("0:01", "Agent", "Guten Tag"), ("0:02", "Kunde", "Hallo")):
        sheet.append(row)
    book.create_sheet("Notes").append(("nothing", "here"))
    written = io.BytesIO()
    book.save(written)
    found = shown(tmp_path, written.getvalue(), "a.xlsx")
    assert (found.turns, found.mapping.fields["speaker"]) == (2, "Sprecher")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("", "a.csv", "“a.csv” is empty (0 bytes)."),
        ('{"a": ', "a.json", "“a.json” ends in the middle; it was cut off while it was written or copied"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "“a.wav” is a recording, not a transcript."),
    ],
)
def test_what_cannot_be_mapped_is_refused(tmp_path: Path, content: str | bytes, name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        shown(tmp_path, content, name)
    assert str(caught.value).startswith(said)


def test_what_a_mapping_does_not_fit_is_said_and_the_choice_stays(tmp_path: Path) -> None:
    found = shown(tmp_path, TABLE, mapping=Mapping("m", {"text": "Nowhere"}))
    assert found.refusal.startswith("“a.csv” has no column “Nowhere”")
    assert [column.name for column in found.columns][:2] == ["Fall", "Wann"]
    empty = shown(tmp_path, '{"a": {"b": 1}}', "a.json")
    assert empty.refusal.startswith("“a.json” nothing in it") or "no turn" in empty.refusal
    assert shown(tmp_path, TABLE, mapping=Mapping("m", {"text": "Fall"}, encoding="utf-16")).refusal

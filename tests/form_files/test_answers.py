"""Answers as files: every way of writing them, and errors with line and cure."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qa_desktop.domain.answers import NA, NO, YES, Amount, Answer, AudioSpan, Chosen, Day, Note, Several, Value
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import AnswerType, Form, Option
from qa_desktop.form_files.answers import read_answers
from tests.domain.builders import choice, form, info, levels, number, span, yes_no

FORM: Form = form(
    yes_no("done", reasons=("Too late", "Not at all")),
    yes_no("sure", na_allowed=False),
    levels("well"),
    choice("how", credits={"full": 1, "half_way": "1/2"}),
    number("wait", ranges=(span("short", "0", "10", 1), span("long", "10", None, 0))),
    info("note"),
    info("day", AnswerType.DATE),
    info("topics", AnswerType.SEVERAL, (Option("a", "A"), Option("b", "B"))),
)


def _read(tmp_path: Path, text: str, name: str = "answers.yaml") -> dict[str, Answer]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_answers(FORM, path)


def _complaints(tmp_path: Path, text: str, name: str = "answers.yaml") -> list[str]:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text, name)
    return [line.removeprefix(f"{tmp_path / name}:") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(f"done: {word}", YES) for word in ("yes", "Yes", "YES", "true", "True", '"yes"')],
        *[(f"done: {word}", NO) for word in ("no", "No", "false", "'no'")],
        *[(f"done: {word}", NA) for word in ("na", "NA", "N/A", "n/a", "' na '")],
        *[(f"well: {word}", Chosen("4")) for word in ("4", '"4"', "4.0", "4.00")],
        ("how: half_way", Chosen("half_way")),
        ("how: Full", Chosen("full")),
        ("wait: 10", Amount(Decimal(10))),
        ("wait: '0.10'", Amount(Decimal("0.10"))),
        (f"wait: {'9' * 40}.5", Amount(Decimal("9" * 40 + ".5"))),
        ("wait: na", NA),
        ("note: n/a", NA),
        ("day: N/A", NA),
        ("note: true", Note("true")),
        ("note: 4.0", Note("4.0")),
        ("note: 2026-01-31", Note("2026-01-31")),
        ("note: |\n  Two\n  lines", Note("Two\nlines")),
        ("day: 2026-01-31", Day(date(2026, 1, 31))),
        ("topics: [b, a]", Several(("b", "a"))),
        ("topics: a", Several(("a",))),
    ],
)
def test_an_answer_is_what_its_standard_makes_of_it(tmp_path: Path, written: str, value: Value) -> None:
    assert list(_read(tmp_path, written).values()) == [Answer(value)]


def test_json_truth_values_numbers_and_null(tmp_path: Path) -> None:
    text = '{"done": true, "sure": "no", "well": 4.0, "wait": 1.5, "note": null, "topics": ["a"]}'
    assert _read(tmp_path, text, "a.json") == {
        "done": Answer(YES),
        "sure": Answer(NO),
        "well": Answer(Chosen("4")),
        "wait": Answer(Amount(Decimal("1.5"))),
        "note": Answer(),
        "topics": Answer(Several(("a",))),
    }


def test_the_long_way_carries_comment_evidence_and_reasons(tmp_path: Path) -> None:
    text = "done: {value: no, comment: ' Late. ', evidence: [[0, 2], [1.0005, 2], [3, 3]], reasons: [Too late]}\n"
    assert _read(tmp_path, text + "well: {comment: c}\n") == {
        "done": Answer(NO, "Late.", (AudioSpan(0, 2000), AudioSpan(1001, 2000), AudioSpan(3000, 3000)), ("Too late",)),
        "well": Answer(None, "c"),
    }


def test_one_span_needs_no_list_around_it(tmp_path: Path) -> None:
    assert _read(tmp_path, "done: {value: no, evidence: [1, 2]}")["done"].evidence == (AudioSpan(1000, 2000),)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("dune: yes", '"dune" is no standard of the form "f"; did you mean "done"?'),
        ("done: perhaps", "“done” cannot be answered with “perhaps”; it takes yes, no or na."),
        ("sure: na", "“sure” does not allow N/A; answer it yes, no."),
        ("well: 4.5", "“well” cannot be answered with “4.5”; it takes 1, 2, 3, 4, 5 or na."),
        ("well: 6", "“well” cannot be answered with “6”; it takes 1, 2, 3, 4, 5 or na."),
        ("wait: -1", "“wait” cannot be answered with “-1”; it takes a number"),
        ("wait: .nan", "“wait” cannot be answered with “.nan”; it takes a number"),
        ("wait: true", "“wait” cannot be answered with “true”; it takes a number"),
        ("day: 31.1.2026", "“day” cannot be answered with “31.1.2026”; it takes a date such as 2026-01-31"),
        ("topics: [a, c]", "“topics” cannot be answered with"),
        ("done: [yes]", '"done" takes one answer, not a list.'),
        ("topics: [[a]]", 'The answer to "topics" holds keys; write it as one word.'),
        ("done: {value: {a: b}}", 'The answer to "done" holds keys; write it as one word.'),
        ("done: {valu: no}", '"valu" is not known here; did you mean "value"?'),
        ("done: {value: no, value: yes}", '"value" stands here twice, first on line 2; keep one.'),
        ("done: {reasons: [Too latte]}", '"Too latte" is no reason listed for "done"; did you mean "Too late"?'),
        ("done: {evidence: [[2, 1]]}", "Evidence from 2 to 1 s runs backwards; write start, then end."),
        ("done: {evidence: [[-2, 1]]}", "Evidence from -2 to 1 s runs backwards; write start, then end."),
        ("done: {evidence: [[1]]}", "Evidence is written in seconds as [start, end], such as [12.5, 18]."),
        ("done: {evidence: 0:12}", "Evidence is written in seconds as [start, end], such as [12.5, 18]."),
        ("note: x", '"note" is answered twice, first on line 1; keep one.'),
    ],
)
def test_an_error_names_its_line_and_the_cure(tmp_path: Path, written: str, message: str) -> None:
    found = _complaints(tmp_path, f"note: first\n{written}\n")
    assert len(found) == 1, found
    assert found[0].startswith(f"2: {message}")


def test_all_errors_come_in_one_go(tmp_path: Path) -> None:
    found = _complaints(tmp_path, '{"done": 5,\n"gone": 1,\n"well": []}', "a.json")
    assert [line.split(":")[0] for line in found] == ["1", "2", "3"]


def test_what_is_no_mapping_or_no_file_is_refused(tmp_path: Path) -> None:
    assert _complaints(tmp_path, "- done\n") == ["1: Answers are written as “standard: answer”, one to a line."]
    with pytest.raises(InputError, match=r"gone\.yaml: The file cannot be opened"):
        read_answers(FORM, tmp_path / "gone.yaml")

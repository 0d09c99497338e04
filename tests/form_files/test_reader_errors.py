"""Form files with errors: each names its line and the cure, and all come in one go."""

import textwrap
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import Severity
from qa_desktop.form_files.reader import check_file, read_form, spelled
from tests.form_files.written_forms import HEAD, errors, standards, write


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("wieght: 2", '"wieght" is not known here; did you mean "weight"?'),
        ("<<: {a: b}", "Merging with “<<” is not known here; write the keys out."),
        ("kind: finesse", '"kind" stands here twice, first on line 12; keep one.'),
        ("weight: heavy", '"weight" cannot be "heavy"; write a number such as 2, 0.5 or 1/3'),
        ("weight: 0,5", '"weight" cannot be "0,5"; write 0.5, with a point'),
        ("weight: 1/0", '"weight" cannot be "1/0"; write a number such as 2, 0.5 or 1/3'),
        ("weight: 1e999999999", '"weight" cannot be "1e999999999"; write a number such as 2, 0.5 or 1/3'),
        ("weight: .nan", '"weight" cannot be ".nan"; write a number such as 2, 0.5 or 1/3'),
        ("weight: [1]", '"weight" takes one text, not a list; write it without "-" and brackets'),
        ("weight: 0", "The weight is 0; write a number above 0, or make the standard info."),
        ("critical: maybe", '"critical" cannot be "maybe"; write true or false'),
        ("answer: yesno", '"answer" cannot be "yesno"; did you mean "yes_no"?'),
        ("expectation: [curteous]", '"expectation" cannot be "curteous"; did you mean "courteous"?'),
        ("expectation: [{a: b}]", '"expectation" takes a text, not keys; put the text in quotes if it holds a ": "'),
        ("guidance: {Note: this}", '"guidance" takes a text, not keys; put the text in quotes if it holds a ": "'),
        ("reasons: [a, ~]", 'An entry of "reasons" is empty; write a text or take it out'),
        ("levels: [a, b]", 'Answers of the type "yes_no" have no levels; write answer: levels'),
        ("auto_fail: form", '"auto_fail" names answers; write auto_fail: {no: ...}'),
        ("auto_fail: {nope: form}", '"nope" is no answer here; did you mean "no"?'),
        ("auto_fail: {na: form}", 'N/A earns nothing and fails nothing; take "na" out.'),
        ("auto_fail: {no: forms}", '"auto_fail" cannot be "forms"; did you mean "form"?'),
        ("auto_fail: {no: form, false: form}", '"false" stands here twice; keep one.'),
        ("credits: {no: half}", 'A credit cannot be "half"; write a number from 0 to 1, such as 0.5, 1/3 or 50 %'),
        ("credits: {no: 50}", 'The credit of "no" is 50; write one from 0 to 1 (did you mean "50 %"?).'),
        ("require: comment", 'Every entry of "require" has keys; write when: ...'),
        ("require: [{when: [no]}]", '"needs" is missing; write needs: [comment], evidence or reason'),
        ("require: [{needs: [coment]}]", '"needs" cannot be "coment"; did you mean "comment"?'),
        ("show_when: d", "A condition names a standard; write show_when: {standard: ..., is: [...]}"),
        ("show_when: {standard: d}", '"is" is missing; write is: [yes], or other answers of that standard'),
        ("show_when: {standard: dd, is: no}", 'The condition names "dd", which is no standard of this form; '),
        ("show_when: {all: [], any: []}", '"all" and "any" stand side by side; keep one of the two.'),
        ("prefill: perhaps", "The answer to begin with does not fit: "),
    ],
)
def test_an_error_in_a_standard_names_its_line_and_the_cure(tmp_path: Path, field: str, message: str) -> None:
    found = errors(standards(tmp_path, "kind: foundation", field))
    assert len(found) == 1, found
    assert found[0].startswith(f"13: {message}")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (
            ("kind: finesse", "levels: many"),
            '13: "levels" takes a list of sentences, the lowest level first, or a number',
        ),
        (("kind: finesse", "levels: 21"), '13: "levels" takes a list of sentences'),
        (("kind: finesse", "levels: [a, {Says: hello}]"), "13: A level is one sentence; put it in quotes"),
        (("kind: finesse", "levels: [a, [b]]"), '13: "levels" takes one text, not a list'),
        (("kind: finesse", "levels: [a]"), "13: A standard with levels needs at least two"),
        (("kind: finesse", "levls: [a, b]"), '13: "levls" is not known here; did you mean "levels"?'),
        (("kind: finesse", "levels: [{credit: 1}, b]", "credits: {1: 0}"), '14: The credit of "1" is written twice'),
        (("kind: info", "answer: choice", "options: [a]"), '14: Every entry of "options" has keys; write id: ...'),
        (("kind: info", "answer: choice", "options: [{label: A}]"), '14: "id" is missing; write id: solved'),
        (("kind: info", "answer: number", "ranges: [{id: a}]"), "14: A range needs a beginning or an end"),
        (("kind: info", "answer: number", "ranges: [{from: ten}]"), '14: "from" cannot be "ten"; write a plain number'),
        (("answer: yes_no",), '10: "kind" is missing; write kind: foundation, finesse or info'),
        (("kind:",), '12: "kind" is missing; write kind: foundation, finesse or info'),
        (("kind: fineese", "levels: [a, b]"), '12: "kind" cannot be "fineese"; did you mean "finesse"?'),
    ],
)
def test_one_mistake_is_one_error(tmp_path: Path, fields: tuple[str, ...], found: str) -> None:
    reported = errors(standards(tmp_path, *fields))
    assert len(reported) == 1, reported
    assert reported[0].startswith(found)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("pass_mark: 0.8", '"pass_mark" is in percent; write 80, not 0.8'),
        ("pass_mark: 1", '"pass_mark" is in percent; write 100, not 1'),
        ("pass_mark: most", '"pass_mark" takes percent, not "most"; write a number such as 80'),
        ("cap: 90", "The cap is 90.0 %; write 100 or more."),
        ("channels: [phone]", '"phone" is not a channel known here; choose from call, chat, email, other'),
        ("na_policy: exclud", '"na_policy" cannot be "exclud"; did you mean "exclude"?'),
        ("bands: [{name: A}]", '"from" is missing; write the percentage from which the band is reached'),
        ("bands: [{from: 0}]", '"name" is missing; write name: Good'),
        ("bands: [{name: A, from: 10}]", "No band begins at 0"),
        ("sequences: [{note: N}]", '"standards" is missing; name standards in the order they must be met'),
        ("sequences: [{standards: [d, e]}]", 'A sequence names "e"'),
        ("standards: []", '"standards" is not known here; '),
    ],
)
def test_an_error_in_the_form_names_its_line_and_the_cure(tmp_path: Path, line: str, message: str) -> None:
    found = errors(write(tmp_path, f"{HEAD}{line}\n"))
    assert len(found) == 1, found
    assert found[0].startswith(f"10: {message}")


def test_a_misspelt_key_is_not_missed_as_well(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD.replace("title: F", "titel: F").replace("sections:", "section:"))
    assert errors(path) == [
        '2: "titel" is not known here; did you mean "title"?',
        '3: "section" is not known here; did you mean "sections"?',
    ]


def test_all_errors_come_in_one_go_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        textwrap.dedent("""\
            id: my form
            title: F
            sections:
              - id: s
                title: S
                wieght: 3
                standards:
                  - {id: a, text: A, kind: fineese, levels: [x, y]}
                  - {id: a, text: A, kind: foundation, weight: -1}
                  - {text: B, kind: foundation, critical: maybe, show_when: {standard: gone, is: no}}
              - {id: empty, title: E}
            """),
    )
    with pytest.raises(InputError) as caught:
        read_form(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    assert [line.removeprefix(f"{path}:").split(";")[0] for line in lines] == [
        '1: The id "my form" is not made of letters A to Z, digits, "_", "-" and "." alone, '
        "beginning with a letter or digit (64 at most)",
        '6: "wieght" is not known here',
        '8: "kind" cannot be "fineese"',
        '9: The id "a" is used more than once',
        "9: The weight is -1",
        '10: "id" is missing',
        '10: "critical" cannot be "maybe"',
        '10: The condition names "gone", which is no standard of this form',
        "11: The section is empty",
    ]


def test_what_only_follows_from_an_unreadable_answer_is_not_reported(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "      - {id: x, text: X, kind: foundation, show_when: {standard: y, is: [solved]}}\n"
        + "      - {id: y, text: Y, kind: info, answer: choice, option: [{id: solved}],\n"
        + "         require: [{when: [solved], needs: [reason]}]}\n",
    )
    assert errors(path) == ['11: "option" is not known here; did you mean "options"?']


def test_advice_comes_after_errors_have_gone_and_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD)
    found = check_file(path)
    assert {finding.severity for finding in found} == {Severity.ADVICE}
    assert (
        spelled(path, found[-1])
        == f"{path}:7: advice: Serves no expectation of customers; name the one that it serves."
    )
    assert read_form(path).id == "f"


def test_a_form_that_is_only_a_list_or_a_word(tmp_path: Path) -> None:
    for text in ("- a\n- b\n", "word\n"):
        assert errors(write(tmp_path, text)) == [
            "1: A form begins with keys; write “id: ...”, “title: ...” and “sections: ...”."
        ]


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.yaml: The file cannot be opened \(No such file"):
        read_form(tmp_path / "gone.yaml")

"""Form files: what they mean."""

import textwrap
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from qa_desktop import paths
from qa_desktop.domain.forms import (
    NO,
    YES,
    AnswerType,
    Band,
    Condition,
    Expectation,
    Form,
    Kind,
    NaPolicy,
    Need,
    Option,
    Rule,
    Scope,
    Sequence,
    Test,
)
from qa_desktop.form_files.reader import read_form
from tests.form_files.written_forms import read_x, standards, write


def test_the_whole_form_is_read(tmp_path: Path) -> None:
    form = read_form(
        write(
            tmp_path,
            textwrap.dedent("""\
                id: f
                title: "F: a form"
                description: >-
                  Two
                  lines.
                channels: [call, email]
                na_policy: full_credit
                pass_mark: 66.5
                cap: 105 %
                bands: [{name: Good, from: 80}, {name: Other, from: 0}]
                sequences: [{standards: [a, b], note: First a.}]
                sections:
                  - id: s
                    title: S
                    weight: auto
                    guidance: G
                    standards: [{id: a, text: A, kind: foundation}]
                    sections:
                      - id: t
                        title: T
                        weight: 1/3
                        show_when: {standard: a, is: no}
                        standards: [{id: b, text: B, kind: foundation}]
                """),
        )
    )
    assert form == Form(
        "f",
        "F: a form",
        form.sections,
        "Two lines.",
        ("call", "email"),
        NaPolicy.FULL_CREDIT,
        Fraction(665, 1000),
        Fraction(105, 100),
        (Band("Good", Fraction(4, 5)), Band("Other", Fraction(0))),
        (Sequence(("a", "b"), "First a."),),
    )
    outer, inner = (section for _, section in form.walk())
    assert (outer.id, outer.title, outer.weight, outer.guidance, outer.sections) == ("s", "S", None, "G", (inner,))
    assert (inner.weight, inner.show_when) == (Fraction(1, 3), Condition((Test("a", ("no",)),)))
    assert [standard.id for standard in form.standards] == ["a", "b"]


def test_a_standard_has_sensible_defaults(tmp_path: Path) -> None:
    read = read_x(tmp_path, "kind: foundation")
    assert (read.answer_type, read.options, read.weight) == (AnswerType.YES_NO, (YES, NO), 1)
    assert (read.na_allowed, read.required, read.bonus, read.critical, read.reversed) == (
        True,
        False,
        False,
        False,
        False,
    )
    assert read_x(tmp_path, "kind: foundation", "bonus: true", "critical: 'On'").bonus is True
    assert len(read_x(tmp_path, "kind: finesse", "levels: 20").options) == 20
    assert read_x(tmp_path, "kind: info").answer_type is AnswerType.TEXT
    assert read_x(tmp_path, "kind: finesse", "levels: 3").options == tuple(Option(n, n) for n in "123")


def test_every_field_of_a_standard_is_read(tmp_path: Path) -> None:
    read = read_x(
        tmp_path,
        "kind: foundation",
        "weight: 2.50",
        "guidance: Look closely.",
        "expectation: [prompt, right_first_time]",
        "critical: true",
        "na: no",
        "required: on",
        "auto_fail: {no: top_section}",
        "credits: {yes: 100 %, no: 1/3}",
        "reasons: [Because, 2024]",
        "require: [{when: [no, yes], needs: [comment, evidence]}, {needs: reason}]",
        "show_when: {any: [{standard: d, is: [na, yes]}, {standard: d, is: no}]}",
        "prefill: Yes",
    )
    assert (read.weight, read.guidance) == (Fraction(5, 2), "Look closely.")
    assert read.expectations == (Expectation.PROMPT, Expectation.RIGHT_FIRST_TIME)
    assert (read.critical, read.na_allowed, read.required) == (True, False, True)
    assert read.options == (
        Option("yes", "Yes", credit=Fraction(1)),
        Option("no", "No", credit=Fraction(1, 3), auto_fail=Scope.TOP_SECTION),
    )
    assert read.reasons == ("Because", "2024")
    assert read.rules == (Rule((Need.COMMENT, Need.EVIDENCE), ("no", "yes")), Rule((Need.REASON,)))
    assert read.show_when == Condition((Test("d", ("na", "yes")), Test("d", ("no",))), any_of=True)
    assert read.prefill == "yes"


def test_all_is_the_other_way_to_join_conditions(tmp_path: Path) -> None:
    read = read_x(tmp_path, "kind: info", "show_when: {all: [{standard: d, is: yes}, {standard: d, is: no}]}")
    assert read.show_when == Condition((Test("d", ("yes",)), Test("d", ("no",))))


def test_levels_are_sentences_or_have_keys(tmp_path: Path) -> None:
    read = read_x(
        tmp_path,
        "kind: finesse",
        "reversed: false",
        "levels: [Poor., {anchor: Fair., label: Mid, credit: 0.3, auto_fail: section}, {label: Top, credit: 1}]",
        "credits: {1: 0}",
    )
    assert read.options == (
        Option("1", "1", "Poor.", Fraction(0)),
        Option("2", "Mid", "Fair.", Fraction(3, 10), Scope.SECTION),
        Option("3", "Top", "", Fraction(1)),
    )


def test_options_and_ranges(tmp_path: Path) -> None:
    chosen = read_x(
        tmp_path,
        "kind: finesse",
        "answer: choice",
        "options: [{id: half_way, credit: 1/2}, {id: all, label: Everything, anchor: A., credit: 1}]",
        "prefill: all",
    )
    assert chosen.options == (
        Option("half_way", "Half way", "", Fraction(1, 2)),
        Option("all", "Everything", "A.", Fraction(1)),
    )
    measured = read_x(
        tmp_path,
        "kind: foundation",
        "answer: number",
        "ranges: [{to: 0.10, credit: 1}, {from: 0.10, to: 2, id: mid, credit: 0.5}, {from: 2, label: Long, credit: 0}]",
        "auto_fail: {range_3: form}",
    )
    assert [(o.id, o.label, o.low, o.high, o.auto_fail) for o in measured.options] == [
        ("range_1", "up to 0.10", None, Decimal("0.10"), None),
        ("mid", "0.10 to 2", Decimal("0.10"), Decimal(2), None),
        ("range_3", "Long", Decimal(2), None, Scope.FORM),
    ]


def test_a_range_without_a_label_is_named_by_its_ends(tmp_path: Path) -> None:
    ranges = "ranges: [{to: 1, credit: 1}, {from: 1, to: 2, credit: 1}, {from: 2, credit: 0}]"
    read = read_x(tmp_path, "kind: foundation", "answer: number", ranges)
    assert [option.label for option in read.options] == ["up to 1", "1 to 2", "2 and up"]


def test_credits_are_exact_where_binary_numbers_are_not(tmp_path: Path) -> None:
    read = read_x(
        tmp_path, "kind: finesse", "levels: 4", "credits: {1: 0.1, 2: '33.3 %', 3: 2/3, 4: 0.999999999999999}"
    )
    assert [option.credit for option in read.options] == [
        Fraction(1, 10),
        Fraction(333, 1000),
        Fraction(2, 3),
        1 - Fraction(1, 10**15),
    ]


def test_yes_and_no_may_be_written_as_truth_values_too(tmp_path: Path) -> None:
    read = read_x(tmp_path, "kind: foundation", "auto_fail: {false: form}", "show_when: {standard: d, is: [true, N/A]}")
    assert read.option("no") == Option("no", "No", auto_fail=Scope.FORM)
    assert read.show_when == Condition((Test("d", ("yes", "na")),))


def test_json_with_the_same_keys_is_the_same_form(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(
        '{"id": "f", "title": "F", "pass_mark": 80, "sections": [{"id": "s", "title": "S", "weight": 0.1,\n'
        '\t"standards": [{"id": "d", "text": "D \\ud83d\\ude00", "kind": "foundation",\n'
        '"critical": true, "weight": null}]}]}',
        encoding="utf-8",
    )
    form = read_form(tmp_path / "f.json")
    assert (form.pass_mark, form.sections[0].weight) == (Fraction(4, 5), Fraction(1, 10))
    assert (form.standards[0].text, form.standards[0].critical, form.standards[0].weight) == ("D 😀", True, 1)


def test_a_scale_may_be_written_once_and_referred_to(tmp_path: Path) -> None:
    path = standards(tmp_path, "kind: finesse", "levels: &scale [A., B.]", "")
    path.write_text(
        path.read_text(encoding="utf-8") + "      - {id: y, text: Y, kind: finesse, levels: *scale}\n", encoding="utf-8"
    )
    form = read_form(path)
    assert form.standard_by_id["y"].options == form.standard_by_id["x"].options


def test_shipped_forms_are_read_from_their_folder() -> None:
    assert {read_form(path).id for path in paths.forms().glob("*.yaml")} == {
        "inbound-support",
        "chat-email",
        "collections",
    }


def test_kinds_are_as_written(tmp_path: Path) -> None:
    assert read_x(tmp_path, "kind: info").kind is Kind.INFO

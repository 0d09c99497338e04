"""The forms that ship: without fault, complete for the reviewer, and scoring as they say."""

from fractions import Fraction
from pathlib import Path

import pytest

from qa_desktop import paths
from qa_desktop.domain.answers import Answer, Answers, Chosen, parse
from qa_desktop.domain.forms import AnswerType, Expectation, Form, Kind, Scope, Standard
from qa_desktop.domain.requirements import Missing, missing
from qa_desktop.domain.scoring import Outcome, score
from qa_desktop.domain.visibility import visible_standards
from qa_desktop.form_files.reader import check_file, read_form

FILES = sorted(paths.forms().glob("*.yaml"))
each_form = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def _form(name: str) -> Form:
    return read_form(paths.forms() / f"{name}.yaml")


def _answers(form: Form, **written: object) -> dict[str, Answer]:
    return {name: Answer(parse(form.standard_by_id[name], raw)) for name, raw in written.items()}


def _best(standard: Standard) -> Chosen:
    return Chosen(max(standard.options, key=standard.credit).id)


def _perfect(form: Form, **written: object) -> Answers:
    """The best answer to everything that is asked, but for what is written."""
    given = _answers(form, **written)
    while blank := [one for one in visible_standards(form, given) if one.id not in given and one.options]:
        given |= {one.id: Answer(_best(one) if one.scored else Chosen(one.options[-1].id)) for one in blank}
    return given


def test_three_forms_ship_and_carry_the_names_of_their_files() -> None:
    assert [path.stem for path in FILES] == ["chat-email", "collections", "inbound-support"]
    assert [_form(path.stem).id for path in FILES] == [path.stem for path in FILES]


@each_form
def test_a_shipped_form_leaves_nothing_to_find(path: Path) -> None:
    assert check_file(path) == ()


@each_form
def test_a_shipped_form_is_complete_for_the_reviewer(path: Path) -> None:
    form = read_form(path)
    assert {standard.kind for standard in form.standards} == set(Kind)
    assert form.pass_mark
    assert len(form.bands) >= 3
    assert sum(standard.scored for standard in form.standards) <= 18
    assert any(standard.bonus for standard in form.standards)
    assert any(standard.show_when for standard in form.standards)
    assert any(standard.can_fail for standard in form.standards)
    for standard in form.standards:
        assert standard.guidance, standard.id
        assert len(standard.text) <= 45, standard.id
        if standard.kind is Kind.FINESSE:
            assert standard.answer_type is AnswerType.LEVELS
            assert len(standard.options) == 5, standard.id
            assert all(option.anchor for option in standard.options), standard.id
        if standard.is_critical:
            worst = min(standard.options, key=standard.credit).id
            assert any(worst in rule.answers for rule in standard.rules), standard.id
    served = {expectation for standard in form.standards for expectation in standard.expectations}
    assert served == set(Expectation)


@each_form
def test_the_best_answers_pass_with_everything_and_the_worst_fail(path: Path) -> None:
    form = read_form(path)
    fixed = {"chat-email": {"first_reply": 5}, "collections": {"reached": "customer"}}
    best = score(form, _perfect(form, **fixed.get(path.stem, {})))
    assert (best.total, best.outcome, best.band) == (1, Outcome.PASS, "Outstanding")
    assert best.uncapped is not None
    assert best.uncapped > 1
    worst = {
        standard.id: Answer(Chosen(min(standard.options, key=standard.credit).id))
        for standard in form.standards
        if standard.answer_type in (AnswerType.YES_NO, AnswerType.LEVELS)
    }
    assert score(form, worst).outcome is Outcome.FAIL


def test_an_inbound_call_is_scored_by_its_set_sections() -> None:
    form = _form("inbound-support")
    given = _answers(
        form,
        **{"greets": "yes", "verifies": "na", "listens": 4, "courtesy": 5, "empathy": 3, "talks_over": "no"},
        **{
            "hold_used": "no",
            "accurate": "yes",
            "resolves": 3,
            "next_steps": 2,
            "outcome": "solved",
            "self_help": "no",
        },
        **{"sums_up": "no", "thanks": "yes", "records": "yes"},
    )
    listening = (3 * Fraction(3, 4) + 2 * 1 + 2 * Fraction(1, 2) + 1) / 8
    resolution = (4 * 1 + 4 * Fraction(1, 2) + 2 * Fraction(1, 4)) / 10
    closing = Fraction(3, 4)
    result = score(form, given)
    assert result.total == (15 + 30 * listening + 40 * resolution + 15 * closing) / 100
    assert (result.outcome, result.band, result.missing) == (Outcome.PASS, "Developing", ())
    assert missing(form, given) == ()


def test_an_unverified_caller_fails_the_call_and_asks_for_proof() -> None:
    form = _form("inbound-support")
    given = _perfect(form, verifies="no")
    result = score(form, given)
    assert (result.total, result.outcome, result.auto_failed) == (0, Outcome.FAIL, ("verifies",))
    assert result.before_auto_fail is not None
    assert result.before_auto_fail > Fraction(9, 10)
    assert {lack.need for lack in missing(form, given)} == {"comment", "evidence", "reason"}


def test_a_chat_and_an_email_are_asked_different_things() -> None:
    form = _form("chat-email")
    chat = {standard.id for standard in visible_standards(form, _answers(form, medium="chat"))}
    email = {standard.id for standard in visible_standards(form, _answers(form, medium="email"))}
    assert chat - email == {"first_reply"}
    assert email - chat == {"subject"}
    late = score(form, _perfect(form, medium="chat", first_reply=61, guides="no"))
    assert late.sections["opening"] == (2 * Fraction(1, 3) + 1 + 2) / 5


def test_a_voicemail_of_a_collector_is_judged_by_what_was_left_on_it() -> None:
    form = _form("collections")
    given = _answers(form, reached="voicemail", recording="na", third_party="na", pressure="na")
    assert [lack for lack in missing(form, given) if lack.standard != "account"] == [Missing("voicemail")]
    told = score(form, given | _answers(form, voicemail="no", account="yes"))
    assert told.sections["compliance"] == 0
    assert told.total == Fraction(10, 50)
    assert told.auto_failed == ("voicemail",)


def test_collections_keeps_the_order_and_fails_where_compliance_needs_it() -> None:
    form = _form("collections")
    assert [sequence.standards for sequence in form.sequences] == [("recording", "right_party", "disclosure")]
    fails = {s.id: next(o.auto_fail for o in s.options if o.auto_fail) for s in form.standards if s.can_fail}
    assert fails == {
        "recording": Scope.SECTION,
        "right_party": Scope.FORM,
        "disclosure": Scope.FORM,
        "third_party": Scope.FORM,
        "voicemail": Scope.TOP_SECTION,
        "pressure": Scope.FORM,
        "authorisation": Scope.TOP_SECTION,
    }

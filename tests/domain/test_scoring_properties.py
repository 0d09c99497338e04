"""What holds for every form and every set of answers."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa_desktop.domain.answers import NA, Answer, Chosen, credit_of
from qa_desktop.domain.explaining import explain
from qa_desktop.domain.forms import Form, NaPolicy, Section, Standard
from qa_desktop.domain.requirements import missing, submitted_answers
from qa_desktop.domain.scoring import Outcome, Score, Verdict, score, verdict
from qa_desktop.domain.visibility import visible_standards
from tests.domain.second_opinion import second_opinion
from tests.domain.strategies import ALL, STABLE, Features, answers, any_answer, forms, scored

Answered = tuple[Form, dict[str, Answer]]
CALM = Features(conditions=False, fails=False)
PLAIN = Features(conditions=False, fails=False, bonus=False)


def _changed(form: Form, standard: Callable[[Standard], Standard], weight: Callable[[Fraction], Fraction]) -> Form:
    """The form with every standard and every set weight changed."""

    def section(old: Section) -> Section:
        return replace(
            old,
            standards=tuple(map(standard, old.standards)),
            sections=tuple(map(section, old.sections)),
            weight=None if old.weight is None else weight(old.weight),
        )

    return replace(form, sections=tuple(map(section, form.sections)))


def _without(form: Form, gone: str) -> Form:
    def kept(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return tuple(replace(each, sections=kept(each.sections)) for each in sections if each.id != gone)

    return replace(form, sections=kept(form.sections))


@settings(STABLE, max_examples=300)
@given(scored())
def test_a_second_way_of_scoring_finds_the_same(case: Answered) -> None:
    first, second = score(*case), second_opinion(*case)
    for name, value in vars(second).items():
        assert getattr(first, name) == value, name


@settings(STABLE, max_examples=200)
@given(scored())
def test_what_is_kept_of_a_score_is_the_same_without_the_rest(case: Answered) -> None:
    whole = score(*case)
    assert verdict(*case) == Verdict(whole.total, whole.outcome, whole.band, whole.credits)


@STABLE
@given(scored(CALM), st.data())
def test_raising_a_credit_never_lowers_the_score(case: Answered, data: st.DataObject) -> None:
    form, given_ = case
    raised = [
        (standard.id, option.id)
        for standard in form.standards
        if standard.scored and standard.id in given_
        if (credit := credit_of(standard, given_[standard.id].value)) is not None
        for option in standard.options
        if standard.credit(option) > credit
    ]
    assume(raised)
    name, option_id = data.draw(st.sampled_from(raised))
    before, after = score(form, given_), score(form, {**given_, name: Answer(Chosen(option_id))})
    if before.total is None:
        assert after.total is None  # a bonus with nothing beside it
    else:
        assert after.total is not None
        assert after.total >= before.total
        assert all(after.sections[key] >= old for key, old in before.sections.items() if old is not None)


@STABLE
@given(scored(Features(conditions=False, policies=(NaPolicy.EXCLUDE,))), st.data())
def test_na_on_all_of_a_section_equals_removing_it(case: Answered, data: st.DataObject) -> None:
    form, given_ = case
    gone = data.draw(st.sampled_from([section for _, section in form.walk()]))
    blanked = {**given_, **{standard.id: Answer(NA) for standard in gone.all_standards()}}
    with_na, removed = score(form, blanked), score(_without(form, gone.id), given_)
    kept = {key: value for key, value in with_na.sections.items() if key in removed.sections}
    assert replace(with_na, sections=kept) == removed


@STABLE
@given(scored())
def test_the_explained_terms_sum_to_the_uncapped_score_before_auto_fail(case: Answered) -> None:
    explanation = explain(*case)
    points = [line.term.points for line in explanation.lines if line.term]
    before = explanation.score.before_auto_fail
    if before is None:
        assert points == []
    else:
        assert sum(points) == 100 * second_opinion(*case).uncapped
        assert min(sum(points) / 100, case[0].cap) == before


@STABLE
@given(scored(), st.randoms(use_true_random=False))
def test_the_order_of_answers_never_matters(case: Answered, random) -> None:
    form, given_ = case
    names = list(given_)
    random.shuffle(names)
    shuffled = {name: given_[name] for name in names}
    assert score(form, shuffled) == score(form, given_)
    assert list(submitted_answers(form, shuffled)) == list(submitted_answers(form, given_))


@STABLE
@given(scored())
def test_the_shares_sum_to_1_and_everything_is_exact_and_within_bounds(case: Answered) -> None:
    result = score(*case)
    if result.total is None:
        assert result == Score(missing=result.missing, sections=dict.fromkeys(result.sections))
        return
    assert sum(term.share for term in result.terms if not term.bonus) == 1
    assert 0 <= result.total <= case[0].cap
    assert result.before_auto_fail is not None
    assert result.total <= result.before_auto_fail <= case[0].cap
    parts = (result.foundation, result.finesse, result.critical)
    assert all(part is None or 0 <= part <= 1 for part in parts)
    numbers = (result.total, result.before_auto_fail, result.uncapped, *parts, *result.sections.values())
    exact = [*numbers, *(term.share for term in result.terms), *(term.credit for term in result.terms)]
    assert {type(number) for number in exact} <= {Fraction, type(None)}


@STABLE
@given(scored())
def test_auto_fail_only_ever_takes_away(case: Answered) -> None:
    form, given_ = case

    def harmless(standard: Standard) -> Standard:
        options = tuple(replace(option, auto_fail=None) for option in standard.options)
        return replace(standard, options=options, critical=standard.is_critical)

    struck, spared = score(form, given_), score(_changed(form, harmless, lambda weight: weight), given_)
    assert struck.before_auto_fail == spared.before_auto_fail == spared.total
    assert (struck.terms, struck.critical, struck.missing) == (spared.terms, spared.critical, spared.missing)
    assert all(struck.sections[key] <= old for key, old in spared.sections.items() if old is not None)
    if not struck.auto_failed:
        assert struck == spared


@STABLE
@given(scored(replace(PLAIN, set_weights=False)))
def test_auto_sections_score_as_if_flat(case: Answered) -> None:
    form, given_ = case
    flat = replace(form, sections=(Section("flat", "Flat", form.standards),))
    assert replace(score(form, given_), sections={}) == replace(score(flat, given_), sections={})


@STABLE
@given(scored(), st.fractions(min_value=Fraction(1, 50), max_value=50))
def test_scaling_every_weight_changes_nothing(case: Answered, factor: Fraction) -> None:
    form, given_ = case
    scaled = _changed(
        form, lambda standard: replace(standard, weight=standard.weight * factor), lambda weight: weight * factor
    )
    assert score(scaled, given_) == score(form, given_)


@STABLE
@given(st.data())
def test_no_answers_whatever_break_the_score(data: st.DataObject) -> None:
    form = data.draw(forms(replace(ALL, refuses_na=True)))
    names = st.sampled_from([*(standard.id for standard in form.standards), "gone", ""])
    given_ = data.draw(st.dictionaries(names, any_answer, max_size=12))
    result = score(form, given_)
    explain(form, given_)
    assert result.missing == tuple(lack.standard for lack in missing(form, given_) if lack.need is None)
    counted = {term.standard for term in result.terms}
    assert counted.isdisjoint(result.missing)
    assert counted <= {standard.id for standard in visible_standards(form, given_)}


@STABLE
@given(scored())
def test_submission_drops_hidden_answers_and_changes_nothing_else(case: Answered) -> None:
    form, given_ = case
    submitted = submitted_answers(form, given_)
    visible = {standard.id for standard in visible_standards(form, given_)}
    assert submitted == {name: answer for name, answer in given_.items() if name in visible}
    assert score(form, submitted) == score(form, given_)
    assert submitted_answers(form, submitted) == submitted


@STABLE
@given(st.data())
def test_a_complete_evaluation_has_an_outcome_exactly_when_it_has_a_score(data: st.DataObject) -> None:
    form = data.draw(forms())
    result = score(form, data.draw(answers(form, blanks=False)))
    if not result.missing:
        assert (result.outcome is None) == (result.total is None)
    if result.outcome is Outcome.PASS and form.pass_mark is not None:
        assert result.total is not None
        assert result.total >= form.pass_mark

"""Whether a form can be used: every error in it, and advice on making it better."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from qa_desktop.domain.answers import parse
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import Finding, Severity, did_you_mean
from qa_desktop.domain.form_advice import advise
from qa_desktop.domain.form_conditions import check_conditions
from qa_desktop.domain.forms import NA_ID, AnswerType, Form, Need, Option, Section, Standard
from qa_desktop.domain.numbers import percent

ID_SHAPE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Letters, digits, point, hyphen and underscore, beginning with a letter or digit; at most 64."""

MAX_DEPTH: Final = 2
_RECORDED_ONLY: Final = (AnswerType.TEXT, AnswerType.DATE, AnswerType.SEVERAL)
_T = TypeVar("_T")
_Lines = Iterator[tuple[str, str]]  # field and message


def check(form: Form) -> tuple[Finding, ...]:
    """Everything that is wrong with a form, in its order, then the advice."""
    errors = tuple(_errors(form))
    return (*errors, *advise(form)) if form.sections else errors


def _errors(form: Form) -> Iterator[Finding]:
    yield from _placed("", _of_form(form))
    yield from _ids(form)
    for path, section in form.walk():
        yield from _placed(section.id, _of_section(section, len(path)))
        for standard in section.standards:
            for rule in _STANDARD_RULES:
                yield from _placed(standard.id, rule(standard))
    yield from check_conditions(form)


def _placed(place: str, lines: _Lines) -> Iterator[Finding]:
    return (Finding(Severity.ERROR, place, field, message) for field, message in lines)


def _of_form(form: Form) -> _Lines:
    if not ID_SHAPE.fullmatch(form.id):
        yield "id", _shape_message(form.id)
    if not form.title.strip():
        yield "title", "The form has no title; write one."
    if not form.sections:
        yield "sections", "The form is empty; write at least one section with a standard in it."
    if form.cap < 1:
        yield "cap", f"The cap is {percent(form.cap)} %; write 100 or more."
    if form.pass_mark is not None and not 0 <= form.pass_mark <= form.cap:
        yield (
            "pass_mark",
            f"The pass mark is {percent(form.pass_mark)} %; write one from 0 to {percent(form.cap)}.",
        )
    yield from _bands(form)
    yield from _sequences(form)


def _bands(form: Form) -> _Lines:
    if form.bands and not any(band.low == 0 for band in form.bands):
        yield "bands", "No band begins at 0, so low scores would have no name; let the lowest band begin at 0."
    for name in _twice(band.name for band in form.bands):
        yield "bands", f'Two bands are called "{name}"; give each a name of its own.'
    for low in _twice(band.low for band in form.bands):
        yield "bands", f"Two bands begin at {percent(low)} %; let each begin elsewhere."
    for band in form.bands:
        if not band.name.strip():
            yield "bands", "A band has no name; write one."
        if not 0 <= band.low <= form.cap:
            yield "bands", f'The band "{band.name}" begins at {percent(band.low)} %; write 0 to {percent(form.cap)}.'


def _sequences(form: Form) -> _Lines:
    for sequence in form.sequences:
        if len(sequence.standards) < 2:
            yield "sequences", "A sequence names fewer than two standards; name those that follow each other."
        for name in _twice(sequence.standards):
            yield "sequences", f'A sequence names "{name}" twice; name each standard once.'
        for name in dict.fromkeys(sequence.standards):
            if name not in form.standard_by_id:
                hint = did_you_mean(name, form.standard_by_id)
                yield "sequences", f'A sequence names "{name}", which is no standard of this form; {hint}'


def _ids(form: Form) -> Iterator[Finding]:
    ids = [section.id for _, section in form.walk()] + [standard.id for standard in form.standards]
    for name in _twice(ids):
        message = f'The id "{name}" is used more than once; give every section and standard an id of its own.'
        yield Finding(Severity.ERROR, name, "id", message)
    for name in dict.fromkeys(ids):
        yield from _placed(name, _id(name))


def _id(name: str) -> _Lines:
    if not ID_SHAPE.fullmatch(name):
        yield "id", _shape_message(name)
    elif name.lower() == NA_ID:
        yield "id", f'The id "{name}" is reserved for "not applicable"; choose another.'


def _shape_message(name: str) -> str:
    if not name:
        return 'The id is empty; write one such as "greets_by_name".'
    made = re.sub(r"[^a-z0-9._-]+", "_", name.lower()).strip("._-")[:64]
    hint = f'"{made}"' if made else 'one such as "greets_by_name"'
    return (
        f'The id "{name}" is not made of letters A to Z, digits, "_", "-" and "." alone, beginning with a letter or '
        f"digit (64 at most); write {hint}."
    )


def _of_section(section: Section, depth: int) -> _Lines:
    if not section.title.strip():
        yield "title", "The section has no title; write one."
    if not section.standards and not section.sections:
        yield "standards", "The section is empty; put a standard into it, or take it out."
    if depth > MAX_DEPTH:
        yield "sections", "Sections go two deep and this one lies deeper; move it up."
    if section.weight is not None and section.weight <= 0:
        yield "weight", f"The weight is {section.weight}; write a number above 0, or leave it out for an automatic one."


def _basics(standard: Standard) -> _Lines:
    if not standard.text.strip():
        yield "text", "The standard has no text; write what is judged."
    if standard.scored and standard.weight <= 0:
        yield "weight", f"The weight is {standard.weight}; write a number above 0, or make the standard info."
    if standard.scored and standard.answer_type in _RECORDED_ONLY:
        yield (
            "answer",
            f'Answers of the type "{standard.answer_type}" cannot be scored; make the standard info, or choose '
            "yes_no, levels, choice or number.",
        )
    if standard.bonus and not standard.scored:
        yield "bonus", "An info standard is not scored, so it cannot be a bonus; take one of the two out."
    for reason in _twice(standard.reasons):
        yield "reasons", f'The reason "{reason}" stands there twice; write it once.'


def _options(standard: Standard) -> _Lines:
    kind, options = standard.answer_type, standard.options
    ids = [option.id for option in options]
    if kind is AnswerType.YES_NO and ids != ["yes", "no"]:
        yield "options", "A yes_no standard has exactly the answers yes and no; for others make it a choice."
    if kind is AnswerType.LEVELS and len(options) < 2:
        yield "levels", "A standard with levels needs at least two; write one sentence for each."
    if kind in (AnswerType.CHOICE, AnswerType.SEVERAL) and not options:
        yield "options", "There is nothing to choose from; write the options."
    if kind is AnswerType.NUMBER and not options and standard.scored:
        yield "ranges", "A number is scored by ranges and there are none; write them with from, to and credit."
    for name in _twice(ids):
        yield _field(standard), f'Two answers have the id "{name}"; give each an id of its own.'
    for option in options:
        for _, message in _id(option.id):
            yield _field(standard), message
    if kind is AnswerType.NUMBER:
        yield from _ranges(options)


def _field(standard: Standard) -> str:
    named = {AnswerType.LEVELS: "levels", AnswerType.NUMBER: "ranges", AnswerType.YES_NO: "credits"}
    return named.get(standard.answer_type, "options")


def _ranges(options: tuple[Option, ...]) -> _Lines:
    for place, option in enumerate(options):
        if option.low is not None and option.high is not None and option.low > option.high:
            yield "ranges", f"A range goes from {option.low} to {option.high}; write the smaller number first."
            continue
        for other in options[place + 1 :]:
            if _overlap(option, other):
                yield (
                    "ranges",
                    f"The ranges {_span(option)} and {_span(other)} overlap; let one begin where the other ends.",
                )


def _overlap(first: Option, second: Option) -> bool:
    """Whether two ranges share more than an end."""
    lows = [option.low for option in (first, second) if option.low is not None]
    highs = [option.high for option in (first, second) if option.high is not None]
    return not lows or not highs or max(lows) < min(highs)


def _span(option: Option) -> str:
    if option.low is None:
        return "of all numbers" if option.high is None else f"up to {option.high}"
    return f"{option.low} and up" if option.high is None else f"{option.low} to {option.high}"


def _credits(standard: Standard) -> _Lines:
    kind = standard.answer_type
    given = [option for option in standard.options if option.credit is not None]
    for option in given:
        if option.credit is not None and not 0 <= option.credit <= 1:
            meant = f' (did you mean "{option.credit} %"?)' if 1 < option.credit <= 100 else ""
            yield "credits", f'The credit of "{option.id}" is {option.credit}; write one from 0 to 1{meant}.'
    if standard.scored and kind in (AnswerType.CHOICE, AnswerType.NUMBER):
        for option in standard.options:
            if option.credit is None:
                yield "credits", f'The answer "{option.id}" has no credit; write what it earns, from 0 to 1.'
    if standard.reversed and kind not in (AnswerType.YES_NO, AnswerType.LEVELS):
        yield "reversed", "Only yes_no and levels can be reversed; write the credits of the answers instead."
    elif standard.reversed and given:
        yield "reversed", "The standard is reversed and has credits of its own; keep one of the two."


def _auto_fails(standard: Standard) -> _Lines:
    for option in standard.options:
        if option.auto_fail is None or option.id.lower() == NA_ID:
            continue
        if not standard.scored:
            yield "auto_fail", "An info standard is not scored, so it cannot fail anything; take the auto-fail out."
            return
        if standard.bonus:
            yield "auto_fail", "A bonus standard cannot fail anything; take the auto-fail or the bonus out."
            return


def _rules(standard: Standard) -> _Lines:
    known = {option.id for option in standard.options} | ({NA_ID} if standard.na_allowed else set())
    for rule in standard.rules:
        if not rule.needs:
            yield "require", "A rule requires nothing; name comment, evidence or reason."
        for name in dict.fromkeys(rule.answers):
            if name not in known:
                yield "require", f'A rule names "{name}", which is no answer here; {did_you_mean(name, known)}'
    if not standard.reasons and any(Need.REASON in rule.needs for rule in standard.rules):
        yield "reasons", "A reason is required and none is listed; write the reasons to choose from."


def _prefill(standard: Standard) -> _Lines:
    if standard.prefill is None:
        return
    try:
        parse(standard, standard.prefill)
    except InputError as error:
        yield "prefill", f"The answer to begin with does not fit: {error}"


_STANDARD_RULES: Final[tuple[Callable[[Standard], _Lines], ...]] = (
    _basics,
    _options,
    _credits,
    _auto_fails,
    _rules,
    _prefill,
)


def _twice(items: Iterable[_T]) -> list[_T]:
    return [item for item, count in Counter(items).items() if count > 1]

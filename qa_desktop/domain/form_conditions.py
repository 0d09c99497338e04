"""Whether the conditions of a form can be met: known standards, known answers, no circles."""

from collections.abc import Iterator

from qa_desktop.domain.findings import Finding, Severity, did_you_mean
from qa_desktop.domain.forms import NA_ID, AnswerType, Condition, Form, Section, Standard, Test
from qa_desktop.domain.visibility import drivers

_Waits = dict[str, dict[str, str]]  # standard: the standards it waits for, each with the place of the condition


def check_conditions(form: Form) -> Iterator[Finding]:
    """Every error in what shows and hides standards and sections."""
    places: list[Standard | Section] = []
    for _, section in form.walk():
        places += [section, *section.standards]
    for place in places:
        if place.show_when is not None:
            yield from (
                Finding(Severity.ERROR, place.id, "show_when", message) for message in _messages(form, place.show_when)
            )
    yield from _circles(form)


def _messages(form: Form, condition: Condition) -> Iterator[str]:
    if not condition.tests:
        yield "The condition tests nothing; name a standard and its answers."
    for test in condition.tests:
        driver = form.standard_by_id.get(test.standard)
        if driver is None:
            hint = did_you_mean(test.standard, form.standard_by_id)
            yield f'The condition names "{test.standard}", which is no standard of this form; {hint}'
        else:
            yield from _of_test(driver, test)


def _of_test(driver: Standard, test: Test) -> Iterator[str]:
    unranged = driver.answer_type is AnswerType.NUMBER and not driver.options
    if driver.answer_type in (AnswerType.TEXT, AnswerType.DATE) or unranged:
        kind = "number without ranges" if unranged else driver.answer_type.value
        yield f'"{driver.id}" is answered with a {kind}, which no condition can test; ask it as a choice.'
        return
    if not test.answers:
        yield f'The condition on "{driver.id}" names no answer; write which of its answers it waits for.'
    known = {option.id for option in driver.options} | ({NA_ID} if driver.na_allowed else set())
    for name in dict.fromkeys(test.answers):
        if name not in known:
            yield f'The condition waits for "{name}", which is no answer of "{driver.id}"; {did_you_mean(name, known)}'


def _circles(form: Form) -> Iterator[Finding]:
    """One finding for every circle of standards that wait for each other."""
    waits = _waits(form)
    while _peel(waits):
        circle = _circle(waits)
        first = circle[0]
        place = waits[first][circle[1]]
        if len(circle) == 2 and place != first:
            message = f'The section is shown by an answer to "{first}", which lies inside it; ask "{first}" outside.'
        elif len(circle) == 2:
            message = "The standard is shown by its own answer; let another standard decide."
        else:
            message = f"These wait for each other and are never shown: {' → '.join(circle)}; take one condition out."
        yield Finding(Severity.ERROR, place, "show_when", message)
        for name in circle[1:]:
            del waits[name]


def _waits(form: Form) -> _Waits:
    waits: _Waits = {}
    for path, section in form.walk():
        around = {driver: each.id for each in path for driver in drivers(each)}
        for standard in section.standards:
            waits[standard.id] = around | dict.fromkeys(drivers(standard), standard.id)
    return waits


def _peel(waits: _Waits) -> bool:
    """Take out what is on no circle; whether anything is left."""
    while True:
        awaited = {driver for drivers_ in waits.values() for driver in drivers_}
        free = [name for name, needs in waits.items() if name not in awaited or waits.keys().isdisjoint(needs)]
        if not free:
            return bool(waits)
        for name in free:
            del waits[name]


def _circle(waits: _Waits) -> list[str]:
    """One circle among standards that each wait for another; its first name stands again at the end."""
    walked = [next(iter(waits))]
    while True:
        following = next(driver for driver in waits[walked[-1]] if driver in waits)
        if following in walked:
            return [*walked[walked.index(following) :], following]
        walked.append(following)

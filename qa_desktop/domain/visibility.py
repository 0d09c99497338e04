"""Which standards are asked, given the answers so far."""

from collections.abc import Iterator, Mapping

from qa_desktop.domain.answers import Answers, answer_ids
from qa_desktop.domain.forms import Condition, Form, Section, Standard, Test


def visible_standards(form: Form, answers: Answers) -> tuple[Standard, ...]:
    """The standards that are asked, in the order of the form.

    A test on a hidden or unanswered standard is never true, so what hangs on it is hidden too. The form must be free
    of cycles (`form_check` refuses them).
    """
    if not form.has_conditions:
        return form.standards
    known: dict[str, bool] = {}
    for standard in form.standards:
        todo = [standard]  # a stack of our own: a chain of conditions may be longer than Python recurses
        while todo:
            waiting = [each for each in _drivers(form, todo[-1]) if each.id not in known]
            if waiting:
                todo.extend(waiting)
            else:
                settled = todo.pop()
                known[settled.id] = all(_met(form, answers, known, each) for each in _conditions(form, settled))
    return tuple(standard for standard in form.standards if known[standard.id])


def _conditions(form: Form, standard: Standard) -> Iterator[Condition]:
    """What must hold for a standard to be shown: its own condition and those of the sections around it."""
    for condition in (*(section.show_when for section in form.path_of[standard.id]), standard.show_when):
        if condition is not None:
            yield condition


def _drivers(form: Form, standard: Standard) -> Iterator[Standard]:
    for condition in _conditions(form, standard):
        for test in condition.tests:
            if test.standard in form.standard_by_id:
                yield form.standard_by_id[test.standard]


def _met(form: Form, answers: Answers, known: Mapping[str, bool], condition: Condition) -> bool:
    return (any if condition.any_of else all)(_true(form, answers, known, test) for test in condition.tests)


def _true(form: Form, answers: Answers, known: Mapping[str, bool], test: Test) -> bool:
    if not known.get(test.standard, False):
        return False
    answer = answers.get(test.standard)
    given = answer_ids(form.standard_by_id[test.standard], answer.value if answer else None)
    return not given.isdisjoint(test.answers)


def drivers(item: Standard | Section) -> tuple[str, ...]:
    """The ids of the standards that decide whether this one is shown."""
    return tuple(test.standard for test in item.show_when.tests) if item.show_when else ()

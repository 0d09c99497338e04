"""Which standards are asked, given the answers so far."""

from collections.abc import Callable

from qa_desktop.domain.answers import Answers, answer_ids
from qa_desktop.domain.forms import Condition, Form, Section, Standard, Test


def visible_standards(form: Form, answers: Answers) -> tuple[Standard, ...]:
    """The standards that are asked, in the order of the form.

    A test on a hidden or unanswered standard is never true, so what hangs on it is hidden too. The form must be free
    of cycles (`form_check` refuses them).
    """
    known: dict[str, bool] = {}

    def shown(standard: Standard) -> bool:
        if standard.id not in known:
            path = form.path_of[standard.id]
            conditions = (*(section.show_when for section in path), standard.show_when)
            known[standard.id] = all(_met(condition, test) for condition in conditions)
        return known[standard.id]

    def test(question: Test) -> bool:
        driver = form.standard_by_id.get(question.standard)
        if driver is None or not shown(driver):
            return False
        answer = answers.get(driver.id)
        given = answer_ids(driver, answer.value if answer else None)
        return not given.isdisjoint(question.answers)

    return tuple(standard for standard in form.standards if shown(standard))


def _met(condition: Condition | None, test: Callable[[Test], bool]) -> bool:
    if condition is None:
        return True
    return (any if condition.any_of else all)(test(question) for question in condition.tests)


def drivers(item: Standard | Section) -> tuple[str, ...]:
    """The ids of the standards that decide whether this one is shown."""
    return tuple(test.standard for test in item.show_when.tests) if item.show_when else ()

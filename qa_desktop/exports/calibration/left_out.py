"""What a calibration leaves out, in sentences that the workbook and the window can show."""

from qa_desktop.domain.forms import Kind
from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.text import clean, one_line
from qa_desktop.statistics.marks import State


def left_out(context: Context) -> tuple[str, ...]:
    """Every reason for which something is not counted; empty where everything is."""
    return (*_gauge(context), *_not_submitted(context), *_totals(context), *_marks(context), *_form(context))


def _gauge(context: Context) -> list[str]:
    if context.gauge:
        return []
    return [
        "Nobody is the gauge: answers are compared with the consensus where one stands, else only with each other; "
        "totals only where one stands on all that the form asks for."
    ]


def _not_submitted(context: Context) -> list[str]:
    material, total = context.figures.material, len(context.interactions)
    sentences = []
    for person in context.people:
        lacking = [each for each in context.interactions if (each.key, person.key) not in material.submitted]
        if not lacking:
            continue
        names = ", ".join(context.labels[each.key] for each in lacking)
        what = "no evaluation" if len(lacking) == total else f"{total - len(lacking)} of {total} evaluations"
        gauge = "; without the gauge there is nothing to compare with there" if person == context.gauge else ""
        sentences.append(f"{context.name(person)} has submitted {what}; missing: {names}{gauge}.")
    return sentences


def _totals(context: Context) -> list[str]:
    """Which interactions have marks to be held against, and no total."""
    totals = context.figures.reference_totals
    return [
        f"No total of {context.labels[key]} is held against anything: {clean(total.reason)}."
        for key, total in totals.items()
        if total.share is None and context.figures.reference_answers[key]
    ]


def _marks(context: Context) -> list[str]:
    states = [mark.state for mark in context.figures.marks if mark.standard.scored]
    hidden, blank = states.count(State.NOT_ASKED), states.count(State.BLANK)
    sentences = []
    if hidden:
        sentences.append(
            f"{hidden} {_answers(hidden)} not asked, because a condition of the form hid the standard; "
            "they are compared with nothing. The answer that hid them is compared as usual."
        )
    if blank:
        sentences.append(f"{blank} {_answers(blank)} blank in submitted evaluations; they are compared with nothing.")
    return sentences


def _answers(number: int) -> str:
    return "answer was" if number == 1 else "answers were"


def _form(context: Context) -> list[str]:
    version = context.figures.material.form
    sentences = [
        f"Only evaluations on “{one_line(version.label, 200)}” are compared; those on other forms or versions are not."
    ]
    if any(standard.kind is Kind.INFO for standard in context.standards):
        sentences.append("Info standards are recorded and listed, but never scored and so never compared.")
    return sentences

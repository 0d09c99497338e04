"""What an evaluation still needs before it can be submitted."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa_desktop.domain.answers import Answer, Answers, AudioSpan, answer_ids, answered
from qa_desktop.domain.forms import NA_ID, Form, Need, Standard
from qa_desktop.domain.visibility import visible_standards


@dataclass(frozen=True)
class Missing:
    """A standard that lacks its answer (no need named), or something its answer requires."""

    standard: str
    need: Need | None = None


def missing(form: Form, answers: Answers) -> tuple[Missing, ...]:
    """Everything that stands between these answers and their submission, in the order of the form."""
    return tuple(
        lack
        for standard in visible_standards(form, answers)
        for lack in _of_standard(standard, answers.get(standard.id, Answer()))
    )


def _of_standard(standard: Standard, answer: Answer) -> Iterator[Missing]:
    if not answered(standard, answer.value):
        if standard.scored or standard.required:
            yield Missing(standard.id)
        return
    for need in needed(standard, answer):
        given = {
            Need.COMMENT: answer.comment.strip(),
            Need.EVIDENCE: answer.evidence,
            Need.REASON: set(answer.reasons) & set(standard.reasons),
        }
        if not given[need]:
            yield Missing(standard.id, need)


def needed(standard: Standard, answer: Answer) -> tuple[Need, ...]:
    """What the rules of the standard require beside this answer, each once."""
    given = answer_ids(standard, answer.value)
    given_at_all = answered(standard, answer.value) and NA_ID not in given
    applying = (
        rule for rule in standard.rules if (not given.isdisjoint(rule.answers) if rule.answers else given_at_all)
    )
    return tuple(dict.fromkeys(need for rule in applying for need in rule.needs))


def out_of_order(form: Form, answers: Answers) -> tuple[tuple[str, str], ...]:
    """Pairs of standards whose audio evidence stands in the wrong order for a sequence of the form: advice only."""
    return tuple(
        (earlier, later)
        for sequence in form.sequences
        for (earlier, start), (later, other) in pairwise(_with_times(answers, sequence.standards))
        if start > other
    )


def _with_times(answers: Answers, standards: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The standards that have audio evidence, with its beginning; one without must not part its neighbours."""
    for standard in standards:
        spans = [item for item in answers.get(standard, Answer()).evidence if isinstance(item, AudioSpan)]
        if spans:
            yield standard, min(span.start_ms for span in spans)


def submitted_answers(form: Form, answers: Answers) -> dict[str, Answer]:
    """The answers as they are submitted: those of hidden standards and empty ones are dropped."""
    return {
        standard.id: answers[standard.id]
        for standard in visible_standards(form, answers)
        if standard.id in answers and not answers[standard.id].empty
    }

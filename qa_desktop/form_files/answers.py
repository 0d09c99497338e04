"""Answers to a form as a YAML or JSON file, written by people or other programs.

Keys are ids of standards. A value is the answer itself (`yes`, `no`, `na`, a level, the id of an option, a number, a
date, a text, a list of options), or keys of its own: `value`, `comment`, `evidence` (pairs of seconds), `reasons`.
"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

from qa_desktop.domain.answers import Answer, AudioSpan, Value, parse
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import did_you_mean
from qa_desktop.domain.forms import AnswerType, Form, Standard
from qa_desktop.form_files.nodes import Fields, Items, Node, Text, UnreadableError
from qa_desktop.form_files.record import Problems, Record, read_file
from qa_desktop.form_files.written import answer_id, decimal

ANSWER_KEYS: Final = ("value", "comment", "evidence", "reasons")


def read_answers(form: Form, path: Path) -> dict[str, Answer]:
    """The answers in a file. Raises InputError with every error on a line of its own, each with file and line."""
    return read_file(path, lambda node, problems: _answers(form, node, problems))


def _answers(form: Form, node: Node, problems: Problems) -> dict[str, Answer]:
    if not isinstance(node, Fields):
        raise UnreadableError(node.line, "Answers are written as “standard: answer”, one to a line.")
    answers: dict[str, Answer] = {}
    lines: dict[str, int] = {}
    for key, value in node.pairs:
        standard = form.standard_by_id.get(key.text)
        if standard is None:
            hint = did_you_mean(key.text, form.standard_by_id)
            problems.add(key.line, "", "", f'"{key.text}" is no standard of the form "{form.id}"; {hint}')
        elif key.text in lines:
            message = f'"{key.text}" is answered twice, first on line {lines[key.text]}; keep one.'
            problems.add(key.line, key.text, "", message)
        else:
            lines[key.text] = key.line
            answers[key.text] = _answer(standard, value, problems)
    return answers


def _answer(standard: Standard, node: Node, problems: Problems) -> Answer:
    if not isinstance(node, Fields):
        return Answer(_value(standard, node, problems))
    record = Record(node, ANSWER_KEYS, problems, standard.id)
    value = record.node_of("value")
    return Answer(
        _value(standard, value, problems) if value is not None else None,
        record.text("comment"),
        tuple(span for span in (_span(record, each) for each in _spans(record)) if span is not None),
        tuple(reason for text in record.texts("reasons") if (reason := _reason(record, standard, text))),
    )


def _value(standard: Standard, node: Node, problems: Problems) -> Value | None:
    """The value written there; nothing when it was left blank."""
    if isinstance(node, Text) and node.blank:
        return None
    raw: object
    if isinstance(node, Text):
        raw = _written(standard, node)
    elif isinstance(node, Items) and all(isinstance(item, Text) for item in node.items):
        raw = [_written(standard, item) for item in node.items if isinstance(item, Text)]
        if standard.answer_type is not AnswerType.SEVERAL:
            problems.add(node.line, standard.id, "value", f'"{standard.id}" takes one answer, not a list.')
            return None
    else:
        problems.add(
            node.line, standard.id, "value", f'The answer to "{standard.id}" holds keys; write it as one word.'
        )
        return None
    try:
        return parse(standard, raw)
    except InputError as error:
        problems.add(node.line, standard.id, "value", str(error))
        return None


def _written(standard: Standard, node: Text) -> str:
    """The text as the standard expects it: texts and dates untouched, numbers and ids without disguise."""
    text = node.text.strip()
    if text.lower() == "n/a":
        return "na"
    if standard.answer_type in (AnswerType.TEXT, AnswerType.DATE, AnswerType.NUMBER):
        return text
    return text if standard.option(text) else answer_id(text, node.plain)


def _spans(record: Record) -> tuple[Node, ...]:
    """The pairs of seconds; one pair may stand without a list around it."""
    node = record.node_of("evidence")
    if isinstance(node, Items) and node.items and all(isinstance(item, Text) for item in node.items):
        return (node,)
    return record.list_of("evidence")


def _span(record: Record, node: Node) -> AudioSpan | None:
    ends = [decimal(item.text) for item in node.items if isinstance(item, Text)] if isinstance(node, Items) else []
    match ends:
        case [Decimal() as start, Decimal() as end] if isinstance(node, Items) and len(node.items) == 2:
            if 0 <= start <= end:
                return AudioSpan(_milliseconds(start), _milliseconds(end))
            record.problem(
                "evidence", f"Evidence from {start} to {end} s runs backwards; write start, then end.", node.line
            )
        case _:
            record.problem("evidence", "Evidence is written in seconds as [start, end], such as [12.5, 18].", node.line)
    return None


def _milliseconds(seconds: Decimal) -> int:
    return int((seconds * 1000).to_integral_value(ROUND_HALF_UP))


def _reason(record: Record, standard: Standard, text: Text) -> str | None:
    if text.text.strip() in standard.reasons:
        return text.text.strip()
    message = f'"{text.text}" is no reason listed for "{standard.id}"; {did_you_mean(text.text, standard.reasons)}'
    record.problem("reasons", message, text.line)
    return None

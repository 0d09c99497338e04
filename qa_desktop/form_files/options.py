"""The answers of a standard: yes and no, levels, labelled options, ranges of numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from qa_desktop.domain.findings import did_you_mean
from qa_desktop.domain.forms import NA_ID, NO, YES, AnswerType, Option, Scope
from qa_desktop.form_files.nodes import Fields, Node, Text
from qa_desktop.form_files.record import Record, read_credit
from qa_desktop.form_files.written import answer_id

LEVEL_KEYS: Final = ("anchor", "label", "credit", "auto_fail")
OPTION_KEYS: Final = ("id", "label", "anchor", "credit", "auto_fail")
RANGE_KEYS: Final = ("from", "to", "id", "label", "anchor", "credit", "auto_fail")
MAX_LEVELS: Final = 20

LISTED_UNDER: Final = {
    AnswerType.LEVELS: "levels",
    AnswerType.CHOICE: "options",
    AnswerType.SEVERAL: "options",
    AnswerType.NUMBER: "ranges",
}


def read_options(record: Record, answer: AnswerType) -> tuple[Option, ...]:
    """The answers of a standard, in order, with credits and auto-fails."""
    own = LISTED_UNDER.get(answer)
    for key, types in (("levels", "levels"), ("options", "choice"), ("ranges", "number")):
        if record.has(key) and key != own:
            record.problem(key, f'Answers of the type "{answer}" have no {key}; write answer: {types}')
    options = tuple(_listed(record, answer))
    return _with_auto_fails(record, _with_credits(record, options))


def _listed(record: Record, answer: AnswerType) -> Iterator[Option]:
    match answer:
        case AnswerType.YES_NO:
            yield from (YES, NO)
        case AnswerType.LEVELS:
            yield from _levels(record)
        case AnswerType.CHOICE | AnswerType.SEVERAL:
            for each in record.parts("options", OPTION_KEYS):
                name = answer_id(each.required("id", "solved"))
                yield _option(each, name, name.replace("_", " ").capitalize())
        case AnswerType.NUMBER:
            for place, each in enumerate(record.parts("ranges", RANGE_KEYS), start=1):
                yield _range(each, place)


def _levels(record: Record) -> Iterator[Option]:
    number = record.node_of("levels")
    if isinstance(number, Text):
        yield from _bare_levels(record, number)
        return
    for place, node in enumerate(record.list_of("levels"), start=1):
        yield _level(record, str(place), node)


def _bare_levels(record: Record, number: Text) -> Iterator[Option]:
    """Levels given by their number alone."""
    written = number.text.strip()
    if written.isascii() and written.isdigit() and len(written) < 4 and int(written) <= MAX_LEVELS:
        yield from (Option(str(place), str(place)) for place in range(1, int(written) + 1))
        return
    message = f'"levels" takes a list of sentences, the lowest level first, or a number up to {MAX_LEVELS}'
    record.problem("levels", message, number.line)


def _level(record: Record, name: str, node: Node) -> Option:
    if isinstance(node, Fields) and not any(key.text in LEVEL_KEYS for key, _ in node.pairs):
        message = 'A level is one sentence; put it in quotes, because it holds a ": "'
        record.problem("levels", message, node.line)
        return Option(name, name)
    if isinstance(node, Fields):
        return _option(record.part(node, LEVEL_KEYS, "levels"), name, name)
    text = record.as_text("levels", node)
    return Option(name, name, text.text.strip() if text else "")


def _range(each: Record, place: int) -> Option:
    low, high = each.decimal("from"), each.decimal("to")
    if not each.has("from") and not each.has("to"):
        each.problem("from", "A range needs a beginning or an end; write from, to or both")
    ends = ("" if low is None else str(low), "" if high is None else str(high))
    spelled = f"{ends[0]} to {ends[1]}" if all(ends) else f"{ends[0]} and up" if ends[0] else f"up to {ends[1]}"
    option = _option(each, answer_id(each.text("id", f"range_{place}")), spelled)
    return replace(option, low=low, high=high)


def _option(each: Record, name: str, label: str) -> Option:
    return Option(
        name, each.text("label", label), each.text("anchor"), each.credit("credit"), each.choice("auto_fail", Scope)
    )


def _with_credits(record: Record, options: tuple[Option, ...]) -> tuple[Option, ...]:
    credits = record.by_answer("credits")
    _only_known(record, "credits", credits, options)
    made = []
    for option in options:
        if option.id in credits:
            if option.credit is not None:
                message = f'The credit of "{option.id}" is written twice; keep one of the two.'
                record.problem("credits", message, credits[option.id][0].line)
            option = replace(option, credit=read_credit(record, credits[option.id][1]))
        made.append(option)
    return tuple(made)


def _with_auto_fails(record: Record, options: tuple[Option, ...]) -> tuple[Option, ...]:
    scopes = record.by_answer("auto_fail")
    _only_known(record, "auto_fail", scopes, options)
    return tuple(
        replace(option, auto_fail=record.word("auto_fail", scopes[option.id][1], Scope))
        if option.id in scopes
        else option
        for option in options
    )


def _only_known(record: Record, key: str, given: Mapping[str, tuple[Text, Text]], options: tuple[Option, ...]) -> None:
    known = [option.id for option in options]
    for name, (written, _) in given.items():
        if name == NA_ID:
            record.problem(key, 'N/A earns nothing and fails nothing; take "na" out.', written.line)
        elif name not in known:
            message = f'"{written.text}" is no answer here; {did_you_mean(name, known)}'
            record.problem(key, message, written.line)

"""One standard of a form file."""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from qa_desktop.domain.forms import AnswerType, Condition, Expectation, Kind, Need, Rule, Standard, Test
from qa_desktop.form_files.nodes import Fields, Text
from qa_desktop.form_files.options import read_options
from qa_desktop.form_files.record import Record
from qa_desktop.form_files.written import answer_id

_E = TypeVar("_E", bound=StrEnum)

STANDARD_KEYS: Final = (
    *("id", "text", "kind", "answer", "weight", "guidance", "expectation", "levels", "options", "ranges", "credits"),
    *("auto_fail", "reversed", "bonus", "critical", "na", "required", "show_when", "require", "reasons", "prefill"),
)
_DEFAULT_ANSWER: Final = {
    Kind.FOUNDATION: AnswerType.YES_NO,
    Kind.FINESSE: AnswerType.LEVELS,
    Kind.INFO: AnswerType.TEXT,
}


def read_standard(record: Record) -> Standard:
    """The standard that the record describes, as far as it can be read."""
    name = record.identify("greets")
    record.demand("kind", "write kind: foundation, finesse or info")
    kind = record.choice("kind", Kind) or Kind.FOUNDATION
    answer = record.choice("answer", AnswerType) or _DEFAULT_ANSWER[kind]
    return Standard(
        id=name,
        text=record.required("text", "Greets with own name and company"),
        kind=kind,
        answer_type=answer,
        options=read_options(record, answer),
        weight=record.weight("weight", Fraction(1)),
        guidance=record.text("guidance"),
        expectations=_words(record, "expectation", Expectation),
        reversed=record.flag("reversed", False),
        bonus=record.flag("bonus", False),
        critical=record.flag("critical", False),
        na_allowed=record.flag("na", True),
        required=record.flag("required", False),
        show_when=read_condition(record),
        rules=tuple(_rules(record)),
        reasons=tuple(text.text.strip() for text in record.texts("reasons")),
        prefill=_prefill(record),
    )


def read_condition(record: Record) -> Condition | None:
    """When a standard or section is shown; None for always."""
    node = record.node_of("show_when")
    if node is None:
        return None
    if not isinstance(node, Fields):
        record.problem(
            "show_when", "A condition names a standard; write show_when: {standard: ..., is: [...]}", node.line
        )
        return None
    names = {key.text for key, _ in node.pairs}
    if not names & {"all", "any"}:
        tests = [_test(record.part(node, ("standard", "is"), "show_when"))]
        return Condition(tuple(test for test in tests if test))
    inner = record.part(node, ("all", "any"), "show_when")
    if inner.has("all") and inner.has("any"):
        inner.problem("any", '"all" and "any" stand side by side; keep one of the two.')
    key = "all" if inner.has("all") else "any"
    read = (_test(each) for each in inner.parts(key, ("standard", "is")))
    return Condition(tuple(test for test in read if test), any_of=key == "any")


def _test(record: Record) -> Test | None:
    standard = record.required("standard", "the id of the standard that decides")
    record.demand("is", "write is: [yes], or other answers of that standard")
    return Test(standard, _answers(record, "is")) if standard else None


def _rules(record: Record) -> Iterator[Rule]:
    for each in record.parts("require", ("when", "needs")):
        each.demand("needs", "write needs: [comment], evidence or reason")
        needs = _words(each, "needs", Need)
        if needs:
            yield Rule(needs, _answers(each, "when"))


def _answers(record: Record, key: str) -> tuple[str, ...]:
    return tuple(answer_id(text.text.strip(), text.plain) for text in record.texts(key))


def _words(record: Record, key: str, choices: type[_E]) -> tuple[_E, ...]:
    read = (record.word(key, text, choices) for text in record.texts(key))
    return tuple(word for word in read if word is not None)


def _prefill(record: Record) -> str | None:
    node = record.node_of("prefill")
    if node is None:
        return None
    text = record.as_text("prefill", node)
    return answer_id(text.text.strip(), text.plain) if isinstance(text, Text) else None

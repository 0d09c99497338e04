"""A form as a YAML file (or JSON with the same keys): reading and checking it.

The format is described in `forms/README.md`.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import Finding, Severity, did_you_mean
from qa_desktop.domain.form_check import check
from qa_desktop.domain.forms import Band, Form, NaPolicy, Section, Sequence
from qa_desktop.domain.interactions import Channel
from qa_desktop.domain.visibility import drivers
from qa_desktop.form_files.nodes import Fields, Node, Text, UnreadableError, load
from qa_desktop.form_files.record import Problems, Record
from qa_desktop.form_files.standards import STANDARD_KEYS, read_condition, read_standard

FORM_KEYS: Final = (
    *("id", "title", "description", "channels", "queues"),
    *("na_policy", "pass_mark", "cap", "bands", "sequences", "sections"),
)
SECTION_KEYS: Final = ("id", "title", "guidance", "weight", "show_when", "standards", "sections")
_SHAPE: Final = ("kind", "answer", "levels", "options", "ranges", "credits")
"""Where one of these cannot be read, the answers of the standard cannot be judged:"""
_ANSWERING: Final = (
    *("answer", "levels", "options", "ranges", "credits", "reversed", "auto_fail", "require", "reasons", "prefill"),
)


def read_form(path: Path) -> Form:
    """The form in a file. Raises InputError with every error on a line of its own, each with file and line."""
    form, findings = _read(path)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors or form is None:
        raise InputError("\n".join(spelled(path, finding) for finding in errors))
    return form


def check_file(path: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with the form in a file, in the order of the file, then the advice."""
    return _read(path)[1]


def spelled(path: Path, finding: Finding) -> str:
    """A finding as one line, with file and line in front as compilers write them."""
    where = f"{path}:{finding.line}" if finding.line else f"{path}"
    advice = "advice: " if finding.severity is Severity.ADVICE else ""
    return f"{where}: {advice}{finding.message}"


def _read(path: Path) -> tuple[Form | None, tuple[Finding, ...]]:
    problems = Problems()
    try:
        form = _form(load(path), problems)
    except UnreadableError as error:
        return None, (Finding(Severity.ERROR, "", "", error.message, error.line),)
    return form, _ordered([*problems.found, *_checked(form, problems)])


def _checked(form: Form, problems: Problems) -> Iterator[Finding]:
    """What the check of the form adds; nothing that only follows from what could not be read."""
    unread = {(finding.place, finding.field) for finding in problems.found}
    shapeless = {place for place, field in unread if field in _SHAPE and place}
    awaited = {standard.id: set(drivers(standard)) for standard in form.standards}
    awaited |= {section.id: set(drivers(section)) for _, section in form.walk()}
    for finding in check(form):
        follows = (
            (finding.place, finding.field) in unread
            or (finding.place in shapeless and finding.field in _ANSWERING)
            or (finding.field == "show_when" and shapeless & awaited.get(finding.place, set()))
            or (finding.severity is Severity.ADVICE and unread)
        )
        if not follows:
            yield problems.located(finding)


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: (each.severity is Severity.ADVICE, each.line or 0)))


def _form(node: Node, problems: Problems) -> Form:
    if not isinstance(node, Fields):
        raise UnreadableError(node.line, "A form begins with keys; write “id: ...”, “title: ...” and “sections: ...”.")
    record = Record(node, FORM_KEYS, problems)
    record.mark("")
    record.demand("sections", "write at least one section with a standard in it")
    return Form(
        id=record.required("id", "inbound-support"),
        title=record.required("title", "Inbound support call"),
        description=record.text("description"),
        channels=_channels(record),
        na_policy=record.choice("na_policy", NaPolicy) or NaPolicy.EXCLUDE,
        pass_mark=record.percentage("pass_mark"),
        cap=_or_whole(record.percentage("cap")),
        bands=tuple(_bands(record)),
        sequences=tuple(_sequences(record)),
        sections=tuple(_sections(record)),
        queues=tuple(text.text for text in record.texts("queues")),
    )


def _or_whole(share: Fraction | None) -> Fraction:
    return Fraction(1) if share is None else share


def _channels(record: Record) -> tuple[str, ...]:
    known = [channel.value for channel in Channel]
    texts = record.texts("channels")
    for text in texts:
        if text.text not in known:
            message = f'"{text.text}" is not a channel known here; {did_you_mean(text.text, known)}'
            record.problem("channels", message, text.line)
    return tuple(text.text for text in texts)


def _bands(record: Record) -> Iterator[Band]:
    for each in record.parts("bands", ("name", "from")):
        each.demand("from", "write the percentage from which the band is reached")
        yield Band(each.required("name", "Good"), each.percentage("from") or Fraction(0))


def _sequences(record: Record) -> Iterator[Sequence]:
    for each in record.parts("sequences", ("standards", "note")):
        each.demand("standards", "name standards in the order they must be met")
        yield Sequence(tuple(text.text.strip() for text in each.texts("standards")), each.text("note"))


def _sections(record: Record) -> Iterator[Section]:
    for each in record.records("sections", SECTION_KEYS):
        name = each.identify("opening")
        yield Section(
            id=name,
            title=each.required("title", "Opening"),
            standards=tuple(read_standard(one) for one in each.records("standards", STANDARD_KEYS)),
            sections=tuple(_sections(each)),
            weight=_weight(each),
            guidance=each.text("guidance"),
            show_when=read_condition(each),
        )


def _weight(record: Record) -> Fraction | None:
    node = record.node_of("weight")
    if node is None or (isinstance(node, Text) and node.text.strip() == "auto"):
        return None
    return record.weight("weight", Fraction(1))

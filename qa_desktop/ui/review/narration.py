"""What there is to say about the form and the answers in it, in words to be heard. Pure: states in, words out."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen, Evidence, NotApplicable, Several, Value
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.forms import AnswerType, Standard
from qa_desktop.domain.numbers import percent
from qa_desktop.media.earcons import Tone
from qa_desktop.ui import words
from qa_desktop.ui.action_list import LEVELS
from qa_desktop.ui.actions import KeyOf
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.spoken import Line


def standard_words(state: FormState, standard_id: str, key: KeyOf) -> str:
    """The number and the text of a standard, its answer, and the answers that it takes with their keys."""
    standard = state.form.standard_by_id[standard_id]
    answer = state.answer(standard_id)
    keys = "" if state.read_only else _sentence(", ".join(_choices(standard, key)))
    return _joined(_place(state, standard), given_words(standard, answer), _needs(state, standard), keys)


def given_words(standard: Standard, answer: Answer) -> str:
    """What the answer is now."""
    if answer.value is None:
        return _say("Not answered.")
    count = len(answer.evidence)
    evidence = "" if not count else _say("One piece of evidence.") if count == 1 else _say("{0} pieces of evidence.")
    return _joined(_sentence(_say("Answer: {0}").format(_label(standard, answer.value))), evidence.format(count))


def where_words(state: FormState, standard_id: str) -> str:
    """The current standard, its answer, the total and what is missing."""
    standard = state.form.standard_by_id.get(standard_id)
    here = _joined(_place(state, standard), given_words(standard, state.answer(standard_id))) if standard else ""
    return _joined(here, total_words(state), missing_words(state))


def total_words(state: FormState) -> str:
    """The score as it stands."""
    if state.score.total is None:
        return _say("No score yet.")
    whole = _say("Total {0} percent.") if state.read_only or not state.missing else _say("Total so far {0} percent.")
    return whole.format(percent(state.score.total))


def missing_words(state: FormState) -> str:
    """What stands between this and submission."""
    if state.read_only:
        return _say("Submitted.")
    numbers = [state.number_of[each] for each in dict.fromkeys(lack.standard for lack in state.missing)]
    if not numbers:
        return _say("Nothing is missing.")
    if len(numbers) == 1:
        return _say("One is missing: number {0}.").format(numbers[0])
    return _say("{0} are missing, the first is number {1}.").format(len(numbers), numbers[0])


def changes(before: FormState, after: FormState, current: str) -> Iterator[Line]:
    """What has become different between two states of one form; texts that are being typed are not read out."""
    for standard in after.form.standards:
        was, now = before.answer(standard.id), after.answer(standard.id)
        lines = [*_value_changes(standard, was, now), *_other_changes(was, now)]
        if lines and standard.id != current:
            yield Line(_place(after, standard), Tone.MOVED)
        yield from lines
        if was.value != now.value and now.value is not None and _needs(after, standard):
            yield Line(_needs(after, standard), Tone.TOLD)


def time_words(seconds: float) -> str:
    """A time as it is said: `1 minute 3 seconds`."""
    minutes, rest = divmod(int(max(seconds, 0.0)), 60)
    hours, minutes = divmod(minutes, 60)
    parts = (
        _say("1 hour") if hours == 1 else _say("{0} hours").format(hours) if hours else "",
        _say("1 minute") if minutes == 1 else _say("{0} minutes").format(minutes) if minutes else "",
        _say("1 second") if rest == 1 else _say("{0} seconds").format(rest) if rest or not (hours or minutes) else "",
    )
    return _joined(*parts)


def tone_of(standard: Standard, value: Value | None) -> tuple[Tone, int]:
    """The sign of an answer, and which level or option it is, counted from 1."""
    if isinstance(value, NotApplicable):
        return Tone.NA, 0
    if isinstance(value, Chosen):
        if standard.answer_type is AnswerType.YES_NO:
            return (Tone.YES if value.option == "yes" else Tone.NO), 0
        places = [place for place, option in enumerate(standard.options, start=1) if option.id == value.option]
        return Tone.LEVEL, places[0] if places else 0
    if isinstance(value, Several):
        return Tone.LEVEL, len(value.options)
    return (Tone.CLEARED if value is None else Tone.TOLD), 0


def _value_changes(standard: Standard, was: Answer, now: Answer) -> Iterator[Line]:
    if was.value != now.value:
        tone, level = tone_of(standard, now.value)
        said = _say("Answer cleared.") if now.value is None else _sentence(_label(standard, now.value))
        yield Line(said, tone, level)


def _other_changes(was: Answer, now: Answer) -> Iterator[Line]:
    fresh = [item for item in now.evidence if item not in was.evidence]
    if fresh:
        yield Line(_say("Evidence: {0}.").format(_spans(fresh)), Tone.EVIDENCE)
    elif len(now.evidence) < len(was.evidence):
        yield Line(_say("Evidence removed."), Tone.CLEARED)
    for reason in now.reasons:
        if reason not in was.reasons:
            yield Line(_say("Reason: {0}.").format(reason), Tone.TOLD)
    for reason in was.reasons:
        if reason not in now.reasons:
            yield Line(_say("No longer a reason: {0}.").format(reason), Tone.CLEARED)


def _spans(evidence: list[Evidence]) -> str:
    return ", ".join(map(_span, evidence))


def _span(item: Evidence) -> str:
    if isinstance(item, AudioSpan):
        return _say("from {0} to {1}").format(time_words(item.start_ms / 1000), time_words(item.end_ms / 1000))
    if item.first == item.last:
        return _say("turn {0}").format(item.first + 1)
    return _say("turns {0} to {1}").format(item.first + 1, item.last + 1)


def _place(state: FormState, standard: Standard) -> str:
    number = _say("{0} of {1}.").format(state.number_of[standard.id], len(state.form.standards))
    return _joined(number, _sentence(standard.text))


def _needs(state: FormState, standard: Standard) -> str:
    needs = [words.needs(lack.need) for lack in state.missing if lack.standard == standard.id and lack.need]
    return _sentence(_say("This answer {0}").format(", ".join(needs))) if needs else ""


def _choices(standard: Standard, key: KeyOf) -> Iterator[str]:
    """Each answer that a key gives, with that key."""
    match standard.answer_type:
        case AnswerType.YES_NO:
            labels = {option.id: option.label for option in standard.options}
            yield from (f"{labels[answer]}: {key(f'answer_{answer}')}" for answer in ("yes", "no") if answer in labels)
        case AnswerType.LEVELS | AnswerType.CHOICE | AnswerType.SEVERAL:
            yield from _options(standard, [key(spec.id) for spec in LEVELS])
        case _:
            yield _say("Enter, then type")
    if standard.na_allowed:
        yield _say("Not applicable: {0}").format(key("answer_na"))


def _options(standard: Standard, keys: list[str]) -> Iterator[str]:
    """Levels in short where their keys are their numbers; else each option with its key."""
    levels = standard.answer_type is AnswerType.LEVELS
    ids = [option.id for option in standard.options]
    if levels and len(ids) > 1 and ids == keys[: len(ids)]:
        yield _say("Levels {0} to {1}").format(ids[0], ids[-1])
        return
    for option, pressed in zip(standard.options, keys, strict=False):
        yield f"{_say('Level {0}').format(option.id) if levels else option.label}: {pressed}"


def _label(standard: Standard, value: Value) -> str:
    if isinstance(value, NotApplicable):
        return _say("Not applicable")
    label = answer_label(standard, value)
    return _say("Level {0}").format(label) if standard.answer_type is AnswerType.LEVELS else label


def _sentence(said: str) -> str:
    """With a full stop, where a voice makes a pause."""
    return said if not said or said[-1] in ".!?…" else f"{said}."


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _say(said: str) -> str:
    return QCoreApplication.translate("Narration", said)

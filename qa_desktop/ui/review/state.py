"""What the form pane shows, as one frozen value, and the pure steps from one to the next."""

from dataclasses import dataclass, replace
from functools import cached_property

from qa_desktop.domain import answers
from qa_desktop.domain.answers import NA, Amount, Answer, AudioSpan, Chosen, Evidence, Several, TurnSpan, Value
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import AnswerType, Form, FormVersion, Standard
from qa_desktop.domain.requirements import Missing, missing, out_of_order
from qa_desktop.domain.scoring import Score, score
from qa_desktop.domain.visibility import visible_standards
from qa_desktop.ui.action_list import LEVELS
from qa_desktop.ui.actions import KeyOf


@dataclass(frozen=True)
class FormState:
    """A form being filled in: everything else that is shown follows from these."""

    version: FormVersion
    content: Content
    read_only: bool = False
    correcting: bool = False

    @property
    def form(self) -> Form:
        """The form itself."""
        return self.version.form

    @cached_property
    def score(self) -> Score:
        """The running score."""
        return score(self.form, self.content.answers)

    @cached_property
    def visible(self) -> tuple[Standard, ...]:
        """The standards that are asked."""
        return visible_standards(self.form, self.content.answers)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What stands between this and submission."""
        return missing(self.form, self.content.answers)

    @cached_property
    def out_of_order(self) -> tuple[tuple[str, str], ...]:
        """Pairs of standards whose evidence stands in another order than the form asks for."""
        return out_of_order(self.form, self.content.answers)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each standard of the form, counted from 1."""
        return {standard.id: place + 1 for place, standard in enumerate(self.form.standards)}

    @cached_property
    def asked(self) -> tuple[Standard, ...]:
        """The visible standards that need an answer: all but what may be left blank."""
        return tuple(standard for standard in self.visible if standard.scored or standard.required)

    @property
    def answered(self) -> int:
        """How many of those that need an answer have one."""
        return sum(1 for standard in self.asked if self.is_answered(standard))

    def is_answered(self, standard: Standard) -> bool:
        """Whether a standard has an answer that counts."""
        return answers.answered(standard, self.answer(standard.id).value)

    def answer(self, standard_id: str) -> Answer:
        """The answer to a standard, empty where there is none."""
        return self.content.answers.get(standard_id, Answer())

    def with_answer(self, standard_id: str, answer: Answer) -> "FormState":
        """The state with another answer."""
        return replace(self, content=self.content.with_answer(standard_id, answer))


def marked(answer: Answer, value: Value | None, noted: Evidence | None) -> Answer:
    """The answer with another value; evidence noted for an earlier mark gives way to the one noted now."""
    kept = tuple(item for item in answer.evidence if not item.noted) if noted else answer.evidence
    return replace(answer, value=value, evidence=(*kept, noted) if noted else kept)


def value_of_key(standard: Standard, key: str, now: Value | None) -> Value | None:
    """The value that a key gives a standard: `y`, `n`, `a`, or a digit for its options in order; else None."""
    if key == "a":
        return NA if standard.na_allowed else None
    if key in ("y", "n"):
        wanted = "yes" if key == "y" else "no"
        return Chosen(wanted) if standard.answer_type is AnswerType.YES_NO else None
    place = (int(key) - 1) % 10
    if place >= len(standard.options):
        return None
    option = standard.options[place].id
    match standard.answer_type:
        case AnswerType.YES_NO | AnswerType.LEVELS | AnswerType.CHOICE:
            return Chosen(option)
        case AnswerType.SEVERAL:
            return toggled(now, option)
        case _:
            return None


def toggled(now: Value | None, option: str) -> Value | None:
    """A set of options with this one put in or taken out; None when nothing is left."""
    chosen = now.options if isinstance(now, Several) else ()
    left = tuple(item for item in chosen if item != option) if option in chosen else (*chosen, option)
    return Several(left) if left else None


def keys_for(standard: Standard, key: KeyOf) -> str:
    """The keys that answer a standard, in words for the status line."""
    match standard.answer_type:
        case AnswerType.YES_NO:
            keys = [key("answer_yes"), key("answer_no")]
        case AnswerType.LEVELS | AnswerType.CHOICE | AnswerType.SEVERAL:
            last = LEVELS[min(len(standard.options), len(LEVELS)) - 1]
            keys = [f"{key(LEVELS[0].id)}–{key(last.id)}"]
        case _:
            keys = ["Enter"]
    return " ".join(filter(None, (*keys, key("answer_na") if standard.na_allowed else "")))


def moved(evidence: Evidence, first: int | None, last: int | None) -> Evidence | None:
    """Evidence with another beginning or end, which the reviewer has then set; None where it would end before it."""
    if isinstance(evidence, AudioSpan):
        start = evidence.start_ms if first is None else first
        end = evidence.end_ms if last is None else last
        return AudioSpan(start, end) if start < end else None
    start = evidence.first if first is None else first
    end = evidence.last if last is None else last
    return TurnSpan(start, end) if start <= end else None


def same_place(one: Evidence, other: Evidence) -> bool:
    """Whether both are the same span, whoever put them there."""
    return type(one) is type(other) and replace(one, noted=False) == replace(other, noted=False)


def shown_number(value: Value | None) -> str:
    """A number as it stands in its field."""
    return str(value.number) if isinstance(value, Amount) else ""

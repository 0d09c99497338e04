"""Evaluations: drafts being typed, and the chain of revisions that were submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from qa_desktop.domain import answers as marks
from qa_desktop.domain import canonical
from qa_desktop.domain.answers import Answer, AudioSpan, Evidence, TurnSpan


@dataclass(frozen=True)
class Content:
    """What a reviewer gave: the answers by standard id, and an overall comment."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    comment: str = ""

    def with_answer(self, standard: str, answer: Answer) -> "Content":
        """The content with this answer; an empty one is taken out."""
        others = {key: value for key, value in self.answers.items() if key != standard}
        return replace(self, answers=others if answer.empty else {**others, standard: answer})


@dataclass(frozen=True)
class Subject:
    """Whose evaluation of what, on which form."""

    evaluation: UUID
    interaction: UUID
    form_version: UUID
    reviewer: UUID


@dataclass(frozen=True)
class Draft:
    """An evaluation being typed; `corrects` is the submitted revision that it sets out to correct, `reason` why."""

    subject: Subject
    content: Content
    corrects: UUID | None = None
    reason: str = ""


@dataclass(frozen=True)
class Revision:
    """One submitted state of an evaluation; it never changes again.

    `parents` are the revisions it follows (two when it resolves a conflict), `number` is 1 + the highest parent's,
    `device` the installation it was written on, `author` the person, `reason` why a correction was made.
    """

    key: UUID
    subject: Subject
    content: Content
    parents: tuple[UUID, ...]
    number: int
    device: UUID
    author: UUID
    at: datetime
    reason: str = ""
    hash: str = ""

    def sealed(self) -> "Revision":
        """The revision with the hash of its content."""
        return replace(self, hash=self.computed_hash())

    def computed_hash(self) -> str:
        """SHA-256 over everything but the hash; the leading number names this way of hashing."""
        names = ("key", "subject", "parents", "number", "device", "author", "at", "reason")
        around = canonical.plain({name: getattr(self, name) for name in names})
        return "1:" + canonical.digest_of(canonical.spell({**around, "content": content_to_plain(self.content)}))


def content_to_plain(content: Content) -> dict[str, Any]:
    """Content as dicts, lists and strings; the order in which answers were given does not show."""
    return {
        "comment": content.comment,
        "answers": {key: answer_to_plain(content.answers[key]) for key in sorted(content.answers)},
    }


def content_from_plain(plain: Mapping[str, Any]) -> Content:
    """The content that `content_to_plain` wrote."""
    answers = {key: answer_from_plain(value) for key, value in plain["answers"].items()}
    return Content(answers, plain["comment"])


def answer_to_plain(answer: Answer) -> dict[str, Any]:
    """An answer as dicts, lists and strings."""
    return {
        "value": list(marks.encode(answer.value)) if answer.value is not None else None,
        "comment": answer.comment,
        "evidence": [evidence_to_plain(item) for item in answer.evidence],
        "reasons": list(answer.reasons),
    }


def answer_from_plain(plain: Mapping[str, Any]) -> Answer:
    """The answer that `answer_to_plain` wrote."""
    value = marks.decode(*plain["value"]) if plain["value"] is not None else None
    evidence = tuple(evidence_from_plain(*item) for item in plain["evidence"])
    return Answer(value, plain["comment"], evidence, tuple(plain["reasons"]))


def evidence_to_plain(evidence: Evidence) -> list[Any]:
    """Evidence as its kind, first, last, and whether the program noted it by itself."""
    match evidence:
        case AudioSpan(start, end, noted):
            return ["audio", start, end, noted]
        case TurnSpan(first, last, noted):
            return ["turns", first, last, noted]


def evidence_from_plain(kind: str, first: int, last: int, noted: bool) -> Evidence:
    """The evidence that `evidence_to_plain` wrote."""
    return AudioSpan(first, last, noted) if kind == "audio" else TurnSpan(first, last, noted)

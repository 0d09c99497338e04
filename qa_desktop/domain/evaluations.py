"""Evaluations: drafts being typed, and the chain of revisions that were submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from qa_desktop.domain import answers as marks
from qa_desktop.domain import canonical, sealing
from qa_desktop.domain.answers import Answer, AudioSpan, Chosen, Evidence, Note, TurnSpan


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
    """Whose evaluation of what, on which form; made for an occasion (a calibration session, a re-test), or ordinary."""

    evaluation: UUID
    interaction: UUID
    form_version: UUID
    reviewer: UUID
    occasion: UUID | None = None


@dataclass(frozen=True)
class Draft:
    """An evaluation being typed; `corrects` is the submitted revision that it sets out to correct, `reason` why.

    `resolves` are the other revisions that it follows, where it puts an end to a conflict.
    """

    subject: Subject
    content: Content
    corrects: UUID | None = None
    reason: str = ""
    resolves: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Revision:
    """One submitted state of an evaluation; it never changes again, except that its free text may be erased.

    `parents` are the revisions it follows (two when it resolves a conflict), `number` is 1 + the highest parent's,
    `device` the installation it was written on, `author` the person, `reason` why a correction was made.
    The hash covers the digest of the free text and not the text itself (see `sealing`).
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
    salt: str = ""
    text_digest: str = ""
    hash: str = ""

    def sealed(self) -> "Revision":
        """The revision with a salt, the digest of its free text and the hash of its content."""
        salt = self.salt or sealing.new_salt()
        salted = replace(self, salt=salt, text_digest=sealing.digest(salt, self.text()))
        return replace(salted, hash=salted.computed_hash())

    def text(self) -> str:
        """All free text, as canonical JSON: comments, the reason, and answers that are a text."""
        given = self.content.answers
        comments = {key: answer.comment for key, answer in given.items() if answer.comment}
        notes = {key: answer.value.text for key, answer in given.items() if isinstance(answer.value, Note)}
        told = {"reason": self.reason, "comment": self.content.comment, "comments": comments, "notes": notes}
        return canonical.spell(told)

    def computed_hash(self) -> str:
        """SHA-256 over everything but free text, salt and hash; the leading number names this way of hashing."""
        of, parents = self.subject, ",".join([f'"{parent}"' for parent in self.parents])
        occasion = "" if of.occasion is None else f'"occasion":"{of.occasion}",'
        # Canonical JSON, written out: keys and times hold nothing to be escaped, and names stand in their order.
        return "2:" + canonical.digest_of(
            f'{{"answers":{_spelled_marks(self.content.answers)},"at":"{canonical.plain(self.at)}",'
            f'"author":"{self.author}","device":"{self.device}","key":"{self.key}",'
            f'"number":{_spelled_number(self.number)},"parents":[{parents}],'
            f'"subject":{{"evaluation":"{of.evaluation}","form_version":"{of.form_version}",'
            f'"interaction":"{of.interaction}",{occasion}"reviewer":"{of.reviewer}"}},'
            f'"text_digest":{canonical.spell(self.text_digest)}}}'
        )

    @property
    def is_erased(self) -> bool:
        """Whether its free text was taken away."""
        return sealing.is_erased(self.salt, self.text_digest)

    @property
    def is_true(self) -> bool:
        """Whether it is what was submitted, or what erasing left of it."""
        kept = self.is_erased or sealing.digest(self.salt, self.text()) == self.text_digest
        return kept and self.hash == self.computed_hash()


def _spelled_marks(answers: Mapping[str, Answer]) -> str:
    """The answers as canonical JSON, without comments and without what was written as an answer."""
    told: list[str] = []
    for id_ in sorted(answers):
        answer = answers[id_]
        value = answer.value
        if type(value) is not Chosen or answer.reasons:
            told.append(f"{_quoted(id_)}:{_spelled_mark(answer)}")
        elif answer.evidence:
            before, after = _around_evidence(id_, value.option)
            told.append(f"{before}{','.join(map(_spelled_evidence, answer.evidence))}{after}")
        else:
            told.append(_spelled_choice(id_, value.option))
    return f"{{{','.join(told)}}}"


def _spelled_mark(answer: Answer) -> str:
    value = answer.value
    return canonical.spell(
        {
            "value": None if value is None else ["text"] if isinstance(value, Note) else list(marks.encode(value)),
            "evidence": [evidence_to_plain(item) for item in answer.evidence],
            "reasons": list(answer.reasons),
        }
    )


_quoted = lru_cache(4096)(canonical.spell)
"""The id of a standard; forms have few, and most answers choose one of few options without a reason."""


@lru_cache(4096)
def _around_evidence(id_: str, option: str) -> tuple[str, str]:
    """What stands before and after the evidence of an option that was chosen."""
    return f'{_quoted(id_)}:{{"evidence":[', f'],"reasons":[],"value":{canonical.spell(marks.encode(Chosen(option)))}}}'


@lru_cache(4096)
def _spelled_choice(id_: str, option: str) -> str:
    return "".join(_around_evidence(id_, option))


def _spelled_evidence(evidence: Evidence) -> str:
    kind, first, last, noted = evidence_to_plain(evidence)
    if type(first) is type(last) is int and type(noted) is bool:  # what arrives may be anything
        return f'["{kind}",{first},{last},{"true" if noted else "false"}]'
    return canonical.spell([kind, first, last, noted])


def _spelled_number(number: int) -> str:
    return str(number) if type(number) is int else canonical.spell(number)


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


def revision_to_plain(revision: Revision) -> dict[str, Any]:
    """A revision as dicts, lists and strings."""
    plain = {name: canonical.plain(value) for name, value in vars(revision).items() if name != "content"}
    return {**plain, "content": content_to_plain(revision.content)}


def revision_from_plain(plain: Mapping[str, Any]) -> Revision:
    """The revision that `revision_to_plain` wrote. Raises KeyError, TypeError or ValueError where it is none."""
    return Revision(
        key=UUID(plain["key"]),
        subject=subject_from_plain(plain["subject"]),
        content=content_from_plain(plain["content"]),
        parents=tuple([UUID(parent) for parent in plain["parents"]]),
        number=plain["number"],
        device=_again(plain["device"]),
        author=_again(plain["author"]),
        at=datetime.fromisoformat(plain["at"]),
        reason=plain["reason"],
        salt=plain["salt"],
        text_digest=plain["text_digest"],
        hash=plain["hash"],
    )


def subject_from_plain(plain: Mapping[str, Any]) -> Subject:
    """The subject that `canonical.plain` spelled. Raises KeyError, TypeError or ValueError where it is none."""
    occasion = plain.get("occasion")
    return Subject(
        evaluation=UUID(plain["evaluation"]),
        interaction=_again(plain["interaction"]),
        form_version=_again(plain["form_version"]),
        reviewer=_again(plain["reviewer"]),
        occasion=None if occasion is None else _again(occasion),
    )


_again = lru_cache(4096)(UUID)
"""A key that comes again and again: of people, devices, forms."""


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
    given, comment, shown, reasons = plain["value"], plain["comment"], plain["evidence"], plain["reasons"]
    if given is not None and not (comment or shown or reasons):  # most are like that
        return marks.bare(*given)
    value = marks.decode(*given) if given is not None else None
    evidence = tuple([evidence_from_plain(*item) for item in shown]) if shown else ()
    return Answer(value, comment, evidence, tuple(reasons) if reasons else ())


def evidence_to_plain(evidence: Evidence) -> list[Any]:
    """Evidence as its kind, first, last, and whether the program noted it by itself."""
    if isinstance(evidence, AudioSpan):
        return ["audio", evidence.start_ms, evidence.end_ms, evidence.noted]
    return ["turns", evidence.first, evidence.last, evidence.noted]


def evidence_from_plain(kind: str, first: int, last: int, noted: bool) -> Evidence:
    """The evidence that `evidence_to_plain` wrote."""
    return AudioSpan(first, last, noted) if kind == "audio" else TurnSpan(first, last, noted)

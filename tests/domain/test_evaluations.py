"""Evaluations: content as plain values and back, and the hash that seals a revision."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain import canonical
from qa_desktop.domain.answers import NA, YES, Answer, AudioSpan, Note, TurnSpan
from qa_desktop.domain.evaluations import (
    Content,
    Revision,
    Subject,
    answer_from_plain,
    answer_to_plain,
    content_from_plain,
    content_to_plain,
)
from tests.domain.strategies import STABLE, any_answer, contents

SUBJECT = Subject(UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4))
CONTENT = Content(
    {"b": Answer(YES, "Said so.", (AudioSpan(1, 2), TurnSpan(3, 4, True)), ("late",)), "a": Answer(NA)}, "Good."
)
REVISION = Revision(
    UUID(int=5),
    SUBJECT,
    CONTENT,
    (UUID(int=6),),
    2,
    UUID(int=7),
    UUID(int=4),
    datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    "typo",
)


@STABLE
@given(contents)
def test_content_comes_back_from_its_plain_form_through_json(content: Content) -> None:
    plain = json.loads(json.dumps(content_to_plain(content)))
    assert repr(content_from_plain(plain)) == repr(replace(content, answers=dict(sorted(content.answers.items()))))


@STABLE
@given(any_answer)
def test_an_answer_comes_back_from_its_plain_form(answer: Answer) -> None:
    assert repr(answer_from_plain(answer_to_plain(answer))) == repr(answer)


def test_the_plain_form_does_not_show_the_order_of_answers() -> None:
    turned = Content(dict(reversed(CONTENT.answers.items())), CONTENT.comment)
    assert list(turned.answers) != list(CONTENT.answers)
    assert json.dumps(content_to_plain(turned)) == json.dumps(content_to_plain(CONTENT))


def test_with_answer_puts_one_answer_in_and_takes_an_empty_one_out() -> None:
    content = Content({"a": Answer(YES)}, "kept")
    assert content.with_answer("b", Answer(NA)) == Content({"a": Answer(YES), "b": Answer(NA)}, "kept")
    assert content.with_answer("a", Answer(NA)).answers == {"a": Answer(NA)}
    assert content.with_answer("a", Answer()) == Content({}, "kept")
    assert content.with_answer("gone", Answer()) == content
    assert content.answers == {"a": Answer(YES)}


def test_a_sealed_revision_holds_the_hash_of_its_content() -> None:
    sealed = REVISION.sealed()
    assert sealed.is_true
    assert sealed.hash == sealed.computed_hash()
    assert sealed.hash.startswith("2:")
    assert replace(sealed, salt="", text_digest="", hash="") == REVISION


def test_the_hash_is_the_same_for_ever() -> None:
    salted = replace(REVISION, salt="00" * 16).sealed()
    assert salted.text_digest == "fde3b63ca87c54c2698c785317b93eca57a53c43a4a80813ae8a450e4c9a9144"
    assert salted.hash == "2:3b2c3f56d588f69b1dbc1c5ffd2293ec40f5a54f15ddddf65a47aaaddb3aea27"


def test_each_seal_has_a_salt_of_its_own() -> None:
    assert REVISION.sealed().text_digest != REVISION.sealed().text_digest


def test_erasing_the_free_text_leaves_the_hash_true() -> None:
    written = replace(REVISION, content=CONTENT.with_answer("c", Answer(Note("Her name is Ann."), "x"))).sealed()
    bare = {key: replace(answer, comment="") for key, answer in written.content.answers.items()}
    bare["c"] = Answer(Note(""))
    erased = replace(written, content=Content(bare), reason="", salt="")
    assert erased.is_erased
    assert erased.is_true
    assert not replace(erased, number=7).is_true
    assert not replace(erased, content=Content(bare | {"a": Answer(YES)})).is_true
    assert not replace(erased, salt=written.salt).is_true


@pytest.mark.parametrize(
    "change",
    [
        {"key": UUID(int=99)},
        {"subject": replace(SUBJECT, reviewer=UUID(int=99))},
        {"content": Content(CONTENT.answers, "Other.")},
        {"content": CONTENT.with_answer("a", Answer(YES))},
        {"content": CONTENT.with_answer("a", Answer())},
        {"content": CONTENT.with_answer("a", Answer(NA, comment="x"))},
        {"parents": ()},
        {"parents": (UUID(int=6), UUID(int=8))},
        {"number": 3},
        {"device": UUID(int=99)},
        {"author": UUID(int=99)},
        {"at": REVISION.at + timedelta(microseconds=1)},
        {"reason": "other"},
        {"content": CONTENT.with_answer("a", Answer(Note("told")))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_change_changes_the_hash(change: dict[str, object]) -> None:
    sealed = REVISION.sealed()
    changed = replace(sealed, **change)
    assert not changed.is_true
    assert changed.sealed().hash != sealed.hash


def test_the_hash_does_not_depend_on_the_order_of_answers_or_the_time_zone() -> None:
    turned = replace(REVISION, content=Content(dict(reversed(CONTENT.answers.items())), CONTENT.comment))
    abroad = replace(REVISION, at=REVISION.at.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert turned.computed_hash() == abroad.computed_hash() == REVISION.computed_hash()


odd_texts = st.text(st.sampled_from('a"\\\n\u2028é\ud800 {},:[]'), max_size=6)
"""What JSON has to escape, and what it has not."""


@STABLE
@given(
    contents,
    st.none() | st.uuids(),
    st.lists(st.uuids(), max_size=2),
    st.sampled_from([1, 2**70, 2.5, True, None, "3"]),
    odd_texts,
)
def test_the_hash_is_over_what_the_general_spelling_gives(
    content: Content, occasion: UUID | None, parents: list[UUID], number: int, odd: str
) -> None:
    """Whatever a stranger's file says under a name: the quick spelling never says something else."""
    named = Content({f"{odd}{id_}": answer for id_, answer in content.answers.items()}, content.comment)
    told = replace(
        REVISION,
        subject=replace(SUBJECT, occasion=occasion),
        content=named,
        parents=tuple(parents),
        number=number,
        text_digest=odd,
    )
    marks = {
        id_: {
            "value": ["text"] if plain["value"] and plain["value"][0] == "text" else plain["value"],
            "evidence": plain["evidence"],
            "reasons": plain["reasons"],
        }
        for id_, plain in content_to_plain(named)["answers"].items()
    }
    names = ("key", "subject", "parents", "number", "device", "author", "at", "text_digest")
    general = {"answers": marks, **{name: canonical.plain(getattr(told, name)) for name in names}}
    assert told.computed_hash() == "2:" + canonical.digest_of(canonical.spell(general))


def test_evidence_that_is_no_number_is_spelled_as_it_is() -> None:
    def hashed(first: object, noted: object) -> str:
        shown = Answer(YES, evidence=(AudioSpan(first, 2, noted),))  # type: ignore[arg-type]
        return replace(REVISION, content=Content({"a": shown})).computed_hash()

    assert len({hashed(1, False), hashed("1", False), hashed(True, False), hashed(1.0, False), hashed(1, 0)}) == 5

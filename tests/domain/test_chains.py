from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import AuditLine, Record, head
from tests.domain.strategies import STABLE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RECORD = Record(UUID(int=1), "person", UUID(int=2), (UUID(int=3),), 2, UUID(int=4), None, NOON, '{"name":"Ann"}')
LINE = AuditLine(UUID(int=4), 7, NOON, UUID(int=5), "submitted", "evaluation", UUID(int=6), "why", previous="1:ab")


@pytest.mark.parametrize(
    "change",
    [
        {"content": "{}"},
        {"parents": ()},
        {"number": 3},
        {"subject": UUID(int=9)},
        {"kind": "source"},
        {"device": UUID(int=9)},
        {"at": NOON + timedelta(microseconds=1)},
        {"author": UUID(int=9)},
        {"salt": "00"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_record_that_was_changed_is_not_true(change: dict[str, object]) -> None:
    sealed = RECORD.sealed()
    assert sealed.is_true
    assert not replace(sealed, **change).is_true


def test_a_record_stays_true_when_its_content_is_erased() -> None:
    erased = replace(RECORD.sealed(), content=None, salt="")
    assert erased.is_erased
    assert erased.is_true
    assert not replace(erased, number=3).is_true


def test_the_head_is_the_same_whatever_the_order_and_never_erased() -> None:
    early = RECORD.sealed()
    late = replace(RECORD, key=UUID(int=8), at=NOON + timedelta(hours=1)).sealed()
    higher = replace(RECORD, key=UUID(int=7), number=3).sealed()
    assert head([early, late]) == head([late, early]) == late
    assert head([higher, late]) == higher
    assert head([replace(higher, content=None, salt=""), late]) == late
    assert head([]) is None


@pytest.mark.parametrize(
    "change", [{"detail": "x"}, {"previous": ""}, {"number": 8}, {"action": "x"}, {"author": None}]
)
def test_a_line_of_the_audit_trail_that_was_changed_is_not_true(change: dict[str, object]) -> None:
    sealed = LINE.sealed()
    assert sealed.is_true
    assert not replace(sealed, **change).is_true
    assert replace(sealed, detail="", salt="").is_true


odd_texts = st.text(st.sampled_from('a"\\\n\u2028é\ud800 {},:[]'), max_size=6)
somebody = st.none() | st.uuids()


@STABLE
@given(somebody, st.lists(st.uuids(), max_size=2), odd_texts, odd_texts)
def test_hashes_are_over_what_the_general_spelling_gives(
    author: UUID | None, parents: list[UUID], one: str, other: str
) -> None:
    record = replace(RECORD, author=author, parents=tuple(parents), kind=one, content_digest=other)
    names = ("key", "kind", "subject", "parents", "number", "device", "author", "at", "content_digest")
    assert record.computed_hash() == "1:" + canonical.digest({name: getattr(record, name) for name in names})
    line = replace(LINE, author=author, action=one, kind=other, previous=other, detail_digest=one)
    names = ("device", "number", "at", "author", "action", "kind", "key", "previous", "detail_digest")
    assert line.computed_hash() == "1:" + canonical.digest({name: getattr(line, name) for name in names})

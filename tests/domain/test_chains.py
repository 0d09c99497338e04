from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from qa_desktop.domain.chains import AuditLine, Record, head

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

"""Keys: sortable for what is created here, the same everywhere for what comes from outside."""

import time
import uuid

from qa_desktop.domain.keys import key_from_outside, new_key


def test_a_new_key_is_a_version_7_uuid_with_its_time_and_noise_in_place() -> None:
    # The example of RFC 9562, appendix A.6.
    key = new_key(0x017F22E279B0, (0xCC3 << 62) | 0x18C4DC0C0C07398F)
    assert str(key) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert (key.version, key.variant) == (7, uuid.RFC_4122)


def test_the_noise_never_spills_into_version_or_variant() -> None:
    for noise in (0, (1 << 74) - 1):
        key = new_key(0, noise)
        assert (key.int >> 80, key.version, key.variant) == (0, 7, uuid.RFC_4122)


def test_keys_sort_by_the_time_of_their_creation() -> None:
    moments = [0, 1, 999, 1_700_000_000_000, (1 << 48) - 1]
    assert sorted(new_key(moment, (1 << 74) - 1 - moment) for moment in moments) == [
        new_key(moment, (1 << 74) - 1 - moment) for moment in moments
    ]


def test_a_key_made_now_holds_this_moment_and_is_like_no_other() -> None:
    before = time.time_ns() // 1_000_000
    keys = [new_key() for _ in range(1000)]
    after = time.time_ns() // 1_000_000
    assert all(before <= key.int >> 80 <= after for key in keys)
    assert len(set(keys)) == 1000


def test_the_same_thing_from_outside_has_the_same_key_everywhere() -> None:
    key = key_from_outside("agent", "crm", "4711")
    assert key.version == 5
    assert str(key) == "03bd2f0d-62fb-5c8f-89e1-241a34255c5b"


def test_kind_source_and_number_each_tell_keys_apart() -> None:
    parts = [
        ("agent", "crm", "1"),
        ("call", "crm", "1"),
        ("agent", "acd", "1"),
        ("agent", "crm", "2"),
        ("agent", "crm1", ""),
    ]
    assert len({key_from_outside(*each) for each in parts}) == len(parts)

"""How much of what arrives one transaction takes."""

from collections import deque

from qa_desktop.domain.sharing import Arrival, Entry, EntryKind
from qa_desktop.services.absorbing import LOCK_SECONDS, Pace


def arrived(*weights: int) -> deque[Arrival]:
    return deque(Arrival(Entry(EntryKind.AUDIT, str(place), {}), weight=each) for place, each in enumerate(weights))


def test_a_transaction_takes_what_fits_in_the_order_of_arrival() -> None:
    pace = Pace()
    left = arrived(pace.size // 2, pace.size // 2, 1)
    assert [each.entry.key for each in pace.part(left)] == ["0", "1"]
    assert [each.entry.key for each in left] == ["2"]


def test_what_is_too_much_for_one_transaction_is_taken_alone() -> None:
    pace = Pace()
    left = arrived(pace.size + 1, 1)
    assert len(pace.part(left)) == 1


def test_what_took_too_long_is_followed_by_less() -> None:
    pace = Pace()
    for _ in range(4):
        pace.took(LOCK_SECONDS / 1000, pace.size)
    before = pace.size
    pace.took(2 * LOCK_SECONDS, before)
    assert pace.size == before // 4


def test_a_quick_transaction_of_little_tells_nothing_of_more() -> None:
    pace = Pace()
    before = pace.size
    pace.took(LOCK_SECONDS / 1000, before // 10)
    assert pace.size == before

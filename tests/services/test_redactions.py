import pytest

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Recording
from qa_desktop.domain.keys import new_key
from qa_desktop.services import redactions, reviewing
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, BEN, CALL, NOW, furnish, interaction

CHAT = interaction("K-1")
MONO = interaction("C-2", recording=Recording("calls", "b.wav", "cd" * 32, 61.0, 8000, 1))


@pytest.fixture
def furnished(database: SqlDatabase) -> SqlDatabase:
    furnish(database, CHAT, MONO)
    return database


def audited(database: SqlDatabase) -> list[tuple[str, str, object]]:
    with database.reading() as work:
        return [(entry.action, entry.detail, entry.author) for entry in work.audit.of(CALL.key)]


def test_a_redaction_is_in_the_review_until_it_is_removed(furnished: SqlDatabase) -> None:
    changes = redactions.add(furnished, CALL.key, 5000, 9250, 1, " card \n number ", ANN, NOW)
    assert changes == Changes.of(Changed.INTERACTION, CALL.key)
    redactions.add(furnished, CALL.key, 1000, 2000, None, "", ANN, NOW)
    first, second = reviewing.open_review(furnished, CALL.key, BEN).redactions
    assert (first.start_ms, first.end_ms, first.channel, first.reason) == (1000, 2000, None, "")
    assert (second.start_ms, second.end_ms, second.channel, second.reason) == (5000, 9250, 1, "card number")
    assert second.key.version == 7
    assert redactions.remove(furnished, second.key, BEN, NOW) == Changes.of(Changed.INTERACTION, CALL.key)
    assert reviewing.open_review(furnished, CALL.key, BEN).redactions == (first,)
    assert audited(furnished) == [
        ("redaction added", "5.000–9.250 s, right channel: card number", ANN.key),
        ("redaction added", "1.000–2.000 s, both channels", ANN.key),
        ("redaction removed", "5.000–9.250 s, right channel: card number", BEN.key),
    ]


def test_the_same_span_twice_changes_nothing(furnished: SqlDatabase) -> None:
    redactions.add(furnished, CALL.key, 0, 500, None, "name", ANN, NOW)
    assert redactions.add(furnished, CALL.key, 0, 500, None, "again", BEN, NOW) == Changes()
    assert redactions.add(furnished, CALL.key, 0, 500, 0, "", BEN, NOW) != Changes()
    assert len(audited(furnished)) == 2


def test_what_was_removed_can_be_redacted_again_but_not_removed_again(furnished: SqlDatabase) -> None:
    redactions.add(furnished, CALL.key, 0, 500, None, "", ANN, NOW)
    (key,) = (each.key for each in reviewing.open_review(furnished, CALL.key, ANN).redactions)
    redactions.remove(furnished, key, ANN, NOW)
    for gone in (key, new_key()):
        with pytest.raises(InputError, match="removed already"):
            redactions.remove(furnished, gone, ANN, NOW)
    assert redactions.add(furnished, CALL.key, 0, 500, None, "", ANN, NOW) != Changes()
    assert reviewing.open_review(furnished, CALL.key, ANN).redactions[0].key != key


@pytest.mark.parametrize(
    ("on", "start", "end", "channel", "sentence"),
    [
        (CHAT, 0, 500, None, "no recording to redact"),
        (CALL, 500, 500, None, "needs a span"),
        (CALL, -1, 500, None, "needs a span"),
        (CALL, 61_000, 62_000, None, "behind the end"),
        (CALL, 0, 500, 2, "no such channel"),
        (MONO, 0, 500, 0, "no such channel"),
    ],
)
def test_what_cannot_be_redacted_is_told(
    furnished: SqlDatabase, on: object, start: int, end: int, channel: int | None, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        redactions.add(furnished, on.key, start, end, channel, "", ANN, NOW)  # type: ignore[attr-defined]
    assert audited(furnished) == []

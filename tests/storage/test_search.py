"""Finding words in all interactions; what holds of the index holds after every change to what it was made from."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.interactions import Agent, Channel, Interaction, SurveyResponse
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.search import Found, Snippet, Source, parse
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.storage import erasing, moving, search_index
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.merging import absorb, all_entries
from qa_desktop.storage.search import is_outdated, rebuild
from tests.storage.samples import ANN, BEN, CALL, DEVICE, SCORE, call, furnish, revision


def talk(*texts: str) -> Transcript:
    roles = (Role.AGENT, Role.CUSTOMER)
    turns = (Turn(words, roles[place % 2], start=float(place), end=place + 0.5) for place, words in enumerate(texts))
    return Transcript("made", tuple(turns))


def found(database: SqlDatabase, typed: str, who: object = ANN, **paging: int) -> Found:
    with database.reading() as work:
        return work.search.find(parse(typed), who.key, **paging)  # type: ignore[attr-defined]


def names(database: SqlDatabase, typed: str, who: object = ANN, **paging: int) -> list[str]:
    return [hit.interaction.external_id for hit in found(database, typed, who, **paging).hits]


@pytest.fixture
def talked(database: SqlDatabase) -> SqlDatabase:
    """Three calls with words, the last the newest; the first also has all that can be known of one."""
    with database.writing() as work:
        furnish(work)
        work.interactions.put_transcript(
            CALL.key, talk("Good morning", "I was charged twice", "A réfund is on its way")
        )
        for number in (1, 2):
            work.interactions.put(call(number, agent=Agent("Max Müller")))
        work.interactions.put_transcript(call(1).key, talk("Hello", "I want a REFUND", "", "on its last legs"))
        work.interactions.put_transcript(call(2).key, talk("我想退款", "Straße und İstanbul", "charged", "twice over"))
    return database


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("refund", ["C-1", "C-100%"]),
        ("REFU", ["C-1", "C-100%"]),
        ("refu charged", []),
        ("charged refu", ["C-100%"]),
        ("refu hello", []),
        ("charged twice", ["C-2", "C-100%"]),
        ('"charged twice"', ["C-100%"]),
        ('"its way"', ["C-100%"]),
        ('"refund on"', []),
        ('"hello i want"', []),
        ("muller", ["C-2", "C-1"]),
        ("zoe refund", ["C-100%"]),
        ("refund -zoe", ["C-1"]),
        ('refund -"charged twice"', ["C-1"]),
        ("-refund", []),
        ("istanbul strasse", ["C-2"]),
        ("退款", ["C-2"]),
        ("款退", []),
        ("c-100%", ["C-100%"]),
        ("a.wav", ["C-100%"]),
        ("kind", ["C-100%"]),
        ("", []),
        ("%", []),
    ],
)
def test_what_is_found(talked: SqlDatabase, typed: str, expected: list[str]) -> None:
    assert names(talked, typed) == expected
    assert found(talked, typed).total == len(expected)


def test_a_hit_shows_the_turn_with_the_most_of_the_words(talked: SqlDatabase) -> None:
    (hit,) = found(talked, "was refund tw").hits
    assert (hit.source, hit.place, hit.turns) == (Source.TURN, 1, 2)
    assert hit.turn == Turn("I was charged twice", Role.CUSTOMER, start=1.0, end=1.5)
    assert hit.snippet == Snippet("I was charged twice", ((2, 5), (14, 19)))
    assert hit.interaction == replace(CALL, turns=3)


def test_a_hit_elsewhere_shows_what_is_known(talked: SqlDatabase) -> None:
    (hit,) = found(talked, "zoe billing").hits
    assert (hit.source, hit.place, hit.turn, hit.turns) == (Source.ABOUT, None, None, 0)
    assert [hit.snippet.text[first:last] for first, last in hit.snippet.marks] == ["Zoë", "Billing"]


def test_hits_come_newest_first_in_pages(database: SqlDatabase) -> None:
    with database.writing() as work:
        for number in range(7):
            work.interactions.put(
                call(number, queue="Sales", started_at=None if number == 3 else call(number).started_at)
            )
    everything = ["C-6", "C-5", "C-4", "C-2", "C-1", "C-0", "C-3"]
    assert names(database, "sales") == everything
    assert names(database, "sales", limit=3) == everything[:3]
    assert names(database, "sales", limit=3, offset=3) == everything[3:6]
    assert found(database, "sales", limit=1).total == 7


@pytest.mark.parametrize(
    "typed",
    [
        *(
            '"',
            "'",
            '"" ""',
            "a AND b OR (c",
            "NEAR(a b, 2)",
            "text: x",
            "^a + b*",
            "{a b} : c",
            "\\",
            "a\0b",
            "\ud800",
        ),
        *("x" * 10_000, '"' * 10_000, "a " * 5000, "%" * 10_000, "* " * 5000, "-a " * 3000, "'); DROP TABLE turn; --"),
        *("!a & b | c", "'a':*", "<->", "a\n\t\rb", "\u202e\u200b", "1" * 10_000),
    ],
)
def test_nothing_that_is_typed_is_an_error(talked: SqlDatabase, typed: str) -> None:
    from qa_desktop.domain.worklist import WorklistFilter

    assert found(talked, typed).total <= 3
    with talked.reading() as work:
        work.interactions.worklist(ANN.key, WorklistFilter(words=typed))
        work.interactions.count_states(ANN.key, WorklistFilter(words=typed))


@given(
    st.lists(st.text(alphabet="abé ß¶-'\"退款1", max_size=12), max_size=4), st.text(alphabet='abé ß-"退款1', max_size=8)
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_it_finds_what_reading_everything_finds(database: SqlDatabase, texts: list[str], typed: str) -> None:
    with database.writing() as work:
        work.interactions.put(call(1, external_id="zz", agent=None))
        work.interactions.put_transcript(call(1).key, talk(*texts))
    query = parse(typed)
    folded = [f" {' '.join(search_index.words_of(each))} " for each in (*texts, "zz")]
    held = {term: any(term.is_in(each) for each in folded) for term in query.terms if term.words}
    expected = bool(query.wanted) and all(held[term] != term.excluded for term in held)
    assert bool(names(database, typed)) is expected


# Kept true


def test_another_transcript_takes_the_place_of_the_words_before(talked: SqlDatabase) -> None:
    with talked.writing() as work:
        work.interactions.put_transcript(CALL.key, talk("Something else"))
    assert names(talked, "charged") == ["C-2"]
    assert names(talked, "something") == ["C-100%"]
    assert_true(talked)


def test_what_becomes_known_later_is_found(talked: SqlDatabase) -> None:
    with talked.writing() as work:
        work.interactions.put(call(1, agent=Agent("Nora"), survey=SurveyResponse(comment="Rude!")))
    assert names(talked, "nora") == names(talked, "rude") == ["C-1"]
    assert names(talked, "muller") == ["C-2"]
    assert_true(talked)


def test_nothing_is_kept_of_what_was_rolled_back(talked: SqlDatabase) -> None:
    def fail() -> None:
        with talked.writing() as work:
            work.interactions.put(call(5, queue="Ghosts"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert names(talked, "ghosts") == []
    assert_true(talked)


def test_comments_are_found_by_who_wrote_them_alone(talked: SqlDatabase) -> None:
    first = revision(content=Content({"greets": Answer(None, "splendid greeting")}, "Überall gut"))
    bens = revision(reviewer=BEN, content=Content({}, "dreadful"))
    with talked.writing() as work:
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(bens, SCORE)
    (hit,) = found(talked, "splendid").hits
    assert (hit.source, hit.snippet.text) == (Source.COMMENT, "splendid greeting")
    assert names(talked, "splendid refund") == ["C-100%"]  # partly there, partly in the words
    assert names(talked, "splendid", BEN) == names(talked, "dreadful") == []
    assert names(talked, "dreadful", BEN) == ["C-100%"]
    assert names(talked, "refund -splendid", BEN) == ["C-1", "C-100%"]
    with talked.writing() as work:
        corrected = revision(parent=first, content=Content({}, "fair"))
        work.evaluations.submit(corrected, SCORE)
    assert names(talked, "splendid") == []
    assert names(talked, "fair") == ["C-100%"]
    assert_true(talked)


@pytest.mark.files
def test_what_is_forgotten_is_not_found_and_leaves_nothing(talked: SqlDatabase) -> None:
    evaluation = revision(content=Content({}, "unforgettable"))
    with talked.writing() as work:
        work.evaluations.submit(evaluation, SCORE)
    with talked._writer.begin() as connection:
        search_index.forget_comments(connection, evaluation.subject.evaluation)
        search_index.forget(connection, call(1).key)
        search_index.purge(connection)
    assert names(talked, "unforgettable") == []
    assert names(talked, "refund") == ["C-100%"]
    with talked._reader.connect() as connection:
        assert _indexed(connection) == []


def _indexed(connection: object) -> list[bytes]:
    """The words in the blocks of FTS5's index, as far as they are spelled out."""
    blocks = connection.exec_driver_sql("SELECT block FROM search_index_data").scalars()  # type: ignore[attr-defined]
    everything = b"".join(blocks)
    return [word for word in (b"unforgettable", b"unf", b"legs", b"leg") if word in everything]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqlDatabase]:
    """A second database, on another device."""
    opened = open_database(tmp_path / "other.db", new_key())
    yield opened
    opened.close()


def give(of: SqlDatabase, to: SqlDatabase) -> None:
    with of._reader.connect() as connection:
        entries = list(all_entries(connection))
    with to._writer.begin() as connection:
        absorb(connection, entries, forward=False)


def test_what_arrives_from_another_database_is_found(talked: SqlDatabase, other: SqlDatabase) -> None:
    first = revision(content=Content({}, "splendid"))
    with talked.writing() as work:
        work.evaluations.submit(first, SCORE)
    give(talked, other)
    assert names(other, "refund") == ["C-1", "C-100%"]
    assert names(other, "splendid refund") == ["C-100%"]
    assert names(other, "splendid", BEN) == []
    with talked.writing() as work:
        work.evaluations.submit(revision(parent=first, content=Content({}, "middling")), SCORE)
        work.interactions.put_transcript(call(1).key, talk("Nothing of the kind"))
    give(talked, other)
    assert (names(other, "splendid"), names(other, "middling")) == ([], ["C-100%"])
    assert names(other, "refund") == ["C-100%"]
    assert_true(other)


def test_comments_of_a_deleted_evaluation_are_not_found(talked: SqlDatabase, other: SqlDatabase) -> None:
    first = revision(content=Content({}, "splendid"))
    second = revision(parent=first, content=Content({}, "middling"))
    with talked.writing() as work:
        work.evaluations.submit(first, SCORE)
    give(talked, other)
    with talked.writing() as work:
        work.evaluations.set_deleted(first.subject.evaluation, True, ANN.key, "twice")
    assert names(talked, "splendid") == []
    with other.writing() as work:
        work.evaluations.submit(second, SCORE)
    give(other, talked)  # a correction of what is deleted here
    assert names(talked, "middling") == names(talked, "splendid") == []
    assert_true(talked)
    give(talked, other)
    assert names(other, "middling") == []
    with other.writing() as work:
        work.evaluations.set_deleted(first.subject.evaluation, False, ANN.key, "not twice")
    assert names(other, "middling") == ["C-100%"]
    assert_true(other)


def test_what_was_erased_is_found_nowhere(talked: SqlDatabase, other: SqlDatabase) -> None:
    with talked.writing() as work:
        work.evaluations.submit(revision(content=Content({}, "splendid")), SCORE)
    give(talked, other)
    with talked._writer.begin() as connection:
        erasing.erase(connection, DEVICE, [Interaction(CALL.key, "erased", Channel.CALL)], BEN.key)
    give(talked, other)
    for each in (talked, other):
        assert names(each, "refund") == ["C-1"]
        assert names(each, "splendid") == names(each, "zoe") == names(each, "billing") == []
        assert names(each, "erased") == ["erased"]
        assert_true(each)


@pytest.mark.files
def test_what_moves_to_a_server_and_back_is_found_there(
    talked: SqlDatabase, server_address: str, tmp_path: Path
) -> None:
    with talked.writing() as work:
        work.evaluations.submit(revision(content=Content({}, "splendid")), SCORE)
    talked.close()
    back = tmp_path / "back.db"
    moving.move(talked.address, server_address)
    moving.move(server_address, str(back))
    for address in (server_address, str(back)):
        there = open_database(address, DEVICE)
        assert names(there, "refund") == ["C-1", "C-100%"]
        assert names(there, "splendid refund") == ["C-100%"]
        assert_true(there)
        there.close()


def test_building_it_anew_finds_the_same(talked: SqlDatabase) -> None:
    with talked.writing() as work:
        work.evaluations.submit(revision(), SCORE)
    before = {typed: found(talked, typed) for typed in ("refund", "charged", "zoe", "warm", "überall")}
    with talked.writing() as work:
        assert work.search.rebuild() == 3
    assert {typed: found(talked, typed) for typed in before} == before
    assert all(before[typed].hits for typed in before)


@pytest.mark.parametrize("order", [1, -1])
def test_the_index_of_comments_is_true_in_whatever_order_they_were_written(talked: SqlDatabase, order: int) -> None:
    standards = ("greets", "verifies")[::order]
    content = Content(answers={standard: Answer(comment=f"about {standard}") for standard in standards})
    with talked.writing() as work:
        work.evaluations.submit(revision(content=content), SCORE)
    assert not [each for each in talked.health().problems if "search index" in each]


def test_a_database_that_was_indexed_otherwise_is_indexed_anew_when_it_is_brought_up_to_date(
    talked: SqlDatabase,
) -> None:
    with talked._writer.begin() as connection:
        search_index.clear(connection)
        connection.execute(text("UPDATE property SET value = '0' WHERE name = 'search'"))
        assert is_outdated(connection)
    assert names(talked, "refund") == []
    assert "search index" in " ".join(talked.health().problems)
    talked.upgrade()
    assert names(talked, "refund") == ["C-1", "C-100%"]
    assert talked.health().problems == ()


def assert_true(database: SqlDatabase) -> None:
    """The index is what it would be if it were made anew, and FTS5 finds it sound."""
    with database._writer.connect() as connection:
        before = _rows(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
        rebuild(connection)
        assert _rows(connection) == before
        connection.rollback()


def _rows(connection: object) -> list[tuple[object, ...]]:
    searched = "text" if connection.dialect.name == "sqlite" else "vector::text"  # type: ignore[attr-defined]
    wanted = f"SELECT interaction, kind, evaluation, owner, {searched} FROM search_text"
    return sorted(map(tuple, connection.exec_driver_sql(wanted)), key=repr)  # type: ignore[attr-defined]

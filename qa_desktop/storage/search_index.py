"""The search index: the folded words of interactions and of comments on them, kept true by whoever changes these.

On SQLite a table holds the folded texts and FTS5 their index; on PostgreSQL the table holds vectors. The index could
be guarded by triggers, but a connection that trusts no schema may not use FTS5 in them, so every change goes through
here. All of it can be built anew at any time (`search.rebuild`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Connection,
    FunctionElement,
    Integer,
    Text,
    column,
    delete,
    false,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement

from qa_desktop.domain.answers import Note
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.interactions import Agent, Interaction
from qa_desktop.domain.search import MOST_WORDS, Query, Term, words_of
from qa_desktop.storage.columns import Key
from qa_desktop.storage.tables import InteractionRow

ABOUT: Final = "about"
WORDS: Final = "words"
COMMENTS: Final = "comments"
BREAK: Final = "¶"
"""Stands between two turns, where no phrase may go on; folding lets no such sign through."""
PART: Final = 250
"""Words in one row on PostgreSQL, whose vectors keep at most 256 places of one word."""

DOCUMENTS: Final = table(
    "search_text",
    column("id", Integer()),
    column("interaction", Key()),
    column("kind", Text()),
    column("evaluation", Key()),
    column("owner", Key()),
    column("text", Text()),
)
_D: Final = DOCUMENTS.c
_ADD_VECTORS: Final = (
    "INSERT INTO search_text (interaction, kind, evaluation, owner, vector) "
    "SELECT interaction, kind, evaluation, owner, CAST(spelled AS tsvector) "
    "FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::text[]) "
    "AS given (interaction, kind, evaluation, owner, spelled)"
)


# Writing


@dataclass(frozen=True)
class Document:
    """Texts that the index holds together: what is known of an interaction, its words, or comments for one reviewer."""

    interaction: UUID
    kind: str
    texts: tuple[str, ...]
    evaluation: UUID | None = None
    owner: UUID | None = None

    @classmethod
    def about(cls, interaction: Interaction) -> "Document":
        """What is known of an interaction."""
        return cls(interaction.key, ABOUT, tuple(about(interaction)))

    @classmethod
    def words(cls, interaction: UUID, turns: Iterable[str]) -> "Document":
        """What was said or written, turn by turn."""
        return cls(interaction, WORDS, tuple(turns))

    @classmethod
    def comments(cls, revision: Revision) -> "Document":
        """The comments of an evaluation's newest revision, for its reviewer alone."""
        of = revision.subject
        return cls(of.interaction, COMMENTS, tuple(comments(revision)), of.evaluation, of.reviewer)

    def spelled(self, connection: Connection) -> list[str]:
        """The rows that the engine keeps of it: one text, or vectors; none where it holds no word."""
        pieces = (words for text in self.texts if text and (words := words_of(text)))
        if connection.dialect.name != "sqlite":
            return list(vectors(pieces))
        told = f" {BREAK} ".join(map(" ".join, pieces))
        return [told] if told else []


def note_about(connection: Connection, interaction: Interaction, fresh: bool = False) -> None:
    """Index what is known of an interaction; `fresh` where nothing was before."""
    note(connection, Document.about(interaction), fresh)


def note_words(connection: Connection, interaction: UUID, turns: Iterable[str], fresh: bool = False) -> None:
    """Index what was said or written, turn by turn; `fresh` where nothing was before."""
    note(connection, Document.words(interaction, turns), fresh)


def note_comments(connection: Connection, revision: Revision, fresh: bool = False) -> None:
    """Index the comments of an evaluation's newest revision, for its reviewer alone."""
    note(connection, Document.comments(revision), fresh)


def note_new_about(connection: Connection, interactions: Iterable[Interaction]) -> None:
    """Index what is known of many interactions that are new here."""
    note_new(connection, [_spelled(connection, Document.about(each)) for each in interactions])


def note_new_words(connection: Connection, told: Iterable[tuple[UUID, Iterable[str]]]) -> None:
    """Index what was said or written, turn by turn, in many interactions of which nothing was indexed."""
    note_new(connection, [_spelled(connection, Document.words(interaction, turns)) for interaction, turns in told])


def note_new(connection: Connection, documents: Iterable[tuple[Document, Sequence[str]]]) -> None:
    """Index many documents where none was, each with its rows, which can be spelled before anything is locked."""
    _add_all(connection, [(document, words) for document, spelled in documents for words in spelled])


def note(connection: Connection, document: Document, fresh: bool = False) -> None:
    """Index a document, in the place of the one that was there; `fresh` where none was."""
    if not fresh:
        told: dict[str, Any] = {"interaction": document.interaction, "kind": document.kind}
        told |= {} if document.evaluation is None else {"evaluation": document.evaluation}
        _remove(connection, **told)
    note_new(connection, [_spelled(connection, document)])


def forget(connection: Connection, interaction: UUID) -> None:
    """Take everything about an interaction out of the index."""
    _remove(connection, interaction=interaction)


def forget_comments(connection: Connection, evaluation: UUID) -> None:
    """Take the comments of an evaluation out of the index."""
    _remove(connection, evaluation=evaluation)


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.execute(delete(DOCUMENTS))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('delete-all')")


def purge(connection: Connection) -> None:
    """Rewrite the index so that nothing is left in it of what was taken out; to be done after erasing.

    Takes seconds where there is much. A server does so by itself when it vacuums.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")


def about(interaction: Interaction) -> Iterator[str]:
    """What is known of an interaction, as far as words are looked for in it."""
    agent = interaction.agent or Agent("")
    yield from (agent.name, agent.external_id, agent.team, interaction.queue, interaction.external_id)
    yield from (interaction.customer_reference, *interaction.tags, interaction.survey.comment)
    if interaction.recording is not None:
        yield interaction.recording.path.rpartition("/")[2]


def comments(revision: Revision) -> Iterator[str]:
    """What a reviewer wrote in a revision; in an order that does not tell how it was typed or stored."""
    yield revision.content.comment
    given = revision.content.answers
    for standard in sorted([each for each, of in given.items() if of.comment or type(of.value) is Note]):
        answer = given[standard]
        yield answer.comment
        if isinstance(answer.value, Note):
            yield answer.value.text
    yield revision.reason


def _spelled(connection: Connection, document: Document) -> tuple[Document, Sequence[str]]:
    return document, document.spelled(connection)


def _add_all(connection: Connection, rows: Sequence[tuple[Document, str]]) -> None:
    """By the driver: an import adds two of these for each interaction."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        told = ((each.interaction, each.kind, each.evaluation, each.owner, words) for each, words in rows)
        columns = zip(*told, strict=True)
        connection.exec_driver_sql(_ADD_VECTORS, tuple(map(list, columns)))
        return
    used = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'search_text'").scalar() or 0
    texts = []
    for id_, (each, words) in enumerate(rows, start=used + 1):
        keys = (each.interaction, each.evaluation, each.owner)
        interaction, evaluation, owner = (None if key is None else key.bytes for key in keys)
        texts.append((id_, interaction, each.kind, evaluation, owner, words))
    connection.exec_driver_sql(
        "INSERT INTO search_text (id, interaction, kind, evaluation, owner, text) VALUES (?, ?, ?, ?, ?, ?)", texts
    )
    indexed = [(row[0], row[-1]) for row in texts]
    connection.exec_driver_sql("INSERT INTO search_index (rowid, text) VALUES (?, ?)", indexed)


def _remove(connection: Connection, **told: Any) -> None:
    those = [_D[name] == value for name, value in told.items()]
    if connection.dialect.name == "sqlite":
        for id_, words in connection.execute(select(_D.id, _D.text).where(*those)).all():
            gone = "INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', ?, ?)"
            connection.exec_driver_sql(gone, (id_, words))
    connection.execute(delete(DOCUMENTS).where(*those))


def vectors(pieces: Iterable[Sequence[str]]) -> Iterator[str]:
    """The texts of pieces, word by word, as PostgreSQL spells vectors; a long one overlaps so that no phrase is cut."""
    places: dict[str, list[int]] = {}
    used = 0
    for piece in pieces:
        for first in range(0, max(len(piece) - MOST_WORDS, 1), PART - MOST_WORDS):
            part = piece[first : first + PART]
            if used + len(part) > PART:
                yield _vector(places)
                places, used = {}, 0
            for place, word in enumerate(part, start=used + 1):
                places.setdefault(word, []).append(place)
            used += len(part) + 1  # a phrase does not go on over the gap
    if places:
        yield _vector(places)


def _vector(places: dict[str, list[int]]) -> str:
    return " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())


# Asking


class _Matches(FunctionElement[bool]):
    """Whether a row of `search_text` holds a term; each engine takes the spelling that is its own.

    It has no type: SQLite is told to compare a Boolean with 1, and then reads every row to do so.
    """

    inherit_cache = True


@compiles(_Matches, "sqlite")
def _in_fts5(element: _Matches, compiler: SQLCompiler, **named: Any) -> str:
    spelled, _ = element.clauses
    asked = compiler.process(spelled, **named)
    return f"search_text.id IN (SELECT rowid FROM search_index WHERE search_index MATCH {asked})"


@compiles(_Matches, "postgresql")
def _in_vector(element: _Matches, compiler: SQLCompiler, **named: Any) -> str:
    _, spelled = element.clauses
    return f"search_text.vector @@ CAST({compiler.process(spelled, **named)} AS tsquery)"


def holding(query: Query, reviewer: UUID, numbers: bool = False) -> list[ColumnElement[bool]]:
    """What a query asks of an interaction: each term somewhere in its words, or in the reviewer's own comments.

    With `numbers`, a term that holds a digit or no word at all may also be any part of what is known of it.
    """
    return [asked for term in query.terms if (asked := _holds(term, reviewer, numbers)) is not None]


def _holds(term: Term, reviewer: UUID, numbers: bool) -> ColumnElement[bool] | None:
    if term.excluded:
        return InteractionRow.key.not_in(_having(term, reviewer))
    found: list[ColumnElement[bool]] = [InteractionRow.key.in_(_having(term, reviewer))] if term.words else []
    if numbers and (term.has_digit or not term.words):
        raw = "".join(letter for letter in term.raw.casefold() if letter != "\0" and not 0xD800 <= ord(letter) < 0xE000)
        found.append(InteractionRow.search.contains(raw, autoescape=True))
    return or_(*found) if found else None


def naming(names: Iterable[str]) -> ColumnElement[bool]:
    """Whether the words of a name follow each other in what is known of an interaction, its file's name included."""
    terms = [Term(words, name) for name in names if (words := tuple(words_of(name)[:MOST_WORDS]))]
    if not terms:
        return false()
    by_fts5, by_tsquery = " OR ".join(map(_spelled_for_fts5, terms)), " | ".join(map(_spelled_for_tsquery, terms))
    matches = _Matches(literal(by_fts5, Text()), literal(by_tsquery, Text()))
    return InteractionRow.key.in_(select(_D.interaction).where(matches, _D.kind == ABOUT).correlate(None))


def _having(term: Term, reviewer: UUID) -> Any:
    matches = _Matches(literal(_spelled_for_fts5(term), Text()), literal(_spelled_for_tsquery(term), Text()))
    mine = or_(_D.owner.is_(None), _D.owner == reviewer)
    return select(_D.interaction).where(matches, mine).correlate(None)


def _spelled_for_fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _spelled_for_tsquery(term: Term) -> str:
    return " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "")
